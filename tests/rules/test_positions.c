/* How far a consignment got (DESIGN 3.3): the closure, the pieces, several reports, several sources, several measures. */
#include "tests/rules/scenario.h"

#define PROMISE "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n"
#define SENT_100 SENT "W1,1,C1,Jordan,Rice,100,kg,2024-03-01\n"

/* The promise, 100 kg sent for it, and reports of one source. */
#define ONE(reports)                                                                               \
	{                                                                                          \
		{ "", "2024-03-01", PROMISE, NULL }, { "jordan", "2024-03-02", SENT_100, NULL },   \
		{                                                                                  \
			"un", "2024-03-20", SEEN reports, NULL                                     \
		}                                                                                  \
	}

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	/* The column bears the name of our table: the point is the decimal sign, and nobody has to say so. */
	{ .name = "three decimals in a column of our own name are decimals",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,1.250,t,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,crossed,KS,2024-03-03,1.125,t\n", NULL } },
	  .expected = { "balance C1: w 1250 uncollected 1125 moving 125" } },
	{ .name = "a shipment moves until it is seen",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W-1,1,C1,Jordan,Rice,60,kg,2024-03-01\n", "accepted 1" } },
	  .expected = { "balance C1: w 60 moving 60", "position W1 1 kg: w 60 a 0 v 0 day 2024-03-01 access 2024-03-01 outcome 0",
			"shortfall C1: committed 100 not_dispatched 40 moving 60 shortfall 100 surplus 0", "rows finding: 0" } },
	{ .name = "what is delivered was collected, crossed, offloaded and at the crossing",
	  .drops = ONE("r1,W1,1,delivered,Gaza,2024-03-05,40,kg\n"),
	  .expected = { "balance C1: w 100 a 40 o 40 x 40 c 40 delivered 40 moving 60", "rows finding: 0" } },
	/* C = 30, X = 50, O = 70, A = 90: collected 30 - 10, uncollected 70 - 30, moving 100 - 90, at the crossing 90 - 70. */
	{ .name = "each stage has its piece",
	  .drops = ONE("r1,W1,1,at_crossing,KS,2024-03-03,90,kg\nr2,W1,1,offloaded,KS,2024-03-04,70,kg\nr3,W1,1,crossed,KS,2024-03-05,50,kg\n"
		       "r4,W1,1,collected,KS,2024-03-06,30,kg\nr5,W1,1,delivered,Gaza,2024-03-07,10,kg\n"),
	  .expected = { "balance C1: w 100 a 90 o 70 x 50 c 30 delivered 10 collected 20 uncollected 40 at_crossing 20 moving 10",
			"position W1 1 kg: w 100 a 90 o 70 x 50 c 30 v 10 crossing KS access 2024-03-05", "rows finding: 0" } },
	/* x 80 although only 50 were offloaded and 20 at the crossing: O = X = 80. */
	{ .name = "a later stage carries the earlier ones",
	  .drops = ONE("r1,W1,1,at_crossing,KS,2024-03-03,20,kg\nr2,W1,1,offloaded,KS,2024-03-04,50,kg\nr3,W1,1,crossed,KS,2024-03-05,80,kg\n"),
	  .expected = { "balance C1: w 100 a 80 o 80 x 80 c 0 uncollected 80 moving 20" } },
	/* T = 80: collected [0,40), moving [40,80); intercepted [0,30), open [30,80). */
	{ .name = "intercepted goods are those that had come furthest",
	  .drops = ONE("r1,W1,1,collected,KS,2024-03-05,60,kg\nr2,W1,1,delivered,Gaza,2024-03-06,20,kg\nr3,W1,1,intercepted,Gaza,2024-03-06,30,kg\n"),
	  .expected = { "balance C1: w 100 a 60 o 60 x 60 c 60 delivered 20 intercepted 30 collected 10 moving 40" } },
	/* d 100 a 90 o 80 x 70 c 50 v 10, i 20 l 10+5 r 15+10; T = 90. Stages: collected [0,40) uncollected [40,70) moving [70,80)
	 * at_crossing [80,90). Outcomes: i [0,20) l [20,35) open [35,65) r [65,90). */
	{ .name = "intercepted, lost and returned beside each stage",
	  .drops = ONE("r1,W1,1,at_crossing,KS,2024-03-03,90,kg\nr2,W1,1,offloaded,KS,2024-03-03,80,kg\nr3,W1,1,crossed,KS,2024-03-03,70,kg\n"
		       "r4,W1,1,collected,KS,2024-03-04,50,kg\nr5,W1,1,delivered,Gaza,2024-03-05,10,kg\nr6,W1,1,intercepted,Gaza,2024-03-05,20,kg\n"
		       "r7,W1,1,lost,Gaza,2024-03-05,10,kg\nr8,W1,1,damaged,Gaza,2024-03-05,5,kg\nr9,W1,1,returned,KS,2024-03-06,15,kg\n"
		       "r10,W1,1,refused,KS,2024-03-06,10,kg\n"),
	  .expected = { "balance C1: w 100 a 90 o 80 x 70 c 50 delivered 10 collected 5 uncollected 25 intercepted 20 lost 15 returned 25",
			"rows finding: 0" } },
	/* i + l + r fill the whole line: nothing is open. d 100, crossed 60, i 20 l 30 r 50. Stages: uncollected [0,60) moving [60,100);
	 * i [0,20) l [20,50) r [50,100). */
	{ .name = "all of it ended otherwise",
	  .drops = ONE("r1,W1,1,crossed,KS,2024-03-03,60,kg\nr2,W1,1,intercepted,Gaza,2024-03-05,20,kg\nr3,W1,1,lost,Gaza,2024-03-05,30,kg\n"
		       "r4,W1,1,returned,KS,2024-03-06,50,kg\n"),
	  .expected = { "balance C1: w 100 a 60 o 60 x 60 c 0 delivered 0 intercepted 20 lost 30 returned 50" } },
	{ .name = "returned is what had come least far",
	  .drops = ONE("r1,W1,1,crossed,KS,2024-03-03,60,kg\nr2,W1,1,returned,KS,2024-03-06,40,kg\n"),
	  .expected = { "balance C1: w 100 a 60 o 60 x 60 uncollected 60 returned 40" } },
	{ .name = "returned whole",
	  .drops = ONE("r1,W1,1,at_crossing,KS,2024-03-03,100,kg\nr2,W1,1,returned,KS,2024-03-06,100,kg\n"),
	  .expected = { "balance C1: w 100 a 100 o 0 returned 100", "position W1 1 kg: outcome 2 r 100" } },
	/* DESIGN: unaccounted once v+i+r+l > 0 and >= 95 % of W. */
	{ .name = "at 95 percent the rest is unaccounted",
	  .drops = ONE("r1,W1,1,delivered,Gaza,2024-03-05,95,kg\n"),
	  .expected = { "balance C1: w 100 a 95 delivered 95 unaccounted 5" } },
	{ .name = "below 95 percent the rest moves",
	  .drops = ONE("r1,W1,1,delivered,Gaza,2024-03-05,94.999,kg\n"),
	  .expected = { "balance C1: w 100 delivered 94.999 moving 5.001" } },
	{ .name = "the rest is unaccounted at 95 percent of odd thousandths",
	  /* 95 % of 0.019 is 0.01805: 0.019 reaches it, 0.018 does not. */
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,0.019,kg,2024-03-01\nW2,1,C1,Jordan,Rice,0.021,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-05,0.018,kg\nr2,W2,1,delivered,Gaza,2024-03-05,0.020,kg\n", NULL } },
	  .expected = { "balance C1: w 0.040 delivered 0.038 moving 0.001 unaccounted 0.001" } },
	{ .name = "what ended otherwise counts for the tolerance",
	  .drops = ONE("r1,W1,1,delivered,Gaza,2024-03-05,50,kg\nr2,W1,1,lost,Gaza,2024-03-05,46,kg\n"),
	  .expected = { "balance C1: w 100 a 50 delivered 50 lost 46 unaccounted 4" } },
	{ .name = "nearly all intercepted",
	  .drops = ONE("r1,W1,1,intercepted,Gaza,2024-03-05,96,kg\n"),
	  .expected = { "balance C1: w 100 delivered 0 intercepted 96 unaccounted 4" } },
	{ .name = "more seen than sent",
	  .drops = ONE("r1,W1,1,crossed,KS,2024-03-05,120,kg\n"),
	  .expected = { "balance C1: w 120 a 120 o 120 x 120 uncollected 120", "shortfall C1: committed 100 surplus 20 shortfall 100 uncollected 120",
			"finding grew: W1 1 kg | W1 1 | 120 kg | 100 kg", "rows finding: 1" } },
	{ .name = "ends add up to more than was sent",
	  .drops = ONE("r1,W1,1,delivered,Gaza,2024-03-05,80,kg\nr2,W1,1,lost,Gaza,2024-03-05,30,kg\n"),
	  .expected = { "balance C1: w 110 delivered 80 lost 30", "finding grew: W1 1 kg", "shortfall C1: surplus 10 shortfall 20" } },
	{ .name = "deliveries over days add up",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg\nr2,W1,1,delivered,Gaza,2024-03-05,20,kg\n", NULL },
		     { "un", "2024-03-09", SEEN "r3,W1,1,delivered,Gaza,2024-03-09,25,kg\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 75 moving 25 a 75", "rows observation: 3" },
	  .moments = { { .as_of = "2024-03-04", .expected = { "balance C1: w 100 delivered 30 moving 70" } },
		       { .as_of = "2024-03-08", .expected = { "balance C1: w 100 delivered 50 moving 50" } },
		       { .known = 3, .expected = { "balance C1: w 100 delivered 50 moving 50" } },
		       { .as_of = "2024-02-29", .expected = { "balance C1: w 0 delivered 0", "rows position: 0" } } } },
	{ .name = "a report is corrected",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,30,kg\n", "accepted 1" },
		     { "un", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,35,kg\n", "superseding 1" } },
	  .expected = { "balance C1: w 100 delivered 35 moving 65 a 35", "rows observation: 1" },
	  .moments = { { .known = 3, .expected = { "balance C1: w 100 delivered 30 moving 70" } } } },

	/* ---- several sources: never added ---- */
	{ .name = "of two sources at one stage the smaller name counts",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "wfp", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,60,kg\n", NULL },
		     { "unrwa", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,70,kg\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 70 moving 30 a 70", "finding sources_differ: W1 1 delivered wfp | W1 1, delivered | unrwa | 70 kg | wfp | 60 kg", "rows finding: 1" } },
	{ .name = "two sources that agree",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "wfp", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,60,kg\n", NULL },
		     { "unrwa", "2024-03-05", SEEN "r7,W1,1,delivered,Gaza,2024-03-03,20,kg\nr8,W1,1,delivered,Gaza,2024-03-04,40,kg\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 60 moving 40 a 60", "rows finding: 0" } },
	{ .name = "more trust counts",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "wfp", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,60,kg\n", NULL },
		     { "unrwa", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,70,kg\n", NULL },
		     { "", "2024-03-10", "source,trust\nwfp,2\nunrwa,1\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 60 moving 40 a 60", "finding sources_differ: W1 1 delivered unrwa" } },
	{ .name = "with equal trust the source whose count point it is",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "wfp", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,60,kg\nr2,W1,1,crossed,KS,2024-03-03,80,kg\n", NULL },
		     { "unrwa", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,70,kg\nr2,W1,1,crossed,KS,2024-03-03,90,kg\n", NULL },
		     { "", "2024-03-10", "source,trust,count_point\nwfp,1,delivered\nunrwa,1,crossed\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 60 uncollected 30 moving 10 a 90 x 90 c 60" } },
	{ .name = "each stage has its own source",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "cogat", "2024-03-05", SEEN "r1,W1,1,crossed,KS,2024-03-04,90,kg\n", NULL },
		     { "wfp", "2024-03-06", SEEN "r1,W1,1,delivered,Gaza,2024-03-05,60,kg\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 60 uncollected 30 moving 10 x 90", "rows finding: 0" } },
	/* The name of a source is that of its entry, however a file spelled it: two spellings of one source are one source, and its
	 * reports add up. */
	{ .name = "two spellings of a source are one",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "wfp", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,40,kg\n", NULL },
		     { "World Food Programme", "2024-03-06", SEEN "r2,W1,1,delivered,Gaza,2024-03-05,30,kg\n", NULL },
		     { "", "2024-03-10", "source,aliases\nWFP,wfp|World Food Programme\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 70 moving 30 a 70", "rows finding: 0" } },
	/* Canonical names decide: "aaa" is Zeta, and Mid comes before Zeta. */
	{ .name = "the entry's name decides, not the spelling",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "aaa", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,40,kg\n", NULL },
		     { "mid", "2024-03-06", SEEN "r2,W1,1,delivered,Gaza,2024-03-05,30,kg\n", NULL },
		     { "", "2024-03-10", "source,aliases\nzeta,aaa\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 30 moving 70 a 30" } },
	{ .name = "a shipment that two sources state is sent once",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "egypt", "2024-03-03", SENT "W1,1,C1,Jordan,Rice,90,kg,2024-03-01\n", NULL } },
	  .expected = { "balance C1: w 90 moving 90", "rows shipment: 2" } },

	/* ---- several measures ---- */
	{ .name = "trucks beside a quantity join what another report states in trucks",
	  .order = ORDER_ALL,
	  .drops = { { "un", "2024-03-20", "report_id,waybill,line,stage,occurred_at,quantity,unit,trucks\nr1,W1,1,crossed,2024-03-04,3,truck,\n"
					   "r2,W1,1,crossed,2024-03-05,10,t,2\nr3,W1,1,lost,2024-03-06,,,1\n", NULL },
		     { "un", "2024-03-21", "report_id,waybill,line,stage,occurred_at,quantity,unit,trucks\nr4,W1,1,collected,2024-03-03,1,t,4\n", NULL } },
	  .expected = { "position W1 1 truck: w 5 x 5 c 4 l 1", "position W1 1 kg: w 10000 x 10000 c 1000" } },
	{ .name = "a consignment that was only seen has one day, in whatever measure",
	  .drops = { { "un", "2024-03-20", "report_id,waybill,line,stage,occurred_at,quantity,unit\nr1,W1,1,dispatched,2024-03-05,3,t\n"
					   "r2,W1,1,delivered,2024-03-04,1,truck\n", NULL } },
	  .expected = { "position W1 1 kg: w 3000 day 2024-03-04 access 2024-03-04", "position W1 1 truck: w 1 v 1 day 2024-03-04 access 2024-03-04" } },

	/* ---- reports without a quantity ---- */
	{ .name = "a report without a quantity speaks of the whole",
	  .drops = ONE("r1,W1,1,crossed,KS,2024-03-04,,\nr2,W1,1,delivered,Gaza,2024-03-05,30,kg\n"),
	  .expected = { "balance C1: w 100 a 100 x 100 c 30 delivered 30 uncollected 70",
			"position W1 1 kg: access 2024-03-04 crossing KS" } },
	{ .name = "delivered without a quantity",
	  .drops = ONE("r1,W1,1,delivered,Gaza,2024-03-05,-,\n"),
	  .expected = { "balance C1: w 100 a 100 c 100 delivered 100", "rows finding: 0" } },
	/* Nobody stated what was sent: the whole is what was seen. */
	{ .name = "the whole of what was only seen",
	  .drops = { { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,100,kg\n", NULL },
		     { "un", "2024-03-05", "report_id,waybill,line,donor,commodity,stage,occurred_at,quantity,unit\n"
					   "r1,W1,1,Jordan,Rice,crossed,2024-03-04,60,kg\nr2,W1,1,Jordan,Rice,delivered,2024-03-05,,\n", NULL } },
	  .expected = { "balance C1: w 60 a 60 x 60 c 60 delivered 60" } },
	/* Nobody says how much was sent or came to the crossing: it was what was delivered, and what ended otherwise. */
	{ .name = "the whole of what only its ends are known of",
	  .drops = { { "un", "2024-03-05", SEEN "r1,W1,1,at_crossing,KS,2024-03-03,,\nr2,W1,1,delivered,Gaza,2024-03-04,50,kg\n"
						"r3,W1,1,intercepted,Gaza,2024-03-04,5,kg\nr4,W1,1,returned,KS,2024-03-04,7,kg\nr5,W1,1,lost,Gaza,2024-03-04,10,kg\n", NULL } },
	  .expected = { "position W1 1 kg: w 72 a 72 o 50 v 50 i 5 r 7 l 10" } },
	/* What is left is lost: the 40 that were delivered are not lost as well. */
	{ .name = "lost without a quantity is the rest",
	  .drops = ONE("r1,W1,1,delivered,Gaza,2024-03-05,40,kg\nr2,W1,1,lost,Gaza,2024-03-06,,\n"),
	  .expected = { "balance C1: w 100 a 40 delivered 40 lost 60", "rows finding: 0" } },
	/* The rest of it, once: intercepted before lost, lost before returned. */
	{ .name = "what ended in several ways without a quantity ended once",
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,100,kg,2024-03-01\nW2,1,,Jordan,Rice,100,kg,2024-03-01\nW3,1,,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-05,40,kg\nr2,W1,1,lost,Gaza,2024-03-06,,\nr3,W1,1,returned,KS,2024-03-07,,\n"
						"r4,W2,1,intercepted,Gaza,2024-03-05,,\nr5,W2,1,damaged,Gaza,2024-03-06,,\n"
						"r6,W3,1,intercepted,Gaza,2024-03-05,,\nr7,W3,1,refused,KS,2024-03-06,,\n", NULL } },
	  .expected = { "position W1 1 kg: w 100 v 40 i 0 r 0 l 60", "position W2 1 kg: w 100 i 100 r 0 l 0", "position W3 1 kg: w 100 i 100 r 0 l 0" } },
	{ .name = "delivered without a quantity, but for what was lost",
	  .drops = ONE("r1,W1,1,delivered,Gaza,2024-03-05,,\nr2,W1,1,lost,Gaza,2024-03-06,10,kg\n"),
	  .expected = { "balance C1: w 100 delivered 90 lost 10 a 90", "rows finding: 0" } },
	{ .name = "a waybill whose load nobody stated",
	  .drops = { { "", "2024-03-01", "commitment_id,donor,quantity,unit\nC1,Jordan,10,consignment\n", NULL },
		     { "jordan", "2024-03-02", "waybill,donor,commodity,quantity,unit,dispatched_at\nW1,Jordan,Rice,-,,2024-03-01\n", NULL },
		     { "un", "2024-03-05", "report_id,waybill,stage,occurred_at,quantity,unit\nr1,W1,crossed,2024-03-04,,\nr2,W9,crossed,2024-03-04,,\n", NULL } },
	  .expected = { "balance C1: w 1 x 1 uncollected 1", "position W1 rice consignment: w 1 x 1 c 0", "position W9 - consignment: w 1 x 1 c 0", "rows finding: 0" } },
	{ .name = "an unmeasured crossing sets the day of access",
	  .drops = { { "", "2024-03-01", "commitment_id,commodity,quantity,unit,basis,starts_on,due_on,counted_at\n"
					 "A1,Rice,50,kg,per_day,2024-03-10,2024-03-12,crossed\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,dispatched_at\nW1,1,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,crossed,KS,2024-03-11,,\n", NULL } },
	  .expected = { "position W1 1 kg: day 2024-03-01 access 2024-03-11", "balance A1: w 100 a 100 o 100 x 100 uncollected 100" } },

	/* ---- several measures ---- */
	{ .name = "trucks beside the quantity",
	  .drops = { { "", "2024-03-01", "commitment_id,part_of,donor,commodity,quantity,unit\nC1,,Jordan,Rice,100,kg\nC1T,C1,,,4,trucks\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,trucks,dispatched_at\nW1,1,Jordan,Rice,100,kg,4,2024-03-01\n", NULL },
		     { "un", "2024-03-20", "report_id,waybill,line,stage,occurred_at,quantity,unit,trucks\nr1,W1,1,crossed,2024-03-04,60,kg,3\n"
					   "r2,W1,1,delivered,2024-03-05,20,kg,1\n", NULL } },
	  .expected = { "balance C1: w 100 x 60 delivered 20 uncollected 40 moving 40", "balance C1T: w 4 x 3 delivered 1 uncollected 2 moving 1" } },
	/* ADR 6: a report in one measure moves the others in proportion, unless they are reported themselves. */
	{ .name = "a report in kilograms moves the trucks",
	  .drops = { { "", "2024-03-01", "commitment_id,part_of,donor,commodity,quantity,unit\nC1,,Jordan,Rice,100,kg\nC1T,C1,,,4,trucks\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,trucks,dispatched_at\nW1,1,Jordan,Rice,100,kg,4,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,25,kg\n", NULL } },
	  .expected = { "balance C1: w 100 delivered 25 moving 75", "balance C1T: w 4 delivered 1 moving 3" } },
	{ .name = "a report in trucks moves the kilograms",
	  .drops = { { "", "2024-03-01", "commitment_id,part_of,donor,commodity,quantity,unit\nC1,,Jordan,Rice,100,kg\nC1T,C1,,,4,trucks\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,trucks,dispatched_at\nW1,1,Jordan,Rice,100,kg,4,2024-03-01\n", NULL },
		     { "un", "2024-03-20", "report_id,waybill,line,stage,occurred_at,trucks\nr1,W1,1,crossed,2024-03-04,3\n", NULL } },
	  .expected = { "balance C1: w 100 a 75 o 75 x 75 uncollected 75 moving 25", "balance C1T: w 4 x 3 uncollected 3 moving 1",
			"position W1 1 kg: access 2024-03-04" } },
	{ .name = "each stage in the measure in which it was reported",
	  .drops = { { "", "2024-03-01", "commitment_id,part_of,donor,commodity,quantity,unit\nC1,,Jordan,Rice,100,kg\nC1T,C1,,,4,trucks\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,trucks,dispatched_at\nW1,1,Jordan,Rice,100,kg,4,2024-03-01\n", NULL },
		     { "un", "2024-03-20", "report_id,waybill,line,stage,occurred_at,quantity,unit,trucks\nr1,W1,1,crossed,2024-03-04,,,3\n"
					   "r2,W1,1,delivered,2024-03-05,50,kg,\n", NULL } },
	  .expected = { "balance C1: w 100 x 75 delivered 50 uncollected 25 moving 25", "balance C1T: w 4 x 3 delivered 2 uncollected 1 moving 1" } },
	/* The shipment does not say how much its pallets weigh: how many of them 30 kg are cannot be told, whatever others say was sent. */
	{ .name = "what a report says was sent is no measure of the shipment",
	  .drops = { { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,trucks,dispatched_at\nW1,1,Jordan,Rice,4,pallets,2,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,dispatched,KS,2024-03-02,60,kg\nr2,W1,1,crossed,KS,2024-03-04,30,kg\n", NULL } },
	  .expected = { "position W1 1 pallet: w 4 x 0", "position W1 1 truck: w 2 x 0", "position W1 1 kg: w 60 x 30" } },
	{ .name = "gross weight beside cartons",
	  .drops = { { "", "2024-03-01", "commitment_id,part_of,donor,commodity,quantity,unit\nC1,,Jordan,Rice,40,cartons\nC1W,C1,,,800,kg\n", NULL },
		     { "jordan", "2024-03-02", "waybill,line,donor,commodity,quantity,unit,gross_weight_kg,dispatched_at\nW1,1,Jordan,Rice,40,cartons,800,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,crossed,KS,2024-03-04,30,carton\nr2,W1,1,delivered,Gaza,2024-03-05,200,kg\n", NULL } },
	  /* 30 of 40 cartons crossed: 600 of 800 kg; 200 kg delivered: 10 cartons. */
	  .expected = { "balance C1: w 40 x 30 delivered 10 uncollected 20 moving 10", "balance C1W: w 800 x 600 delivered 200 uncollected 400 moving 200" } },
	{ .name = "tonnes and kilograms are one measure",
	  .drops = { { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,2,t\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,1.5,MT,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,500,kg\n", NULL } },
	  .expected = { "balance C1: w 1500 delivered 500 moving 1000", "shortfall C1: committed 2 delivered 0.5 moving 1 not_dispatched 0.5 shortfall 1.5",
			"position W1 1 kg: w 1500 v 500" } },
	{ .name = "a bag that is exactly 50 kg",
	  .order = ORDER_GIVEN, /* the unit has to be known before the rows that use it */
	  .drops = { { "", "2024-02-01", "unit,base_unit,nominal\nbag50,kg,50\n", NULL },
		     { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,4,bag50\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,3,bag50,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,100,kg\n", NULL } },
	  .expected = { "balance C1: w 150 delivered 100 moving 50", "shortfall C1: committed 4 delivered 2 moving 1 not_dispatched 1" } },
	/* A number of another column: as so many tonnes no sum would hold it, and nothing could be reckoned with any more. */
	{ .name = "more than can be reckoned with is refused, and what is just not too much is",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-02-01", "unit,base_unit,low,nominal,high\npallet,kg,640,900,1000\nloop,crate,2,2,2\ncrate,loop,3,3,3\n", NULL },
		     { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit,basis,starts_on,due_on\nC1,Jordan,Rice,100000000000,kg,per_day,1990-01-01,2100-12-31\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,970599123456,t,2024-03-01\nW2,1,,Jordan,Rice,100000001,t,2024-03-01\nW3,1,,Jordan,Rice,100001,kt,2024-03-01\n"
						"W4,1,,Jordan,Rice,100000001,pallet,2024-03-01\nW5,1,,Jordan,Rice,100000000,t,2024-03-01\nW6,1,,Jordan,Rice,100000000,pallet,2024-03-01\n"
						"W7,1,,Jordan,Rice,100000000000,crate,2024-03-01\nW8,1,,Jordan,Rice,100000000001,crate,2024-03-01\n", "accepted 3 rejected 5" },
		     { "un", "2024-03-20", "report_id,waybill,stage,occurred_at,trucks\nr1,W5,crossed,2024-03-04,100000000001\nr2,W5,crossed,2024-03-04,1\n", "accepted 1 rejected 1" } },
	  .expected = { "position W5 1 kg: w 100000000000", "position W6 1 kg: w 90000000000", "position W7 1 crate: w 100000000000",
			"shortfall C1: committed 1278400000000000 not_dispatched 1278210000000000" } },
	{ .name = "a pallet is estimated in kilograms",
	  .drops = { { "", "2024-02-01", "unit,base_unit,low,nominal,high\npallet,kg,640,900,1200\n", NULL },
		     { "", "2024-03-01", "commitment_id,part_of,donor,commodity,quantity,unit\nC1,,Jordan,Rice,10,pallets\nC1W,C1,,,9,t\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,10,pallets,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,4,pallets\n", NULL } },
	  .expected = { "balance C1: w 10 delivered 4 moving 6", "balance C1W: w 9000 delivered 3600 moving 5400", "position W1 1 kg: w 9000 v 3600" } },
	{ .name = "an estimate for one commodity before the one for all",
	  .drops = { { "", "2024-02-01", "unit,commodity,base_unit,low,nominal,high\npallet,,kg,640,900,1200\npallet,Rice,kg,900,1000,1100\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallets,2024-03-01\nW1,2,,Jordan,Oil,10,pallets,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,4,pallets\nr2,W1,2,delivered,Gaza,2024-03-04,4,pallets\n", NULL } },
	  .expected = { "position W1 1 kg: w 10000 v 4000", "position W1 2 kg: w 9000 v 3600" } },
	{ .name = "one of two sources that state a shipment, whichever of them was known first",
	  .order = ORDER_ALL,
	  .drops = { { "alpha", "2024-03-02", SENT "W9,1,,Jordan,Rice,10,kg,2024-03-01\n", NULL },
		     { "zed", "2024-03-03", SENT "W1,1,,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "alpha", "2024-03-04", SENT "W1,1,,Jordan,Rice,60,kg,2024-03-01\n", NULL } },
	  .expected = { "position W1 1 kg: w 60", "rows position: 2" } },
	{ .name = "one crossing under two names, at two stages",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,at_crossing,KS,2024-03-03,10,kg\nr2,W1,1,crossed,Kerem Shalom,2024-03-04,10,kg\n", NULL },
		     { "", "2024-03-21", "place,aliases\nKS,Kerem Shalom\n", NULL } },
	  .expected = { "position W1 1 kg: crossing KS" },
	  .moments = { { .known = 2, .expected = { "position W1 1 kg: crossing -" } } } },
	{ .name = "goods of a report find their line once the alias of the commodity is known",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,kg,2024-03-01\nW1,2,,Jordan,Oil,20,kg,2024-03-01\n", NULL },
		     { "un", "2024-03-20", "report_id,waybill,stage,place,occurred_at,commodity,quantity,unit\nr1,W1,delivered,Gaza,2024-03-04,Riz,10,kg\n", NULL },
		     { "", "2024-03-21", "commodity,aliases\nRice,Riz\n", NULL } },
	  .expected = { "position W1 1 kg: w 10 v 10", "position W1 2 kg: w 20 v 0" },
	  .moments = { { .known = 2, .expected = { "position W1 1 kg: w 10 v 0" } } } },
	{ .name = "of two sources that state a shipment the one with more trust",
	  .order = ORDER_ALL,
	  .drops = { { "alpha", "2024-03-02", SENT "W1,1,,Jordan,Rice,60,kg,2024-03-01\n", NULL },
		     { "zed", "2024-03-03", SENT "W1,1,,Jordan,Rice,100,kg,2024-03-01\n", NULL },
		     { "", "2024-03-04", "source,trust\nzed,2\n", NULL } },
	  .expected = { "position W1 1 kg: w 100", "rows position: 1" } },
	{ .name = "what is open is unaccounted from 95 in a hundred on, not before",
	  .drops = { { "", "2024-03-01", PROMISE, NULL },
		     { "jordan", "2024-03-02", SENT_100, NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,92,kg\n", NULL } },
	  .expected = { "balance C1: w 100 a 92 o 92 x 92 c 92 v 92 delivered 92 moving 8" } },
	{ .name = "an estimate by an alias of the commodity",
	  .drops = { { "", "2024-02-01", "unit,commodity,base_unit,low,nominal,high\npallet,,kg,640,900,1200\npallet,Rice,kg,900,1000,1100\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Riz,10,pallets,2024-03-01\n", NULL },
		     { "", "2024-03-20", "commodity,aliases\nRice,Riz\n", NULL } },
	  .expected = { "position W1 1 kg: w 10000" },
	  .moments = { { .known = 2, .expected = { "position W1 1 kg: w 9000" } } } },
	/* In kilograms it is known from the pallets that crossed alone, but it was sent with its bags: on the day of the promise. */
	{ .name = "what is known by conversions alone was sent on the day of its waybill",
	  .drops = { { "", "2024-02-01", "unit,base_unit,low,nominal,high\npallet,kg,640,900,1200\n", NULL },
		     { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit,basis,starts_on,due_on\nC1,Jordan,Rice,9,t,per_day,2024-03-01,2024-03-01\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,200,bags,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,crossed,KS,2024-03-05,40,bags\nr2,W1,1,crossed,KS,2024-03-06,4,pallets\n", NULL } },
	  .expected = { "position W1 1 kg: w 3600 x 3600 day 2024-03-01 access 2024-03-05", "balance C1: w 3600 a 3600 o 3600 x 3600 uncollected 3600" } },
	{ .name = "a unit that is exact for each commodity",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-02-01", "unit,commodity,base_unit,nominal\ngunny,Rice,kg,50\ngunny,Flour,kg,25\n", NULL },
		     { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,10,gunny\nC2,Jordan,Flour,10,gunny\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,4,gunny,2024-03-01\nW1,2,C2,Jordan,Flour,4,gunny,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,2,gunny\nr2,W1,2,delivered,Gaza,2024-03-04,50,kg\n", NULL } },
	  .expected = { "balance C1: w 200 delivered 100 moving 100", "balance C2: w 100 delivered 50 moving 50", "shortfall C1: committed 10 delivered 2",
			"shortfall C2: committed 10 delivered 2" } },
	{ .name = "a conversion is corrected",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-02-01", "unit,base_unit,nominal\nbag50,kg,50\n", NULL },
		     { "", "2024-03-01", "commitment_id,donor,commodity,quantity,unit\nC1,Jordan,Rice,4,bag50\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,3,bag50,2024-03-01\n", NULL },
		     { "", "2024-03-05", "unit,base_unit,nominal\nbag50,kg,49\n", "superseding 1" } },
	  .expected = { "balance C1: w 147 moving 147", "shortfall C1: committed 4 moving 3" },
	  .moments = { { .known = 3, .expected = { "balance C1: w 150 moving 150" } } } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("positions", scenarios, N_OF(scenarios));
}
