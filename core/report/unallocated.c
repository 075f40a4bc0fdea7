/* What counts towards no promise. The promises of donors and those of access count the same goods, each class for itself, and so each leaves a
 * remainder of its own: a unit has that of the class that promises in it, and a row of each where both do (unallocated_units). What a promise
 * took of goods in one measure is gone of their other measures in proportion. */
#include "base/integer.h"
#include "base/message.h"
#include "report/shortfall.h"
#include "value/words.h"

#define N_STAGES 6
#define N_OUTCOMES 5
/* What a part is reckoned in: as many as a quantity has thousandths at most, so that what is left of a measure of which a promise took
 * is exact, and only what is gone with it of other measures is rounded. As in explained_cell_rest. */
#define WHOLE INT64_C(1000000000000000)

/* Outcomes as table cell numbers them. */
enum outcome { OPEN, INTERCEPTED, RETURNED, LOST, UNACCOUNTED };

/* As table cell has them. */
enum kind { CONSIGNMENTS = 1, COUNTS };

/* The first columns of both statements, in the order of which their rows come: what is shared out at once, and a measure of it. */
enum { CLASS, KIND, NAMED, DAY, LANE, CROSSING, UNIT, N_KEY };
#define N_LOT UNIT

/* And those behind them, of unallocated_goods and unallocated_taken. */
enum { STAGE = N_KEY, OUTCOME, QUANTITY, IS_BOUND };
enum { STRAND = N_KEY, TAKEN };

/* Goods of consignments are one strand, whatever their stage; counts are one a stage. */
#define N_STRANDS (N_STAGES + 1)

struct heap {
	int64_t pieces[N_STAGES][N_OUTCOMES]; /* consignments, by the furthest stage */
	int64_t counted[N_STAGES];            /* counts at each stage */
};

/* What is left in one measure. */
struct rest {
	int64_t unit_id;
	struct heap heaps[2]; /* by class */
};

struct good {
	int64_t unit_id, stage, outcome, quantity;
};

struct report {
	struct aid_statement *takings;
	bool has_taking;
	int64_t taking[N_KEY];   /* of the row that is next */
	int64_t key[N_KEY];      /* of the goods that are read */
	int64_t held[N_STRANDS]; /* of them */
	int64_t gone[N_STRANDS]; /* the greatest part of any measure, of WHOLE */
	struct aid_buffer goods; /* struct good, of the lot */
	struct aid_buffer rests; /* struct rest */
};

/* Each stage takes the larger of consignments and counts; what ended is known of consignments only. False when a sum leaves int64. */
static bool
merge(const struct heap *heap, struct aid_funnel *out)
{
	static const enum aid_piece open_piece[N_STAGES] = {
		AID_PIECE_MOVING,      AID_PIECE_AT_CROSSING, AID_PIECE_UNCOLLECTED,
		AID_PIECE_UNCOLLECTED, AID_PIECE_COLLECTED,   AID_PIECE_DELIVERED
	};
	static const enum aid_piece end_piece[N_OUTCOMES] = {
		[INTERCEPTED] = AID_PIECE_INTERCEPTED,
		[RETURNED] = AID_PIECE_RETURNED,
		[LOST] = AID_PIECE_LOST,
		[UNACCOUNTED] = AID_PIECE_UNACCOUNTED,
	};
	int64_t beyond = 0, seen = 0, counted = 0;

	*out = (struct aid_funnel){ 0 };
	for (int stage = N_STAGES - 1; stage >= 0; stage--) {
		int64_t here, left;

		for (int outcome = 0; outcome < N_OUTCOMES; outcome++) {
			if (!aid_integer_add(seen, heap->pieces[stage][outcome], &seen)) {
				return false;
			}
		}
		counted = counted > heap->counted[stage] ? counted : heap->counted[stage];
		here = seen > counted ? seen : counted;
		left = here - beyond;
		beyond = here;
		for (int outcome = INTERCEPTED; outcome <= UNACCOUNTED; outcome++) {
			int64_t ended = heap->pieces[stage][outcome];

			ended = ended < left ? ended : left;
			out->pieces[end_piece[outcome]] += ended;
			left -= ended;
		}
		out->pieces[open_piece[stage]] += left;
		if (stage + 1 == AID_STAGE_CROSSED) {
			out->crossed = here;
		}
	}
	out->dispatched = out->surplus = beyond;
	out->reached = out->pieces[AID_PIECE_DELIVERED];
	return true;
}

static int
overflow(struct aid_error *err)
{
	return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1, "(unallocated)");
}

/* ---- what is left ---- */

