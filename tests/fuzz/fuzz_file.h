/* A file in memory for a fuzz target that reads one. */
#ifndef AID_TESTS_FUZZ_FILE_H
#define AID_TESTS_FUZZ_FILE_H

#include <stdio.h>
#include <unistd.h>

#include "base/error.h"

/* The bytes as a file without a name; the caller closes it with fclose. */
static inline FILE *
fuzz_file(const uint8_t *bytes, size_t size)
{
	FILE *file = tmpfile();

	AID_REQUIRE(file != NULL);
	AID_REQUIRE(fwrite(bytes, 1, size, file) == size && fflush(file) == 0);
	return file;
}

#endif
