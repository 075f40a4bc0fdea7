/* The funnel of each commitment is reckoned as `shortfall` does it. What its parts are made of follows from what counts towards it: of a cell of
 * consignments its share of what the cell is made of (aged_cell.c), of counts the newest days, as what came first left first. */
#include "report/aged.h"

#include <stdlib.h>

#include "base/integer.h"
#include "report/aged_parts.h"
#include "report/shortfall_parts.h"
#include "value/date.h"
#include "value/words.h"

_Static_assert(AID_AGED_QUANTITY - AID_AGED_FIRST_FIGURE == AID_AGED_COUNT, "a column an age");

static const struct aid_result_column aged_columns[AID_AGED_COMMITMENT + 1] = {
	[AID_AGED_UNIT] = { "unit", "Unit", false, 0 },
	[AID_AGED_PART] = { "part", "Part", false, 0 },
	[AID_AGED_REASON] = { "reason", "Reason", false, 0 },
	[AID_AGED_PLACE] = { "place", "Place", false, 0 },
	[AID_AGED_FIRST_FIGURE] = { "age_0_3", "0-3 days", true, 1 },
	[AID_AGED_FIRST_FIGURE + 1] = { "age_4_7", "4-7", true, 1 },
	[AID_AGED_FIRST_FIGURE + 2] = { "age_8_14", "8-14", true, 1 },
	[AID_AGED_FIRST_FIGURE + 3] = { "age_15_30", "15-30", true, 1 },
	[AID_AGED_FIRST_FIGURE + AID_AGED_OVER] = { "age_over_30", "over 30", true, 1 },
	[AID_AGED_FIRST_FIGURE + AID_AGED_UNKNOWN] = { "age_unknown", "unknown", true, 1 },
	[AID_AGED_QUANTITY] = { "quantity", "In all", true, 0 },
	[AID_AGED_AS_OF] = { "as_of", "", false, 0 },
	[AID_AGED_COMMITMENT] = { "commitment_id", "", false, 0 },
};

/* The parts in the order of the report: what was not sent, then along the way, then what ended otherwise. */
enum part { NOT_SENT, FIRST_PIECE, N_PARTS = FIRST_PIECE + AID_PIECE_COUNT };
static const struct {
	const char *word;
	enum aid_piece piece;
} parts[N_PARTS] = {
	[NOT_SENT] = { "not_dispatched", AID_PIECE_COUNT },
	[1] = { "moving", AID_PIECE_MOVING },
	[2] = { "at_crossing", AID_PIECE_AT_CROSSING },
	[3] = { "uncollected", AID_PIECE_UNCOLLECTED },
	[4] = { "collected", AID_PIECE_COLLECTED },
	[5] = { "delivered", AID_PIECE_DELIVERED },
	[6] = { "intercepted", AID_PIECE_INTERCEPTED },
	[7] = { "returned", AID_PIECE_RETURNED },
	[8] = { "lost", AID_PIECE_LOST },
	[9] = { "unaccounted", AID_PIECE_UNACCOUNTED },
};
enum { LOST_PART = 8, UNACCOUNTED_PART = 9 };

/* Goods of one part, reason and place, by age. */
struct heap {
	int part;
	enum aid_aged_reason reason;
	int64_t place;
	struct aid_slice place_text;
	struct aid_slice unit; /* of a row of the result */
	int64_t ages[AID_AGED_COUNT];
};

struct heaps {
	struct aid_memo memo;
	struct heap *items;
	size_t n, n_room;
};

/* A day of counts at a stage. */
struct counted {
	int64_t stage, day, quantity, place;
};

/* What a unit amounts to. */
struct total {
	struct aid_slice unit;
	int64_t committed, surplus;
};

struct report {
	bool is_each; /* commitment for itself */
	struct aid_shortfall_report base;
	struct aid_aged_cells cells;
	struct heaps weights; /* of the commitment at hand, in its base unit */
	struct counted *counted;
	size_t n_counted, n_counted_room;
	struct heaps rows; /* of the report */
	struct total *totals;
	size_t n_totals, n_totals_room;
};

static int
overflow(struct aid_slice what, struct aid_error *err)
{
	return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1,
				 what.ptr == NULL ? "" : what.ptr);
}

static int
find_heap(struct heaps *heaps, int64_t unit, int part, enum aid_aged_reason reason, int64_t place,
	  struct heap **out_heap, struct aid_error *err)
{
	struct aid_memo_key key = { { unit, part, (int64_t)reason, place } };
	size_t number;
	bool is_new;
	int code = aid_memo_find(&heaps->memo, &key, &number, &is_new, err);

