/* The commitments behind a row of `shortfall --by`: what each of them is of its sums. */
#include "report/aged.h"
#include "report/explain_parts.h"
#include "report/shortfall.h"
#include "value/date.h"

struct group {
	struct aid_explain e;
	const struct aid_report_filter *filter;
	struct aid_result groups,
		members; /* the rows of the report, and of the commitments one by one */
	const struct aid_cell *row;
	int n_keys;
	int keys[AID_REPORT_ROW_CELLS]; /* the columns that name a row of the groups */
	int column;                     /* the figure; -1: none is asked for, and `shown` is */
	int shown;
	bool is_share; /* asked for is the share that the figure is of what got there */
};

static const char share[] = "measured_share";

static bool
is_aged(const struct group *g)
{
	return g->filter->by == AID_REPORT_BY_AGE || g->filter->by == AID_REPORT_BY_PLACE;
}

/* Those that stand first in the row; of ages the reason and the place may be left out behind. */
static void
choose_keys(struct group *g)
{
	static const char *const keys[] = { [AID_REPORT_BY_DONOR] = "donor",
					    [AID_REPORT_BY_COMMODITY] = "commodity",
					    [AID_REPORT_BY_DESTINATION] = "destination",
					    [AID_REPORT_BY_DUE_MONTH] = "due_on" };

	if (is_aged(g)) {
		g->n_keys = g->filter->by == AID_REPORT_BY_PLACE ? 4 : 3;
		for (int i = 0; i < g->n_keys; i++) {
			g->keys[i] = AID_AGED_UNIT + i;
		}
		return;
	}
	g->n_keys = 2;
	g->keys[0] = aid_shortfall_column(aid_slice_of(keys[g->filter->by]));
	g->keys[1] = aid_shortfall_column(AID_SLICE_LITERAL("unit"));
}

/* Is what was given behind the keys a column? A share follows from what was measured. */
static int
choose_column(struct group *g, struct aid_error *err)
{
	struct aid_slice name = g->filter->figure;
	struct aid_buffer shown;
	int code;

	g->column = -1;
	g->shown = is_aged(g) ? AID_AGED_QUANTITY
			      : aid_shortfall_column(AID_SLICE_LITERAL("committed"));
	if (name.ptr == NULL) {
		return 0;
	}
	aid_buffer_init(&shown);
	aid_buffer_append(&shown, name);
	code = aid_buffer_check(&shown, err);
	if (code == 0) {
		g->is_share = strcmp(shown.ptr, share) == 0 && !is_aged(g);
		g->column = g->shown = aid_explain_column(
			&g->groups, g->is_share ? "reached_measured" : shown.ptr);
	}
	if (code == 0 && g->column < 0) {
		code = aid_message_error(err, AID_E_INVALID, AID_MSG_EXPLAIN_FIGURE, 2, shown.ptr,
					 g->e.report);
	}
	aid_buffer_done(&shown);
	return code;
}

/* The row of that name: as it is written, else however it is written. */
static void
seek_row(struct group *g, bool is_exact, struct aid_error *err)
{
	for (size_t i = 0; i < g->groups.n_rows && g->row == NULL; i++) {
		const struct aid_cell *cells = g->groups.cells + i * g->groups.n_columns;
		bool is_it = true;

		for (int k = 0; k < g->n_keys; k++) {
			is_it = is_it && aid_explain_is_meant(cells[g->keys[k]].text,
							      g->filter->row[k], is_exact, err);
		}
		g->row = is_it ? cells : NULL;
	}
}

static int
find_row(struct group *g, struct aid_error *err)
{
	struct aid_buffer said;
	int code = 0;

	seek_row(g, true, err);
	seek_row(g, false, err);
	if (g->row != NULL) {
		return 0;
	}
	aid_buffer_init(&said);
	for (int k = 0; k < g->n_keys; k++) {
		if (g->filter->row[k].len > 0) {
			aid_buffer_append(&said, said.len > 0 ? AID_SLICE_LITERAL(", ")
							      : AID_SLICE_LITERAL(""));
			aid_buffer_append(&said, g->filter->row[k]);
		}
	}
	code = aid_buffer_check(&said, err);
	if (code == 0) {
		code = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_EXPLAIN_GROUP_NONE, 2,
					 g->e.report, said.ptr == NULL ? "" : said.ptr);
	}
	aid_buffer_done(&said);
	return code;
}

/* ---- its commitments ---- */

/* Is the commitment of the cells, of `shortfall` as it is without groups, in the group? A part is in its root. */
static bool
is_member(const struct group *g, const struct aid_cell *cells)
{
	struct aid_slice key = cells[g->keys[0]].text, wanted = g->row[g->keys[0]].text;
	struct aid_buffer month;
	bool is_it;

	if (cells[aid_shortfall_column(AID_SLICE_LITERAL("part_of"))].type != AID_CELL_NONE ||
	    cells[aid_shortfall_column(AID_SLICE_LITERAL("state"))].type == AID_CELL_NONE ||
	    !aid_slice_is_equal(cells[g->keys[1]].text, g->row[g->keys[1]].text)) {
		return false;
	}
	aid_buffer_init(&month);
	if (cells[g->keys[0]].type == AID_CELL_DAY) {
		aid_date_format_append(
			&month, (struct aid_time){ cells[g->keys[0]].number * AID_DAY_SECONDS,
						   AID_PRECISION_MONTH });
		key = aid_buffer_slice(&month);
	}
	is_it = aid_slice_is_equal(key, wanted) || (key.len == 0 && wanted.len == 0);
	aid_buffer_done(&month);
	return is_it;
}

