/* On what the statements behind a figure rest: lines of the office's files, each as a row of its own, and what told of which shipment a report is. */
#include "report/explain_parts.h"
#include "value/date.h"
#include "value/words.h"

/* Columns of explain_policies. */
enum { P_STAGE, P_SOURCE, P_PLACE, P_FIRST_DAY, P_LAST_DAY, P_FILE };
/* Columns of explain_conversions. */
enum { V_UNIT, V_COMMODITY, V_NOMINAL, V_BASE, V_LOW, V_HIGH, V_FILE };
/* Columns of explain_matches. */
enum { M_WAYBILL, M_LINE, M_SOURCE, M_FILE };

/* What told it, by rule as table joined numbers them; between the two words the vehicle. */
static const struct {
	const char *before, *behind, *in_general;
} joins[AID_EXPLAIN_JOINS] = {
	[1] = { "decided", "", "a decision of the office (aidtally match)" },
	[2] = { "vehicle ", " and date", "vehicle and date" },
	[3] = { "load of vehicle ", " and date", "the load of a vehicle and date" },
	[4] = { "goods, quantity, date and route", "", "goods, quantity, date and route" },
};

int
aid_explain_set_joined(struct aid_explain *e, struct aid_cell *cell, int64_t rule,
		       struct aid_slice vehicle, struct aid_error *err)
{
	struct aid_buffer text;
	int code;

	aid_buffer_init(&text);
	aid_buffer_append(&text, aid_slice_of(joins[rule].before));
	if (joins[rule].behind[0] != '\0') {
		aid_buffer_append(&text, vehicle);
		aid_buffer_append(&text, aid_slice_of(joins[rule].behind));
	}
	code = aid_buffer_check(&text, err);
	if (code == 0) {
		code = aid_result_set_text(e->result, cell, aid_buffer_slice(&text), err);
	}
	aid_buffer_done(&text);
	return code;
}

/* A row that stands for a line of a file: the columns from `file` on are its name, drop, line and SHA-256. */
static int
add_line(struct aid_explain *e, struct aid_statement *s, const char *figure, int file,
	 struct aid_cell **out_cells, struct aid_error *err)
{
	static const struct {
		enum aid_explain_column column;
		enum aid_load load;
	} fields[] = {
		{ AID_EXPLAIN_FILE, AID_LOAD_TEXT },
		{ AID_EXPLAIN_DROP, AID_LOAD_INTEGER },
		{ AID_EXPLAIN_DROP_LINE, AID_LOAD_INTEGER },
		{ AID_EXPLAIN_SHA256, AID_LOAD_TEXT },
	};
	struct aid_cell *cells;
	int code = aid_result_add_row(e->result, &cells, err);

	if (code == 0) {
		code = aid_explain_set_text(e, &cells[AID_EXPLAIN_FIGURE], figure, err);
	}
	for (int i = 0; code == 0 && i < 4; i++) {
		code = aid_load_cell(s, file + i, fields[i].load, e->result,
				     &cells[fields[i].column], err);
	}
	*out_cells = cells;
	return code;
}

/* "policies.csv (drop 4), line 2" */
static int
append_line(struct aid_buffer *out, struct aid_statement *s, int file, struct aid_error *err)
{
	char drop[AID_LOAD_NUMBER_SIZE], line[AID_LOAD_NUMBER_SIZE];
	struct aid_slice args[3] = { aid_column_text(s, file), AID_SLICE_EMPTY, AID_SLICE_EMPTY };

	args[1] = aid_slice_of(aid_load_number(drop, aid_column_int(s, file + 1) * 1000));
	args[2] = aid_slice_of(aid_load_number(line, aid_column_int(s, file + 2) * 1000));
	aid_message_format(out, AID_MSG_EXPLAIN_LINE, args, 3);
	return aid_buffer_check(out, err);
}

/* ---- policies.csv ---- */

/* "crossed, 2024-03-04 to 2024-03-09" */
static int
append_span(struct aid_buffer *out, struct aid_statement *s, struct aid_error *err)
{
	int64_t stage = aid_column_int(s, P_STAGE), first_day = aid_column_int(s, P_FIRST_DAY);
	bool has_end = !aid_column_is_null(s, P_LAST_DAY);

	aid_buffer_append(out,
			  aid_slice_of(stage == 0 ? "every stage"
						  : aid_words_name(AID_WORDS_STAGE, (int)stage)));
	if (aid_column_text(s, P_PLACE).len > 0) {
		aid_buffer_append(out, AID_SLICE_LITERAL(", "));
		aid_buffer_append(out, aid_column_text(s, P_PLACE));
	}
	if (first_day != 0) {
		aid_buffer_append(out, AID_SLICE_LITERAL(", from "));
		aid_date_append_day(out, first_day);
	}
	if (has_end) {
		aid_buffer_append(out, first_day != 0 ? AID_SLICE_LITERAL(" to ")
						      : AID_SLICE_LITERAL(", to "));
		aid_date_append_day(out, aid_column_int(s, P_LAST_DAY));
	}
	return aid_buffer_check(out, err);
}