	if (code == 0) {
		code = aid_memo_make_room((void **)&heaps->items, &heaps->n_room,
					  sizeof(*heaps->items), number, err);
	}
	if (code < 0) {
		return code;
	}
	if (is_new) {
		heaps->items[number] = (struct heap){ .part = part,
						      .reason = reason,
						      .place = place,
						      .place_text = AID_SLICE_EMPTY };
		heaps->n = number + 1;
	}
	*out_heap = &heaps->items[number];
	return 0;
}

static void
clear_heaps(struct heaps *heaps)
{
	aid_memo_done(&heaps->memo);
	heaps->n = 0;
}

static int
add_weight(struct report *r, int part, enum aid_aged_reason reason, int64_t place, int age,
	   int64_t quantity, struct aid_error *err)
{
	struct heap *heap;
	int code = find_heap(&r->weights, 0, part, reason, place, &heap, err);

	if (code == 0 && !aid_integer_add(heap->ages[age], quantity, &heap->ages[age])) {
		code = overflow(AID_SLICE_EMPTY, err);
	}
	return code;
}

/* ---- what counts towards a commitment ---- */

/* Outcomes as table cell numbers them; open is where it was seen. */
static int
part_of(int stage, int outcome)
{
	static const int open[] = { 0, 1, 2, 3, 3, 4, 5 };
	static const int ended[] = { 0, 6, 7, LOST_PART, UNACCOUNTED_PART };

	return outcome == 0 ? open[stage] : ended[outcome];
}

/* Of a cell that is shared each takes the same mixture. */
static int
add_consignments(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	const struct aid_aged_cell cell = { aid_column_int(s, 0), aid_column_int(s, 2),
					    aid_column_int(s, 3), aid_column_int(s, 4),
					    aid_column_int(s, 5), aid_column_int(s, 6) };
	int stage = (int)aid_column_int(s, 7), outcome = (int)aid_column_int(s, 8);
	int64_t quantity = aid_column_int(s, 9), total = 0, upto = 0, before = 0;
	const struct aid_aged_entry *entries = NULL;
	size_t n = 0;
	int code = aid_aged_cells_find(&r->cells, &cell, stage, outcome, &entries, &n, err);

	for (size_t i = 0; i < n; i++) {
		total += entries[i].quantity;
	}
	for (size_t i = 0; code == 0 && i < n; i++) {
		int64_t boundary;

		upto += entries[i].quantity;
		boundary = aid_aged_boundary(upto, quantity, total);
		code = add_weight(r, part_of(stage, outcome), entries[i].reason, entries[i].place,
				  entries[i].age, boundary - before, err);
		before = boundary;
	}
	return code;
}

static int
keep_counted(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	int64_t crossing = aid_column_int(s, 10), destination = aid_column_int(s, 11);
	int code = aid_memo_make_room((void **)&r->counted, &r->n_counted_room, sizeof(*r->counted),
				      r->n_counted, err);

	if (code == 0) {
		r->counted[r->n_counted++] =
			(struct counted){ aid_column_int(s, 7), aid_column_int(s, 3),
					  aid_column_int(s, 9),
					  !r->cells.is_by_place ? 0
					  : crossing != 0       ? crossing
								: destination };
	}
	return code;
}

/* What was counted at a stage and not at a later one is still there: of its newest days. Ends are all there. */
static int
add_counted(struct report *r, struct aid_error *err)
{
	int64_t sums[AID_STAGE_DAMAGED + 1] = { 0 }, beyond = 0;
	int code = 0;

	for (size_t i = 0; i < r->n_counted; i++) {
		sums[r->counted[i].stage] += r->counted[i].quantity;
	}
	for (int stage = AID_STAGE_DELIVERED; stage >= AID_STAGE_DISPATCHED; stage--) {
		int64_t sum = sums[stage];

		sums[stage] = sum > beyond ? sum - beyond : 0;
		beyond = sum > beyond ? sum : beyond;
	}
	for (size_t i = r->n_counted; code == 0 && i > 0; i--) {
		const struct counted *c = &r->counted[i - 1];
		enum aid_aged_reason reason = aid_aged_reason_of(c->stage, AID_SLICE_EMPTY);
		int64_t left = sums[c->stage] < c->quantity ? sums[c->stage] : c->quantity;
		int part = c->stage <= AID_STAGE_DELIVERED     ? part_of((int)c->stage, 0)
			   : c->stage == AID_STAGE_INTERCEPTED ? 6
			   : c->stage <= AID_STAGE_REFUSED     ? 7
							       : LOST_PART;

		sums[c->stage] -= left;
		code = add_weight(r, part, reason, c->place,
				  aid_aged_bucket(r->base.as_of_day - c->day), left, err);
	}
	return code;
}

