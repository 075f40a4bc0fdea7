/* What follows once a drop is in the ledger: archive, receipt, fix file, the refused file beside its sentence. Every step may be
 * repeated: after a crash all of them are. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "home/shelf.h"
#include "render/visible.h"

/* ---- archive ---- */

/* Any copy in work/ of these bytes: SHA256.N was flushed before it got that name. */
static bool
find_copy(int work_fd, const char *sha256, char out_name[AID_NAME_SIZE])
{
	DIR *dir = aid_files_list(work_fd);
	struct dirent *entry;
	bool is_found = false;

	if (dir == NULL)
		return false;
	while (!is_found && (entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, sha256, AID_DIGEST_HEX_SIZE - 1) == 0 &&
		    entry->d_name[AID_DIGEST_HEX_SIZE - 1] == '.') {
			snprintf(out_name, AID_NAME_SIZE, "%s", entry->d_name);
			is_found = true;
		}
	}
	closedir(dir);
	return is_found;
}

/* Which of the two places holds the bytes, or may take them. *out_is_there false with a suffix: that place is free. */
static int
find_place(int folder_fd, const struct aid_drop_row *row, char out_suffix[AID_DIGEST_HEX_SIZE + 2],
	   bool *out_is_there, struct aid_error *err)
{
	char name[AID_SHELF_NAME_SIZE];
	struct stat st;

	for (int is_whole = 0; is_whole <= 1; is_whole++) {
		int rc;

		aid_shelf_suffix(row, is_whole != 0, out_suffix);
		aid_shelf_name(row, out_suffix, "", name);
		if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
			*out_is_there = false;
			return errno == ENOENT ? 0 : aid_error_set_errno(err, errno, "%s", name);
		}
		rc = aid_files_has_bytes(folder_fd, name, row->sha256, out_is_there, err);
		if (rc != 0 || *out_is_there)
			return rc;
	}
	/* Somebody put other bytes under the whole SHA-256 of these: nothing in the archive is ever replaced. */
	return aid_message_error(err, AID_E_CORRUPT, AID_MSG_ARCHIVE_TAKEN, 1, name);
}

/* Earlier tries may have left copies of the same bytes. */
static void
remove_copies(int work_fd, const char *sha256)
{
	char name[AID_NAME_SIZE];

	while (find_copy(work_fd, sha256, name) && unlinkat(work_fd, name, 0) == 0)
		;
}

static int
put_into(int folder_fd, int work_fd, const struct aid_drop_row *row, const char *work_name,
	 char out_suffix[AID_DIGEST_HEX_SIZE + 2], struct aid_error *err)
{
	char name[AID_SHELF_NAME_SIZE], found[AID_NAME_SIZE];
	bool is_there;
	int rc = find_place(folder_fd, row, out_suffix, &is_there, err);

	if (rc != 0)
		return rc;
	if (work_name == NULL && find_copy(work_fd, row->sha256, found))
		work_name = found;
	if (is_there) {
		remove_copies(work_fd, row->sha256);
		return 0;
	}
	aid_shelf_name(row, out_suffix, "", name);
	if (work_name == NULL)
		return aid_message_error(err, AID_E_NOTFOUND, AID_MSG_ARCHIVE_MISSING, 1, name);
	rc = aid_files_move(work_fd, work_name, folder_fd, name);
	if (rc != 0)
		return aid_error_set_errno(err, rc, "archive/%s", name);
	if (fsync(folder_fd) != 0)
		return aid_error_set_errno(err, errno, "archive/%s", name);
	remove_copies(work_fd, row->sha256);
	return 0;
}

int
aid_finish_archive(struct aid_home *home, const struct aid_drop_row *row, const char *work_name,
		   char out_suffix[AID_DIGEST_HEX_SIZE + 2], struct aid_error *err)
{
	char folder[AID_SHELF_SIZE];
	int folder_fd = -1, work_fd = -1, rc;

	aid_shelf_folder(row, "archive", folder);
	rc = aid_files_enter(home->fd, folder, &folder_fd, err);
	if (rc == 0)
		rc = aid_files_enter(home->fd, "work", &work_fd, err);
	if (rc == 0)
		rc = put_into(folder_fd, work_fd, row, work_name, out_suffix, err);
	if (work_fd >= 0)
		close(work_fd);
	if (folder_fd >= 0)
		close(folder_fd);
	return rc;
}

/* ---- receipt, fix file, sentence ---- */

/* One view of a drop below TOP; with a row count of 0 it is not kept. */
typedef int render_view(struct aid_ledger *ledger, const struct aid_drop_row *row,
			struct aid_output *out, int64_t *out_n_rows, struct aid_error *err);

