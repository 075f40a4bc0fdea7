/* The statements that became known between two drops, each with its file and line. */
#include "report/diff.h"
#include "report/load.h"
#include "value/date.h"

enum column {
	CLASS,
	KIND,
	SUBJECT,
	LINE,
	STAGE,
	AT,
	PLACE,
	QUANTITY,
	UNIT,
	TRUCKS,
	SOURCE,
	FILE_NAME,
	DROP,
	DROP_LINE,
	BEFORE_QUANTITY,
	BEFORE_UNIT,
	BEFORE_DROP,
	BEFORE_DROP_LINE,
	GONE_WITH_DROP,
	SHA256,
	BEFORE_TRUCKS,
	N_COLUMNS
};

static const struct aid_result_column columns[N_COLUMNS] = {
	[CLASS] = { "class", "Class", false, 0 },
	[KIND] = { "kind", "Kind", false, 6 },
	[SUBJECT] = { "subject", "Of what", false, 0 },
	[LINE] = { "line", "Line", false, 5 },
	[STAGE] = { "stage", "Stage", false, 1 },
	[AT] = { "at", "When", false, 2 },
	[PLACE] = { "place", "Place", false, 7 },
	[QUANTITY] = { "quantity", "Quantity", true, 0 },
	[UNIT] = { "unit", "Unit", false, 0 },
	[TRUCKS] = { "trucks", "Trucks", true, 8 },
	[SOURCE] = { "source", "Says", false, 4 },
	[FILE_NAME] = { "file", "File", false, 3 },
	[DROP] = { "drop", "Drop", false, 0 },
	[DROP_LINE] = { "drop_line", "Row", false, 0 },
	[BEFORE_QUANTITY] = { "before_quantity", "Before", true, 0 },
	[BEFORE_UNIT] = { "before_unit", "", false, 0 },
	[BEFORE_DROP] = { "before_drop", "", false, 0 },
	[BEFORE_DROP_LINE] = { "before_drop_line", "", false, 0 },
	[GONE_WITH_DROP] = { "gone_with_drop", "Gone with", false, 4 },
	[SHA256] = { "sha256", "", false, 0 },
	[BEFORE_TRUCKS] = { "before_trucks", "Trucks before", true, 8 },
};

/* Columns of the statement diff_rows. */
enum field {
	F_CLASS,
	F_KIND,
	F_SUBJECT,
	F_LINE,
	F_STAGE,
	F_AT,
	F_PRECISION,
	F_PLACE,
	F_QUANTITY,
	F_UNIT,
	F_TRUCKS,
	F_SOURCE,
	F_DROP,
	F_DROP_LINE,
	F_FILE,
	F_BEFORE_QUANTITY,
	F_BEFORE_UNIT,
	F_BEFORE_DROP,
	F_BEFORE_DROP_LINE,
	F_GONE_WITH,
	F_SHA256,
	F_BEFORE_TRUCKS
};

/* Statements of a class that a note points to. */
#define N_POINTED 3

enum aid_message
aid_diff_label(enum aid_news news)
{
	static const enum aid_message labels[AID_NEWS_COUNT] = {
		[AID_NEWS_TIME] = AID_MSG_DIFF_TIME,
		[AID_NEWS_COMMITMENTS] = AID_MSG_DIFF_COMMITMENTS,
		[AID_NEWS_LATE] = AID_MSG_DIFF_LATE,
		[AID_NEWS_CHANGED] = AID_MSG_DIFF_CHANGED,
		[AID_NEWS_WITHDRAWN] = AID_MSG_DIFF_WITHDRAWN,
		[AID_NEWS_NEW] = AID_MSG_DIFF_NEW,
		[AID_NEWS_RULES] = AID_MSG_DIFF_RULES,
	};

	return labels[news];
}

static int
ask(struct aid_ledger *ledger, const struct aid_report_filter *filter, struct aid_statement **out_s,
    struct aid_error *err)
{
	int code = aid_db_statement(aid_ledger_db(ledger), "diff_rows", out_s, err);

	if (code == 0) {
		aid_bind_int(*out_s, ":from", filter->span.known);
		aid_bind_int(*out_s, ":to", filter->known);
		aid_bind_int(*out_s, ":rules", AID_NEWS_RULES);
	}
	return code;
}

