#include "report/aged_parts.h"

#include <stdlib.h>

#include "base/integer.h"
#include "value/date.h"
#include "value/words.h"

/* Outcomes as table cell numbers them. */
enum { OPEN, INTERCEPTED, RETURNED, LOST, UNACCOUNTED, MIXED = 9 };

int
aid_aged_bucket(int64_t n_days)
{
	static const int64_t bounds[AID_AGED_N_BOUNDS] = AID_AGED_BOUNDS;
	int bucket = 0;

	while (bucket < AID_AGED_N_BOUNDS && n_days > bounds[bucket]) {
		bucket++;
	}
	return bucket;
}

enum aid_aged_reason
aid_aged_reason_of(int64_t stage, struct aid_slice text)
{
	switch (stage) {
	case AID_STAGE_INTERCEPTED:
		switch (text.ptr == NULL ? -1 : aid_words_find(AID_WORDS_REASON, text)) {
		case AID_REASON_LOOTING:
			return AID_AGED_LOOTING;
		case AID_REASON_SELF_DISTRIBUTION:
			return AID_AGED_SELF_DISTRIBUTION;
		default:
			return AID_AGED_NO_REASON;
		}
	case AID_STAGE_RETURNED:
		return AID_AGED_RETURNED;
	case AID_STAGE_REFUSED:
		return AID_AGED_REFUSED;
	case AID_STAGE_LOST:
		return AID_AGED_LOST;
	case AID_STAGE_DAMAGED:
		return AID_AGED_DAMAGED;
	default:
		return AID_AGED_NO_REASON;
	}
}

const char *
aid_aged_reason_word(enum aid_aged_reason reason)
{
	switch (reason) {
	case AID_AGED_LOOTING:
		return aid_words_name(AID_WORDS_REASON, AID_REASON_LOOTING);
	case AID_AGED_SELF_DISTRIBUTION:
		return aid_words_name(AID_WORDS_REASON, AID_REASON_SELF_DISTRIBUTION);
	case AID_AGED_RETURNED:
		return aid_words_name(AID_WORDS_STAGE, AID_STAGE_RETURNED);
	case AID_AGED_REFUSED:
		return aid_words_name(AID_WORDS_STAGE, AID_STAGE_REFUSED);
	case AID_AGED_LOST:
		return aid_words_name(AID_WORDS_STAGE, AID_STAGE_LOST);
	case AID_AGED_DAMAGED:
		return aid_words_name(AID_WORDS_STAGE, AID_STAGE_DAMAGED);
	default:
		return "";
	}
}

int64_t
aid_aged_boundary(int64_t upto, int64_t whole, int64_t total)
{
	int64_t boundary = whole;

	if (upto >= total || !aid_integer_scale(whole, upto, total, &boundary)) {
		return whole;
	}
	return boundary;
}

/* ---- one consignment ---- */

/* Columns of aged_positions. Left as it is: the formatter would break its lines anew each time. */
/* clang-format off */
enum field {
	WAYBILL, LINE, CLASS, COMMITMENT, DAY, ACCESS_DAY, LANE, ACCESS_LANE, CROSSING, UNIT,
	W, A, O, X, C, V, I, R, L, OUTCOME, SEEN_AT, CROSSING_PLACE, DESTINATION_PLACE, N_FIELDS
};
/* clang-format on */

/* A piece of the line [0, w - v) of DESIGN 3.3. */
struct piece {
	int64_t low, high;
	int outcome;
	enum aid_aged_reason reason;
};

/* A stage on the same line. */
struct strip {
	int64_t low, high;
	int stage;
};

#define PIECES_MAX (3 * AID_AGED_N_REASONS + 1)

struct consignment {
	int64_t fields[N_FIELDS];
	int64_t weights[AID_AGED_N_REASONS]; /* of its ends, by reason */
	int64_t intercepted_weight;          /* without a reason */
	struct piece pieces[PIECES_MAX];
	size_t n_pieces;
	size_t cells[2]; /* by class - 1 */
};

