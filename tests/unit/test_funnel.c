#include "report/funnel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "value/date.h"
#include "value/words.h"

static int64_t
day(int year, int month, int of_month)
{
	return aid_date_days_from_civil(year, month, of_month);
}

static int64_t
sum_of(const struct aid_funnel *f)
{
	int64_t sum = f->not_dispatched;

	for (int i = 0; i < AID_PIECE_COUNT; i++) {
		sum += f->pieces[i];
	}
	return sum;
}

/* A promise of one term. */
static struct aid_funnel_promise
promise(const struct aid_term *term, int64_t factor, int counted_at)
{
	return (struct aid_funnel_promise){ .terms = { term, 1 },
					    .factor = factor,
					    .counted_at = counted_at };
}

/* So much crossed and was not seen afterwards. */
static struct aid_funnel_balance
crossed(int64_t milli)
{
	struct aid_funnel_balance b = { 0 };

	for (int stage = 0; stage < AID_STAGE_CROSSED; stage++) {
		b.reached[stage] = milli;
	}
	b.pieces[AID_PIECE_UNCOLLECTED] = milli;
	return b;
}

static void
a_rate_without_an_end(void **state)
{
	struct aid_term term = {
		0,      AID_PROMISE_FROM_START, day(2023, 12, 16),  AID_PROMISE_OPEN,
		200000, AID_BASIS_PER_DAY,      AID_STATE_COMMITTED
	};
	struct aid_funnel_promise p = promise(&term, 1000, AID_STAGE_CROSSED);
	struct aid_funnel_balance b = crossed(10693000);
	struct aid_funnel f;

	(void)state;
	assert_true(aid_funnel_reckon(&p, &b, day(2024, 2, 29), &f));
	assert_int_equal(f.committed, 15200000);
	assert_int_equal(f.reached, 10693000);
	assert_int_equal(f.shortfall, 4507000);
	assert_int_equal(f.not_dispatched, 4507000);
	assert_int_equal(f.surplus, 0);
	assert_int_equal(f.days_behind, 22535);
	assert_int_equal(f.needed_per_day, 350233);
	assert_int_equal(f.committed + f.surplus, sum_of(&f));
	/* Before its start nothing is committed. */
	assert_true(aid_funnel_reckon(&p, &b, day(2023, 12, 15), &f));
	assert_int_equal(f.committed, 0);
	assert_int_equal(f.surplus, 10693000);
}

static void
a_rate_with_an_end(void **state)
{
	struct aid_term term = {
		0,      AID_PROMISE_FROM_START, day(2025, 1, 19),   day(2025, 3, 1),
		600000, AID_BASIS_PER_DAY,      AID_STATE_COMMITTED
	};
	struct aid_funnel_promise p = promise(&term, 1000, AID_STAGE_CROSSED);
	struct aid_funnel_balance b = crossed(4242000);
	struct aid_funnel f;

	(void)state;
	assert_true(aid_funnel_reckon(&p, &b, day(2025, 1, 24), &f));
	assert_int_equal(f.committed, 3600000);
	assert_int_equal(f.surplus, 642000);
	assert_int_equal(f.shortfall, 0);
	assert_int_equal(f.days_behind, 0);
	/* 42 days of 600 are 25,200; 20,958 are missing, on 36 days. */
	assert_int_equal(f.needed_per_day, 582167);
	assert_int_equal(f.committed + f.surplus, sum_of(&f));
	/* After its end it stands still, and nothing can be needed any more. */
	assert_true(aid_funnel_reckon(&p, &b, day(2026, 1, 1), &f));
	assert_int_equal(f.committed, 25200000);
	assert_false(f.has_needed);
}

static void
weeks_and_months_are_days(void **state)
{
	struct aid_term term = { 0,
				 AID_PROMISE_FROM_START,
				 0,
				 AID_PROMISE_OPEN,
				 7000,
				 AID_BASIS_PER_WEEK,
				 AID_STATE_COMMITTED };
	struct aid_funnel_promise p = promise(&term, 1000, AID_STAGE_DELIVERED);
	struct aid_funnel_balance b = { .reached = { 0 } };
	struct aid_funnel f;

	(void)state;
	assert_true(aid_funnel_reckon(&p, &b, 9, &f));
	assert_int_equal(f.committed, 10000);
	term.basis = AID_BASIS_PER_MONTH;
	term.quantity = 100000;
	assert_true(aid_funnel_reckon(&p, &b, 0, &f));
	assert_int_equal(f.committed, 3333);
}

