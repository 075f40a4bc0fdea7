/* The funnel by age and reason: every row is cut from the funnel, so that its parts add up is checked in tests/cli/test_formats.py. */
#include "tests/rules/scenario.h"

#define PROMISE                                                                                    \
	"commitment_id,donor,commodity,quantity,unit,starts_on\nC1,Jordan,Rice,100,kg,2024-03-"    \
	"01\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit,reason\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	{ .name = "days since the last report",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-20", SENT "W1,1,C1,Jordan,Rice,1,kg,2024-03-20\nW2,1,C1,Jordan,Rice,2,kg,2024-03-17\nW3,1,C1,Jordan,Rice,4,kg,2024-03-16\n"
			"W4,1,C1,Jordan,Rice,8,kg,2024-03-12\nW5,1,C1,Jordan,Rice,16,kg,2024-03-05\nW6,1,C1,Jordan,Rice,32,kg,2024-02-18\n", NULL },
		     { "un", "2024-03-19", SEEN "r1,W6,1,at_crossing,KS,2024-03-19,32,kg,\n", NULL } },
	  .expected = { "aged kg moving: age_0_3 3 age_4_7 4 age_8_14 8 age_15_30 16 age_over_30 0 quantity 31",
			"aged kg at_crossing: age_0_3 32 quantity 32", "aged kg not_dispatched: age_15_30 37 quantity 37" },
	  .today = "2024-03-20" },
	{ .name = "what ended otherwise, by reason",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,100,kg,2024-03-02\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,intercepted,KS,2024-03-18,10,kg,looting\nr2,W1,1,intercepted,KS,2024-03-18,5,kg,self_distribution\n"
			"r3,W1,1,lost,KS,2024-03-19,4,kg,\nr4,W1,1,damaged,KS,2024-03-19,2,kg,\nr5,W1,1,returned,KS,2024-03-19,3,kg,\nr6,W1,1,refused,KS,2024-03-20,1,kg,\n"
			"r7,W1,1,intercepted,KS,2024-03-20,7,kg,\n", NULL } },
	  .expected = { "aged kg intercepted looting: quantity 10", "aged kg intercepted self_distribution: quantity 5", "aged kg intercepted -: quantity 7",
			"aged kg lost lost: quantity 4", "aged kg lost damaged: quantity 2", "aged kg returned returned: quantity 3",
			"aged kg returned refused: quantity 1", "aged kg moving: age_0_3 68 quantity 68", "no aged kg not_dispatched" },
	  .today = "2024-03-20" },
	{ .name = "what is unaccounted for stands alone",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,100,kg,2024-03-02\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-10,96,kg,\n", NULL } },
	  .expected = { "aged kg delivered: age_8_14 96", "aged kg unaccounted: age_8_14 4 quantity 4", "no aged kg moving", "no aged kg lost" },
	  .today = "2024-03-20" },
	{ .name = "what was sent of a rate counts for the first days",
	  .drops = { { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit,basis,starts_on\nC1,Jordan,Rice,10,kg,per_day,2024-03-01\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,145,kg,2024-03-02\n", NULL } },
	  /* Twenty days are 200: what is missing are the last five days and a half. */
	  .expected = { "aged kg not_dispatched: age_0_3 40 age_4_7 15 age_8_14 0 quantity 55" },
	  .today = "2024-03-20" },
	{ .name = "goods that two promises share are the same mixture in both",
	  .drops = { { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit,due_on\nC1,Jordan,Rice,30,kg,2024-04-01\nC2,Jordan,Rice,60,g,2024-05-01\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,dispatched_at\nW1,1,Jordan,Rice,20,kg,2024-03-02\nW2,1,Jordan,Rice,40,kg,2024-03-02\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,dispatched,Port,2024-03-19,20,kg,\n", NULL } },
	  .expected = { "aged kg moving: age_0_3 10 age_15_30 20 quantity 30", "aged g moving: age_0_3 20 age_15_30 40 quantity 60" },
	  .today = "2024-03-20" },
	{ .name = "of counts what came first left first",
	  .drops = { { "", "2024-03-01", "commitment_id,quantity,unit,basis,starts_on,destination,counted_at\nC1,10,truck,per_day,2024-03-16,Gaza,crossed\n", NULL },
		     { "", "2024-03-01", "place,parent\nKS,Gaza\n", NULL },
		     { "un", "2024-03-20", "report_id,stage,place,occurred_at,trucks\nc1,crossed,KS,2024-03-16,10\nc2,crossed,KS,2024-03-20,10\nc3,collected,KS,2024-03-20,14\n", NULL } },
	  .expected = { "aged truck uncollected: age_0_3 6 age_4_7 0 quantity 6", "aged truck collected: age_0_3 14 quantity 14",
			"aged truck not_dispatched: age_0_3 30 quantity 30" },
	  .today = "2024-03-20" },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("aged", scenarios, N_OF(scenarios));
}
