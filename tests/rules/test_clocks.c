/* Two clocks: what had happened (as-of), and what was known (known-at). That the ledger gives for each earlier moment what it gave then
 * is checked in every scenario of every file; here are the moments that need care. */
#include "tests/rules/scenario.h"

#define PROMISE "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	{ .name = "what happened and what was known",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-03-01\nW2,1,C1,Jordan,Rice,30,kg,2024-03-04\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,crossed,KS,2024-03-03,50,kg\n", NULL },
		     { "un", "2024-03-08", SEEN "r2,W1,1,delivered,Gaza,2024-03-05,40,kg\nr1,W1,1,crossed,KS,2024-03-03,55,kg\n", NULL } },
	  .expected = { "balance C1: w 90 x 55 c 40 delivered 40 uncollected 15 moving 35" },
	  .moments = { { .as_of = "2024-03-03", .expected = { "balance C1: w 60 x 55 uncollected 55 moving 5", "rows position: 1" } },
		       { .as_of = "2024-03-03", .known = 3, .expected = { "balance C1: w 60 x 50 uncollected 50 moving 10" } },
		       { .as_of = "2024-03-02", .known = 3, .expected = { "balance C1: w 60 moving 60" } },
		       { .known = 1, .expected = { "balance C1: w 0 delivered 0", "rows position: 0" } } } },
	{ .name = "a report is known whose shipment is not on its way yet",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-03-05\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,at_crossing,KS,2024-03-03,50,kg\n", NULL } },
	  .expected = { "balance C1: w 60 a 50 at_crossing 50 moving 10", "finding before_dispatch: W1 1" },
	  .moments = { { .as_of = "2024-03-04", .expected = { "position W1 1 kg: w 50 a 50", "balance C1: w 0 delivered 0", "rows finding: 0" } } } },

	/* With the fourth drop Wheat has the spelling Flor: that Flour was said again on the 8th was not known then, though the same file changed it. */
	{ .name = "an entry is said again, and then otherwise, in one file",
	  .drops = { { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit\nA,Jordan,Flour,100,kg\nB,Jordan,Wheat,100,kg\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,dispatched_at\nW1,1,Jordan,Flor,30,kg,2024-03-01\n", NULL },
		     { "", "2024-03-06", "commodity,aliases,reported_at\nFlour,Flor,2024-03-06\n", NULL },
		     { "", "2024-03-07", "commodity,aliases,reported_at\nWheat,Flor,2024-03-07\n", NULL },
		     { "", "2024-03-09", "commodity,aliases,reported_at\nFlour,Flor,2024-03-08\nFlour,Flor|Farine,2024-03-09\n", NULL } },
	  .expected = { "balance A: w 30 moving 30", "balance B: w 0" },
	  .moments = { { .known = 3, .expected = { "balance A: w 30 moving 30" } }, { .known = 4, .expected = { "balance A: w 0", "balance B: w 30 moving 30" } } } },

	/* ---- shipments without a date: dispatched at the latest when they were first reported ---- */
	{ .name = "a list that is sent again does not move what it lists",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-10", SENT "W1,1,C1,Jordan,Rice,60,kg,\n", NULL },
		     { "jordan", "2024-03-20", SENT "W1,1,C1,Jordan,Rice,60,kg,\nW2,1,C1,Jordan,Rice,10,kg,\n", NULL } },
	  .expected = { "balance C1: w 70 moving 70", "position W1 1 kg: day 2024-03-10", "position W2 1 kg: day 2024-03-20" },
	  .moments = { { .as_of = "2024-03-15", .expected = { "balance C1: w 60 moving 60" } },
		       { .as_of = "2024-03-09", .expected = { "balance C1: w 0 delivered 0" } },
		       { .known = 2, .expected = { "position W1 1 kg: day 2024-03-10" } } } },
	{ .name = "an earlier list arrives later",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-20", SENT "W1,1,C1,Jordan,Rice,60,kg,\n", NULL },
		     { "jordan", "2024-03-10", SENT "W1,1,C1,Jordan,Rice,60.0,kg,\n", NULL } },
	  .expected = { "position W1 1 kg: day 2024-03-10 w 60" },
	  .moments = { { .known = 1, .expected = { "position W1 1 kg: day 2024-03-20" } } } },
	{ .name = "a list that is corrected and corrected back",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-10", SENT "W1,1,C1,Jordan,Rice,60,kg,\n", NULL },
		     { "jordan", "2024-03-20", SENT "W1,1,C1,Jordan,Rice,50,kg,\n", NULL },
		     { "jordan", "2024-03-25", SENT "W1,1,C1,Jordan,Rice,60.00,kg,\n", NULL } },
	  .expected = { "position W1 1 kg: day 2024-03-10 w 60" },
	  .moments = { { .known = 2, .expected = { "position W1 1 kg: day 2024-03-20 w 50" } } } },
	{ .name = "without a date, the first report says when",
	  .drops = { { "jordan", "2024-03-10", SENT "W1,1,C1,Jordan,Rice,60,kg,\n", NULL },
		     { "un", "2024-03-12", "report_id,waybill,line,stage,occurred_at,trucks\nr1,W1,1,crossed,2024-03-08,2\n", NULL } },
	  .expected = { "position W1 1 kg: day 2024-03-08 access 2024-03-08", "no finding before_dispatch" },
	  /* What was seen was on its way. */
	  .moments = { { .as_of = "2024-03-09", .expected = { "position W1 1 kg: w 60 day 2024-03-08", "position W1 1 truck: w 2 x 2" } },
		       { .as_of = "2024-03-07", .expected = { "rows position: 0" } },
		       { .known = 1, .as_of = "2024-03-09", .expected = { "rows position: 0" } } } },
	{ .name = "two lists without a date, and one line was seen before either",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-20", SENT "W1,1,C1,Jordan,Rice,60,kg,\nW1,2,C1,Jordan,Oil,5,kg,\n", NULL },
		     { "egypt", "2024-03-22", SENT "W1,1,C1,Jordan,Rice,50,kg,\n", NULL },
		     { "un", "2024-03-12", SEEN "r1,W1,1,crossed,KS,2024-03-08,50,kg\n", NULL } },
	  .expected = { "position W1 1 kg: w 50 x 50 day 2024-03-08", "position W1 2 kg: w 5 day 2024-03-08 access 2024-03-08", "rows position: 2" },
	  .moments = { { .as_of = "2024-03-10", .expected = { "position W1 1 kg: w 50 x 50 day 2024-03-08", "position W1 2 kg: w 5 day 2024-03-08" } } } },
	{ .name = "a rate whose goods are listed again",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit,basis,starts_on,due_on\nR,Jordan,Rice,10,kg,per_day,2024-03-05,2024-03-12\n", NULL },
		     { "jordan", "2024-03-10", SENT "W1,1,,Jordan,Rice,60,kg,\n", NULL },
		     { "jordan", "2024-03-20", SENT "W1,1,,Jordan,Rice,60,kg,\nW2,1,,Jordan,Rice,7,kg,\n", NULL } },
	  .expected = { "balance R: w 60 moving 60" } },

	/* ---- counts ---- */
	{ .name = "counts as of a day: runs end there",
	  .drops = { { "", "2024-03-01", "commitment_id,quantity,unit,counted_at\nA,1000,truck,crossed\n", NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-01,10\nr2,crossed,KS,2024-03-03,20\nr3,crossed,KS,2024-03-05,40\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-01,100\nr2,crossed,KS,2024-03-02,200\n", NULL } },
	  /* All: cogat's three days against two: 70. As of the 2nd: un's two days against one. */
	  .expected = { "balance A: w 70 x 70 uncollected 70" },
	  .moments = { { .as_of = "2024-03-02", .expected = { "balance A: w 300 x 300 uncollected 300" } },
		       { .as_of = "2024-03-03", .expected = { "balance A: w 30 x 30 uncollected 30" } } } },
	{ .name = "a promise as it was known",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,60,kg,2024-03-01\n", NULL },
		     { "", "2024-03-05", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,40,kg\n", NULL },
		     { "", "2024-03-07", "commitment_id,donor,commodity,quantity,unit\nC1,Egypt,Rice,40,kg\n", NULL } },
	  .expected = { "balance C1: w 0 delivered 0", "shortfall C1: committed 40" },
	  .moments = { { .known = 2, .expected = { "balance C1: w 60 moving 60", "shortfall C1: committed 100 not_dispatched 40" } },
		       { .known = 3, .expected = { "balance C1: w 40 moving 40", "shortfall C1: committed 40 not_dispatched 0" } } } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("clocks", scenarios, N_OF(scenarios));
}
