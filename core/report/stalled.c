/* Rows of the statement stalled_rows become rows of the report: what is open of a consignment, since when, whether that is too long, and why. */
#include <stdlib.h>

#include "base/integer.h"
#include "report/stalled_parts.h"
#include "value/date.h"
#include "value/words.h"

#define HOUR_S 3600

enum column {
	WAYBILL,
	LINE,
	DONOR,
	COMMODITY,
	QUANTITY,
	UNIT,
	STAGE,
	PLACE,
	SINCE,
	HOURS,
	THRESHOLD_HOURS,
	CAUSE,
	COMMITMENT_ID,
	DESTINATION,
	SOURCE,
	DROP,
	DROP_LINE,
	THRESHOLD_BASIS,
	LEARNED_PERCENTILE,
	LEARNED_FROM,
	N_COLUMNS
};

static const struct aid_result_column columns[N_COLUMNS] = {
	[WAYBILL] = { "waybill", "Waybill", false, 0 },
	[LINE] = { "line", "Line", false, 3 },
	[DONOR] = { "donor", "Donor", false, 9 },
	[COMMODITY] = { "commodity", "Commodity", false, 5 },
	[QUANTITY] = { "quantity", "Quantity", true, 0 },
	[UNIT] = { "unit", "Unit", false, 0 },
	[STAGE] = { "stage", "Last seen", false, 0 },
	[PLACE] = { "place", "At", false, 2 },
	[SINCE] = { "since", "Since", false, 0 },
	[HOURS] = { "hours", "Hours", true, 4 },
	[THRESHOLD_HOURS] = { "threshold_hours", "Limit", true, 10 },
	[CAUSE] = { "cause", "Why", false, 1 },
	[COMMITMENT_ID] = { "commitment_id", "Commitment", false, 7 },
	[DESTINATION] = { "destination", "To", false, 6 },
	[SOURCE] = { "source", "Says", false, 8 },
	[DROP] = { "drop", "", false, 0 },
	[DROP_LINE] = { "drop_line", "", false, 0 },
	[THRESHOLD_BASIS] = { "threshold_basis", "", false, 0 },
	[LEARNED_PERCENTILE] = { "learned_percentile", "", true, 0 },
	[LEARNED_FROM] = { "learned_from", "", true, 0 },
};

/* Columns of stalled_rows. Left as it is: the formatter would break its lines anew each time. */
/* clang-format off */
#define FIELD_LIST(X) \
	X(WAYBILL_ID) X(LINE) X(WRITTEN) X(SEEN_AT) X(SEEN_STAGE) X(BASE_UNIT) X(CROSSING) X(COMMITMENT) X(QUANTITY) \
	X(DONOR) X(COMMODITY) X(DESTINATION) X(STATED_CROSSING) X(SOURCE) X(PLACE) X(PRECISION) X(DROP) X(DROP_LINE) X(UNIT) X(KEY)
/* clang-format on */

enum field {
#define X(name) F_##name,
	FIELD_LIST(X)
#undef X
		N_FIELDS
};

/* The statement that was last made of a consignment. */
struct last {
	bool is_any;
	int64_t source, place, precision, drop, line, unit, key;
	struct aid_slice source_text;
};

/* One consignment, while its rows come. */
struct consignment {
	bool is_any;
	int64_t fields[N_FIELDS];
	struct aid_buffer line, written;
	struct last last;
};

struct unit {
	struct aid_slice base, stated; /* stated empty: not of the same measure */
	int64_t factor;
};

/* Consignments that wait for one reason outside of themselves: a row of the result, which tells the first of them, until there are more. */
struct group {
	struct aid_stalled_finding why;
	size_t row;
	int64_t n, threshold_s;
};

struct report {
	struct aid_ledger *ledger;
	struct aid_db *db;
	const struct aid_report_filter *filter;
	struct aid_load_filter bounds;
	struct aid_result *result;
	struct aid_stalled_names names;
	struct aid_stalled_thresholds thresholds;
	struct aid_stalled_causes causes;
	struct aid_memo unit_memo;
	struct unit *units;
	size_t n_units_room;
	struct aid_memo group_memo;
	struct group *groups;
	size_t n_groups_room;
	struct consignment open;
	int64_t n_consignments;
	bool is_cut; /* the limit was reached, and there were more */
};

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* A day is over only at its end: a truck that left on the 1st may have left at 23:59. */
static int64_t
latest_moment(int64_t at, int64_t precision)
{
	if (precision == AID_PRECISION_DAY) {
		return at + AID_DAY_SECONDS - 1;
	}
	return precision == AID_PRECISION_MONTH ? at + 31 * AID_DAY_SECONDS - 1 : at;
}