/* What ended one way, cut by its reasons. */
static void
add_ended(struct consignment *c, int64_t low, int64_t high, int outcome)
{
	static const enum aid_aged_reason reasons[][3] = {
		[INTERCEPTED] = { AID_AGED_LOOTING, AID_AGED_SELF_DISTRIBUTION,
				  AID_AGED_NO_REASON },
		[RETURNED] = { AID_AGED_RETURNED, AID_AGED_REFUSED, AID_AGED_NO_REASON },
		[LOST] = { AID_AGED_LOST, AID_AGED_DAMAGED, AID_AGED_NO_REASON },
	};
	int64_t weights[3], total = 0, upto = 0, from = low;

	for (size_t i = 0; i < 3; i++) {
		enum aid_aged_reason reason = reasons[outcome][i];

		weights[i] = reason != AID_AGED_NO_REASON ? c->weights[reason]
			     : outcome == INTERCEPTED     ? c->intercepted_weight
							  : 0;
		total += weights[i];
	}
	weights[2] += total == 0 ? 1 : 0;
	total += total == 0 ? 1 : 0;
	for (size_t i = 0; i < 3; i++) {
		int64_t to;

		upto += weights[i];
		to = low + aid_aged_boundary(upto, high - low, total);
		if (to > from) {
			c->pieces[c->n_pieces++] =
				(struct piece){ from, to, outcome, reasons[outcome][i] };
		}
		from = to;
	}
}

static void
add_open(struct consignment *c, int64_t low, int64_t high, int outcome)
{
	if (high > low) {
		c->pieces[c->n_pieces++] = (struct piece){ low, high, outcome, AID_AGED_NO_REASON };
	}
}

/* What became of what is not delivered: as schema/reconcile/cells.sql has it. */
static void
cut(struct consignment *c)
{
	const int64_t *f = c->fields;
	int64_t end = f[W] - f[V];
	bool is_settled = f[V] + f[I] + f[R] + f[L] >= f[W] - f[W] / 20;

	c->n_pieces = 0;
	if (f[OUTCOME] == OPEN || f[OUTCOME] == UNACCOUNTED) {
		add_open(c, 0, end, (int)f[OUTCOME]);
	} else if (f[OUTCOME] != MIXED) {
		add_ended(c, 0, end, (int)f[OUTCOME]);
	} else {
		add_ended(c, 0, f[I], INTERCEPTED);
		add_ended(c, f[I], f[I] + f[L], LOST);
		add_open(c, f[I] + f[L], end - f[R], is_settled ? UNACCOUNTED : OPEN);
		add_ended(c, end - f[R], end, RETURNED);
	}
}

static int
read_ends(struct aid_aged_cells *cells, struct aid_statement *row, struct consignment *c,
	  struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(cells->db, "aged_ends", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":waybill_id", c->fields[WAYBILL]);
	aid_bind_text(s, ":line", aid_column_text(row, LINE));
	aid_bind_int(s, ":known", cells->bounds->known);
	aid_bind_int(s, ":as_of", cells->bounds->as_of);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		enum aid_aged_reason reason =
			aid_aged_reason_of(aid_column_int(s, 0), aid_column_text(s, 1));

		if (reason == AID_AGED_NO_REASON) {
			c->intercepted_weight += aid_column_int(s, 2);
		} else {
			c->weights[reason] += aid_column_int(s, 2);
		}
	}
	return code;
}

static int
find_cell(struct aid_aged_cells *cells, const struct aid_aged_cell *cell, size_t *out_number,
	  struct aid_error *err)
{
	struct aid_memo_key key = { { cell->commitment * 2 + cell->class - 1, cell->day, cell->lane,
				      cell->crossing * 65536 + cell->unit } };
	bool is_new;

	return aid_memo_find(&cells->cell_memo, &key, out_number, &is_new, err);
}

