/* What became known between two drops, and what it did to a shortfall. That it adds up is checked in every scenario of every file; here is what each
 * class takes. Drops arrive on 2025-01-01, from 00:00 on, by the hour. */
#include "tests/rules/scenario.h"

#define PROMISE "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit,state\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks\n"
#define LIST "[profile]\nname = list\ncumulative = yes\nvanished = confirmed\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	{ .name = "each class",
	  .drops = { { "", "2024-12-30", PROMISE, NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-12-20\n", NULL },
		     { "un", "2024-12-30", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,20,kg,\nr9,W1,1,delivered,Gaza,2024-12-26,3,kg,\n", NULL },
		     { "un", "2024-12-31", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,25,kg,\nr2,W1,1,delivered,Gaza,2024-12-28,10,kg,\n"
				"r9,W1,1,delivered,Gaza,2024-12-26,3,kg,withdrawn\nr4,W1,1,delivered,Gaza,2025-01-01T02:30Z,7,kg,\n", NULL },
		     { "", "2024-12-31", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,120,kg\nC2,Jordan,Rice,5,kg\n", NULL } },
	  .expected = { "shortfall C1: committed 120 reached 42 shortfall 78" },
	  .moments = { { .from = 3, .expected = { "diff C1 from: committed 100 reached 23 shortfall 77", "diff C1 commitments: committed 20 reached 0 shortfall 20",
				"diff C1 late: committed 0 reached 10 shortfall -10", "diff C1 changed: reached 5 shortfall -5",
				"diff C1 withdrawn: reached -3 shortfall 3", "diff C1 new: reached 7 shortfall -7", "no diff C1 rules", "no diff C1 time",
				"diff C1 to: committed 120 reached 42 shortfall 78", "diff C2 from: shortfall 0", "diff C2 to: shortfall 5" } },
		       /* As it happened by then: what has happened since is not seen. */
		       { .from = 3, .as_of = "2024-12-31", .expected = { "no diff C1 new", "diff C1 to: reached 35 shortfall 85" } },
		       { .from = 4, .known = 5, .expected = { "diff C1 from: committed 100 reached 42 shortfall 58", "no diff C1 late", "diff C1 to: shortfall 78" } } } },
	{ .name = "a surplus hides what came late",
	  .drops = { { "", "2024-12-30", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,10,kg\n", NULL },
		     { "un", "2024-12-30", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,10,kg,\n", NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,C1,Jordan,Rice,10,kg,2024-12-20\n", NULL },
		     { "un", "2024-12-31", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,4,kg,\nr2,W1,1,delivered,Gaza,2024-12-26,5,kg,\n", NULL } },
	  /* Late first: 15 of 10 there, nothing is short; then the correction takes 6 of them. */
	  .moments = { { .from = 3, .expected = { "diff C1 late: reached 5 shortfall 0", "diff C1 changed: reached -6 shortfall 1", "diff C1 to: reached 9 shortfall 1" } } } },
	{ .name = "what came and went in between is no news",
	  .drops = { { "", "2024-12-29", PROMISE, NULL },
		     { "jordan", "2024-12-29", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-12-20\n", NULL },
		     { "un", "2024-12-29", SEEN "r0,W1,1,delivered,Gaza,2024-12-24,1,kg,\n", NULL },
		     { "", "2024-12-30", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,90,kg\n", NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,C1,Jordan,Rice,50,kg,2024-12-20\nW2,1,C1,Jordan,Rice,5,kg,2024-12-20\n", NULL },
		     { "un", "2024-12-30", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,20,kg,\n", NULL },
		     { "jordan", "2024-12-31", "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at,state\nW1,1,C1,Jordan,Rice,60,kg,2024-12-20,\n"
				"W2,1,C1,Jordan,Rice,5,kg,2024-12-20,withdrawn\n", NULL },
		     { "un", "2024-12-31", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,20,kg,withdrawn\n", NULL } },
	  .moments = { { .from = 3, .expected = { "diff C1 from: committed 100 reached 1", "diff C1 commitments: committed -10", "no diff C1 late", "no diff C1 changed",
				"no diff C1 withdrawn", "diff C1 to: committed 90 reached 1" } },
		       { .from = 4, .expected = { "no diff C1 from" } },
		       { .from = 5, .expected = { "no diff C1 from" } } } },
	{ .name = "what stood in between only is no news",
	  .drops = { { "", "2024-12-26", "commitment_id,quantity,unit,counted_at\nA,1000,truck,crossed\n", NULL },
		     { "cogat", "2024-12-26", COUNTS "r1,crossed,KS,2024-12-01,10\n", NULL },
		     { "cogat", "2024-12-27", COUNTS "r1,crossed,KS,2024-12-01,50\n", NULL },
		     { "", "2024-12-27", "commitment_id,quantity,unit,counted_at\nA,500,truck,crossed\n", NULL },
		     { "cogat", "2024-12-28", COUNTS "r1,crossed,KS,2024-12-01,12\n", NULL },
		     { "", "2024-12-28", "commitment_id,quantity,unit,counted_at\nA,800,truck,crossed\n", NULL } },
	  .moments = { { .from = 2, .expected = { "diff A from: committed 1000 reached 10", "diff A commitments: committed -200", "diff A changed: reached 2",
				"diff A to: committed 800 reached 12" } } } },
	{ .name = "days that passed",
	  .drops = { { "", "2024-12-30", "commitment_id,donor,commodity,quantity,unit,basis,starts_on,due_on\nR,Jordan,Rice,24,kg,per_day,2024-12-31,2025-02-01\n", NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,R,Jordan,Rice,60,kg,2024-12-20\n", NULL },
		     { "un", "2024-12-30", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,20,kg,\n", NULL } },
	  .today = "2025-01-10",
	  .expected = { "shortfall R: committed 264 reached 20" },
	  /* Both ends on 2025-01-01: a day more is as of another. */
	  .moments = { { .from = 2, .expected = { "diff R from: committed 48 shortfall 48", "no diff R time", "diff R late: reached 20 shortfall -20" } },
		       { .from = 2, .as_of = "2025-01-10", .expected = { "diff R from: committed 264", "no diff R time", "diff R to: shortfall 244" } },
		       { .from = 0, .known = 1, .expected = { "diff R from: committed 0", "diff R commitments: committed 48" } } } },
	{ .name = "counts, and names that change who counts",
	  .drops = { { "", "2024-12-30", "commitment_id,quantity,unit,counted_at\nA,1000,truck,crossed\n", NULL },
		     { "cogat", "2024-12-30", COUNTS "r1,crossed,KS,2024-12-01,10\n", NULL },
		     { "cogat", "2024-12-31", COUNTS "r1,crossed,KS,2024-12-01,12\nr2,crossed,KS,2024-12-02,20\n", NULL },
		     { "un", "2024-12-31", COUNTS "r1,crossed,KS,2024-12-01,100\n", NULL },
		     { "", "2024-12-31", "source,trust\nun,9\n", NULL } },
	  .expected = { "shortfall A: reached 120" },
	  .moments = { { .from = 2, .expected = { "diff A from: reached 10", "diff A late: reached 20", "diff A changed: reached 2", "diff A rules: reached 88 shortfall -88",
				"diff A to: reached 120" } },
		       { .from = 2, .known = 3, .expected = { "diff A to: reached 32", "no diff A rules" } } } },
	/* Reports without a number, of one place and day: the stage tells them apart, and the waybill. Numbers are each source's own. */
	{ .name = "another report is no correction",
	  .drops = { { "", "2024-12-30", PROMISE, NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-12-20\nW2,1,C1,Jordan,Rice,60,kg,2024-12-20\nW3,1,C1,Jordan,Rice,60,kg,2024-12-20\n", NULL },
		     { "un", "2024-12-30", "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n,W1,1,delivered,Gaza,2024-12-25,20,kg\n1,W2,1,delivered,Gaza,2024-12-26,4,kg\n", NULL },
		     { "un", "2024-12-31", SEEN ",W1,1,delivered,Gaza,2024-12-25,20,kg,withdrawn\n,W1,1,collected,Gaza,2024-12-25,20,kg,\n", NULL },
		     { "un", "2024-12-31", SEEN ",W2,1,delivered,Gaza,2024-12-25,5,kg,\n1,W2,1,delivered,Gaza,2024-12-26,4,kg,withdrawn\n", NULL },
		     { "ocha", "2024-12-31", SEEN "1,W3,1,delivered,Gaza,2024-12-26,6,kg,\n", NULL } },
	  .moments = { { .from = 3, .known = 4, .expected = { "diff C1 withdrawn: reached -20 shortfall 20", "no diff C1 changed", "diff C1 to: reached 4" } },
		       { .from = 3, .expected = { "diff C1 late: reached 11", "diff C1 withdrawn: reached -24", "no diff C1 changed", "diff C1 to: reached 11" } } } },
	/* Waybill, line and source tell facts apart as the stage does: W1 to W3 are taken back, others come late. */
	{ .name = "other goods are no correction",
	  .drops = { { "", "2024-12-30", "commitment_id,donor,commodity,quantity,unit,counted_at\nC1,Jordan,Rice,1000,kg,dispatched\n", NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-12-20\nW2,1,C1,Jordan,Rice,5,kg,2024-12-20\nW3,1,C1,Jordan,Rice,7,kg,2024-12-20\n", NULL },
		     { "jordan", "2024-12-31", "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at,state\nW1,1,C1,Jordan,Rice,60,kg,2024-12-20,withdrawn\n"
				"W2,1,C1,Jordan,Rice,5,kg,2024-12-20,withdrawn\nW2,2,C1,Jordan,Rice,11,kg,2024-12-20,\nW4,1,C1,Jordan,Rice,9,kg,2024-12-20,\n", NULL },
		     { "jordan", "2024-12-31", "waybill,line,state\nW3,1,withdrawn\n", NULL },
		     { "un", "2024-12-31", SENT "W3,1,C1,Jordan,Rice,8,kg,2024-12-20\n", NULL } },
	  .moments = { { .from = 2, .known = 3, .expected = { "diff C1 late: reached 20", "diff C1 withdrawn: reached -65", "no diff C1 changed", "diff C1 to: reached 27" } },
		       { .from = 3, .expected = { "no diff C1 changed", "diff C1 to: reached 28" } } } },
	{ .name = "a report that moves is corrected, whatever becomes of it",
	  .drops = { { "", "2024-12-30", PROMISE, NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-12-20\nW2,1,C1,Jordan,Rice,60,kg,2024-12-20\n", NULL },
		     { "un", "2024-12-30", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,20,kg,\nr2,W2,1,delivered,Gaza,2024-12-25,7,kg,\n", NULL },
		     { "un", "2024-12-31", SEEN "r1,W2,1,delivered,Gaza,2024-12-25,25,kg,\nr2,,,crossed,KS,2024-12-25,7,kg,\n", NULL },
		     { "un", "2025-01-01", SEEN "r1,W2,1,delivered,Gaza,2024-12-25,25,kg,withdrawn\nr2,,,crossed,KS,2024-12-25,7,kg,withdrawn\n", NULL } },
	  .moments = { { .from = 3, .known = 4, .expected = { "diff C1 from: reached 27", "diff C1 changed: reached -2", "no diff C1 late", "no diff C1 withdrawn" } },
		       { .from = 3, .expected = { "diff C1 withdrawn: reached -27", "no diff C1 changed" } } } },
	/* The earlier drop came in at three o'clock of 2025-01-01. A: counts, R: reports, D: shipments. */
	{ .name = "a day or a month is over at its end",
	  .drops = { { "", "2024-12-30", "commitment_id,commodity,quantity,unit,counted_at\nA,,1000,truck,crossed\nR,Rice,1000,kg,delivered\nD,Rice,1000,bag,dispatched\n", NULL },
		     { "cogat", "2024-12-31", COUNTS "r1,crossed,KS,2024-12-30,10\n", NULL },
		     { "jordan", "2024-12-31", "waybill,line,commitment_id,commodity,quantity,unit,dispatched_at\nW1,1,R,Rice,600,kg,2024-12-20\n", NULL },
		     { "un", "2024-12-31", SEEN "s1,W1,1,delivered,Gaza,2024-12-30,20,kg,\n", NULL },
		     { "cogat", "2025-01-01", COUNTS "r2,crossed,KS,2024-12-31,5\nr3,crossed,KS,2025-01-01,2\nr4,crossed,KS,2025-01,1\n", NULL },
		     { "un", "2025-01-01", SEEN "s2,W1,1,delivered,Gaza,2024-12-31,30,kg,\ns3,W1,1,delivered,Gaza,2025-01-01,4,kg,\ns4,W1,1,delivered,Gaza,2025-01,2,kg,\n", NULL },
		     { "jordan", "2025-01-01", SENT "W2,1,D,,Rice,50,bag,2024-12-31\nW3,1,D,,Rice,6,bag,2025-01-01\nW4,1,D,,Rice,3,bag,2025-01\n", NULL } },
	  .today = "2025-01-01",
	  .moments = { { .from = 4, .as_of = "2025-01-01", .expected = { "diff A from: reached 10", "diff A late: reached 5", "diff A new: reached 3", "diff R from: reached 20",
				"diff R late: reached 30", "diff R new: reached 6", "diff D from: reached 0", "diff D late: reached 50", "diff D new: reached 9" } } } },
	{ .name = "a promise is on the list no more",
	  .drops = { { "un", "2024-12-30", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\nC2,Jordan,Rice,50,kg\nC3,Jordan,Rice,7,kg\n", NULL, LIST },
		     { "un", "2024-12-31", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\nC3,Jordan,Rice,7,kg\n", NULL, LIST } },
	  .moments = { { .from = 1, .expected = { "diff C2 from: committed 50 shortfall 50", "diff C2 commitments: committed -50 shortfall -50", "diff C2 to: committed 0 shortfall 0",
				"no diff C1 from" } } } },
	{ .name = "a conversion",
	  .drops = { { "", "2024-12-30", PROMISE, NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,C1,Jordan,Rice,2,bag,2024-12-20\n", NULL },
		     { "un", "2024-12-30", SEEN "r1,W1,1,delivered,Gaza,2024-12-25,2,bag,\n", NULL },
		     { "", "2024-12-31", "unit,commodity,base_unit,nominal\nbag,Rice,kg,25\n", NULL } },
	  .moments = { { .from = 3, .expected = { "diff C1 from: reached 0", "diff C1 rules: reached 50 shortfall -50" } } } },
	{ .name = "a promise in another unit is another line",
	  .drops = { { "", "2024-12-30", PROMISE, NULL },
		     { "jordan", "2024-12-30", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-12-20\n", NULL },
		     { "", "2024-12-31", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,1,t\n", NULL } },
	  .moments = { { .from = 2, .expected = { "diff C1 from: committed 100 shortfall 100", "diff C1 commitments: committed -100" } } } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("differences", scenarios, N_OF(scenarios));
}
