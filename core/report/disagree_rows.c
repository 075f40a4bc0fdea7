/* The bridge: base + stage + scope + unit_basis + cut_off_day + late_reports + not_reported + what is left = source, in integers. What is alike of both when scope, time and days
 * are taken out stands apart by unit; the rest follows from sums of rows. */
#include "base/integer.h"
#include "report/disagree.h"
#include "value/date.h"
#include "value/words.h"

enum column {
	PERIOD,
	PLACE,
	STAGE,
	SOURCE,
	ROWS,
	TRUCKS,
	QUANTITY,
	UNIT,
	DIFFERENCE,
	EXPLAINED_BY,
	BASE_SOURCE,
	COUNTS,
	UNMEASURED_ROWS,
	N_COLUMNS
};

#define COLUMNS(place, stage)                                                                      \
	{                                                                                          \
		{ "period", "Period", false, 0 }, { "place", place, false, 0 },                    \
			{ "stage", stage, false, 0 }, { "source", "Says", false, 0 },              \
			{ "rows", "Rows", true, 4 }, { "trucks", "Trucks", true, 3 },              \
			{ "quantity", "Quantity", true, 0 }, { "unit", "Unit", false, 0 },         \
			{ "difference", "Difference", true, 0 },                                   \
			{ "explained_by", "Because", false, 0 }, { "base_source", "", false, 0 },  \
			{ "counts", "Counted", true, 6 },                                          \
			{ "unmeasured_rows", "Unweighed", true, 5 },                               \
	}

/* Where all is of one place or stage, the title says so. */
static const struct aid_result_column columns[2][2][N_COLUMNS] = {
	{ COLUMNS("Place", "Stage"), COLUMNS("Place", "") },
	{ COLUMNS("", "Stage"), COLUMNS("", "") },
};

static const char *const part_names[AID_DISAGREE_PARTS] = {
	"stage", "scope", "unit_basis", "cut_off_day", "late_reports", "not_reported", "unexplained"
};
#define STAGE_AND_REST "stage_and_rest"

/* Thousandths of trucks or of a unit. */
struct bridge {
	int64_t parts[AID_DISAGREE_PARTS];
	bool is_named[AID_DISAGREE_PARTS]; /* applies, though it may come to nothing */
};

/* What a source says in a period, as far as it can be compared. */
struct amount {
	int64_t trucks, n_trucks;
	int64_t quantity, n_quantities;
	int64_t n_other; /* rows whose unit, as stated, is not the base's */
};

/* A row of disagree_rows. */
struct entry {
	int64_t period, stage, place_id, source_id, base_id, base_stage, via_stage, pair_id;
	int64_t unit_id, stated_unit_id, lag;
	struct aid_slice place, source, base, unit;
	struct aid_cell n_rows, trucks, counts, unmeasured;
	struct amount own, via, other; /* other: the base's */
	bool is_compared;
};

struct report {
	const struct aid_disagree *disagree;
	struct aid_result *result;
	struct aid_arena arena;
	struct aid_disagree_seen seen;
	int64_t place_id; /* of the first row */
};

static int
overflow(struct aid_error *err)
{
	return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_DISAGREE_OVERFLOW, 0);
}

/* ---- cells ---- */

static void
set_amount(struct aid_cell *cell, int64_t unit_id, int64_t amount)
{
	if (unit_id == AID_UNIT_KILOGRAM) {
		aid_result_set_number(cell, AID_CELL_MASS, amount);
	} else if (unit_id == AID_UNIT_TRUCK && amount % 1000 == 0) {
		aid_result_set_number(cell, AID_CELL_INTEGER, amount / 1000);
	} else {
		aid_result_set_number(cell, AID_CELL_QUANTITY, amount);
	}
}

static int
set_text(struct report *report, struct aid_cell *cell, struct aid_slice text, struct aid_error *err)
{
	return text.len == 0 ? 0 : aid_result_set_text(report->result, cell, text, err);
}

static int
set_period(struct report *report, struct aid_cell *cell, int64_t day, struct aid_error *err)
{
	struct aid_buffer text;
	int code;

	if (report->disagree->filter->period != AID_REPORT_PERIOD_MONTH) {
		aid_result_set_number(cell, AID_CELL_DAY, day);
		return 0;
	}
	aid_buffer_init(&text);
	aid_date_format_append(&text,
			       (struct aid_time){ day * AID_DAY_SECONDS, AID_PRECISION_MONTH });
	code = aid_buffer_check(&text, err);
	if (code == 0) {
		code = aid_result_set_text(report->result, cell, aid_buffer_slice(&text), err);
	}
	aid_buffer_done(&text);
	return code;
}

