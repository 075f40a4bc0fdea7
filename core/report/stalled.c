#include "report/load.h"

#include <stdlib.h>

#include "base/integer.h"
#include "value/date.h"
#include "value/words.h"

/* Where nobody says otherwise, three days without news are too long. */
#define DEFAULT_THRESHOLD_S (72 * 3600)
#define HOUR_S 3600
/* A source is silent after so many of its usual intervals. */
#define SILENT_CADENCES 2

enum column {
	WAYBILL,
	LINE,
	DONOR,
	COMMODITY,
	QUANTITY,
	UNIT,
	STAGE,
	PLACE,
	SINCE,
	HOURS,
	THRESHOLD_HOURS,
	CAUSE,
	COMMITMENT_ID,
	DESTINATION,
	SOURCE,
	DROP,
	DROP_LINE,
	N_COLUMNS
};

static const struct aid_result_column columns[N_COLUMNS] = {
	[WAYBILL] = { "waybill", "Waybill", false, 0 },
	[LINE] = { "line", "Line", false, 3 },
	[DONOR] = { "donor", "Donor", false, 9 },
	[COMMODITY] = { "commodity", "Commodity", false, 5 },
	[QUANTITY] = { "quantity", "Quantity", true, 0 },
	[UNIT] = { "unit", "Unit", false, 0 },
	[STAGE] = { "stage", "Last seen", false, 0 },
	[PLACE] = { "place", "At", false, 2 },
	[SINCE] = { "since", "Since", false, 0 },
	[HOURS] = { "hours", "Hours", true, 4 },
	[THRESHOLD_HOURS] = { "threshold_hours", "", true, 0 },
	[CAUSE] = { "cause", "Why", false, 1 },
	[COMMITMENT_ID] = { "commitment_id", "Commitment", false, 7 },
	[DESTINATION] = { "destination", "To", false, 6 },
	[SOURCE] = { "source", "Says", false, 8 },
	[DROP] = { "drop", "", false, 0 },
	[DROP_LINE] = { "drop_line", "", false, 0 },
};

enum field {
	F_WRITTEN,
	F_LINE,
	F_DONOR,
	F_COMMODITY,
	F_UNIT,
	F_SEEN_STAGE,
	F_SEEN_AT,
	F_COMMITMENT,
	F_DESTINATION,
	F_WAYBILL_ID,
	F_LINE_KEY,
	F_QUANTITY,
	F_CROSSING_ID,
	F_DESTINATION_ID,
	F_BASE_UNIT_ID
};

struct report {
	struct aid_ledger *ledger;
	const struct aid_report_filter *filter;
	struct aid_load_filter names;
	struct aid_result *result;
	int64_t threshold_s;
	int64_t limit; /* last heard before it */
};

/* Three numbers a row of the statement, into an array that grows. */
static int
read_triples(struct report *r, const char *name, int64_t (**out_triples)[3], size_t *out_n,
	     struct aid_error *err)
{
	int64_t(*triples)[3] = NULL;
	size_t n = 0, n_room = 0;
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(r->ledger), name, &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":known", r->names.known);
	aid_bind_int_if(s, ":as_of", r->names.as_of);
	aid_bind_int_if(s, ":limit", r->limit);
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		if (n == n_room) {
			int64_t(*more)[3] = realloc(triples, (n_room + 64) * sizeof(*more));

			if (more == NULL) {
				code = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
				break;
			}
			triples = more;
			n_room += 64;
		}
		for (int i = 0; i < 3; i++) {
			triples[n][i] = aid_column_int(s, i);
		}
		n++;
		code = aid_statement_step(s, &has_row, err);
	}
	aid_statement_reset(s);
	if (code < 0) {
		free(triples);
		return code;
	}
	*out_triples = triples;
	*out_n = n;
	return 0;
}

static int
compare_pass(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	for (int i = 0; i < 2; i++) {
		if (x[i] != y[i]) {
			return x[i] < y[i] ? -1 : 1;
		}
	}
	return 0;
}

static int
compare_first(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return x[0] < y[0] ? -1 : x[0] > y[0];
}

struct context {
	int64_t (*passes)[3];   /* crossing, destination, last passed */
	int64_t (*silences)[3]; /* source, last heard, cadence in days */
	size_t n_passes, n_silences;
};

