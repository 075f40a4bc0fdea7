#include "report/explain_figure.h"

#include <string.h>

enum outcome { OPEN, INTERCEPTED, RETURNED, LOST, UNACCOUNTED };

typedef struct aid_explain_form form;

/* Consignments that got to the stage or beyond it, however they ended; or (`only` >= 0) those of one outcome, at the stages up to `last`. */
static form
of_consignments(const struct aid_explain_sums *sums, int first, int last, int only)
{
	form f = { 0 };

	for (int stage = first; stage <= last; stage++) {
		for (int outcome = 0; outcome < AID_EXPLAIN_OUTCOMES; outcome++) {
			if (only < 0 || outcome == only) {
				f.consignments[stage][outcome] = 1;
				f.value += sums->consignments[stage][outcome];
			}
		}
	}
	return f;
}

static form
of_counts(const struct aid_explain_sums *sums, int first, int last)
{
	form f = { 0 };

	for (int stage = first; stage <= last; stage++) {
		f.counts[stage] = 1;
		f.value += sums->counts[stage];
	}
	return f;
}

static form
plus(form a, form b, int sign)
{
	a.value += sign * b.value;
	for (int stage = 0; stage < AID_EXPLAIN_STAGES; stage++) {
		for (int outcome = 0; outcome < AID_EXPLAIN_OUTCOMES; outcome++) {
			a.consignments[stage][outcome] += sign * b.consignments[stage][outcome];
		}
	}
	for (int stage = 0; stage < AID_EXPLAIN_REPORTS; stage++) {
		a.counts[stage] += sign * b.counts[stage];
	}
	return a;
}

static form
larger(form a, form b)
{
	return b.value > a.value ? b : a;
}

static form
smaller(form a, form b)
{
	return b.value < a.value ? b : a;
}

/* What lies on the line between two marks; nothing where they cross. */
static form
between(form low, form high)
{
	return larger((form){ 0 }, plus(high, low, -1));
}

/* Without counts every piece is a sum of its own. */
static void
reckon_consignments(const struct aid_explain_sums *sums, struct aid_explain_forms *out)
{
	int last = AID_EXPLAIN_STAGES - 1;

	for (int stage = 0; stage < AID_EXPLAIN_STAGES; stage++) {
		out->reached[stage] = of_consignments(sums, stage, last, -1);
	}
	out->pieces[AID_PIECE_DELIVERED] = out->reached[last];
	out->pieces[AID_PIECE_COLLECTED] = of_consignments(sums, 4, 4, OPEN);
	out->pieces[AID_PIECE_UNCOLLECTED] = of_consignments(sums, 2, 3, OPEN);
	out->pieces[AID_PIECE_AT_CROSSING] = of_consignments(sums, 1, 1, OPEN);
	out->pieces[AID_PIECE_MOVING] = of_consignments(sums, 0, 0, OPEN);
	out->pieces[AID_PIECE_INTERCEPTED] = of_consignments(sums, 0, last, INTERCEPTED);
	out->pieces[AID_PIECE_RETURNED] = of_consignments(sums, 0, last, RETURNED);
	out->pieces[AID_PIECE_LOST] = of_consignments(sums, 0, last, LOST);
	out->pieces[AID_PIECE_UNACCOUNTED] = of_consignments(sums, 0, last, UNACCOUNTED);
}

