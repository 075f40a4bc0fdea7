/* What is ahead of a commitment: the columns of `shortfall` that look forward. */
#include <stdlib.h>

#include "base/message.h"
#include "report/outlook.h"
#include "report/shortfall_parts.h"
#include "value/date.h"

/* A row of shortfall_pace. */
struct pace_row {
	int64_t commitment, in_short, in_long;
};

int
aid_shortfall_read_paces(struct aid_shortfall_report *r, int64_t commitment, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(r->ledger), "shortfall_pace", &s, err);

	if (code != 0) {
		return code;
	}
	aid_bind_int(s, ":commitment_id", commitment);
	aid_bind_int(s, ":short_from", r->as_of_day - AID_OUTLOOK_SHORT_DAYS);
	aid_bind_int(s, ":long_from", r->as_of_day - AID_OUTLOOK_LONG_DAYS);
	aid_bind_int(s, ":to_day", r->as_of_day);
	aid_bind_int(s, ":bound", aid_shortfall_bound(r->filter));
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		struct pace_row row = { aid_column_int(s, 0), aid_column_int(s, 1),
					aid_column_int(s, 2) };

		aid_buffer_append(&r->paces, (struct aid_slice){ (const char *)&row, sizeof(row) });
		code = aid_statement_step(s, &has_row, err);
	}
	aid_statement_reset(s);
	return code == 0 ? aid_buffer_check(&r->paces, err) : code;
}

static int
compare_pace(const void *key, const void *item)
{
	int64_t commitment = *(const int64_t *)key;
	const struct pace_row *row = item;

	return commitment < row->commitment ? -1 : commitment > row->commitment;
}

/* Nothing where there is no row. */
static void
find_pace(const struct aid_shortfall_report *r, int64_t commitment, struct aid_pace *short_pace,
	  struct aid_pace *long_pace)
{
	const struct pace_row *row = NULL;

	if (r->paces.len > 0) {
		row = bsearch(&commitment, r->paces.ptr, r->paces.len / sizeof(*row), sizeof(*row),
			      compare_pace);
	}
	short_pace->reached = row == NULL ? 0 : row->in_short;
	long_pace->reached = row == NULL ? 0 : row->in_long;
}

static void
set_day(struct aid_cell *cell, bool has_day, int64_t day)
{
	if (has_day) {
		aid_result_set_number(cell, AID_CELL_DAY, day);
	}
}

/* A break that lies in the weeks ahead is told below the table: those that are past show as a shortfall. */
static void
remember_break(struct aid_shortfall_report *r, struct aid_slice id, const struct aid_outlook *o)
{
	struct aid_buffer *list = &r->breaks;

	if (!o->has_break || o->break_day <= r->as_of_day ||
	    o->break_day > r->as_of_day + AID_OUTLOOK_LONG_DAYS) {
		return;
	}
	r->n_breaks++;
	if (r->n_breaks > AID_SHORTFALL_BREAKS_TOLD) {
		return;
	}
	if (list->len > 0) {
		aid_buffer_append_text(list, ", ");
	}
	aid_buffer_append(list, id);
	aid_buffer_append_char(list, ' ');
	aid_date_append_day(list, o->break_day);
}

int
aid_shortfall_set_outlook(struct aid_shortfall_report *r, struct aid_statement *s,
			  const struct aid_funnel_promise *promise, const struct aid_funnel *f,
			  struct aid_cell *cells, struct aid_error *err)
{
	struct aid_pace short_pace = { .n_days = aid_outlook_days(&promise->terms, r->as_of_day,
								  AID_OUTLOOK_SHORT_DAYS) };
	struct aid_pace long_pace = { .n_days = aid_outlook_days(&promise->terms, r->as_of_day,
								 AID_OUTLOOK_LONG_DAYS) };
	struct aid_slice id = aid_column_text(s, F_ID);
	struct aid_outlook o;
	int code = 0;

	find_pace(r, aid_column_int(s, F_COMMITMENT), &short_pace, &long_pace);
	if (!aid_outlook_reckon(promise, f, r->as_of_day, &short_pace, &long_pace, &o)) {
		code = aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1, id.ptr);
	}
	if (code == 0) {
		code = aid_result_set_text(r->result, &cells[PROJECTION],
					   aid_slice_of(aid_outlook_word(o.projection)), err);
	}
	if (code != 0) {
		return code;
	}
	set_day(&cells[PROJECTED_ON], o.has_projected, o.projected_day);
	set_day(&cells[PROJECTED_EARLY], o.has_early, o.early_day);
	set_day(&cells[PROJECTED_LATE], o.has_late, o.late_day);
	aid_result_set_number(&cells[PIPELINE], AID_CELL_QUANTITY, o.pipeline);
	set_day(&cells[PIPELINE_BREAK_ON], o.has_break, o.break_day);
	set_day(&cells[PIPELINE_EMPTY_ON], o.has_empty, o.empty_day);
	remember_break(r, id, &o);
	return aid_buffer_check(&r->breaks, err);
}

int
aid_shortfall_note_breaks(struct aid_shortfall_report *r, struct aid_error *err)
{
	char n_breaks[AID_LOAD_NUMBER_SIZE];

	if (r->n_breaks == 0) {
		return 0;
	}
	aid_load_number(n_breaks, r->n_breaks * 1000);
	return r->n_breaks > AID_SHORTFALL_BREAKS_TOLD
		       ? aid_load_note(r->result, err, AID_MSG_SHORTFALL_BREAKS_MANY, 2, n_breaks,
				       r->breaks.ptr)
		       : aid_load_note(r->result, err, AID_MSG_SHORTFALL_BREAKS, 1, r->breaks.ptr);
}
