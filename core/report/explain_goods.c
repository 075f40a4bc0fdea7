/* The goods of a figure: consignments with the statements about them, counts, and what of them counts elsewhere. */
#include "report/explain_parts.h"

#include <string.h>

#include "base/integer.h"
#include "value/words.h"

/* Rules as table allocation numbers them. */
static const char *const rules[] = { "", "named", "matched", "part" };

/* Columns of explain_consignments and explain_counts behind those that are cells. */
enum {
	F_STAGE,
	F_RULE,
	F_QUANTITY,
	F_WRITTEN = 5,
	F_LINE,
	F_LEVEL = 15,
	F_OUTCOME,
	F_IS_OTHER,
	F_MEASURED
};
/* Columns of explain_cut. */
enum { C_STAGE, C_RULE, C_QUANTITY, C_DAY, C_KIND, C_OUTCOME };
enum { LEVEL_PART = 1, LEVEL_STATEMENT };

static int
convert(const struct aid_explain *e, int64_t base, int64_t *out, struct aid_error *err)
{
	*out = base;
	if (e->factor == 1000 || aid_integer_scale(base, 1000, e->factor, out)) {
		return 0;
	}
	return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1, e->base_unit);
}

int
aid_explain_count(struct aid_explain *e, struct aid_cell *cells, int64_t milli,
		  struct aid_error *err)
{
	if (!aid_integer_add(e->sum, milli, &e->sum)) {
		return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1,
					 e->base_unit);
	}
	aid_result_set_number(&cells[AID_EXPLAIN_COUNTS], AID_CELL_QUANTITY, milli);
	e->n_parts++;
	return 0;
}

/* So much further along the line. */
static int
count_base(struct aid_explain *e, struct aid_cell *cells, int64_t base, struct aid_error *err)
{
	int64_t converted;
	int code;

	if (!aid_integer_add(e->line, base, &e->line)) {
		return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1,
					 e->base_unit);
	}
	code = convert(e, e->line, &converted, err);
	if (code == 0) {
		code = aid_explain_count(e, cells, e->figure->sign * (converted - e->converted),
					 err);
		e->converted = converted;
	}
	return code;
}

static int
set_text(struct aid_explain *e, struct aid_cell *cell, const char *text, struct aid_error *err)
{
	return text[0] == '\0' ? 0 : aid_result_set_text(e->result, cell, aid_slice_of(text), err);
}

static const char *
stage_name(int64_t stage, int64_t outcome)
{
	static const int ends[] = { 0, AID_STAGE_INTERCEPTED, AID_STAGE_RETURNED, AID_STAGE_LOST };

	if (outcome == 4) {
		return "unaccounted";
	}
	return aid_words_name(AID_WORDS_STAGE,
			      outcome > 0 && outcome < 4 ? ends[outcome] : (int)stage);
}

static const char *
rule_name(int64_t rule)
{
	return rule >= 1 && rule <= 3 ? rules[rule] : "";
}

/* How often the figure counts goods at the stage. */
static int
weight_of(const struct aid_explain *e, int64_t kind, int64_t stage, int64_t outcome)
{
	if (stage < 1 || outcome < 0 || outcome >= AID_EXPLAIN_OUTCOMES) {
		return 0;
	}
	if (kind == 1) {
		return stage > AID_EXPLAIN_STAGES ? 0 : e->form.consignments[stage - 1][outcome];
	}
	return stage > AID_EXPLAIN_REPORTS ? 0 : e->form.counts[stage - 1];
}

static bool
is_summed(const struct aid_explain *e)
{
	return e->figure->goods != AID_EXPLAIN_ALL_GOODS;
}

/* ---- statements ---- */

