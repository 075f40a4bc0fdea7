/* The reports behind a row of `disagree`: what a source says of a period, how that differs from the base, and which rows each part of the difference is made
 * of. The tables that the report has gathered are read once more. */
#include "base/integer.h"
#include "report/disagree.h"
#include "report/explain_parts.h"
#include "value/date.h"
#include "value/words.h"

/* Columns of explain_told behind those of explain_facts. */
enum { T_TRUCKS = 18, T_QUANTITY, T_IS_OWN, T_IS_COUNT, T_IS_UNMEASURED, T_UNIT, T_COMMODITY };
/* Columns of explain_side behind those. */
enum {
	S_SIGN = 18,
	S_SCOPE,
	S_LATE,
	S_CUT,
	S_ALIKE,
	S_IS_OTHER,
	S_IS_SHARED,
	S_TRUCKS,
	S_QUANTITY,
	S_LOADED,
	S_ALONE,
	S_UNIT,
	S_COMMODITY
};
/* Columns of disagree_rows. */
enum {
	R_PERIOD,
	R_PLACE,
	R_STAGE,
	R_SOURCE,
	R_PLACE_ID = 9,
	R_SOURCE_ID,
	R_BASE_ID,
	R_BASE_STAGE,
	R_VIA_STAGE,
	R_PAIR_ID
};

/* The second quantity in one unit: what the source states in it, and what its other units come to. */
#define TOTAL "total"

enum kind { OWN, DIFFERENCE, STAGE, SIDE_SUM, UNIT_BASIS, REST };

/* What can be asked for: columns, and parts of the difference, which are named by what explains them. */
static const struct figure {
	const char *name, *unit; /* NULL: that of the row */
	enum kind kind;
	int field;      /* of OWN or SIDE_SUM */
	int64_t factor; /* makes thousandths of it */
	bool is_part;
} figures[] = {
	{ "rows", "reports", OWN, 0, 1000, false },
	{ "trucks", "truck", OWN, T_TRUCKS, 1, false },
	{ "quantity", NULL, OWN, T_QUANTITY, 1, false },
	{ TOTAL, NULL, OWN, T_QUANTITY, 1, false },
	{ "counts", "reports", OWN, T_IS_COUNT, 1000, false },
	{ "unmeasured_rows", "reports", OWN, T_IS_UNMEASURED, 1000, false },
	{ "difference", NULL, DIFFERENCE, 0, 1, false },
	{ "stage", NULL, STAGE, 0, 1, true },
	{ "scope", NULL, SIDE_SUM, S_SCOPE, 1, true },
	{ "late_reports", NULL, SIDE_SUM, S_LATE, 1, true },
	{ "cut_off_day", NULL, SIDE_SUM, S_CUT, 1, true },
	{ "not_reported", NULL, SIDE_SUM, S_ALONE, 1, true },
	{ "unit_basis", NULL, UNIT_BASIS, 0, 1, true },
	{ "unexplained", NULL, REST, 0, 1, true },
	{ "stage_and_rest", NULL, REST, 0, 1, true },
};

/* Columns of the report. */
struct columns {
	int period, place, stage, source, unit, difference, explained_by, base_source;
};

struct disagreement {
	struct aid_explain e;
	const struct aid_report_filter *filter;
	const struct figure *figure; /* NULL: all that the source says */
	struct aid_result rows;
	struct columns at;
	const struct aid_cell *row;
	int column; /* of its cell */
	int64_t period, place_id, source_id, base_id, base_stage, via_stage, pair_id, unit_id;
	bool is_second; /* TOTAL is asked for */
	bool is_total;  /* of quantities: those in other units too */
	/* Of what is alike: the base's quantity and loaded trucks, and those of the source in another unit. */
	int64_t base_quantity, base_loaded, other_quantity, other_loaded;
};

static const struct figure *
find_figure(struct aid_slice name)
{
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (aid_slice_is_equal(name, aid_slice_of(figures[i].name))) {
			return &figures[i];
		}
	}
	return NULL;
}

bool
aid_report_is_disagree_figure(struct aid_slice name)
{
	return find_figure(name) != NULL;
}

static int
fail(int code, enum aid_message message, struct aid_slice first, const char *second,
     struct aid_error *err)
{
	struct aid_buffer shown;
	int result;

	aid_buffer_init(&shown);
	aid_buffer_append(&shown, first);
	result = aid_message_error(err, code, message, 2, shown.ptr == NULL ? "" : shown.ptr,
				   second);
	aid_buffer_done(&shown);
	return result;
}

/* ---- the row ---- */

