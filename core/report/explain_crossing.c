/* The reports behind a row of `crossings`: what one source says of one day, place and stage. */
#include "report/crossings.h"
#include "report/explain_parts.h"
#include "value/date.h"
#include "value/words.h"

/* Columns of explain_crossing behind those of explain_facts. */
enum { F_TRUCKS = 18, F_BASE, F_IS_FIRST, F_IS_COUNT, F_IS_UNMEASURED, F_BASE_UNIT, F_UNIT };
/* Columns of explain_dwell behind those. */
enum { W_HOURS = 18, W_PLACE, W_N };

/* The columns that hold figures; of a figure that is a sum of rows, which column of explain_crossing adds up to it. */
static const struct figure {
	const char *name, *unit;
	enum aid_passed_column column;
	int field;      /* 0: none, the figure is how long one of them waited */
	int64_t factor; /* makes thousandths of it */
	int percent;
} figures[] = {
	{ "trucks", "truck", AID_PASSED_TRUCKS, F_TRUCKS, 1, 0 },
	{ "quantity", NULL, AID_PASSED_QUANTITY, F_BASE, 1, 0 },
	{ "consignments", "consignments", AID_PASSED_CONSIGNMENTS, F_IS_FIRST, 1000, 0 },
	{ "dwell_p50_hours", "hours", AID_PASSED_P50, 0, 0, 50 },
	{ "dwell_p90_hours", "hours", AID_PASSED_P90, 0, 0, 90 },
	{ "counts", "reports", AID_PASSED_COUNTS, F_IS_COUNT, 1000, 0 },
	{ "unmeasured_rows", "reports", AID_PASSED_UNMEASURED, F_IS_UNMEASURED, 1000, 0 },
};

struct crossing {
	struct aid_explain e;
	const struct aid_report_filter *filter;
	const struct figure *figure; /* NULL: all */
	struct aid_result rows;
	const struct aid_cell *row; /* of these */
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
aid_report_is_crossings_figure(struct aid_slice name)
{
	return find_figure(name) != NULL;
}

static int
choose_figure(struct crossing *c, struct aid_error *err)
{
	struct aid_slice name = c->filter->figure;
	struct aid_buffer shown;
	int code;

	if (name.ptr != NULL) {
		c->figure = find_figure(name);
	}
	if (name.ptr == NULL || c->figure != NULL) {
		return 0;
	}
	aid_buffer_init(&shown);
	aid_buffer_append(&shown, name);
	code = aid_message_error(err, AID_E_INVALID, AID_MSG_EXPLAIN_CROSSING_FIGURE, 1,
				 shown.ptr == NULL ? "" : shown.ptr);
	aid_buffer_done(&shown);
	return code;
}

/* ---- the row ---- */

static bool
is_row(const struct crossing *c, const struct aid_cell *cells)
{
	const char *stage = aid_words_name(AID_WORDS_STAGE, c->filter->stage);
	struct aid_slice unit = c->filter->unit;

	return aid_slice_is_equal(cells[AID_PASSED_STAGE].text, aid_slice_of(stage)) &&
	       (c->filter->subject.len > 0 || cells[AID_PASSED_PLACE].type == AID_CELL_NONE) &&
	       (unit.ptr == NULL || aid_slice_is_equal(cells[AID_PASSED_UNIT].text, unit));
}

static int
fail_none(const struct crossing *c, struct aid_error *err)
{
	struct aid_buffer day, place, source, unit;
	int code;

	aid_buffer_init(&day);
	aid_buffer_init(&place);
	aid_buffer_init(&source);
	aid_buffer_init(&unit);
	aid_date_append_day(&day, c->filter->first_day);
	aid_buffer_append(&place, c->filter->subject);
	aid_buffer_append(&source, c->filter->source);
	if (c->filter->unit.len > 0) {
		aid_buffer_append(&unit, AID_SLICE_LITERAL(", "));
		aid_buffer_append(&unit, c->filter->unit);
	}
	code = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_EXPLAIN_CROSSING_NONE, 5,
				 day.ptr == NULL ? "" : day.ptr, place.ptr == NULL ? "" : place.ptr,
				 aid_words_name(AID_WORDS_STAGE, c->filter->stage),
				 source.ptr == NULL ? "" : source.ptr,
				 unit.ptr == NULL ? "" : unit.ptr);
	aid_buffer_done(&day);
	aid_buffer_done(&place);
	aid_buffer_done(&source);
	aid_buffer_done(&unit);
	return code;
}

/* Which of them is meant cannot be told: what they differ in. */
static int
fail_several(const struct crossing *c, enum aid_message message, enum aid_passed_column column,
	     struct aid_slice place, struct aid_error *err)
{
	struct aid_buffer list;
	int code;