static int
add_row(struct aid_statement *s, struct aid_result *result, struct aid_error *err)
{
	static const struct {
		enum column column;
		enum field field;
		enum aid_load load;
	} fields[] = {
		{ KIND, F_KIND, AID_LOAD_TEXT },
		{ SUBJECT, F_SUBJECT, AID_LOAD_NUMBER_TEXT },
		{ LINE, F_LINE, AID_LOAD_TEXT },
		{ AT, F_AT, AID_LOAD_TIME },
		{ PLACE, F_PLACE, AID_LOAD_TEXT },
		{ QUANTITY, F_QUANTITY, AID_LOAD_QUANTITY },
		{ UNIT, F_UNIT, AID_LOAD_TEXT },
		{ TRUCKS, F_TRUCKS, AID_LOAD_TRUCKS },
		{ SOURCE, F_SOURCE, AID_LOAD_TEXT },
		{ FILE_NAME, F_FILE, AID_LOAD_TEXT },
		{ DROP, F_DROP, AID_LOAD_INTEGER },
		{ BEFORE_QUANTITY, F_BEFORE_QUANTITY, AID_LOAD_QUANTITY },
		{ BEFORE_UNIT, F_BEFORE_UNIT, AID_LOAD_TEXT },
		{ BEFORE_DROP, F_BEFORE_DROP, AID_LOAD_INTEGER },
		{ BEFORE_DROP_LINE, F_BEFORE_DROP_LINE, AID_LOAD_INTEGER },
		{ GONE_WITH_DROP, F_GONE_WITH, AID_LOAD_INTEGER },
		{ SHA256, F_SHA256, AID_LOAD_TEXT },
		{ BEFORE_TRUCKS, F_BEFORE_TRUCKS, AID_LOAD_TRUCKS },
	};
	enum aid_news news = (enum aid_news)aid_column_int(s, F_CLASS);
	struct aid_cell *cells;
	int code = aid_result_add_row(result, &cells, err);

	for (size_t i = 0; code == 0 && i < sizeof(fields) / sizeof(fields[0]); i++) {
		code = aid_load_cell(s, (int)fields[i].field, fields[i].load, result,
				     &cells[fields[i].column], err);
	}
	if (code == 0) {
		code = aid_result_set_text(result, &cells[CLASS], aid_slice_of(aid_news_code(news)),
					   err);
	}
	if (code == 0 && aid_column_int(s, F_STAGE) > 0) {
		code = aid_load_cell(s, F_STAGE, AID_LOAD_STAGE, result, &cells[STAGE], err);
	}
	if (code == 0 && aid_column_int(s, F_DROP_LINE) > 0) {
		aid_result_set_number(&cells[DROP_LINE], AID_CELL_INTEGER,
				      aid_column_int(s, F_DROP_LINE));
	}
	return code;
}

int
aid_report_diff_statements(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			   struct aid_result *result, struct aid_error *err)
{
	struct aid_news_span span = { filter->span.known, filter->known, filter->span.known_at_end,
				      INT64_MAX };
	struct aid_statement *s;
	bool has_row = false;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	code = aid_news_find(ledger, &span, err);
	if (code == 0) {
		code = ask(ledger, filter, &s, err);
	}
	if (code < 0) {
		return code;
	}
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = add_row(s, result, err);
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	return code == 0 && result->n_rows == 0 ? aid_load_note(result, err, AID_MSG_DIFF_NONE, 0)
						: code;
}

/* "un.csv (drop 4) line 7" */
static void
append_pointer(struct aid_buffer *out, struct aid_statement *s)
{
	if (out->len > 0) {
		aid_buffer_append_text(out, ", ");
	}
	aid_buffer_append(out, aid_column_text(s, F_FILE));
	aid_buffer_append_text(out, " (");
	aid_buffer_append_int(out, aid_column_int(s, F_DROP));
	aid_buffer_append_char(out, ')');
	if (aid_column_int(s, F_DROP_LINE) > 0) {
		aid_buffer_append_text(out, ":");
		aid_buffer_append_int(out, aid_column_int(s, F_DROP_LINE));
	}
}

static int
note_class(enum aid_news news, int64_t n_told, struct aid_buffer *pointers,
	   struct aid_result *result, struct aid_error *err)
{
	char number[AID_LOAD_NUMBER_SIZE];
	struct aid_buffer label;
	int code = 0;

	if (n_told == 0) {
		return 0;
	}
	aid_buffer_init(&label);
	aid_message_format(&label, aid_diff_label(news), NULL, 0);
	code = aid_buffer_check(&label, err);
	if (code == 0) {
		code = aid_buffer_check(pointers, err);
	}
	if (code == 0) {
		code = aid_load_note(
			result, err, n_told > N_POINTED ? AID_MSG_DIFF_LARGEST : AID_MSG_DIFF_ALL,
			3, label.ptr, aid_load_number(number, n_told * 1000), pointers->ptr);
	}
	aid_buffer_done(&label);
	aid_buffer_reset(pointers);
	return code;
}

int
aid_diff_note_statements(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			 struct aid_result *result, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer pointers;
	enum aid_news open = AID_NEWS_TIME;
	int64_t n_told = 0;
	bool has_row = false;
	int code = ask(ledger, filter, &s, err);

	if (code < 0) {
		return code;
	}
	aid_buffer_init(&pointers);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		enum aid_news news = (enum aid_news)aid_column_int(s, F_CLASS);

		if (news != open) {
			code = note_class(open, n_told, &pointers, result, err);
			open = news;
			n_told = 0;
		}
		if (n_told++ < N_POINTED) {
			append_pointer(&pointers, s);
		}
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	if (code == 0) {
		code = note_class(open, n_told, &pointers, result, err);
	}
	aid_buffer_done(&pointers);
	return code;
}