static bool
is_period(const struct disagreement *d, const struct aid_cell *cell)
{
	struct aid_buffer day;
	bool is_it;

	if (cell->type != AID_CELL_DAY) {
		return aid_slice_is_equal(cell->text, d->filter->row[0]);
	}
	aid_buffer_init(&day);
	aid_date_append_day(&day, cell->number);
	is_it = aid_slice_is_equal(aid_buffer_slice(&day), d->filter->row[0]);
	aid_buffer_done(&day);
	return is_it;
}

/* Is it of the source, period, place and stage? */
static bool
is_of_entry(const struct disagreement *d, const struct aid_cell *cells, bool is_exact,
	    struct aid_error *err)
{
	const char *stage = aid_words_name(AID_WORDS_STAGE, d->filter->stage);

	return is_period(d, &cells[d->at.period]) &&
	       aid_slice_is_equal(cells[d->at.stage].text, aid_slice_of(stage)) &&
	       aid_explain_is_meant(cells[d->at.place].text, d->filter->row[1], is_exact, err) &&
	       aid_explain_is_meant(cells[d->at.source].text, d->filter->row[2], is_exact, err);
}

/* Does it hold the figure? */
static bool
has_figure(const struct disagreement *d, const struct aid_cell *cells)
{
	struct aid_slice unit = d->filter->unit, part = cells[d->at.explained_by].text;

	if (d->figure == NULL) {
		return part.len == 0;
	}
	if (d->figure->unit == NULL && unit.ptr != NULL &&
	    !aid_slice_is_equal(cells[d->at.unit].text, unit)) {
		return false;
	}
	return cells[d->column].type != AID_CELL_NONE &&
	       aid_slice_is_equal(part, aid_slice_of(d->figure->is_part ? d->figure->name : ""));
}

static int
fail_none(const struct disagreement *d, struct aid_error *err)
{
	const struct aid_slice said[] = {
		d->filter->row[0], d->filter->row[1],
		aid_slice_of(aid_words_name(AID_WORDS_STAGE, d->filter->stage)), d->filter->row[2]
	};
	struct aid_buffer list;
	int code;

	aid_buffer_init(&list);
	for (int i = 0; i < 4; i++) {
		aid_buffer_append(&list, i > 0 ? AID_SLICE_LITERAL(", ") : AID_SLICE_LITERAL(""));
		aid_buffer_append(&list, said[i]);
	}
	code = aid_buffer_check(&list, err);
	if (code == 0) {
		code = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_EXPLAIN_GROUP_NONE, 2,
					 d->e.report, list.ptr);
	}
	aid_buffer_done(&list);
	return code;
}

/* Among the rows whose names are written so, or (not `is_exact`) however they are written. */
static int
seek_row(struct disagreement *d, bool is_exact, bool *out_has_entry, struct aid_error *err)
{
	const struct aid_cell *found[2] = { NULL, NULL };

	for (size_t i = 0; i < d->rows.n_rows; i++) {
		const struct aid_cell *cells = d->rows.cells + i * d->rows.n_columns;

		/* --source keeps the rows of its base too. */
		if (!is_of_entry(d, cells, is_exact, err)) {
			continue;
		}
		*out_has_entry = true;
		if (!has_figure(d, cells)) {
			continue;
		}
		if (found[0] != NULL && d->figure != NULL && d->figure->unit == NULL &&
		    !aid_slice_is_equal(found[0][d->at.unit].text, cells[d->at.unit].text)) {
			return fail(AID_E_NOTFOUND, AID_MSG_EXPLAIN_UNITS, cells[d->at.unit].text,
				    found[0][d->at.unit].text.ptr, err);
		}
		found[found[0] != NULL] = cells;
	}
	d->row = found[d->is_second];
	return 0;
}

static int
find_row(struct disagreement *d, struct aid_error *err)
{
	bool has_entry = false;
	int code = seek_row(d, true, &has_entry, err);

	if (code == 0 && !has_entry) {
		code = seek_row(d, false, &has_entry, err);
	}
	if (code != 0) {
		return code;
	}
	if (!has_entry) {
		return fail_none(d, err);
	}
	return d->row != NULL ? 0
			      : aid_message_error(err, AID_E_NOTFOUND, AID_MSG_EXPLAIN_EMPTY, 2,
						  d->figure->name, "of aidtally disagree");
}

