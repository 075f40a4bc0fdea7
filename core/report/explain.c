#include "report/load.h"
#include "report/shortfall.h"
#include "text/fold.h"
#include "value/words.h"

enum column {
	FIGURE,
	RULE,
	QUANTITY,
	UNIT,
	TRUCKS,
	WAYBILL,
	LINE,
	AT,
	PLACE,
	SOURCE,
	FILE_NAME,
	DROP,
	DROP_LINE,
	SHA256,
	NOTE,
	N_COLUMNS
};

static const struct aid_result_column columns[N_COLUMNS] = {
	[FIGURE] = { "figure", "Figure", false, 0 },
	[RULE] = { "rule", "Because", false, 4 },
	[QUANTITY] = { "quantity", "Quantity", true, 0 },
	[UNIT] = { "unit", "Unit", false, 0 },
	[TRUCKS] = { "trucks", "Trucks", true, 3 },
	[WAYBILL] = { "waybill", "Waybill", false, 1 },
	[LINE] = { "line", "Line", false, 5 },
	[AT] = { "at", "When", false, 0 },
	[PLACE] = { "place", "Place", false, 7 },
	[SOURCE] = { "source", "Says", false, 6 },
	[FILE_NAME] = { "file", "File", false, 0 },
	[DROP] = { "drop", "", false, 0 },
	[DROP_LINE] = { "drop_line", "Row", false, 0 },
	[SHA256] = { "sha256", "", false, 0 },
	[NOTE] = { "note", "", false, 0 },
};

/* Rules as table allocation numbers them. */
static const char *const rules[] = { "", "named", "matched", "part" };

struct report {
	struct aid_ledger *ledger;
	const struct aid_report_filter *filter;
	struct aid_load_filter names;
	struct aid_result *result;
	int64_t commitment;
	int least_stage; /* reports of this stage or beyond, short of the ends, are behind the figure; 0: all are */
	int end_stage; /* only reports of this end are; 0: as above */
	bool is_statement_only;
};

/* Which rows a figure rests on: what reached a stage rests on the reports of that stage or beyond. */
static int
choose_rows(struct report *r, struct aid_error *err)
{
	static const struct {
		const char *figure;
		int least_stage;
	} figures[] = {
		{ "at_crossing", AID_STAGE_AT_CROSSING },
		{ "crossed", AID_STAGE_CROSSED },
		{ "collected", AID_STAGE_COLLECTED },
		{ "delivered", AID_STAGE_DELIVERED },
		{ "intercepted", AID_STAGE_INTERCEPTED },
		{ "returned", AID_STAGE_RETURNED },
		{ "lost", AID_STAGE_LOST },
	};
	struct aid_slice figure = r->filter->figure;

	if (figure.ptr == NULL) {
		return 0;
	}
	if (!aid_shortfall_has_column(figure)) {
		struct aid_buffer shown;
		int code;

		aid_buffer_init(&shown);
		aid_buffer_append(&shown, figure);
		code = aid_message_error(err, AID_E_INVALID, AID_MSG_EXPLAIN_FIGURE, 1,
					 shown.ptr == NULL ? "" : shown.ptr);
		aid_buffer_done(&shown);
		return code;
	}
	r->is_statement_only = aid_slice_is_equal(figure, AID_SLICE_LITERAL("committed"));
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (aid_slice_is_equal(figure, aid_slice_of(figures[i].figure))) {
			r->least_stage = figures[i].least_stage;
			r->end_stage = figures[i].least_stage > AID_STAGE_DELIVERED
					       ? figures[i].least_stage
					       : 0;
		}
	}
	return 0;
}

static bool
is_wanted(const struct report *r, int stage)
{
	if (r->end_stage == 0) {
		return r->least_stage == 0 ||
		       (stage >= r->least_stage && stage <= AID_STAGE_DELIVERED);
	}
	/* refused is counted with returned, damaged with lost */
	return stage == r->end_stage ||
	       (r->end_stage == AID_STAGE_RETURNED && stage == AID_STAGE_REFUSED) ||
	       (r->end_stage == AID_STAGE_LOST && stage == AID_STAGE_DAMAGED);
}

/* ---- the statement ---- */

