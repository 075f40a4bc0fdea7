/* Which shipment a report speaks of (DESIGN 3.2, ADR 6). */
#include "tests/rules/scenario.h"

#define SENT "waybill,line,donor,commodity,quantity,unit,dispatched_at\n"
#define SENT_LOOSE "waybill,donor,commodity,quantity,unit,dispatched_at\n"
#define SEEN "report_id,waybill,line,commodity,stage,place,occurred_at,quantity,unit\n"

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	{ .name = "a waybill spelled differently",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "JO-0012/24,1,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,jo 12/24,01,,crossed,KS,2024-03-03,100,kg\n", NULL },
		     { "wfp", "2024-03-06", SEEN "r1,Jo-12-024,1,,delivered,Gaza,2024-03-04,40,kg\n", NULL } },
	  .expected = { "rows position: 1", "position JO12-24 1 kg: w 100 x 100 v 40" } },
	{ .name = "a report comes before its shipment",
	  .drops = { { "un", "2024-03-05", SEEN "r1,W1,1,,delivered,Gaza,2024-03-04,40,kg\n", NULL },
		     { "jordan", "2024-03-06", SENT "W1,1,Jordan,Rice,100,kg,2024-03-01\n", NULL } },
	  .expected = { "rows position: 1", "position W1 1 kg: w 100 v 40", "rows finding: 0" },
	  .moments = { { .known = 1, .expected = { "position W1 1 kg: w 40 v 40 day 2024-03-04" } } } },
	{ .name = "reported before it was dispatched",
	  .drops = { { "un", "2024-03-05", SEEN "r1,W1,1,,crossed,KS,2024-03-04,40,kg\n", NULL },
		     { "jordan", "2024-03-06", SENT "W1,1,Jordan,Rice,100,kg,2024-03-05\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 x 40 day 2024-03-05 access 2024-03-04", "finding before_dispatch: W1 1 | W1 1 | 2024-03-04" } },
	{ .name = "a report without a line, and one line",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,7,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,,,delivered,Gaza,2024-03-04,40,kg\n", NULL },
		     { "un", "2024-03-06", SEEN "r2,W1,7,,delivered,Gaza,2024-03-05,10,kg\n", NULL } },
	  .expected = { "rows position: 1", "position W1 7 kg: w 100 v 50", "rows finding: 0" } },
	{ .name = "a report without a line, and several lines",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,,,delivered,Gaza,2024-03-04,40,kg\n", NULL },
		     { "jordan", "2024-03-06", SENT "W1,2,Jordan,Oil,50,kg,2024-03-01\n", NULL } },
	  .expected = { "rows position: 2", "position W1 1 kg: w 100 v 0", "position W1 2 kg: w 50 v 0", "rows finding: 1" },
	  .moments = { { .known = 2, .expected = { "position W1 1 kg: w 100 v 40", "rows finding: 0" } } } },
	{ .name = "a report without a line that names the commodity",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,100,kg,2024-03-01\nW1,2,Jordan,Oil,50,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,,Oil,delivered,Gaza,2024-03-04,40,kg\n", NULL } },
	  .expected = { "rows position: 2", "position W1 1 kg: w 100 v 0", "position W1 2 kg: w 50 v 40", "rows finding: 0" } },
	{ .name = "a report without a line that names the commodity in another way",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,100,kg,2024-03-01\nW1,2,Jordan,Oil,50,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,,Huile,delivered,Gaza,2024-03-04,40,kg\n", NULL },
		     { "", "2024-03-06", "commodity,aliases\nOil,Huile\n", NULL } },
	  .expected = { "rows position: 2", "position W1 1 kg: w 100 v 0", "position W1 2 kg: w 50 v 40", "rows finding: 0" },
	  .moments = { { .known = 2, .expected = { "position W1 2 kg: w 50 v 0", "rows finding: 1" } } } },
	{ .name = "two lines of the commodity that the report names",
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,100,kg,2024-03-01\nW1,2,Jordan,Rice,50,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,,Rice,delivered,Gaza,2024-03-04,40,kg\n", NULL } },
	  .expected = { "rows position: 2", "position W1 1 kg: w 100 v 0", "position W1 2 kg: w 50 v 0", "rows finding: 1" } },
	{ .name = "lines without numbers, told apart by their commodity",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT_LOOSE "W1,Jordan,Rice,100,kg,2024-03-01\nW1,Jordan,Oil,50,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,,RICE,delivered,Gaza,2024-03-04,40,kg\nr2,W1,,,crossed,KS,2024-03-03,150,kg\n", NULL } },
	  .expected = { "rows position: 2", "position W1 rice kg: w 100 v 40", "position W1 oil kg: w 50 v 0", "rows finding: 1" } },
	/* The sender numbers no lines, the receiver does: where the waybill has one line, it is that one. */
	{ .name = "a report names the line of a waybill that has one line and no number",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT_LOOSE "W1,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,,delivered,Gaza,2024-03-04,40,kg\n", NULL } },
	  .expected = { "rows position: 1", "position W1 rice kg: w 100 v 40", "rows finding: 0" } },
	{ .name = "a report names a line that the waybill does not have",
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,2,,delivered,Gaza,2024-03-04,40,kg\n", NULL } },
	  .expected = { "rows position: 2", "position W1 1 kg: w 100 v 0", "position W1 2 kg: w 40 v 40" } },
	/* Both speak of the one line; two sources are never added. */
	{ .name = "two sources, of which one names the line",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,,delivered,Gaza,2024-03-04,90,kg\n", NULL },
		     { "wfp", "2024-03-06", SEEN "r1,W1,,,delivered,Gaza,2024-03-04,95,kg\n", NULL } },
	  .expected = { "rows position: 1", "position W1 1 kg: w 100 v 90", "finding sources_differ: W1 1 delivered wfp", "rows finding: 1" } },
	{ .name = "two sources that agree in different units",
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,1,t,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,,delivered,Gaza,2024-03-04,0.9,t\n", NULL },
		     { "wfp", "2024-03-06", SEEN "r1,W1,1,,delivered,Gaza,2024-03-04,900,kg\n", NULL } },
	  .expected = { "position W1 1 kg: w 1000 v 900", "rows finding: 0" } },
	{ .name = "reports only, of two lines and of none",
	  .drops = { { "un", "2024-03-05", SEEN "r1,W1,1,Rice,delivered,Gaza,2024-03-04,40,kg\nr2,W1,2,Oil,delivered,Gaza,2024-03-04,10,kg\n"
						"r3,W1,,,crossed,KS,2024-03-03,50,kg\n", NULL } },
	  /* Nobody stated the lines of the waybill: each is what it is called. */
	  .expected = { "position W1 1 kg: w 40 v 40", "position W1 2 kg: w 10 v 10", "position W1 - kg: w 50 x 50" } },
	{ .name = "what only reports name takes the names on which they agree",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n", NULL },
		     { "un", "2024-03-05", "report_id,waybill,line,donor,commodity,stage,occurred_at,quantity,unit\nr1,W1,1,Jordan,,crossed,2024-03-04,40,kg\n"
					   "r2,W1,1,,Rice,collected,2024-03-05,30,kg\nr3,W2,1,Jordan,Rice,crossed,2024-03-04,7,kg\n", NULL },
		     { "wfp", "2024-03-06", "report_id,waybill,line,donor,commodity,stage,occurred_at,quantity,unit\nr1,W2,1,,Oil,delivered,2024-03-06,7,kg\n", NULL } },
	  .expected = { "balance C1: w 40 x 40 c 30 collected 30 uncollected 10" } },
	{ .name = "names on which reports agree once the alias is known",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n", NULL },
		     { "un", "2024-03-05", "report_id,waybill,line,donor,commodity,stage,occurred_at,quantity,unit\nr1,W1,1,Jordan,Rice,crossed,2024-03-04,40,kg\n", NULL },
		     { "wfp", "2024-03-06", "report_id,waybill,line,donor,commodity,stage,occurred_at,quantity,unit\nr1,W1,1,,Riz,delivered,2024-03-06,7,kg\n", NULL },
		     { "", "2024-03-06", "commodity,aliases\nRice,Riz\n", NULL } },
	  .expected = { "balance C1: w 40 x 40 c 7 delivered 7 uncollected 33" },
	  .moments = { { .known = 3, .expected = { "balance C1: w 0 delivered 0" } } } },
	/* b and a both claim x; what was said last has it, also when nothing else changed. b is trusted less than c. */
	{ .name = "an entry of a source is said again, and wins a spelling back",
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "x", "2024-03-05", SEEN "r1,W1,1,,crossed,KS,2024-03-03,80,kg\n", NULL },
		     { "c", "2024-03-06", SEEN "r2,W1,1,,crossed,KS,2024-03-03,90,kg\n", NULL },
		     { "", "2024-03-06", "source,trust,aliases\nc,1,\n", NULL },
		     { "", "2024-03-07", "source,trust,aliases\nb,0,x\n", NULL },
		     { "", "2024-03-08", "source,trust,aliases\na,5,x\n", NULL },
		     { "", "2024-03-09", "source,aliases,trust\nb,x,0\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 x 90" },
	  .moments = { { .known = 6, .expected = { "position W1 1 kg: w 100 x 80" } } } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("joins", scenarios, N_OF(scenarios));
}
