/* What counts towards no promise: the goods of a row "(unallocated)", or "(unallocated-access)", of `shortfall`. */
#include "report/explain_parts.h"
#include "report/shortfall.h"

/* The row of the unit; NULL where all goods of it count towards promises, or there are none. */
static const struct aid_cell *
find_row(const struct aid_result *rows, struct aid_slice name, struct aid_slice unit)
{
	int column = aid_shortfall_column(AID_SLICE_LITERAL("unit"));
	int id = aid_shortfall_column(AID_SLICE_LITERAL("commitment_id"));

	for (size_t row = 0; row < rows->n_rows; row++) {
		const struct aid_cell *cells = rows->cells + row * rows->n_columns;

		if (aid_slice_is_equal(cells[column].text, unit) &&
		    aid_slice_is_equal(cells[id].text, name)) {
			return cells;
		}
	}
	return NULL;
}

static int
find_unit(struct aid_explain *e, const struct aid_report_filter *filter, struct aid_error *err)
{
	struct aid_slice unit = filter->unit;
	int code = aid_shortfall_find_rest(e->ledger, filter->subject, unit, &e->unallocated, err);

	e->base_unit_id = e->unallocated.unit_id;
	e->factor = 1000;
	memcpy(e->base_unit, unit.ptr,
	       unit.len < sizeof(e->base_unit) ? unit.len : sizeof(e->base_unit) - 1);
	return code;
}

static int
fail(enum aid_message message, struct aid_slice text, struct aid_slice name, struct aid_error *err)
{
	struct aid_buffer shown;
	int code;

	aid_buffer_init(&shown);
	aid_buffer_append(&shown, text);
	code = aid_message_error(err, AID_E_NOTFOUND, message, 2,
				 shown.ptr == NULL ? "" : shown.ptr, name.ptr);
	aid_buffer_done(&shown);
	return code;
}

/* "(unallocated): 144,000 kg that count towards no promise, 0 of it delivered." */
static int
add_words(struct aid_explain *e, const struct aid_cell *cells, struct aid_error *err)
{
	static const char *const kinds[] = { "", " of a donor", " of access" };
	char dispatched[AID_LOAD_NUMBER_SIZE], reached[AID_LOAD_NUMBER_SIZE];
	const struct aid_explain_figure *figure = e->figure;
	int code;

	aid_load_number(dispatched,
			cells[aid_shortfall_column(AID_SLICE_LITERAL("dispatched"))].number);
	aid_load_number(reached, cells[aid_shortfall_column(AID_SLICE_LITERAL("reached"))].number);
	code = aid_load_title(
		e->result, err, AID_MSG_EXPLAIN_REST_TITLE, 5,
		cells[aid_shortfall_column(AID_SLICE_LITERAL("commitment_id"))].text.ptr,
		dispatched, e->base_unit,
		kinds[e->unallocated.is_of_two ? e->unallocated.class : 0], reached);
	if (code < 0 || figure->sum == NULL) {
		return code;
	}
	return aid_explain_note_sum(e, figure->name, e->base_unit,
				    cells[aid_shortfall_column(aid_slice_of(figure->name))].number,
				    err);
}

/* Nothing is promised: where a figure is what is left of a promise there are no goods in it. */
static void
leave_promise_out(struct aid_explain *e)
{
	static const struct aid_explain_figure none = { "", "", 0,    0, AID_EXPLAIN_NO_GOODS,
							0,  0,  NULL, 0 };

	if (e->figure->promised > 0 && e->figure->sum != NULL) {
		e->none = none;
		e->none.name = e->none.sum = e->figure->name;
		e->figure = &e->none;
	}
}

int
aid_report_explain_unallocated(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			       struct aid_result *result, struct aid_error *err)
{
	struct aid_explain e = { .ledger = ledger, .result = result };
	const struct aid_cell *cells = NULL;
	struct aid_result rows;
	int code;

	aid_explain_init(result);
	aid_shortfall_init(&rows);
	code = aid_explain_choose(&e, filter, err);
	if (code == 0) {
		code = aid_load_filter(ledger, filter, &e.names, err);
	}
	if (code == 0) {
		code = aid_shortfall_unallocated(ledger, filter, &rows, err);
	}
	if (code == 0) {
		cells = find_row(&rows, filter->subject, filter->unit);
		code = cells == NULL
			       ? fail(AID_MSG_EXPLAIN_REST_NONE, filter->unit, filter->subject, err)
			       : 0;
	}
	if (code == 0 && filter->figure.ptr != NULL &&
	    cells[aid_shortfall_column(filter->figure)].type != AID_CELL_QUANTITY) {
		bool is_empty = cells[aid_shortfall_column(filter->figure)].type == AID_CELL_NONE;

		code = is_empty ? fail(AID_MSG_EXPLAIN_EMPTY, filter->figure, filter->subject, err)
				: fail(AID_MSG_EXPLAIN_GROUP_FIGURE, filter->figure,
				       aid_slice_of(e.report), err);
	}
	if (code == 0) {
		code = find_unit(&e, filter, err);
	}
	if (code == 0) {
		leave_promise_out(&e);
		code = aid_explain_goods(&e, err);
	}
	if (code == 0) {
		code = add_words(&e, cells, err);
	}
	if (code == 0) {
		code = aid_explain_basis(&e, err);
	}
	if (code == 0) {
		code = aid_load_note_files(result, AID_EXPLAIN_FILE, AID_EXPLAIN_DROP,
					   AID_EXPLAIN_SHA256, err);
	}
	aid_result_done(&rows);
	return code;
}