int
aid_explain_statement(struct aid_explain *e, struct aid_statement *s, struct aid_cell **out_cells,
		      struct aid_error *err)
{
	static const struct {
		int field;
		enum aid_explain_column column;
		enum aid_load load;
	} fields[] = {
		{ F_STAGE, AID_EXPLAIN_FIGURE, AID_LOAD_STAGE },
		{ F_QUANTITY, AID_EXPLAIN_QUANTITY, AID_LOAD_QUANTITY },
		{ 3, AID_EXPLAIN_UNIT, AID_LOAD_TEXT },
		{ 4, AID_EXPLAIN_TRUCKS, AID_LOAD_TRUCKS },
		{ F_WRITTEN, AID_EXPLAIN_WAYBILL, AID_LOAD_NUMBER_TEXT },
		{ F_LINE, AID_EXPLAIN_LINE, AID_LOAD_TEXT },
		{ 7, AID_EXPLAIN_AT, AID_LOAD_TIME },
		{ 9, AID_EXPLAIN_PLACE, AID_LOAD_TEXT },
		{ 10, AID_EXPLAIN_SOURCE, AID_LOAD_TEXT },
		{ 11, AID_EXPLAIN_FILE, AID_LOAD_TEXT },
		{ 12, AID_EXPLAIN_DROP, AID_LOAD_INTEGER },
		{ 13, AID_EXPLAIN_DROP_LINE, AID_LOAD_INTEGER },
		{ 14, AID_EXPLAIN_SHA256, AID_LOAD_TEXT },
	};
	struct aid_cell *cells;
	int code = aid_result_add_row(e->result, &cells, err);

	if (code == 0) {
		code = set_text(e, &cells[AID_EXPLAIN_RULE],
				aid_column_int(s, F_IS_OTHER) != 0
					? "other_source"
					: rule_name(aid_column_int(s, F_RULE)),
				err);
	}
	for (size_t i = 0; code == 0 && i < sizeof(fields) / sizeof(fields[0]); i++) {
		code = aid_load_cell(s, fields[i].field, fields[i].load, e->result,
				     &cells[fields[i].column], err);
	}
	*out_cells = cells;
	return code;
}

/* ---- consignments ---- */

/* A part of a consignment: how far so much of it got, and how it ended. */
static int
add_part(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	int64_t stage = aid_column_int(s, F_STAGE), outcome = aid_column_int(s, F_OUTCOME);
	int64_t quantity = aid_column_int(s, F_QUANTITY);
	int weight = weight_of(e, 1, stage, outcome);
	struct aid_cell *cells;
	int code;

	if (weight == 0) {
		return 0;
	}
	e->is_consignment_in = true;
	code = aid_explain_statement(e, s, &cells, err);
	if (code == 0) {
		code = set_text(e, &cells[AID_EXPLAIN_FIGURE], stage_name(stage, outcome), err);
	}
	return code == 0 ? count_base(e, cells, weight * quantity, err) : code;
}

/* The consignment of a row, joined, is it the one at hand? */
static int
turn_to(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	struct aid_slice written = aid_column_text(s, F_WRITTEN), line = aid_column_text(s, F_LINE);
	struct aid_buffer *at = &e->consignment;

	if (at->len == written.len + 1 + line.len &&
	    memcmp(at->ptr, written.ptr, written.len) == 0 && at->ptr[written.len] == '\n' &&
	    (line.len == 0 || memcmp(at->ptr + written.len + 1, line.ptr, line.len) == 0)) {
		return 0;
	}
	aid_buffer_reset(at);
	aid_buffer_append(at, written);
	aid_buffer_append_char(at, '\n');
	aid_buffer_append(at, line);
	e->is_consignment_in = !is_summed(e);
	return aid_buffer_check(at, err);
}

static int
add_consignment(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	struct aid_cell *cells;
	int code = turn_to(e, s, err);

	if (code != 0) {
		return code;
	}
	if (aid_column_int(s, F_LEVEL) == LEVEL_PART) {
		return is_summed(e) ? add_part(e, s, err) : 0;
	}
	return e->is_consignment_in ? aid_explain_statement(e, s, &cells, err) : 0;
}

/* ---- counts ---- */

static int
add_count(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	int weight = weight_of(e, 2, aid_column_int(s, F_STAGE), 0);
	int64_t measured = aid_column_int(s, F_MEASURED);
	struct aid_cell *cells;
	int code;

	if (is_summed(e) && weight == 0) {
		return 0;
	}
	code = aid_explain_statement(e, s, &cells, err);
	return code == 0 && is_summed(e) ? count_base(e, cells, weight * measured, err) : code;
}

/* ---- what of them counts elsewhere ---- */

