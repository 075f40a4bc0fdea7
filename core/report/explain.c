#include "report/explain_parts.h"
#include "report/shortfall.h"
#include "text/fold.h"
#include "value/words.h"

static const struct aid_result_column columns[AID_EXPLAIN_COLUMNS] = {
	[AID_EXPLAIN_FIGURE] = { "figure", "Figure", false, 0 },
	[AID_EXPLAIN_RULE] = { "rule", "Because", false, 2 },
	[AID_EXPLAIN_QUANTITY] = { "quantity", "Quantity", true, 0 },
	[AID_EXPLAIN_UNIT] = { "unit", "Unit", false, 0 },
	[AID_EXPLAIN_TRUCKS] = { "trucks", "Trucks", true, 3 },
	[AID_EXPLAIN_WAYBILL] = { "waybill", "Waybill", false, 1 },
	[AID_EXPLAIN_LINE] = { "line", "Line", false, 5 },
	[AID_EXPLAIN_AT] = { "at", "When", false, 4 },
	[AID_EXPLAIN_PLACE] = { "place", "Place", false, 7 },
	[AID_EXPLAIN_SOURCE] = { "source", "Says", false, 6 },
	[AID_EXPLAIN_FILE] = { "file", "File", false, 0 },
	[AID_EXPLAIN_DROP] = { "drop", "", false, 0 },
	[AID_EXPLAIN_DROP_LINE] = { "drop_line", "Row", false, 0 },
	[AID_EXPLAIN_SHA256] = { "sha256", "", false, 0 },
	[AID_EXPLAIN_NOTE] = { "note", "", false, 0 },
	[AID_EXPLAIN_COUNTS] = { "counts", "Counts", true, 0 },
	[AID_EXPLAIN_LOW] = { "low", "", true, 0 },
	[AID_EXPLAIN_HIGH] = { "high", "", true, 0 },
	[AID_EXPLAIN_JOINED] = { "joined_by", "Joined by", false, 8 },
};

/* Bounds as the tables of ranges number them. */
enum { NOMINAL, LOW, HIGH, MEASURED };

#define OF_PIECE(name, piece)                                                                      \
	{                                                                                          \
		name, name, 0, 1, AID_EXPLAIN_OF_PIECE, piece, 0, NULL, NOMINAL                    \
	}
#define OF_STAGE(name, stage)                                                                      \
	{                                                                                          \
		name, name, 0, 1, AID_EXPLAIN_OF_STAGE, 0, stage, NULL, NOMINAL                    \
	}
/* What follows from all that was sent. */
#define OF_SENT(name)                                                                              \
	{                                                                                          \
		name, "dispatched", 0, 1, AID_EXPLAIN_OF_STAGE, 0, AID_STAGE_DISPATCHED, NULL,     \
			NOMINAL                                                                    \
	}
#define OF_REACHED(name, sum, bound)                                                               \
	{                                                                                          \
		name, sum, 0, 1, AID_EXPLAIN_OF_COUNTED, 0, 0, NULL, bound                         \
	}
/* What is promised less what reached; `reached` names that, at the bound. */
#define OF_LACK(name, sum, reached, bound)                                                         \
	{                                                                                          \
		name, sum, 1, -1, AID_EXPLAIN_OF_COUNTED, 0, 0, reached, bound                     \
	}