/* A row with what all rows of an entry say. */
static int
add_row(struct report *report, const struct entry *entry, struct aid_cell **out_cells,
	struct aid_error *err)
{
	struct aid_cell *cells;
	int code = aid_result_add_row(report->result, &cells, err);

	if (code == 0) {
		code = set_period(report, &cells[PERIOD], entry->period, err);
	}
	if (code == 0) {
		code = set_text(report, &cells[PLACE], entry->place, err);
	}
	if (code == 0) {
		code = set_text(report, &cells[STAGE],
				aid_slice_of(aid_words_name(AID_WORDS_STAGE, (int)entry->stage)),
				err);
	}
	if (code == 0) {
		code = set_text(report, &cells[SOURCE], entry->source, err);
	}
	if (code == 0) {
		code = set_text(report, &cells[BASE_SOURCE], entry->base, err);
	}
	if (code == 0) {
		*out_cells = cells;
	}
	return code;
}

static int
add_parts(struct report *report, const struct entry *entry, const struct bridge *bridge,
	  int64_t unit_id, struct aid_slice unit, struct aid_error *err)
{
	bool is_unclear = entry->via_stage != entry->base_stage;
	int code = 0;

	for (int part = 0; code == 0 && part < AID_DISAGREE_PARTS; part++) {
		const char *name =
			part == AID_DISAGREE_REST && is_unclear ? STAGE_AND_REST : part_names[part];
		struct aid_cell *cells;

		if (bridge->parts[part] == 0 && !bridge->is_named[part]) {
			continue;
		}
		report->seen.parts[part] |= part != AID_DISAGREE_REST || !is_unclear;
		report->seen.is_stage_unclear |= part == AID_DISAGREE_REST && is_unclear;
		code = add_row(report, entry, &cells, err);
		if (code == 0) {
			code = set_text(report, &cells[UNIT], unit, err);
		}
		if (code == 0) {
			set_amount(&cells[DIFFERENCE], unit_id, bridge->parts[part]);
			code = set_text(report, &cells[EXPLAINED_BY], aid_slice_of(name), err);
		}
	}
	return code;
}

/* ---- figures ---- */

static int
read_amount(struct report *report, const struct entry *entry, int64_t source_id, int64_t stage,
	    struct amount *out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(report->disagree->db, "disagree_amount", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":unit", entry->unit_id);
	aid_bind_int(s, ":stated_unit", entry->stated_unit_id);
	aid_bind_int(s, ":place", entry->place_id);
	aid_bind_int(s, ":stage", stage);
	aid_bind_int(s, ":told_source", source_id);
	aid_bind_int(s, ":period", entry->period);
	aid_bind_int(s, ":known", report->disagree->names.known);
	code = aid_statement_step(s, &has_row, err);
	if (code == 0) {
		*out = (struct amount){ aid_column_int(s, 0), aid_column_int(s, 1),
					aid_column_int(s, 2), aid_column_int(s, 3),
					aid_column_int(s, 4) };
		aid_statement_reset(s);
	}
	return code;
}

/* The columns of disagree_parts. */
struct sums {
	int64_t scope, late, cut, base, source;           /* trucks */
	int64_t scope_q, late_q, cut_q, base_q;           /* quantity */
	int64_t same_q, other_q, shared_q, shared_base_q; /* of the source; of the base */
	int64_t loaded_base, loaded_other;                /* trucks */
	int64_t alone, alone_q;
};

