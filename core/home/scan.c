#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "home/claim.h"

struct scan {
	int inbox_fd;
	aid_home_visit *visit;
	void *context;
};

/* Does the listing hold requests at all? If not, nobody needs to look for each file's. */
static bool
has_requests(DIR *dir)
{
	struct dirent *entry;
	bool has = false;

	while (!has && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		has = entry->d_name[0] == '.' && len > 9 &&
		      strcmp(entry->d_name + len - 8, ".request") == 0;
	}
	rewinddir(dir);
	return has;
}

static int64_t
identity_of(int folder_fd)
{
	struct stat st;

	return fstat(folder_fd, &st) == 0 ? (int64_t)st.st_ino : 0;
}

static int
scan_folder(const struct scan *scan, int folder_fd, const char *folder, struct aid_error *err);

static int
scan_source(const struct scan *scan, const char *folder, struct aid_error *err)
{
	struct aid_home_found found = { .folder = folder };
	int fd = aid_files_open_folder(scan->inbox_fd, folder), rc;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
		return 0;
	found.error_number = fd < 0 ? errno : 0;
	if (fd >= 0)
		found.identity = identity_of(fd);
	rc = scan->visit(scan->context, &found, err);
	if (fd < 0)
		return rc;
	if (rc == 0)
		rc = scan_folder(scan, fd, folder, err);
	close(fd);
	return rc;
}

static int
scan_entry(const struct scan *scan, int folder_fd, const char *folder, const char *name,
	   bool has_request, struct aid_error *err)
{
	struct aid_home_found found = { .folder = folder, .name = name };
	char request[AID_NAME_SIZE];
	struct stat st;

	if (name[0] == '.' || fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	if (folder[0] == '\0' && S_ISDIR(st.st_mode))
		return scan_source(scan, name, err);
	found.n_bytes = st.st_size;
	found.modified_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	found.is_complete = has_request && aid_request_file_name(name, request) &&
			    fstatat(folder_fd, request, &st, AT_SYMLINK_NOFOLLOW) == 0;
	return scan->visit(scan->context, &found, err);
}

static int
scan_folder(const struct scan *scan, int folder_fd, const char *folder, struct aid_error *err)
{
	DIR *dir = aid_files_list(folder_fd);
	struct dirent *entry;
	bool has_request;
	int rc = 0;

	if (dir == NULL)
		return aid_error_set_errno(err, errno, "inbox/%s", folder);
	has_request = has_requests(dir);
	while (rc == 0 && (entry = readdir(dir)) != NULL)
		rc = scan_entry(scan, folder_fd, folder, entry->d_name, has_request, err);
	closedir(dir);
	return rc;
}

int
aid_home_scan(struct aid_home *home, aid_home_visit *visit, void *context, struct aid_error *err)
{
	struct scan scan = { aid_files_open_folder(home->fd, "inbox"), visit, context };
	struct aid_home_found found = { .folder = "" };
	int rc;

	if (scan.inbox_fd < 0)
		return aid_error_set_errno(err, errno, "%s/inbox", home->path);
	found.identity = identity_of(scan.inbox_fd);
	rc = visit(context, &found, err);
	if (rc == 0)
		rc = scan_folder(&scan, scan.inbox_fd, "", err);
	close(scan.inbox_fd);
	return rc;
}
