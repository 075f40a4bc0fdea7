/* Does the archive still hold every drop as it came? */
#include "home/files.h"
#include "home/internal.h"
#include "home/shelf.h"

static int
say(aid_ledger_write *write, void *context, enum aid_message message, struct aid_slice first,
    struct aid_slice second, struct aid_error *err)
{
	struct aid_slice args[] = { first, second };
	struct aid_buffer line;
	aid_buffer_init(&line);
	aid_message_format(&line, message, args, 2);
	aid_buffer_append_char(&line, '\n');
	int rc = aid_buffer_check(&line, err);
	if (rc == 0)
		rc = write(context, aid_buffer_slice(&line), err);
	aid_buffer_done(&line);
	return rc;
}

static int
check_drop(struct aid_home *home, struct aid_ledger *ledger, int64_t drop, bool *out_is_there,
	   struct aid_drop_row *out_row, struct aid_error *err)
{
	char path[AID_HOME_VIEW_SIZE];
	*out_is_there = false;
	int rc = aid_drops_row(ledger, drop, out_row, err);
	if (rc == 0)
		rc = aid_home_archive_path(home, ledger, drop, path, err);
	if (rc == 0)
		return aid_files_has_bytes(home->fd, path, out_row->sha256, out_is_there, err);
	if (rc != AID_E_NOTFOUND)
		return rc;
	*err = AID_ERROR_NONE;
	return 0;
}

int
aid_home_verify(struct aid_home *home, struct aid_ledger *ledger, aid_ledger_write *write,
		void *context, bool *out_is_sound, struct aid_error *err)
{
	struct aid_drop_row row;
	struct aid_buffer number;
	bool is_sound = true, is_there;
	int64_t drop = 0, n_drops = 0;
	int rc;
	aid_buffer_init(&number);
	while ((rc = aid_drops_next_done(ledger, drop, &drop, err)) == 0 && drop != 0) {
		rc = check_drop(home, ledger, drop, &is_there, &row, err);
		if (rc == 0 && !is_there) {
			is_sound = false;
			aid_buffer_reset(&number);
			aid_buffer_append_int(&number, drop);
			rc = say(write, context, AID_MSG_VERIFY_ARCHIVE_BROKEN,
				 aid_buffer_slice(&number), aid_slice_of(row.name), err);
		}
		n_drops++;
		if (rc != 0)
			break;
	}
	if (rc == 0 && is_sound) {
		aid_buffer_reset(&number);
		aid_buffer_append_int(&number, n_drops);
		rc = say(write, context, AID_MSG_VERIFY_ARCHIVE, aid_buffer_slice(&number),
			 AID_SLICE_EMPTY, err);
	}
	aid_buffer_done(&number);
	if (rc == 0)
		*out_is_sound = is_sound;
	return rc;
}