static int
find_unit(struct report *r, int64_t stated, int64_t base, struct unit *out_unit,
	  struct aid_error *err)
{
	struct aid_memo_key key = { { stated, base, 0, 0 } };
	struct aid_statement *s;
	struct unit *unit;
	size_t number;
	bool is_new, has_row = false;
	int code = aid_memo_find(&r->unit_memo, &key, &number, &is_new, err);

	if (code == 0) {
		code = aid_memo_make_room((void **)&r->units, &r->n_units_room, sizeof(*r->units),
					  number, err);
	}
	if (code < 0) {
		return code;
	}
	unit = &r->units[number];
	if (is_new) {
		code = aid_db_statement(r->db, "stalled_unit", &s, err);
		if (code < 0) {
			return code;
		}
		aid_bind_int(s, ":unit", stated);
		aid_bind_int(s, ":base_unit", base);
		code = aid_statement_step(s, &has_row, err);
		if (code == 0 && has_row) {
			unit->base = aid_arena_copy(&r->names.arena, aid_column_text(s, 0));
			unit->stated = aid_arena_copy(&r->names.arena, aid_column_text(s, 1));
			unit->factor = aid_column_int(s, 2);
			code = unit->base.ptr == NULL || unit->stated.ptr == NULL ? no_memory(err)
										  : 0;
		}
		aid_statement_reset(s);
	}
	*out_unit = *unit;
	return code;
}

/* In the unit in which the last statement gave it, where that is a measure of the same; else in the base unit. */
static int
set_quantity(struct report *r, int64_t quantity, struct aid_cell *cells, struct aid_error *err)
{
	const struct consignment *c = &r->open;
	struct unit unit = { AID_SLICE_EMPTY, AID_SLICE_EMPTY, 0 };
	int64_t stated;
	bool is_stated;
	int code = find_unit(r, c->last.unit, c->fields[F_BASE_UNIT], &unit, err);

	if (code < 0) {
		return code;
	}
	is_stated = unit.stated.len > 0 && aid_integer_scale(quantity, 1000, unit.factor, &stated);
	aid_result_set_number(&cells[QUANTITY], AID_CELL_QUANTITY, is_stated ? stated : quantity);
	return aid_result_set_text(r->result, &cells[UNIT], is_stated ? unit.stated : unit.base,
				   err);
}

static int
set_name(struct report *r, int64_t id, struct aid_cell *cell, struct aid_error *err)
{
	struct aid_stalled_name name;
	int code = aid_stalled_name(r->db, &r->names, id, &name, err);

	if (code == 0 && name.text.len > 0) {
		code = aid_result_set_text(r->result, cell, name.text, err);
	}
	return code;
}

static int
set_names(struct report *r, struct aid_cell *cells, struct aid_error *err)
{
	const struct consignment *c = &r->open;
	const struct {
		enum column column;
		int64_t id;
	} ids[] = {
		{ DONOR, c->fields[F_DONOR] },
		{ COMMODITY, c->fields[F_COMMODITY] },
		{ COMMITMENT_ID, c->fields[F_COMMITMENT] },
		{ DESTINATION, c->fields[F_DESTINATION] },
		{ PLACE, c->last.place },
		{ SOURCE, c->last.source },
	};
	int code = 0;

	for (size_t i = 0; code == 0 && i < sizeof(ids) / sizeof(ids[0]); i++) {
		code = set_name(r, ids[i].id, &cells[ids[i].column], err);
	}
	return code;
}

static int
set_text(struct report *r, struct aid_cell *cell, const char *text, struct aid_error *err)
{
	return aid_result_set_text(r->result, cell, aid_slice_of(text), err);
}

static int
set_basis(struct report *r, const struct aid_stalled_threshold *threshold, struct aid_cell *cells,
	  struct aid_error *err)
{
	aid_result_set_number(&cells[THRESHOLD_HOURS], AID_CELL_INTEGER,
			      threshold->seconds / HOUR_S);
	if (threshold->basis == AID_STALLED_LEARNED) {
		aid_result_set_number(&cells[LEARNED_PERCENTILE], AID_CELL_INTEGER,
				      threshold->percent);
		aid_result_set_number(&cells[LEARNED_FROM], AID_CELL_INTEGER, threshold->n_learned);
	}
	return set_text(r, &cells[THRESHOLD_BASIS], aid_stalled_basis_word(threshold->basis), err);
}