	aid_buffer_init(&list);
	for (size_t i = 0; i < c->rows.n_rows; i++) {
		const struct aid_cell *cells = c->rows.cells + i * c->rows.n_columns;

		if (!is_row(c, cells) ||
		    (place.ptr != NULL &&
		     !aid_slice_is_equal(cells[AID_PASSED_PLACE].text, place))) {
			continue;
		}
		if (list.len > 0) {
			aid_buffer_append(&list, AID_SLICE_LITERAL(", "));
		}
		aid_buffer_append(&list, cells[column].type == AID_CELL_NONE
						 ? AID_SLICE_LITERAL("\"\"")
						 : cells[column].text);
	}
	code = aid_buffer_check(&list, err);
	if (code == 0) {
		code = aid_message_error(err, AID_E_NOTFOUND, message, 1, list.ptr);
	}
	aid_buffer_done(&list);
	return code;
}

/* The one that is meant: a place takes in what lies in it, but where the row of the place itself is there, that one, and first
 * the one that is written so. */
static int
find_row(struct crossing *c, struct aid_error *err)
{
	const struct aid_cell *last = NULL;
	bool has_units = false, has_places = false;

	for (int pass = 0; pass < 3 && c->row == NULL; pass++) {
		for (size_t i = 0; i < c->rows.n_rows; i++) {
			const struct aid_cell *cells = c->rows.cells + i * c->rows.n_columns;

			if (!is_row(c, cells) ||
			    (pass == 0 && !aid_slice_is_equal(cells[AID_PASSED_SOURCE].text,
							      c->filter->source)) ||
			    (pass < 2 &&
			     !aid_explain_is_meant(cells[AID_PASSED_PLACE].text, c->filter->subject,
						   pass == 0, err))) {
				continue;
			}
			last = c->row;
			c->row = cells;
			if (last != NULL) {
				bool is_same = aid_slice_is_equal(last[AID_PASSED_PLACE].text,
								  cells[AID_PASSED_PLACE].text);

				has_units = has_units || is_same;
				has_places = has_places || !is_same;
			}
		}
	}
	if (c->row == NULL) {
		return fail_none(c, err);
	}
	if (has_places) {
		return fail_several(c, AID_MSG_EXPLAIN_CROSSING_PLACES, AID_PASSED_PLACE,
				    (struct aid_slice){ NULL, 0 }, err);
	}
	return has_units ? fail_several(c, AID_MSG_EXPLAIN_CROSSING_SEVERAL, AID_PASSED_UNIT,
					c->row[AID_PASSED_PLACE].text, err)
			 : 0;
}

/* ---- its reports ---- */

static int
add_report(struct crossing *c, struct aid_statement *s, struct aid_error *err)
{
	struct aid_cell *cells;
	int code = aid_explain_statement(&c->e, s, &cells, err);
	int64_t part;

	if (code < 0 || c->figure == NULL) {
		return code;
	}
	part = aid_column_int(s, c->figure->field) * c->figure->factor;
	if (part == 0) {
		return 0;
	}
	code = aid_explain_count(&c->e, cells, part, err);
	if (code < 0 || c->figure->field != F_BASE) {
		return code;
	}
	if (c->row[AID_PASSED_QUANTITY].type == AID_CELL_MASS) {
		cells[AID_EXPLAIN_COUNTS].type = AID_CELL_MASS;
	}
	c->e.base_unit_id = aid_column_int(s, F_BASE_UNIT);
	return aid_explain_converts(&c->e, aid_column_int(s, F_UNIT), 0, err);
}

/* The shortest that `percent` of them do not exceed is the figure. */
static int
add_wait(struct crossing *c, struct aid_statement *s, struct aid_error *err)
{
	int64_t place = aid_column_int(s, W_PLACE), n = aid_column_int(s, W_N);
	struct aid_cell *cells;
	int code = aid_explain_statement(&c->e, s, &cells, err);

	if (code < 0 || place == 0) {
		return code;
	}
	aid_result_set_number(&cells[AID_EXPLAIN_QUANTITY], AID_CELL_QUANTITY,
			      aid_column_int(s, W_HOURS));
	code = aid_explain_set_text(&c->e, &cells[AID_EXPLAIN_UNIT], c->figure->unit, err);
	return code == 0 && place == (n * c->figure->percent + 99) / 100
		       ? aid_explain_count(&c->e, cells, aid_column_int(s, W_HOURS), err)
		       : code;
}