static int
choose_figure(struct disagreement *d, struct aid_error *err)
{
	struct aid_slice name = d->filter->figure;

	d->at = (struct columns){ aid_explain_column(&d->rows, "period"),
				  aid_explain_column(&d->rows, "place"),
				  aid_explain_column(&d->rows, "stage"),
				  aid_explain_column(&d->rows, "source"),
				  aid_explain_column(&d->rows, "unit"),
				  aid_explain_column(&d->rows, "difference"),
				  aid_explain_column(&d->rows, "explained_by"),
				  aid_explain_column(&d->rows, "base_source") };
	if (name.ptr == NULL) {
		return 0;
	}
	d->figure = find_figure(name);
	if (d->figure == NULL) {
		return fail(AID_E_INVALID, AID_MSG_EXPLAIN_FIGURE, name, "aidtally disagree", err);
	}
	d->is_second = strcmp(d->figure->name, TOTAL) == 0;
	d->column =
		d->figure->is_part
			? d->at.difference
			: aid_explain_column(&d->rows, d->is_second ? "quantity" : d->figure->name);
	return 0;
}

/* Whom the row compares, by the numbers that the tables know them by. */
static int
find_entry(struct disagreement *d, const struct aid_load_filter *names, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(d->e.ledger), "disagree_rows", &s, err);

	if (code < 0) {
		return code;
	}
	aid_load_bind_source(s, names);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		struct aid_cell period = { .type = AID_CELL_DAY,
					   .number = aid_column_int(s, R_PERIOD) };
		struct aid_slice place = aid_column_text(s, R_PLACE);
		struct aid_buffer month;

		aid_buffer_init(&month);
		if (d->filter->period == AID_REPORT_PERIOD_MONTH) {
			aid_date_format_append(&month,
					       (struct aid_time){ period.number * AID_DAY_SECONDS,
								  AID_PRECISION_MONTH });
			period = (struct aid_cell){ .type = AID_CELL_TEXT,
						    .text = aid_buffer_slice(&month) };
		}
		if (is_period(d, &period) && aid_column_int(s, R_STAGE) == d->filter->stage &&
		    (aid_slice_is_equal(place, d->row[d->at.place].text) ||
		     (place.len == 0 && d->row[d->at.place].text.len == 0)) &&
		    aid_slice_is_equal(aid_column_text(s, R_SOURCE), d->row[d->at.source].text)) {
			d->period = aid_column_int(s, R_PERIOD);
			d->place_id = aid_column_int(s, R_PLACE_ID);
			d->source_id = aid_column_int(s, R_SOURCE_ID);
			d->base_id = aid_column_int(s, R_BASE_ID);
			d->base_stage = aid_column_int(s, R_BASE_STAGE);
			d->via_stage = aid_column_int(s, R_VIA_STAGE);
			d->pair_id = aid_column_int(s, R_PAIR_ID);
		}
		aid_buffer_done(&month);
	}
	aid_statement_reset(s);
	return code;
}

/* The unit in which the cell is. */
static int
find_unit(struct disagreement *d, struct aid_error *err)
{
	struct aid_slice unit = d->row[d->at.unit].text;
	struct aid_statement *s;
	bool has_row = false;
	int code;

	if (unit.len == 0 || d->row[d->column].type == AID_CELL_MASS) {
		d->unit_id = unit.len == 0 ? 0 : AID_UNIT_KILOGRAM;
		return 0;
	}
	code = aid_db_statement(aid_ledger_db(d->e.ledger), "explain_measure", &s, err);
	if (code == 0) {
		aid_bind_text(s, ":unit", unit);
		code = aid_statement_step(s, &has_row, err);
		d->unit_id = code == 0 && has_row ? aid_column_int(s, 0) : 0;
		aid_statement_reset(s);
	}
	return code;
}

/* Is the cell a quantity, of which some may be converted? */
static bool
is_quantity(const struct disagreement *d)
{
	return d->figure != NULL && d->figure->unit == NULL && d->unit_id != AID_UNIT_TRUCK;
}

/* ---- its reports ---- */

static int
add_row(struct disagreement *d, struct aid_statement *s, int64_t amount, int unit,
	struct aid_error *err)
{
	struct aid_cell *cells;
	int code;

	if (amount == 0 && d->figure != NULL) {
		return 0;
	}
	code = aid_explain_statement(&d->e, s, &cells, err);
	if (code == 0 && d->figure != NULL) {
		code = aid_explain_count(&d->e, cells, amount, err);
	}
	if (code == 0 && d->figure != NULL && d->row[d->column].type == AID_CELL_MASS) {
		cells[AID_EXPLAIN_COUNTS].type = AID_CELL_MASS;
	}
	/* The commodity stands behind the unit. */
	if (code < 0 || d->e.base_unit_id == 0 ||
	    cells[AID_EXPLAIN_QUANTITY].type == AID_CELL_NONE) {
		return code;
	}
	return aid_explain_converts(&d->e, aid_column_int(s, unit), aid_column_int(s, unit + 1),
				    err);
}

