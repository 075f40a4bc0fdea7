/* The rows of drops that home/ reads: what there is to do about a drop's files. */
#include <stdio.h>

#include "home/internal.h"

static void
take_text(struct aid_statement *s, int column, char *out, size_t size)
{
	struct aid_slice text = aid_column_text(s, column);
	size_t n = text.len < size - 1 ? text.len : size - 1;

	if (n > 0)
		memcpy(out, text.ptr, n);
	out[n] = '\0';
}

static void
take_row(struct aid_statement *s, struct aid_drop_row *out)
{
	out->drop = aid_column_int(s, 0);
	out->state = (enum aid_drop_state)aid_column_int(s, 1);
	out->received_at = aid_column_int(s, 2);
	take_text(s, 3, out->name, sizeof(out->name));
	take_text(s, 4, out->source, sizeof(out->source));
	take_text(s, 5, out->sha256, sizeof(out->sha256));
	take_text(s, 6, out->why, sizeof(out->why));
}

int
aid_drops_row(struct aid_ledger *ledger, int64_t drop, struct aid_drop_row *out_row,
	      struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int rc = aid_db_statement(aid_ledger_db(ledger), "passage_drop", &s, err);

	if (rc != 0)
		return rc;
	aid_bind_int(s, ":drop", drop);
	rc = aid_statement_step(s, &has_row, err);
	if (rc != 0)
		return rc;
	if (has_row)
		take_row(s, out_row);
	aid_statement_reset(s);
	return has_row ? 0 : aid_message_error(err, AID_E_NOTFOUND, AID_MSG_DROP_UNKNOWN, 0);
}

int
aid_drops_unfinished(struct aid_ledger *ledger, int64_t after, struct aid_drop_row *out_row,
		     struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int rc = aid_db_statement(aid_ledger_db(ledger), "passage_unfinished", &s, err);

	if (rc != 0)
		return rc;
	aid_bind_int(s, ":after", after);
	rc = aid_statement_step(s, &has_row, err);
	if (rc != 0)
		return rc;
	out_row->drop = 0;
	if (has_row)
		take_row(s, out_row);
	aid_statement_reset(s);
	return 0;
}

/* The drop that the statement gives; 0: none. */
static int
read_drop(struct aid_statement *s, int64_t *out_drop, struct aid_error *err)
{
	bool has_row;
	int rc = aid_statement_step(s, &has_row, err);

	if (rc != 0)
		return rc;
	*out_drop = has_row ? aid_column_int(s, 0) : 0;
	if (has_row)
		aid_statement_reset(s);
	return 0;
}

int
aid_drops_next_done(struct aid_ledger *ledger, int64_t after, int64_t *out_drop,
		    struct aid_error *err)
{
	struct aid_statement *s;
	int rc = aid_db_statement(aid_ledger_db(ledger), "passage_next_done", &s, err);

	if (rc != 0)
		return rc;
	aid_bind_int(s, ":after", after);
	return read_drop(s, out_drop, err);
}

int
aid_drops_next_corrected(struct aid_ledger *ledger, int64_t by, int64_t after, int64_t *out_drop,
			 struct aid_error *err)
{
	struct aid_statement *s;
	int rc = aid_db_statement(aid_ledger_db(ledger), "passage_next_corrected", &s, err);

	if (rc != 0)
		return rc;
	aid_bind_int(s, ":by", by);
	aid_bind_int(s, ":after", after);
	return read_drop(s, out_drop, err);
}