/* The reporter is silent; or the way is closed (nothing passed there either since); or this one is stuck while others pass. */
static const char *
find_cause(const struct report *r, const struct context *context, struct aid_statement *row,
	   int64_t source_id)
{
	int64_t crossing = aid_column_int(row, F_CROSSING_ID);
	int64_t key[3] = { crossing, crossing == 0 ? aid_column_int(row, F_DESTINATION_ID) : 0, 0 };
	int64_t source[3] = { source_id, 0, 0 };
	const int64_t(*silence)[3] = NULL, (*pass)[3] = NULL;
	int64_t patience;

	if (context->n_silences > 0) {
		silence = bsearch(source, context->silences, context->n_silences, sizeof(source),
				  compare_first);
	}
	if (silence != NULL) {
		patience = (*silence)[2] * SILENT_CADENCES * AID_DAY_SECONDS;
		patience = patience > r->threshold_s ? patience : r->threshold_s;
		if ((*silence)[1] < r->filter->as_of_end - patience) {
			return "source_silent";
		}
	}
	if (aid_column_int(row, F_SEEN_STAGE) >= AID_STAGE_CROSSED) {
		return "stuck";
	}
	if (context->n_passes > 0) {
		pass = bsearch(key, context->passes, context->n_passes, sizeof(key), compare_pass);
	}
	return pass == NULL ? "nothing_passes" : "stuck";
}

/* A day is over only at its end: a truck that left on the 1st may have left at 23:59. */
static int64_t
latest_moment(int64_t at, int64_t precision)
{
	if (precision == AID_PRECISION_DAY) {
		return at + AID_DAY_SECONDS - 1;
	}
	return precision == AID_PRECISION_MONTH ? at + 31 * AID_DAY_SECONDS - 1 : at;
}

/* In the unit in which the last statement gave it, where that is a measure of the same; else in the base unit. */
static int
set_quantity(struct report *r, struct aid_statement *row, struct aid_statement *last, bool has_last,
	     struct aid_cell *cells, struct aid_error *err)
{
	int64_t quantity = aid_column_int(row, F_QUANTITY), stated;

	if (has_last && !aid_column_is_null(last, 7) &&
	    aid_integer_scale(quantity, 1000, aid_column_int(last, 7), &stated)) {
		aid_result_set_number(&cells[QUANTITY], AID_CELL_QUANTITY, stated);
		return aid_load_cell(last, 6, AID_LOAD_TEXT, r->result, &cells[UNIT], err);
	}
	aid_result_set_number(&cells[QUANTITY], AID_CELL_QUANTITY, quantity);
	return aid_load_cell(row, F_UNIT, AID_LOAD_TEXT, r->result, &cells[UNIT], err);
}

static int
set_row(struct report *r, const struct context *context, struct aid_statement *row,
	struct aid_statement *last, bool has_last, int64_t heard_at, struct aid_error *err)
{
	static const struct {
		enum column column;
		enum field field;
		enum aid_load load;
	} fields[] = {
		{ WAYBILL, F_WRITTEN, AID_LOAD_NUMBER_TEXT },
		{ LINE, F_LINE, AID_LOAD_TEXT },
		{ DONOR, F_DONOR, AID_LOAD_TEXT },
		{ COMMODITY, F_COMMODITY, AID_LOAD_TEXT },
		{ STAGE, F_SEEN_STAGE, AID_LOAD_STAGE },
		{ COMMITMENT_ID, F_COMMITMENT, AID_LOAD_TEXT },
		{ DESTINATION, F_DESTINATION, AID_LOAD_TEXT },
	};
	int64_t seen_at = aid_column_int(row, F_SEEN_AT);
	struct aid_cell *cells;
	int code = aid_result_add_row(r->result, &cells, err);