static int64_t
told_amount(const struct disagreement *d, struct aid_statement *s)
{
	if (d->figure == NULL || strcmp(d->figure->name, "rows") == 0) {
		return 1000;
	}
	if (d->figure->kind != OWN ||
	    (d->figure->field == T_QUANTITY && d->unit_id == AID_UNIT_TRUCK)) {
		return aid_column_int(s, d->unit_id == AID_UNIT_TRUCK ? T_TRUCKS : T_QUANTITY);
	}
	if (d->figure->field == T_QUANTITY && !d->is_total && aid_column_int(s, T_IS_OWN) == 0) {
		return 0;
	}
	return aid_column_int(s, d->figure->field) * d->figure->factor;
}

static int
bind_told(struct disagreement *d, int64_t source_id, int64_t stage, struct aid_statement **out,
	  struct aid_error *err)
{
	struct aid_statement *s;
	int code = aid_db_statement(aid_ledger_db(d->e.ledger), "explain_told", &s, err);

	if (code == 0) {
		aid_bind_int(s, ":place", d->place_id);
		aid_bind_int(s, ":stage", stage);
		aid_bind_int(s, ":told_source", source_id);
		aid_bind_int(s, ":period", d->period);
		aid_bind_int(s, ":unit", d->unit_id);
		aid_bind_int(s, ":known", d->e.names.known);
		*out = s;
	}
	return code;
}

/* All that the source says at the stage, `sign` times. */
static int
add_told(struct disagreement *d, int64_t source_id, int64_t stage, int sign, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = bind_told(d, source_id, stage, &s, err);

	if (code < 0) {
		return code;
	}
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = add_row(d, s, sign * told_amount(d, s), T_UNIT, err);
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	return code;
}

/* Where nothing is stated in the unit of the row itself, the quantity is all of it, converted. */
static int
find_total(struct disagreement *d, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false, is_own = false;
	int code = bind_told(d, d->source_id, d->filter->stage, &s, err);

	if (code < 0) {
		return code;
	}
	while (!is_own && (code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		is_own = aid_column_int(s, T_IS_OWN) == 1;
	}
	aid_statement_reset(s);
	d->is_total = !is_own;
	return code;
}

/* How much of a row of either source is in the part (disagree_rows.c: bridge_trucks, bridge_quantity). */
static int64_t
side_amount(struct disagreement *d, struct aid_statement *s)
{
	int64_t sign = aid_column_int(s, S_SIGN), alike = aid_column_int(s, S_ALIKE);
	bool is_trucks = d->unit_id == AID_UNIT_TRUCK, is_base = sign < 0;
	bool is_other = aid_column_int(s, S_IS_OTHER) == 1;
	bool is_shared = aid_column_int(s, S_IS_SHARED) == 1;
	int64_t amount = aid_column_int(s, is_trucks ? S_TRUCKS : S_QUANTITY);

	if (d->figure->kind == SIDE_SUM) {
		return sign * aid_column_int(s, d->figure->field) * amount;
	}
	if (is_trucks) {
		return d->figure->kind == REST ? sign * alike * amount : 0;
	}
	if (is_base) {
		d->base_quantity += alike * amount;
		d->base_loaded += alike * aid_column_int(s, S_LOADED);
	} else if (is_other && !is_shared) {
		d->other_quantity += alike * amount;
		d->other_loaded += alike * aid_column_int(s, S_LOADED);
	}
	if (d->figure->kind == UNIT_BASIS) {
		return (is_base ? is_shared : is_other) ? sign * alike * amount : 0;
	}
	return (is_base ? is_shared : is_other) ? 0 : sign * alike * amount;
}

/* What as many trucks carry on the base's average stands for what the source states in another unit. */
static int
add_expected(struct disagreement *d, struct aid_error *err)
{
	int64_t expected = d->other_quantity;
	struct aid_cell *cells;
	int code;

	if (d->base_loaded > 0 && d->other_loaded > 0 &&
	    !aid_integer_scale(d->base_quantity, d->other_loaded, d->base_loaded, &expected)) {
		return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_DISAGREE_OVERFLOW, 0);
	}
	if (expected == 0) {
		return 0;
	}
	code = aid_result_add_row(d->e.result, &cells, err);
	if (code == 0) {
		code = aid_explain_set_text(&d->e, &cells[AID_EXPLAIN_FIGURE], d->figure->name,
					    err);
	}
	if (code == 0) {
		code = aid_explain_set_text(&d->e, &cells[AID_EXPLAIN_RULE], "average_load", err);
	}
	if (code == 0) {
		code = aid_explain_count(&d->e, cells,
					 d->figure->kind == UNIT_BASIS ? -expected : expected, err);
	}
	if (code == 0 && d->row[d->column].type == AID_CELL_MASS) {
		cells[AID_EXPLAIN_COUNTS].type = AID_CELL_MASS;
	}
	return code;
}

