/* Conversions with ranges (ADR 18): what units.csv makes of quantities, between which bounds, and how much of it was measured. */
#include "tests/rules/scenario.h"

#define PROMISE                                                                                    \
	"commitment_id,part_of,donor,commodity,quantity,unit,basis,destination,starts_on,due_on,"  \
	"counted_at\n"
#define SENT "waybill,line,commitment_id,donor,commodity,quantity,unit,trucks,dispatched_at\n"
#define SENT_WEIGHED                                                                               \
	"waybill,line,commitment_id,donor,commodity,quantity,unit,gross_weight_kg,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit,trucks\n"
#define COUNTS "report_id,stage,place,occurred_at,trucks,quantity,unit\n"
#define UNITS "unit,commodity,base_unit,low,nominal,high\n"

/* Nineteen counts of 20 t, and a line for the table of each. */
#define TWENTY(n) "n" n ",crossed,KS,2024-03-04,1,20,t\n"
#define NINETEEN                                                                                   \
	TWENTY("01")                                                                               \
	TWENTY("02")                                                                               \
	TWENTY("03")                                                                               \
	TWENTY("04")                                                                               \
	TWENTY("05")                                                                               \
	TWENTY("06")                                                                               \
	TWENTY("07")                                                                               \
	TWENTY("08")                                                                               \
	TWENTY("09")                                                                               \
	TWENTY("10")                                                                               \
	TWENTY("11")                                                                               \
	TWENTY("12")                                                                               \
	TWENTY("13")                                                                               \
	TWENTY("14") TWENTY("15") TWENTY("16") TWENTY("17") TWENTY("18") TWENTY("19")

