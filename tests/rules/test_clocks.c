/* Two clocks: what had happened (as-of), and what was known (known-at). That the ledger gives for each earlier moment what it gave then
 * is checked in every scenario of every file; here are the moments that need care. */
#include "tests/rules/scenario.h"

#define PROMISE "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks\n"

static const struct scenario scenarios[] = {
	{ .name = "what happened and what was known",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02",
		       SENT "W1,1,C1,Jordan,Rice,60,kg,2024-03-01\nW2,1,C1,Jordan,Rice,30,kg,2024-"
			    "03-04\n",
		       NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,crossed,KS,2024-03-03,50,kg\n", NULL },
		     { "un", "2024-03-08",
		       SEEN "r2,W1,1,delivered,Gaza,2024-03-05,40,kg\nr1,W1,1,crossed,KS,2024-03-"
			    "03,55,kg\n",
		       NULL } },
	  .expected = { "balance C1: w 90 x 55 c 40 delivered 40 uncollected 15 moving 35" },
	  .moments = { { .as_of = "2024-03-03",
			 .expected = { "balance C1: w 60 x 55 uncollected 55 moving 5",
				       "rows position: 1" } },
		       { .as_of = "2024-03-03",
			 .known = 3,
			 .expected = { "balance C1: w 60 x 50 uncollected 50 moving 10" } },
		       { .as_of = "2024-03-02",
			 .known = 3,
			 .expected = { "balance C1: w 60 moving 60" } },
		       { .known = 1,
			 .expected = { "balance C1: w 0 delivered 0", "rows position: 0" } } } },
	{ .name = "a report is known whose shipment is not on its way yet",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-03-05\n",
		       NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,at_crossing,KS,2024-03-03,50,kg\n",
		       NULL } },
	  .expected = { "balance C1: w 60 a 50 at_crossing 50 moving 10",
			"finding before_dispatch: W1 1" },
	  .moments = { { .as_of = "2024-03-04",
			 .expected = { "position W1 1 kg: w 50 a 50", "balance C1: w 0 delivered 0",
				       "rows finding: 0" } } } },

	/* ---- counts ---- */
	{ .name = "counts as of a day: runs end there",
	  .drops = { { "", "2024-03-01",
		       "commitment_id,quantity,unit,counted_at\nA,1000,truck,crossed\n", NULL },
		     { "cogat", "2024-03-20",
		       COUNTS "r1,crossed,KS,2024-03-01,10\nr2,crossed,KS,2024-03-03,20\nr3,"
			      "crossed,KS,2024-03-05,40\n",
		       NULL },
		     { "un", "2024-03-20",
		       COUNTS "r1,crossed,KS,2024-03-01,100\nr2,crossed,KS,2024-03-02,200\n",
		       NULL } },
	  /* All: cogat's three days against two: 70. As of the 2nd: un's two days against one. */
	  .expected = { "balance A: w 70 x 70 uncollected 70" },
	  .moments = { { .as_of = "2024-03-02",
			 .expected = { "balance A: w 300 x 300 uncollected 300" } },
		       { .as_of = "2024-03-03",
			 .expected = { "balance A: w 30 x 30 uncollected 30" } } } },
	{ .name = "a promise as it was known",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,60,kg,2024-03-01\n", NULL },
		     { "", "2024-03-05",
		       "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,40,kg\n",
		       NULL },
		     { "", "2024-03-07",
		       "commitment_id,donor,commodity,quantity,unit\nC1,Egypt,Rice,40,kg\n",
		       NULL } },
	  .expected = { "balance C1: w 0 delivered 0", "shortfall C1: committed 40" },
	  .moments = { { .known = 2,
			 .expected = { "balance C1: w 60 moving 60",
				       "shortfall C1: committed 100 not_dispatched 40" } },
		       { .known = 3,
			 .expected = { "balance C1: w 40 moving 40",
				       "shortfall C1: committed 40 not_dispatched 0" } } } },
};

int
main(void)
{
	return run_scenarios("clocks", scenarios, N_OF(scenarios));
}
