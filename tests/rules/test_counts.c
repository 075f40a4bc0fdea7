/* Counts: reports without a waybill. Who counts on which day (DESIGN 3.1), and what commitments make of them (ADR 5). */
#include "tests/rules/scenario.h"

#define PROMISE                                                                                    \
	"commitment_id,donor,commodity,quantity,unit,basis,destination,crossing,starts_on,due_on," \
	"counted_at\n"
/* Trucks may enter; counted at the crossing. */
#define ACCESS PROMISE "A,,,1000,truck,,,,,,crossed\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks\n"
#define SENT                                                                                       \
	"waybill,line,commitment_id,donor,commodity,quantity,unit,trucks,dispatched_at,"           \
	"destination\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	{ .name = "counts of days add up",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-10", COUNTS "r1,crossed,KS,2024-03-01,10\nr2,crossed,KS,2024-03-02,20\n", "accepted 2" },
		     { "cogat", "2024-03-11", COUNTS "r3,crossed,KS,2024-03-02,5\n", "accepted 1" } },
	  .expected = { "balance A: w 35 a 35 o 35 x 35 uncollected 35", "rows count: 3", "count_source KS 4 2024-03-01: cogat", "rows finding: 0" },
	  .moments = { { .as_of = "2024-03-01", .expected = { "balance A: w 10 x 10 uncollected 10", "no count_source KS 4 2024-03-02" } },
		       { .known = 2, .expected = { "balance A: w 30 x 30 uncollected 30" } } } },
	{ .name = "a count is corrected, and moved to another day",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-10", COUNTS "r1,crossed,KS,2024-03-01,10\nr2,crossed,KS,2024-03-02,20\n", NULL },
		     { "cogat", "2024-03-11", COUNTS "r1,crossed,KS,2024-03-03,12\n", "superseding 1" } },
	  .expected = { "balance A: w 32 x 32 uncollected 32", "no count_source KS 4 2024-03-01", "count_source KS 4 2024-03-03: cogat" } },

	/* ---- one source counts on each day ---- */
	/* 8 days apart the runs of both are broken: cogat covers the 1st to the 4th and the 12th; un the 3rd to the 5th. On the 3rd both:
	 * cogat's run has two days, un's three. */
	{ .name = "of two runs the one with more days",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-01,10\nr2,crossed,KS,2024-03-04,20\nr3,crossed,KS,2024-03-12,40\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,100\nr2,crossed,KS,2024-03-04,200\nr3,crossed,KS,2024-03-05,400\n", NULL } },
	  /* 1st cogat 10, 3rd and 4th un 300, 5th un 400, 12th cogat 40. */
	  .expected = { "balance A: w 750 x 750 uncollected 750", "count_source KS 4 2024-03-01: cogat", "count_source KS 4 2024-03-03: un",
			"count_source KS 4 2024-03-04: un", "count_source KS 4 2024-03-05: un", "count_source KS 4 2024-03-12: cogat",
			"finding count_sources_differ: KS crossed 2024-03-04" } },
	/* On the 20th un counts, which says nothing of the 4th. */
	{ .name = "which source counts on the day on which two differ",
	  .drops = { { "cogat", "2024-03-21", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,KS,2024-03-04,20\n", NULL },
		     { "un", "2024-03-21", COUNTS "r1,crossed,KS,2024-03-04,100\nr2,crossed,KS,2024-03-20,5\n", NULL } },
	  .expected = { "finding count_sources_differ: KS crossed 2024-03-04 | KS, crossed | 2024-03-04 | cogat | 20 truck | un | 100 truck", "rows finding: 1" } },
	/* Reports 7 days apart are one run, 8 days are two. */
	{ .name = "a gap of seven days is one run",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-01,10\nr2,crossed,KS,2024-03-08,20\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-05,100\n", NULL } },
	  /* On the 5th cogat covers with two days, un with one: cogat was silent, and nothing counts. */
	  .expected = { "balance A: w 30 x 30 uncollected 30", "count_source KS 4 2024-03-05: cogat" } },
	{ .name = "a gap of eight days is two runs",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-01,10\nr2,crossed,KS,2024-03-09,20\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-05,100\n", NULL } },
	  .expected = { "balance A: w 130 x 130 uncollected 130", "count_source KS 4 2024-03-05: un" } },
	{ .name = "a cadence of its own",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-01,10\nr2,crossed,KS,2024-03-11,20\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-05,100\n", NULL },
		     { "", "2024-03-21", "source,cadence\ncogat,10d\n", NULL } },
	  .expected = { "balance A: w 30 x 30 uncollected 30", "count_source KS 4 2024-03-05: cogat" },
	  .moments = { { .known = 3, .expected = { "balance A: w 130 x 130 uncollected 130" } } } },
	{ .name = "more trust before more days",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,KS,2024-03-04,20\nr3,crossed,KS,2024-03-05,40\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\n", NULL },
		     { "", "2024-03-21", "source,trust\nun,1\n", NULL } },
	  .expected = { "balance A: w 150 x 150 uncollected 150", "count_source KS 4 2024-03-04: un", "count_source KS 4 2024-03-05: cogat" },
	  .moments = { { .known = 3, .expected = { "balance A: w 70 x 70 uncollected 70" } } } },
	{ .name = "with equal trust and days the smaller name, and a finding",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\nr2,crossed,KS,2024-03-05,200\n", NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,10\nr2,crossed,KS,2024-03-05,20\nr3,crossed,KS,2024-03-20,5\n", NULL } },
	  .expected = { "balance A: w 35 x 35 uncollected 35", "finding source_undecided: KS crossed | KS, crossed | 2 | cogat", "finding count_sources_differ: KS crossed 2024-03-05" } },
	{ .name = "two spellings of a source are one source",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "COGAT", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,10\n", NULL },
		     { "Coordinator", "2024-03-20", COUNTS "r2,crossed,KS,2024-03-04,20\n", NULL },
		     { "", "2024-03-21", "source,aliases\nCOGAT,Coordinator\n", NULL } },
	  .expected = { "balance A: w 30 x 30 uncollected 30", "rows finding: 0" },
	  .moments = { { .known = 3, .expected = { "balance A: w 10 x 10 uncollected 10" } } } },
	{ .name = "each stage has its own source",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,collected,KS,2024-03-04,60\n", NULL } },
	  .expected = { "balance A: w 100 x 100 c 60 collected 60 uncollected 40", "count_source KS 4 2024-03-04: cogat",
			"count_source KS 5 2024-03-04: un" } },

	/* ---- areas ---- */
	/* KS and Zikim lie in Gaza: one area, of which cogat counts (three days against one). Rafah is an area of its own. */
	{ .name = "the area is the root of the place",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,Zikim,2024-03-04,20\nr3,crossed,KS,2024-03-05,40\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\nr2,crossed,Rafah,2024-03-04,200\n", NULL },
		     { "", "2024-03-21", "place,parent\nKS,Gaza\nZikim,Gaza\n", NULL } },
	  .expected = { "balance A: w 270 x 270 uncollected 270", "count_source Gaza 4 2024-03-04: cogat", "count_source Rafah 4 2024-03-04: un",
			"no count_source KS 4 2024-03-03" } },
	/* In the South un counts alone; in Gaza cogat does, with two days against one, and was silent on the 4th. */
	{ .name = "a place that is said to lie in another area takes its counts along",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "", "2024-03-02", "place,parent\nKS,South\nZikim,Gaza\n", NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,Zikim,2024-03-03,10\nr2,crossed,Zikim,2024-03-05,20\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\n", NULL },
		     { "", "2024-03-21", "place,parent\nKS,Gaza\n", NULL } },
	  .expected = { "balance A: w 30 x 30 uncollected 30", "count_source Gaza 4 2024-03-04: cogat", "no count_source South 4 2024-03-04" },
	  .moments = { { .known = 4, .expected = { "balance A: w 130 x 130 uncollected 130", "count_source South 4 2024-03-04: un" } } } },
	/* The same of counts that say only where the goods go. */
	{ .name = "a destination that is said to lie in another area takes its counts along",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "", "2024-03-02", "place,parent\nKhan Younis,South\nGaza City,Gaza\n", NULL },
		     { "cogat", "2024-03-20", "report_id,stage,occurred_at,trucks,destination\nr1,crossed,2024-03-03,10,Gaza City\nr2,crossed,2024-03-05,20,Gaza City\n", NULL },
		     { "un", "2024-03-20", "report_id,stage,occurred_at,trucks,destination\nr1,crossed,2024-03-04,100,Khan Younis\n", NULL },
		     { "", "2024-03-21", "place,parent\nKhan Younis,Gaza\n", NULL } },
	  .expected = { "balance A: w 30 x 30 uncollected 30", "count_source Gaza 4 2024-03-04: cogat", "no count_source South 4 2024-03-04" },
	  .moments = { { .known = 4, .expected = { "balance A: w 130 x 130 uncollected 130", "count_source South 4 2024-03-04: un" } } } },
	{ .name = "two spellings of a place are one area",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,KS,2024-03-05,20\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,Kerem Shalom,2024-03-04,100\n", NULL },
		     { "", "2024-03-21", "place,aliases\nKS,Kerem Shalom\n", NULL } },
	  .expected = { "balance A: w 30 x 30 uncollected 30", "count_source KS 4 2024-03-04: cogat" },
	  .moments = { { .known = 3, .expected = { "balance A: w 130 x 130 uncollected 130" } } } },
	{ .name = "without a place the area is the root of the destination",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", "report_id,stage,occurred_at,trucks,destination\nr1,crossed,2024-03-03,10,Khan Younis\nr2,crossed,2024-03-04,20,Gaza City\n", NULL },
		     { "un", "2024-03-20", "report_id,stage,occurred_at,trucks,destination\nr1,crossed,2024-03-03,7,Gaza\nr2,crossed,2024-03-04,8,\n", NULL },
		     { "", "2024-03-21", "place,parent\nKhan Younis,Gaza\nGaza City,Gaza\n", NULL } },
	  .expected = { "balance A: w 38 x 38 uncollected 38", "count_source Gaza 4 2024-03-03: cogat", "count_source - 4 2024-03-04: un" } },

	/* ---- stage by stage, closed at the commitment ---- */
	/* 200 crossed on Monday, 150 were collected on Monday and 40 on Tuesday: 200 crossed, not 240. */
	{ .name = "what is collected later did not cross again",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,200\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,collected,KS,2024-03-04,150\nr2,collected,KS,2024-03-05,40\n", NULL } },
	  .expected = { "balance A: w 200 a 200 x 200 c 190 collected 190 uncollected 10" } },
	{ .name = "more collected than crossed: so many crossed",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\nr2,collected,KS,2024-03-05,120\nr3,delivered,Gaza,2024-03-05,30\n", NULL } },
	  .expected = { "balance A: w 120 x 120 c 120 delivered 30 collected 90" } },
	/* d 100 x 80 c 50 v 20 i 10 r 5 l 5: T 80; collected [0,30) uncollected [30,60) moving [60,80); i [0,10) l [10,15) open [15,75)
	 * r [75,80). */
	{ .name = "the pieces of counts",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-20", COUNTS "r1,dispatched,KS,2024-03-04,100\nr2,crossed,KS,2024-03-05,80\nr3,collected,KS,2024-03-05,50\n"
						  "r4,delivered,KS,2024-03-05,20\nr5,intercepted,KS,2024-03-05,10\nr6,refused,KS,2024-03-05,5\nr7,lost,KS,2024-03-05,5\n", NULL } },
	  .expected = { "balance A: w 100 a 80 x 80 c 50 delivered 20 collected 15 uncollected 30 moving 15 intercepted 10 returned 5 lost 5" } },
	{ .name = "counts are settled at 95 percent",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-05,100\nr2,delivered,KS,2024-03-06,90\nr3,lost,KS,2024-03-06,5\n", NULL } },
	  .expected = { "balance A: w 100 x 100 delivered 90 lost 5 unaccounted 5 c 90" } },
	{ .name = "a rate of trucks takes from each stage what is dated in its window",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,20,truck,per_day,,,2024-03-04,2024-03-05,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,KS,2024-03-04,30\nr3,crossed,KS,2024-03-05,25\nr4,collected,KS,2024-03-05,12\n"
						  "r5,collected,KS,2024-03-06,9\n", NULL } },
	  /* The window's whole is 40: 30 of the 4th and 10 of the 5th crossed; 12 collected. */
	  .expected = { "balance A: w 40 x 40 c 12 collected 12 uncollected 28", "shortfall A: committed 40 reached 40 shortfall 0 surplus 0" } },
	/* Beside consignments the larger of the two at each stage. */
	{ .name = "consignments and counts: each stage takes the larger, never the sum",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,100,kg,50,2024-03-01,Gaza\n", NULL },
		     { "wfp", "2024-03-20", "report_id,waybill,line,stage,occurred_at,trucks\nr1,W1,1,crossed,2024-03-04,20\nr2,W1,1,collected,2024-03-05,15\n", NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,30\nr2,collected,KS,2024-03-04,10\n", NULL } },
	  .expected = { "balance A: w 50 a 30 x 30 c 15 collected 15 uncollected 15 moving 20" } },
	{ .name = "a donor's counts",
	  .drops = { { "", "2024-03-01", PROMISE "D,Jordan,Flour,100,t,,Gaza,,,,\n", NULL },
		     { "un", "2024-03-20", "report_id,stage,place,occurred_at,donor,commodity,quantity,unit,trucks,destination\n"
					   "r1,crossed,KS,2024-03-04,Jordan,Flour,40,t,2,Gaza\nr2,crossed,KS,2024-03-04,Egypt,Flour,20,t,1,Gaza\n"
					   "r3,delivered,Gaza,2024-03-06,Jordan,Flour,15,t,,Gaza\n", NULL } },
	  .expected = { "balance D: w 40000 x 40000 c 15000 delivered 15000 uncollected 25000", "shortfall D: committed 100 delivered 15 shortfall 85" } },
	{ .name = "a count without any quantity is no truck",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "un", "2024-03-20", "report_id,stage,place,occurred_at,trucks,quantity,unit\nr1,crossed,KS,2024-03-04,,,\nr2,crossed,KS,2024-03-04,2,,\nr3,crossed,KS,2024-03-04,,3,truck\n", NULL } },
	  .expected = { "balance A: w 5 x 5 uncollected 5" } },
	{ .name = "trucks are estimated in tonnes where nobody weighed them",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,,1000,t,,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", "report_id,stage,place,occurred_at,trucks,quantity,unit\nr1,crossed,KS,2024-03-04,2,,\nr2,crossed,KS,2024-03-04,1,13,t\n", NULL },
		     { "", "2024-03-21", "unit,base_unit,low,nominal,high\ntruck,t,10,20,33\n", NULL } },
	  .expected = { "balance A: w 53000 x 53000 uncollected 53000" },
	  .moments = { { .known = 2, .expected = { "balance A: w 13000 x 13000 uncollected 13000" } } } },
	/* A count at the crossing counts for the crossing's promise, whatever else was counted that day. */
	{ .name = "counts of a crossing on a day on which something was collected",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,1000,truck,,,KS,,,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\nr2,crossed,Zikim,2024-03-04,7\nr3,collected,KS,2024-03-04,60\n", NULL } },
	  .expected = { "balance A: w 100 x 100 c 60 collected 60 uncollected 40" } },
	/* Where counts state no destination, the place says where they are. */
	{ .name = "the place of a count says where it is",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,1000,truck,,Gaza,,,,collected\n", NULL },
		     { "", "2024-03-01", "place,parent\nKS,Gaza\nDeir al-Balah,Gaza\nJenin,West Bank\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\nr2,collected,Deir al-Balah,2024-03-04,60\nr3,collected,Jenin,2024-03-04,9\n", NULL } },
	  .expected = { "balance A: w 100 x 100 c 60 collected 60 uncollected 40" } },
	{ .name = "two crossings of one day share a promise, in an order of their names",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,10,truck,,,,,,crossed\nB,,,10,truck,,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,8\n", NULL },
		     { "cogat", "2024-03-20", COUNTS "r2,crossed,Zikim,2024-03-04,7\n", NULL } },
	  .expected = { "balance A: w 10 x 10 uncollected 10", "balance B: w 5 x 5 uncollected 5" } },
	{ .name = "earlier counts that arrive late redo the days after them",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,,10,truck,,,,,,crossed\nB,,,100,truck,,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,8\nr2,collected,KS,2024-03-05,8\n", NULL },
		     { "un", "2024-03-21", COUNTS "r3,crossed,KS,2024-03-02,6\n", NULL },
		     { "un", "2024-03-22", COUNTS "r3,crossed,KS,2024-03-02,5\n", NULL } },
	  /* crossed: 5 + 5 to A, 3 to B; collected: 8 to A. */
	  .expected = { "balance A: w 10 x 10 c 8 collected 8 uncollected 2", "balance B: w 3 x 3 uncollected 3" } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("counts", scenarios, N_OF(scenarios));
}