static int
read_sums(struct report *report, const struct entry *entry, struct sums *out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(report->disagree->db, "disagree_parts", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":pair", entry->pair_id);
	aid_bind_int(s, ":period", entry->period);
	code = aid_statement_step(s, &has_row, err);
	if (code == 0 && has_row) {
		*out = (struct sums){
			.scope = aid_column_int(s, 0),
			.late = aid_column_int(s, 1),
			.cut = aid_column_int(s, 2),
			.base = aid_column_int(s, 3),
			.source = aid_column_int(s, 4),
			.scope_q = aid_column_int(s, 5),
			.late_q = aid_column_int(s, 6),
			.cut_q = aid_column_int(s, 7),
			.base_q = aid_column_int(s, 8),
			.same_q = aid_column_int(s, 9),
			.other_q = aid_column_int(s, 10),
			.shared_q = aid_column_int(s, 11),
			.shared_base_q = aid_column_int(s, 12),
			.loaded_base = aid_column_int(s, 13),
			.loaded_other = aid_column_int(s, 14),
			.alone = aid_column_int(s, 15),
			.alone_q = aid_column_int(s, 16),
		};
		aid_statement_reset(s);
	}
	return code;
}

static void
bridge_trucks(const struct entry *entry, const struct sums *sums, struct bridge *out)
{
	*out = (struct bridge){ .parts = { [AID_DISAGREE_STAGE] =
						   entry->own.trucks - entry->via.trucks,
					   [AID_DISAGREE_SCOPE] = sums->scope,
					   [AID_DISAGREE_CUT_OFF_DAY] = sums->cut,
					   [AID_DISAGREE_LATE_REPORTS] = sums->late,
					   [AID_DISAGREE_NOT_REPORTED] = sums->alone,
					   [AID_DISAGREE_REST] = sums->source - sums->base } };
}

/* What the source states in another unit, less what the base says of the same consignments, and less what as many trucks carry on the base's average.
 * Without trucks nobody can tell: 0. */
static int
bridge_quantity(const struct entry *entry, const struct sums *sums, struct bridge *out,
		struct aid_error *err)
{
	int64_t expected = sums->other_q;

	if (sums->loaded_base > 0 && sums->loaded_other > 0 &&
	    !aid_integer_scale(sums->base_q, sums->loaded_other, sums->loaded_base, &expected)) {
		return overflow(err);
	}
	*out = (struct bridge){
		.parts = { [AID_DISAGREE_STAGE] = entry->own.quantity - entry->via.quantity,
			   [AID_DISAGREE_SCOPE] = sums->scope_q,
			   [AID_DISAGREE_UNIT_BASIS] =
				   sums->other_q - expected + sums->shared_q - sums->shared_base_q,
			   [AID_DISAGREE_CUT_OFF_DAY] = sums->cut_q,
			   [AID_DISAGREE_LATE_REPORTS] = sums->late_q,
			   [AID_DISAGREE_NOT_REPORTED] = sums->alone_q,
			   [AID_DISAGREE_REST] =
				   sums->same_q + expected + sums->shared_base_q - sums->base_q }
	};
	out->is_named[AID_DISAGREE_UNIT_BASIS] = entry->via.n_other > 0;
	return 0;
}

static void
name_parts(const struct entry *entry, struct bridge *bridge)
{
	bridge->is_named[AID_DISAGREE_STAGE] = entry->via_stage != entry->stage;
	bridge->is_named[AID_DISAGREE_CUT_OFF_DAY] = entry->lag != 0;
	bridge->is_named[AID_DISAGREE_REST] = true;
}

/* ---- the lines of an entry ---- */

static bool
has_trucks(const struct entry *e)
{
	return e->is_compared && e->own.n_trucks > 0 && e->via.n_trucks > 0 &&
	       e->other.n_trucks > 0;
}

static bool
has_quantity(const struct entry *e)
{
	return e->is_compared && e->unit_id != 0 && e->own.n_quantities > 0 &&
	       e->via.n_quantities > 0 && e->other.n_quantities > 0;
}

/* The line of what is said, or (cells NULL) one more, with the difference; and its parts. */
static int
add_comparison(struct report *report, const struct entry *entry, struct aid_cell *cells,
	       const struct bridge *bridge, bool is_trucks, struct aid_error *err)
{
	int64_t unit_id = is_trucks ? AID_UNIT_TRUCK : entry->unit_id;
	struct aid_slice unit = is_trucks ? AID_SLICE_LITERAL("truck") : entry->unit;
	int64_t own = is_trucks ? entry->own.trucks : entry->own.quantity;
	int64_t other = is_trucks ? entry->other.trucks : entry->other.quantity;
	int code = 0;

	if (cells == NULL) {
		code = add_row(report, entry, &cells, err);
		if (code == 0) {
			set_amount(&cells[QUANTITY], unit_id, own);
		}
	}
	if (code == 0) {
		set_amount(&cells[DIFFERENCE], unit_id, own - other);
		code = set_text(report, &cells[UNIT], unit, err);
	}
	return code < 0 ? code : add_parts(report, entry, bridge, unit_id, unit, err);
}