static int
set_row(struct report *r, int64_t quantity, int64_t heard_at,
	const struct aid_stalled_threshold *threshold, const struct aid_stalled_finding *why,
	struct aid_error *err)
{
	const struct consignment *c = &r->open;
	int64_t seen_at = c->fields[F_SEEN_AT];
	struct aid_cell *cells;
	int code = aid_result_add_row(r->result, &cells, err);

	if (code == 0) {
		code = aid_load_key(r->result, &cells[WAYBILL], aid_buffer_slice(&c->written), err);
	}
	if (code == 0 && c->line.len > 0) {
		code = aid_result_set_text(r->result, &cells[LINE], aid_buffer_slice(&c->line),
					   err);
	}
	if (code == 0) {
		code = set_names(r, cells, err);
	}
	if (code == 0) {
		code = set_quantity(r, quantity, cells, err);
	}
	if (code == 0) {
		code = set_text(r, &cells[STAGE],
				aid_words_name(AID_WORDS_STAGE, (int)c->fields[F_SEEN_STAGE]), err);
	}
	if (code == 0) {
		code = set_text(r, &cells[CAUSE], aid_stalled_cause_word(why->cause), err);
	}
	if (code == 0) {
		code = set_basis(r, threshold, cells, err);
	}
	if (code < 0) {
		return code;
	}
	if (c->last.is_any) {
		aid_result_set_number(&cells[DROP], AID_CELL_INTEGER, c->last.drop);
		aid_result_set_number(&cells[DROP_LINE], AID_CELL_INTEGER, c->last.line);
	}
	if (seen_at % AID_DAY_SECONDS == 0 && heard_at != seen_at) {
		aid_result_set_number(&cells[SINCE], AID_CELL_DAY, aid_date_day_of(seen_at));
	} else {
		aid_result_set_number(&cells[SINCE], AID_CELL_SECONDS, seen_at);
	}
	aid_result_set_number(&cells[HOURS], AID_CELL_INTEGER,
			      (r->filter->as_of_end - heard_at) / HOUR_S);
	return 0;
}

/* ---- groups ---- */

/* The first of a group is a row as any other; the others only count. */
static int
join_group(struct report *r, const struct aid_stalled_finding *why, int64_t threshold_s,
	   bool *out_is_joined, struct aid_error *err)
{
	struct aid_memo_key key = { { (int64_t)why->cause, why->subject, why->is_destination, 0 } };
	size_t number;
	bool is_new;
	int code;

	*out_is_joined = false;
	if (!r->filter->is_summed || why->cause == AID_STALLED_STUCK) {
		return 0;
	}
	code = aid_memo_find(&r->group_memo, &key, &number, &is_new, err);
	if (code == 0) {
		code = aid_memo_make_room((void **)&r->groups, &r->n_groups_room,
					  sizeof(*r->groups), number, err);
	}
	if (code < 0) {
		return code;
	}
	if (is_new) {
		r->groups[number] = (struct group){ *why, r->result->n_rows, 0, threshold_s };
	}
	r->groups[number].n++;
	*out_is_joined = !is_new;
	return 0;
}

static int
set_group(struct report *r, const struct group *group, struct aid_error *err)
{
	struct aid_cell *cells = r->result->cells + group->row * N_COLUMNS;
	char number[AID_LOAD_NUMBER_SIZE];
	struct aid_buffer words;
	enum column subject = group->why.cause == AID_STALLED_SOURCE_SILENT ? SOURCE
			      : group->why.is_destination                   ? DESTINATION
									    : PLACE;
	struct aid_slice args[1];
	int code;

	for (size_t i = 0; i < N_COLUMNS; i++) {
		cells[i] = (struct aid_cell){ AID_CELL_NONE, 0, AID_SLICE_EMPTY };
	}
	aid_load_number(number, group->n * 1000);
	args[0] = aid_slice_of(number);
	aid_buffer_init(&words);
	aid_message_format(&words, AID_MSG_STALLED_GROUP, args, 1);
	code = aid_buffer_check(&words, err);
	if (code == 0) {
		code = aid_result_set_text(r->result, &cells[WAYBILL], aid_buffer_slice(&words),
					   err);
	}
	aid_buffer_done(&words);
	if (code == 0) {
		code = set_name(r, group->why.subject, &cells[subject], err);
	}
	if (code == 0) {
		code = set_text(r, &cells[CAUSE], aid_stalled_cause_word(group->why.cause), err);
	}
	if (code == 0 && group->why.since_day != AID_STALLED_NEVER) {
		aid_result_set_number(&cells[SINCE], AID_CELL_DAY, group->why.since_day);
		aid_result_set_number(
			&cells[HOURS], AID_CELL_INTEGER,
			(r->filter->as_of_end -
			 latest_moment(group->why.since_day * AID_DAY_SECONDS, AID_PRECISION_DAY)) /
				HOUR_S);
	}
	return code;
}

