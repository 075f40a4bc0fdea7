#include "home/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLAIMED ".claimed"
#define REQUEST ".request"
#define N_TRIES 99
/* "." NAME ".claimed" "-99" must be a name. */
#define NAME_MAX_LEN (AID_LIMIT_NAME_BYTES - 1 - 8 - 3)
#define REQUEST_BYTES 4096

/* ---- requests ---- */

bool
aid_request_file_name(const char *name, char out[AID_NAME_SIZE])
{
	int len = snprintf(out, AID_NAME_SIZE, ".%s" REQUEST, name);

	return len > 0 && len < AID_NAME_SIZE;
}

static void
append_value(struct aid_buffer *out, const char *key, const char *value)
{
	if (value[0] == '\0')
		return;
	aid_buffer_append_format(out, "%s=", key);
	for (const unsigned char *p = (const unsigned char *)value; *p != '\0'; p++) {
		if (*p < 0x20 || *p == '%' || *p == 0x7f)
			aid_buffer_append_format(out, "%%%02X", *p);
		else
			aid_buffer_append_char(out, (char)*p);
	}
	aid_buffer_append_char(out, '\n');
}

static int
write_file(int folder_fd, const char *file_name, struct aid_slice text, bool is_new,
	   struct aid_error *err)
{
	int how = is_new ? O_EXCL : O_TRUNC;
	int fd = openat(folder_fd, file_name,
			O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | how, 0640);
	int rc = 0;

	if (fd < 0 && errno == EEXIST)
		return aid_error_set(err, AID_E_INVALID, "%s", file_name);
	if (fd < 0)
		return aid_error_set_errno(err, errno, "%s", file_name);
	if (write(fd, text.ptr, text.len) != (ssize_t)text.len || fsync(fd) != 0)
		rc = aid_error_set_errno(err, errno, "%s", file_name);
	close(fd);
	if (rc != 0)
		unlinkat(folder_fd, file_name, 0);
	return rc;
}

int
aid_request_write(int folder_fd, const char *name, const struct aid_request *request, bool is_new,
		  struct aid_error *err)
{
	char file_name[AID_NAME_SIZE];
	struct aid_buffer text;
	int rc;

	AID_REQUIRE(aid_request_file_name(name, file_name));
	aid_buffer_init(&text);
	append_value(&text, "name", request->name);
	append_value(&text, "profile", request->profile);
	rc = aid_buffer_check(&text, err);
	if (rc == 0)
		rc = write_file(folder_fd, file_name, aid_buffer_slice(&text), is_new, err);
	aid_buffer_done(&text);
	return rc;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* A value of a request; what is no name (empty, too long, with '/' or NUL) is left as it was. */
static void
take_value(struct aid_slice text, char out[AID_NAME_SIZE])
{
	char value[AID_NAME_SIZE];
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '%' && i + 2 < text.len && hex_digit(text.ptr[i + 1]) >= 0 &&
		    hex_digit(text.ptr[i + 2]) >= 0) {
			c = (char)(hex_digit(text.ptr[i + 1]) << 4 | hex_digit(text.ptr[i + 2]));
			i += 2;
		}
		if (c == '/' || c == '\0' || len >= AID_LIMIT_NAME_BYTES)
			return;
		value[len++] = c;
	}
	if (len == 0)
		return;
	memcpy(out, value, len);
	out[len] = '\0';
}

/* A request that is missing or cannot be read says nothing. */
static void
read_request(int folder_fd, const char *name, struct aid_request *request)
{
	char file_name[AID_NAME_SIZE], *text = NULL;
	size_t len = 0;
	struct stat st;
	int fd;

	*request = (struct aid_request){ "", "" };
	if (!aid_request_file_name(name, file_name))
		return;
	fd = aid_files_open(folder_fd, file_name);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    aid_files_read(fd, REQUEST_BYTES, &text, &len, NULL) == 0) {
		for (const char *line = text; *line != '\0';) {
			size_t n = strcspn(line, "\n");

			if (strncmp(line, "name=", 5) == 0)
				take_value((struct aid_slice){ line + 5, n - 5 }, request->name);
			else if (strncmp(line, "profile=", 8) == 0)
				take_value((struct aid_slice){ line + 8, n - 8 }, request->profile);
			line += n + (line[n] == '\n');
		}
	}
	free(text);
	close(fd);
}