/* The columns of `shortfall` that are figures; the others are what the statement says. */
static const struct aid_explain_figure figures[] = {
	{ "committed", "committed", 1, 0, AID_EXPLAIN_NO_GOODS, 0, 0, NULL, NOMINAL },
	{ "not_dispatched", "not_dispatched", 1, -1, AID_EXPLAIN_OF_STAGE, 0, 1, "surplus",
	  NOMINAL },
	{ "surplus", "surplus", -1, 1, AID_EXPLAIN_OF_STAGE, 0, 1, "not_dispatched", NOMINAL },
	OF_PIECE("moving", AID_PIECE_MOVING),
	OF_PIECE("at_crossing", AID_PIECE_AT_CROSSING),
	OF_PIECE("uncollected", AID_PIECE_UNCOLLECTED),
	OF_PIECE("collected", AID_PIECE_COLLECTED),
	OF_PIECE("delivered", AID_PIECE_DELIVERED),
	OF_PIECE("intercepted", AID_PIECE_INTERCEPTED),
	OF_PIECE("returned", AID_PIECE_RETURNED),
	OF_PIECE("lost", AID_PIECE_LOST),
	OF_PIECE("unaccounted", AID_PIECE_UNACCOUNTED),
	OF_STAGE("dispatched", AID_STAGE_DISPATCHED),
	OF_STAGE("crossed", AID_STAGE_CROSSED),
	OF_REACHED("reached", "reached", NOMINAL),
	OF_REACHED("reached_low", "reached_low", LOW),
	OF_REACHED("reached_high", "reached_high", HIGH),
	OF_REACHED("reached_measured", "reached_measured", MEASURED),
	OF_REACHED("measured_share", "reached_measured", MEASURED),
	OF_LACK("shortfall", "shortfall", "reached", NOMINAL),
	OF_LACK("shortfall_low", "shortfall_low", "reached_high", HIGH),
	OF_LACK("shortfall_high", "shortfall_high", "reached_low", LOW),
	OF_LACK("days_behind", "shortfall", "reached", NOMINAL),
	OF_LACK("needed_per_day", "shortfall", "reached", NOMINAL),
	OF_LACK("projected_on", "shortfall", "reached", NOMINAL),
	OF_LACK("projected_early", "shortfall", "reached", NOMINAL),
	OF_LACK("projected_late", "shortfall", "reached", NOMINAL),
	OF_LACK("projection", "shortfall", "reached", NOMINAL),
	OF_SENT("pipeline"),
	OF_SENT("pipeline_break_on"),
	OF_SENT("pipeline_empty_on"),
	{ "counted_source", NULL, 0, 0, AID_EXPLAIN_ALL_GOODS, 0, 0, NULL, NOMINAL },
};
/* Without a column: everything. */
static const struct aid_explain_figure everything = { "", NULL, 1,    0,      AID_EXPLAIN_ALL_GOODS,
						      0,  0,    NULL, NOMINAL };
static const struct aid_explain_figure statement = { "", NULL, 1,    0,      AID_EXPLAIN_NO_GOODS,
						     0,  0,    NULL, NOMINAL };

struct promise {
	struct aid_explain *e;
	struct aid_terms terms;
	int64_t as_of_day;
};

int
aid_explain_choose(struct aid_explain *e, const struct aid_report_filter *filter,
		   struct aid_error *err)
{
	struct aid_slice figure = filter->figure;
	struct aid_buffer shown;
	int code = 0;

	e->bound = aid_shortfall_bound(filter);
	e->report = filter->is_measured ? "aidtally shortfall --measured" : "aidtally shortfall";
	e->figure = figure.ptr == NULL ? &everything : &statement;
	if (figure.ptr == NULL) {
		return 0;
	}
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (aid_slice_is_equal(figure, aid_slice_of(figures[i].name))) {
			e->figure = &figures[i];
			e->bound = e->bound != 0 ? e->bound : figures[i].bound;
			return 0;
		}
	}
	if (aid_shortfall_column(figure) >= 0) {
		return 0;
	}
	aid_buffer_init(&shown);
	aid_buffer_append(&shown, figure);
	code = aid_message_error(err, AID_E_INVALID, AID_MSG_EXPLAIN_FIGURE, 2,
				 shown.ptr == NULL ? "" : shown.ptr, "aidtally shortfall");
	aid_buffer_done(&shown);
	return code;
}

/* ---- the promise ---- */

enum { P_BASIS = 2, P_IS_COUNTED = 11, P_EFFECTIVE_DAY };

/* How much of what is promised by the day is promised by the statement that takes effect on `effective_day`. */
static bool
amount_of(const struct promise *promise, int64_t effective_day, int64_t *out_amount)
{
	const struct aid_terms *terms = &promise->terms;
	const struct aid_term *in_force = aid_terms_at(terms, promise->as_of_day);

	*out_amount = 0;
	for (size_t i = 0; i < terms->n; i++) {
		struct aid_terms one = { &terms->items[i], 1 };

		if (terms->items[i].effective_day == effective_day &&
		    (aid_terms_is_rate(terms) || in_force == &terms->items[i])) {
			return aid_terms_amount(aid_terms_is_rate(terms) ? &one : terms,
						promise->as_of_day, out_amount);
		}
	}
	return true;
}

