/* Who counts by policies.csv (ADR 14): for counts by area, or part of one, and day; for consignments by stage. */
#include "tests/rules/scenario.h"

#define PROMISE                                                                                    \
	"commitment_id,donor,commodity,quantity,unit,basis,destination,crossing,starts_on,due_on," \
	"counted_at\n"
#define ACCESS PROMISE "A,,,1000,truck,,,,,,crossed\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks\n"
#define POLICY "source,stage,place,starts_on,ends_on\n"
#define GAZA "place,parent\nKS,Gaza\nZikim,Gaza\n"
#define REPORTS "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	/* cogat has more days and would count: 10, 20, 40; un says 100 on the 4th. */
	{ .name = "a line decides before trust and days",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,KS,2024-03-04,20\nr3,crossed,KS,2024-03-05,40\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\n", NULL },
		     { "", "2024-03-21", POLICY "un,crossed,KS,2024-03-04,2024-03-04\n", "accepted 1" } },
	  .expected = { "balance A: w 150 x 150 uncollected 150", "count_source KS 4 2024-03-03: cogat", "count_source KS 4 2024-03-04: un",
			"count_source KS 4 2024-03-05: cogat", "no finding policy_silent", "rows policy: 1" },
	  .moments = { { .known = 3, .expected = { "balance A: w 70 x 70 uncollected 70", "count_source KS 4 2024-03-04: cogat" } } } },
	{ .name = "the source of a line counts on days on which it says nothing",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,KS,2024-03-04,20\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,100\n", NULL },
		     { "", "2024-03-21", POLICY "un,,,,\n", NULL } },
	  .expected = { "balance A: w 100 x 100 uncollected 100", "count_source KS 4 2024-03-03: un", "finding policy_silent: KS 4" } },
	{ .name = "the stage before every stage, the later day before the earlier",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "a", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,1\nr2,crossed,KS,2024-03-09,2\nr3,collected,KS,2024-03-09,1\n", NULL },
		     { "b", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,KS,2024-03-09,20\nr3,collected,KS,2024-03-09,7\n", NULL },
		     { "c", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,100\nr2,crossed,KS,2024-03-09,200\nr3,collected,KS,2024-03-09,9\n", NULL },
		     { "", "2024-03-21", POLICY "a,,KS,2024-03-05,\nb,crossed,KS,,\nc,crossed,KS,2024-03-08,\n", "accepted 3" } },
	  .expected = { "count_source KS 4 2024-03-03: b", "count_source KS 4 2024-03-09: c", "count_source KS 5 2024-03-09: a",
			"balance A: w 210 x 210 c 1 collected 1 uncollected 209" } },
	{ .name = "a line for everywhere yields to one for the place, whatever the stage",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "a", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,1\nr2,crossed,Rafah,2024-03-03,2\n", NULL },
		     { "b", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,Rafah,2024-03-03,20\n", NULL },
		     { "", "2024-03-21", POLICY "b,crossed,,,\na,,KS,,\n", NULL } },
	  .expected = { "balance A: w 21 x 21 uncollected 21", "no finding source_undecided" } },
	{ .name = "a line is said anew, and taken back",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "a", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,1\nr2,crossed,KS,2024-03-04,2\n", NULL },
		     { "b", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-03,10\nr2,crossed,KS,2024-03-04,20\n", NULL },
		     { "", "2024-03-21", POLICY "b,crossed,KS,,\na,crossed,KS,2024-03-04,\n", NULL },
		     { "", "2024-03-22", "source,stage,place,starts_on,state\nb,crossed,KS,,\na,crossed,KS,2024-03-04,withdrawn\n", NULL } },
	  .expected = { "balance A: w 30 x 30 uncollected 30", "rows policy: 2" },
	  .moments = { { .known = 4, .expected = { "balance A: w 12 x 12 uncollected 12" } } } },
	{ .name = "a line that ends before it starts is refused",
	  .drops = { { "", "2024-03-21", POLICY "un,crossed,KS,2024-03-04,2024-03-03\nun,crossed,KS,2024-03-04,2024-03\n", "accepted 1 rejected 1" } },
	  .expected = { "rows policy: 1" } },

	/* ---- parts of an area ---- */
	/* Gaza: cogat counts (more days). For KS the line names un: 7 there, and cogat's 20 at Zikim; cogat's 10 at KS do not count. */
	{ .name = "a part of an area has a source of its own",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,10\nr2,crossed,Zikim,2024-03-04,20\nr3,crossed,Zikim,2024-03-05,40\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,7\nr2,crossed,Zikim,2024-03-04,9\n", NULL },
		     { "", "2024-03-21", GAZA, NULL },
		     { "", "2024-03-22", POLICY "un,crossed,KS,,\n", NULL } },
	  .expected = { "balance A: w 67 x 67 uncollected 67", "count_source Gaza 4 2024-03-04: cogat", "count_source KS 4 2024-03-04: un",
			"no count_source KS 4 2024-03-05", "no finding policy_part" },
	  .moments = { { .known = 4, .expected = { "balance A: w 70 x 70 uncollected 70", "no count_source KS 4 2024-03-04" } } } },
	/* cogat says 30 for the whole of Gaza on the 4th: un's 7 at KS would be added to what they are in. On the 5th cogat names the crossing. */
	{ .name = "a part is passed over where the whole is reported without it",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,Gaza,2024-03-04,30\nr2,crossed,Zikim,2024-03-05,40\nr3,crossed,Zikim,2024-03-06,1\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,7\nr2,crossed,KS,2024-03-05,9\n", NULL },
		     { "", "2024-03-21", GAZA, NULL },
		     { "", "2024-03-22", POLICY "un,crossed,KS,,\n", NULL } },
	  .expected = { "balance A: w 80 x 80 uncollected 80", "no count_source KS 4 2024-03-04", "count_source KS 4 2024-03-05: un",
			"finding policy_part: KS 4" } },
	/* On the 4th cogat says 30 for the whole of Gaza. Once wfp has reported on two days before, it counts there: it says which crossing, and un's 7 at KS are
	 * no part of its 5. Of the 4th itself nothing new is said. */
	{ .name = "a part is followed once another source counts for the whole, and no longer when it does not",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "", "2024-03-21", GAZA, NULL },
		     { "", "2024-03-22", POLICY "un,crossed,KS,,\n", NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,Zikim,2024-03-03,10\nr2,crossed,Gaza,2024-03-04,30\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,7\n", NULL },
		     { "wfp", "2024-03-20", COUNTS "r1,crossed,Zikim,2024-03-04,5\n", NULL },
		     { "wfp", "2024-03-21", COUNTS "r2,crossed,Zikim,2024-03-01,1\nr3,crossed,Zikim,2024-03-02,2\n", NULL },
		     { "wfp", "2024-03-22", "report_id,stage,place,occurred_at,trucks,state\nr2,crossed,Zikim,2024-03-01,1,withdrawn\nr3,crossed,Zikim,2024-03-02,2,withdrawn\n", NULL } },
	  .expected = { "balance A: w 40 x 40 uncollected 40", "count_source Gaza 4 2024-03-04: cogat", "no count_source KS 4 2024-03-04", "finding policy_part: KS 4" },
	  .moments = { { .known = 6, .expected = { "balance A: w 40 x 40 uncollected 40", "no count_source KS 4 2024-03-04" } },
		       { .known = 7, .expected = { "balance A: w 15 x 15 uncollected 15", "count_source KS 4 2024-03-04: un", "count_source Gaza 4 2024-03-04: wfp" } } } },
	{ .name = "what lies in the part is of the part",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,10\nr2,crossed,Zikim,2024-03-04,20\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,7\n", NULL },
		     { "", "2024-03-21", "place,parent\nKS,South\nSouth,Gaza\nZikim,Gaza\n", NULL },
		     { "", "2024-03-22", POLICY "un,crossed,South,,\n", NULL } },
	  .expected = { "balance A: w 27 x 27 uncollected 27", "count_source South 4 2024-03-04: un" } },
	{ .name = "a line for a part is taken back",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,10\nr2,crossed,Zikim,2024-03-04,20\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,7\n", NULL },
		     { "", "2024-03-21", GAZA, NULL },
		     { "", "2024-03-22", POLICY "un,crossed,KS,,\n", NULL },
		     { "", "2024-03-23", "source,stage,place,state\nun,crossed,KS,withdrawn\n", NULL } },
	  .expected = { "balance A: w 30 x 30 uncollected 30", "no count_source KS 4 2024-03-04" },
	  .moments = { { .known = 5, .expected = { "balance A: w 27 x 27 uncollected 27" } } } },
	{ .name = "the spellings of a line are those of the registries",
	  .drops = { { "", "2024-03-01", ACCESS, NULL },
		     { "cogat", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,10\nr2,crossed,KS,2024-03-05,20\n", NULL },
		     { "UN OCHA", "2024-03-20", COUNTS "r1,crossed,KeremShalom,2024-03-04,7\n", NULL },
		     { "", "2024-03-22", POLICY "OCHA,crossed,Kerem,,2024-03-04\n", NULL },
		     { "", "2024-03-23", "source,aliases\nOCHA,UN OCHA\n", NULL },
		     { "", "2024-03-23", "place,aliases\nKeremShalom,KS|Kerem\n", NULL } },
	  .expected = { "balance A: w 27 x 27 uncollected 27", "count_source KeremShalom 4 2024-03-04: OCHA" } },

	/* ---- consignments ---- */
	/* a (the smaller name) would count with 50; the line says b: 40. */
	{ .name = "a line decides which report of a consignment counts",
	  .order = ORDER_ALL,
	  .drops = { { "x", "2024-03-02", "waybill,line,quantity,unit,dispatched_at\nW1,1,100,kg,2024-03-01\n", NULL },
		     { "a", "2024-03-20", REPORTS "r1,W1,1,crossed,KS,2024-03-04,50,kg\n", NULL },
		     { "b", "2024-03-20", REPORTS "r1,W1,1,crossed,KS,2024-03-04,40,kg\n", NULL },
		     { "", "2024-03-21", POLICY "b,crossed,KS,2024-03-04,\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 x 40" },
	  .moments = { { .known = 3, .expected = { "position W1 1 kg: w 100 x 50" } } } },
	{ .name = "a line for other days, another stage or another place decides nothing",
	  .drops = { { "x", "2024-03-02", "waybill,line,quantity,unit,dispatched_at\nW1,1,100,kg,2024-03-01\n", NULL },
		     { "a", "2024-03-20", REPORTS "r1,W1,1,crossed,KS,2024-03-04,50,kg\n", NULL },
		     { "b", "2024-03-20", REPORTS "r1,W1,1,crossed,KS,2024-03-04,40,kg\n", NULL },
		     { "", "2024-03-21", POLICY "b,crossed,KS,2024-03-05,\nb,collected,KS,,\nb,,Rafah,,\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 x 50" } },
	{ .name = "a line silences nobody who speaks alone",
	  .drops = { { "x", "2024-03-02", "waybill,line,quantity,unit,dispatched_at\nW1,1,100,kg,2024-03-01\n", NULL },
		     { "a", "2024-03-20", REPORTS "r1,W1,1,crossed,KS,2024-03-04,50,kg\n", NULL },
		     { "", "2024-03-21", POLICY "b,crossed,KS,,\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 x 50" } },
	{ .name = "a line before trust, by the place that the report lies in",
	  .drops = { { "x", "2024-03-02", "waybill,line,quantity,unit,dispatched_at\nW1,1,100,kg,2024-03-01\n", NULL },
		     { "a", "2024-03-20", REPORTS "r1,W1,1,crossed,KS,2024-03-04,50,kg\n", NULL },
		     { "b", "2024-03-20", REPORTS "r1,W1,1,crossed,KS,2024-03-04,40,kg\n", NULL },
		     { "", "2024-03-21", "source,trust\na,5\n", NULL },
		     { "", "2024-03-21", GAZA, NULL },
		     { "", "2024-03-21", POLICY "b,,Gaza,,\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 x 40" },
	  .moments = { { .known = 5, .expected = { "position W1 1 kg: w 100 x 50" } } } },
	{ .name = "a line decides whose list a shipment is",
	  .order = ORDER_ALL,
	  .drops = { { "a", "2024-03-02", "waybill,line,quantity,unit,dispatched_at,origin\nW1,1,100,kg,2024-03-01,Port\n", NULL },
		     { "b", "2024-03-02", "waybill,line,quantity,unit,dispatched_at,origin\nW1,1,90,kg,2024-03-01,Port\n", NULL },
		     { "", "2024-03-21", POLICY "b,dispatched,Port,,\n", NULL } },
	  .expected = { "position W1 1 kg: w 90" },
	  .moments = { { .known = 2, .expected = { "position W1 1 kg: w 100" } } } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("policies", scenarios, sizeof(scenarios) / sizeof(scenarios[0]));
}
