/* What was said is taken back: by a row that says so, by a publication that leaves it out. */
#include "tests/rules/scenario.h"

#define SENT "waybill,line,donor,commodity,quantity,unit,dispatched_at,state\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit,state\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks,state\n"
#define KEYLESS "stage,place,occurred_at,trucks,state\n"
#define PROMISE "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n"
#define TRUCKS "report_id,stage,place,occurred_at,trucks\n"
#define LIST "[profile]\nname = list\ncumulative = yes\n"
#define OTHER "[profile]\nname = other\ncumulative = yes\n"
#define DATES LIST "scope = dates\n"
#define PLACES LIST "scope = places\n"
#define CONFIRMED LIST "vanished = confirmed\n"
#define HELD LIST "vanished = hold\n"
#define SIX                                                                                        \
	"1,crossed,KS,2024-03-01,1\n2,crossed,KS,2024-03-02,2\n3,crossed,KS,2024-03-03,4\n4,"      \
	"crossed,KS,2024-03-04,8\n"                                                                \
	"5,crossed,KS,2024-03-05,16\n6,crossed,KS,2024-03-06,32\n"
#define WITHOUT_2                                                                                  \
	"1,crossed,KS,2024-03-01,1\n3,crossed,KS,2024-03-03,4\n4,crossed,KS,2024-03-04,8\n5,"      \
	"crossed,KS,2024-03-05,16\n"                                                               \
	"6,crossed,KS,2024-03-06,32\n"
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

	/* ---- cumulative publications ---- */
	{ .name = "what a publication leaves out is withdrawn, whichever comes first",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-10", TRUCKS SIX, "accepted 6", LIST },
		     { "un", "2024-03-20", TRUCKS WITHOUT_2, "unchanged 5", LIST } },
	  .expected = { "balance A: w 61 x 61 uncollected 61", "rows count: 5", "no count_source KS 4 2024-03-02" },
	  .moments = { { .known = 2, .expected = { "balance A: w 63 x 63 uncollected 63" } } } },
	{ .name = "an older publication that comes later withdraws nothing, and adds nothing that is gone",
	  .order = ORDER_GIVEN,
	  .drops = { { "un", "2024-03-20", TRUCKS WITHOUT_2 "7,crossed,KS,2024-03-12,1\n", "accepted 6", LIST },
		     { "un", "2024-03-10", TRUCKS "1,crossed,KS,2024-03-01,5\n2,crossed,KS,2024-03-02,2\n", "unchanged 2", LIST } },
	  .expected = { "rows count: 6", "rows finding: 0" } },
	{ .name = "added late, corrected, gone, back again",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-10", TRUCKS SIX, NULL, LIST },
		     { "un", "2024-03-20", TRUCKS WITHOUT_2 "7,crossed,KS,2024-03-02,64\n", "accepted 1 unchanged 5", LIST },
		     { "un", "2024-03-30", TRUCKS SIX "7,crossed,KS,2024-03-02,65\n", "superseding 2 unchanged 5", LIST } },
	  .expected = { "balance A: w 128 x 128 uncollected 128", "rows count: 7", "rows contradiction: 0" },
	  .moments = { { .known = 3, .expected = { "balance A: w 125 x 125 uncollected 125" } } } },
	{ .name = "a publication that comes late is left out by those after it, not by those before",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-10", TRUCKS WITHOUT_2, NULL, LIST },
		     { "un", "2024-03-30", TRUCKS WITHOUT_2 "7,crossed,KS,2024-03-12,1\n", "accepted 1 unchanged 5", LIST },
		     { "un", "2024-03-20", TRUCKS SIX, "unchanged 6", LIST } },
	  .expected = { "rows count: 6", "no count_source KS 4 2024-03-02" } },
	{ .name = "another key for the same row is the same row",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-10", TRUCKS SIX "7,crossed,KS,2024-03-06,32\n", NULL, LIST },
		     { "un", "2024-03-20", TRUCKS WITHOUT_2 "22,crossed,KS,2024-03-02,2\n77,crossed,KS,2024-03-06,32\n", "accepted 2 unchanged 5", LIST } },
	  .expected = { "balance A: w 95 x 95 uncollected 95", "rows count: 7" } },
	/* Two of six are more than a fifth. */
	{ .name = "a large part is held, but for what has another key",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-10", TRUCKS SIX, NULL, LIST },
		     { "un", "2024-03-20", TRUCKS "3,crossed,KS,2024-03-03,4\n4,crossed,KS,2024-03-04,8\n5,crossed,KS,2024-03-05,16\n66,crossed,KS,2024-03-06,32\n",
		       "accepted 1 unchanged 3", LIST } },
	  .expected = { "balance A: w 63 x 63 uncollected 63", "rows count: 6" } },
	{ .name = "a large part is withdrawn when somebody has confirmed it",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-10", TRUCKS SIX, NULL, LIST },
		     { "un", "2024-03-20", TRUCKS "3,crossed,KS,2024-03-03,4\n", "unchanged 1", LIST },
		     { "un", "2024-03-20", TRUCKS "3,crossed,KS,2024-03-03,4\n", "unchanged 1", CONFIRMED } },
	  .expected = { "balance A: w 4 x 4 uncollected 4", "rows count: 1" },
	  .moments = { { .known = 3, .expected = { "balance A: w 63 x 63 uncollected 63" } } } },
	{ .name = "a profile may hold whatever vanishes",
	  .order = ORDER_GIVEN,
	  .drops = { { "un", "2024-03-10", TRUCKS SIX, NULL, HELD }, { "un", "2024-03-20", TRUCKS WITHOUT_2, "unchanged 5", HELD } },
	  .expected = { "rows count: 6" } },
	{ .name = "a publication speaks for its days only",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-10", TRUCKS SIX, NULL, DATES },
		     { "un", "2024-03-20", TRUCKS "3,crossed,KS,2024-03-03,4\n5,crossed,KS,2024-03-05,16\n", "unchanged 2", DATES "vanished = confirmed\n" } },
	  .expected = { "rows count: 5", "no count_source KS 4 2024-03-04" } },
	{ .name = "a publication speaks for its places only",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-10", TRUCKS SIX "7,crossed,Rafah,2024-03-06,1\n8,crossed,Rafah,2024-03-07,1\n", NULL, PLACES },
		     { "un", "2024-03-20", TRUCKS "7,crossed,Rafah,2024-03-06,1\n", "unchanged 1", PLACES "vanished = confirmed\n" } },
	  .expected = { "rows count: 7" } },
	{ .name = "lists of other profiles and sources are other lists",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-10", TRUCKS SIX, NULL, LIST },
		     { "un", "2024-03-12", TRUCKS "a,crossed,KS,2024-03-01,1\n", NULL, OTHER },
		     { "wfp", "2024-03-12", TRUCKS "b,crossed,KS,2024-03-01,1\n", NULL, LIST },
		     { "un", "2024-03-20", TRUCKS "c,crossed,KS,2024-03-01,1\n", NULL, NULL } },
	  .expected = { "rows count: 9" } },
	{ .name = "waybills and reports on them vanish",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-10", SENT "W1,1,Jordan,Rice,60,kg,2024-03-01,\nW2,1,Jordan,Rice,30,kg,2024-03-01,\n", NULL, LIST },
		     { "un", "2024-03-10", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\nr2,W2,1,delivered,Gaza,2024-03-04,20,kg,\n", NULL, LIST },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,31,kg,\n", NULL, CONFIRMED },
		     { "jordan", "2024-03-21", SENT "W2,1,Jordan,Rice,30,kg,2024-03-01,\n", NULL, CONFIRMED } },
	  .expected = { "rows shipment: 1", "rows observation: 1", "position W1 1 kg: w 31 v 31", "position W2 1 kg: w 30 v 0" } },
	{ .name = "a report that vanished stands again where it is said later",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-10", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg,\nr2,W2,1,delivered,Gaza,2024-03-04,20,kg,\n", NULL, LIST },
		     { "un", "2024-03-20", SEEN "r2,W2,1,delivered,Gaza,2024-03-04,20,kg,\n", NULL, CONFIRMED },
		     { "un", "2024-03-25", SEEN "r1,W3,1,collected,Gaza,2024-03-05,30,kg,\n", NULL, NULL } },
	  .expected = { "rows observation: 2", "position W3 1 kg: w 30 c 30", "rows position: 2" } },
	{ .name = "promises vanish",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-10", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\nC2,Jordan,Oil,100,kg\n", NULL, LIST },
		     { "", "2024-03-20", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n", NULL, CONFIRMED } },
	  .expected = { "rows commitment: 1", "rows balance: 1" } },
	{ .name = "rows without a key are a list too",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-10", "stage,place,occurred_at,trucks\ncrossed,KS,2024-03-04,1\ncrossed,KS,2024-03-04,1\ncrossed,KS,2024-03-05,2\n"
					   "crossed,KS,2024-03-06,4\ncrossed,KS,2024-03-07,8\n", NULL, LIST },
		     { "un", "2024-03-20", "stage,place,occurred_at,trucks\ncrossed,KS,2024-03-04,1\ncrossed,KS,2024-03-05,2\ncrossed,KS,2024-03-06,4\n"
					   "crossed,KS,2024-03-07,8\n", "unchanged 4", LIST } },
	  .expected = { "balance A: w 15 x 15 uncollected 15", "rows count: 4" } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("corrections", scenarios, N_OF(scenarios));
}