/* ---- claims ---- */

static int
open_folder(struct aid_home *home, const char *folder, int *out_fd, struct aid_error *err)
{
	int inbox_fd = aid_files_open_folder(home->fd, "inbox"), fd, error;

	if (inbox_fd < 0)
		return aid_error_set_errno(err, errno, "inbox");
	if (folder[0] == '\0') {
		*out_fd = inbox_fd;
		return 0;
	}
	fd = aid_files_open_folder(inbox_fd, folder);
	error = errno;
	close(inbox_fd);
	if (fd < 0)
		return aid_error_set_errno(err, error, "inbox/%s", folder);
	*out_fd = fd;
	return 0;
}

/* Renames to the first free of .NAME.claimed, .NAME.claimed-2 ... */
static int
claim_as(struct aid_claim *claim, const char *own_name, struct aid_error *err)
{
	char claimed[2 * AID_NAME_SIZE];
	int rc = EEXIST;

	for (int i = 1; i <= N_TRIES && rc == EEXIST; i++) {
		int len = snprintf(claimed, sizeof(claimed), ".%.*s" CLAIMED, NAME_MAX_LEN,
				   claim->name);
		if (i > 1)
			snprintf(claimed + len, sizeof(claimed) - (size_t)len, "-%d", i);
		AID_REQUIRE(strlen(claimed) < sizeof(claim->claimed));
		memcpy(claim->claimed, claimed, strlen(claimed) + 1);
		rc = aid_files_move(claim->folder_fd, own_name, claim->folder_fd, claim->claimed);
	}
	return rc == 0 ? 0 : aid_error_set_errno(err, rc, "inbox/%s", own_name);
}

/* "long-HASH": the short name of a long one; the same each time. */
static int
shorten(struct aid_claim *claim, const char *name, struct aid_error *err)
{
	uint64_t hash = (uint64_t)aid_digest_hash64(aid_slice_of(name), 0);

	snprintf(claim->name, sizeof(claim->name), "long-%016" PRIx64, hash);
	snprintf(claim->request.name, sizeof(claim->request.name), "%s", name);
	return aid_request_write(claim->folder_fd, claim->name, &claim->request, false, err);
}

int
aid_claim_take(struct aid_home *home, const char *folder, const char *name,
	       struct aid_claim *out_claim, struct aid_error *err)
{
	struct aid_claim claim = { .folder_fd = -1 };
	int rc;

	AID_REQUIRE(strchr(name, '/') == NULL && strchr(folder, '/') == NULL &&
		    strlen(name) < AID_NAME_SIZE && strlen(folder) < AID_NAME_SIZE);
	snprintf(claim.folder, sizeof(claim.folder), "%s", folder);
	rc = open_folder(home, folder, &claim.folder_fd, err);
	if (rc != 0)
		return rc;
	if (strlen(name) > NAME_MAX_LEN) {
		rc = shorten(&claim, name, err);
	} else {
		snprintf(claim.name, sizeof(claim.name), "%s", name);
		read_request(claim.folder_fd, name, &claim.request);
	}
	if (rc == 0)
		rc = claim_as(&claim, name, err);
	if (rc != 0) {
		close(claim.folder_fd);
		return rc;
	}
	*out_claim = claim;
	return 0;
}

