/* At start, holding the lock: what an interrupted process left. The ledger is the truth.
 *
 *   drop not done, bytes in work/ or archive/   archived, views written, original removed, done
 *   drop not done, bytes in neither             left: its original is still in the inbox, and its pass finishes it
 *   .NAME.claimed whose bytes were just archived  removed (above)
 *   any other .NAME.claimed                     back under its name
 *   anything left in work/                      removed: it is in the archive, or was never in the ledger
 *   a request without its file, a day old       removed */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "home/claim.h"
#include "home/failpoint.h"
#include "home/shelf.h"

#define ORPHAN_SECONDS 86400
/* The fail point between the steps of settling a drop. */
#define RECOVERING "recovering"

struct found {
	struct aid_claim claim;
	struct stat st;
	char sha256[AID_DIGEST_HEX_SIZE]; /* "": not a plain file, or gone */
	bool is_settled;
};

struct recovery {
	struct aid_home *home;
	struct aid_ledger *ledger;
	int64_t now;
	struct found *found;
	size_t n_found, room;
};

/* ---- what lies in the inbox ---- */

static int
add_found(struct recovery *r, int folder_fd, const char *folder, const char *claimed,
	  const char *name, struct aid_error *err)
{
	struct found *found;
	int64_t n_bytes;
	int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return aid_error_set_errno(err, errno, "inbox/%s", folder);
	if (r->n_found == r->room) {
		size_t room = r->room == 0 ? 4 : r->room * 2;

		found = realloc(r->found, room * sizeof(*found));
		if (found == NULL) {
			close(fd);
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		}
		r->found = found;
		r->room = room;
	}
	found = &r->found[r->n_found++];
	memset(found, 0, sizeof(*found));
	aid_claim_adopt(fd, folder, claimed, name, &found->claim);
	if (fstatat(fd, claimed, &found->st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    aid_files_thing(&found->st) != AID_MSG_NONE || found->st.st_size > AID_LIMIT_DROP_BYTES)
		return 0;
	fd = aid_files_open(folder_fd, claimed);
	if (fd < 0)
		return 0;
	rc = aid_files_copy(fd, -1, &r->home->is_interrupted, found->sha256, &n_bytes, err);
	close(fd);
	/* What cannot be read now goes back unread. */
	if (rc == AID_E_IO) {
		found->sha256[0] = '\0';
		rc = 0;
	}
	return rc;
}

/* A request, or a copy that was being handed over, of a process that died long ago. */
static void
sweep_orphan(struct recovery *r, int folder_fd, const char *file_name)
{
	size_t len = strlen(file_name);
	char name[AID_NAME_SIZE];
	struct stat st;

	if (fstatat(folder_fd, file_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_mtim.tv_sec > r->now - ORPHAN_SECONDS)
		return;
	if (strncmp(file_name, ".import-", 8) == 0 && len > 5 &&
	    strcmp(file_name + len - 5, ".part") == 0) {
		unlinkat(folder_fd, file_name, 0);
		return;
	}
	if (len <= 9 || strcmp(file_name + len - 8, ".request") != 0)
		return;
	memcpy(name, file_name + 1, len - 9);
	name[len - 9] = '\0';
	if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return;
	for (size_t i = 0; i < r->n_found; i++) {
		if (strcmp(r->found[i].claim.name, name) == 0)
			return;
	}
	unlinkat(folder_fd, file_name, 0);
}

static int
look_into(struct recovery *r, int folder_fd, const char *folder, bool is_sweep,
	  struct aid_error *err)
{
	DIR *dir = aid_files_list(folder_fd);
	char name[AID_NAME_SIZE];
	struct dirent *entry;
	int rc = 0;

	if (dir == NULL)
		return aid_error_set_errno(err, errno, "inbox/%s", folder);
	while (rc == 0 && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.')
			continue;
		if (is_sweep)
			sweep_orphan(r, folder_fd, entry->d_name);
		else if (aid_claim_parse_name(entry->d_name, name))
			rc = add_found(r, folder_fd, folder, entry->d_name, name, err);
	}
	closedir(dir);
	return rc;
}

/* The inbox and the folders of sources in it. A folder that cannot be opened is passed over: it is no reason not to start. */
static int
look_into_all(struct recovery *r, bool is_sweep, struct aid_error *err)
{
	int inbox_fd = aid_files_open_folder(r->home->fd, "inbox"), rc;
	struct dirent *entry;
	DIR *dir;

	if (inbox_fd < 0)
		return aid_error_set_errno(err, errno, "inbox");
	rc = look_into(r, inbox_fd, "", is_sweep, err);
	dir = rc == 0 ? aid_files_list(inbox_fd) : NULL;
	if (rc == 0 && dir == NULL)
		rc = aid_error_set_errno(err, errno, "inbox");
	while (rc == 0 && (entry = readdir(dir)) != NULL) {
		int fd = entry->d_name[0] == '.' ? -1
						 : aid_files_open_folder(inbox_fd, entry->d_name);

		if (fd < 0)
			continue;
		rc = look_into(r, fd, entry->d_name, is_sweep, err);
		close(fd);
	}
	if (dir != NULL)
		closedir(dir);
	close(inbox_fd);
	return rc;
}

/* ---- drops that are not done ---- */

/* The claimed original of a drop: the same bytes, or of what was never opened the same name, in the inbox or in the source's folder. */
static struct found *
find_original(struct recovery *r, const struct aid_drop_row *row)
{
	for (size_t i = 0; i < r->n_found; i++) {
		struct found *found = &r->found[i];
		const char *name = found->claim.request.name[0] != '\0' ? found->claim.request.name
									: found->claim.name;

		if (found->is_settled || strcmp(name, row->name) != 0 ||
		    strcmp(found->sha256, row->sha256) != 0)
			continue;
		/* What the office drops (in the inbox itself or in _office) may speak for any source. */
		if (found->claim.folder[0] == '\0' || strcmp(found->claim.folder, "_office") == 0 ||
		    strcmp(found->claim.folder, row->source) == 0)
			return found;
	}
	return NULL;
}

static int
settle_original(struct recovery *r, const struct aid_drop_row *row, const char *suffix,
		struct aid_error *err)
{
	struct found *found = find_original(r, row);
	int from_fd = found == NULL ? -1 : found->claim.folder_fd, rc = 0;
	const char *from_name = found == NULL ? NULL : found->claim.claimed;

	if (row->sha256[0] == '\0')
		rc = found == NULL ? 0 : aid_finish_aside(r->home, row, from_fd, from_name, err);
	else if (row->state == AID_DROP_REFUSED)
		rc = aid_finish_reject(r->home, row, suffix, from_fd, from_name, err);
	if (rc != 0 || found == NULL)
		return rc;
	rc = aid_claim_release(&found->claim, &found->st, err);
	found->is_settled = rc == 0;
	return rc;
}

static int
settle_drop(struct recovery *r, const struct aid_drop_row *row, struct aid_error *err)
{
	char suffix[AID_DIGEST_HEX_SIZE + 2];
	struct aid_error reason = AID_ERROR_NONE;
	int rc = 0;

	aid_shelf_suffix(row, false, suffix);
	if (row->sha256[0] != '\0')
		rc = aid_finish_archive(r->home, row, NULL, suffix, &reason);
	if (rc == AID_E_NOTFOUND)
		return 0;
	if (rc != 0)
		return aid_error_set(err, rc, "%s", reason.text);
	rc = aid_failpoint_hit(RECOVERING, err);
	if (rc == 0)
		rc = aid_finish_views(r->home, r->ledger, row, suffix, err);
	if (rc == 0)
		rc = aid_failpoint_hit(RECOVERING, err);
	if (rc == 0)
		rc = settle_original(r, row, suffix, err);
	if (rc == 0)
		rc = aid_failpoint_hit(RECOVERING, err);
	if (rc != 0)
		return rc;
	return aid_ledger_set_drop_state(
		r->ledger, row->drop,
		row->state == AID_DROP_REFUSED ? AID_DROP_REFUSED_DONE : AID_DROP_DONE, err);
}

static int
settle_drops(struct recovery *r, struct aid_error *err)
{
	struct aid_drop_row row;
	int64_t after = 0;
	int rc;

	for (;;) {
		rc = aid_drops_unfinished(r->ledger, after, &row, err);
		if (rc != 0 || row.drop == 0)
			return rc;
		rc = settle_drop(r, &row, err);
		if (rc != 0)
			return rc;
		after = row.drop;
	}
}

static int
return_claims(struct recovery *r, struct aid_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < r->n_found && rc == 0; i++) {
		if (!r->found[i].is_settled)
			rc = aid_claim_return(&r->found[i].claim, err);
	}
	return rc;
}

static int
clear_work(struct aid_home *home, struct aid_error *err)
{
	struct dirent *entry;
	int fd, rc = aid_files_enter(home->fd, "work", &fd, err);
	DIR *dir;

	if (rc != 0)
		return rc;
	dir = aid_files_list(fd);
	if (dir == NULL) {
		rc = aid_error_set_errno(err, errno, "work");
		close(fd);
		return rc;
	}
	while (rc == 0 && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, entry->d_name, 0) != 0 && errno != ENOENT && errno != EISDIR &&
		    errno != EPERM)
			rc = aid_error_set_errno(err, errno, "work/%s", entry->d_name);
	}
	closedir(dir);
	close(fd);
	return rc;
}

int
aid_home_recover(struct aid_home *home, struct aid_ledger *ledger, int64_t now,
		 struct aid_error *err)
{
	struct recovery r = { .home = home, .ledger = ledger, .now = now };
	int rc = look_into_all(&r, false, err);

	if (rc == 0)
		rc = settle_drops(&r, err);
	if (rc == 0)
		rc = return_claims(&r, err);
	if (rc == 0)
		rc = look_into_all(&r, true, err);
	/* Last: until here work/ may hold the only copy of a drop. */
	if (rc == 0)
		rc = clear_work(home, err);
	for (size_t i = 0; i < r.n_found; i++)
		aid_claim_close(&r.found[i].claim);
	free(r.found);
	return rc;
}