static int
add_reports(struct crossing *c, struct aid_error *err)
{
	bool is_wait = c->figure != NULL && c->figure->percent > 0;
	struct aid_statement *s;
	bool has_row = false;
	int code =
		is_wait ? aid_db_statement(aid_ledger_db(c->e.ledger), "explain_dwell", &s, err)
			: aid_db_statement(aid_ledger_db(c->e.ledger), "explain_crossing", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":day", c->filter->first_day);
	aid_bind_int(s, ":stage", c->filter->stage);
	aid_bind_text(s, ":place",
		      c->row[AID_PASSED_PLACE].type == AID_CELL_NONE
			      ? AID_SLICE_LITERAL("")
			      : c->row[AID_PASSED_PLACE].text);
	aid_bind_text(s, ":source", c->row[AID_PASSED_SOURCE].text);
	aid_bind_int(s, ":known", c->e.names.known);
	aid_bind_int(s, ":as_of", c->e.names.as_of);
	if (!is_wait) {
		aid_bind_text(s, ":unit",
			      c->row[AID_PASSED_UNIT].type == AID_CELL_NONE
				      ? AID_SLICE_LITERAL("")
				      : c->row[AID_PASSED_UNIT].text);
		aid_bind_int(s, ":has_donor", c->e.names.has_donor);
		aid_bind_int(s, ":has_commodity", c->e.names.has_commodity);
		aid_bind_int(s, ":has_destination", c->e.names.has_destination);
	}
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		code = is_wait ? add_wait(c, s, err) : add_report(c, s, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code;
}

/* ---- words ---- */

static int
add_title(struct crossing *c, struct aid_error *err)
{
	char trucks[AID_LOAD_NUMBER_SIZE], number[AID_LOAD_NUMBER_SIZE];
	const struct aid_cell *row = c->row;
	int64_t milli = row[AID_PASSED_QUANTITY].number;
	struct aid_buffer day, quantity;
	int code;

	aid_buffer_init(&day);
	aid_buffer_init(&quantity);
	aid_date_append_day(&day, row[AID_PASSED_DAY].number);
	if (row[AID_PASSED_QUANTITY].type == AID_CELL_NONE) {
		aid_buffer_append(&quantity, AID_SLICE_LITERAL("-"));
	} else {
		const char *unit = row[AID_PASSED_QUANTITY].type == AID_CELL_MASS
					   ? aid_explain_mass_unit(&milli)
					   : row[AID_PASSED_UNIT].text.ptr;

		aid_buffer_append(&quantity, aid_slice_of(aid_load_number(number, milli)));
		aid_buffer_append(&quantity, AID_SLICE_LITERAL(" "));
		aid_buffer_append(&quantity, aid_slice_of(unit));
	}
	code = aid_buffer_check(&quantity, err);
	if (code == 0) {
		code = aid_load_title(
			c->e.result, err, AID_MSG_EXPLAIN_CROSSING_TITLE, 6,
			row[AID_PASSED_PLACE].type == AID_CELL_NONE
				? "-"
				: row[AID_PASSED_PLACE].text.ptr,
			day.ptr, row[AID_PASSED_STAGE].text.ptr, row[AID_PASSED_SOURCE].text.ptr,
			row[AID_PASSED_TRUCKS].type == AID_CELL_NONE
				? "-"
				: aid_load_number(trucks,
						  aid_explain_milli(&row[AID_PASSED_TRUCKS])),
			quantity.ptr);
	}
	aid_buffer_done(&day);
	aid_buffer_done(&quantity);
	return code;
}

static int
add_words(struct crossing *c, struct aid_error *err)
{
	int code = add_title(c, err);
	const char *unit;

	if (code < 0 || c->figure == NULL) {
		return code;
	}
	unit = c->figure->unit != NULL ? c->figure->unit : c->row[AID_PASSED_UNIT].text.ptr;
	return aid_explain_note_cell(&c->e, c->figure->name, &c->row[c->figure->column], unit, err);
}

static int
check_cell(const struct crossing *c, struct aid_error *err)
{
	return c->figure != NULL && c->row[c->figure->column].type == AID_CELL_NONE
		       ? aid_message_error(err, AID_E_NOTFOUND, AID_MSG_EXPLAIN_EMPTY, 2,
					   c->figure->name, "of aidtally crossings")
		       : 0;
}

int
aid_report_explain_crossing(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			    struct aid_result *result, struct aid_error *err)
{
	struct crossing c = { .e = { .ledger = ledger, .result = result }, .filter = filter };
	struct aid_report_filter one = *filter;
	int code;

	aid_explain_init(result);
	aid_result_init(&c.rows, NULL, 0);
	c.e.report = "aidtally crossings";
	one.last_day = filter->first_day;
	one.crossing = filter->subject.len > 0 ? filter->subject : (struct aid_slice){ NULL, 0 };
	code = choose_figure(&c, err);
	if (code == 0) {
		code = aid_load_filter(ledger, &one, &c.e.names, err);
	}
	if (code == 0) {
		code = aid_report_crossings(ledger, &one, &c.rows, err);
	}
	if (code == 0) {
		code = find_row(&c, err);
	}
	if (code == 0) {
		code = check_cell(&c, err);
	}
	if (code == 0) {
		code = aid_explain_begin(&c.e, err);
	}
	if (code == 0) {
		code = add_reports(&c, err);
	}
	if (code == 0) {
		code = add_words(&c, err);
	}
	if (code == 0) {
		code = aid_explain_basis(&c.e, err);
	}
	if (code == 0) {
		code = aid_load_note_files(result, AID_EXPLAIN_FILE, AID_EXPLAIN_DROP,
					   AID_EXPLAIN_SHA256, err);
	}
	aid_result_done(&c.rows);
	return code;
}