/* What it states itself: the first line, and one for each further unit. *out_cells: the first line, *out_is_alike: which is in the unit of comparison and all. */
static int
add_own(struct report *report, const struct entry *entry, bool *out_has_unit, bool *out_is_alike,
	size_t *out_first, struct aid_error *err)
{
	struct aid_cell *cells;
	struct aid_statement *s;
	bool has_row = false;
	size_t n_units = 0;
	int code = add_row(report, entry, &cells, err);

	*out_first = report->result->n_rows - 1;
	*out_has_unit = *out_is_alike = false;
	if (code < 0) {
		return code;
	}
	cells[ROWS] = entry->n_rows;
	cells[TRUCKS] = entry->trucks;
	cells[COUNTS] = entry->counts;
	cells[UNMEASURED_ROWS] = entry->unmeasured;
	code = aid_db_statement(report->disagree->db, "disagree_units", &s, err);
	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":place", entry->place_id);
	aid_bind_int(s, ":stage", entry->stage);
	aid_bind_int(s, ":told_source", entry->source_id);
	aid_bind_int(s, ":period", entry->period);
	aid_bind_int(s, ":known", report->disagree->names.known);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		int64_t unit_id = aid_column_int(s, 0);

		if (n_units > 0) {
			code = add_row(report, entry, &cells, err);
		}
		if (code == 0) {
			set_amount(&cells[QUANTITY], unit_id, aid_column_int(s, 2));
			code = set_text(report, &cells[UNIT], aid_column_text(s, 1), err);
		}
		if (code < 0) {
			break;
		}
		*out_has_unit = true;
		*out_is_alike = n_units == 0 && unit_id == entry->unit_id;
		n_units++;
	}
	aid_statement_reset(s);
	if (code == 0 && n_units == 0 && entry->trucks.type != AID_CELL_NONE) {
		code = set_text(report, &cells[UNIT], AID_SLICE_LITERAL("truck"), err);
	}
	return code;
}

/* All that the base states, in the unit in which others are compared with it. */
static int
add_total(struct report *report, const struct entry *entry, struct aid_error *err)
{
	struct aid_cell *cells;
	int code = add_row(report, entry, &cells, err);

	if (code == 0) {
		set_amount(&cells[QUANTITY], entry->unit_id, entry->own.quantity);
		code = set_text(report, &cells[UNIT], entry->unit, err);
	}
	return code;
}

static int
add_entry(struct report *report, struct entry *entry, struct aid_error *err)
{
	struct sums sums = { 0 };
	struct bridge trucks, quantity;
	bool has_unit = false, is_alike;
	size_t first = 0;
	int code = read_amount(report, entry, entry->source_id, entry->stage, &entry->own, err);

	if (code == 0 && entry->is_compared) {
		code = read_amount(report, entry, entry->source_id, entry->via_stage, &entry->via,
				   err);
	}
	if (code == 0 && entry->is_compared) {
		code = read_amount(report, entry, entry->base_id, entry->base_stage, &entry->other,
				   err);
	}
	if (code == 0 && entry->is_compared) {
		code = read_sums(report, entry, &sums, err);
	}
	if (code == 0) {
		code = add_own(report, entry, &has_unit, &is_alike, &first, err);
	}
	if (code == 0 && !entry->is_compared && has_unit && !is_alike &&
	    entry->own.n_quantities > 0) {
		code = add_total(report, entry, err);
	}
	if (code == 0 && has_quantity(entry)) {
		code = bridge_quantity(entry, &sums, &quantity, err);
		if (code == 0) {
			name_parts(entry, &quantity);
			code = add_comparison(report, entry,
					      is_alike ? report->result->cells + first * N_COLUMNS
						       : NULL,
					      &quantity, false, err);
		}
	}
	report->seen.is_unweighed |= has_quantity(entry) && entry->unmeasured.number > 0;
	report->seen.is_apart |=
		entry->is_compared && has_unit && entry->unit_id != 0 && !has_quantity(entry);
	if (code == 0 && has_trucks(entry)) {
		bridge_trucks(entry, &sums, &trucks);
		name_parts(entry, &trucks);
		code = add_comparison(report, entry,
				      has_unit ? NULL : report->result->cells + first * N_COLUMNS,
				      &trucks, true, err);
	}
	return code;
}