static int
add_statement_row(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	static const struct {
		int field;
		enum column column;
		enum aid_load load;
	} fields[] = {
		{ 0, QUANTITY, AID_LOAD_QUANTITY },
		{ 1, UNIT, AID_LOAD_TEXT },
		{ 3, AT, AID_LOAD_DAY },
		{ 4, SOURCE, AID_LOAD_TEXT },
		{ 5, FILE_NAME, AID_LOAD_TEXT },
		{ 6, DROP, AID_LOAD_INTEGER },
		{ 7, DROP_LINE, AID_LOAD_INTEGER },
		{ 8, SHA256, AID_LOAD_TEXT },
		{ 10, NOTE, AID_LOAD_TEXT },
	};
	static const char *const others[] = { [0] = "other_source", [2] = "not_counted" };
	int64_t is_counted = aid_column_int(s, 11);
	struct aid_cell *cells;
	int code = aid_result_add_row(r->result, &cells, err);

	if (code == 0) {
		code = aid_result_set_text(r->result, &cells[FIGURE],
					   AID_SLICE_LITERAL("committed"), err);
	}
	if (code == 0) {
		const char *rule =
			is_counted == 1 ? aid_words_name(AID_WORDS_BASIS, (int)aid_column_int(s, 2))
					: others[is_counted];

		code = aid_result_set_text(r->result, &cells[RULE], aid_slice_of(rule), err);
	}
	for (size_t i = 0; code == 0 && i < sizeof(fields) / sizeof(fields[0]); i++) {
		code = aid_load_cell(s, fields[i].field, fields[i].load, r->result,
				     &cells[fields[i].column], err);
	}
	return code;
}

/* ---- the facts ---- */

static int
add_fact_row(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	static const struct {
		int field;
		enum column column;
		enum aid_load load;
	} fields[] = {
		{ 0, FIGURE, AID_LOAD_STAGE },
		{ 2, QUANTITY, AID_LOAD_QUANTITY },
		{ 3, UNIT, AID_LOAD_TEXT },
		{ 4, TRUCKS, AID_LOAD_TRUCKS },
		{ 5, WAYBILL, AID_LOAD_NUMBER_TEXT },
		{ 6, LINE, AID_LOAD_TEXT },
		{ 7, AT, AID_LOAD_TIME },
		{ 9, PLACE, AID_LOAD_TEXT },
		{ 10, SOURCE, AID_LOAD_TEXT },
		{ 11, FILE_NAME, AID_LOAD_TEXT },
		{ 12, DROP, AID_LOAD_INTEGER },
		{ 13, DROP_LINE, AID_LOAD_INTEGER },
		{ 14, SHA256, AID_LOAD_TEXT },
	};
	int64_t rule = aid_column_int(s, 1);
	struct aid_cell *cells;
	int code;

	if (!is_wanted(r, (int)aid_column_int(s, 0))) {
		return 0;
	}
	code = aid_result_add_row(r->result, &cells, err);
	if (code == 0 && rule >= 1 && rule <= 3) {
		code = aid_result_set_text(r->result, &cells[RULE], aid_slice_of(rules[rule]), err);
	}
	for (size_t i = 0; code == 0 && i < sizeof(fields) / sizeof(fields[0]); i++) {
		code = aid_load_cell(s, fields[i].field, fields[i].load, r->result,
				     &cells[fields[i].column], err);
	}
	return code;
}

typedef int add_function(struct report *r, struct aid_statement *s, struct aid_error *err);

static int
add_rows(struct report *r, const char *name, bool has_as_of, add_function *add,
	 struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(r->ledger), name, &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":commitment_id", r->commitment);
	aid_bind_int(s, ":known", r->names.known);
	if (has_as_of) {
		aid_bind_int(s, ":as_of", r->names.as_of);
	}
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		code = add(r, s, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code;
}

/* ---- words ---- */

/* "GAZA-2023-KS on 2024-02-29: committed 15,200 truck, reached 10,693, short 4,507": the figures that the rows below are behind. */
static int
add_title(struct report *r, struct aid_error *err)
{
	struct aid_result figures;
	int code = aid_shortfall_of(r->ledger, r->filter, r->commitment, &figures, err);

	if (code == 0 && figures.n_rows == 1) {
		struct aid_shortfall_words words;

		aid_shortfall_get_words(&figures, 0, &words);
		code = aid_load_title(r->result, err, AID_MSG_EXPLAIN_TITLE, 6, words.id, words.day,
				      words.committed, words.unit, words.reached, words.shortfall);
	}
	aid_result_done(&figures);
	return code;
}

int
aid_report_explain(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		   struct aid_result *result, struct aid_error *err)
{
	struct report r = { .ledger = ledger, .filter = filter, .result = result };
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = choose_rows(&r, err);
	if (code == 0) {
		code = aid_load_filter(ledger, filter, &r.names, err);
	}
	if (code == 0) {
		code = aid_load_find_commitment(ledger, "commitment_find", filter->subject,
						r.names.known, &r.commitment, err);
	}
	if (code == 0) {
		code = add_rows(&r, "explain_statement", false, add_statement_row, err);
	}
	if (code == 0 && !r.is_statement_only) {
		code = add_rows(&r, "explain_consignments", true, add_fact_row, err);
	}
	if (code == 0 && !r.is_statement_only) {
		code = add_rows(&r, "explain_counts", true, add_fact_row, err);
	}
	if (code == 0) {
		code = add_title(&r, err);
	}
	return code < 0 ? code : aid_load_note_files(result, FILE_NAME, DROP, SHA256, err);
}