/* Twenty counts of one round weight among so many that one in a hundred is round, and among one more. */
static char of_2000[100000], of_2001[100000];

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	/* ---- consignments ---- */
	{ .name = "a conversion is a range",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "pallet,,kg,640,900,1200\n", NULL },
		     { "", "2024-03-01", PROMISE "C1,,Jordan,Rice,10,pallet,,,,,\nC1W,C1,,,9,t,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,C1,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,4,pallet,\n", NULL } },
	  .expected = { "shortfall C1: committed 10 delivered 4 shortfall 6 shortfall_low 6 shortfall_high 6 measured_share 1",
			"shortfall C1W: committed 9 delivered 3.6 moving 5.4 shortfall 5.4 shortfall_low 4.2 shortfall_high 6.44 measured_share 0",
			"shortfall C1W: reached 3.6 reached_low 2.56 reached_high 4.8 reached_measured 0", "rows position_range: 3", "rows balance_range: 3" } },
	{ .name = "what is exact has no width, and is still not measured",
	  .drops = { { "", "2024-02-01", UNITS "pallet,,kg,900,900,900\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,9,t,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,4,pallet,,2024-03-01\n", NULL } },
	  .expected = { "shortfall A: reached 3.6 reached_low 3.6 reached_high 3.6 shortfall_low 5.4 shortfall_high 5.4 reached_measured 0 measured_share 0" } },
	/* 4 cartons of 2 bags (1 to 3) of 50 kg of rice (40 to 55); of oil, of 25 kg (20 to 30). */
	{ .name = "a chain, at each step the commodity's own line before the one for all",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "carton,,bag,1,2,3\nbag,,kg,20,25,30\nbag,Rice,kg,40,50,55\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,,dispatched\nB,,Jordan,Oil,1000,kg,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,4,carton,,2024-03-01\nW2,1,,Jordan,Oil,4,carton,,2024-03-01\n", NULL } },
	  .expected = { "shortfall A: reached 400 reached_low 160 reached_high 660 measured_share 0",
			"shortfall B: reached 200 reached_low 80 reached_high 360 measured_share 0", "position W1 1 bag: w 8", "position W1 1 kg: w 400" } },
	/* The carton of rice is 20 kg, whatever a carton and a bag are otherwise: nothing says how many bags it is. */
	{ .name = "a commodity's own line takes the place of the whole chain",
	  .drops = { { "", "2024-02-01", UNITS "carton,,bag,1,2,3\nbag,,kg,20,25,30\ncarton,Rice,kg,18,20,21\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,,dispatched\nB,,Jordan,Rice,1000,bag,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,4,carton,,2024-03-01\n", NULL } },
	  .expected = { "shortfall A: reached 80 reached_low 72 reached_high 84", "shortfall B: reached 0", "finding no_measure: B" } },
	/* 3 parcels are 75 kg (60 to 90), beside 110 kg that were weighed: 185. What was sent, 8 parcels, is not converted where reports weigh. */
	{ .name = "a report in parcels beside a weighed one of the same stage",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "parcel,,kg,20,25,30\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,,crossed\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,8,parcel,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,crossed,KS,2024-03-04,3,parcel,\nr2,W1,1,crossed,KS,2024-03-05,110,kg,\n", NULL } },
	  .expected = { "shortfall A: reached 185 reached_low 170 reached_high 200 reached_measured 110 measured_share 0.594 moving 0",
			"position W1 1 kg: w 185 x 185", "position W1 1 parcel: w 8 x 3" } },
	{ .name = "reports in several units of what no shipment states",
	  .drops = { { "", "2024-02-01", UNITS "parcel,,kg,20,25,30\nbag,,kg,45,50,60\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,,,1000,kg,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,dispatched,,2024-03-01,8,parcel,\nr2,W1,1,crossed,KS,2024-03-04,2,bag,\nr3,W1,1,crossed,KS,2024-03-05,10,kg,\n", NULL } },
	  .expected = { "shortfall A: dispatched 200 reached 110 reached_low 100 reached_high 130 reached_measured 10 moving 90" } },
	/* 5 bags on one truck are 5 bags: 250 kg, not 20 t more. */
	{ .name = "a report counts once, by its quantity before its trucks",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "bag,,kg,45,50,60\ntruck,,kg,10000,20000,33000\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,,,1000,t,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,1,5,bag\n", NULL },
		     { "un", "2024-03-21", SEEN "r2,W1,1,crossed,KS,2024-03-06,5,bag,1\n", NULL } },
	  .expected = { "balance A: w 250 x 250 uncollected 250", "position W1 1 kg: w 250" } },
	/* 2 of the 8 parcels are a quarter of the 2 trucks' load too: what the shipment states of itself is better than any list of units. */
	{ .name = "what the shipment states in both measures comes before a conversion",
	  .drops = { { "", "2024-02-01", UNITS "truck,,kg,10000,20000,33000\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,,crossed\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,200,kg,2,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,crossed,KS,2024-03-04,,,1\n", NULL } },
	  .expected = { "shortfall A: reached 100 reached_low 100 reached_high 100 measured_share 1 moving 100", "rows position_range: 0" } },
	/* d 9000 (6400 to 12000), v 3600 (2560 to 4800), i 1800 (1280 to 2400). */
	{ .name = "goods that ended in several ways, at each bound",
	  .drops = { { "", "2024-02-01", UNITS "pallet,,kg,640,900,1200\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,9,t,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,A,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,4,pallet,\nr2,W1,1,intercepted,Gaza,2024-03-04,2,pallet,\n", NULL } },
	  .expected = { "shortfall A: delivered 3.6 intercepted 1.8 moving 3.6 reached_low 2.56 reached_high 4.8" } },
	{ .name = "a report without any quantity speaks of the whole at each bound",
	  .drops = { { "", "2024-02-01", UNITS "pallet,,kg,640,900,1200\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,9,t,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,,,\n", NULL } },
	  .expected = { "shortfall A: delivered 9 reached_low 6.4 reached_high 12 shortfall 0 shortfall_low 0 shortfall_high 2.6" } },

	/* ---- promises ---- */
	/* 12 boxes are 120 kg (108 to 144); A takes 100 of them, ten twelfths: 90 to 120. */
	{ .name = "promises take by nominal figures, and of the bounds in proportion",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "box,,kg,9,10,12\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,kg,,,,,dispatched\nB,,Jordan,Rice,100,kg,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,12,box,,2024-03-01\n", NULL } },
	  .expected = { "shortfall A: reached 100 reached_low 90 reached_high 120 shortfall_low 0 shortfall_high 10",
			"shortfall B: reached 20 reached_low 18 reached_high 24" } },
	{ .name = "measured and converted goods of one promise",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "box,,kg,9,10,12\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,12,box,,2024-03-01\nW2,1,,Jordan,Rice,380,kg,,2024-03-01\n", NULL } },
	  .expected = { "shortfall A: reached 500 reached_low 488 reached_high 524 reached_measured 380 measured_share 0.76" } },
	{ .name = "a line that changes its bounds alone",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-02-01", UNITS "box,,kg,9,10,12\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,12,box,,2024-03-01\n", NULL },
		     { "", "2024-03-05", UNITS "box,,kg,5,10,20\n", "superseding 1" } },
	  .expected = { "shortfall A: reached 120 reached_low 60 reached_high 240" },
	  .moments = { { .known = 3, .expected = { "shortfall A: reached 120 reached_low 108 reached_high 144" } } } },
	{ .name = "goods without a conversion stand in their own unit",
	  .drops = { { "", "2024-02-01", UNITS "box,,kg,9,10,12\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1000,kg,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,12,box,,2024-03-01\nW2,1,,Jordan,Rice,3,drum,,2024-03-02\n", NULL } },
	  .expected = { "shortfall A: reached 120", "shortfall (unallocated) drum: moving 3" } },

	/* ---- lines that contradict themselves ---- */
	{ .name = "lines that lead back to their own unit are not used",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "bag,,sack,1,2,3\ndrum,,kg,100,200,250\n", NULL },
		     { "", "2024-02-01", UNITS "sack,,bag,1,2,3\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1000,sack,,,,,dispatched\nB,,Jordan,Oil,1000,kg,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,12,bag,,2024-03-01\nW2,1,,Jordan,Oil,2,drum,,2024-03-01\n", NULL } },
	  .expected = { "finding conversion_cycle: bag", "finding conversion_cycle: sack", "shortfall A: reached 0", "shortfall B: reached 400 reached_low 200 reached_high 500" } },

	{ .name = "what one commodity's line leads to leads nowhere for another's",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,4,carton,,2024-03-01\nW2,1,,Jordan,Flour,2,bag,,2024-03-01\n", NULL },
		     { "", "2024-03-03", UNITS "carton,Rice,bag,2,2,2\nbag,,kg,25,25,25\n", NULL },
		     { "", "2024-03-04", UNITS "bag,Flour,carton,3,3,3\ncarton,,kg,10,10,10\n", NULL } },
	  .expected = { "position W1 1 kg: w 200", "position W2 1 kg: w 60", "rows finding: 0" } },
	{ .name = "lines of one commodity that lead back to each other spoil no other's",
	  .order = ORDER_ALL,
	  .drops = { { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,4,carton,,2024-03-01\nW2,1,,Jordan,Flour,2,bag,,2024-03-01\n", NULL },
		     { "", "2024-03-03", UNITS "carton,,kg,10,10,10\nbag,,kg,25,25,25\n", NULL },
		     { "", "2024-03-04", UNITS "bag,Flour,carton,3,3,3\ncarton,Flour,bag,2,2,2\n", NULL } },
	  .expected = { "position W1 1 kg: w 40" } },
	{ .name = "what the trucks beside hold is an estimate of the goods",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,t,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,300,piece,2,2024-03-01\n", NULL },
		     { "", "2024-03-03", UNITS "truck,,t,10,20,33\n", NULL } },
	  .expected = { "balance A: w 40000 moving 40000" } },
	{ .name = "what was taken of goods without a weight is the rest of them, however much that was",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,t,,,,,\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,4,pallet,\nr2,W1,1,intercepted,Gaza,2024-03-04,,,\n", NULL } },
	  .expected = { "balance A: w 8000 a 3200 o 3200 x 3200 c 3200 v 3200 delivered 3200 intercepted 4800",
			"shortfall A: reached 3.2 reached_low 2.56 reached_high 4.8",
			/* w a o x c v i r l at the low and the high bound */
			"line position_range: W1 1 kg 1 6400000 2560000 2560000 2560000 2560000 2560000 3840000 0 0",
			"line position_range: W1 1 kg 2 12000000 4800000 4800000 4800000 4800000 4800000 7200000 0 0" } },
	/* Of W4 nobody says how much was sent or came to the crossing: it was what was delivered, and what ended otherwise. */
	{ .name = "what ended without a quantity ended once, at each bound",
	  .drops = { { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\nW2,1,,Jordan,Rice,10,pallet,,2024-03-01\nW3,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,4,pallet,\nr2,W1,1,lost,Gaza,2024-03-04,,,\nr3,W1,1,returned,Gaza,2024-03-04,,,\n"
						"r4,W2,1,intercepted,Gaza,2024-03-04,,,\nr5,W2,1,lost,Gaza,2024-03-04,,,\n"
						"r6,W3,1,intercepted,Gaza,2024-03-04,,,\nr7,W3,1,returned,Gaza,2024-03-04,,,\n"
						"r8,W4,1,at_crossing,KS,2024-03-03,,,\nr9,W4,1,delivered,Gaza,2024-03-04,5,pallet,\nr10,W4,1,lost,Gaza,2024-03-04,1,pallet,\n"
						"r11,W4,1,returned,KS,2024-03-04,1,pallet,\nr12,W4,1,intercepted,Gaza,2024-03-04,1,pallet,\n", NULL } },
	  .expected = { "line position_range: W1 1 kg 1 6400000 2560000 2560000 2560000 2560000 2560000 0 0 3840000",
			"line position_range: W1 1 kg 2 12000000 4800000 4800000 4800000 4800000 4800000 0 0 7200000",
			"line position_range: W2 1 kg 1 6400000 0 0 0 0 0 6400000 0 0", "line position_range: W3 1 kg 1 6400000 0 0 0 0 0 6400000 0 0",
			"line position_range: W4 1 kg 1 5120000 5120000 3200000 3200000 3200000 3200000 640000 640000 640000",
			"line position_range: W4 1 kg 2 9600000 9600000 6000000 6000000 6000000 6000000 1200000 1200000 1200000" } },
	{ .name = "of a commodity's two spellings the line that was stated last holds",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "pallet,Rice,kg,800,900,1000\n", NULL },
		     { "", "2024-02-15", UNITS "pallet,Riz,kg,900,1000,1100\n", NULL },
		     { "", "2024-02-16", "commodity,aliases\nRice,Riz\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL } },
	  .expected = { "position W1 1 kg: w 10000" } },
	{ .name = "also when it had been said before, in the same words",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "pallet,Rice,kg,800,900,1000\n", NULL },
		     { "", "2024-02-15", UNITS "pallet,Riz,kg,900,1000,1100\n", NULL },
		     { "", "2024-02-16", "commodity,aliases\nRice,Riz\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "", "2024-03-05", UNITS "pallet,Rice,kg,800,900,1000\ncrate,,kg,9,10,12\n", NULL } },
	  .expected = { "position W1 1 kg: w 9000" } },
	{ .name = "and it is known when it began to hold again",
	  .order = ORDER_GIVEN,
	  .drops = { { "", "2024-02-01", UNITS "pallet,Rice,kg,800,900,1000\n", NULL },
		     { "", "2024-02-15", UNITS "pallet,Riz,kg,900,1000,1100\n", NULL },
		     { "", "2024-02-16", "commodity,aliases\nRice,Riz\n", NULL },
		     { "", "2024-03-01", PROMISE "A,,Jordan,Rice,20,t,,,,,dispatched\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "", "2024-03-05", UNITS "pallet,Rice,kg,800,900,1000\ncrate,,kg,9,10,12\n", "accepted 2" } },
	  .expected = { "shortfall A: reached 9 reached_low 8 reached_high 10" },
	  .moments = { { .known = 5, .expected = { "shortfall A: reached 10 reached_low 9 reached_high 11" } } } },
	{ .name = "a report of the dispatch does not send again what the shipment states in other words",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-02-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,dispatched,Amman,2024-03-01,10,pallet,\n", NULL } },
	  .expected = { "position W1 1 kg: w 8000", "position W1 1 pallet: w 10" } },
	{ .name = "what a promise takes of a range, the furthest first at each end",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,4,t,,,,,\nB,,Jordan,,100,t,,,,,\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,3,pallet,\n", NULL } },
	  .expected = { "balance A: w 4000 a 2400 o 2400 x 2400 c 2400 v 2400 delivered 2400 moving 1600",
			"shortfall A: reached 2.4 reached_low 1.92 reached_high 3.6", "shortfall B: reached 0 reached_low 0 reached_high 0" } },
	{ .name = "only the ends of a conversion change",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,t,,,,,\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,A,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,10,pallet,\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "", "2024-03-21", UNITS "pallet,,kg,600,800,1300\n", NULL } },
	  .expected = { "shortfall A: reached 8 reached_low 6 reached_high 13" },
	  .moments = { { .known = 4, .expected = { "shortfall A: reached 8 reached_low 6.4 reached_high 12" } } } },
	/* Nothing of the unnamed goods changes, and a rate without an end has room for all. */
	{ .name = "named goods change beside goods that are matched",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,1,t,per_day,,2024-03-01,,\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,A,Jordan,Rice,10,pallet,,2024-03-01\nW2,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,10,pallet,\nr2,W2,1,delivered,Gaza,2024-03-04,10,pallet,\n", NULL },
		     { "jordan", "2024-03-21", SENT "W1,1,A,Jordan,Rice,20,pallet,,2024-03-01\n", NULL } },
	  .expected = { "shortfall A: reached 16 reached_low 12.8 reached_high 24 moving 8" } },
	/* The scale says what the estimate said, so of these goods the ends alone change; the others are of another day. */
	{ .name = "goods are weighed, and others of a later day change",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,t,,,,,\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-06", SENT_WEIGHED "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\nW2,1,,Jordan,Rice,500,kg,,2024-03-05\n", NULL },
		     { "jordan", "2024-03-07", SENT_WEIGHED "W1,1,,Jordan,Rice,10,pallet,8000,2024-03-01\nW2,1,,Jordan,Rice,600,kg,,2024-03-05\n", NULL } },
	  .expected = { "balance A: w 8600 moving 8600", "rows balance_range: 0" } },
	/* What was sent is dated by the day it was sent, what passed by the day it did. */
	{ .name = "goods are weighed that count for a promise and for access",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,t,,,,,\nB,,,,100,t,,,,,crossed\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-06", SENT_WEIGHED "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-07", SEEN "r1,W1,1,crossed,KS,2024-03-05,,,\n", NULL },
		     { "jordan", "2024-03-08", SENT_WEIGHED "W1,1,,Jordan,Rice,9000,kg,,2024-03-01\n", NULL } },
	  .expected = { "balance A: w 9000 a 9000 o 9000 x 9000 uncollected 9000", "shortfall B: reached 9 reached_low 9 reached_high 9", "rows balance_range: 0" } },
	{ .name = "goods that name their promise are weighed",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,t,,,,,\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-06", SENT_WEIGHED "W1,1,A,Jordan,Rice,10,pallet,,2024-03-01\n", NULL },
		     { "jordan", "2024-03-07", SENT_WEIGHED "W1,1,A,Jordan,Rice,10,pallet,8000,2024-03-01\n", NULL } },
	  .expected = { "balance A: w 8000 moving 8000", "rows balance_range: 0" } },
	{ .name = "two promises, each with a range of its own",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,Jordan,Rice,100,t,,,,,\nB,,Egypt,Rice,100,t,,,,,\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,,Jordan,Rice,10,pallet,,2024-03-01\nW2,1,,Egypt,Rice,20,pallet,,2024-03-01\n", NULL },
		     { "un", "2024-03-20", SEEN "r1,W1,1,delivered,Gaza,2024-03-04,10,pallet,\nr2,W2,1,delivered,Gaza,2024-03-04,20,pallet,\n", NULL } },
	  .expected = { "shortfall A: reached 8 reached_low 6.4 reached_high 12", "shortfall B: reached 16 reached_low 12.8 reached_high 24" } },
	{ .name = "goods that name the whole count for its part at each bound",
	  .drops = { { "", "2024-03-01", "commitment_id,part_of,donor,commodity,quantity,unit,counted_at,state\nA,,Jordan,,100,t,dispatched,\nP,A,,Rice,50,t,dispatched,confirmed\n"
					 "Q,A,,Rice,50,t,dispatched,withdrawn\n", NULL },
		     { "", "2024-03-01", UNITS "pallet,,kg,640,800,1200\n", NULL },
		     { "jordan", "2024-03-02", SENT "W1,1,A,Jordan,Rice,10,pallet,,2024-03-01\nW2,1,A,Jordan,Oil,10,pallet,,2024-03-01\n", NULL } },
	  .expected = { "shortfall A: reached 16 reached_low 12.8 reached_high 24", "shortfall P: reached 8 reached_low 6.4 reached_high 12", "shortfall Q: reached 0" } },
	/* ---- counts ---- */
	{ .name = "trucks that nobody weighed, between the least and the most that a truck holds",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,,,1000,t,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS "r1,crossed,KS,2024-03-04,2,,\nr2,crossed,KS,2024-03-04,1,13,t\n", NULL },
		     { "", "2024-03-21", UNITS "truck,,t,10,20,33\n", NULL } },
	  .expected = { "shortfall A: reached 53 reached_low 33 reached_high 79 reached_measured 13 measured_share 0.245" },
	  .moments = { { .known = 2, .expected = { "shortfall A: reached 13 reached_low 13 reached_high 13 measured_share 1" } } } },
	/* Twenty counts of 20 t are what a truck is said to hold; the one of 13.7 t was weighed. */
	{ .name = "the same round weight again and again is nominal",
	  .order = ORDER_ALL,
	  .drops = { { "", "2024-03-01", PROMISE "A,,,,1000,t,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS NINETEEN "w1,crossed,KS,2024-03-05,1,13.7,t\n", NULL },
		     { "un", "2024-03-21", COUNTS "n20,crossed,KS,2024-03-06,1,20,t\n", NULL } },
	  .expected = { "shortfall A: reached 413.7 reached_low 413.7 reached_high 413.7 reached_measured 13.7 measured_share 0.033", "finding nominal_weights: un" },
	  .moments = { { .known = 2, .expected = { "shortfall A: reached 393.7 reached_measured 393.7 measured_share 1", "no finding nominal_weights" } } } },
	/* Of the 4th nothing new is said, but nineteen are weights. */
	{ .name = "nominal weights are weights again once one of them is corrected",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,,1000,t,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS NINETEEN "w1,crossed,KS,2024-03-05,1,13.7,t\nn20,crossed,KS,2024-03-06,1,20,t\n", NULL },
		     { "un", "2024-03-21", COUNTS "n20,crossed,KS,2024-03-06,1,19,t\n", NULL } },
	  .expected = { "shortfall A: reached 412.7 reached_measured 412.7 measured_share 1", "no finding nominal_weights" },
	  .moments = { { .known = 2, .expected = { "shortfall A: reached 413.7 reached_measured 13.7", "finding nominal_weights: un | un | 20 | 21 | 1 | 20 t | 20 t" } } } },
	{ .name = "a weight of next to nothing is one weight",
	  .drops = { { "un", "2024-03-20", COUNTS NINETEEN "n20,crossed,KS,2024-03-06,1,20,t\nw1,crossed,KS,2024-03-05,1,0.4,g\n", NULL } },
	  .expected = { "finding nominal_weights: un | un | 20 | 21 | 1 | 20 t | 20 t" } },
	{ .name = "a round weight is nominal where one in a hundred is so",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,,100000,t,,,,,crossed\n", NULL }, { "un", "2024-03-20", of_2000, NULL } },
	  .expected = { "finding nominal_weights: un" } },
	{ .name = "a round weight was weighed where fewer than one in a hundred are so",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,,100000,t,,,,,crossed\n", NULL }, { "un", "2024-03-20", of_2001, NULL } },
	  .expected = { "no finding nominal_weights" } },
	{ .name = "weights that are all different were weighed, round or not",
	  .drops = { { "", "2024-03-01", PROMISE "A,,,,1000,t,,,,,crossed\n", NULL },
		     { "un", "2024-03-20", COUNTS NINETEEN "w1,crossed,KS,2024-03-05,1,13.5,t\nw2,crossed,KS,2024-03-05,1,14,t\n", NULL } },
	  .expected = { "shortfall A: reached 407.5 measured_share 1", "no finding nominal_weights" } },
};
/* clang-format on */

static void
fill_counts(char *out, int n_others)
{
	out += sprintf(out, "%s%s", COUNTS NINETEEN, "n20,crossed,KS,2024-03-06,1,20,t\n");
	for (int k = 0; k < n_others; k++)
		out += sprintf(out, "w%d,crossed,KS,2024-03-05,1,13.7,t\n", k);
}

int
main(void)
{
	fill_counts(of_2000, 1980);
	fill_counts(of_2001, 1981);
	return run_scenarios("ranges", scenarios, N_OF(scenarios));
}
