/* A file with given bytes, already without a name. */
#ifndef AID_TEST_FILE_H
#define AID_TEST_FILE_H

#include <unistd.h>

#include "base/slice.h"

static inline int
test_file(struct aid_slice bytes)
{
	char path[] = "/tmp/aidtally-test-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(unlink(path), 0);
	for (size_t at = 0; at < bytes.len;) {
		ssize_t n = write(fd, bytes.ptr + at, bytes.len - at);
		assert_true(n > 0);
		at += (size_t)n;
	}
	return fd;
}

#endif