static void
a_total_has_no_days(void **state)
{
	struct aid_term term = {
		0,      AID_PROMISE_FROM_START, AID_PROMISE_FROM_START, AID_PROMISE_OPEN,
		600000, AID_BASIS_TOTAL,        AID_STATE_COMMITTED
	};
	struct aid_funnel_promise p = promise(&term, 1000000, AID_STAGE_DELIVERED);
	struct aid_funnel_balance b = { .reached = { 550000000, 0, 0, 0, 0, 437500000 } };
	struct aid_funnel f;

	(void)state;
	b.pieces[AID_PIECE_DELIVERED] = 437500000;
	b.pieces[AID_PIECE_RETURNED] = 100000000;
	b.pieces[AID_PIECE_LOST] = 12500000;
	assert_true(aid_funnel_reckon(&p, &b, 0, &f));
	assert_int_equal(f.committed, 600000);
	assert_int_equal(f.pieces[AID_PIECE_DELIVERED], 437500);
	assert_int_equal(f.not_dispatched, 50000);
	assert_int_equal(f.shortfall, 162500);
	assert_false(f.has_days_behind || f.has_needed);
	assert_int_equal(f.committed + f.surplus, sum_of(&f));
	/* Due in five days: 162.5 t over five of them; on the day itself there is nothing left to share out. */
	p.has_due = true;
	p.due_day = 5;
	assert_true(aid_funnel_reckon(&p, &b, 0, &f));
	assert_int_equal(f.needed_per_day, 32500);
	assert_true(aid_funnel_reckon(&p, &b, 5, &f));
	assert_false(f.has_needed);
	/* Withdrawn: nothing is owed any more, and what was sent is beyond it. */
	term.state = AID_STATE_WITHDRAWN;
	assert_true(aid_funnel_reckon(&p, &b, 0, &f));
	assert_int_equal(f.committed, 0);
	assert_int_equal(f.shortfall, 0);
	assert_int_equal(f.committed + f.surplus, sum_of(&f));
}

static void
converted_pieces_add_up(void **state)
{
	/* A dozen is 12 pieces: no piece of 1,000 is a whole number of dozens. */
	struct aid_term term = {
		0,       AID_PROMISE_FROM_START, AID_PROMISE_FROM_START, AID_PROMISE_OPEN,
		1000000, AID_BASIS_TOTAL,        AID_STATE_COMMITTED
	};
	struct aid_funnel_promise p = promise(&term, 12000, AID_STAGE_DELIVERED);
	uint64_t random = 88172645463325252u;

	(void)state;
	for (int n = 0; n < 2000; n++) {
		struct aid_funnel_balance b = { .reached = { 0 } };
		struct aid_funnel f;

		for (int i = 0; i < AID_PIECE_COUNT; i++) {
			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			b.pieces[i] = (int64_t)(random % 1000000007);
			b.reached[0] += b.pieces[i];
		}
		b.reached[AID_STAGE_DELIVERED - 1] = b.pieces[AID_PIECE_DELIVERED];
		assert_true(aid_funnel_reckon(&p, &b, 0, &f));
		assert_int_equal(f.committed + f.surplus, sum_of(&f));
		assert_int_equal(f.reached, f.pieces[AID_PIECE_DELIVERED]);
	}
}

static void
what_does_not_fit_is_said(void **state)
{
	struct aid_term term = { 0,
				 AID_PROMISE_FROM_START,
				 0,
				 AID_PROMISE_OPEN,
				 INT64_MAX / 2,
				 AID_BASIS_PER_DAY,
				 AID_STATE_COMMITTED };
	struct aid_funnel_promise p = promise(&term, 1000, AID_STAGE_DELIVERED);
	struct aid_funnel_balance b = { .reached = { 0 } };
	struct aid_funnel f, sum;

	(void)state;
	assert_false(aid_funnel_reckon(&p, &b, 10, &f));
	sum = (struct aid_funnel){ .committed = INT64_MAX };
	f = (struct aid_funnel){ .committed = 1 };
	assert_false(aid_funnel_add(&sum, &f));
}

static void
a_moment_belongs_to_the_day_that_has_begun(void **state)
{
	(void)state;
	assert_int_equal(aid_funnel_day(0), -1);
	assert_int_equal(aid_funnel_day(1), 0);
	assert_int_equal(aid_funnel_day(AID_DAY_SECONDS), 0);
	assert_int_equal(aid_funnel_day(AID_DAY_SECONDS + 1), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_without_an_end),
		cmocka_unit_test(a_rate_with_an_end),
		cmocka_unit_test(weeks_and_months_are_days),
		cmocka_unit_test(a_total_has_no_days),
		cmocka_unit_test(converted_pieces_add_up),
		cmocka_unit_test(what_does_not_fit_is_said),
		cmocka_unit_test(a_moment_belongs_to_the_day_that_has_begun),
	};

	return cmocka_run_group_tests_name("funnel", tests, NULL, NULL);
}