	for (size_t i = 0; code == 0 && i < sizeof(fields) / sizeof(fields[0]); i++) {
		code = aid_load_cell(row, (int)fields[i].field, fields[i].load, r->result,
				     &cells[fields[i].column], err);
	}
	if (code == 0) {
		code = set_quantity(r, row, last, has_last, cells, err);
	}
	if (code == 0 && has_last) {
		code = aid_load_cell(last, 0, AID_LOAD_TEXT, r->result, &cells[SOURCE], err);
	}
	if (code == 0 && has_last) {
		code = aid_load_cell(last, 1, AID_LOAD_TEXT, r->result, &cells[PLACE], err);
	}
	if (code == 0) {
		const char *cause =
			find_cause(r, context, row, has_last ? aid_column_int(last, 5) : 0);

		code = aid_result_set_text(r->result, &cells[CAUSE], aid_slice_of(cause), err);
	}
	if (code < 0) {
		return code;
	}
	if (has_last) {
		aid_result_set_number(&cells[DROP], AID_CELL_INTEGER, aid_column_int(last, 3));
		aid_result_set_number(&cells[DROP_LINE], AID_CELL_INTEGER, aid_column_int(last, 4));
	}
	if (seen_at % AID_DAY_SECONDS == 0 && heard_at != seen_at) {
		aid_result_set_number(&cells[SINCE], AID_CELL_DAY, aid_date_day_of(seen_at));
	} else {
		aid_result_set_number(&cells[SINCE], AID_CELL_SECONDS, seen_at);
	}
	aid_result_set_number(&cells[HOURS], AID_CELL_INTEGER,
			      (r->filter->as_of_end - heard_at) / HOUR_S);
	aid_result_set_number(&cells[THRESHOLD_HOURS], AID_CELL_INTEGER, r->threshold_s / HOUR_S);
	return 0;
}

static int
add_row(struct report *r, const struct context *context, struct aid_statement *row,
	struct aid_error *err)
{
	struct aid_statement *last;
	bool has_last = false;
	int64_t heard_at = aid_column_int(row, F_SEEN_AT);
	int code = aid_db_statement(aid_ledger_db(r->ledger), "stalled_last", &last, err);

	if (code < 0) {
		return code;
	}
	aid_load_bind_source(last, &r->names);
	aid_bind_int(last, ":waybill_id", aid_column_int(row, F_WAYBILL_ID));
	aid_bind_text(last, ":line", aid_column_text(row, F_LINE_KEY));
	aid_bind_int(last, ":stage", aid_column_int(row, F_SEEN_STAGE));
	aid_bind_int(last, ":base_unit_id", aid_column_int(row, F_BASE_UNIT_ID));
	aid_bind_int(last, ":at", heard_at);
	aid_bind_int(last, ":known", r->names.known);
	code = aid_statement_step(last, &has_last, err);
	if (code == 0 && has_last) {
		heard_at = latest_moment(heard_at, aid_column_int(last, 2));
	}
	if (code == 0 && heard_at < r->limit && (has_last || !r->names.has_source)) {
		code = set_row(r, context, row, last, has_last, heard_at, err);
	}
	aid_statement_reset(last);
	return code;
}

static int
add_rows(struct report *r, const struct context *context, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(r->ledger), "stalled_rows", &s, err);

	if (code < 0) {
		return code;
	}
	aid_load_bind_promise(s, &r->names);
	aid_bind_int(s, ":limit", r->limit);
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		code = add_row(r, context, s, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code;
}

int
aid_report_stalled(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		   struct aid_result *result, struct aid_error *err)
{
	struct report r = { .ledger = ledger, .filter = filter, .result = result };
	struct context context = { NULL, NULL, 0, 0 };
	char n_rows[AID_LOAD_NUMBER_SIZE], n_hours[AID_LOAD_NUMBER_SIZE];
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	r.threshold_s = filter->threshold_s > 0 ? filter->threshold_s : DEFAULT_THRESHOLD_S;
	r.limit = filter->as_of_end - r.threshold_s;
	code = aid_load_filter(ledger, filter, &r.names, err);
	if (code == 0) {
		code = read_triples(&r, "stalled_passes", &context.passes, &context.n_passes, err);
	}
	if (code == 0) {
		code = read_triples(&r, "stalled_silence", &context.silences, &context.n_silences,
				    err);
	}
	if (code == 0) {
		code = add_rows(&r, &context, err);
	}
	if (code == 0) {
		aid_load_number(n_rows, (int64_t)result->n_rows * 1000);
		aid_load_number(n_hours, r.threshold_s / HOUR_S * 1000);
		code = result->n_rows == 0
			       ? aid_load_note(result, err, AID_MSG_STALLED_NONE, 1, n_hours)
			       : aid_load_title(result, err, AID_MSG_STALLED_TITLE, 2, n_rows,
						n_hours);
	}
	free(context.passes);
	free(context.silences);
	return code;
}