static struct rest *
find_rest(struct report *r, int64_t unit_id, struct aid_error *err)
{
	struct rest fresh = { .unit_id = unit_id };
	struct rest *rests = (void *)r->rests.ptr;
	size_t n = r->rests.len / sizeof(*rests);

	for (size_t i = 0; i < n; i++) {
		if (rests[i].unit_id == unit_id) {
			return &rests[i];
		}
	}
	aid_buffer_append(&r->rests, (struct aid_slice){ (const char *)&fresh, sizeof(fresh) });
	if (aid_buffer_check(&r->rests, err) < 0) {
		return NULL;
	}
	rests = (void *)r->rests.ptr;
	return &rests[n];
}

static int
leave(struct report *r, const struct good *good, int64_t gone, struct aid_error *err)
{
	struct rest *rest = find_rest(r, good->unit_id, err);
	int64_t class = r->key[CLASS] - 1, taken, *sum;

	if (rest == NULL) {
		return AID_E_NOMEM;
	}
	sum = r->key[KIND] == CONSIGNMENTS
		      ? &rest->heaps[class].pieces[good->stage - 1][good->outcome]
		      : &rest->heaps[class].counted[good->stage - 1];
	return aid_integer_scale(good->quantity, gone, WHOLE, &taken) &&
			       aid_integer_add(*sum, good->quantity - taken, sum)
		       ? 0
		       : overflow(err);
}

/* ---- goods, and what was taken of them ---- */

static void
read_key(struct aid_statement *s, int64_t key[N_KEY])
{
	for (int i = 0; i < N_KEY; i++) {
		key[i] = aid_column_int(s, i);
	}
}

static int
compare(const int64_t *a, const int64_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (a[i] != b[i]) {
			return a[i] < b[i] ? -1 : 1;
		}
	}
	return 0;
}

static int
next_taking(struct report *r, struct aid_error *err)
{
	int code = aid_statement_step(r->takings, &r->has_taking, err);

	if (code == 0 && r->has_taking) {
		read_key(r->takings, r->taking);
	}
	return code;
}

/* What is taken of the measure that was read. */
static int
read_taken(struct report *r, int64_t taken[N_STRANDS], struct aid_error *err)
{
	int order, code = 0;

	while (code == 0 && r->has_taking && (order = compare(r->taking, r->key, N_KEY)) <= 0) {
		int64_t strand = aid_column_int(r->takings, STRAND);

		if (order == 0 && strand < N_STRANDS &&
		    !aid_integer_add(taken[strand], aid_column_int(r->takings, TAKEN),
				     &taken[strand])) {
			return overflow(err);
		}
		code = next_taking(r, err);
	}
	return code;
}

static int
end_unit(struct report *r, struct aid_error *err)
{
	int64_t taken[N_STRANDS] = { 0 };
	int code = read_taken(r, taken, err);

	for (int strand = 0; code == 0 && strand < N_STRANDS; strand++) {
		int64_t part = 0;

		if (r->held[strand] > 0 &&
		    !aid_integer_scale(taken[strand], WHOLE, r->held[strand], &part)) {
			code = overflow(err);
		}
		r->gone[strand] = part > r->gone[strand] ? part : r->gone[strand];
		r->held[strand] = 0;
	}
	return code;
}

static int64_t
strand_of(const struct report *r, int64_t stage)
{
	return r->key[KIND] == CONSIGNMENTS ? 0 : stage;
}

static int
end_lot(struct report *r, struct aid_error *err)
{
	const struct good *goods = (const void *)r->goods.ptr;
	size_t n = r->goods.len / sizeof(*goods);
	int code = end_unit(r, err);

	for (size_t i = 0; code == 0 && i < n; i++) {
		code = leave(r, &goods[i], r->gone[strand_of(r, goods[i].stage)], err);
	}
	aid_buffer_reset(&r->goods);
	memset(r->gone, 0, sizeof(r->gone));
	return code;
}

static int
take_row(struct report *r, struct aid_statement *s, struct aid_error *err)
{
	int64_t key[N_KEY], *held;
	struct good good;
	int code = 0;

	read_key(s, key);
	if (compare(key, r->key, N_LOT) != 0) {
		code = end_lot(r, err);
	} else if (key[UNIT] != r->key[UNIT]) {
		code = end_unit(r, err);
	}
	memcpy(r->key, key, sizeof(key));
	good = (struct good){ key[UNIT], aid_column_int(s, STAGE), aid_column_int(s, OUTCOME),
			      aid_column_int(s, QUANTITY) };
	/* Beyond the last stage are the ends of counts, which say nothing of where goods are. */
	if (code < 0 || good.stage < 1 || good.stage > N_STAGES || good.outcome < 0 ||
	    good.outcome >= N_OUTCOMES) {
		return code;
	}
	aid_buffer_append(&r->goods, (struct aid_slice){ (const char *)&good, sizeof(good) });
	held = &r->held[strand_of(r, good.stage)];
	if (aid_column_int(s, IS_BOUND) == 0 && !aid_integer_add(*held, good.quantity, held)) {
		return overflow(err);
	}
	return aid_buffer_check(&r->goods, err);
}