static int
set_groups(struct report *r, struct aid_error *err)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < r->group_memo.n_keys; i++) {
		if (r->groups[i].n > 1) {
			code = set_group(r, &r->groups[i], err);
		}
	}
	return code;
}

/* ---- consignments ---- */

/* What its cause depends on: names as they are meant. The crossing is where it was seen, else the one that its shipment states. */
static int
find_case(struct report *r, struct aid_stalled_case *out, struct aid_error *err)
{
	const struct consignment *c = &r->open;
	int64_t crossing =
		c->fields[F_CROSSING] != 0 ? c->fields[F_CROSSING] : c->fields[F_STATED_CROSSING];
	int64_t ids[] = { c->last.place, crossing, c->fields[F_DESTINATION], c->last.source };
	struct aid_stalled_name names[4];
	int code = 0;

	for (size_t i = 0; code == 0 && i < 4; i++) {
		code = aid_stalled_name(r->db, &r->names, ids[i], &names[i], err);
	}
	if (code < 0) {
		return code;
	}
	*out = (struct aid_stalled_case){ .spot = { c->fields[F_SEEN_STAGE], names[0].canonical,
						    names[1].canonical, names[2].canonical },
					  .source = names[3].canonical };
	return aid_stalled_drop_source(r->db, &r->causes, c->last.drop, &out->drop_source, err);
}

/* The consignment whose rows have all come. */
static int
close_consignment(struct report *r, struct aid_error *err)
{
	struct consignment *c = &r->open;
	int64_t heard_at, quantity = c->fields[F_QUANTITY];
	struct aid_stalled_threshold threshold;
	struct aid_stalled_finding why;
	struct aid_stalled_case which;
	bool is_joined = false;
	int code;

	c->is_any = false;
	if (quantity <= 0 || (r->bounds.has_source && !c->last.is_any)) {
		return 0;
	}
	heard_at = c->last.is_any ? latest_moment(c->fields[F_SEEN_AT], c->last.precision)
				  : c->fields[F_SEEN_AT];
	if (heard_at >= r->filter->as_of_end - aid_stalled_least_s(&r->thresholds)) {
		return 0;
	}
	code = find_case(r, &which, err);
	if (code == 0) {
		code = aid_stalled_threshold(r->db, &r->thresholds, &which.spot, &threshold, err);
	}
	if (code < 0 || heard_at >= r->filter->as_of_end - threshold.seconds) {
		return code;
	}
	if (r->filter->limit > 0 && r->n_consignments == r->filter->limit) {
		r->is_cut = true;
		return 0;
	}
	which.threshold_s = threshold.seconds;
	r->n_consignments++;
	code = aid_stalled_find_cause(r->db, &r->causes, &which, &why, err);
	if (code == 0) {
		code = join_group(r, &why, threshold.seconds, &is_joined, err);
	}
	return code < 0 || is_joined ? code : set_row(r, quantity, heard_at, &threshold, &why, err);
}

/* Of several statements of one moment that of the smaller source, then of the smaller key. */
static int
take_last(struct report *r, const struct last *candidate, struct aid_error *err)
{
	struct last *last = &r->open.last;
	struct aid_stalled_name name;
	int code, order;

	if (candidate->source == 0) {
		return 0;
	}
	code = aid_stalled_name(r->db, &r->names, candidate->source, &name, err);
	if (code < 0 || (r->bounds.has_source && !name.is_wanted)) {
		return code;
	}
	order = last->is_any ? aid_slice_compare(name.text, last->source_text) : -1;
	if (order < 0 || (order == 0 && candidate->key < last->key)) {
		*last = *candidate;
		last->is_any = true;
		last->source_text = name.text;
	}
	return 0;
}

static int
open_consignment(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	struct consignment *c = &r->open;
	int code;

	for (int i = 0; i < F_SOURCE; i++) {
		if (i != F_LINE && i != F_WRITTEN) {
			c->fields[i] = aid_column_int(s, i);
		}
	}
	c->last = (struct last){ .is_any = false };
	c->is_any = true;
	aid_buffer_reset(&c->line);
	aid_buffer_append(&c->line, aid_column_text(s, F_LINE));
	aid_buffer_reset(&c->written);
	aid_buffer_append(&c->written, aid_column_text(s, F_WRITTEN));
	code = aid_buffer_check(&c->line, err);
	return code < 0 ? code : aid_buffer_check(&c->written, err);
}

