/* Handing a file to the process that writes: `import` beside a running daemon. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "home/claim.h"

#define N_TRIES 1000

/* The bytes into .import-PID.part of the folder, with the file's own modification time: it dates rows that say nothing else. */
static int
copy_in(int folder_fd, const char *part, int from_fd, const struct stat *st,
	char out_sha256[AID_DIGEST_HEX_SIZE], struct aid_error *err)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, st->st_mtim };
	struct stat after;
	int64_t n_bytes;
	int fd = openat(folder_fd, part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
			0640),
	    rc;

	if (fd < 0)
		return aid_error_set_errno(err, errno, "inbox/%s", part);
	rc = aid_files_copy(from_fd, fd, NULL, out_sha256, &n_bytes, err);
	if (rc == 0 && fstat(from_fd, &after) == 0 && after.st_size != n_bytes)
		rc = aid_message_error(err, AID_E_CHANGED, AID_MSG_DROP_CHANGED, 0);
	if (rc == 0 && (futimens(fd, times) != 0 || fsync(fd) != 0))
		rc = aid_error_set_errno(err, errno, "inbox/%s", part);
	close(fd);
	return rc;
}

/* import-PID-N with the extension: whatever the file is called, a name that fits. The request keeps its own. */
static int
put_under_a_name(int folder_fd, const char *part, const struct aid_request *request,
		 struct aid_error *err)
{
	char name[64];
	int rc;

	for (int i = 1; i <= N_TRIES; i++) {
		snprintf(name, sizeof(name), "import-%ld-%d", (long)getpid(), i);
		rc = aid_request_write(folder_fd, name, request, true, err);
		if (rc == AID_E_INVALID)
			continue;
		if (rc != 0)
			return rc;
		rc = aid_files_move(folder_fd, part, folder_fd, name);
		if (rc == 0)
			return fsync(folder_fd) == 0
				       ? 0
				       : aid_error_set_errno(err, errno, "inbox/%s", name);
		if (rc != EEXIST)
			return aid_error_set_errno(err, rc, "inbox/%s", name);
	}
	return aid_error_set_errno(err, EEXIST, "inbox/%s", name);
}

static int
hand_over(int folder_fd, const char *path, const char *profile,
	  char out_sha256[AID_DIGEST_HEX_SIZE], struct aid_error *err)
{
	const char *slash = strrchr(path, '/');
	struct aid_request request = { "", "" };
	struct stat st;
	char part[64];
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), rc;

	if (fd < 0)
		return aid_error_set_errno(err, errno, "%s", path);
	snprintf(request.name, sizeof(request.name), "%s", slash == NULL ? path : slash + 1);
	snprintf(request.profile, sizeof(request.profile), "%s", profile == NULL ? "" : profile);
	snprintf(part, sizeof(part), ".import-%ld.part", (long)getpid());
	if (fstat(fd, &st) != 0)
		rc = aid_error_set_errno(err, errno, "%s", path);
	else if (!S_ISREG(st.st_mode))
		rc = aid_message_error(err, AID_E_INVALID, AID_MSG_NOT_A_FILE, 1, path);
	else
		rc = copy_in(folder_fd, part, fd, &st, out_sha256, err);
	close(fd);
	if (rc == 0)
		rc = put_under_a_name(folder_fd, part, &request, err);
	if (rc != 0)
		unlinkat(folder_fd, part, 0);
	return rc;
}

/* A profile by name must be there now: the sentence is for the person at the terminal, not for rejected/. */
static int
check_profile(struct aid_home *home, const char *profile, struct aid_error *err)
{
	const struct aid_profile *found;

	if (profile == NULL)
		return 0;
	if (strchr(profile, '/') != NULL)
		return aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_OUTSIDE, 2, profile,
					 home->path);
	return aid_profiles_named(home, profile, &found, err);
}

int
aid_home_submit(struct aid_home *home, const struct aid_passage_request *request,
		char out_sha256[AID_DIGEST_HEX_SIZE], struct aid_error *err)
{
	int inbox_fd, folder_fd, rc = check_profile(home, request->profile, err);

	if (rc != 0)
		return rc;
	AID_REQUIRE(request->folder == NULL && !request->is_dry_run);
	if (request->source != NULL &&
	    (strchr(request->source, '/') != NULL || request->source[0] == '.' ||
	     request->source[0] == '\0' || strlen(request->source) > AID_LIMIT_NAME_BYTES))
		return aid_message_error(err, AID_E_INVALID, AID_MSG_SOURCE_FOLDER, 1,
					 request->source);
	inbox_fd = aid_files_open_folder(home->fd, "inbox");
	if (inbox_fd < 0)
		return aid_error_set_errno(err, errno, "%s/inbox", home->path);
	rc = request->source == NULL ? aid_files_enter(inbox_fd, ".", &folder_fd, err)
				     : aid_files_enter(inbox_fd, request->source, &folder_fd, err);
	close(inbox_fd);
	if (rc != 0)
		return rc;
	rc = hand_over(folder_fd, request->path, request->profile, out_sha256, err);
	close(folder_fd);
	return rc;
}