/* Another file has the name by now. The new name's request keeps the old name and what was asked for. */
static int
return_aside(struct aid_claim *claim, struct aid_error *err)
{
	struct aid_request request = claim->request;
	char name[AID_NAME_SIZE];
	int rc = EEXIST;

	if (request.name[0] == '\0')
		snprintf(request.name, sizeof(request.name), "%s", claim->name);
	for (int i = 1; i <= N_TRIES && rc == EEXIST; i++) {
		snprintf(name, sizeof(name), "again-%d-%016" PRIx64, i,
			 (uint64_t)aid_digest_hash64(aid_slice_of(claim->claimed), 0));
		rc = aid_request_write(claim->folder_fd, name, &request, true, err);
		if (rc != 0 && rc != AID_E_INVALID)
			return rc;
		rc = rc == 0 ? aid_files_move(claim->folder_fd, claim->claimed, claim->folder_fd,
					      name)
			     : EEXIST;
	}
	if (rc != 0)
		return aid_error_set_errno(err, rc, "inbox/%s", name);
	/* The request was this file's: it must not speak of the one that has the name now. */
	if (claim->request.name[0] != '\0' || claim->request.profile[0] != '\0')
		aid_claim_drop_request(claim);
	return 0;
}

int
aid_claim_return(struct aid_claim *claim, struct aid_error *err)
{
	int rc = aid_files_move(claim->folder_fd, claim->claimed, claim->folder_fd, claim->name);

	if (rc == EEXIST)
		return return_aside(claim, err);
	/* Its owner took it away meanwhile. */
	return rc == 0 || rc == ENOENT ? 0 : aid_error_set_errno(err, rc, "inbox/%s", claim->name);
}

void
aid_claim_drop_request(struct aid_claim *claim)
{
	char file_name[AID_NAME_SIZE];

	if (aid_request_file_name(claim->name, file_name))
		unlinkat(claim->folder_fd, file_name, 0);
}

int
aid_claim_release(struct aid_claim *claim, const struct stat *st, struct aid_error *err)
{
	struct stat now;

	/* The request goes first: left alone it would speak of the next file of that name. */
	aid_claim_drop_request(claim);
	if (fstatat(claim->folder_fd, claim->claimed, &now, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0
				       : aid_error_set_errno(err, errno, "inbox/%s", claim->name);
	/* Somebody put another file in its place: that one was never read, and goes back. */
	if (now.st_ino != st->st_ino || now.st_dev != st->st_dev)
		return aid_claim_return(claim, err);
	if (unlinkat(claim->folder_fd, claim->claimed, 0) != 0 && errno != ENOENT)
		return aid_error_set_errno(err, errno, "inbox/%s", claim->name);
	return 0;
}

void
aid_claim_close(struct aid_claim *claim)
{
	if (claim->folder_fd >= 0)
		close(claim->folder_fd);
	claim->folder_fd = -1;
}

bool
aid_claim_parse_name(const char *claimed, char out_name[AID_NAME_SIZE])
{
	const char *end = NULL;

	if (claimed[0] != '.')
		return false;
	for (const char *at = strstr(claimed, CLAIMED); at != NULL; at = strstr(at + 1, CLAIMED))
		end = at;
	if (end == NULL || end <= claimed + 1)
		return false;
	const char *tail = end + strlen(CLAIMED);
	if (*tail == '-' && tail[1] != '\0')
		tail += 1 + strspn(tail + 1, "0123456789");
	if (*tail != '\0')
		return false;
	memcpy(out_name, claimed + 1, (size_t)(end - claimed - 1));
	out_name[end - claimed - 1] = '\0';
	return true;
}

void
aid_claim_adopt(int folder_fd, const char *folder, const char *claimed, const char *name,
		struct aid_claim *out_claim)
{
	*out_claim = (struct aid_claim){ .folder_fd = folder_fd };
	snprintf(out_claim->folder, sizeof(out_claim->folder), "%s", folder);
	snprintf(out_claim->claimed, sizeof(out_claim->claimed), "%s", claimed);
	snprintf(out_claim->name, sizeof(out_claim->name), "%s", name);
	read_request(folder_fd, name, &out_claim->request);
}
