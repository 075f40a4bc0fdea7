/* The goods of a figure: consignments with the statements about them, counts, and what of them counts elsewhere. */
#include "report/explain_parts.h"

#include <string.h>

#include "base/integer.h"
#include "value/words.h"

/* Rules as table allocation numbers them. */
static const char *const rules[] = { "", "named", "matched", "part", "unallocated" };

/* Columns of explain_facts behind those that are cells. */
enum {
	F_STAGE,
	F_RULE,
	F_QUANTITY,
	F_WRITTEN = 5,
	F_LINE,
	F_LEVEL = 15,
	F_OUTCOME,
	F_IS_OTHER,
	F_WEIGHT,
	F_COUNTED,
	F_JOINED,
	F_VEHICLE
};
/* Columns of explain_cut. */
enum { C_STAGE, C_QUANTITY, C_DAY, C_WEIGHT, C_OUTCOME };
enum { LEVEL_PART = 1, LEVEL_STATEMENT, LEVEL_COUNT };
/* Columns of explain_sums. */
enum { S_KIND, S_STAGE, S_OUTCOME, S_QUANTITY };
enum { KIND_CONSIGNMENTS = 1, KIND_COUNTS };

static int
convert(const struct aid_explain *e, int64_t base, int64_t *out, struct aid_error *err)
{
	bool is_done = e->factor == 1000;

	*out = base;
	if (!is_done && e->rounding != 0 && base == e->form.value) {
		is_done = e->rounding < 0 ? aid_integer_scale_down(base, 1000, e->factor, out)
					  : aid_integer_scale_up(base, 1000, e->factor, out);
	} else if (!is_done) {
		is_done = aid_integer_scale(base, 1000, e->factor, out);
	}
	if (is_done) {
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

int
aid_explain_set_text(struct aid_explain *e, struct aid_cell *cell, const char *text,
		     struct aid_error *err)
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
	return rule >= 1 && rule <= 4 ? rules[rule] : "";
}

static bool
is_summed(const struct aid_explain *e)
{
	return e->figure == NULL || e->figure->goods != AID_EXPLAIN_ALL_GOODS;
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
		code = aid_explain_set_text(e, &cells[AID_EXPLAIN_RULE],
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

/* ---- consignments and counts ---- */

/* How far so much of a consignment got, and how it ended; a statement about it; or a count. */
static int
add_fact(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	int64_t level = aid_column_int(s, F_LEVEL), counted = aid_column_int(s, F_COUNTED);
	int64_t joined = aid_column_int(s, F_JOINED);
	struct aid_cell *cells;
	int code = aid_explain_statement(e, s, &cells, err);

	if (code == 0 && level == LEVEL_PART) {
		code = aid_explain_set_text(
			e, &cells[AID_EXPLAIN_FIGURE],
			stage_name(aid_column_int(s, F_STAGE), aid_column_int(s, F_OUTCOME)), err);
	}
	if (code == 0 && joined > 0 && joined < AID_EXPLAIN_JOINS) {
		e->n_joined[joined]++;
		code = aid_explain_set_joined(e, &cells[AID_EXPLAIN_JOINED], joined,
					      aid_column_text(s, F_VEHICLE), err);
	}
	return code == 0 && level != LEVEL_STATEMENT && is_summed(e)
		       ? count_base(e, cells, aid_column_int(s, F_WEIGHT) * counted, err)
		       : code;
}

/* ---- what of them counts elsewhere ---- */

static int
add_cut(struct aid_explain *e, struct aid_statement *s, struct aid_error *err)
{
	int64_t stage = aid_column_int(s, C_STAGE), outcome = aid_column_int(s, C_OUTCOME);
	int64_t quantity = aid_column_int(s, C_QUANTITY);
	struct aid_cell *cells;
	int code = aid_result_add_row(e->result, &cells, err);
	if (code == 0) {
		code = aid_explain_set_text(e, &cells[AID_EXPLAIN_FIGURE],
					    stage_name(stage, outcome), err);
	}
	if (code == 0) {
		code = aid_explain_set_text(e, &cells[AID_EXPLAIN_RULE], "elsewhere", err);
	}
	if (code == 0) {
		code = aid_explain_set_text(e, &cells[AID_EXPLAIN_UNIT], e->base_unit, err);
	}
	if (code != 0) {
		return code;
	}
	aid_result_set_number(&cells[AID_EXPLAIN_QUANTITY], AID_CELL_QUANTITY, quantity);
	if (aid_column_int(s, C_DAY) != 0) {
		aid_result_set_number(&cells[AID_EXPLAIN_AT], AID_CELL_DAY,
				      aid_column_int(s, C_DAY));
	}
	return count_base(e, cells, aid_column_int(s, C_WEIGHT) * quantity, err);
}

/* ---- all of it ---- */

static int
bind(struct aid_explain *e, const char *statement, struct aid_statement **out_statement,
     struct aid_error *err)
{
	struct aid_statement *s;
	int code = aid_db_statement(aid_ledger_db(e->ledger), statement, &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int_if(s, ":commitment_id", e->commitment);
	aid_bind_int_if(s, ":base_unit_id", e->base_unit_id);
	aid_bind_int_if(s, ":class", e->unallocated.class);
	aid_bind_int_if(s, ":bound", e->bound);
	aid_bind_int_if(s, ":is_all", is_summed(e) ? 0 : 1);
	aid_bind_int_if(s, ":known", e->names.known);
	aid_bind_int_if(s, ":as_of", e->names.as_of);
	*out_statement = s;
	return 0;
}

int
aid_explain_rows(struct aid_explain *e, const char *statement, aid_explain_add *add,
		 struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = bind(e, statement, &s, err);

	if (code < 0) {
		return code;
	}
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

/* Runs the statements in their order. */
static int
fill(struct aid_explain *e, const char *const *statements, size_t n, struct aid_error *err)
{
	struct aid_statement *s;
	int code = 0;

	for (size_t i = 0; code == 0 && i < n; i++) {
		code = bind(e, statements[i], &s, err);
		if (code == 0) {
			code = aid_statement_run(s, err);
		}
	}
	return code;
}

int
aid_explain_begin(struct aid_explain *e, struct aid_error *err)
{
	static const char *const rulings[] = { "ruling_fill", "conversion_step_fill" };
	struct aid_db *db = aid_ledger_db(e->ledger);
	int code = aid_db_script(db, "working_create", err);

	if (code == 0) {
		code = aid_db_script(db, "working_clear", err);
	}
	if (code == 0) {
		code = aid_db_script(db, "slice_clear", err);
	}
	if (code == 0) {
		code = aid_db_script(db, "explain_create", err);
	}
	if (code == 0) {
		code = aid_db_script(db, "explain_clear", err);
	}
	return code == 0 ? fill(e, rulings, 2, err) : code;
}

int
aid_explain_converts(struct aid_explain *e, int64_t unit_id, int64_t commodity_id,
		     struct aid_error *err)
{
	struct aid_statement *s;
	int code = unit_id == e->base_unit_id ? 0 : bind(e, "explained_unit_put", &s, err);

	if (code < 0 || unit_id == e->base_unit_id) {
		return code;
	}
	aid_bind_int(s, ":unit_id", unit_id);
	aid_bind_int(s, ":commodity_id", commodity_id);
	return aid_statement_run(s, err);
}

static int
read_sums(struct aid_explain *e, struct aid_explain_sums *out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = bind(e, "explain_sums", &s, err);

	*out = (struct aid_explain_sums){ 0 };
	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
	}
	while (code == 0 && has_row) {
		int64_t kind = aid_column_int(s, S_KIND), stage = aid_column_int(s, S_STAGE),
			outcome = aid_column_int(s, S_OUTCOME);

		out->has_counts = out->has_counts || kind == KIND_COUNTS;
		if (kind == KIND_COUNTS && stage >= 1 && stage <= AID_EXPLAIN_REPORTS) {
			out->counts[stage - 1] += aid_column_int(s, S_QUANTITY);
		} else if (kind == KIND_CONSIGNMENTS && stage >= 1 && stage <= AID_EXPLAIN_STAGES &&
			   outcome >= 0 && outcome < AID_EXPLAIN_OUTCOMES) {
			out->consignments[stage - 1][outcome] = aid_column_int(s, S_QUANTITY);
		}
		code = aid_statement_step(s, &has_row, err);
	}
	return code;
}

static int
weigh(struct aid_explain *e, int64_t kind, int64_t stage, int64_t outcome, int weight,
      struct aid_error *err)
{
	struct aid_statement *s;
	int code = weight == 0 ? 0 : bind(e, "explained_cell_weigh", &s, err);

	if (code < 0 || weight == 0) {
		return code;
	}
	aid_bind_int(s, ":kind", kind);
	aid_bind_int(s, ":stage", stage);
	aid_bind_int(s, ":outcome", outcome);
	aid_bind_int(s, ":weight", weight);
	return aid_statement_run(s, err);
}

/* Only what is in the figure stays, as often as it is in it. */
static int
weigh_cells(struct aid_explain *e, struct aid_error *err)
{
	static const char *const keep[] = { "explained_cell_keep" };
	int code = 0;

	for (int stage = 0; code == 0 && stage < AID_EXPLAIN_STAGES; stage++) {
		for (int outcome = 0; code == 0 && outcome < AID_EXPLAIN_OUTCOMES; outcome++) {
			code = weigh(e, KIND_CONSIGNMENTS, stage + 1, outcome,
				     e->form.consignments[stage][outcome], err);
		}
	}
	for (int stage = 0; code == 0 && stage < AID_EXPLAIN_REPORTS; stage++) {
		code = weigh(e, KIND_COUNTS, stage + 1, 0, e->form.counts[stage], err);
	}
	return code == 0 ? fill(e, keep, 1, err) : code;
}

/* Which sums the figure is, and where on the line its goods begin. */
static int
choose_goods(struct aid_explain *e, int counted_at, int64_t reached, struct aid_error *err)
{
	static const int roundings[] = { 0, -1, 1, -1 };
	const struct aid_explain_figure *figure = e->figure;
	struct aid_explain_forms forms;
	struct aid_explain_sums sums;
	int code = read_sums(e, &sums, err);

	if (code < 0 || !is_summed(e)) {
		return code;
	}
	if (e->commitment == 0) {
		aid_explain_reckon_rest(&sums, &forms);
	} else {
		aid_explain_reckon(&sums, &forms);
	}
	if (figure->goods == AID_EXPLAIN_OF_PIECE) {
		e->form = forms.pieces[figure->piece];
		for (int piece = 0; piece < (int)figure->piece; piece++) {
			e->line += forms.pieces[piece].value;
		}
	} else {
		int stage = figure->goods == AID_EXPLAIN_OF_COUNTED ? counted_at : figure->stage;

		e->form = forms.reached[stage - 1];
	}
	/* A bound is rounded away from what was reached (funnel.c); where it is that, as that. */
	if (e->bound == figure->bound && e->form.value != reached) {
		e->rounding = roundings[figure->bound];
	}
	code = weigh_cells(e, err);
	return code == 0 ? convert(e, e->line, &e->converted, err) : code;
}

static int
read_promise(struct aid_explain *e, int64_t *out_counted_at, int64_t *out_reached,
	     struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = bind(e, "explain_promise", &s, err);

	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
	}
	if (code == 0 && has_row) {
		struct aid_slice unit = aid_column_text(s, 2);

		e->factor = aid_column_int(s, 0);
		*out_counted_at = aid_column_int(s, 1);
		e->base_unit_id = aid_column_int(s, 3);
		*out_reached = aid_column_int(s, 4);
		memcpy(e->base_unit, unit.ptr,
		       unit.len < sizeof(e->base_unit) ? unit.len : sizeof(e->base_unit) - 1);
		aid_statement_reset(s);
	}
	return code;
}

int
aid_explain_goods(struct aid_explain *e, struct aid_error *err)
{
	static const char *const promised[] = { "explained_cell_fill", "explained_cell_whole" };
	static const char *const unallocated[] = { "explained_cell_rest", "explained_cell_whole" };
	static const char *const facts[] = { "explained_part_fill", "explained_slice",
					     "slice_seen",          "effective_line_fill",
					     "explained_shipments", "explained_observations",
					     "explained_converted", "explained_counts",
					     "explained_policies" };
	int64_t counted_at = AID_STAGE_DELIVERED, reached = 0;
	int code = 0;

	if (e->figure->goods == AID_EXPLAIN_NO_GOODS) {
		return 0;
	}
	if (e->commitment != 0) {
		code = read_promise(e, &counted_at, &reached, err);
	}
	if (code == 0) {
		code = aid_explain_begin(e, err);
	}
	if (code == 0) {
		code = fill(e, e->commitment != 0 ? promised : unallocated, 2, err);
	}
	if (code == 0) {
		code = choose_goods(e, (int)counted_at, reached, err);
	}
	if (code == 0) {
		code = fill(e, facts, sizeof(facts) / sizeof(facts[0]), err);
	}
	if (code == 0) {
		code = aid_explain_rows(e, "explain_facts", add_fact, err);
	}
	return code == 0 && is_summed(e) ? aid_explain_rows(e, "explain_cut", add_cut, err) : code;
}
