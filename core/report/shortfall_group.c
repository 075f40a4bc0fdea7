/* Groups of `shortfall` (--by): sums of funnels, a row a key and unit. */
#include "report/shortfall_parts.h"
#include "value/date.h"

/* The cell that all rows of a group share, as text; "2024-03" for a month. */
static void
append_key(struct aid_shortfall_report *r, struct aid_statement *s, struct aid_buffer *key)
{
	static const enum field fields[] = { [AID_REPORT_BY_DONOR] = F_DONOR,
					     [AID_REPORT_BY_COMMODITY] = F_COMMODITY,
					     [AID_REPORT_BY_DESTINATION] = F_DESTINATION };

	aid_buffer_reset(key);
	if (r->filter->by != AID_REPORT_BY_DUE_MONTH) {
		aid_buffer_append(key, aid_column_text(s, (int)fields[r->filter->by]));
	} else if (!aid_column_is_null(s, F_DUE)) {
		aid_date_format_append(
			key, (struct aid_time){ aid_column_int(s, F_DUE) * AID_DAY_SECONDS,
						AID_PRECISION_MONTH });
	}
}

/* Rows come sorted by the key: a group with the same key and unit is among the last ones. */
static bool
find_group(const struct aid_result *result, enum column column, struct aid_slice key,
	   struct aid_slice unit, size_t *out_group)
{
	for (size_t row = result->n_rows; row > 0; row--) {
		const struct aid_cell *cells = result->cells + (row - 1) * N_COLUMNS;

		if (!aid_slice_is_equal(cells[column].text, key)) {
			return false;
		}
		if (aid_slice_is_equal(cells[UNIT].text, unit)) {
			*out_group = row - 1;
			return true;
		}
	}
	return false;
}

static void
get_figures(const struct aid_cell *cells, struct aid_funnel *f)
{
	*f = (struct aid_funnel){ .committed = cells[COMMITTED].number,
				  .not_dispatched = cells[NOT_DISPATCHED].number,
				  .surplus = cells[SURPLUS].number,
				  .shortfall = cells[SHORTFALL].number,
				  .reached = cells[REACHED].number,
				  .dispatched = cells[DISPATCHED].number,
				  .crossed = cells[CROSSED].number,
				  .reached_low = cells[REACHED_LOW].number,
				  .reached_high = cells[REACHED_HIGH].number,
				  .reached_measured = cells[REACHED_MEASURED].number,
				  .shortfall_low = cells[SHORTFALL_LOW].number,
				  .shortfall_high = cells[SHORTFALL_HIGH].number };
	f->pieces[AID_PIECE_MOVING] = cells[MOVING].number;
	f->pieces[AID_PIECE_AT_CROSSING] = cells[AT_CROSSING].number;
	f->pieces[AID_PIECE_UNCOLLECTED] = cells[UNCOLLECTED].number;
	f->pieces[AID_PIECE_COLLECTED] = cells[COLLECTED].number;
	f->pieces[AID_PIECE_DELIVERED] = cells[DELIVERED].number;
	f->pieces[AID_PIECE_INTERCEPTED] = cells[INTERCEPTED].number;
	f->pieces[AID_PIECE_RETURNED] = cells[RETURNED].number;
	f->pieces[AID_PIECE_LOST] = cells[LOST].number;
	f->pieces[AID_PIECE_UNACCOUNTED] = cells[UNACCOUNTED].number;
}

int
aid_shortfall_add_to_group(struct aid_shortfall_report *r, struct aid_statement *s,
			   struct aid_buffer *key, struct aid_error *err)
{
	static const enum column keys[] = { [AID_REPORT_BY_DONOR] = DONOR,
					    [AID_REPORT_BY_COMMODITY] = COMMODITY,
					    [AID_REPORT_BY_DESTINATION] = DESTINATION,
					    [AID_REPORT_BY_DUE_MONTH] = DUE_ON };
	enum column column = keys[r->filter->by];
	struct aid_funnel_promise promise;
	struct aid_funnel sum = { 0 }, f;
	struct aid_cell *cells;
	size_t group;
	int code;

	/* A part is counted in its root. */
	if (!aid_column_is_null(s, F_PART_OF)) {
		return 0;
	}
	code = aid_shortfall_reckon(r, s, &promise, &f, err);
	append_key(r, s, key);
	if (code == 0 && key->is_failed) {
		code = aid_buffer_check(key, err);
	}
	if (code != 0) {
		return code;
	}
	if (find_group(r->result, column, aid_buffer_slice(key), aid_column_text(s, F_UNIT),
		       &group)) {
		cells = r->result->cells + group * N_COLUMNS;
		get_figures(cells, &sum);
	} else {
		code = aid_result_add_row(r->result, &cells, err);
		if (code == 0) {
			code = aid_result_set_text(r->result, &cells[column], aid_buffer_slice(key),
						   err);
		}
		if (code == 0) {
			code = aid_load_cell(s, F_UNIT, AID_LOAD_TEXT, r->result, &cells[UNIT],
					     err);
		}
		if (code != 0) {
			return code;
		}
	}
	if (!aid_funnel_add(&sum, &f)) {
		return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1,
					 key->ptr == NULL ? "" : key->ptr);
	}
	aid_shortfall_set_figures(cells, &sum);
	aid_shortfall_set_bounds(cells, &sum);
	aid_shortfall_set_as_of(cells, r->filter->as_of_end);
	r->n_commitments++;
	r->n_short += f.shortfall > 0 ? 1 : 0;
	return 0;
}