/* With counts each stage is the larger of the two, and the pieces lie between the stages (DESIGN 3.3). */
static void
reckon_counts(const struct aid_explain_sums *sums, struct aid_explain_forms *out)
{
	int last = AID_EXPLAIN_STAGES - 1;
	form *at = out->reached;
	form i = larger(of_consignments(sums, 0, last, INTERCEPTED), of_counts(sums, 6, 6));
	form r = larger(of_consignments(sums, 0, last, RETURNED), of_counts(sums, 7, 8));
	form l = larger(of_consignments(sums, 0, last, LOST), of_counts(sums, 9, 10));
	form ended = plus(plus(i, r, 1), l, 1), taken = plus(i, l, 1);
	form open, arrived, collected, offloaded;

	for (int stage = last; stage >= 0; stage--) {
		at[stage] = larger(of_consignments(sums, stage, last, -1),
				   of_counts(sums, stage, stage));
		if (stage < last) {
			at[stage] = larger(at[stage], at[stage + 1]);
		}
	}
	at[0] = larger(at[0], plus(at[last], ended, 1));
	memset(out->pieces, 0, sizeof(out->pieces));
	out->pieces[AID_PIECE_DELIVERED] = at[last];
	out->pieces[AID_PIECE_INTERCEPTED] = i;
	out->pieces[AID_PIECE_RETURNED] = r;
	out->pieces[AID_PIECE_LOST] = l;
	ended = plus(ended, at[last], 1);
	if (ended.value > 0 && ended.value >= at[0].value - at[0].value / 20) {
		out->pieces[AID_PIECE_UNACCOUNTED] = plus(at[0], ended, -1);
		return;
	}
	open = plus(plus(at[0], at[last], -1), r, -1);
	collected = plus(at[4], at[last], -1);
	offloaded = plus(at[2], at[last], -1);
	arrived = plus(plus(offloaded, at[0], 1), at[1], -1);
	out->pieces[AID_PIECE_COLLECTED] = between(taken, smaller(collected, open));
	out->pieces[AID_PIECE_UNCOLLECTED] =
		between(larger(collected, taken), smaller(offloaded, open));
	out->pieces[AID_PIECE_MOVING] = between(larger(offloaded, taken), smaller(arrived, open));
	out->pieces[AID_PIECE_AT_CROSSING] = between(larger(arrived, taken), open);
}

void
aid_explain_reckon(const struct aid_explain_sums *sums, struct aid_explain_forms *out_forms)
{
	if (sums->has_counts) {
		reckon_counts(sums, out_forms);
	} else {
		reckon_consignments(sums, out_forms);
	}
}

void
aid_explain_reckon_rest(const struct aid_explain_sums *sums, struct aid_explain_forms *out)
{
	static const enum aid_piece open_piece[AID_EXPLAIN_STAGES] = {
		AID_PIECE_MOVING,      AID_PIECE_AT_CROSSING, AID_PIECE_UNCOLLECTED,
		AID_PIECE_UNCOLLECTED, AID_PIECE_COLLECTED,   AID_PIECE_DELIVERED
	};
	static const enum aid_piece end_piece[AID_EXPLAIN_OUTCOMES] = {
		[INTERCEPTED] = AID_PIECE_INTERCEPTED,
		[RETURNED] = AID_PIECE_RETURNED,
		[LOST] = AID_PIECE_LOST,
		[UNACCOUNTED] = AID_PIECE_UNACCOUNTED,
	};
	form beyond = { 0 }, counted = { 0 };
	int last = AID_EXPLAIN_STAGES - 1;

	memset(out, 0, sizeof(*out));
	for (int stage = last; stage >= 0; stage--) {
		form here, left;

		counted = larger(counted, of_counts(sums, stage, stage));
		here = larger(of_consignments(sums, stage, last, -1), counted);
		left = plus(here, beyond, -1);
		beyond = here;
		for (int outcome = INTERCEPTED; outcome <= UNACCOUNTED; outcome++) {
			form *piece = &out->pieces[end_piece[outcome]];
			form ended = smaller(of_consignments(sums, stage, stage, outcome), left);

			*piece = plus(*piece, ended, 1);
			left = plus(left, ended, -1);
		}
		out->pieces[open_piece[stage]] = plus(out->pieces[open_piece[stage]], left, 1);
		out->reached[stage] = here;
	}
	out->reached[last] = out->pieces[AID_PIECE_DELIVERED];
}