static int
render_receipt(struct aid_ledger *ledger, const struct aid_drop_row *row, struct aid_output *out,
	       int64_t *out_n_rows, struct aid_error *err)
{
	*out_n_rows = 1;
	return aid_ledger_write_receipt(ledger, row->drop, INT64_MAX, aid_output_write, out, err);
}

static int
render_fix(struct aid_ledger *ledger, const struct aid_drop_row *row, struct aid_output *out,
	   int64_t *out_n_rows, struct aid_error *err)
{
	return aid_ledger_write_fix(ledger, row->drop, aid_output_write, out, out_n_rows, err);
}

static int
render_why(struct aid_ledger *ledger, const struct aid_drop_row *row, struct aid_output *out,
	   int64_t *out_n_rows, struct aid_error *err)
{
	struct aid_buffer line;
	int rc;

	(void)ledger;
	*out_n_rows = 1;
	/* The sentence may name the file, and a terminal may be what shows it. */
	aid_buffer_init(&line);
	aid_visible_append(&line, aid_slice_of(row->why));
	aid_buffer_append_char(&line, '\n');
	rc = aid_buffer_check(&line, err);
	if (rc == 0)
		rc = aid_output_write(out, aid_buffer_slice(&line), err);
	aid_buffer_done(&line);
	return rc;
}

/* A fix file of which every row is right by now has nothing left to say. */
static int
remove_view(struct aid_home *home, const char *folder, const char *name, struct aid_error *err)
{
	char path[AID_SHELF_SIZE + AID_SHELF_NAME_SIZE];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (unlinkat(home->fd, path, 0) != 0 && errno != ENOENT)
		return aid_error_set_errno(err, errno, "%s", path);
	return 0;
}

static int
put_view(struct aid_home *home, struct aid_ledger *ledger, const struct aid_drop_row *row,
	 const char *top, const char *name, render_view *render, struct aid_error *err)
{
	char folder[AID_SHELF_SIZE];
	struct aid_output out;
	int64_t n_rows = 0;
	int folder_fd, rc = aid_output_open(home->fd, &out, err);

	if (rc != 0)
		return rc;
	rc = render(ledger, row, &out, &n_rows, err);
	aid_shelf_folder(row, top, folder);
	if (rc == 0 && n_rows > 0) {
		rc = aid_files_enter(home->fd, folder, &folder_fd, err);
		if (rc == 0) {
			rc = aid_output_keep(&out, folder_fd, name, err);
			close(folder_fd);
		}
	} else if (rc == 0) {
		rc = remove_view(home, folder, name, err);
	}
	aid_output_close(&out);
	return rc;
}

/* Receipt and fix file. */
static int
put_views(struct aid_home *home, struct aid_ledger *ledger, const struct aid_drop_row *row,
	  const char *suffix, struct aid_error *err)
{
	char name[AID_SHELF_NAME_SIZE];
	int rc;

	aid_shelf_name(row, suffix, ".receipt.csv", name);
	rc = put_view(home, ledger, row, "receipts", name, render_receipt, err);
	if (rc != 0)
		return rc;
	aid_shelf_name(row, suffix, ".fix.csv", name);
	return put_view(home, ledger, row, "rejected", name, render_fix, err);
}

/* The receipts of the drops that this one has put right say so now. */
static int
put_corrected_views(struct aid_home *home, struct aid_ledger *ledger,
		    const struct aid_drop_row *row, struct aid_error *err)
{
	struct aid_drop_row corrected;
	char suffix[AID_DIGEST_HEX_SIZE + 2];
	int64_t drop = 0;
	int rc = aid_drops_next_corrected(ledger, row->drop, drop, &drop, err);

	while (rc == 0 && drop != 0) {
		rc = aid_drops_row(ledger, drop, &corrected, err);
		if (rc == 0) {
			aid_shelf_suffix(&corrected, false, suffix);
			rc = put_views(home, ledger, &corrected, suffix, err);
		}
		if (rc == 0)
			rc = aid_drops_next_corrected(ledger, row->drop, drop, &drop, err);
	}
	return rc;
}

int
aid_finish_views(struct aid_home *home, struct aid_ledger *ledger, const struct aid_drop_row *row,
		 const char *suffix, struct aid_error *err)
{
	char name[AID_SHELF_NAME_SIZE];
	int rc;

	if (row->state == AID_DROP_REFUSED || row->state == AID_DROP_REFUSED_DONE) {
		aid_shelf_name(row, suffix, ".why.txt", name);
		return put_view(home, ledger, row, "rejected", name, render_why, err);
	}
	rc = put_views(home, ledger, row, suffix, err);
	return rc == 0 ? put_corrected_views(home, ledger, row, err) : rc;
}

