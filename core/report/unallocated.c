/* What counts towards no promise. A good is unallocated when neither the promises of donors nor those of access took it: each class that is
 * kept holds all the goods (promises of access are kept only where there are any), and of two remainders of a measure the
 * smaller is shown. */
#include "base/integer.h"
#include "base/message.h"
#include "report/shortfall.h"
#include "value/words.h"

#define N_STAGES 6
#define N_OUTCOMES 5
#define UNIT_NAME_SIZE 128

/* Outcomes as table cell numbers them. */
enum outcome { OPEN, INTERCEPTED, RETURNED, LOST, UNACCOUNTED };

struct heap {
	int64_t pieces[N_STAGES][N_OUTCOMES]; /* consignments, by the furthest stage */
	int64_t counted[N_STAGES];            /* counts at each stage */
};

struct rest {
	char unit[UNIT_NAME_SIZE];
	bool is_any;
	bool is_kept[2]; /* by class */
	struct heap heaps[2];
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
add_rest(const struct rest *rest, struct aid_result *result, int64_t as_of_end,
	 struct aid_error *err)
{
	struct aid_funnel first, second;

	if (!rest->is_any) {
		return 0;
	}
	if (!merge(&rest->heaps[0], &first) || !merge(&rest->heaps[1], &second)) {
		return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1,
					 rest->unit);
	}
	if (!rest->is_kept[0] || (rest->is_kept[1] && second.dispatched < first.dispatched)) {
		first = second;
	}
	if (first.dispatched <= 0) {
		return 0;
	}
	return aid_shortfall_add_unallocated(result, rest->unit, &first, as_of_end, err);
}

static void
take_row(struct rest *rest, struct aid_statement *s)
{
	int64_t class = aid_column_int(s, 1), kind = aid_column_int(s, 2),
		stage = aid_column_int(s, 3), outcome = aid_column_int(s, 4),
		quantity = aid_column_int(s, 5);
	struct heap *heap;

	if (class < 1 || class > 2) {
		return;
	}
	rest->is_kept[class - 1] = true;
	if (stage < 1 || outcome < 0 || outcome >= N_OUTCOMES || quantity <= 0) {
		return;
	}
	heap = &rest->heaps[class - 1];
	if (kind == 1 && stage <= N_STAGES) {
		heap->pieces[stage - 1][outcome] = quantity;
	} else if (kind == 2 && stage <= N_STAGES) {
		heap->counted[stage - 1] = quantity;
	}
}

int
aid_shortfall_unallocated(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			  struct aid_result *result, struct aid_error *err)
{
	struct rest rest = { .unit = "" };
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "unallocated_rows", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":bound", aid_shortfall_bound(filter));
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		struct aid_slice unit = aid_column_text(s, 0);

		if (!rest.is_any || !aid_slice_is_equal(unit, aid_slice_of(rest.unit))) {
			code = add_rest(&rest, result, filter->as_of_end, err);
			rest = (struct rest){ .is_any = true };
			memcpy(rest.unit, unit.ptr,
			       unit.len < UNIT_NAME_SIZE ? unit.len : UNIT_NAME_SIZE - 1);
		}
		take_row(&rest, s);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code < 0 ? code : add_rest(&rest, result, filter->as_of_end, err);
}
