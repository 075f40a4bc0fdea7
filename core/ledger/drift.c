/* Do the columns of a drop differ from those of the drop before it? */
#include "read/drift.h"
#include "base/limits.h"
#include "ledger/internal.h"

int
aid_drift_series(const char *name, struct aid_buffer *out, struct aid_error *err)
{
	char last = '\0';
	for (const char *p = name; *p != '\0'; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
		if (c >= '0' && c <= '9')
			c = '#';
		if (c != '#' || last != '#')
			aid_buffer_append_char(out, c);
		last = c;
	}
	return aid_buffer_check(out, err);
}

/* The header as the ledger keeps it, cut. */
static size_t
cut(struct aid_slice header, struct aid_slice fields[AID_LIMIT_COLUMNS])
{
	size_t n = 0;
	const char *end = header.ptr + header.len;
	for (const char *p = header.ptr; p <= end && n < AID_LIMIT_COLUMNS; n++) {
		const char *stop = memchr(p, AID_MESSAGE_SEPARATOR, (size_t)(end - p));
		stop = stop == NULL ? end : stop;
		fields[n] = (struct aid_slice){ p, (size_t)(stop - p) };
		p = stop + 1;
	}
	return n;
}

static void
append_list(struct aid_buffer *args, const struct aid_buffer *list)
{
	aid_buffer_append_char(args, AID_MESSAGE_SEPARATOR);
	aid_buffer_append(args, list->len == 0 ? AID_SLICE_LITERAL("-") : aid_buffer_slice(list));
}

static int
add_finding(struct aid_ingest *ingest, struct aid_slice before, const struct aid_drift *drift,
	    struct aid_error *err)
{
	bool is_order = drift->came.len == 0 && drift->went.len == 0;
	struct aid_buffer args;
	if (is_order && drift->moved.len == 0)
		return 0;
	aid_buffer_init(&args);
	aid_buffer_append(&args, before);
	if (!is_order) {
		append_list(&args, &drift->came);
		append_list(&args, &drift->went);
	}
	append_list(&args, &drift->moved);
	int result = aid_buffer_check(&args, err);
	if (result == 0)
		result = aid_outcome_add_finding(
			ingest, is_order ? AID_MSG_FINDING_DRIFT_ORDER : AID_MSG_FINDING_DRIFT,
			aid_slice_of(ingest->request->name), aid_buffer_slice(&args), 0, err);
	aid_buffer_done(&args);
	return result;
}

/* The statement is read again by what follows: its row is copied first. */
static int
find_before(struct aid_ingest *ingest, int64_t source_id, struct aid_slice *out_name,
	    struct aid_slice *out_header, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer series;
	bool has_row = false;
	aid_buffer_init(&series);
	int result = aid_drift_series(ingest->request->name, &series, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "drop_before", &s, err);
	if (result == 0) {
		aid_bind_int(s, ":source", source_id);
		aid_bind_text(s, ":series", aid_buffer_slice(&series));
		aid_bind_int(s, ":drop", ingest->drop);
		result = aid_statement_step(s, &has_row, err);
	}
	*out_header = (struct aid_slice){ NULL, 0 };
	if (result == 0 && has_row) {
		*out_name = aid_arena_copy(&ingest->arena, aid_column_text(s, 0));
		*out_header = aid_arena_copy(&ingest->arena, aid_column_text(s, 1));
		aid_statement_reset(s);
		if (out_name->ptr == NULL || out_header->ptr == NULL)
			result = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	aid_buffer_done(&series);
	return result;
}

int
aid_drift_report(struct aid_ingest *ingest, const struct aid_slice *header, size_t n_header,
		 struct aid_error *err)
{
	int64_t source_id =
		ingest->drop_source_id != 0 ? ingest->drop_source_id : ingest->fallback_source_id;
	struct aid_slice before = AID_SLICE_EMPTY, known_header, known[AID_LIMIT_COLUMNS];
	struct aid_drift drift;
	int result = find_before(ingest, source_id, &before, &known_header, err);
	if (result != 0 || known_header.ptr == NULL)
		return result;
	aid_drift_init(&drift);
	result = aid_drift_compare(&drift, known, cut(known_header, known), header, n_header, err);
	if (result == 0)
		result = add_finding(ingest, before, &drift, err);
	aid_drift_done(&drift);
	return result;
}
