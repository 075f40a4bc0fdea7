/* Which goods count towards which promise (DESIGN 3.4). */
#include "tests/rules/scenario.h"

#define PROMISE                                                                                    \
	"commitment_id,part_of,donor,commodity,category,quantity,unit,basis,destination,crossing," \
	"starts_on,due_on,counted_at,state\n"
#define SENT                                                                                       \
	"waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at,destination,"      \
	"crossing\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n"
#define COUNTS                                                                                     \
	"report_id,stage,place,occurred_at,donor,commodity,quantity,unit,trucks,destination\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	/* ---- named by the shipment ---- */
	{ .name = "named: over capacity is surplus",
	  .drops = { { "", "2024-03-01", PROMISE "C1,,Jordan,Rice,,100,kg,,,,,,,\nC2,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,80,kg,2024-03-01,Gaza,\nW2,1,C1,Jordan,Rice,70,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance C1: w 150 moving 150", "balance C2: w 0 delivered 0", "shortfall C1: committed 100 surplus 50 not_dispatched 0 moving 150",
			"shortfall C2: committed 100 surplus 0 not_dispatched 100" } },
	/* Explicit first: 60 kg named for C1 leave it 40; the unnamed goods fill those, the rest spills to C2. */
	{ .name = "named goods take before matching ones, whenever they were sent",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "C1,,Jordan,Rice,,100,kg,,,,,,,\nC2,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,90,kg,2024-03-01,Gaza,\n", NULL },
		     { "jordan", "2024-03-09", SENT "W2,1,C1,Jordan,Rice,60,kg,2024-03-08,Gaza,\n", NULL } },
	  .expected = { "balance C1: w 100 moving 100", "balance C2: w 50 moving 50" },
	  .moments = { { .known = 2, .expected = { "balance C1: w 90 moving 90", "balance C2: w 0 delivered 0" } } } },
	/* The named goods filled C1; once they are corrected downwards, the goods that matched nothing have room in it. */
	{ .name = "named goods that are corrected make room",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "C1,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,100,kg,2024-03-01,Gaza,\n", NULL },
		     { "jordan", "2024-03-03", SENT "W2,1,,Jordan,Rice,50,kg,2024-03-03,Gaza,\n", NULL },
		     { "jordan", "2024-03-09", SENT "W1,1,C1,Jordan,Rice,60,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance C1: w 100 moving 100", "shortfall (unallocated) kg: moving 10" },
	  .moments = { { .known = 3, .expected = { "balance C1: w 100 moving 100", "shortfall (unallocated) kg: moving 50" } } } },
	{ .name = "goods named for a commitment are named for another",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "C1,,Jordan,Rice,,100,kg,,,,,,,\nC2,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,80,kg,2024-03-01,Gaza,\n", NULL },
		     { "jordan", "2024-03-09", SENT "W1,1,C2,Jordan,Rice,80,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance C1: w 0 delivered 0", "balance C2: w 80 moving 80" } },
	{ .name = "a commitment that nobody stated",
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,C9,Jordan,Rice,80,kg,2024-03-01,Gaza,\n", NULL },
		     { "", "2024-03-01", PROMISE "C1,,Jordan,Rice,,100,kg,,,,,,,\n", NULL } },
	  .expected = { "balance C1: w 0 delivered 0", "finding no_commitment: C9", "shortfall (unallocated) kg: moving 80" } },
	{ .name = "a commitment that is stated after its goods",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,C9,Jordan,Rice,80,kg,2024-03-01,Gaza,\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg\n", NULL },
		     { "", "2024-03-01", PROMISE "C9,,Jordan,Rice,,100,kg,,,,,,,\n", NULL } },
	  .expected = { "balance C9: w 80 delivered 30 moving 50", "rows finding: 0" } },

	/* ---- matched ---- */
	{ .name = "donor, commodity, destination and crossing match; what is blank matches any",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,1000,kg,,Gaza,KS,,,,\nB,,Jordan,Rice,,1000,kg,,Gaza,,,,,\n"
						 "C,,Jordan,,,1000,kg,,,,,,,\nD,,Egypt,,,1000,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,1,kg,2024-03-01,Gaza,KS\n"	/* A */
						    "W2,1,,Jordan,Rice,2,kg,2024-03-01,Gaza,Zikim\n"	/* B */
						    "W3,1,,Jordan,Rice,4,kg,2024-03-01,Jenin,\n"	/* C */
						    "W4,1,,Jordan,Oil,8,kg,2024-03-01,Gaza,KS\n"	/* C */
						    "W5,1,,Egypt,Rice,16,kg,2024-03-01,Gaza,KS\n"	/* D */
						    "W6,1,,Qatar,Rice,32,kg,2024-03-01,Gaza,KS\n"	/* none */
						    "W7,1,,,Rice,64,kg,2024-03-01,Gaza,KS\n", NULL } }, /* none: its donor is not known */
	  .expected = { "balance A: w 1 moving 1", "balance B: w 2 moving 2", "balance C: w 12 moving 12", "balance D: w 16 moving 16",
			"shortfall (unallocated) kg: moving 96" } },
	{ .name = "a place takes in what lies in it",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,1000,kg,,Gaza,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,1,kg,2024-03-01,Deir al-Balah,\nW2,1,,Jordan,Rice,2,kg,2024-03-01,Jenin,\n", NULL },
		     { "", "2024-03-03", "place,parent\nDeir al-Balah,Middle Area\nMiddle Area,Gaza\nJenin,West Bank\n", NULL } },
	  .expected = { "balance A: w 1 moving 1" },
	  .moments = { { .known = 2, .expected = { "balance A: w 0 delivered 0" } } } },
	{ .name = "a category takes in its commodities",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,,Food,1000,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,category,quantity,unit,dispatched_at\nW1,1,Jordan,Rice,,1,kg,2024-03-01\n"
					       "W2,1,Jordan,Tents,,2,kg,2024-03-01\nW3,1,Jordan,Dates,Food,4,kg,2024-03-01\n", NULL },
		     { "", "2024-03-03", "commodity,category\nRice,Food\nTents,Shelter\n", NULL } },
	  .expected = { "balance A: w 5 moving 5" },
	  .moments = { { .known = 2, .expected = { "balance A: w 4 moving 4" } } } },
	{ .name = "aliases that come last",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,1000,kg,,Gaza,KS,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,HKJ,Riz,1,kg,2024-03-01,Gaza Strip,Kerem Shalom\n", NULL },
		     { "", "2024-03-03", "place,aliases\nGaza,Gaza Strip\nKS,Kerem Shalom\n", NULL },
		     { "", "2024-03-03", "commodity,aliases\nRice,Riz\n", NULL } },
	  /* Donors have no registry: HKJ is not Jordan. */
	  .expected = { "balance A: w 0 delivered 0" } },
	{ .name = "aliases of commodity and places that come last",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,1000,kg,,Gaza,KS,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Riz,1,kg,2024-03-01,Gaza Strip,Kerem Shalom\n", NULL },
		     { "", "2024-03-03", "place,aliases\nGaza,Gaza Strip\nKS,Kerem Shalom\n", NULL },
		     { "", "2024-03-03", "commodity,aliases\nRice,Riz\n", NULL } },
	  .expected = { "balance A: w 1 moving 1" } },
	{ .name = "the crossing at which goods were seen",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,1000,kg,,,KS,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,1,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Rice,2,kg,2024-03-01,Gaza,\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,at_crossing,KS,2024-03-02,1,kg\nr2,W1,1,crossed,KS,2024-03-03,1,kg\nr3,W2,1,crossed,Zikim,2024-03-03,2,kg\n", NULL } },
	  .expected = { "balance A: w 1 a 1 x 1 uncollected 1" } },
	/* Two sources spell one crossing in two ways: it is one crossing. */
	{ .name = "a crossing that two sources spell in two ways",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,1000,kg,,,KS,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,1,kg,2024-03-01,Gaza,\n", NULL },
		     { "un", "2024-03-05", "report_id,source,waybill,line,stage,place,occurred_at,quantity,unit\nr1,un,W1,1,at_crossing,Kerem Shalom,2024-03-02,1,kg\n"
					   "r2,un,W1,1,crossed,KS,2024-03-03,1,kg\n", NULL },
		     { "", "2024-03-03", "place,aliases\nKS,Kerem Shalom\n", NULL } },
	  .expected = { "balance A: w 1 a 1 x 1 uncollected 1" } },
	/* ---- who takes first ---- */
	{ .name = "the narrower promise takes first",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,,,100,kg,,,,,2024-03-05,,\nB,,Jordan,Rice,,100,kg,,,,,2024-12-01,,\nC,,Jordan,Rice,,100,kg,,Gaza,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,250,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance C: w 100 moving 100", "balance B: w 100 moving 100", "balance A: w 50 moving 50" } },
	/* A commodity is narrower than a category: both name one thing, but the tie goes to the commodity before the due date. */
	{ .name = "a commodity is narrower than a category",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,,Food,100,kg,,,,,2024-03-05,,\nB,,Jordan,Rice,,100,kg,,,,,2024-12-01,,\n", NULL },
		     { "", "2024-03-01", "commodity,category\nRice,Food\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,120,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance B: w 100 moving 100", "balance A: w 20 moving 20" } },
	/* A category beside the commodity narrows nothing: the due date decides. */
	{ .name = "a category beside the commodity narrows nothing",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,Food,100,kg,,,,,2024-12-01,,\nB,,Jordan,Rice,,100,kg,,,,,2024-03-05,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,120,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance B: w 100 moving 100", "balance A: w 20 moving 20" } },
	{ .name = "then the earlier due, then the smaller id",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,,,\nB,,Jordan,Rice,,100,kg,,,,,2024-06-01,,\nC,,Jordan,Rice,,100,kg,,,,,2024-05-01,,\n"
						 "D,,Jordan,Rice,,100,kg,,,,,2024-05-01,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,330,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance C: w 100 moving 100", "balance D: w 100 moving 100", "balance B: w 100 moving 100", "balance A: w 30 moving 30" } },
	/* What is split is cut with the furthest stage first: A takes the 40 delivered and 60 of those that crossed. */
	{ .name = "a split takes what came furthest first",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,2024-05-01,,\nB,,Jordan,Rice,,100,kg,,,,,2024-06-01,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,150,kg,2024-03-01,Gaza,\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,crossed,KS,2024-03-03,120,kg\nr2,W1,1,delivered,Gaza,2024-03-04,40,kg\n", NULL } },
	  .expected = { "balance A: w 100 a 100 x 100 c 40 delivered 40 uncollected 60", "balance B: w 50 a 20 x 20 uncollected 20 moving 30" } },
	{ .name = "earlier days fill a promise first",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,2024-05-01,,\nB,,Jordan,Rice,,100,kg,,,,,2024-06-01,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,60,kg,2024-03-10,Gaza,\n", NULL },
		     { "un", "2024-03-15", SEEN "r1,W1,1,delivered,Gaza,2024-03-14,60,kg\n", NULL },
		     /* late news of an earlier day */
		     { "jordan", "2024-03-20", SENT "W2,1,,Jordan,Rice,70,kg,2024-03-05,Gaza,\n", NULL } },
	  .expected = { "balance A: w 100 delivered 30 moving 70 a 30", "balance B: w 30 delivered 30" },
	  .moments = { { .known = 3, .expected = { "balance A: w 60 delivered 60", "balance B: w 0 delivered 0" } } } },
	{ .name = "a change leaves the days before it as they are",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,2024-05-01,,\nB,,Jordan,,,100,kg,,,,,2024-06-01,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,60,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Oil,30,kg,2024-03-02,Gaza,\n"
						    "W3,1,,Jordan,Rice,50,kg,2024-03-03,Gaza,\n", NULL },
		     { "jordan", "2024-03-05", SENT "W4,1,,Jordan,Rice,20,kg,2024-03-04,Gaza,\n", NULL },
		     { "jordan", "2024-03-06", SENT "W3,1,,Jordan,Rice,10,kg,2024-03-03,Gaza,\n", NULL } },
	  /* A: 60, 10, 20 of rice; B: 30 of oil. */
	  .expected = { "balance A: w 90 moving 90", "balance B: w 30 moving 30" },
	  /* before the last: A 60 + 40, B 30 + 10 + 20 */
	  .moments = { { .known = 3, .expected = { "balance A: w 100 moving 100", "balance B: w 60 moving 60" } } } },

	/* ---- rates and totals in time ---- */
	{ .name = "a total takes what is dated from its start on, late ones too",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,2024-03-05,2024-03-10,,\n", NULL },
		     { "jordan", "2024-04-02", SENT "W1,1,,Jordan,Rice,1,kg,2024-03-04,Gaza,\nW2,1,,Jordan,Rice,2,kg,2024-03-05,Gaza,\n"
						    "W3,1,,Jordan,Rice,4,kg,2024-03-10,Gaza,\nW4,1,,Jordan,Rice,8,kg,2024-04-01,Gaza,\n", NULL } },
	  .expected = { "balance A: w 14 moving 14", "shortfall (unallocated) kg: moving 1" } },
	/* 10 a day from the 5th to the 10th: six days, 60. */
	{ .name = "a rate takes what is dated inside its window",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,10,kg,per_day,,,2024-03-05,2024-03-10,,\n", NULL },
		     { "jordan", "2024-04-02", SENT "W1,1,,Jordan,Rice,1,kg,2024-03-04,Gaza,\nW2,1,,Jordan,Rice,2,kg,2024-03-05,Gaza,\n"
						    "W3,1,,Jordan,Rice,40,kg,2024-03-10,Gaza,\nW4,1,,Jordan,Rice,8,kg,2024-03-11,Gaza,\n", NULL } },
	  .expected = { "balance A: w 42 moving 42", "shortfall A: committed 60 not_dispatched 18 moving 42", "shortfall (unallocated) kg: moving 9" } },
	{ .name = "a rate takes up to its whole window",
	  .today = "2024-03-06",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,10,kg,per_day,,,2024-03-05,2024-03-10,,\nB,,Jordan,Rice,,100,kg,,,,,2024-12-01,,\n", NULL },
		     { "jordan", "2024-04-02", SENT "W1,1,,Jordan,Rice,75,kg,2024-03-05,Gaza,\n", NULL } },
	  /* Due first: A takes 60, though on the 6th only 20 are due. */
	  .expected = { "balance A: w 60 moving 60", "balance B: w 15 moving 15", "shortfall A: committed 20 surplus 40 not_dispatched 0 shortfall 20" } },
	{ .name = "a rate by the week, without an end",
	  .today = "2024-03-18",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,70,kg,per_week,,,2024-03-05,,,\n", NULL },
		     { "jordan", "2024-04-02", SENT "W1,1,,Jordan,Rice,300,kg,2024-03-15,Gaza,\nW2,1,,Jordan,Rice,5,kg,2024-03-04,Gaza,\n", NULL } },
	  /* 5th to 18th: 14 days, 140. */
	  .expected = { "balance A: w 300 moving 300", "shortfall A: committed 140 surplus 160 shortfall 140" } },

	/* ---- withdrawn, corrected ---- */
	{ .name = "a withdrawn promise takes nothing",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,2024-05-01,,\nB,,Jordan,Rice,,100,kg,,,,,2024-06-01,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,120,kg,2024-03-01,Gaza,\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,Jordan,Rice,,100,kg,,,,,2024-05-01,,withdrawn\n", NULL } },
	  .expected = { "balance A: w 0 delivered 0", "balance B: w 100 moving 100", "shortfall A: committed 0 not_dispatched 0",
			"shortfall (unallocated) kg: moving 20" },
	  .moments = { { .known = 2, .expected = { "balance A: w 100 moving 100", "balance B: w 20 moving 20" } } } },
	{ .name = "a promise that is corrected",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,2024-05-01,,\nB,,Jordan,Rice,,100,kg,,,,,2024-06-01,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,120,kg,2024-03-01,Gaza,\n", NULL },
		     { "", "2024-03-09", PROMISE "A,,Jordan,Rice,,50,kg,,,,,2024-07-01,,\n", NULL } },
	  .expected = { "balance B: w 100 moving 100", "balance A: w 20 moving 20" } },
	{ .name = "two sources state a commitment: one of them counts",
	  .drops = { { "jordan", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "egypt", "2024-03-05", PROMISE "A,,Jordan,Rice,,70,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,120,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance A: w 70 moving 70", "rows commitment: 2", "rows balance: 1" } },
	{ .name = "of two sources of a commitment the one with more trust",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "egypt", "2024-03-05", PROMISE "A,,Jordan,Rice,,70,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,120,kg,2024-03-01,Gaza,\n", NULL },
		     { "", "2024-03-02", "source,trust\njordan,3\n", NULL } },
	  .expected = { "balance A: w 100 moving 100" } },

	/* ---- promises of donors and of access ---- */
	{ .name = "promises of donors and of access count the same goods, each for itself",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "D,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,,,,30,kg,per_day,,KS,2024-03-05,2024-03-07,crossed,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,D,Jordan,Rice,80,kg,2024-03-01,Gaza,KS\nW2,1,,Qatar,Rice,50,kg,2024-03-01,Gaza,KS\n", NULL },
		     { "un", "2024-03-09", SEEN "r1,W1,1,crossed,KS,2024-03-05,80,kg\nr2,W2,1,crossed,KS,2024-03-07,50,kg\n", NULL } },
	  /* Three days of 30: 90 of the 130 that crossed, in the order of days. */
	  .expected = { "balance D: w 80 x 80 uncollected 80", "balance A: w 90 a 90 x 90 uncollected 90", "shortfall A: committed 90 reached 90 shortfall 0",
			"shortfall D: committed 100 shortfall 100 not_dispatched 20",
			"shortfall (unallocated) kg: uncollected 50", "shortfall (unallocated-access) kg: uncollected 40" } },
	/* Nobody promised the bags; the truck is not the donor's. */
	{ .name = "what is left in a unit is left by those who promise in it",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "D,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,,,,4,truck,,,KS,2024-03-05,,crossed,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,D,Jordan,Rice,80,kg,2024-03-01,Gaza,KS\nW2,1,,Qatar,Rice,50,bag,2024-03-01,Gaza,KS\n", NULL },
		     { "un", "2024-03-09", SEEN "r1,,,crossed,KS,2024-03-06,7,truck\n", NULL } },
	  .expected = { "balance D: w 80 moving 80", "balance A: w 4 a 4 x 4 uncollected 4", "no shortfall (unallocated) kg",
			"shortfall (unallocated) bag: moving 50", "shortfall (unallocated) truck: uncollected 3" } },
	{ .name = "the first promise of access comes after the goods",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,80,kg,2024-03-01,Gaza,KS\nW2,1,,Jordan,Rice,20,kg,2024-03-01,Gaza,KS\n", NULL },
		     { "un", "2024-03-09", SEEN "r1,W1,1,crossed,KS,2024-03-05,60,kg\nr2,W1,1,lost,KS,2024-03-05,10,kg\nr3,W2,1,crossed,KS,2024-03-07,20,kg\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,,,,500,kg,,,KS,2024-03-05,,crossed,\n", NULL } },
	  /* W1: T 80: uncollected [0,60), moving [60,80); lost [0,10): uncollected 50, moving 20, lost 10. W2: uncollected 20. */
	  .expected = { "balance A: w 100 a 80 x 80 uncollected 70 moving 20 lost 10" } },
	{ .name = "a promise of access that names its goods",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,A,Jordan,Rice,80,kg,2024-03-01,Gaza,KS\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,,,,50,kg,,,KS,,,crossed,\n", NULL },
		     { "", "2024-03-01", PROMISE "D,,Jordan,,,100,kg,,,,,,,\n", NULL } },
	  /* What names a promise of access is still free for the donor's. */
	  .expected = { "balance A: w 80 moving 80", "balance D: w 80 moving 80" } },
	{ .name = "a donor's promise becomes one of access",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "K,,Jordan,Rice,,100,kg,,,,,,,\nD,,Jordan,,,100,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,K,Jordan,Rice,80,kg,2024-03-01,Gaza,KS\nW2,1,,Jordan,Rice,30,kg,2024-03-01,Gaza,KS\n", NULL },
		     { "", "2024-03-09", PROMISE "K,,,Rice,,100,kg,,,,,,,\n", NULL } },
	  .expected = { "balance K: w 100 moving 100", "balance D: w 100 moving 100" },
	  .moments = { { .known = 2, .expected = { "balance K: w 100 moving 100", "balance D: w 10 moving 10" } } } },
	{ .name = "a promise of access becomes a donor's",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "K,,,Rice,,100,kg,,,,,,,\nD,,Jordan,,,100,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,K,Jordan,Rice,80,kg,2024-03-01,Gaza,KS\nW2,1,,Jordan,Rice,30,kg,2024-03-01,Gaza,KS\n", NULL },
		     { "", "2024-03-09", PROMISE "K,,Jordan,Rice,,100,kg,,,,,,,\n", NULL } },
	  .expected = { "balance K: w 100 moving 100", "balance D: w 10 moving 10" } },

	/* ---- parts ---- */
	/* The root takes 100 of 110; its parts count what they match of those, the goods of the first day whole. */
	{ .name = "a part counts what its root took and it matches",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,Gaza,,,,,\n", NULL },
		     { "", "2024-03-01", PROMISE "R/rice,R,,Rice,,10,kg,,,,,,,\nR/oil,R,,Oil,,60,kg,,,,,,,\nR/late,R,,,,50,kg,,,,2024-03-05,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,50,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Oil,60,kg,2024-03-06,Gaza,\n", NULL } },
	  .expected = { "balance R: w 100 moving 100", "balance R/rice: w 50 moving 50", "balance R/oil: w 50 moving 50", "balance R/late: w 50 moving 50",
			"shortfall R/rice: committed 10 surplus 40", "shortfall (unallocated) kg: moving 10" } },
	{ .name = "a part counts in its own unit",
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,Gaza,,,,,\nR/trucks,R,,,,4,truck,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,trucks,dispatched_at,destination\nW1,1,Jordan,Rice,200,kg,6,2024-03-01,Gaza\n", NULL } },
	  /* The root takes half of it: 3 of the 6 trucks. */
	  .expected = { "balance R: w 100 moving 100", "balance R/trucks: w 3 moving 3" } },
	{ .name = "goods that name a part count for the root",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,Gaza,,,,,\n", NULL },
		     { "", "2024-03-01", PROMISE "R/rice,R,,Rice,,10,kg,,,,,,,\nR/oil,R,,Oil,,60,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,R/rice,Jordan,Rice,50,kg,2024-03-01,Gaza,\nW2,1,R,Jordan,Oil,60,kg,2024-03-06,Gaza,\n", NULL } },
	  .expected = { "balance R: w 110 moving 110", "balance R/rice: w 50 moving 50", "balance R/oil: w 60 moving 60" } },
	/* What names the root counts for those of its parts whose window, crossing and goods it matches; parts may be stated after it. */
	{ .name = "goods that name the root count for the parts in whose window they were sent",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,Gaza,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,R,Jordan,Rice,50,kg,2024-03-01,Gaza,\nW2,1,R,Jordan,Rice,60,kg,2024-03-06,Gaza,\n", NULL },
		     { "", "2024-03-03", PROMISE "R/early,R,,,,10,kg,per_day,,,2024-03-01,2024-03-05,,\nR/late,R,,,,60,kg,,,,2024-03-05,,,\n", NULL } },
	  .expected = { "balance R: w 110 moving 110", "balance R/early: w 50 moving 50", "balance R/late: w 60 moving 60" },
	  .moments = { { .known = 2, .expected = { "balance R: w 110 moving 110" } } } },
	{ .name = "goods that name the root count for the parts at whose crossing they were seen",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,,,,,,\nR/ks,R,,,,60,kg,,,KS,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,R,Jordan,Rice,50,kg,2024-03-01,,\nW2,1,R,Jordan,Rice,60,kg,2024-03-06,,\n", NULL },
		     { "un", "2024-03-09", SEEN "r1,W1,1,crossed,KS,2024-03-04,50,kg\nr2,W2,1,crossed,Rafah,2024-03-08,40,kg\nr3,W2,1,lost,,2024-03-08,20,kg\n", NULL } },
	  .expected = { "balance R: w 110 uncollected 70 moving 20 lost 20", "balance R/ks: w 50 uncollected 50" } },
	{ .name = "of a promise of access too, by the day on which goods crossed",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "R,,,,,100,kg,,,,,,,\nR/late,R,,,,60,kg,,,KS,2024-03-05,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,R,Jordan,Rice,50,kg,2024-03-01,,\nW2,1,R,Jordan,Rice,60,kg,2024-03-01,,\n", NULL },
		     { "un", "2024-03-09", SEEN "r1,W1,1,crossed,KS,2024-03-04,50,kg\nr2,W2,1,crossed,KS,2024-03-08,60,kg\n", NULL } },
	  .expected = { "balance R: w 110 uncollected 110", "balance R/late: w 60 uncollected 60" } },
	{ .name = "goods name a root that loses its parts",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,Gaza,,,,,\nP,R,Jordan,Rice,,10,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,R,Jordan,Rice,50,kg,2024-03-01,Gaza,\n", NULL },
		     { "", "2024-03-04", PROMISE "P,,Jordan,Rice,,10,kg,,,,,,,\n", NULL } },
	  .expected = { "balance R: w 50 moving 50", "balance P: w 0 delivered 0" },
	  .moments = { { .known = 2, .expected = { "balance R: w 50 moving 50", "balance P: w 50 moving 50" } } } },
	{ .name = "a part of a part",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,Gaza,,,,,\n", NULL },
		     { "", "2024-03-01", PROMISE "P,R,,,Food,80,kg,,,,,,,\nQ,P,,Rice,,40,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,50,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Tents,20,kg,2024-03-06,Gaza,\n", NULL },
		     { "", "2024-03-01", "commodity,category\nRice,Food\n", NULL } },
	  .expected = { "balance R: w 70 moving 70", "balance P: w 50 moving 50", "balance Q: w 50 moving 50" } },
	{ .name = "a part whose root comes later stands alone until then",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "P,R,Jordan,Rice,,80,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,100,kg,2024-03-01,Gaza,\n", NULL },
		     { "", "2024-03-01", PROMISE "R,,Jordan,,,50,kg,,,,,,,\n", NULL } },
	  .expected = { "balance R: w 50 moving 50", "balance P: w 50 moving 50" },
	  .moments = { { .known = 2, .expected = { "balance P: w 80 moving 80" } } } },
	/* A and B are part of each other: the one with the smaller id is the root, and takes rice only. */
	{ .name = "commitments that are part of each other",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,B,Jordan,Rice,,80,kg,,,,,,,\n", NULL },
		     { "", "2024-03-01", PROMISE "B,A,Jordan,,,80,kg,,,,,,,\nC,B,Jordan,Salt,,80,kg,,,,,,,\nD,D,Jordan,Tea,,80,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,50,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Salt,20,kg,2024-03-06,Gaza,\nW3,1,,Jordan,Tea,5,kg,2024-03-06,Gaza,\n", NULL } },
	  .expected = { "balance A: w 50 moving 50", "balance B: w 50 moving 50", "balance C: w 0 delivered 0", "balance D: w 5 moving 5" } },
	{ .name = "a part is withdrawn",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,Gaza,,,,,\nP,R,,Rice,,10,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,50,kg,2024-03-01,Gaza,\n", NULL },
		     { "", "2024-03-04", PROMISE "P,R,,Rice,,10,kg,,,,,,,withdrawn\n", NULL } },
	  .expected = { "balance R: w 50 moving 50", "balance P: w 0 delivered 0" } },
	{ .name = "named goods that filled a promise leave room again",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,A,Jordan,Rice,100,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Rice,50,kg,2024-03-01,Gaza,\n", NULL },
		     { "jordan", "2024-03-05", SENT "W1,1,A,Jordan,Rice,60,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance A: w 100 moving 100", "shortfall (unallocated) kg: moving 10" } },
	{ .name = "a part that is confirmed counts what its root has",
	  .drops = { { "", "2024-03-01", PROMISE "R,,Jordan,,,100,kg,,,,,,,\nP,R,Jordan,Rice,,60,kg,,,,,,,confirmed\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,50,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Oil,20,kg,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance R: w 70 moving 70", "balance P: w 50 moving 50" } },
	{ .name = "equal goods of one day at two crossings are two",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,30,kg,,,,,2024-05-01,,\nB,,Jordan,Rice,,100,kg,,,,,2024-06-01,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,30,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Rice,30,kg,2024-03-01,Gaza,\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,at_crossing,KS,2024-03-02,30,kg\nr2,W2,1,at_crossing,Rafah,2024-03-02,30,kg\n", NULL } },
	  .expected = { "balance A: w 30 a 30 at_crossing 30", "balance B: w 30 a 30 at_crossing 30" } },

	/* Promises of access count goods without their donor: the last drop has rice and oil of none, so that these are known already, or not yet. */
	{ .name = "which goods of a day a promise takes does not rest on what was dropped first",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,Rice,,30,kg,,Gaza,,,,,\nB,,,Oil,,30,kg,,Gaza,,,,,\n", NULL },
		     { "", "2024-03-01", "place,parent\nGaza City,Gaza\nKhan Younis,Gaza\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,30,kg,2024-03-01,Gaza,KS\nW2,1,,Egypt,Rice,30,kg,2024-03-01,Gaza,Rafah\n"
					       "W3,1,,Jordan,Oil,30,kg,2024-03-01,Gaza City,\nW4,1,,Egypt,Oil,30,kg,2024-03-01,Khan Younis,\n", NULL },
		     { "un", "2024-03-02", SEEN "r1,W1,1,crossed,KS,2024-03-01,30,kg\nr2,W3,1,lost,KS,2024-03-01,30,kg\n", NULL },
		     { "wfp", "2024-03-09", SENT "W5,1,,,Rice,5,kg,2024-03-08,Gaza,KS\nW6,1,,,Rice,5,kg,2024-03-08,Gaza,Rafah\n"
					    "W7,1,,,Oil,5,kg,2024-03-08,Gaza City,\nW8,1,,,Oil,5,kg,2024-03-08,Khan Younis,\n", NULL } },
	  .expected = { "balance A: w 30 a 30 o 30 x 30 uncollected 30", "balance B: w 30 lost 30" } },

	/* Of W1 one report names the donor, the other the goods and where they go; the last drop says all of that of other goods. */
	{ .name = "which goods of a day a promise takes that only reports name does not rest on it either",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,30,kg,,,,,,,\n", NULL },
		     { "un", "2024-03-02", "report_id,waybill,line,stage,place,occurred_at,donor,commodity,quantity,unit,destination\n"
					   "r1,W1,1,at_crossing,KS,2024-03-01,Jordan,,30,kg,\nr2,W1,1,crossed,KS,2024-03-01,,Rice,30,kg,Gaza City\n"
					   "r3,W2,1,at_crossing,KS,2024-03-01,Jordan,,30,kg,\nr4,W2,1,lost,KS,2024-03-01,,Rice,30,kg,Khan Younis\n", NULL },
		     { "jordan", "2024-03-09", SENT "W5,1,,Jordan,Rice,5,kg,2024-03-08,Gaza City,\nW6,1,,Jordan,Rice,5,kg,2024-03-08,Khan Younis,\n", NULL } },
	  .expected = { "balance A: w 30 a 30 o 30 x 30 uncollected 30" } },

	{ .name = "goods of the last day of a promise become known after those of the days before",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,10,kg,per_day,,,2024-03-01,2024-03-05,,\n", NULL },
		     { "jordan", "2024-03-04", SENT "W1,1,,Jordan,Rice,20,kg,2024-03-03,Gaza,\n", NULL },
		     { "jordan", "2024-03-06", SENT "W2,1,,Jordan,Rice,7,kg,2024-03-05,Gaza,\nW3,1,,Jordan,Rice,3,kg,2024-03-06,Gaza,\n", NULL } },
	  .expected = { "balance A: w 27 moving 27", "shortfall (unallocated) kg: moving 3" } },

	{ .name = "what a promise leaves of a load is exact",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,30,t,,,,,,,\nB,,Jordan,Oil,,0.001,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,55,t,2024-03-01,Gaza,\nW2,1,,Jordan,Oil,90000000,t,2024-03-02,Gaza,\n", NULL },
		     { "un", "2024-03-02", COUNTS "c1,crossed,KS,2024-03-05,Jordan,Rice,7,t,,Gaza\n", NULL } },
	  .expected = { "balance A: w 30000 moving 23000 uncollected 7000 a 7000 o 7000 x 7000", "balance B: w 0.001 moving 0.001",
			"shortfall (unallocated) kg: surplus 90000024999.999" } },

	/* ---- measures ---- */
	{ .name = "goods without the promise's measure are passed over, with a finding",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,truck,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,50,kg,2024-03-01,Gaza,\nW2,1,,Jordan,Rice,50,kg,2024-03-02,Gaza,\n", NULL } },
	  .expected = { "balance A: w 0 delivered 0", "finding no_measure: A | A | truck | 2", "shortfall (unallocated) kg: moving 100" } },
	/* What was sent is dated by the day it was sent, what passed by the day it did: the two are redone from different days. */
	{ .name = "goods that get the promise's measure are passed over no more",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "C,,Jordan,Rice,,100,piece,,,,,,,\nA,,,,,1000,kg,,,,,,crossed,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,kg,2024-03-01,Gaza,\n", NULL },
		     { "un", "2024-03-06", SEEN "r1,W1,1,crossed,KS,2024-03-05,,\n", NULL },
		     { "jordan", "2024-03-07", SENT "W1,1,,Jordan,Rice,10,piece,2024-03-01,Gaza,\n", NULL } },
	  .expected = { "balance C: w 10 a 10 o 10 x 10 uncollected 10", "balance A: w 0", "finding no_measure: A", "rows finding: 1" } },
	/* A truck that counted for the promise in trucks is gone in kilograms too. */
	{ .name = "promises in different measures compete for the same goods",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,3,truck,,,,,2024-05-01,,\nB,,Jordan,Rice,,1000,kg,,,,,2024-06-01,,\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,trucks,dispatched_at\nW1,1,Jordan,Rice,80,kg,4,2024-03-01\n", NULL } },
	  .expected = { "balance A: w 3 moving 3", "balance B: w 20 moving 20" } },
	{ .name = "an estimate comes last and gives a measure",
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,,100,kg,,,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,5,box,2024-03-01,Gaza,\n", NULL },
		     { "", "2024-03-01", "unit,base_unit,low,nominal,high\nbox,kg,9,10,12\n", NULL } },
	  .expected = { "balance A: w 50 moving 50", "rows finding: 0" },
	  .moments = { { .known = 2, .expected = { "balance A: w 0 delivered 0", "finding no_measure: A" } } } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("allocations", scenarios, N_OF(scenarios));
}