static int
read_weights(struct report *r, int64_t commitment, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(r->base.ledger), "aged_allocations", &s, err);

	clear_heaps(&r->weights);
	r->n_counted = 0;
	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":commitment_id", commitment);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = aid_column_int(s, 1) == 1 ? add_consignments(r, s, err)
						 : keep_counted(r, s, err);
		if (code < 0) {
			aid_statement_reset(s);
			return code;
		}
	}
	return code == 0 ? add_counted(r, err) : code;
}

/* What was not sent is as old as what was promised last: what was sent counts for what was promised first. A total is promised on its first day. */
static int
add_not_sent(struct report *r, struct aid_statement *s, const struct aid_funnel_promise *promise,
	     const struct aid_funnel *f, struct aid_error *err)
{
	static const int64_t bounds[AID_AGED_N_BOUNDS] = AID_AGED_BOUNDS;
	int64_t day = r->base.as_of_day, before = 0;
	int code = 0;

	if (!aid_terms_is_rate(&promise->terms)) {
		int age = aid_column_is_null(s, F_START)
				  ? AID_AGED_UNKNOWN
				  : aid_aged_bucket(day - aid_column_int(s, F_START));

		return add_weight(r, NOT_SENT, AID_AGED_NO_REASON, 0, age, f->not_dispatched, err);
	}
	for (int age = 0; code == 0 && age <= AID_AGED_OVER; age++) {
		int64_t earlier = 0, upto = f->not_dispatched;

		if (age < AID_AGED_N_BOUNDS) {
			if (!aid_terms_amount(&promise->terms, day - bounds[age] - 1, &earlier)) {
				return overflow(aid_column_text(s, F_ID), err);
			}
			upto = f->committed - earlier < upto ? f->committed - earlier : upto;
			upto = upto > before ? upto : before;
		}
		code = add_weight(r, NOT_SENT, AID_AGED_NO_REASON, 0, age, upto - before, err);
		before = upto;
	}
	return code;
}

/* ---- rows ---- */

static int
compare_heap(const void *a, const void *b)
{
	const struct heap *x = a, *y = b;
	int order = aid_slice_compare(x->unit, y->unit);

	if (order == 0) {
		order = x->part != y->part ? x->part - y->part : (int)x->reason - (int)y->reason;
	}
	return order != 0 ? order : aid_slice_compare(x->place_text, y->place_text);
}

static int
name_heaps(struct report *r, struct heaps *heaps, struct aid_error *err)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < heaps->n; i++) {
		struct aid_stalled_name name;

		code = aid_stalled_name(r->cells.db, &r->cells.names, heaps->items[i].place, &name,
					err);
		if (code == 0) {
			heaps->items[i].place_text = name.text;
		}
	}
	return code;
}

static int
find_total(struct report *r, struct aid_slice unit, size_t *out_total, struct aid_error *err)
{
	size_t i = 0;
	int code = 0;

	while (i < r->n_totals && !aid_slice_is_equal(r->totals[i].unit, unit)) {
		i++;
	}
	if (i == r->n_totals) {
		code = aid_memo_make_room((void **)&r->totals, &r->n_totals_room,
					  sizeof(*r->totals), i, err);
		if (code == 0) {
			r->totals[i].unit = aid_arena_copy(&r->cells.names.arena, unit);
			code = r->totals[i].unit.ptr == NULL
				       ? aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0)
				       : 0;
			r->n_totals++;
		}
	}
	*out_total = i;
	return code;
}

