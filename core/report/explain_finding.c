/* What a finding is about: the statements that it points to. */
#include "report/explain_parts.h"

/* Columns of the report `findings`. */
enum { ID, SEVERITY, CODE, DROP, LINE, SUBJECT, MESSAGE };
#define F_LEVEL 15
#define DIGITS_LEAST 6

static int
fail(const struct aid_report_filter *filter, enum aid_message message, struct aid_error *err)
{
	struct aid_buffer shown;
	int code;

	aid_buffer_init(&shown);
	aid_buffer_append(&shown, filter->subject);
	code = aid_message_error(err, AID_E_NOTFOUND, message, 1,
				 shown.ptr == NULL ? "" : shown.ptr);
	aid_buffer_done(&shown);
	return code;
}

/* The finding whose id begins with the subject. */
static int
find(const struct aid_report_filter *filter, const struct aid_result *findings,
     const struct aid_cell **out_cells, struct aid_error *err)
{
	struct aid_slice subject = filter->subject;

	*out_cells = NULL;
	for (size_t row = 0; row < findings->n_rows && subject.len >= DIGITS_LEAST; row++) {
		const struct aid_cell *cells = findings->cells + row * findings->n_columns;

		if (cells[ID].text.len < subject.len ||
		    memcmp(cells[ID].text.ptr, subject.ptr, subject.len) != 0) {
			continue;
		}
		if (*out_cells != NULL &&
		    !aid_slice_is_equal(cells[ID].text, (*out_cells)[ID].text)) {
			return fail(filter, AID_MSG_EXPLAIN_FINDINGS, err);
		}
		*out_cells = cells;
	}
	return *out_cells == NULL ? fail(filter, AID_MSG_EXPLAIN_FINDING, err) : 0;
}

static int
add_row(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	static const char *const figures[] = {
		[4] = "committed", [5] = "rejected", [6] = "file", [7] = "line"
	};
	int64_t level = aid_column_int(s, F_LEVEL);
	struct aid_cell *cells;
	int code = aid_explain_statement(e, s, &cells, err);

	return code == 0 && level >= 4 ? aid_result_set_text(e->result, &cells[AID_EXPLAIN_FIGURE],
							     aid_slice_of(figures[level]), err)
				       : code;
}

static int
add_rows(struct aid_explain *e, const struct aid_cell *finding, struct aid_error *err)
{
	static const char unknown[] = "unknown_";
	struct aid_slice finding_code = finding[CODE].text;
	bool by_name = aid_slice_is_equal(finding_code, AID_SLICE_LITERAL("compound_cargo")) ||
		       (finding_code.len > sizeof(unknown) - 1 &&
			memcmp(finding_code.ptr, unknown, sizeof(unknown) - 1) == 0);
	struct aid_slice subject = finding[SUBJECT].text, waybill = subject;
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(e->ledger), "explain_finding", &s, err);
	const char *blank =
		subject.len == 0 ? NULL : (const char *)memchr(subject.ptr, ' ', subject.len);

	if (blank != NULL) {
		waybill.len = (size_t)(blank - subject.ptr);
	}

	if (code == 0) {
		aid_bind_text(s, ":code", finding_code);
		aid_bind_text(s, ":subject", subject);
		aid_bind_text(s, ":waybill", waybill);
		aid_bind_int(s, ":drop", finding[DROP].number);
		aid_bind_int(s, ":line", finding[LINE].number);
		aid_bind_int(s, ":by_name", by_name);
		aid_bind_int(s, ":known", e->names.known);
		code = aid_statement_step(s, &has_row, err);
	}
	while (code == 0 && has_row) {
		code = add_row(e, s, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	if (has_row) {
		aid_statement_reset(s);
	}
	return code;
}

int
aid_report_explain_finding(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			   struct aid_result *result, struct aid_error *err)
{
	struct aid_explain e = { .ledger = ledger, .result = result };
	const struct aid_cell *finding = NULL;
	struct aid_result findings;
	int code = aid_report_findings(ledger, filter, &findings, err);

	aid_explain_init(result);
	if (code == 0) {
		code = aid_load_filter(ledger, filter, &e.names, err);
	}
	if (code == 0) {
		code = find(filter, &findings, &finding, err);
	}
	if (code == 0) {
		code = aid_result_set_title(result, finding[MESSAGE].text, err);
	}
	if (code == 0) {
		code = add_rows(&e, finding, err);
	}
	if (code == 0) {
		code = aid_load_note_files(result, AID_EXPLAIN_FILE, AID_EXPLAIN_DROP,
					   AID_EXPLAIN_SHA256, err);
	}
	aid_result_done(&findings);
	return code;
}
