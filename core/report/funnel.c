#include "report/funnel.h"

#include "base/integer.h"
#include "value/date.h"
#include "value/words.h"

#define UNIT_MILLI 1000
/* Without an end a rate is caught up with in this many days (DESIGN 3). */
#define CATCH_UP_DAYS 30

int64_t
aid_funnel_day(int64_t as_of_end)
{
	return aid_date_day_of(as_of_end == INT64_MIN ? as_of_end : as_of_end - 1);
}

static int64_t
larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

bool
aid_funnel_convert(const struct aid_funnel_promise *promise, int64_t base, int64_t *out)
{
	if (promise->factor == UNIT_MILLI) {
		*out = base;
		return true;
	}
	return aid_integer_scale(base, UNIT_MILLI, promise->factor, out);
}

static bool
convert_pieces(const struct aid_funnel_promise *promise, const struct aid_funnel_balance *balance,
	       struct aid_funnel *f)
{
	int64_t boundary = 0, before = 0;

	for (int i = 0; i < AID_PIECE_COUNT; i++) {
		int64_t converted;

		if (!aid_integer_add(boundary, balance->pieces[i], &boundary) ||
		    !aid_funnel_convert(promise, boundary, &converted)) {
			return false;
		}
		f->pieces[i] = converted - before;
		before = converted;
	}
	f->dispatched = before;
	return aid_funnel_convert(promise, balance->reached[AID_STAGE_CROSSED - 1], &f->crossed) &&
	       aid_funnel_convert(promise, balance->reached[AID_STAGE_OFFLOADED - 1],
				  &f->offloaded) &&
	       aid_funnel_convert(promise, balance->reached[promise->counted_at - 1], &f->reached);
}

/* A bound is rounded away from what was reached; where it is that, it is rounded as that. */
static bool
convert_bounds(const struct aid_funnel_promise *promise, const struct aid_funnel_balance *balance,
	       struct aid_funnel *f)
{
	int64_t reached = balance->reached[promise->counted_at - 1];

	f->reached_low = f->reached_high = f->reached_measured = f->reached;
	return (balance->low == reached ||
		aid_integer_scale_down(balance->low, UNIT_MILLI, promise->factor,
				       &f->reached_low)) &&
	       (balance->high == reached ||
		aid_integer_scale_up(balance->high, UNIT_MILLI, promise->factor,
				     &f->reached_high)) &&
	       (balance->measured == reached ||
		aid_integer_scale_down(balance->measured, UNIT_MILLI, promise->factor,
				       &f->reached_measured));
}

/* Of a rate with an end what is missing of the whole window over the days that are left; without one, the rate and a thirtieth of the shortfall. Of a
 * total the shortfall over the days until it is due. */
static bool
reckon_needed(const struct aid_funnel_promise *promise, int64_t as_of_day, struct aid_funnel *f)
{
	const struct aid_term *first = &promise->terms.items[0];
	bool is_rate = aid_terms_is_rate(&promise->terms), has_end;
	int64_t whole = f->committed, share, last_day = promise->due_day, from_day = as_of_day;

	if (!is_rate && f->committed == 0) {
		return true;
	}
	has_end = is_rate ? aid_terms_last_day(&promise->terms, &last_day) : promise->has_due;
	if (is_rate && !has_end) {
		const struct aid_term *term = aid_terms_at(&promise->terms, as_of_day);

		f->has_needed = aid_integer_scale(term->quantity, 1, term->basis, &whole) &&
				aid_integer_scale(f->shortfall, 1, CATCH_UP_DAYS, &share) &&
				aid_integer_add(whole, share, &f->needed_per_day);
		return f->has_needed;
	}
	if (first->from_day != AID_PROMISE_FROM_START) {
		from_day = larger(as_of_day, first->from_day - 1);
	}
	if (!has_end || last_day <= from_day) {
		return true;
	}
	if (is_rate && !aid_terms_amount(&promise->terms, last_day, &whole)) {
		return false;
	}
	f->has_needed = aid_integer_scale(larger(0, whole - f->reached), 1, last_day - from_day,
					  &f->needed_per_day);
	return f->has_needed;
}

bool
aid_funnel_reckon(const struct aid_funnel_promise *promise,
		  const struct aid_funnel_balance *balance, int64_t as_of_day,
		  struct aid_funnel *out)
{
	struct aid_funnel f = { 0 };

	if (!aid_terms_amount(&promise->terms, as_of_day, &f.committed) ||
	    !convert_pieces(promise, balance, &f) || !convert_bounds(promise, balance, &f)) {
		return false;
	}
	f.not_dispatched = larger(0, f.committed - f.dispatched);
	f.surplus = larger(0, f.dispatched - f.committed);
	f.shortfall = larger(0, f.committed - f.reached);
	f.shortfall_low = larger(0, f.committed - f.reached_high);
	f.shortfall_high = larger(0, f.committed - f.reached_low);
	if (!aid_terms_is_withdrawn(&promise->terms)) {
		f.has_days_behind = aid_terms_is_rate(&promise->terms);
		if ((f.has_days_behind &&
		     !aid_terms_days(&promise->terms, as_of_day, f.shortfall, &f.days_behind)) ||
		    !reckon_needed(promise, as_of_day, &f)) {
			return false;
		}
	}
	*out = f;
	return true;
}

int64_t
aid_funnel_measured_share(const struct aid_funnel *f)
{
	int64_t share = UNIT_MILLI;

	if (f->reached <= 0 || f->reached_measured >= f->reached ||
	    !aid_integer_scale_down(f->reached_measured, UNIT_MILLI, f->reached, &share)) {
		return UNIT_MILLI;
	}
	return share;
}

bool
aid_funnel_add(struct aid_funnel *a, const struct aid_funnel *b)
{
	bool is_in_range =
		aid_integer_add(a->committed, b->committed, &a->committed) &&
		aid_integer_add(a->not_dispatched, b->not_dispatched, &a->not_dispatched) &&
		aid_integer_add(a->surplus, b->surplus, &a->surplus) &&
		aid_integer_add(a->shortfall, b->shortfall, &a->shortfall) &&
		aid_integer_add(a->reached, b->reached, &a->reached) &&
		aid_integer_add(a->dispatched, b->dispatched, &a->dispatched) &&
		aid_integer_add(a->crossed, b->crossed, &a->crossed) &&
		aid_integer_add(a->reached_low, b->reached_low, &a->reached_low) &&
		aid_integer_add(a->reached_high, b->reached_high, &a->reached_high) &&
		aid_integer_add(a->reached_measured, b->reached_measured, &a->reached_measured) &&
		aid_integer_add(a->shortfall_low, b->shortfall_low, &a->shortfall_low) &&
		aid_integer_add(a->shortfall_high, b->shortfall_high, &a->shortfall_high);

	for (int i = 0; is_in_range && i < AID_PIECE_COUNT; i++) {
		is_in_range = aid_integer_add(a->pieces[i], b->pieces[i], &a->pieces[i]);
	}
	return is_in_range;
}
