/* What a promise amounts to when it is amended: worked out by hand. */
#include "report/terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "value/words.h"

#define START AID_PROMISE_FROM_START
#define OPEN AID_PROMISE_OPEN
#define DAILY AID_BASIS_PER_DAY
#define HELD AID_STATE_COMMITTED
#define GONE AID_STATE_WITHDRAWN
#define NEVER INT64_MIN

/* 600 a day from the 10th, 300 a day from the 15th, to the 20th. */
static const struct aid_term cut[] = { { 0, 10, 10, 14, 600000, DAILY, HELD },
				       { 0, 15, 15, 20, 300000, DAILY, HELD } };
/* The same rate taken back from the 15th on. */
static const struct aid_term taken_back[] = { { 0, START, 10, 14, 600000, DAILY, HELD },
					      { 0, 15, 15, 20, 600000, DAILY, GONE } };
/* ... and promised again from the 18th on, without an end. */
static const struct aid_term again[] = { { 0, START, 10, 14, 600000, DAILY, HELD },
					 { 0, 15, 15, 17, 600000, DAILY, GONE },
					 { 0, 18, 18, OPEN, 100000, DAILY, HELD } };
/* A week and then a day as the basis. */
static const struct aid_term weeks[] = { { 0, START, 1, 14, 70000, AID_BASIS_PER_WEEK, HELD },
					 { 0, 15, 15, OPEN, 30000, DAILY, HELD } };
/* 100 in all, 250 from the 15th on, nothing any more from the 20th on. */
static const struct aid_term total[] = { { 0, START, START, 14, 100000, AID_BASIS_TOTAL, HELD },
					 { 0, 15, 15, 19, 250000, AID_BASIS_TOTAL, HELD },
					 { 0, 20, 20, OPEN, 250000, AID_BASIS_TOTAL, GONE } };
/* A total that is first stated from the 10th on. */
static const struct aid_term dated[] = { { 0, 10, 10, OPEN, 100000, AID_BASIS_TOTAL, HELD } };
/* A rate of which nobody said when it starts. */
static const struct aid_term endless[] = { { 0, START, START, OPEN, 5000, DAILY, HELD } };

#define TERMS(items)                                                                               \
	{                                                                                          \
		items, sizeof(items) / sizeof(items[0])                                            \
	}

static void
amounts(void **state)
{
	static const struct {
		struct aid_terms terms;
		int64_t day, amount;
	} cases[] = {
		{ TERMS(cut), 9, 0 },
		{ TERMS(cut), 10, 600000 },
		{ TERMS(cut), 14, 3000000 },
		{ TERMS(cut), 15, 3300000 },
		{ TERMS(cut), 20, 4800000 },
		{ TERMS(cut), 99, 4800000 },
		{ TERMS(taken_back), 14, 3000000 },
		{ TERMS(taken_back), 30, 3000000 },
		{ TERMS(again), 17, 3000000 },
		{ TERMS(again), 19, 3200000 },
		{ TERMS(weeks), 14, 140000 },
		{ TERMS(weeks), 16, 200000 },
		{ TERMS(total), 0, 100000 },
		{ TERMS(total), 14, 100000 },
		{ TERMS(total), 15, 250000 },
		{ TERMS(total), 20, 0 },
		{ TERMS(dated), 9, 0 },
		{ TERMS(dated), 10, 100000 },
		{ TERMS(endless), 50, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t amount = -1;

		assert_true(aid_terms_amount(&cases[i].terms, cases[i].day, &amount));
		assert_int_equal(amount, cases[i].amount);
	}
}

/* How far back the last of what fell due goes. */
static void
days_behind(void **state)
{
	static const struct {
		struct aid_terms terms;
		int64_t day, quantity, days;
	} cases[] = {
		/* two days of 300, then one of 600 */
		{ TERMS(cut), 16, 600000, 2000 },
		{ TERMS(cut), 16, 1200000, 3000 },
		{ TERMS(cut), 16, 450000, 1500 },
		{ TERMS(cut), 16, 0, 0 },
		/* the days on which nothing was promised are none */
		{ TERMS(again), 18, 700000, 2000 },
		{ TERMS(weeks), 15, 40000, 2000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t days = -1;

		assert_true(
			aid_terms_days(&cases[i].terms, cases[i].day, cases[i].quantity, &days));
		assert_int_equal(days, cases[i].days);
	}
}

static void
first_day_over(void **state)
{
	static const struct {
		struct aid_terms terms;
		int64_t quantity, day;
	} cases[] = {
		{ TERMS(cut), 0, 10 },           { TERMS(cut), 599999, 10 },
		{ TERMS(cut), 600000, 11 },      { TERMS(cut), 2999999, 14 },
		{ TERMS(cut), 3000000, 15 },     { TERMS(cut), 3300000, 16 },
		{ TERMS(cut), 4800000, NEVER },  { TERMS(again), 3000000, 18 },
		{ TERMS(again), 13000000, 118 }, { TERMS(endless), 0, NEVER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool has_day = false;
		int64_t day = NEVER, amount;

		assert_true(aid_terms_day_over(&cases[i].terms, cases[i].quantity, &has_day, &day));
		assert_int_equal(has_day ? day : NEVER, cases[i].day);
		if (has_day) {
			assert_true(aid_terms_amount(&cases[i].terms, day, &amount));
			assert_true(amount > cases[i].quantity);
			assert_true(aid_terms_amount(&cases[i].terms, day - 1, &amount));
			assert_true(amount <= cases[i].quantity);
		}
	}
}

static void
what_is_in_force(void **state)
{
	struct aid_terms terms = TERMS(again), none = TERMS(taken_back);
	int64_t day;

	(void)state;
	assert_ptr_equal(aid_terms_at(&terms, 0), &again[0]);
	assert_ptr_equal(aid_terms_at(&terms, 14), &again[0]);
	assert_ptr_equal(aid_terms_at(&terms, 15), &again[1]);
	assert_ptr_equal(aid_terms_at(&terms, 99), &again[2]);
	assert_false(aid_terms_last_day(&terms, &day));
	assert_true(aid_terms_last_day(&none, &day));
	assert_int_equal(day, 14);
	assert_false(aid_terms_is_withdrawn(&none));
	assert_true(aid_terms_is_withdrawn(&(struct aid_terms){ &taken_back[1], 1 }));
	assert_true(aid_terms_is_rate(&terms));
	assert_false(aid_terms_is_rate(&(struct aid_terms){ total, 3 }));
}

static void
what_does_not_fit_is_said(void **state)
{
	static const struct aid_term huge[] = { { 0, START, 0, OPEN, INT64_MAX / 2, DAILY, HELD } };
	struct aid_terms terms = TERMS(huge);
	int64_t out;

	(void)state;
	assert_false(aid_terms_amount(&terms, 10, &out));
	assert_false(aid_terms_days(&terms, 10, 1, &out));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts),
		cmocka_unit_test(days_behind),
		cmocka_unit_test(first_day_over),
		cmocka_unit_test(what_is_in_force),
		cmocka_unit_test(what_does_not_fit_is_said),
	};

	return cmocka_run_group_tests_name("terms", tests, NULL, NULL);
}
