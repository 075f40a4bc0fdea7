#define _GNU_SOURCE /* renameat2 */
#include "home/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "text/fold.h"

#define COPY_BYTES (256 * 1024)
#define OUTPUT_BYTES (64 * 1024)

enum aid_message
aid_files_thing(const struct stat *st)
{
	if (S_ISLNK(st->st_mode))
		return AID_MSG_THING_LINK;
	if (S_ISDIR(st->st_mode))
		return AID_MSG_THING_FOLDER;
	if (S_ISFIFO(st->st_mode))
		return AID_MSG_THING_PIPE;
	if (S_ISSOCK(st->st_mode))
		return AID_MSG_THING_SOCKET;
	if (!S_ISREG(st->st_mode))
		return AID_MSG_THING_DEVICE;
	return st->st_nlink > 1 ? AID_MSG_THING_HARD_LINK : AID_MSG_NONE;
}

int
aid_files_open(int folder_fd, const char *name)
{
	return openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int
aid_files_open_folder(int folder_fd, const char *name)
{
	return openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

DIR *
aid_files_list(int folder_fd)
{
	int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir == NULL && fd >= 0)
		close(fd);
	return dir;
}

int
aid_files_move(int from_fd, const char *from, int to_fd, const char *to)
{
	struct stat st;

	if (renameat2(from_fd, from, to_fd, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return errno;
	/* A file system without RENAME_NOREPLACE: a second name never replaces anything either. */
	if (linkat(from_fd, from, to_fd, to, 0) == 0)
		return unlinkat(from_fd, from, 0) == 0 ? 0 : errno;
	if (errno == EEXIST || errno == EXDEV || errno == ENOENT || errno == ENOSPC)
		return errno;
	/* Without hard links too (FAT, some network shares; and for folders): looking first is the best there is. */
	if (fstatat(to_fd, to, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return EEXIST;
	return renameat(from_fd, from, to_fd, to) == 0 ? 0 : errno;
}

int
aid_files_make_folders(int base_fd, const char *path, struct aid_error *err)
{
	int fd = openat(base_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return aid_error_set_errno(err, errno, "%s", path);
	for (const char *at = path; *at != '\0';) {
		size_t len = strcspn(at, "/");
		char name[AID_LIMIT_NAME_BYTES + 1];
		int next_fd;

		AID_REQUIRE(len < sizeof(name));
		memcpy(name, at, len);
		name[len] = '\0';
		if (mkdirat(fd, name, 0750) == 0) {
			if (fsync(fd) != 0)
				goto failed;
		} else if (errno != EEXIST) {
			goto failed;
		}
		next_fd = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (next_fd < 0)
			goto failed;
		close(fd);
		fd = next_fd;
		at += len + (at[len] == '/');
	}
	close(fd);
	return 0;
failed:
	aid_error_set_errno(err, errno, "%s", path);
	close(fd);
	return err == NULL ? AID_E_IO : err->code;
}

int
aid_files_enter(int base_fd, const char *path, int *out_fd, struct aid_error *err)
{
	int fd = openat(base_fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), rc;

	if (fd < 0 && errno == ENOENT) {
		rc = aid_files_make_folders(base_fd, path, err);
		if (rc != 0)
			return rc;
		fd = openat(base_fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	if (fd < 0)
		return aid_error_set_errno(err, errno, "%s", path);
	*out_fd = fd;
	return 0;
}

/* All of the bytes, whatever the pieces; 0 or an errno value. */
static int
write_whole(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

static int
copy_pieces(int from_fd, int to_fd, atomic_bool *stop, char *buffer, struct aid_digest *digest,
	    int64_t *out_n_bytes, struct aid_error *err)
{
	int64_t at = 0;

	for (;;) {
		ssize_t n = pread(from_fd, buffer, COPY_BYTES, at);
		int rc;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return aid_error_set_errno(err, errno, "reading");
		if (n == 0)
			break;
		rc = to_fd < 0 ? 0 : write_whole(to_fd, buffer, (size_t)n);
		if (rc != 0)
			return aid_error_set_errno(err, rc, "work");
		aid_digest_update(digest, buffer, (size_t)n);
		at += n;
		if (stop != NULL && atomic_load(stop))
			return aid_message_error(err, AID_E_INTERRUPTED, AID_MSG_INTERRUPTED, 0);
		/* A file that grows as fast as it is read would never end. */
		if (at > AID_LIMIT_DROP_BYTES)
			break;
	}
	*out_n_bytes = at;
	return 0;
}

int
aid_files_copy(int from_fd, int to_fd, atomic_bool *stop, char out_sha256[AID_DIGEST_HEX_SIZE],
	       int64_t *out_n_bytes, struct aid_error *err)
{
	struct aid_digest *digest = NULL;
	char *buffer = malloc(COPY_BYTES);
	int rc;

	if (buffer == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	rc = aid_digest_new(&digest, err);
	if (rc != 0)
		goto out;
	rc = copy_pieces(from_fd, to_fd, stop, buffer, digest, out_n_bytes, err);
	if (rc == 0)
		aid_digest_finish(digest, out_sha256);
out:
	aid_digest_free(digest);
	free(buffer);
	return rc;
}

int
aid_files_has_bytes(int folder_fd, const char *name, const char *sha256, bool *out_has,
		    struct aid_error *err)
{
	int fd = aid_files_open(folder_fd, name), rc;
	char found[AID_DIGEST_HEX_SIZE];
	int64_t n_bytes;
	struct stat st;

	*out_has = false;
	if (fd < 0)
		return errno == ENOENT || errno == ELOOP
			       ? 0
			       : aid_error_set_errno(err, errno, "%s", name);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return 0;
	}
	rc = aid_files_copy(fd, -1, NULL, found, &n_bytes, err);
	close(fd);
	if (rc == 0)
		*out_has = strcmp(found, sha256) == 0;
	return rc;
}

/* ---- a file that appears whole ---- */

int
aid_output_open(int home_fd, struct aid_output *out, struct aid_error *err)
{
	*out = (struct aid_output){ .home_fd = home_fd, .fd = -1 };
	out->held = malloc(OUTPUT_BYTES);
	if (out->held == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	snprintf(out->work_name, sizeof(out->work_name), "work/view-%ld", (long)getpid());
	out->fd = openat(home_fd, out->work_name,
			 O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (out->fd < 0) {
		free(out->held);
		out->held = NULL;
		return aid_error_set_errno(err, errno, "%s", out->work_name);
	}
	return 0;
}

static int
flush_output(struct aid_output *out, struct aid_error *err)
{
	int rc = write_whole(out->fd, out->held, out->n_held);

	out->n_held = 0;
	return rc == 0 ? 0 : aid_error_set_errno(err, rc, "%s", out->work_name);
}

int
aid_output_write(void *context, struct aid_slice bytes, struct aid_error *err)
{
	struct aid_output *out = context;

	while (bytes.len > 0) {
		size_t n = OUTPUT_BYTES - out->n_held;

		if (n > bytes.len)
			n = bytes.len;
		memcpy(out->held + out->n_held, bytes.ptr, n);
		out->n_held += n;
		bytes.ptr += n;
		bytes.len -= n;
		if (out->n_held == OUTPUT_BYTES) {
			int rc = flush_output(out, err);

			if (rc != 0)
				return rc;
		}
	}
	return 0;
}

int
aid_output_keep(struct aid_output *out, int folder_fd, const char *name, struct aid_error *err)
{
	int rc = flush_output(out, err);

	if (rc != 0)
		return rc;
	if (fsync(out->fd) != 0 || renameat(out->home_fd, out->work_name, folder_fd, name) != 0 ||
	    fsync(folder_fd) != 0)
		return aid_error_set_errno(err, errno, "%s", name);
	close(out->fd);
	out->fd = -1;
	return 0;
}

void
aid_output_close(struct aid_output *out)
{
	free(out->held);
	out->held = NULL;
	if (out->fd < 0)
		return;
	close(out->fd);
	out->fd = -1;
	unlinkat(out->home_fd, out->work_name, 0);
}

int
aid_files_read(int fd, size_t limit, char **out_text, size_t *out_len, struct aid_error *err)
{
	char *text = malloc(limit + 2);
	size_t len = 0;

	if (text == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	while (len <= limit) {
		ssize_t n = pread(fd, text + len, limit + 1 - len, (off_t)len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			aid_error_set_errno(err, errno, "reading");
			free(text);
			return AID_E_IO;
		}
		if (n == 0)
			break;
		len += (size_t)n;
	}
	if (len > limit) {
		free(text);
		return AID_E_LIMIT;
	}
	text[len] = '\0';
	*out_text = text;
	*out_len = len;
	return 0;
}

/* ---- names ---- */

/* Code points that a name of ours must not hold: C1 controls, marks and overrides of direction, line and paragraph separators. They are written
 * C2 80..9F and E2 80 8E/8F/A8..AE, E2 81 A6..A9. */
static bool
is_unsafe_mark(const unsigned char *p, size_t n_left)
{
	if (n_left >= 2 && p[0] == 0xc2 && p[1] < 0xa0)
		return true;
	if (n_left < 3 || p[0] != 0xe2)
		return false;
	if (p[1] == 0x80)
		return p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xa8 && p[2] <= 0xae);
	return p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9;
}

/* The length of what may be kept of `text` within `limit` bytes, not cutting a character. */
static size_t
cut_length(const char *text, size_t len, size_t limit)
{
	if (len <= limit)
		return len;
	while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
		limit--;
	return limit;
}

void
aid_files_safe_name(const char *name, char out[AID_FILES_SAFE_SIZE])
{
	enum { LIMIT = AID_FILES_SAFE_SIZE - 1, EXTENSION_LIMIT = 16 };
	char safe[2 * AID_LIMIT_NAME_BYTES + 2];
	size_t len = 0, i = 0, n = strlen(name);
	const char *dot;

	if (n > AID_LIMIT_NAME_BYTES)
		n = AID_LIMIT_NAME_BYTES;
	while (i < n) {
		const unsigned char *p = (const unsigned char *)name + i;
		size_t n_valid = 1;

		if (*p >= 0x80) {
			/* One character at a time: its length is the longest valid piece that starts here, up to four bytes. */
			n_valid = *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : 2;
			if (n_valid > n - i ||
			    aid_fold_valid_utf8((struct aid_slice){ name + i, n_valid }) != n_valid)
				n_valid = 0;
		}
		if (n_valid == 0 || *p < 0x20 || *p == 0x7f || *p == '/' || *p == '\\' ||
		    is_unsafe_mark(p, n - i) || (i == 0 && (*p == '.' || *p == '-'))) {
			safe[len++] = '_';
			i += n_valid == 0 ? 1 : n_valid;
			continue;
		}
		memcpy(safe + len, p, n_valid);
		len += n_valid;
		i += n_valid;
	}
	if (len == 0)
		safe[len++] = '_';
	safe[len] = '\0';
	if (len <= LIMIT) {
		memcpy(out, safe, len + 1);
		return;
	}
	dot = strrchr(safe, '.');
	size_t n_extension = dot == NULL ? 0 : strlen(dot);
	if (n_extension > EXTENSION_LIMIT)
		n_extension = 0;
	size_t n_kept = cut_length(safe, len, LIMIT - n_extension);
	memcpy(out, safe, n_kept);
	memcpy(out + n_kept, safe + len - n_extension, n_extension);
	out[n_kept + n_extension] = '\0';
}
