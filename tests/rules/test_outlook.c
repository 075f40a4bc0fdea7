/* What is ahead of a commitment: the pace of what got there of late, whoever it is counted for, and what is on its way (ADR 20). */
#include "tests/rules/scenario.h"

#define PROMISE                                                                                    \
	"commitment_id,part_of,donor,commodity,quantity,unit,basis,starts_on,due_on,counted_at\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	/* 140 kg in four weeks, 70 of them in the last: 790 missing at 5 and at 10 a day are 158 and 79 days. 70 are on their way: 14 days. */
	{ .name = "goods that name a commitment count on the day they were last heard of",
	  .order = ORDER_ALL,
	  .today = "2024-03-30",
	  .drops = { { "", "2024-02-01", PROMISE "A,,Jordan,Rice,1000,kg,,,2024-05-01,\n", NULL },
		     { "jordan", "2024-02-02", SENT "W1,1,A,Jordan,Rice,70,kg,2024-01-01\nW2,1,A,Jordan,Rice,70,kg,2024-01-01\nW3,1,A,Jordan,Rice,70,kg,2024-01-02\n"
						    "W4,1,A,Jordan,Rice,70,kg,2024-03-20\n", NULL },
		     { "un", "2024-03-28", SEEN "r1,W1,1,delivered,Gaza,2024-02-10,70,kg\nr2,W2,1,delivered,Gaza,2024-03-10,70,kg\nr3,W3,1,delivered,Gaza,2024-03-25,70,kg\n", NULL } },
	  .expected = { "shortfall A: reached 210 projected_on 2024-09-04 projected_early 2024-06-17 projected_late 2024-09-04 pipeline 70 pipeline_empty_on 2024-04-13 pipeline_break_on 2024-05-01",
			"rows finding: 0" },
	  .moments = { { .known = 2, .expected = { "shortfall A: reached 0 projected_on - projected_early - projected_late - pipeline 280 pipeline_empty_on -" } } } },
	/* The report on W1 is taken back: what it brought leaves the pace too. */
	{ .name = "what is corrected leaves the pace",
	  .order = ORDER_ALL,
	  .today = "2024-03-30",
	  .drops = { { "", "2024-02-01", PROMISE "A,,Jordan,Rice,100,kg,,,,\n", NULL },
		     { "jordan", "2024-02-02", SENT "W1,1,A,Jordan,Rice,70,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-28", SEEN "r1,W1,1,delivered,Gaza,2024-03-27,70,kg\n", NULL },
		     { "un", "2024-03-29", SEEN "r1,W1,1,delivered,Gaza,2024-03-27,28,kg\n", NULL } },
	  .expected = { "shortfall A: reached 28 projected_on 2024-06-10 projected_early 2024-04-17 projected_late 2024-06-10 pipeline 42 pipeline_empty_on 2024-05-11" },
	  .moments = { { .known = 3, .expected = { "shortfall A: reached 70 projected_on 2024-04-11" } } } },
	/* Of 200 of the lane 100 count towards A and 100 towards B: half of what came of late is A's pace, whichever consignment it was. */
	{ .name = "goods that match are shared as they are allocated",
	  .order = ORDER_ALL,
	  .today = "2024-03-30",
	  .drops = { { "", "2024-02-01", PROMISE "A,,Jordan,Rice,100,kg,,,2024-04-15,\nB,,Jordan,Rice,500,kg,,,,\n", NULL },
		     { "jordan", "2024-02-02", SENT "W1,1,,Jordan,Rice,100,kg,2024-03-01\nW2,1,,Jordan,Rice,100,kg,2024-03-02\n", NULL },
		     { "un", "2024-03-28", SEEN "r1,W1,1,delivered,Gaza,2024-03-27,56,kg\n", NULL } },
	  .expected = { "shortfall A: reached 56 projected_on 2024-05-13 projected_early 2024-04-10 pipeline 44 pipeline_break_on -",
			"shortfall B: reached 0 projected_on 2025-08-12 pipeline 100" } },
	/* 60 trucks in four weeks, none in the last: 15 days of 10 are missing by the end. */
	{ .name = "a promise of access by its counts",
	  .order = ORDER_ALL,
	  .today = "2024-03-30",
	  .drops = { { "", "2024-02-01", PROMISE "A,,,,10,truck,per_day,2024-03-01,2024-04-09,crossed\n", NULL },
		     { "un", "2024-03-29", COUNTS "r1,crossed,KS,2024-03-05,200\nr2,crossed,KS,2024-03-10,80\nr3,crossed,KS,2024-03-28,0\n", NULL } },
	  .expected = { "shortfall A: committed 300 reached 280 needed_per_day 12 projected_on 2024-04-11 projected_early 2024-04-11 projected_late - pipeline 0 pipeline_break_on 2024-03-29" } },
	/* The root counts what names its part. */
	{ .name = "what names a part is the pace of the whole",
	  .order = ORDER_ALL,
	  .today = "2024-03-30",
	  .drops = { { "", "2024-02-01", PROMISE "A,,Jordan,Rice,100,kg,,,,\nP,A,,Rice,50,kg,,,,\n", NULL },
		     { "jordan", "2024-02-02", SENT "W1,1,P,Jordan,Rice,28,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-28", SEEN "r1,W1,1,delivered,Gaza,2024-03-27,28,kg\n", NULL } },
	  .expected = { "shortfall A: reached 28 projected_on 2024-06-10", "shortfall P: reached 28 projected_on 2024-04-21" } },
	/* 56 kg of the last week count for A, 28 of them by name: two a day, whether the goods beside them name a part or not. */
	{ .name = "what names a part and what matches are counted once in the pace",
	  .today = "2024-03-30",
	  .drops = { { "", "2024-02-01", PROMISE "A,,Jordan,Rice,100,kg,,,,\nP,A,,Rice,500,kg,,,,\n", NULL },
		     { "jordan", "2024-02-02", SENT "W1,1,P,Jordan,Rice,28,kg,2024-03-01\nW2,1,,Jordan,Rice,28,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-28", SEEN "r1,W1,1,delivered,Gaza,2024-03-27,28,kg\nr2,W2,1,delivered,Gaza,2024-03-27,28,kg\n", NULL } },
	  .expected = { "shortfall A: reached 56 projected_on 2024-04-21 projected_early 2024-04-05" } },
	/* A has all of the consignment, and of the counts beside it: 944 kg are missing at 2 a day, or 8. */
	{ .name = "counts of the same goods do not lessen the share of consignments",
	  .order = ORDER_ALL,
	  .today = "2024-03-30",
	  .drops = { { "", "2024-02-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,\n", NULL },
		     { "jordan", "2024-02-02", SENT "W1,1,,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-28", SEEN "r1,W1,1,delivered,Gaza,2024-03-27,56,kg\n", NULL },
		     { "un", "2024-03-29", "report_id,stage,place,occurred_at,donor,commodity,quantity,unit\nr2,crossed,KS,2024-03-05,Jordan,Rice,500,kg\n", NULL } },
	  .expected = { "shortfall A: reached 56 crossed 500 projected_on 2025-07-15 projected_early 2024-07-26" } },
	/* Goods that name a promise of access are free for a donor's. */
	{ .name = "a commitment becomes a promise of access, and its goods another's",
	  .order = ORDER_ALL,
	  .today = "2024-03-30",
	  .drops = { { "", "2024-02-01", PROMISE "K,,Jordan,Rice,100,kg,,,,\nD,,Jordan,,100,kg,,,,\n", NULL },
		     { "jordan", "2024-02-02", SENT "W1,1,K,Jordan,Rice,28,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-28", SEEN "r1,W1,1,delivered,Gaza,2024-03-27,28,kg\n", NULL },
		     { "", "2024-03-09", PROMISE "K,,,Rice,100,kg,,,,\n", NULL } },
	  .expected = { "shortfall K: reached 28 projected_on 2024-06-10", "shortfall D: reached 28 projected_on 2024-06-10" } },
	/* The first drops are more than four weeks older than the last one: their days are let go, and verify knows. */
	{ .name = "days that are long past are let go",
	  .order = ORDER_ALL,
	  .today = "2024-08-01",
	  .drops = { { "", "2024-02-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,\n", NULL },
		     { "jordan", "2024-04-02", SENT "W1,1,A,Jordan,Rice,70,kg,2024-03-01\nW2,1,,Jordan,Rice,70,kg,2024-03-01\n", NULL },
		     { "un", "2024-07-31", SEEN "r1,W1,1,delivered,Gaza,2024-07-30,14,kg\n", NULL },
		     { "un", "2024-05-06", SEEN "r2,W2,1,delivered,Gaza,2024-05-06,14,kg\n", NULL } },
	  .expected = { "shortfall A: reached 28 projected_on 2029-11-27" } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("outlook", scenarios, N_OF(scenarios));
}
