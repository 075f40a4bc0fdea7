/* What was said is taken back: by a row that says so, by a publication that leaves it out. */
#include "tests/rules/scenario.h"

#define SENT "waybill,line,donor,commodity,quantity,unit,dispatched_at,state\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit,state\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks,state\n"
#define KEYLESS "stage,place,occurred_at,trucks,state\n"
#define PROMISE "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n"
#define ACCESS "commitment_id,quantity,unit,counted_at\nA,1000,truck,crossed\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	/* ---- a row that withdraws ---- */
	{ .name = "a shipment is withdrawn",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,\nW2,1,Jordan,Rice,30,kg,2024-03-01,stated\n", "accepted 2" },
		     { "jordan", "2024-03-04", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,withdrawn\n", "superseding 1" } },
	  .expected = { "balance C1: w 30 moving 30", "rows shipment: 1", "rows position: 1" },
	  .moments = { { .known = 2, .expected = { "balance C1: w 90 moving 90" } } } },
	{ .name = "what is stated again later stands again",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,\n", "accepted 1" },
		     { "jordan", "2024-03-04", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,withdrawn\n", "superseding 1" },
		     { "jordan", "2024-03-06", SENT "W1,1,Jordan,Rice,60.0,kg,2024-03-01,\n", "superseding 1" } },
	  .expected = { "balance C1: w 60 moving 60" },
	  .moments = { { .known = 3, .expected = { "balance C1: w 0 moving 0" } } } },
	{ .name = "a withdrawal of an older state changes nothing",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-05", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,\n", "accepted 1" },
		     { "jordan", "2024-03-04", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,withdrawn\n", "unchanged 1" } },
	  .expected = { "rows shipment: 1", "position W1 1 kg: w 60" } },
	{ .name = "of a statement and its withdrawal at one moment the withdrawal holds",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-05", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,\n", "accepted 1" },
		     { "jordan", "2024-03-05", SENT "W1,1,Jordan,Rice,70,kg,2024-03-01,\n", NULL },
		     { "jordan", "2024-03-05", SENT "W1,1,Jordan,Rice,5,kg,2024-03-01,Withdrawn\n", "superseding 1" } },
	  .expected = { "rows shipment: 0", "rows position: 0", "rows contradiction: 0" } },
	{ .name = "stated and withdrawn in one file",
	  .order = ORDER_GIVEN,
	  .drops = { { "jordan", "2024-03-05", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,\nW2,1,Jordan,Rice,9,kg,2024-03-01,\nW1,1,Jordan,Rice,60,kg,2024-03-01,withdrawn\n",
		       "accepted 2 superseding 1" } },
	  .expected = { "rows shipment: 1", "rows position: 1" } },
	{ .name = "a withdrawal of what nobody knows yet",
	  .order = ORDER_GIVEN,
	  .drops = { { "jordan", "2024-03-05", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,withdrawn\n", "accepted 1" },
		     { "jordan", "2024-03-05", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,withdrawn\n", "accepted 0" },
		     { "jordan", "2024-03-04", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,\n", "unchanged 1" },
		     { "wfp", "2024-03-04", SENT "W1,1,Jordan,Rice,50,kg,2024-03-01,\n", "accepted 1" } },
	  .expected = { "position W1 1 kg: w 50", "rows shipment: 1" } },
	{ .name = "a shipment without a date is withdrawn and comes back",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-08", SENT "W1,1,Jordan,Rice,60,kg,,\n", NULL },
		     { "jordan", "2024-03-09", SENT "W1,1,Jordan,Rice,60,kg,,withdrawn\n", NULL },
		     { "jordan", "2024-03-05", SENT "W1,1,Jordan,Rice,60.0,kg,,\n", NULL },
		     { "jordan", "2024-03-12", SENT "W1,1,Jordan,Rice,60.00,kg,,\n", NULL } },
	  .expected = { "position W1 1 kg: w 60 day 2024-03-05" } },
	{ .name = "a report on a waybill is withdrawn",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\nr2,W1,1,delivered,Gaza,2024-03-04,10,kg,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,withdrawn\n", NULL } },
	  .expected = { "position W1 1 kg: w 60 v 10", "rows observation: 1" },
	  .moments = { { .known = 2, .expected = { "position W1 1 kg: v 40" } } } },
	{ .name = "a report that moved is withdrawn where it stands",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W2,1,collected,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-07", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,withdrawn\n", NULL } },
	  .expected = { "rows observation: 0", "rows position: 0" } },
	{ .name = "a report is withdrawn, and is another one later",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,withdrawn\n", NULL },
		     { "un", "2024-03-07", SEEN "r1,,,delivered,Gaza,2024-03-04,40,kg,\n", NULL },
		     { "un", "2024-03-08", SEEN "r1,W3,1,delivered,Gaza,2024-03-04,50,kg,\n", NULL } },
	  .expected = { "rows observation: 1", "rows count: 0", "position W3 1 kg: v 50", "rows position: 1" } },
	{ .name = "a report without a number is withdrawn",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-05", "waybill,line,vehicle,stage,place,occurred_at,quantity,unit,state\nW1,1,T1,delivered,Gaza,2024-03-04,30,kg,\n"
					   "W1,1,T2,delivered,Gaza,2024-03-04,20,kg,\n", NULL },
		     { "un", "2024-03-06", "waybill,line,vehicle,stage,place,occurred_at,quantity,unit,state\nW1,1,T1,delivered,Gaza,2024-03-04,,,withdrawn\n", NULL } },
	  .expected = { "position W1 1 kg: v 20", "rows observation: 1" } },
	{ .name = "a count is withdrawn",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-05", COUNTS "r1,crossed,KS,2024-03-04,3,\nr2,crossed,KS,2024-03-05,1,\n", NULL },
		     { "un", "2024-03-06", COUNTS "r1,crossed,KS,2024-03-04,3,withdrawn\n", NULL } },
	  .expected = { "balance A: w 1 x 1 uncollected 1", "rows count: 1", "no count_source KS 4 2024-03-04" },
	  .moments = { { .known = 2, .expected = { "balance A: w 4 x 4 uncollected 4" } } } },
	{ .name = "one of several equal counts is withdrawn",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-05", KEYLESS "crossed,KS,2024-03-04,1,\ncrossed,KS,2024-03-04,1,\n", "accepted 2" },
		     { "un", "2024-03-06", KEYLESS "crossed,KS,2024-03-04,1,withdrawn\n", "superseding 1" },
		     { "un", "2024-03-05", KEYLESS "crossed,KS,2024-03-04,1,\n", "unchanged 1" } },
	  .expected = { "balance A: w 1 x 1 uncollected 1", "rows count: 1" } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("corrections", scenarios, N_OF(scenarios));
}
