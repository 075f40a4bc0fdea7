/* Which statement stands (DESIGN 3): later, equal, older, restated, moved; rows without a key. */
#include "tests/rules/scenario.h"

#define PROMISE "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit,reported_at\n"
#define SENT_100 SENT "W1,1,C1,Jordan,Rice,100,kg,2024-03-01\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks,reported_at\n"
#define KEYLESS "stage,place,occurred_at,trucks\n"
#define TENTS "tents with poles pegs and ropes for families of five "
#define LONG TENTS TENTS TENTS TENTS TENTS TENTS
#define ACCESS "commitment_id,quantity,unit,counted_at\nA,1000,truck,crossed\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	/* `total` is a basis here, though the row begins with it and its figure is the sum of those above. */
	{ .name = "a word of ours is no word for a total",
	  .drops = { { "", "2024-03-01", "basis,commitment_id,donor,quantity,unit\ntotal,A,Jordan,100,t\ntotal,B,Jordan,100,t\ntotal,C,Jordan,0,t\n", NULL },
		     { "", "2024-03-01", "commitment_id,donor,basis,quantity,unit\nD,Jordan,total,7,t\nE,Jordan,total,7,t\nF,Jordan,total,14,t\n", NULL } },
	  .expected = { "rows commitment: 6" } },
	{ .name = "the later statement stands, whenever it arrives",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,2024-03-05\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,20,kg,2024-03-06\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 20 moving 80 a 20", "rows contradiction: 0" } },
	{ .name = "an older statement changes nothing",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,20,kg,2024-03-06\n", "accepted 1" },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,2024-03-05\n", "unchanged 1" } },
	  .expected = { "balance C1: w 100 delivered 20 moving 80 a 20" } },
	/* A on the 5th, B on the 6th, A again on the 7th: A stands. */
	{ .name = "what is restated later stands again",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,20,kg,\n", NULL },
		     { "un", "2024-03-07", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30.000,kg,\n", NULL } },
	  .expected = { "position W1 1 kg: v 30 w 100", "rows observation: 1", "rows contradiction: 0" } },
	{ .name = "what is restated raises its date",
	  .order = ORDER_GIVEN,
	  .drops = { { "jordan", "2024-03-02", SENT_100, "accepted 1" },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", "accepted 1" },
		     { "un", "2024-03-07", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30.0,kg,\n", "unchanged 1" },
		     { "un", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,20,kg,\n", "unchanged 1" } },
	  .expected = { "position W1 1 kg: v 30 w 100" } },
	/* Which of the two stands is decided by their contents, not by their order. */
	{ .name = "two contents of the same moment contradict each other",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,20,kg,\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,10,kg,\n", NULL } },
	  .expected = { "rows observation: 1", "rows contradiction: 1", "position W1 1 kg: w 100" } },
	{ .name = "a later statement settles a contradiction",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,20,kg,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,25,kg,\n", NULL } },
	  .expected = { "rows observation: 1", "rows contradiction: 0", "position W1 1 kg: w 100 v 25" } },
	{ .name = "two contents in one file",
	  .drops = { { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\nr2,W1,1,delivered,Gaza,2024-03-04,5,kg,2024-03-05\n"
						"r2,W1,1,delivered,Gaza,2024-03-04,7,kg,2024-03-06\n", NULL } },
	  .expected = { "rows observation: 2", "rows contradiction: 0", "position W1 1 kg: w 100 v 37" } },
	{ .name = "a date in the future is the arrival's next day at the latest",
	  .order = ORDER_GIVEN,
	  .drops = { { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,2031-01-01\n", "accepted 1" },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,20,kg,2030-01-01\n", "superseding 1" } },
	  .expected = { "position W1 1 kg: w 100 v 20" } },
	{ .name = "nobody overwrites another's statements",
	  .drops = { { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "wfp", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,20,kg,\n", "accepted 1" } },
	  .expected = { "rows observation: 2", "position W1 1 kg: w 100 v 30" } },
	{ .name = "the same file twice",
	  .order = ORDER_GIVEN,
	  .drops = { { "jordan", "2024-03-02", SENT_100, "accepted 1" }, { "jordan", "2024-03-02", SENT_100, "accepted 0" } },
	  .expected = { "position W1 1 kg: w 100", "rows shipment: 1" } },
	{ .name = "a shipment is corrected",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,100,kg,2024-03-01\nW1,2,C1,Jordan,Rice,40,kg,2024-03-01\n", NULL },
		     { "jordan", "2024-03-03", SENT "W1,1,C1,Jordan,Rice,90,kg,2024-03-02\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,90,kg,\n", NULL } },
	  .expected = { "balance C1: w 130 delivered 90 moving 40 a 90", "rows finding: 0", "position W1 1 kg: day 2024-03-02" } },

	/* ---- a report with a key of its own moves ---- */
	{ .name = "a report moves to another waybill",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,100,kg,2024-03-01\nW2,1,,Jordan,Rice,60,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W2,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 v 0 a 0", "position W2 1 kg: w 60 v 30", "rows observation: 1" },
	  .moments = { { .known = 2, .expected = { "position W1 1 kg: w 100 v 30", "position W2 1 kg: w 60 v 0" } } } },
	{ .name = "a report moves to another stage, and back",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W1,1,collected,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-07", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,35,kg,\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 c 35 v 35", "rows observation: 1" },
	  .moments = { { .known = 3, .expected = { "position W1 1 kg: w 100 c 30 v 0" } } } },
	{ .name = "a report moves between three waybills",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W2,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-07", SEEN "r1,W3,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-08", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30.0,kg,\n", NULL } },
	  .expected = { "position W1 1 kg: w 30 v 30", "rows position: 1", "rows observation: 1" } },
	{ .name = "a report on a line with a long name moves",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-05", "report_id,waybill,commodity,stage,occurred_at,quantity,unit\nr1,W1," LONG ",crossed,2024-03-04,30,kg\n", NULL },
		     { "un", "2024-03-06", "report_id,waybill,commodity,stage,occurred_at,quantity,unit\nr1,W1," LONG ",collected,2024-03-04,30,kg\n", NULL } },
	  .expected = { "rows position: 1", "rows observation: 1" } },
	{ .name = "the same report at two waybills at the same moment",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W2,1,delivered,Gaza,2024-03-04,30,kg,\n", NULL } },
	  .expected = { "rows position: 1", "rows observation: 1", "rows contradiction: 1" } },
	/* First a count, then somebody found its waybill. */
	{ .name = "a count becomes a report on a waybill",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-05", "report_id,waybill,stage,place,occurred_at,trucks\nr1,,crossed,KS,2024-03-04,3\nr2,,crossed,KS,2024-03-04,1\n", NULL },
		     { "un", "2024-03-06", "report_id,waybill,stage,place,occurred_at,trucks\nr1,W1,crossed,KS,2024-03-04,3\n", "superseding 1" } },
	  .expected = { "rows count: 1", "rows observation: 1", "position W1 - truck: w 3 x 3", "balance A: w 3 x 3 uncollected 3" },
	  .moments = { { .known = 2, .expected = { "balance A: w 4 x 4 uncollected 4", "rows position: 0" } } } },
	{ .name = "a report on a waybill becomes a count, and a report again",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-05", "report_id,waybill,stage,place,occurred_at,trucks\nr1,W1,crossed,KS,2024-03-04,3\n", NULL },
		     { "un", "2024-03-06", "report_id,waybill,stage,place,occurred_at,trucks\nr1,,crossed,KS,2024-03-05,4\n", NULL },
		     { "un", "2024-03-07", "report_id,waybill,stage,place,occurred_at,trucks\nr1,W2,crossed,KS,2024-03-05,5\n", NULL } },
	  .expected = { "rows count: 0", "rows observation: 1", "position W2 - truck: w 5 x 5", "rows position: 1", "balance A: w 5 x 5 uncollected 5",
			"no count_source KS 4 2024-03-05" },
	  .moments = { { .known = 3, .expected = { "balance A: w 4 x 4 uncollected 4", "rows position: 0" } } } },

	/* ---- rows without a key ---- */
	{ .name = "ninety rows are ninety, and once",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-05", KEYLESS "crossed,KS,2024-03-04,1\ncrossed,KS,2024-03-04,1\ncrossed,KS,2024-03-04,1\n", "accepted 3" },
		     /* the same three, and two more */
		     { "un", "2024-03-06", KEYLESS "crossed,KS,2024-03-04,1\ncrossed,KS,2024-03-04,1\ncrossed,KS,2024-03-04,1\ncrossed,KS,2024-03-04,1\n"
						   "crossed,KS,2024-03-05,1\n", "accepted 2 unchanged 3" } },
	  .expected = { "balance A: w 5 x 5 uncollected 5", "rows count: 5" } },
	{ .name = "rows without a key in another order",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-05", KEYLESS "crossed,KS,2024-03-04,1\ncrossed,KS,2024-03-05,2\ncrossed,KS,2024-03-04,1\n", NULL },
		     { "un", "2024-03-06", KEYLESS "crossed,KS,2024-03-05,2.0\ncrossed,KS,2024-03-04,1\n", NULL } },
	  .expected = { "balance A: w 4 x 4 uncollected 4", "rows count: 3" } },
	{ .name = "rows of two sources are not the same rows",
	  .drops = { { "un", "2024-03-05", KEYLESS "crossed,KS,2024-03-04,1\n", "accepted 1" },
		     { "wfp", "2024-03-06", KEYLESS "crossed,KS,2024-03-04,1\n", "accepted 1" } },
	  .expected = { "rows count: 2" } },
	{ .name = "lines of a waybill without numbers",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", "waybill,commitment_id,commodity,quantity,unit,dispatched_at\nW1,C1,Rice,10,kg,2024-03-01\nW1,C1,Rice,10,kg,2024-03-01\n"
					       "W1,C1,Oil,5,kg,2024-03-01\n", "accepted 3" },
		     { "jordan", "2024-03-03", "waybill,commitment_id,commodity,quantity,unit,dispatched_at\nW1,C1,Rice,12,kg,2024-03-01\n", "superseding 1" } },
	  .expected = { "balance C1: w 27 moving 27", "position W1 rice kg: w 12", "position W1 rice#2 kg: w 10", "position W1 oil kg: w 5" } },
	/* Without a report_id a report is known by waybill, line, vehicle, stage, place and time. */
	{ .name = "a report without a number",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", "waybill,line,vehicle,stage,place,occurred_at,quantity,unit\nW1,1,T1,delivered,Gaza,2024-03-04,30,kg\n"
					   "W1,1,T2,delivered,Gaza,2024-03-04,20,kg\n", NULL },
		     { "un", "2024-03-06", "waybill,line,vehicle,stage,place,occurred_at,quantity,unit\nW1,1,T1,delivered,Gaza,2024-03-04,31,kg\n"
					   "W1,1,T1,delivered,Gaza,2024-03-05,7,kg\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 v 58", "rows observation: 3" } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("statements", scenarios, N_OF(scenarios));
}