/* ---- the refused file itself ---- */

static int
copy_from_archive(struct aid_home *home, const struct aid_drop_row *row, const char *suffix,
		  int folder_fd, const char *name, struct aid_error *err)
{
	char archive[AID_SHELF_SIZE], archived[AID_SHELF_NAME_SIZE], sha256[AID_DIGEST_HEX_SIZE];
	struct aid_output out;
	int64_t n_bytes;
	int archive_fd, from_fd, rc;

	aid_shelf_folder(row, "archive", archive);
	aid_shelf_name(row, suffix, "", archived);
	rc = aid_files_enter(home->fd, archive, &archive_fd, err);
	if (rc != 0)
		return rc;
	from_fd = aid_files_open(archive_fd, archived);
	close(archive_fd);
	if (from_fd < 0)
		return aid_error_set_errno(err, errno, "%s/%s", archive, archived);
	rc = aid_output_open(home->fd, &out, err);
	if (rc == 0) {
		rc = aid_files_copy(from_fd, out.fd, &home->is_interrupted, sha256, &n_bytes, err);
		if (rc == 0)
			rc = aid_output_keep(&out, folder_fd, name, err);
		aid_output_close(&out);
	}
	close(from_fd);
	return rc;
}

/* A place below rejected/ for it: its own name, or with the suffix where another file has that. */
static int
find_reject_place(int folder_fd, const struct aid_drop_row *row, const char *suffix,
		  char out_name[AID_SHELF_NAME_SIZE], bool *out_is_there, struct aid_error *err)
{
	struct stat st;
	int rc;

	*out_is_there = false;
	for (int has_suffix = 0; has_suffix <= 1; has_suffix++) {
		aid_shelf_name(row, has_suffix ? suffix : "", "", out_name);
		if (fstatat(folder_fd, out_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			return 0;
		if (row->sha256[0] == '\0')
			continue;
		rc = aid_files_has_bytes(folder_fd, out_name, row->sha256, out_is_there, err);
		if (rc != 0 || *out_is_there)
			return rc;
	}
	return 0;
}

int
aid_finish_reject(struct aid_home *home, const struct aid_drop_row *row, const char *suffix,
		  int from_fd, const char *from_name, struct aid_error *err)
{
	char folder[AID_SHELF_SIZE], name[AID_SHELF_NAME_SIZE];
	bool is_there;
	int folder_fd, rc;

	aid_shelf_folder(row, "rejected", folder);
	rc = aid_files_enter(home->fd, folder, &folder_fd, err);
	if (rc != 0)
		return rc;
	rc = find_reject_place(folder_fd, row, suffix, name, &is_there, err);
	if (rc != 0 || is_there)
		goto out;
	if (from_fd >= 0 && aid_files_move(from_fd, from_name, folder_fd, name) == 0) {
		if (fsync(folder_fd) != 0)
			rc = aid_error_set_errno(err, errno, "%s", folder);
		goto out;
	}
	rc = copy_from_archive(home, row, suffix, folder_fd, name, err);
out:
	close(folder_fd);
	return rc;
}

int
aid_finish_aside(struct aid_home *home, const struct aid_drop_row *row, int from_fd,
		 const char *from_name, struct aid_error *err)
{
	char folder[AID_SHELF_SIZE], name[AID_SHELF_NAME_SIZE], suffix[AID_DIGEST_HEX_SIZE + 2];
	bool is_there;
	int folder_fd, rc;

	aid_shelf_folder(row, "rejected", folder);
	aid_shelf_suffix(row, false, suffix);
	rc = aid_files_enter(home->fd, folder, &folder_fd, err);
	if (rc != 0)
		return rc;
	rc = find_reject_place(folder_fd, row, suffix, name, &is_there, err);
	if (rc == 0) {
		int moved = aid_files_move(from_fd, from_name, folder_fd, name);

		/* An inbox on another file system: a pipe or a link cannot go over to ours; hidden, it is in nobody's way. */
		if (moved == EXDEV) {
			char hidden[AID_SHELF_NAME_SIZE + 1];

			aid_shelf_name(row, suffix, ".refused", name);
			snprintf(hidden, sizeof(hidden), ".%s", name);
			moved = aid_files_move(from_fd, from_name, from_fd, hidden);
		}
		if (moved != 0)
			rc = aid_error_set_errno(err, moved, "%s", folder);
	}
	close(folder_fd);
	return rc;
}