/* Finds the goods of which anything may be left. */
static int
find_open(struct aid_db *db, struct aid_error *err)
{
	struct aid_statement *s;
	int code = aid_db_script(db, "unallocated_create", err);

	if (code == 0) {
		code = aid_db_statement(db, "open_group_clear", &s, err);
	}
	if (code == 0) {
		code = aid_statement_run(s, err);
	}
	if (code == 0) {
		code = aid_db_statement(db, "open_group_fill", &s, err);
	}
	return code < 0 ? code : aid_statement_run(s, err);
}

static int
read_goods(struct report *r, struct aid_ledger *ledger, int64_t bound, struct aid_error *err)
{
	struct aid_db *db = aid_ledger_db(ledger);
	struct aid_statement *s;
	bool has_row = false;
	int code = find_open(db, err);

	if (code == 0) {
		code = aid_db_statement(db, "unallocated_taken", &r->takings, err);
	}
	if (code == 0) {
		code = aid_db_statement(db, "unallocated_goods", &s, err);
	}
	if (code == 0) {
		aid_bind_int(s, ":bound", bound);
		code = next_taking(r, err);
	}
	if (code < 0) {
		return code;
	}
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = take_row(r, s, err);
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	if (code == 0) {
		code = end_lot(r, err);
	}
	aid_statement_reset(r->takings);
	return code;
}

/* ---- rows ---- */

/* Columns of unallocated_units. */
enum { ROW_UNIT, ROW_CODE, ROW_CLASS, ROW_IS_OTHER, ROW_CLASSES };

static const char *
name_of(struct aid_statement *s)
{
	return aid_column_int(s, ROW_IS_OTHER) != 0 ? AID_REPORT_UNALLOCATED_ACCESS
						    : AID_REPORT_UNALLOCATED;
}

static int
add_rest(const struct rest *rest, struct aid_statement *s, struct aid_result *result,
	 int64_t as_of_end, struct aid_error *err)
{
	struct aid_funnel funnel;

	if (!merge(&rest->heaps[aid_column_int(s, ROW_CLASS) - 1], &funnel)) {
		return overflow(err);
	}
	return funnel.dispatched <= 0
		       ? 0
		       : aid_shortfall_add_unallocated(result, name_of(s),
						       aid_column_text(s, ROW_CODE).ptr, &funnel,
						       as_of_end, err);
}

static int
add_rows(const struct report *r, struct aid_ledger *ledger, struct aid_result *result,
	 int64_t as_of_end, struct aid_error *err)
{
	const struct rest *rests = (const void *)r->rests.ptr;
	size_t n = r->rests.len / sizeof(*rests);
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "unallocated_units", &s, err);

	if (code < 0) {
		return code;
	}
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		for (size_t i = 0; code == 0 && i < n; i++) {
			if (rests[i].unit_id == aid_column_int(s, ROW_UNIT)) {
				code = add_rest(&rests[i], s, result, as_of_end, err);
			}
		}
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	return code;
}

int
aid_shortfall_unallocated(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			  struct aid_result *result, struct aid_error *err)
{
	struct report r = { 0 };
	int code;

	aid_buffer_init(&r.goods);
	aid_buffer_init(&r.rests);
	code = read_goods(&r, ledger, aid_shortfall_bound(filter), err);
	if (code == 0) {
		code = add_rows(&r, ledger, result, filter->as_of_end, err);
	}
	aid_buffer_done(&r.goods);
	aid_buffer_done(&r.rests);
	return code;
}

int
aid_shortfall_find_rest(struct aid_ledger *ledger, struct aid_slice name, struct aid_slice unit,
			struct aid_shortfall_rest *out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "unallocated_units", &s, err);

	*out = (struct aid_shortfall_rest){ 0 };
	if (code < 0) {
		return code;
	}
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		if (aid_slice_is_equal(aid_column_text(s, ROW_CODE), unit) &&
		    aid_slice_is_equal(aid_slice_of(name_of(s)), name)) {
			*out = (struct aid_shortfall_rest){ aid_column_int(s, ROW_UNIT),
							    (int)aid_column_int(s, ROW_CLASS),
							    aid_column_int(s, ROW_CLASSES) > 1 };
			break;
		}
	}
	aid_statement_reset(s);
	return code;
}
