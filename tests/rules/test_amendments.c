/* Promises that are amended from a day on (DESIGN 3.4, ADR 19). */
#include "tests/rules/scenario.h"

#define PROMISE                                                                                    \
	"commitment_id,part_of,donor,commodity,quantity,unit,basis,starts_on,due_on,counted_at,"   \
	"state,effective_on\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks\n"
/* 100 trucks a day, counted where they cross. */
#define RATE PROMISE "A,,,,100,truck,per_day,2024-10-10,2024-10-20,crossed,,\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	/* ---- rates ---- */
	/* Five days of 100, three of 50. */
	{ .name = "a rate is cut from a day on, whichever statement comes first",
	  .order = ORDER_ALL,
	  .today = "2024-10-17",
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-14", PROMISE "A,,,,50,truck,,,,,,2024-10-15\n", NULL },
		     { "un", "2024-10-18", COUNTS "r1,crossed,KS,2024-10-12,400\nr2,crossed,KS,2024-10-16,100\n", NULL } },
	  .expected = { "shortfall A: committed 650 reached 500 shortfall 150 days_behind 3 needed_per_day 100 due_on 2024-10-20",
			"rows commitment: 2", "balance A: w 500 a 500 o 500 x 500 uncollected 500", "rows finding: 0" },
	  .moments = { { .known = 1, .expected = { "shortfall A: committed 800 reached 0" } } } },
	{ .name = "two dated statements make a promise",
	  .order = ORDER_ALL,
	  .today = "2024-10-16",
	  .drops = { { "", "2024-10-09", PROMISE "A,,,,600,truck,per_day,,,crossed,,2024-10-10\n", NULL },
		     { "", "2024-10-14", PROMISE "A,,,,300,truck,per_day,,,crossed,,2024-10-15\n", NULL } },
	  .expected = { "shortfall A: committed 3600 starts_on 2024-10-10" } },
	{ .name = "before its first statement takes effect nothing is promised",
	  .today = "2024-10-09",
	  .drops = { { "", "2024-10-09", PROMISE "A,,,,600,truck,per_day,,,crossed,,2024-10-10\nB,,,Rice,5,t,,,,,,2024-10-10\n", NULL } },
	  .expected = { "shortfall A: committed 0", "shortfall B: committed 0" } },
	/* What the second drop says of the 15th is corrected by the third. */
	{ .name = "an amendment is restated",
	  .order = ORDER_ALL,
	  .today = "2024-10-16",
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-14", PROMISE "A,,,,50,truck,,,,,,2024-10-15\n", NULL },
		     { "", "2024-10-15", PROMISE "A,,,,60,truck,,,,,,2024-10-15\n", NULL } },
	  .expected = { "shortfall A: committed 620", "rows commitment: 2", "rows contradiction: 0" },
	  .moments = { { .known = 2, .expected = { "shortfall A: committed 600" } } } },
	{ .name = "two amendments for one day contradict each other",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-14", PROMISE "A,,,,50,truck,,,,,,2024-10-15\n", NULL },
		     { "", "2024-10-14", PROMISE "A,,,,60,truck,,,,,,2024-10-15\n", NULL } },
	  .expected = { "rows commitment: 2", "rows contradiction: 1" } },
	/* The first statement is corrected: the amendment stays. 5 x 200 + 2 x 50. */
	{ .name = "the first statement is corrected under its amendment",
	  .order = ORDER_ALL,
	  .today = "2024-10-16",
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-14", PROMISE "A,,,,50,truck,,,,,,2024-10-15\n", NULL },
		     { "", "2024-10-16", PROMISE "A,,,,200,truck,per_day,2024-10-10,2024-10-20,crossed,,\n", NULL } },
	  .expected = { "shortfall A: committed 1100" } },
	/* The promise is over on the 20th; the one from the 25th leaves the days between alone. */
	{ .name = "a promise is renewed after its end",
	  .order = ORDER_ALL,
	  .today = "2024-10-26",
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-24", PROMISE "A,,,,10,truck,,,2024-10-31,,,2024-10-25\n", NULL },
		     { "un", "2024-10-26", COUNTS "r1,crossed,KS,2024-10-22,400\nr2,crossed,KS,2024-10-26,5\n", NULL } },
	  .expected = { "shortfall A: committed 1120 reached 5 due_on 2024-10-31", "shortfall (unallocated) truck: uncollected 400" } },
	{ .name = "an amendment gives an open rate its end",
	  .order = ORDER_ALL,
	  .today = "2024-12-01",
	  .drops = { { "", "2024-10-09", PROMISE "A,,,,100,truck,per_day,2024-10-10,,crossed,,\n", NULL },
		     { "", "2024-10-14", PROMISE "A,,,,100,truck,,,2024-10-16,,,2024-10-15\n", NULL } },
	  .expected = { "shortfall A: committed 700 needed_per_day -" } },
	{ .name = "a rate a week becomes one a day",
	  .today = "2024-10-18",
	  .drops = { { "", "2024-10-09", PROMISE "A,,,,700,truck,per_week,2024-10-10,,crossed,,\nA,,,,40,truck,per_day,,,,,2024-10-17\n", NULL } },
	  .expected = { "shortfall A: committed 780" } },
	{ .name = "an amendment in another unit of the same measure",
	  .order = ORDER_ALL,
	  .today = "2024-10-16",
	  .drops = { { "", "2024-10-09", PROMISE "A,,Jordan,Rice,10,t,per_day,2024-10-10,,,,\n", NULL },
		     { "", "2024-10-14", PROMISE "A,,,,2500,kg,,,,,,2024-10-15\n", NULL } },
	  .expected = { "shortfall A: committed 55" } },

	/* ---- cancellations ---- */
	/* What was due until then stays due, what came until then stays with it; what comes later is free. */
	{ .name = "a rate is withdrawn from a day on",
	  .order = ORDER_ALL,
	  .today = "2024-10-18",
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-14", PROMISE "A,,,,100,truck,,,,,withdrawn,2024-10-15\n", NULL },
		     { "un", "2024-10-18", COUNTS "r1,crossed,KS,2024-10-12,400\nr2,crossed,KS,2024-10-16,100\n", NULL } },
	  .expected = { "shortfall A: committed 500 reached 400 shortfall 100 days_behind 1 needed_per_day - due_on 2024-10-20",
			"shortfall (unallocated) truck: uncollected 100" } },
	{ .name = "a rate is withdrawn and promised again",
	  .order = ORDER_ALL,
	  .today = "2024-10-18",
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-14", PROMISE "A,,,,0,truck,,,,,withdrawn,2024-10-12\n", NULL },
		     { "", "2024-10-15", PROMISE "A,,,,10,truck,,,,,confirmed,2024-10-17\n", NULL } },
	  .expected = { "shortfall A: committed 220" } },
	{ .name = "a total is withdrawn from a day on",
	  .order = ORDER_ALL,
	  .today = "2024-03-12",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,,\nB,,Jordan,,100,kg,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,60,kg,2024-03-05\nW2,1,,Jordan,Rice,30,kg,2024-03-11\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,,,100,kg,,,,,withdrawn,2024-03-10\n", NULL } },
	  .expected = { "balance A: w 60 moving 60", "balance B: w 30 moving 30", "shortfall A: committed 0 surplus 60 shortfall 0" },
	  .moments = { { .known = 2, .expected = { "balance A: w 90 moving 90", "balance B: w 0 delivered 0" } } } },
	/* Taken back altogether, it stays so, whatever its amendments said of quantities. */
	/* B asks for trucks until the 9th alone: the rice of the 15th is passed over by A, which still stands. */
	{ .name = "goods without the measure of a promise are passed over while it stands",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,5,truck,,,,,confirmed,\nB,,Jordan,Rice,5,truck,,,,,,\n", NULL },
		     { "", "2024-03-09", PROMISE "B,,Jordan,Rice,5,truck,,,,,withdrawn,2024-03-10\n", NULL },
		     { "jordan", "2024-03-16", SENT "W1,1,,Jordan,Rice,50,kg,2024-03-15\n", NULL } },
	  .expected = { "finding no_measure: A", "rows finding: 1", "shortfall (unallocated) kg: moving 50" } },
	{ .name = "what is withdrawn from the start takes nothing",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,,\n", NULL },
		     { "", "2024-03-02", PROMISE "A,,,,200,kg,,,,,,2024-03-03\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,A,Jordan,Rice,60,kg,2024-03-05\nW2,1,,Jordan,Rice,30,kg,2024-03-11\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,Jordan,Rice,100,kg,,,,,withdrawn,\n", NULL } },
	  .expected = { "balance A: w 0 delivered 0", "shortfall (unallocated) kg: moving 90" } },

	/* ---- totals ---- */
	/* The greater amount takes what was free until then from its first day on. */
	{ .name = "a total is raised from a day on",
	  .order = ORDER_ALL,
	  .today = "2024-03-12",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,,\nB,,Jordan,,500,kg,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,130,kg,2024-03-05\nW2,1,,Jordan,Rice,80,kg,2024-03-11\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,,,150,kg,,,,,,2024-03-10\n", NULL } },
	  .expected = { "balance A: w 150 moving 150", "balance B: w 60 moving 60", "shortfall A: committed 150 shortfall 150" } },
	/* 130 came under the promise of 150; from the 10th on there is no room. */
	{ .name = "a total is lowered from a day on",
	  .order = ORDER_ALL,
	  .today = "2024-03-12",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,150,kg,,,,,,\nB,,Jordan,,500,kg,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,130,kg,2024-03-05\nW2,1,,Jordan,Rice,80,kg,2024-03-11\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,,,100,kg,,,,,,2024-03-10\n", NULL } },
	  .expected = { "balance A: w 130 moving 130", "balance B: w 80 moving 80", "shortfall A: committed 100 surplus 30" } },
	/* Named goods take their room first, whichever term they would fall under. */
	{ .name = "named goods and a total that is amended",
	  .order = ORDER_ALL,
	  .today = "2024-03-12",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,,\nA,,,,150,kg,,,,,,2024-03-10\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,80,kg,2024-03-05\nW2,1,,Jordan,Rice,80,kg,2024-03-11\n", NULL },
		     { "jordan", "2024-03-12", SENT "W3,1,A,Jordan,Rice,60,kg,2024-03-12\n", NULL } },
	  .expected = { "balance A: w 150 moving 150", "shortfall (unallocated) kg: moving 70" },
	  .moments = { { .known = 2, .expected = { "balance A: w 150 moving 150", "shortfall (unallocated) kg: moving 10" } } } },
	{ .name = "the amount in force on the day of the report",
	  .today = "2024-03-09",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,,\nA,,,,150,kg,,,,,,2024-03-10\n", NULL } },
	  .expected = { "shortfall A: committed 100" } },

	/* ---- parts ---- */
	{ .name = "a part is amended",
	  .order = ORDER_ALL,
	  .today = "2024-10-17",
	  .drops = { { "", "2024-10-09", RATE "P,A,,,20,truck,per_day,2024-10-10,2024-10-20,crossed,,\n", NULL },
		     { "", "2024-10-14", PROMISE "P,,,,20,truck,,,,,withdrawn,2024-10-15\n", NULL },
		     { "un", "2024-10-18", COUNTS "r1,crossed,KS,2024-10-12,40\nr2,crossed,KS,2024-10-16,30\n", NULL } },
	  .expected = { "shortfall A: committed 800 reached 70", "shortfall P: committed 100 reached 40" } },

	/* ---- what an amendment cannot do ---- */
	{ .name = "an amendment in another measure counts for nothing, and a finding says so",
	  .order = ORDER_ALL,
	  .today = "2024-10-16",
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-14", PROMISE "A,,,,50,t,,,,,,2024-10-15\n", NULL } },
	  .expected = { "shortfall A: committed 700", "finding amendment_apart: A 2024-10-15" } },
	{ .name = "a rate does not become a total",
	  .order = ORDER_ALL,
	  .today = "2024-10-16",
	  .drops = { { "", "2024-10-09", RATE, NULL },
		     { "", "2024-10-14", PROMISE "A,,,,50,truck,total,,,,,2024-10-15\n", NULL } },
	  .expected = { "shortfall A: committed 700", "finding amendment_apart: A 2024-10-15" } },
	{ .name = "an amendment does not move a promise to another donor",
	  .order = ORDER_ALL,
	  .today = "2024-03-12",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,,\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,Egypt,Rice,150,kg,,,,,,2024-03-10\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,130,kg,2024-03-05\nW2,1,,Egypt,Rice,80,kg,2024-03-11\n", NULL } },
	  .expected = { "balance A: w 100 moving 100", "finding amendment_names: A 2024-03-10" } },
	{ .name = "an amendment that names the same under an alias is none that names another",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,,\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,Jordan,Riz,150,kg,,,,,,2024-03-10\n", NULL },
		     { "", "2024-03-09", "commodity,aliases\nRice,Riz\n", NULL } },
	  .expected = { "no finding amendment_names" } },

	/* ---- who speaks ---- */
	{ .name = "a withdrawal needs no measure of the promise",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,,\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,Jordan,Rice,5,truck,,,,,withdrawn,2024-03-10\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,40,kg,2024-03-05\nW2,1,,Jordan,Rice,30,kg,2024-03-12\n", NULL } },
	  .expected = { "balance A: w 40 moving 40", "no finding amendment_apart" } },
	{ .name = "one source speaks for a promise, the one with more trust, even if another reaches back further",
	  .order = ORDER_ALL,
	  .today = "2024-10-16",
	  .drops = { { "alpha", "2024-10-09", RATE, NULL },
		     { "zed", "2024-10-14", PROMISE "A,,,,50,truck,per_day,2024-10-10,2024-10-20,crossed,,2024-10-10\n", NULL },
		     { "", "2024-10-01", "source,trust\nzed,2\n", NULL } },
	  .expected = { "shortfall A: committed 350", "rows commitment: 2" } },
	{ .name = "one source speaks for a promise, the one that reaches back further",
	  .order = ORDER_ALL,
	  .today = "2024-10-16",
	  .drops = { { "zed", "2024-10-09", RATE, NULL },
		     { "alpha", "2024-10-14", PROMISE "A,,,,50,truck,per_day,,,,,2024-10-15\n", NULL } },
	  .expected = { "shortfall A: committed 700", "rows commitment: 2" } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("amendments", scenarios, N_OF(scenarios));
}