static int
take_row(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	struct last last = { .source = aid_column_int(s, F_SOURCE),
			     .place = aid_column_int(s, F_PLACE),
			     .precision = aid_column_int(s, F_PRECISION),
			     .drop = aid_column_int(s, F_DROP),
			     .line = aid_column_int(s, F_DROP_LINE),
			     .unit = aid_column_int(s, F_UNIT),
			     .key = aid_column_int(s, F_KEY) };
	struct consignment *c = &r->open;
	int code = 0;

	if (c->is_any &&
	    (c->fields[F_WAYBILL_ID] != aid_column_int(s, F_WAYBILL_ID) ||
	     !aid_slice_is_equal(aid_buffer_slice(&c->line), aid_column_text(s, F_LINE)))) {
		code = close_consignment(r, err);
	}
	if (code == 0 && !c->is_any && !r->is_cut) {
		code = open_consignment(r, s, err);
	}
	return code == 0 && c->is_any ? take_last(r, &last, err) : code;
}

static int
add_rows(struct report *r, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(r->db, "stalled_rows", &s, err);

	if (code < 0) {
		return code;
	}
	aid_load_bind_promise(s, &r->bounds);
	aid_bind_int(s, ":known", r->bounds.known);
	aid_bind_int(s, ":limit", r->filter->as_of_end - aid_stalled_least_s(&r->thresholds));
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row && !r->is_cut) {
		code = take_row(r, s, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code == 0 && r->open.is_any ? close_consignment(r, err) : code;
}

/* ---- words ---- */

static int
add_words(struct report *r, struct aid_error *err)
{
	char n_all[AID_LOAD_NUMBER_SIZE], n_hours[AID_LOAD_NUMBER_SIZE];
	bool is_asked = r->filter->threshold_s > 0;
	int code;

	aid_load_number(n_all, r->n_consignments * 1000);
	aid_load_number(n_hours, aid_stalled_least_s(&r->thresholds) / HOUR_S * 1000);
	if (r->n_consignments == 0) {
		return is_asked ? aid_load_note(r->result, err, AID_MSG_STALLED_NONE, 1, n_hours)
				: aid_load_note(r->result, err, AID_MSG_STALLED_NONE_USUAL, 0);
	}
	code = is_asked ? aid_load_title(r->result, err, AID_MSG_STALLED_TITLE, 2, n_all, n_hours)
			: aid_load_title(r->result, err, AID_MSG_STALLED_TITLE_USUAL, 1, n_all);
	if (code == 0 && r->is_cut) {
		code = aid_load_note(r->result, err, AID_MSG_STALLED_CUT, 1, n_all);
	}
	return code;
}

static void
done(struct report *r)
{
	aid_stalled_names_done(&r->names);
	aid_stalled_thresholds_close(&r->thresholds);
	aid_stalled_causes_close(&r->causes);
	aid_memo_done(&r->unit_memo);
	free(r->units);
	aid_memo_done(&r->group_memo);
	free(r->groups);
	aid_buffer_done(&r->open.line);
	aid_buffer_done(&r->open.written);
}

int
aid_report_stalled(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		   struct aid_result *result, struct aid_error *err)
{
	struct report r = {
		.ledger = ledger, .db = aid_ledger_db(ledger), .filter = filter, .result = result
	};
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	result->drain = filter->drain;
	aid_arena_init(&r.names.arena);
	aid_buffer_init(&r.open.line);
	aid_buffer_init(&r.open.written);
	r.thresholds.asked_s = filter->threshold_s;
	r.thresholds.as_of_day = aid_date_day_of(filter->as_of_end - 1);
	r.causes.filter = filter;
	r.causes.bounds = &r.bounds;
	code = aid_load_filter(ledger, filter, &r.bounds, err);
	if (code == 0) {
		code = aid_stalled_thresholds_open(r.db, &r.thresholds, r.bounds.known, err);
	}
	if (code == 0) {
		code = aid_stalled_causes_open(r.db, &r.causes, err);
	}
	if (code == 0) {
		code = add_rows(&r, err);
	}
	if (code == 0) {
		code = set_groups(&r, err);
	}
	if (code == 0) {
		code = add_words(&r, err);
	}
	done(&r);
	return code;
}