/* `quantity` of a part, shared out as the weights are; what nothing is known of has no age. */
static int
share_out(struct report *r, size_t unit, int part, int64_t quantity, struct aid_error *err)
{
	int64_t total = 0, upto = 0, before = 0;
	struct heap *row;
	int code = 0;

	for (size_t i = 0; i < r->weights.n; i++) {
		for (int age = 0; r->weights.items[i].part == part && age < AID_AGED_COUNT; age++) {
			total += r->weights.items[i].ages[age];
		}
	}
	if (total == 0 && quantity > 0) {
		code = find_heap(&r->rows, (int64_t)unit, part, AID_AGED_NO_REASON, 0, &row, err);
		if (code == 0) {
			row->unit = r->totals[unit].unit;
			row->ages[AID_AGED_UNKNOWN] += quantity;
		}
		return code;
	}
	for (size_t i = 0; code == 0 && i < r->weights.n; i++) {
		const struct heap *weight = &r->weights.items[i];

		if (weight->part != part) {
			continue;
		}
		code = find_heap(&r->rows, (int64_t)unit, part, weight->reason, weight->place, &row,
				 err);
		for (int age = 0; code == 0 && age < AID_AGED_COUNT; age++) {
			int64_t boundary;

			upto += weight->ages[age];
			boundary = total == 0 ? 0 : aid_aged_boundary(upto, quantity, total);
			row->unit = r->totals[unit].unit;
			row->ages[age] += boundary - before;
			before = boundary;
		}
	}
	return code;
}

static int
add_commitment(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	struct aid_funnel_promise promise;
	struct aid_funnel f;
	size_t unit = 0;
	int code;

	/* A part is counted in its root. */
	if (!aid_column_is_null(s, F_PART_OF)) {
		return 0;
	}
	code = aid_shortfall_reckon(&r->base, s, &promise, &f, err);
	if (code == 0) {
		code = find_total(r, aid_column_text(s, F_UNIT), &unit, err);
	}
	if (code == 0) {
		code = read_weights(r, aid_column_int(s, F_COMMITMENT), err);
	}
	if (code == 0) {
		code = add_not_sent(r, s, &promise, &f, err);
	}
	if (code == 0) {
		code = name_heaps(r, &r->weights, err);
	}
	if (code < 0) {
		return code;
	}
	if (r->weights.n > 0) {
		qsort(r->weights.items, r->weights.n, sizeof(*r->weights.items), compare_heap);
	}
	for (int part = 0; code == 0 && part < N_PARTS; part++) {
		code = share_out(r, unit, part,
				 part == NOT_SENT ? f.not_dispatched : f.pieces[parts[part].piece],
				 err);
	}
	if (code == 0 &&
	    (!aid_integer_add(r->totals[unit].committed, f.committed, &r->totals[unit].committed) ||
	     !aid_integer_add(r->totals[unit].surplus, f.surplus, &r->totals[unit].surplus))) {
		code = overflow(aid_column_text(s, F_ID), err);
	}
	r->base.n_commitments++;
	r->base.n_short += f.shortfall > 0 ? 1 : 0;
	return code;
}

static int
set_row(struct report *r, const struct heap *heap, struct aid_slice commitment,
	struct aid_error *err)
{
	struct aid_result *result = r->base.result;
	int64_t as_of_end = r->base.filter->as_of_end, sum = 0;
	struct aid_cell *cells;
	int code = 0;

	for (int age = 0; age < AID_AGED_COUNT; age++) {
		if (!aid_integer_add(sum, heap->ages[age], &sum)) {
			return overflow(heap->unit, err);
		}
	}
	if (sum == 0) {
		return 0;
	}
	code = aid_result_add_row(result, &cells, err);
	if (code == 0) {
		code = aid_result_set_text(result, &cells[AID_AGED_UNIT], heap->unit, err);
	}
	if (code == 0) {
		code = aid_result_set_text(result, &cells[AID_AGED_PART],
					   aid_slice_of(parts[heap->part].word), err);
	}
	if (code == 0 && heap->reason != AID_AGED_NO_REASON) {
		code = aid_result_set_text(result, &cells[AID_AGED_REASON],
					   aid_slice_of(aid_aged_reason_word(heap->reason)), err);
	}
	if (code == 0 && heap->place_text.len > 0) {
		code = aid_result_set_text(result, &cells[AID_AGED_PLACE], heap->place_text, err);
	}
	if (code == 0 && r->is_each) {
		code = aid_result_set_text(result, &cells[AID_AGED_COMMITMENT], commitment, err);
	}
	if (code < 0) {
		return code;
	}
	for (int age = 0; age < AID_AGED_COUNT; age++) {
		aid_result_set_number(&cells[AID_AGED_FIRST_FIGURE + age], AID_CELL_QUANTITY,
				      heap->ages[age]);
	}
	aid_result_set_number(&cells[AID_AGED_QUANTITY], AID_CELL_QUANTITY, sum);
	if (as_of_end % AID_DAY_SECONDS == 0) {
		aid_result_set_number(&cells[AID_AGED_AS_OF], AID_CELL_DAY,
				      as_of_end / AID_DAY_SECONDS - 1);
	} else {
		aid_result_set_number(&cells[AID_AGED_AS_OF], AID_CELL_SECONDS, as_of_end);
	}
	return 0;
}