/* ---- reading ---- */

static int
copy(struct report *report, struct aid_slice text, struct aid_slice *out, struct aid_error *err)
{
	*out = text.len == 0 ? AID_SLICE_EMPTY : aid_arena_copy(&report->arena, text);
	return out->ptr == NULL ? aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0) : 0;
}

static int
read_entry(struct report *report, struct aid_statement *s, struct entry *out, struct aid_error *err)
{
	struct aid_result *result = report->result;
	int code;

	*out = (struct entry){
		.period = aid_column_int(s, 0),
		.stage = aid_column_int(s, 2),
		.place_id = aid_column_int(s, 9),
		.source_id = aid_column_int(s, 10),
		.base_id = aid_column_int(s, 11),
		.base_stage = aid_column_int(s, 12),
		.via_stage = aid_column_int(s, 13),
		.pair_id = aid_column_int(s, 14),
		.unit_id = aid_column_int(s, 15),
		.stated_unit_id = aid_column_int(s, 17),
		.lag = aid_column_int(s, 18),
		.is_compared = !aid_column_is_null(s, 14),
	};
	code = copy(report, aid_column_text(s, 1), &out->place, err);
	if (code == 0) {
		code = copy(report, aid_column_text(s, 3), &out->source, err);
	}
	if (code == 0) {
		code = copy(report, aid_column_text(s, 4), &out->base, err);
	}
	if (code == 0) {
		code = copy(report, aid_column_text(s, 16), &out->unit, err);
	}
	if (code == 0) {
		code = aid_load_cell(s, 5, AID_LOAD_INTEGER, result, &out->n_rows, err);
	}
	if (code == 0) {
		code = aid_load_cell(s, 6, AID_LOAD_TRUCKS, result, &out->trucks, err);
	}
	if (code == 0) {
		code = aid_load_cell(s, 7, AID_LOAD_INTEGER, result, &out->counts, err);
	}
	if (code == 0) {
		code = aid_load_cell(s, 8, AID_LOAD_INTEGER, result, &out->unmeasured, err);
	}
	return code;
}

/* Are all rows of one place, of one stage? */
static void
note_place(struct report *report, const struct entry *entry)
{
	if (report->result->n_rows == 0) {
		report->place_id = entry->place_id;
		report->seen.place = entry->place;
		report->seen.stage = entry->stage;
	}
	report->seen.is_one_place &= entry->place_id == report->place_id;
	report->seen.is_one_stage &= entry->stage == report->seen.stage;
	if (entry->is_compared && report->seen.base.len == 0) {
		report->seen.base = entry->base;
	}
	report->seen.is_one_base &=
		!entry->is_compared || aid_slice_is_equal(entry->base, report->seen.base);
}

static int
read_entries(struct report *report, struct aid_error *err)
{
	const struct aid_disagree *disagree = report->disagree;
	struct aid_statement *s;
	struct entry entry;
	bool has_row = false;
	int code = aid_db_statement(disagree->db, "disagree_rows", &s, err);

	if (code < 0) {
		return code;
	}
	aid_load_bind_source(s, &disagree->names);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = read_entry(report, s, &entry, err);
		if (code == 0) {
			note_place(report, &entry);
			code = add_entry(report, &entry, err);
		}
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	return code;
}

int
aid_disagree_rows(const struct aid_disagree *disagree, struct aid_result *result,
		  struct aid_error *err)
{
	struct report report = {
		.disagree = disagree,
		.result = result,
		.seen = { .is_one_place = true, .is_one_stage = true, .is_one_base = true }
	};
	int code;

	aid_result_init(result, columns[0][0], N_COLUMNS);
	aid_arena_init(&report.arena);
	code = read_entries(&report, err);
	if (code == 0 && result->n_rows > 0) {
		result->columns = columns[report.seen.is_one_place][report.seen.is_one_stage];
	}
	if (code == 0) {
		code = aid_disagree_notes(disagree, &report.seen, result, err);
	}
	aid_arena_done(&report.arena);
	return code;
}
