/* What was promised, and who said so: the list, and the history of one. */
#include "report/funnel.h"
#include "report/load.h"
#include "report/terms.h"
#include "value/date.h"

/* Other people's scripts rely on these names and their order; later ones are added at the end. `commitment_id` and `committed` are set apart. */
#define COLUMN_LIST(X)                                                                             \
	X(COMMITMENT_ID, "commitment_id", "Commitment", false, 0)                                  \
	X(DONOR, "donor", "Donor", false, 5)                                                       \
	X(COMMODITY, "commodity", "Commodity", false, 4)                                           \
	X(DESTINATION, "destination", "Destination", false, 6)                                     \
	X(QUANTITY, "quantity", "Quantity", true, 0)                                               \
	X(UNIT, "unit", "Unit", false, 0)                                                          \
	X(BASIS, "basis", "Basis", false, 0)                                                       \
	X(STATE, "state", "State", false, 2)                                                       \
	X(STARTS_ON, "starts_on", "From", false, 3)                                                \
	X(DUE_ON, "due_on", "Due", false, 1)                                                       \
	X(EFFECTIVE_ON, "effective_on", "Amended on", false, 7)                                    \
	X(AMENDMENTS, "amendments", "", true, 0)                                                   \
	X(COMMITTED, "committed", "Committed", true, 0)                                            \
	X(STATED_BY, "stated_by", "Stated by", false, 8)                                           \
	X(STATED_ON, "stated_on", "", false, 0)                                                    \
	X(STATEMENT_URL, "statement_url", "", false, 0)                                            \
	X(NOTE, "note", "", false, 0)                                                              \
	X(SOURCE, "source", "", false, 0)                                                          \
	X(FILE_NAME, "file", "", false, 0)                                                         \
	X(DROP, "drop", "", true, 0)                                                               \
	X(DROP_LINE, "drop_line", "", true, 0)                                                     \
	X(SHA256, "sha256", "", false, 0)                                                          \
	X(ORGANISATION, "organisation", "", false, 0)                                              \
	X(CATEGORY, "category", "", false, 0)                                                      \
	X(CROSSING, "crossing", "", false, 0)                                                      \
	X(COUNTED_AT, "counted_at", "", false, 0)                                                  \
	X(PART_OF, "part_of", "", false, 0)                                                        \
	X(AS_OF, "as_of", "", false, 0)

enum column {
#define X(id, name, title, is_right_aligned, rank) id,
	COLUMN_LIST(X)
#undef X
		N_COLUMNS
};

static const struct aid_result_column columns[N_COLUMNS] = {
#define X(id, name, title, is_right_aligned, rank) [id] = { name, title, is_right_aligned, rank },
	COLUMN_LIST(X)
#undef X
};

struct field {
	enum column column;
	enum aid_load load;
};

/* Columns of the statement commitments_rows, in their order. */
static const struct field fields[] = {
	{ COMMITMENT_ID, AID_LOAD_TEXT }, { DONOR, AID_LOAD_TEXT },
	{ COMMODITY, AID_LOAD_TEXT },     { CATEGORY, AID_LOAD_TEXT },
	{ CROSSING, AID_LOAD_TEXT },      { DESTINATION, AID_LOAD_TEXT },
	{ COUNTED_AT, AID_LOAD_STAGE },   { UNIT, AID_LOAD_TEXT },
	{ STARTS_ON, AID_LOAD_DAY },      { DUE_ON, AID_LOAD_DAY },
	{ QUANTITY, AID_LOAD_QUANTITY },  { BASIS, AID_LOAD_BASIS },
	{ STATE, AID_LOAD_STATE },        { EFFECTIVE_ON, AID_LOAD_DAY },
	{ AMENDMENTS, AID_LOAD_INTEGER }, { STATED_BY, AID_LOAD_TEXT },
	{ STATED_ON, AID_LOAD_DAY },      { STATEMENT_URL, AID_LOAD_TEXT },
	{ NOTE, AID_LOAD_TEXT },          { ORGANISATION, AID_LOAD_TEXT },
	{ SOURCE, AID_LOAD_TEXT },        { FILE_NAME, AID_LOAD_TEXT },
	{ DROP, AID_LOAD_INTEGER },       { DROP_LINE, AID_LOAD_INTEGER },
	{ SHA256, AID_LOAD_TEXT },        { PART_OF, AID_LOAD_TEXT },
};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

struct report {
	struct aid_ledger *ledger;
	struct aid_result *result;
	struct aid_buffer terms;
	int64_t as_of_day;
	int64_t n_amended;
};