static int
add_promise_row(struct promise *promise, struct aid_statement *s, struct aid_error *err)
{
	static const struct {
		int field;
		enum aid_explain_column column;
		enum aid_load load;
	} fields[] = {
		{ 0, AID_EXPLAIN_QUANTITY, AID_LOAD_QUANTITY },
		{ 1, AID_EXPLAIN_UNIT, AID_LOAD_TEXT },
		{ 3, AID_EXPLAIN_AT, AID_LOAD_DAY },
		{ 4, AID_EXPLAIN_SOURCE, AID_LOAD_TEXT },
		{ 5, AID_EXPLAIN_FILE, AID_LOAD_TEXT },
		{ 6, AID_EXPLAIN_DROP, AID_LOAD_INTEGER },
		{ 7, AID_EXPLAIN_DROP_LINE, AID_LOAD_INTEGER },
		{ 8, AID_EXPLAIN_SHA256, AID_LOAD_TEXT },
		{ 10, AID_EXPLAIN_NOTE, AID_LOAD_TEXT },
	};
	static const char *const others[] = { [0] = "other_source", [2] = "not_counted" };
	struct aid_explain *e = promise->e;
	int64_t is_counted = aid_column_int(s, P_IS_COUNTED), amount = 0;
	struct aid_cell *cells;
	int code = aid_result_add_row(e->result, &cells, err);

	if (code == 0) {
		code = aid_explain_set_text(e, &cells[AID_EXPLAIN_FIGURE], "committed", err);
	}
	if (code == 0) {
		const char *rule = is_counted == 1 ? aid_words_name(AID_WORDS_BASIS,
								    (int)aid_column_int(s, P_BASIS))
						   : others[is_counted];

		code = aid_result_set_text(e->result, &cells[AID_EXPLAIN_RULE], aid_slice_of(rule),
					   err);
	}
	for (size_t i = 0; code == 0 && i < sizeof(fields) / sizeof(fields[0]); i++) {
		code = aid_load_cell(s, fields[i].field, fields[i].load, e->result,
				     &cells[fields[i].column], err);
	}
	if (code != 0 || is_counted != 1 || e->figure->sum == NULL) {
		return code;
	}
	if (!amount_of(promise, aid_column_int(s, P_EFFECTIVE_DAY), &amount)) {
		return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1,
					 e->figure->name);
	}
	return aid_explain_count(e, cells, e->figure->promised * amount, err);
}