/* The same of a row of aid_aged_each. */
static bool
is_share(const struct group *g, const struct aid_cell *cells)
{
	bool is_it = true;

	for (int k = 0; k < g->n_keys; k++) {
		struct aid_slice a = cells[g->keys[k]].text, b = g->row[g->keys[k]].text;

		is_it = is_it && (aid_slice_is_equal(a, b) || (a.len == 0 && b.len == 0));
	}
	return is_it;
}

static int
add_member(struct group *g, const struct aid_cell *from, struct aid_error *err)
{
	int id = is_aged(g) ? AID_AGED_COMMITMENT : 0;
	struct aid_cell *cells;
	int code;

	if (g->column >= 0 && from[g->column].number == 0) {
		return 0;
	}
	code = aid_result_add_row(g->e.result, &cells, err);
	if (code == 0) {
		code = aid_explain_set_text(&g->e, &cells[AID_EXPLAIN_FIGURE],
					    g->members.columns[g->shown].name, err);
	}
	if (code == 0) {
		code = aid_result_set_text(g->e.result, &cells[AID_EXPLAIN_WAYBILL], from[id].text,
					   err);
	}
	if (code == 0) {
		code = aid_result_set_text(
			g->e.result, &cells[AID_EXPLAIN_UNIT],
			g->row[is_aged(g) ? (int)AID_AGED_UNIT : g->keys[1]].text, err);
	}
	if (code < 0) {
		return code;
	}
	aid_result_set_number(&cells[AID_EXPLAIN_QUANTITY], AID_CELL_QUANTITY,
			      from[g->shown].number);
	return g->column < 0 ? 0 : aid_explain_count(&g->e, cells, from[g->column].number, err);
}

static int
add_members(struct group *g, struct aid_error *err)
{
	struct aid_report_filter one = *g->filter;
	int code;

	if (!is_aged(g)) {
		one.by = AID_REPORT_BY_NONE;
	}
	aid_result_done(&g->members);
	code = is_aged(g) ? aid_aged_each(g->e.ledger, &one, &g->members, err)
			  : aid_report_shortfall(g->e.ledger, &one, &g->members, err);
	for (size_t i = 0; code == 0 && i < g->members.n_rows; i++) {
		const struct aid_cell *cells = g->members.cells + i * g->members.n_columns;

		if (is_aged(g) ? is_share(g, cells) : is_member(g, cells)) {
			code = add_member(g, cells, err);
		}
	}
	return code;
}

/* ---- the whole ---- */

/* Where other rows have a waybill, these have a commitment. */
static int
title_columns(struct group *g, struct aid_error *err)
{
	struct aid_result *result = g->e.result;
	size_t size = result->n_columns * sizeof(*result->columns);
	struct aid_result_column *shown = aid_arena_alloc(&result->arena, size);

	if (shown == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	memcpy(shown, result->columns, size);
	shown[AID_EXPLAIN_WAYBILL].title = "Commitment";
	result->columns = shown;
	return 0;
}

static int
add_words(struct group *g, struct aid_error *err)
{
	struct aid_buffer title;
	int code;

	aid_buffer_init(&title);
	for (int k = 0; k < g->n_keys; k++) {
		if (g->row[g->keys[k]].text.len > 0) {
			aid_buffer_append(&title, title.len > 0 ? AID_SLICE_LITERAL(", ")
								: AID_SLICE_LITERAL(""));
			aid_buffer_append(&title, g->row[g->keys[k]].text);
		}
	}
	code = aid_buffer_check(&title, err);
	if (code == 0) {
		code = aid_load_title(g->e.result, err, AID_MSG_EXPLAIN_GROUP_TITLE, 1,
				      title.ptr == NULL ? "" : title.ptr);
	}
	aid_buffer_done(&title);
	if (code == 0 && g->column >= 0) {
		code = aid_explain_note_sum(
			&g->e, g->groups.columns[g->column].name,
			g->row[is_aged(g) ? (int)AID_AGED_UNIT : g->keys[1]].text.ptr,
			g->row[g->column].number, err);
	}
	if (code == 0 && g->is_share) {
		code = aid_load_note(g->e.result, err, AID_MSG_EXPLAIN_RESTS, 2, share,
				     g->groups.columns[g->column].name);
	}
	return code == 0 ? aid_load_note(g->e.result, err, AID_MSG_EXPLAIN_GROUP_ON, 0) : code;
}

/* Only what is a sum of the commitments' own: days and dates are not. */
static int
check_cell(const struct group *g, struct aid_error *err)
{
	if (g->column < 0 || g->row[g->column].type == AID_CELL_QUANTITY) {
		return 0;
	}
	return aid_message_error(err, AID_E_NOTFOUND, AID_MSG_EXPLAIN_GROUP_FIGURE, 2,
				 g->groups.columns[g->column].name, g->e.report);
}

int
aid_report_explain_group(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			 struct aid_result *result, struct aid_error *err)
{
	struct group g = { .e = { .ledger = ledger, .result = result }, .filter = filter };
	int code;

	aid_explain_init(result);
	aid_result_init(&g.members, NULL, 0);
	g.e.report = "aidtally shortfall --by";
	choose_keys(&g);
	code = aid_report_shortfall(ledger, filter, &g.groups, err);
	if (code == 0) {
		code = choose_column(&g, err);
	}
	if (code == 0) {
		code = find_row(&g, err);
	}
	if (code == 0) {
		code = check_cell(&g, err);
	}
	if (code == 0) {
		code = title_columns(&g, err);
	}
	if (code == 0) {
		code = add_members(&g, err);
	}
	if (code == 0) {
		code = add_words(&g, err);
	}
	aid_result_done(&g.groups);
	aid_result_done(&g.members);
	return code;
}