static int
add_commitment(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	struct aid_terms terms = aid_terms_find(&r->terms, aid_column_int(s, N_FIELDS));
	struct aid_cell *cells;
	int64_t committed;
	int code = 0;

	if (!aid_terms_amount(&terms, r->as_of_day, &committed)) {
		struct aid_slice id = aid_column_text(s, 0);

		code = aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1, id.ptr);
	}
	if (code == 0) {
		code = aid_result_add_row(r->result, &cells, err);
	}
	for (size_t i = 0; code == 0 && i < N_FIELDS; i++) {
		code = aid_load_cell(s, (int)i, fields[i].load, r->result, &cells[fields[i].column],
				     err);
	}
	if (code != 0) {
		return code;
	}
	aid_result_set_number(&cells[COMMITTED], AID_CELL_QUANTITY, committed);
	aid_result_set_number(&cells[AS_OF], AID_CELL_DAY, r->as_of_day);
	r->n_amended += terms.n > 1 ? 1 : 0;
	return 0;
}

static int
add_rows(struct report *r, const struct aid_report_filter *filter,
	 const struct aid_load_filter *names, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(r->ledger), "commitments_rows", &s, err);

	if (code != 0) {
		return code;
	}
	aid_load_bind_promise(s, names);
	aid_load_bind_source(s, names);
	aid_bind_int(s, ":due_before", filter->due_before_day);
	aid_bind_int(s, ":as_of_day", r->as_of_day);
	aid_bind_int(s, ":known", names->known);
	code = aid_terms_read(r->ledger, 0, &r->terms, err);
	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
	}
	while (code == 0 && has_row) {
		code = add_commitment(r, s, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code;
}

static int
add_words(struct report *r, bool is_filtered, struct aid_error *err)
{
	char n_all[AID_LOAD_NUMBER_SIZE], n_amended[AID_LOAD_NUMBER_SIZE];
	struct aid_buffer day;
	int code;

	if (r->result->n_rows == 0) {
		return aid_load_note(
			r->result, err,
			is_filtered ? AID_MSG_SHORTFALL_NONE_FOUND : AID_MSG_SHORTFALL_NONE, 0);
	}
	aid_buffer_init(&day);
	aid_date_append_day(&day, r->as_of_day);
	code = aid_buffer_check(&day, err);
	if (code == 0) {
		code = aid_load_title(r->result, err, AID_MSG_COMMITMENTS_TITLE, 3, day.ptr,
				      aid_load_number(n_all, (int64_t)r->result->n_rows * 1000),
				      aid_load_number(n_amended, r->n_amended * 1000));
	}
	aid_buffer_done(&day);
	return code;
}

int
aid_report_commitments(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		       struct aid_result *result, struct aid_error *err)
{
	struct report r = { .ledger = ledger, .result = result };
	struct aid_load_filter names;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	aid_buffer_init(&r.terms);
	r.as_of_day = aid_funnel_day(filter->as_of_end);
	code = aid_load_filter(ledger, filter, &names, err);
	if (code == 0) {
		code = add_rows(&r, filter, &names, err);
	}
	if (code == 0) {
		code = add_words(&r,
				 names.has_donor || names.has_commodity || names.has_destination ||
					 names.has_crossing || names.has_source ||
					 filter->due_before_day != INT64_MAX,
				 err);
	}
	aid_buffer_done(&r.terms);
	return code;
}

/* ---- the history of one ---- */

enum history {
	H_EFFECTIVE_ON,
	H_QUANTITY,
	H_UNIT,
	H_BASIS,
	H_STATE,
	H_STARTS_ON,
	H_DUE_ON,
	H_WORTH,
	H_STATED_BY,
	H_STATED_ON,
	H_STATEMENT_URL,
	H_NOTE,
	H_SOURCE,
	H_FILE,
	H_DROP,
	H_DROP_LINE,
	H_SHA256,
	H_KNOWN_AT,
	H_ENDED_BY,
	H_DONOR,
	H_COMMODITY,
	H_DESTINATION,
	H_CROSSING,
	N_HISTORY
};

static const struct aid_result_column history[N_HISTORY] = {
	[H_EFFECTIVE_ON] = { "effective_on", "Holds from", false, 0 },
	[H_QUANTITY] = { "quantity", "Quantity", true, 0 },
	[H_UNIT] = { "unit", "Unit", false, 0 },
	[H_BASIS] = { "basis", "Basis", false, 5 },
	[H_STATE] = { "state", "State", false, 4 },
	[H_STARTS_ON] = { "starts_on", "From", false, 7 },
	[H_DUE_ON] = { "due_on", "Due", false, 6 },
	[H_WORTH] = { "worth", "Worth", false, 0 },
	[H_STATED_BY] = { "stated_by", "Stated by", false, 1 },
	[H_STATED_ON] = { "stated_on", "Stated on", false, 2 },
	[H_STATEMENT_URL] = { "statement_url", "", false, 0 },
	[H_NOTE] = { "note", "", false, 0 },
	[H_SOURCE] = { "source", "Says", false, 3 },
	[H_FILE] = { "file", "File", false, 0 },
	[H_DROP] = { "drop", "Drop", true, 8 },
	[H_DROP_LINE] = { "drop_line", "Row", true, 0 },
	[H_SHA256] = { "sha256", "", false, 0 },
	[H_KNOWN_AT] = { "known_at", "", false, 0 },
	[H_ENDED_BY] = { "ended_by", "", true, 0 },
	[H_DONOR] = { "donor", "", false, 0 },
	[H_COMMODITY] = { "commodity", "", false, 0 },
	[H_DESTINATION] = { "destination", "", false, 0 },
	[H_CROSSING] = { "crossing", "", false, 0 },
};

static const enum aid_load history_loads[N_HISTORY] = {
	AID_LOAD_DAY,     AID_LOAD_QUANTITY, AID_LOAD_TEXT,    AID_LOAD_BASIS,   AID_LOAD_STATE,
	AID_LOAD_DAY,     AID_LOAD_DAY,      AID_LOAD_INTEGER, AID_LOAD_TEXT,    AID_LOAD_DAY,
	AID_LOAD_TEXT,    AID_LOAD_TEXT,     AID_LOAD_TEXT,    AID_LOAD_TEXT,    AID_LOAD_INTEGER,
	AID_LOAD_INTEGER, AID_LOAD_TEXT,     AID_LOAD_SECONDS, AID_LOAD_INTEGER, AID_LOAD_TEXT,
	AID_LOAD_TEXT,    AID_LOAD_TEXT,     AID_LOAD_TEXT,
};

/* What a statement is worth, by the numbers of commitments_history. */
static const char *const worths[] = { "",           "counts",    "other_source", "not_counted",
				      "superseded", "withdrawn", "older",        "contradicted" };
#define WORTH_COUNTS 1

static int
name_worths(struct aid_result *result, int64_t *out_n_counted, struct aid_error *err)
{
	int code = 0;

	*out_n_counted = 0;
	for (size_t row = 0; code == 0 && row < result->n_rows; row++) {
		struct aid_cell *cell = &result->cells[row * N_HISTORY + H_WORTH];
		int64_t worth = cell->number;

		*out_n_counted += worth == WORTH_COUNTS;
		code = aid_result_set_text(result, cell, aid_slice_of(worths[worth]), err);
	}
	return code;
}

static int
add_history_title(struct aid_ledger *ledger, int64_t commitment, int64_t n_counted,
		  struct aid_result *result, struct aid_error *err)
{
	char n_all[AID_LOAD_NUMBER_SIZE], n_counting[AID_LOAD_NUMBER_SIZE];
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "commitments_name", &s, err);

	if (code != 0) {
		return code;
	}
	aid_bind_int(s, ":commitment_id", commitment);
	code = aid_statement_step(s, &has_row, err);
	if (code == 0 && has_row) {
		code = aid_load_title(result, err, AID_MSG_HISTORY_TITLE, 3,
				      aid_column_text(s, 0).ptr,
				      aid_load_number(n_all, (int64_t)result->n_rows * 1000),
				      aid_load_number(n_counting, n_counted * 1000));
	}
	aid_statement_reset(s);
	return code;
}

int
aid_report_commitment_history(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			      struct aid_result *result, struct aid_error *err)
{
	struct aid_load_filter names;
	struct aid_statement *s;
	int64_t commitment = 0, n_counted = 0;
	int code;

	aid_result_init(result, history, N_HISTORY);
	code = aid_load_filter(ledger, filter, &names, err);
	if (code == 0) {
		code = aid_load_find_commitment(ledger, "commitments_find", filter->subject,
						names.known, &commitment, err);
	}
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "commitments_history", &s, err);
	}
	if (code != 0) {
		return code;
	}
	aid_bind_int(s, ":commitment_id", commitment);
	aid_bind_int(s, ":known", names.known);
	code = aid_load_rows(s, history_loads, N_HISTORY, result, err);
	if (code == 0) {
		code = name_worths(result, &n_counted, err);
	}
	if (code == 0) {
		code = add_history_title(ledger, commitment, n_counted, result, err);
	}
	return code < 0 ? code : aid_load_note_files(result, H_FILE, H_DROP, H_SHA256, err);
}
