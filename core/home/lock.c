#define _GNU_SOURCE /* locks of open file descriptions: they end with the process, and no close() elsewhere in it drops them */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "home/files.h"
#include "home/internal.h"

#define LOCK_NAME ".lock"

static struct flock
whole_file(short type)
{
	return (struct flock){ .l_type = type, .l_whence = SEEK_SET };
}

/* "PID ROLE" as the holder wrote it; pid -1 where it cannot be read (the holder is just starting). */
static void
read_holder(int fd, int64_t *out_pid, char *out_role, size_t role_size)
{
	char text[64] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	char *end;

	*out_pid = -1;
	snprintf(out_role, role_size, "%s", "?");
	if (n <= 0)
		return;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	*out_pid = strtoll(text, &end, 10);
	if (*end == ' ')
		snprintf(out_role, role_size, "%s", end + 1);
}

int
aid_home_lock(struct aid_home *home, const char *role, struct aid_error *err)
{
	struct flock lock = whole_file(F_WRLCK);
	char text[64], holder_role[32], holder[24];
	int64_t pid;
	int fd, len, rc;

	AID_REQUIRE(home->lock_fd < 0);
	fd = openat(home->fd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return aid_error_set_errno(err, errno, "%s/%s", home->path, LOCK_NAME);
	if (fcntl(fd, F_OFD_SETLK, &lock) != 0) {
		if (errno == EAGAIN || errno == EACCES) {
			read_holder(fd, &pid, holder_role, sizeof(holder_role));
			snprintf(holder, sizeof(holder), "%lld", (long long)pid);
			rc = aid_message_error(err, AID_E_BUSY, AID_MSG_HOME_BUSY, 3, home->path,
					       holder, holder_role);
		} else {
			rc = aid_error_set_errno(err, errno, "%s/%s", home->path, LOCK_NAME);
		}
		close(fd);
		return rc;
	}
	len = snprintf(text, sizeof(text), "%lld %s\n", (long long)getpid(), role);
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)len, 0) != len) {
		rc = aid_error_set_errno(err, errno, "%s/%s", home->path, LOCK_NAME);
		close(fd);
		return rc;
	}
	home->lock_fd = fd;
	return 0;
}

int
aid_home_writer(struct aid_home *home, int64_t *out_pid, char *out_role, size_t role_size,
		struct aid_error *err)
{
	struct flock lock = whole_file(F_WRLCK);
	int fd = openat(home->fd, LOCK_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), rc = 0;

	if (fd < 0 && errno != ENOENT)
		return aid_error_set_errno(err, errno, "%s/%s", home->path, LOCK_NAME);
	*out_pid = 0;
	if (role_size > 0)
		out_role[0] = '\0';
	if (fd < 0)
		return 0;
	if (fcntl(fd, F_OFD_GETLK, &lock) != 0)
		rc = aid_error_set_errno(err, errno, "%s/%s", home->path, LOCK_NAME);
	else if (lock.l_type != F_UNLCK)
		read_holder(fd, out_pid, out_role, role_size);
	close(fd);
	return rc;
}