/* The cells that it is summed in: as cell_wide_donor and cell_wide_access have them. */
static int
find_cells(struct aid_aged_cells *cells, struct consignment *c, struct aid_error *err)
{
	const int64_t *f = c->fields;
	bool is_of_donor = f[CLASS] == 1 || f[CLASS] == 3,
	     is_of_access = f[CLASS] == 2 || f[CLASS] == 4;
	struct aid_aged_cell donor = {
		1,       is_of_donor ? f[COMMITMENT] : 0, f[CLASS] == 1 ? 0 : f[DAY],
		f[LANE], f[CLASS] == 1 ? 0 : f[CROSSING], f[UNIT]
	};
	struct aid_aged_cell access = { 2,
					is_of_access ? f[COMMITMENT] : 0,
					f[CLASS] == 2 ? 0 : f[ACCESS_DAY],
					is_of_access ? f[LANE] : f[ACCESS_LANE],
					f[CLASS] == 2 || (f[CLASS] != 4 && !cells->names_place)
						? 0
						: f[CROSSING],
					f[UNIT] };
	int code = find_cell(cells, &donor, &c->cells[0], err);

	return code == 0 && cells->has_access ? find_cell(cells, &access, &c->cells[1], err) : code;
}

static int
add_entry(struct aid_aged_cells *cells, const struct consignment *c, int stage,
	  const struct piece *piece, int64_t quantity, struct aid_error *err)
{
	const int64_t *f = c->fields;
	int64_t n_days = cells->as_of_day - aid_date_day_of(f[SEEN_AT]);
	int64_t place = stage == AID_STAGE_DISPATCHED || stage == AID_STAGE_DELIVERED ||
					f[CROSSING_PLACE] == 0
				? f[DESTINATION_PLACE]
				: f[CROSSING_PLACE];
	struct aid_aged_entry entry = { .stage = stage,
					.outcome = piece->outcome,
					.age = aid_aged_bucket(n_days),
					.reason = piece->reason,
					.place = cells->is_by_place ? place : 0,
					.place_text = AID_SLICE_EMPTY };
	int code = 0;

	for (int class = 0; code == 0 && class < (cells->has_access ? 2 : 1); class ++) {
		struct aid_memo_key key = { { (int64_t)c->cells[class], stage * 16 + piece->outcome,
					      entry.age * 16 + (int)piece->reason, entry.place } };
		size_t number;
		bool is_new;

		code = aid_memo_find(&cells->entry_memo, &key, &number, &is_new, err);
		if (code == 0) {
			code = aid_memo_make_room((void **)&cells->entries, &cells->n_room,
						  sizeof(*cells->entries), number, err);
		}
		if (code == 0 && is_new) {
			cells->entries[number] = entry;
			cells->entries[number].cell = c->cells[class];
			cells->n_entries = number + 1;
		}
		if (code == 0) {
			cells->entries[number].quantity += quantity;
		}
	}
	return code;
}

static int
add_consignment(struct aid_aged_cells *cells, struct aid_statement *s, struct consignment *c,
		struct aid_error *err)
{
	int64_t *f = c->fields;
	int code = 0;

	*c = (struct consignment){ .n_pieces = 0 };
	for (int i = 0; i < N_FIELDS; i++) {
		f[i] = i == LINE ? 0 : aid_column_int(s, i);
	}
	const int64_t v = f[V], moving = f[O] - v, waiting = moving + f[W] - f[A];
	const struct strip strips[] = { { 0, f[C] - v, AID_STAGE_COLLECTED },
					{ f[C] - v, f[X] - v, AID_STAGE_CROSSED },
					{ f[X] - v, moving, AID_STAGE_OFFLOADED },
					{ moving, waiting, AID_STAGE_DISPATCHED },
					{ waiting, f[W] - v, AID_STAGE_AT_CROSSING } };
	const struct piece delivered = { 0, f[V], OPEN, AID_AGED_NO_REASON };

