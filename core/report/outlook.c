#include "report/outlook.h"

#include "base/integer.h"
#include "base/limits.h"
#include "value/words.h"

static const char *const words[] = {
#define X(name, word) [AID_PROJECTION_##name] = word,
	AID_PROJECTION_LIST(X)
#undef X
};

const char *
aid_outlook_word(enum aid_projection projection)
{
	return words[projection];
}

int64_t
aid_outlook_days(const struct aid_terms *terms, int64_t as_of_day, int64_t n_days)
{
	int64_t from_day = terms->items[0].from_day;

	if (from_day != AID_PROMISE_FROM_START && as_of_day - from_day + 1 < n_days) {
		n_days = as_of_day - from_day + 1;
	}
	return n_days < 1 ? 1 : n_days;
}

/* A rate counts what is dated in its terms: past the last day nothing more comes to it. */
static bool
has_ended(const struct aid_terms *terms, int64_t as_of_day)
{
	int64_t last_day;

	return aid_terms_is_rate(terms) && aid_terms_last_day(terms, &last_day) &&
	       last_day <= as_of_day;
}

/* What is still missing of the whole: of a rate without an end what it is behind. */
static bool
find_missing(const struct aid_funnel_promise *promise, const struct aid_funnel *funnel,
	     int64_t *out)
{
	int64_t last_day, whole;

	*out = funnel->shortfall;
	if (!aid_terms_is_rate(&promise->terms) ||
	    !aid_terms_last_day(&promise->terms, &last_day)) {
		return true;
	}
	if (!aid_terms_amount(&promise->terms, last_day, &whole)) {
		return false;
	}
	*out = whole > funnel->reached ? whole - funnel->reached : 0;
	return true;
}

/* By how much the gap closed in the window: a rate without an end goes on falling due meanwhile. */
static bool
find_gain(const struct aid_funnel_promise *promise, int64_t as_of_day, const struct aid_pace *pace,
	  int64_t *out)
{
	int64_t gain, now, before, last_day;

	if (!aid_funnel_convert(promise, pace->reached, &gain)) {
		return false;
	}
	if (aid_terms_is_rate(&promise->terms) && !aid_terms_last_day(&promise->terms, &last_day)) {
		if (!aid_terms_amount(&promise->terms, as_of_day, &now) ||
		    !aid_terms_amount(&promise->terms, as_of_day - pace->n_days, &before)) {
			return false;
		}
		gain -= now - before;
	}
	*out = gain;
	return true;
}

/* The day on which the last of `quantity` is there when `gain` comes in n_days. */
static bool
find_day(int64_t quantity, int64_t gain, int64_t n_days, int64_t as_of_day, int64_t *out_day)
{
	int64_t days;

	if (gain <= 0 || !aid_integer_multiply(quantity, n_days, &days)) {
		return false;
	}
	days = days / gain + (days % gain != 0 ? 1 : 0);
	return days <= AID_LIMIT_YEAR_HIGH * 366LL && aid_integer_add(as_of_day, days, out_day);
}

static bool
project(const struct aid_funnel_promise *promise, const struct aid_funnel *funnel,
	int64_t as_of_day, const struct aid_pace *short_pace, const struct aid_pace *long_pace,
	struct aid_outlook *o)
{
	int64_t missing, short_gain, long_gain, short_day = 0;
	bool has_short;

	if (!find_missing(promise, funnel, &missing) ||
	    !find_gain(promise, as_of_day, short_pace, &short_gain) ||
	    !find_gain(promise, as_of_day, long_pace, &long_gain)) {
		return false;
	}
	if (missing == 0) {
		o->projection = AID_PROJECTION_DONE;
		return true;
	}
	if (has_ended(&promise->terms, as_of_day)) {
		o->projection = AID_PROJECTION_ENDED;
		return true;
	}
	has_short = find_day(missing, short_gain, short_pace->n_days, as_of_day, &short_day);
	o->has_projected =
		find_day(missing, long_gain, long_pace->n_days, as_of_day, &o->projected_day);
	o->has_early = has_short || o->has_projected;
	o->has_late = has_short && o->has_projected;
	o->early_day = !has_short || (o->has_projected && o->projected_day < short_day)
			       ? o->projected_day
			       : short_day;
	o->late_day = o->projected_day > short_day ? o->projected_day : short_day;
	if (o->has_early) {
		o->projection = o->has_late ? AID_PROJECTION_ON_PACE : AID_PROJECTION_UNCERTAIN;
	} else {
		o->projection = long_pace->reached > 0 || short_pace->reached > 0
					? AID_PROJECTION_NEVER
					: AID_PROJECTION_NO_MOVEMENT;
	}
	return true;
}

/* What was sent, is not lost, and has not come to the counted stage yet. What was offloaded before it crossed is uncollected. */
static int64_t
find_pipeline(int counted_at, const struct aid_funnel *f)
{
	int64_t before_crossing = f->pieces[AID_PIECE_MOVING] + f->pieces[AID_PIECE_AT_CROSSING],
		uncollected = f->pieces[AID_PIECE_UNCOLLECTED],
		waiting = f->offloaded - f->crossed < uncollected ? f->offloaded - f->crossed
								  : uncollected;

	switch (counted_at) {
	case AID_STAGE_DISPATCHED:
		return 0;
	case AID_STAGE_AT_CROSSING:
		return f->pieces[AID_PIECE_MOVING];
	case AID_STAGE_OFFLOADED:
		return before_crossing;
	case AID_STAGE_CROSSED:
		return before_crossing + (waiting > 0 ? waiting : 0);
	case AID_STAGE_COLLECTED:
		return before_crossing + uncollected;
	default:
		return before_crossing + uncollected + f->pieces[AID_PIECE_COLLECTED];
	}
}

static bool
find_break(const struct aid_funnel_promise *promise, const struct aid_funnel *funnel,
	   const struct aid_pace *long_pace, int64_t as_of_day, struct aid_outlook *o)
{
	int64_t covered, arrived;

	o->pipeline = find_pipeline(promise->counted_at, funnel);
	if (!aid_integer_add(funnel->reached, o->pipeline, &covered) ||
	    !aid_funnel_convert(promise, long_pace->reached, &arrived)) {
		return false;
	}
	o->has_empty = o->pipeline > 0 &&
		       find_day(o->pipeline, arrived, long_pace->n_days, as_of_day, &o->empty_day);
	if (aid_terms_is_rate(&promise->terms)) {
		return aid_terms_day_over(&promise->terms, covered, &o->has_break, &o->break_day);
	}
	o->has_break = promise->has_due && funnel->committed > covered;
	o->break_day = promise->due_day;
	return true;
}

bool
aid_outlook_reckon(const struct aid_funnel_promise *promise, const struct aid_funnel *funnel,
		   int64_t as_of_day, const struct aid_pace *short_pace,
		   const struct aid_pace *long_pace, struct aid_outlook *out)
{
	struct aid_outlook o = { 0 };
	bool is_promised = !aid_terms_is_withdrawn(&promise->terms) &&
			   (aid_terms_is_rate(&promise->terms) || funnel->committed > 0);

	if (is_promised && (!project(promise, funnel, as_of_day, short_pace, long_pace, &o) ||
			    !find_break(promise, funnel, long_pace, as_of_day, &o))) {
		return false;
	}
	*out = o;
	return true;
}
