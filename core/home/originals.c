/* Records as they came, from the archive. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "home/files.h"
#include "home/internal.h"
#include "home/shelf.h"
#include "read/map.h"

struct reading {
	struct aid_profile *profile; /* NULL: canonical columns */
	struct aid_records *records;
	struct aid_map *map;
	struct aid_arena arena;
};

static void
close_reading(struct reading *reading)
{
	if (reading->records != NULL)
		aid_records_close(reading->records);
	aid_map_free(reading->map);
	aid_profile_free(reading->profile);
	aid_arena_done(&reading->arena);
}

/* As the file was read when it came: with the same profile, and so with the same records. */
static int
open_reading(struct aid_ledger *ledger, int64_t drop, int fd, struct reading *reading,
	     struct aid_error *err)
{
	struct aid_header header;
	int rc = aid_ledger_drop_profile(ledger, drop, &reading->profile, err);

	if (rc == 0)
		rc = aid_records_open(
			fd, reading->profile == NULL ? NULL : aid_profile_wish(reading->profile),
			&reading->records, err);
	if (rc != 0)
		return rc;
	header = aid_map_header(reading->records);
	rc = aid_map_new(reading->profile, &header, &reading->map, err);
	if (rc == 0)
		aid_records_set_check(reading->records, aid_map_is_row, reading->map,
				      aid_map_is_reference(reading->map),
				      aid_map_is_word(reading->map, 0));
	return rc;
}

static int
visit_lines(struct reading *reading, const int64_t *lines, size_t n_lines,
	    aid_home_visit_original *visit, void *context, struct aid_error *err)
{
	size_t n_done = 0;
	int rc = 0;

	while (rc == 0 && n_done < n_lines) {
		struct aid_record record;
		bool is_end = false;

		aid_arena_reset(&reading->arena);
		rc = aid_records_next(reading->records, &reading->arena, &record, &is_end, err);
		if (rc != 0 || is_end)
			break;
		while (n_done < n_lines && lines[n_done] < record.line)
			n_done++;
		if (n_done < n_lines && lines[n_done] == record.line) {
			n_done++;
			rc = visit(context, record.line, record.raw, err);
		}
	}
	return rc;
}

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Hashes the file; what was hashed is what is read, or it is altered. */
static int
read_archived(struct aid_ledger *ledger, int fd, const struct aid_drop_row *row, int64_t drop,
	      const int64_t *lines, size_t n_lines, aid_home_visit_original *visit, void *context,
	      enum aid_home_original *out_state, struct aid_error *err)
{
	char sha256[AID_DIGEST_HEX_SIZE];
	struct reading reading = { 0 };
	struct stat before, after;
	int64_t n_bytes;
	int rc = fstat(fd, &before) == 0 ? 0 : aid_error_set_errno(err, errno, "%s", row->name);

	*out_state = AID_HOME_ORIGINAL_ALTERED;
	if (rc == 0)
		rc = aid_files_copy(fd, -1, NULL, sha256, &n_bytes, err);
	if (rc != 0 || strcmp(sha256, row->sha256) != 0)
		return rc;
	aid_arena_init(&reading.arena);
	rc = open_reading(ledger, drop, fd, &reading, err);
	if (rc == 0)
		rc = visit_lines(&reading, lines, n_lines, visit, context, err);
	close_reading(&reading);
	if (rc == 0 && fstat(fd, &after) == 0 && is_same_file(&before, &after))
		*out_state = AID_HOME_ORIGINAL_THERE;
	return rc;
}

int
aid_home_originals(struct aid_home *home, struct aid_ledger *ledger, int64_t drop,
		   const int64_t *lines, size_t n_lines, aid_home_visit_original *visit,
		   void *context, char out_path[AID_HOME_VIEW_SIZE],
		   enum aid_home_original *out_state, struct aid_error *err)
{
	struct aid_drop_row row;
	int rc = aid_drops_row(ledger, drop, &row, err), fd = -1;

	if (rc == 0)
		rc = aid_home_archive_path(home, ledger, drop, out_path, err);
	if (rc == 0) {
		fd = aid_files_open(home->fd, out_path);
		rc = fd < 0 ? AID_E_NOTFOUND : 0;
	}
	if (rc == AID_E_NOTFOUND) {
		if (err != NULL)
			*err = AID_ERROR_NONE;
		*out_state = AID_HOME_ORIGINAL_MISSING;
		return 0;
	}
	if (rc == 0)
		rc = read_archived(ledger, fd, &row, drop, lines, n_lines, visit, context,
				   out_state, err);
	if (fd >= 0)
		close(fd);
	return rc;
}