static int
add_cut(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	int64_t stage = aid_column_int(s, C_STAGE), outcome = aid_column_int(s, C_OUTCOME);
	int64_t quantity = aid_column_int(s, C_QUANTITY);
	int weight = weight_of(e, aid_column_int(s, C_KIND), stage, outcome);
	struct aid_cell *cells;
	int code;

	if (weight == 0) {
		return 0;
	}
	code = aid_result_add_row(e->result, &cells, err);
	if (code == 0) {
		code = set_text(e, &cells[AID_EXPLAIN_FIGURE], stage_name(stage, outcome), err);
	}
	if (code == 0) {
		code = set_text(e, &cells[AID_EXPLAIN_RULE], "elsewhere", err);
	}
	if (code == 0) {
		code = set_text(e, &cells[AID_EXPLAIN_UNIT], e->base_unit, err);
	}
	if (code != 0) {
		return code;
	}
	aid_result_set_number(&cells[AID_EXPLAIN_QUANTITY], AID_CELL_QUANTITY, quantity);
	if (aid_column_int(s, C_DAY) != 0) {
		aid_result_set_number(&cells[AID_EXPLAIN_AT], AID_CELL_DAY,
				      aid_column_int(s, C_DAY));
	}
	return count_base(e, cells, weight * quantity, err);
}

/* ---- all of it ---- */

int
aid_explain_rows(struct aid_explain *e, const char *statement, aid_explain_add *add,
		 struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(e->ledger), statement, &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":commitment_id", e->commitment);
	aid_bind_int_if(s, ":known", e->names.known);
	aid_bind_int_if(s, ":as_of", e->names.as_of);
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		code = add(e, s, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code;
}

static int
read_sums(struct aid_explain *e, struct aid_explain_sums *sums, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(e->ledger), "explain_sums", &s, err);

	memset(sums, 0, sizeof(*sums));
	if (code == 0) {
		aid_bind_int(s, ":commitment_id", e->commitment);
		code = aid_statement_step(s, &has_row, err);
	}
	while (code == 0 && has_row) {
		int64_t kind = aid_column_int(s, 0), stage = aid_column_int(s, 1),
			outcome = aid_column_int(s, 2);

		sums->has_counts = sums->has_counts || kind == 2;
		if (kind == 2 && stage >= 1 && stage <= AID_EXPLAIN_REPORTS) {
			sums->counts[stage - 1] += aid_column_int(s, 3);
		} else if (kind == 1 && stage >= 1 && stage <= AID_EXPLAIN_STAGES && outcome >= 0 &&
			   outcome < AID_EXPLAIN_OUTCOMES) {
			sums->consignments[stage - 1][outcome] = aid_column_int(s, 3);
		}
		code = aid_statement_step(s, &has_row, err);
	}
	return code;
}

/* Which sums the figure is, and where on the line its goods begin. */
static int
choose_goods(struct aid_explain *e, int counted_at, struct aid_error *err)
{
	const struct aid_explain_figure *figure = e->figure;
	struct aid_explain_sums sums;
	struct aid_explain_forms forms;
	int code = read_sums(e, &sums, err);

	if (code != 0) {
		return code;
	}
	aid_explain_reckon(&sums, &forms);
	if (figure->goods == AID_EXPLAIN_OF_PIECE) {
		e->form = forms.pieces[figure->piece];
		for (int piece = 0; piece < (int)figure->piece; piece++) {
			e->line += forms.pieces[piece].value;
		}
	} else {
		int stage = figure->goods == AID_EXPLAIN_OF_COUNTED ? counted_at : figure->stage;

		e->form = forms.reached[stage - 1];
	}
	return convert(e, e->line, &e->converted, err);
}

int
aid_explain_goods(struct aid_explain *e, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int64_t counted_at = AID_STAGE_DELIVERED;
	int code;

	if (e->figure->goods == AID_EXPLAIN_NO_GOODS) {
		return 0;
	}
	code = aid_db_statement(aid_ledger_db(e->ledger), "explain_promise", &s, err);
	if (code == 0) {
		aid_bind_int(s, ":commitment_id", e->commitment);
		code = aid_statement_step(s, &has_row, err);
	}
	if (code == 0 && has_row) {
		struct aid_slice unit = aid_column_text(s, 2);

		e->factor = aid_column_int(s, 0);
		counted_at = aid_column_int(s, 1);
		memcpy(e->base_unit, unit.ptr,
		       unit.len < sizeof(e->base_unit) ? unit.len : sizeof(e->base_unit) - 1);
		aid_statement_reset(s);
	}
	if (code == 0 && is_summed(e)) {
		code = choose_goods(e, (int)counted_at, err);
	}
	if (code == 0) {
		code = aid_explain_rows(e, "explain_consignments", add_consignment, err);
	}
	if (code == 0) {
		code = aid_explain_rows(e, "explain_counts", add_count, err);
	}
	return code == 0 && is_summed(e) ? aid_explain_rows(e, "explain_cut", add_cut, err) : code;
}