/* Committed and surplus have no age: they are what the rows add up to. */
static int
add_words(struct report *r, struct aid_error *err)
{
	char committed[AID_LOAD_NUMBER_SIZE], surplus[AID_LOAD_NUMBER_SIZE];
	int code = 0;

	if (r->base.n_commitments == 0) {
		return aid_load_note(r->base.result, err, AID_MSG_SHORTFALL_NONE_FOUND, 0);
	}
	for (size_t i = 0; code == 0 && i < r->n_totals; i++) {
		code = aid_load_note(r->base.result, err, AID_MSG_AGED_TOTAL, 3,
				     aid_load_number(committed, r->totals[i].committed),
				     aid_load_number(surplus, r->totals[i].surplus),
				     r->totals[i].unit.ptr);
	}
	return code;
}

/* The rows of all commitments, or of the one at hand. */
static int
set_rows(struct report *r, struct aid_slice commitment, struct aid_error *err)
{
	int code = name_heaps(r, &r->rows, err);

	if (code == 0 && r->rows.n > 0) {
		qsort(r->rows.items, r->rows.n, sizeof(*r->rows.items), compare_heap);
	}
	for (size_t i = 0; code == 0 && i < r->rows.n; i++) {
		code = set_row(r, &r->rows.items[i], commitment, err);
	}
	clear_heaps(&r->rows);
	return code;
}

static int
add_rows(struct report *r, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(r->base.ledger), "shortfall_rows", &s, err);

	if (code < 0) {
		return code;
	}
	aid_load_bind_promise(s, &r->base.names);
	aid_load_bind_source(s, &r->base.names);
	aid_bind_int(s, ":due_before", r->base.filter->due_before_day);
	aid_bind_int(s, ":by", 0);
	aid_bind_int(s, ":bound", aid_shortfall_bound(r->base.filter));
	aid_bind_int(s, ":commitment_id", 0);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = add_commitment(r, s, err);
		if (code == 0 && r->is_each) {
			code = set_rows(r, aid_column_text(s, F_ID), err);
		}
		if (code < 0) {
			aid_statement_reset(s);
			return code;
		}
	}
	return code == 0 ? set_rows(r, AID_SLICE_EMPTY, err) : code;
}

static int
report_aged(struct aid_ledger *ledger, const struct aid_report_filter *filter, bool is_each,
	    struct aid_result *result, struct aid_error *err)
{
	struct report r = { .is_each = is_each,
			    .base = { .ledger = ledger, .filter = filter, .result = result } };
	int code;

	aid_result_init(result, aged_columns, AID_AGED_COMMITMENT + (is_each ? 1 : 0));
	aid_buffer_init(&r.base.terms);
	aid_arena_init(&r.cells.names.arena);
	r.base.as_of_day = aid_funnel_day(filter->as_of_end);
	r.cells.db = aid_ledger_db(ledger);
	r.cells.bounds = &r.base.names;
	r.cells.as_of_day = r.base.as_of_day;
	r.cells.is_by_place = filter->by == AID_REPORT_BY_PLACE;
	code = aid_load_filter(ledger, filter, &r.base.names, err);
	if (code == 0) {
		code = aid_terms_read(ledger, 0, &r.base.terms, err);
	}
	if (code == 0) {
		code = aid_aged_cells_read(&r.cells, err);
	}
	if (code == 0) {
		code = add_rows(&r, err);
	}
	if (code == 0) {
		code = add_words(&r, err);
	}
	result->n_notable = (size_t)r.base.n_short;
	aid_buffer_done(&r.base.terms);
	aid_aged_cells_done(&r.cells);
	clear_heaps(&r.weights);
	clear_heaps(&r.rows);
	free(r.weights.items);
	free(r.rows.items);
	free(r.counted);
	free(r.totals);
	return code;
}

int
aid_report_aged(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		struct aid_result *result, struct aid_error *err)
{
	return report_aged(ledger, filter, false, result, err);
}

int
aid_aged_each(struct aid_ledger *ledger, const struct aid_report_filter *filter,
	      struct aid_result *result, struct aid_error *err)
{
	return report_aged(ledger, filter, true, result, err);
}