static int
add_sides(struct disagreement *d, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(d->e.ledger), "explain_side", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":pair", d->pair_id);
	aid_bind_int(s, ":period", d->period);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = add_row(d, s, side_amount(d, s), S_UNIT, err);
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	return code == 0 && d->figure->kind >= UNIT_BASIS ? add_expected(d, err) : code;
}

static int
add_reports(struct disagreement *d, struct aid_error *err)
{
	int stage = d->filter->stage;
	int code = 0;

	d->is_total = d->is_second;
	if (d->figure != NULL && d->figure->field == T_QUANTITY && d->figure->kind == OWN &&
	    !d->is_second) {
		code = find_total(d, err);
	}
	if (code < 0) {
		return code;
	}
	if (d->figure != NULL && d->figure->kind > STAGE) {
		return add_sides(d, err);
	}
	code = add_told(d, d->source_id, stage, 1, err);
	if (code == 0 && d->figure != NULL && d->figure->kind == DIFFERENCE) {
		code = add_told(d, d->base_id, d->base_stage, -1, err);
	} else if (code == 0 && d->figure != NULL && d->figure->kind == STAGE) {
		code = add_told(d, d->source_id, d->via_stage, -1, err);
	}
	return code;
}

/* ---- the whole ---- */

static int
add_words(struct disagreement *d, struct aid_error *err)
{
	struct aid_slice place = d->row[d->at.place].text, base = d->row[d->at.base_source].text;
	struct aid_buffer period;
	const char *unit = d->figure == NULL || d->figure->unit == NULL
				   ? d->row[d->at.unit].text.ptr
				   : d->figure->unit;
	int code;

	aid_buffer_init(&period);
	aid_buffer_append(&period, d->filter->row[0]);
	code = aid_buffer_check(&period, err);
	if (code == 0) {
		bool is_base = aid_slice_is_equal(base, d->row[d->at.source].text);

		code = aid_load_title(d->e.result, err, AID_MSG_EXPLAIN_DISAGREE_TITLE, 6,
				      place.len == 0 ? "-" : place.ptr, period.ptr,
				      d->row[d->at.stage].text.ptr, d->row[d->at.source].text.ptr,
				      is_base || base.len == 0 ? "" : ", compared with ",
				      is_base || base.len == 0 ? "" : base.ptr);
	}
	aid_buffer_done(&period);
	return code < 0 || d->figure == NULL
		       ? code
		       : aid_explain_note_cell(&d->e, d->figure->name, &d->row[d->column],
					       unit == NULL ? "" : unit, err);
}

int
aid_report_explain_disagree(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			    struct aid_result *result, struct aid_error *err)
{
	struct disagreement d = { .e = { .ledger = ledger, .result = result }, .filter = filter };
	int code;

	aid_explain_init(result);
	d.e.report = "aidtally disagree";
	code = aid_report_disagree(ledger, filter, &d.rows, err);
	if (code == 0) {
		code = choose_figure(&d, err);
	}
	if (code == 0) {
		code = find_row(&d, err);
	}
	if (code == 0) {
		code = aid_disagree_load_filter(ledger, filter, &d.e.names, err);
	}
	if (code == 0) {
		code = find_entry(&d, &d.e.names, err);
	}
	if (code == 0) {
		code = find_unit(&d, err);
	}
	if (code == 0) {
		code = aid_explain_begin(&d.e, err);
	}
	if (code == 0) {
		d.e.base_unit_id = is_quantity(&d) ? d.unit_id : 0;
		code = add_reports(&d, err);
	}
	if (code == 0) {
		code = add_words(&d, err);
	}
	if (code == 0) {
		code = aid_explain_basis(&d.e, err);
	}
	if (code == 0) {
		code = aid_load_note_files(result, AID_EXPLAIN_FILE, AID_EXPLAIN_DROP,
					   AID_EXPLAIN_SHA256, err);
	}
	aid_result_done(&d.rows);
	return code;
}