	if (f[I] + f[R] + f[L] > 0) {
		code = read_ends(cells, s, c, err);
	}
	if (code == 0) {
		code = find_cells(cells, c, err);
	}
	cut(c);
	if (code == 0 && f[V] > 0) {
		code = add_entry(cells, c, AID_STAGE_DELIVERED, &delivered, f[V], err);
	}
	for (size_t i = 0; i < sizeof(strips) / sizeof(strips[0]); i++) {
		for (size_t k = 0; code == 0 && k < c->n_pieces; k++) {
			int64_t low =
				strips[i].low > c->pieces[k].low ? strips[i].low : c->pieces[k].low;
			int64_t high = strips[i].high < c->pieces[k].high ? strips[i].high
									  : c->pieces[k].high;

			if (high > low) {
				code = add_entry(cells, c, strips[i].stage, &c->pieces[k],
						 high - low, err);
			}
		}
	}
	return code;
}

/* ---- all of them ---- */

static int
compare_piece(const struct aid_aged_entry *x, const struct aid_aged_entry *y)
{
	if (x->cell != y->cell) {
		return x->cell < y->cell ? -1 : 1;
	}
	return x->stage != y->stage ? x->stage - y->stage : x->outcome - y->outcome;
}

static int
compare_entry(const void *a, const void *b)
{
	const struct aid_aged_entry *x = a, *y = b;
	int order = compare_piece(x, y);

	if (order == 0) {
		order = x->age != y->age ? x->age - y->age : (int)x->reason - (int)y->reason;
	}
	return order != 0 ? order : aid_slice_compare(x->place_text, y->place_text);
}

static int
name_places(struct aid_aged_cells *cells, struct aid_error *err)
{
	int code = 0;

	for (size_t i = 0; code == 0 && cells->is_by_place && i < cells->n_entries; i++) {
		struct aid_stalled_name name;

		code = aid_stalled_name(cells->db, &cells->names, cells->entries[i].place, &name,
					err);
		if (code == 0) {
			cells->entries[i].place_text = name.text;
		}
	}
	return code;
}

static int
read_access(struct aid_aged_cells *cells, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(cells->db, "access_names", &s, err);

	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
	}
	if (code == 0 && has_row) {
		cells->has_access = aid_column_int(s, 0) > 0;
		cells->names_place = aid_column_int(s, 2) != 0;
		aid_statement_reset(s);
	}
	return code;
}

int
aid_aged_cells_read(struct aid_aged_cells *cells, struct aid_error *err)
{
	struct consignment c;
	struct aid_statement *s;
	bool has_row = false;
	int code = read_access(cells, err);

	if (code == 0) {
		code = aid_db_statement(cells->db, "aged_positions", &s, err);
	}
	while (code == 0 && (code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = add_consignment(cells, s, &c, err);
		if (code < 0) {
			aid_statement_reset(s);
		}
	}
	if (code == 0) {
		code = name_places(cells, err);
	}
	if (code == 0 && cells->n_entries > 0) {
		qsort(cells->entries, cells->n_entries, sizeof(*cells->entries), compare_entry);
	}
	return code;
}

void
aid_aged_cells_done(struct aid_aged_cells *cells)
{
	aid_memo_done(&cells->cell_memo);
	aid_memo_done(&cells->entry_memo);
	free(cells->entries);
	aid_stalled_names_done(&cells->names);
}

int
aid_aged_cells_find(struct aid_aged_cells *cells, const struct aid_aged_cell *cell, int stage,
		    int outcome, const struct aid_aged_entry **out_entries, size_t *out_n,
		    struct aid_error *err)
{
	struct aid_aged_entry key = { .stage = stage, .outcome = outcome };
	size_t low = 0, high = cells->n_entries;
	int code = find_cell(cells, cell, &key.cell, err);

	if (code < 0) {
		return code;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_piece(&cells->entries[middle], &key) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	while (high < cells->n_entries && compare_piece(&cells->entries[high], &key) == 0) {
		high++;
	}
	*out_entries = cells->entries + low;
	*out_n = high - low;
	return 0;
}
