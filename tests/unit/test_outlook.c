/* Completion at the recent pace, and the end of what is on its way: worked out by hand. */
#include "report/outlook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "value/words.h"

#define START AID_PROMISE_FROM_START
#define OPEN AID_PROMISE_OPEN
#define HELD AID_STATE_COMMITTED
#define NONE INT64_MIN
/* The day of every report here. */
#define TODAY 100

/* 1,000 in all, due on day 120. */
static const struct aid_term total[] = { { 0, START, START, OPEN, 1000000, AID_BASIS_TOTAL,
					   HELD } };
/* 10 a day from day 1 on, without an end: 1,000 by today. */
static const struct aid_term open_rate[] = { { 0, START, 1, OPEN, 10000, AID_BASIS_PER_DAY,
					       HELD } };
/* 10 a day from day 1 to day 110: 1,100 in all. */
static const struct aid_term rate[] = { { 0, START, 1, 110, 10000, AID_BASIS_PER_DAY, HELD } };
/* 10 a day from day 1 to day 90. */
static const struct aid_term past[] = { { 0, START, 1, 90, 10000, AID_BASIS_PER_DAY, HELD } };
static const struct aid_term withdrawn[] = { { 0, START, START, OPEN, 1000000, AID_BASIS_TOTAL,
					       AID_STATE_WITHDRAWN } };

/* Reached in 7 and in 28 days, and on the way; all in thousandths. */
struct case_ {
	const char *name;
	const struct aid_term *term;
	int64_t reached, moving, week, month;
	const char *word;
	int64_t projected, early, late, break_day, empty_day;
};

/* A row of a table a line. */
/* clang-format off */
static const struct case_ cases[] = {
	/* 300 are missing: 70 a week is 30 days, 140 in four weeks is 60. 100 on their way come in 20 days. */
	{ "total", total, 700000, 100000, 70000, 140000, "on_pace", 160, 130, 160, 120, 120 },
	/* The other way round: slower of late. */
	{ "total, slower of late", total, 700000, 0, 21000, 280000, "on_pace", 130, 130, 200, 120, NONE },
	{ "total, nothing of late", total, 700000, 0, 0, 280000, "uncertain", 130, 130, NONE, 120, NONE },
	{ "total, covered", total, 700000, 300000, 70000, 280000, "on_pace", 130, 130, 130, NONE, 130 },
	{ "total, all there", total, 1000000, 0, 0, 0, "done", NONE, NONE, NONE, NONE, NONE },
	{ "total, nothing moves", total, 700000, 50000, 0, 0, "no_movement", NONE, NONE, NONE, 120, NONE },
	/* 100 behind. Of 98 a week 28 make up for it: 25 days; of 308 in four weeks 28 do: 100 days. 900 and 50 on their way cover 95 days. */
	{ "open rate", open_rate, 900000, 50000, 98000, 308000, "on_pace", 200, 125, 200, 96, 105 },
	/* 7 a day is less than falls due, 11 a day of late is more: 100 days. */
	{ "open rate, better of late", open_rate, 900000, 0, 77000, 196000, "uncertain", NONE, 200, NONE, 91, NONE },
	{ "open rate, never", open_rate, 900000, 0, 7000, 28000, "never", NONE, NONE, NONE, 91, NONE },
	{ "open rate, nothing behind", open_rate, 1000000, 25000, 0, 28000, "done", NONE, NONE, NONE, 103, 125 },
	/* 200 are missing of 1,100: 20 days at 70 a week, 40 at 140 in four weeks. */
	{ "rate with an end", rate, 900000, 100000, 70000, 140000, "on_pace", 140, 120, 140, 101, 120 },
	{ "rate, all of it on its way", rate, 900000, 200000, 70000, 140000, "on_pace", 140, 120, 140, NONE, 140 },
	{ "rate, its last day is past", past, 800000, 0, 70000, 140000, "ended", NONE, NONE, NONE, 81, NONE },
	{ "withdrawn", withdrawn, 700000, 100000, 70000, 140000, "", NONE, NONE, NONE, NONE, NONE },
};
/* clang-format on */