static int
add_policy(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	struct aid_buffer span, line;
	struct aid_cell *cells;
	int code = add_line(e, s, "policy", P_FILE, &cells, err);

	aid_buffer_init(&span);
	aid_buffer_init(&line);
	if (code == 0) {
		code = aid_load_cell(s, P_SOURCE, AID_LOAD_TEXT, e->result,
				     &cells[AID_EXPLAIN_SOURCE], err);
	}
	if (code == 0) {
		code = aid_load_cell(s, P_PLACE, AID_LOAD_TEXT, e->result,
				     &cells[AID_EXPLAIN_PLACE], err);
	}
	if (code == 0) {
		code = append_span(&span, s, err);
	}
	if (code == 0) {
		code = aid_result_set_text(e->result, &cells[AID_EXPLAIN_NOTE],
					   aid_buffer_slice(&span), err);
	}
	if (code == 0) {
		code = append_line(&line, s, P_FILE, err);
	}
	if (code == 0) {
		code = aid_load_note(e->result, err, AID_MSG_EXPLAIN_POLICY, 3,
				     aid_column_text(s, P_SOURCE).ptr, span.ptr, line.ptr);
	}
	aid_buffer_done(&span);
	aid_buffer_done(&line);
	return code;
}

/* ---- units.csv ---- */

static int
note_conversion(struct aid_explain *e, struct aid_statement *s, struct aid_slice what,
		struct aid_error *err)
{
	char nominal[AID_LOAD_NUMBER_SIZE], low[AID_LOAD_NUMBER_SIZE], high[AID_LOAD_NUMBER_SIZE];
	int64_t least = aid_column_int(s, V_LOW), most = aid_column_int(s, V_HIGH);
	struct aid_buffer line;
	int code;

	aid_buffer_init(&line);
	code = append_line(&line, s, V_FILE, err);
	aid_load_number(nominal, aid_column_int(s, V_NOMINAL));
	aid_load_number(low, least);
	aid_load_number(high, most);
	if (code == 0 && least == most) {
		code = aid_load_note(e->result, err, AID_MSG_EXPLAIN_EXACT, 4, what.ptr, nominal,
				     aid_column_text(s, V_BASE).ptr, line.ptr);
	} else if (code == 0) {
		code = aid_load_note(e->result, err, AID_MSG_EXPLAIN_CONVERSION, 6, what.ptr,
				     nominal, aid_column_text(s, V_BASE).ptr, low, high, line.ptr);
	}
	aid_buffer_done(&line);
	return code;
}

static int
add_conversion(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	static const struct {
		int field;
		enum aid_explain_column column;
		enum aid_load load;
	} fields[] = {
		{ V_NOMINAL, AID_EXPLAIN_QUANTITY, AID_LOAD_QUANTITY },
		{ V_BASE, AID_EXPLAIN_UNIT, AID_LOAD_TEXT },
		{ V_LOW, AID_EXPLAIN_LOW, AID_LOAD_QUANTITY },
		{ V_HIGH, AID_EXPLAIN_HIGH, AID_LOAD_QUANTITY },
	};
	struct aid_buffer what;
	struct aid_cell *cells;
	int code = add_line(e, s, "conversion", V_FILE, &cells, err);

	aid_buffer_init(&what);
	for (size_t i = 0; code == 0 && i < sizeof(fields) / sizeof(fields[0]); i++) {
		code = aid_load_cell(s, fields[i].field, fields[i].load, e->result,
				     &cells[fields[i].column], err);
	}
	aid_buffer_append(&what, AID_SLICE_LITERAL("1 "));
	aid_buffer_append(&what, aid_column_text(s, V_UNIT));
	if (aid_column_text(s, V_COMMODITY).len > 0) {
		aid_buffer_append(&what, AID_SLICE_LITERAL(" of "));
		aid_buffer_append(&what, aid_column_text(s, V_COMMODITY));
	}
	if (code == 0) {
		code = aid_buffer_check(&what, err);
	}
	if (code == 0) {
		code = aid_result_set_text(e->result, &cells[AID_EXPLAIN_NOTE],
					   aid_buffer_slice(&what), err);
	}
	if (code == 0) {
		code = note_conversion(e, s, aid_buffer_slice(&what), err);
	}
	aid_buffer_done(&what);
	return code;
}

/* ---- matches.csv ---- */

static int
add_match(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	struct aid_cell *cells;
	int code = add_line(e, s, "match", M_FILE, &cells, err);

	if (code == 0) {
		code = aid_load_cell(s, M_WAYBILL, AID_LOAD_NUMBER_TEXT, e->result,
				     &cells[AID_EXPLAIN_WAYBILL], err);
	}
	if (code == 0) {
		code = aid_load_cell(s, M_LINE, AID_LOAD_TEXT, e->result, &cells[AID_EXPLAIN_LINE],
				     err);
	}
	return code == 0 ? aid_load_cell(s, M_SOURCE, AID_LOAD_TEXT, e->result,
					 &cells[AID_EXPLAIN_SOURCE], err)
			 : code;
}

static int
note_joins(struct aid_explain *e, struct aid_error *err)
{
	char n[AID_LOAD_NUMBER_SIZE];
	int code = 0;

	for (int rule = 1; code == 0 && rule < AID_EXPLAIN_JOINS; rule++) {
		if (e->n_joined[rule] > 0) {
			code = aid_load_note(e->result, err, AID_MSG_EXPLAIN_JOINED, 2,
					     aid_load_number(n, e->n_joined[rule] * 1000),
					     joins[rule].in_general);
		}
	}
	return code;
}

int
aid_explain_basis(struct aid_explain *e, struct aid_error *err)
{
	int code = 0;

	if (e->figure != NULL && e->figure->goods == AID_EXPLAIN_NO_GOODS) {
		return 0;
	}
	code = aid_explain_rows(e, "explain_policies", add_policy, err);
	if (code == 0) {
		code = aid_explain_rows(e, "explain_conversions", add_conversion, err);
	}
	if (code == 0) {
		code = aid_explain_rows(e, "explain_matches", add_match, err);
	}
	return code == 0 ? note_joins(e, err) : code;
}
