/* Where a user finds what became of a drop. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "home/shelf.h"

/* The long suffix is taken only where another file has the short one. */
static int
find(struct aid_home *home, const struct aid_drop_row *row, const char *top, const char *extension,
     char out_path[AID_HOME_VIEW_SIZE])
{
	char folder[AID_SHELF_SIZE], name[AID_SHELF_NAME_SIZE], suffix[AID_DIGEST_HEX_SIZE + 2];

	aid_shelf_folder(row, top, folder);
	for (int is_whole = 1; is_whole >= 0; is_whole--) {
		aid_shelf_suffix(row, is_whole != 0, suffix);
		aid_shelf_name(row, suffix, extension, name);
		snprintf(out_path, AID_HOME_VIEW_SIZE, "%s/%s", folder, name);
		if (faccessat(home->fd, out_path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			return 0;
	}
	return AID_E_NOTFOUND;
}

int
aid_home_view_path(struct aid_home *home, struct aid_ledger *ledger, int64_t drop,
		   char out_path[AID_HOME_VIEW_SIZE], struct aid_error *err)
{
	struct aid_drop_row row;
	bool is_refused;
	int rc = aid_drops_row(ledger, drop, &row, err);

	if (rc != 0)
		return rc;
	is_refused = row.state == AID_DROP_REFUSED || row.state == AID_DROP_REFUSED_DONE;
	(void)find(home, &row, is_refused ? "rejected" : "receipts",
		   is_refused ? ".why.txt" : ".receipt.csv", out_path);
	return 0;
}

int
aid_home_archive_path(struct aid_home *home, struct aid_ledger *ledger, int64_t drop,
		      char out_path[AID_HOME_VIEW_SIZE], struct aid_error *err)
{
	struct aid_drop_row row;
	int rc = aid_drops_row(ledger, drop, &row, err);

	if (rc != 0)
		return rc;
	if (find(home, &row, "archive", "", out_path) != 0)
		return aid_error_set_errno(err, ENOENT, "%s", out_path);
	return 0;
}