static void
look_ahead(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct case_ *c = &cases[i];
		struct aid_funnel_promise p = { .terms = { c->term, 1 },
						.factor = 1000,
						.counted_at = AID_STAGE_DELIVERED,
						.has_due = c->term == total,
						.due_day = 120 };
		struct aid_funnel_balance b = { .reached = { c->reached + c->moving, c->reached,
							     c->reached, c->reached, c->reached,
							     c->reached } };
		struct aid_pace week = { c->week, AID_OUTLOOK_SHORT_DAYS },
				month = { c->month, AID_OUTLOOK_LONG_DAYS };
		struct aid_funnel f;
		struct aid_outlook o;

		b.pieces[AID_PIECE_DELIVERED] = c->reached;
		b.pieces[AID_PIECE_MOVING] = c->moving;
		assert_true(aid_funnel_reckon(&p, &b, TODAY, &f));
		assert_true(aid_outlook_reckon(&p, &f, TODAY, &week, &month, &o));
		assert_string_equal(aid_outlook_word(o.projection), c->word);
		assert_int_equal(o.has_projected ? o.projected_day : NONE, c->projected);
		assert_int_equal(o.has_early ? o.early_day : NONE, c->early);
		assert_int_equal(o.has_late ? o.late_day : NONE, c->late);
		assert_int_equal(o.has_break ? o.break_day : NONE, c->break_day);
		assert_int_equal(o.has_empty ? o.empty_day : NONE, c->empty_day);
	}
}

/* What is on its way depends on where it counts. */
static void
on_its_way(void **state)
{
	static const struct {
		int counted_at;
		int64_t pipeline;
	} stages[] = {
		{ AID_STAGE_DISPATCHED, 0 },   { AID_STAGE_AT_CROSSING, 1000 },
		{ AID_STAGE_OFFLOADED, 3000 }, { AID_STAGE_CROSSED, 4000 },
		{ AID_STAGE_COLLECTED, 7000 }, { AID_STAGE_DELIVERED, 15000 },
	};
	/* 1 moving, 2 at the crossing, 4 offloaded (3 of them crossed), 8 collected, 16 delivered, 32 lost */
	struct aid_funnel_balance b = { .reached = { 63000, 30000, 28000, 27000, 24000, 16000 } };
	struct aid_pace none = { 0, 7 };

	(void)state;
	b.pieces[AID_PIECE_MOVING] = 1000;
	b.pieces[AID_PIECE_AT_CROSSING] = 2000;
	b.pieces[AID_PIECE_UNCOLLECTED] = 4000;
	b.pieces[AID_PIECE_COLLECTED] = 8000;
	b.pieces[AID_PIECE_DELIVERED] = 16000;
	b.pieces[AID_PIECE_LOST] = 32000;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		struct aid_funnel_promise p = { .terms = { total, 1 },
						.factor = 1000,
						.counted_at = stages[i].counted_at };
		struct aid_funnel f;
		struct aid_outlook o;

		assert_true(aid_funnel_reckon(&p, &b, TODAY, &f));
		assert_true(aid_outlook_reckon(&p, &f, TODAY, &none, &none, &o));
		assert_int_equal(o.pipeline, stages[i].pipeline);
	}
}

/* A window reaches back to the start at most. */
static void
windows(void **state)
{
	struct aid_terms young = { rate, 1 }, old = { total, 1 };

	(void)state;
	assert_int_equal(aid_outlook_days(&young, 3, 7), 3);
	assert_int_equal(aid_outlook_days(&young, 9, 7), 7);
	assert_int_equal(aid_outlook_days(&young, 0, 7), 1);
	assert_int_equal(aid_outlook_days(&old, 3, 28), 28);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(look_ahead),
		cmocka_unit_test(on_its_way),
		cmocka_unit_test(windows),
	};

	return cmocka_run_group_tests_name("outlook", tests, NULL, NULL);
}