static int
add_promise(struct aid_explain *e, int64_t as_of_day, struct aid_error *err)
{
	struct promise promise = { .e = e, .as_of_day = as_of_day };
	struct aid_statement *s;
	struct aid_buffer room;
	bool has_row = false;
	int code;

	if (e->figure->promised == 0) {
		return 0;
	}
	aid_buffer_init(&room);
	code = aid_terms_read(e->ledger, e->commitment, &room, err);
	if (code == 0) {
		promise.terms = aid_terms_find(&room, e->commitment);
		code = aid_db_statement(aid_ledger_db(e->ledger), "explain_statement", &s, err);
	}
	if (code == 0) {
		aid_bind_int(s, ":commitment_id", e->commitment);
		aid_bind_int(s, ":known", e->names.known);
		code = aid_statement_step(s, &has_row, err);
	}
	while (code == 0 && has_row) {
		code = add_promise_row(&promise, s, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	if (has_row) {
		aid_statement_reset(s);
	}
	aid_buffer_done(&room);
	return code;
}

/* ---- the rest, and the sum ---- */

static int64_t
number_of(const struct aid_result *figures_row, const char *column)
{
	return figures_row->cells[aid_shortfall_column(aid_slice_of(column))].number;
}

/* What is neither promised nor goods: what is beyond the one or the other. */
static int
add_rest(struct aid_explain *e, const struct aid_result *row, struct aid_error *err)
{
	const char *rest = e->figure->rest;
	bool is_lack = e->figure->goods == AID_EXPLAIN_OF_COUNTED;
	struct aid_cell *cells;
	int64_t amount;
	int code;

	if (rest == NULL) {
		return 0;
	}
	amount = number_of(row, rest) - (is_lack ? number_of(row, "committed") : 0);
	if (amount <= 0) {
		return 0;
	}
	code = aid_result_add_row(e->result, &cells, err);
	if (code == 0) {
		code = aid_explain_set_text(e, &cells[AID_EXPLAIN_FIGURE], e->figure->sum, err);
	}
	if (code == 0) {
		code = aid_explain_set_text(e, &cells[AID_EXPLAIN_RULE],
					    is_lack ? "beyond_committed" : rest, err);
	}
	return code == 0 ? aid_explain_count(e, cells, amount, err) : code;
}

int
aid_explain_note_sum(struct aid_explain *e, const char *column, const char *unit, int64_t cell,
		     struct aid_error *err)
{
	char n[AID_LOAD_NUMBER_SIZE], sum[AID_LOAD_NUMBER_SIZE], figure[AID_LOAD_NUMBER_SIZE];

	aid_load_number(n, e->n_parts * 1000);
	aid_load_number(sum, e->sum);
	aid_load_number(figure, cell);
	return e->sum == cell ? aid_load_note(e->result, err, AID_MSG_EXPLAIN_SUMS, 5, n, sum, unit,
					      column, e->report)
			      : aid_load_note(e->result, err, AID_MSG_EXPLAIN_DIFFERS, 5, sum, unit,
					      column, e->report, figure);
}

int
aid_explain_column(const struct aid_result *result, const char *name)
{
	for (size_t i = 0; i < result->n_columns; i++) {
		if (strcmp(result->columns[i].name, name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

bool
aid_explain_is_meant(struct aid_slice a, struct aid_slice b, bool is_exact, struct aid_error *err)
{
	struct aid_buffer folded[2];
	bool is_equal = (a.len == 0 && b.len == 0) || aid_slice_is_equal(a, b);

	if (is_equal || is_exact || a.len == 0 || b.len == 0) {
		return is_equal;
	}
	aid_buffer_init(&folded[0]);
	aid_buffer_init(&folded[1]);
	is_equal = aid_fold_name(a, &folded[0], err) == 0 &&
		   aid_fold_name(b, &folded[1], err) == 0 && folded[0].len > 0 &&
		   aid_slice_is_equal(aid_buffer_slice(&folded[0]), aid_buffer_slice(&folded[1]));
	aid_buffer_done(&folded[0]);
	aid_buffer_done(&folded[1]);
	return is_equal;
}

int64_t
aid_explain_milli(const struct aid_cell *cell)
{
	return cell->type == AID_CELL_INTEGER ? cell->number * 1000 : cell->number;
}

const char *
aid_explain_mass_unit(int64_t *milli)
{
	if (*milli % 1000 != 0) {
		return "kg";
	}
	*milli /= 1000;
	return "t";
}

int
aid_explain_note_cell(struct aid_explain *e, const char *column, const struct aid_cell *cell,
		      const char *unit, struct aid_error *err)
{
	int64_t milli = aid_explain_milli(cell);

	if (cell->type == AID_CELL_MASS && e->sum == milli) {
		unit = aid_explain_mass_unit(&milli);
		e->sum = milli;
	} else if (cell->type == AID_CELL_MASS) {
		unit = "kg";
	}
	return aid_explain_note_sum(e, column, unit, milli, err);
}

static int
note_sum(struct aid_explain *e, const struct aid_result *row, const char *unit,
	 struct aid_error *err)
{
	const char *name = e->figure->sum;
	int code =
		name == NULL ? 0 : aid_explain_note_sum(e, name, unit, number_of(row, name), err);

	if (code == 0 && name != NULL && strcmp(name, e->figure->name) != 0) {
		code = aid_load_note(e->result, err, AID_MSG_EXPLAIN_RESTS, 2, e->figure->name,
				     name);
	}
	return code;
}

/* "GAZA-2023-KS on 2024-02-29: committed 15,200 truck, reached 10,693, short 4,507": the figures that the rows below are behind. */
static int
add_words(struct aid_explain *e, const struct aid_result *row, bool is_measured,
	  struct aid_error *err)
{
	struct aid_shortfall_words words;
	int code;

	aid_shortfall_get_words(row, 0, &words);
	code = aid_load_title(e->result, err,
			      is_measured ? AID_MSG_EXPLAIN_TITLE_MEASURED : AID_MSG_EXPLAIN_TITLE,
			      6, words.id, words.day, words.committed, words.unit, words.reached,
			      words.shortfall);
	return code == 0 ? note_sum(e, row, words.unit, err) : code;
}

void
aid_explain_init(struct aid_result *result)
{
	aid_result_init(result, columns, AID_EXPLAIN_COLUMNS);
}

int
aid_report_explain(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		   struct aid_result *result, struct aid_error *err)
{
	struct aid_explain e = { .ledger = ledger, .result = result };
	struct aid_result row;
	int code;

	aid_result_init(result, columns, AID_EXPLAIN_COLUMNS);
	aid_result_init(&row, columns, AID_EXPLAIN_COLUMNS);
	code = aid_explain_choose(&e, filter, err);
	if (code == 0) {
		code = aid_load_filter(ledger, filter, &e.names, err);
	}
	if (code == 0) {
		code = aid_load_find_commitment(ledger, "commitment_find", filter->subject,
						e.names.known, &e.commitment, err);
	}
	if (code == 0) {
		code = aid_shortfall_of(ledger, filter, e.commitment, &row, err);
	}
	if (code == 0) {
		code = add_promise(&e, aid_funnel_day(filter->as_of_end), err);
	}
	if (code == 0) {
		code = aid_explain_goods(&e, err);
	}
	if (code == 0 && row.n_rows == 1) {
		code = add_rest(&e, &row, err);
	}
	if (code == 0 && row.n_rows == 1) {
		code = add_words(&e, &row, filter->is_measured, err);
	}
	if (code == 0) {
		code = aid_explain_basis(&e, err);
	}
	if (code == 0) {
		code = aid_load_note_files(result, AID_EXPLAIN_FILE, AID_EXPLAIN_DROP,
					   AID_EXPLAIN_SHA256, err);
	}
	aid_result_done(&row);
	return code;
}
