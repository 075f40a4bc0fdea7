/* What stands still, for how long that is too long, and why. */
#include "tests/rules/scenario.h"

#define SENT "waybill,line,commodity,quantity,unit,origin,destination,dispatched_at\n"
#define SEEN "report_id,waybill,line,stage,place,occurred_at,quantity,unit\n"
#define W1 SENT "W1,1,Rice,10,kg,Port,Gaza,2024-03-01\n"
#define W1_AT_KS SEEN "r1,W1,1,at_crossing,KS,2024-03-02T10:00Z,10,kg\n"
#define W2 SENT "W2,1,Rice,10,kg,Port,Gaza,2024-03-17\n"
#define W2_THROUGH_KS SEEN "r2,W2,1,crossed,KS,2024-03-18T10:00Z,10,kg\n"

/* A consignment that waited 100 hours at KS. */
#define OTHER_SENT(n) "X" #n ",1,Rice,10,kg,Port,Gaza,2024-03-01T00:00Z\n"
#define OTHER_SEEN(n)                                                                              \
	"a" #n ",X" #n ",1,at_crossing,KS,2024-03-02T00:00Z,10,kg\n"                               \
	"x" #n ",X" #n ",1,crossed,KS,2024-03-06T04:00Z,10,kg\n"
/* One that was on the road for 100 hours. */
#define ROAD_SENT(n) "Y" #n ",1,Rice,10,kg,Port,Gaza,2024-06-05T00:00Z\n"
#define ROAD_SEEN(n) "y" #n ",Y" #n ",1,crossed,KS,2024-06-09T04:00Z,10,kg\n"
#define NINETEEN(X)                                                                                \
	X(1)                                                                                       \
	X(2)                                                                                       \
	X(3)                                                                                       \
	X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19)

/* A row of a table a line. */
/* clang-format off */
static const struct scenario scenarios[] = {
	{ .name = "stuck while others pass",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "port", "2024-03-17", W2, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "un", "2024-03-18", W2_THROUGH_KS, NULL } },
	  .expected = { "stalled W1: stage at_crossing place KS hours 446 threshold_hours 72 threshold_basis default cause stuck source un learned_from -",
			"no stalled W2" },
	  .today = "2024-03-20" },
	{ .name = "nothing passes, the way is closed",
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "un", "2024-03-03", SEEN "r0,W0,1,crossed,KS,2024-03-02T08:00Z,10,kg\n", NULL } },
	  .expected = { "stalled W1: cause nothing_passes", "stalled W0: cause stuck" },
	  .today = "2024-03-20" },
	{ .name = "what passed is told by counts too",
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "un", "2024-03-19", "report_id,stage,place,occurred_at,trucks\nc1,crossed,KS,2024-03-19,4\n", NULL } },
	  .expected = { "stalled W1: cause stuck" },
	  .today = "2024-03-20" },
	{ .name = "what passed is told by the other names of the place too",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "un", "2024-03-19", SEEN "r3,W3,1,crossed,KS,2024-03-01T10:00Z,10,kg\nr4,W4,1,crossed,Kerem Shalom,2024-03-18T10:00Z,10,kg\n", NULL },
		     { "", "2024-03-19", "place,aliases\nKS,Kerem Shalom\n", NULL } },
	  .expected = { "stalled W1: cause stuck" },
	  .moments = { { .known = 3, .expected = { "stalled W1: cause nothing_passes" } } },
	  .today = "2024-03-20" },
	{ .name = "what passes elsewhere does not open this way",
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "un", "2024-03-19", SEEN "r3,W3,1,crossed,Erez,2024-03-19T10:00Z,10,kg\n", NULL } },
	  .expected = { "stalled W1: cause nothing_passes" },
	  .today = "2024-03-20" },
	{ .name = "a report that comes in late undoes it",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "un", "2024-03-19", SEEN "r4,W1,1,delivered,Gaza,2024-03-05T10:00Z,10,kg\n", NULL } },
	  .expected = { "no stalled W1" },
	  .today = "2024-03-20" },
	{ .name = "a report that is taken back is no news",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "un", "2024-03-18", SEEN "r5,W1,1,crossed,KS,2024-03-18T10:00Z,10,kg\n", NULL },
		     { "un", "2024-03-19", "report_id,waybill,line,stage,place,occurred_at,quantity,unit,state\nr5,W1,1,crossed,KS,2024-03-18T10:00Z,10,kg,withdrawn\n", NULL } },
	  .expected = { "stalled W1: stage at_crossing hours 446 cause nothing_passes" },
	  .today = "2024-03-20" },
	/* The list of the 16th gives no date: what is on it was on its way when one line of it was delivered. */
	{ .name = "goods without a date stand still since their waybill was first seen",
	  .drops = { { "port", "2024-03-16", SENT "W1,1,Rice,10,kg,Port,Gaza,\nW1,2,Oil,5,kg,Port,Gaza,\n", NULL },
		     { "un", "2024-03-17", SEEN "r1,W1,1,delivered,Gaza,2024-03-02,10,kg\n", NULL } },
	  .expected = { "stalled W1: line 2 stage dispatched hours 456" },
	  .today = "2024-03-20" },
	{ .name = "who made the last report drops nothing any more",
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL } },
	  .expected = { "stalled W1: cause source_silent source un" },
	  .today = "2025-02-01" },
	/* Four days, 9, 10 and 9 days apart: ten days, and patience for twenty. Three days do not suffice: seven, and fourteen. */
	{ .name = "how often a source reports is told by the days on which it did",
	  .order = ORDER_GIVEN,
	  .drops = { { "port", "2024-03-01", W1, NULL, NULL, "2025-01-01" }, { "un", "2024-03-02", W1_AT_KS, NULL, NULL, "2025-01-02" },
		     { "un", "2024-03-02", SEEN "r2,W1,1,at_crossing,KS,2024-03-02T11:00Z,10,kg\n", NULL, NULL, "2025-01-11" },
		     { "un", "2024-03-02", SEEN "r3,W1,1,at_crossing,KS,2024-03-02T12:00Z,10,kg\n", NULL, NULL, "2025-01-21" },
		     { "un", "2024-03-02", SEEN "r4,W1,1,at_crossing,KS,2024-03-02T13:00Z,10,kg\n", NULL, NULL, "2025-01-30" },
		     { "un", "2024-03-02", SEEN "r5,W1,1,at_crossing,KS,2024-03-02T14:00Z,10,kg\n", NULL, NULL, "2025-01-30" } },
	  .expected = { "stalled W1: cause source_silent source un" },
	  .moments = { { .as_of = "2025-02-18", .expected = { "stalled W1: cause nothing_passes" } },
		       { .known = 4, .as_of = "2025-02-04", .expected = { "stalled W1: cause source_silent" } },
		       { .known = 4, .as_of = "2025-02-03", .expected = { "stalled W1: cause nothing_passes" } } },
	  .today = "2025-02-19" },
	{ .name = "how often a source reports is what sources.csv says, as far as it is known",
	  .order = ORDER_GIVEN,
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "", "2024-03-01", "source,cadence\nun,3d\n", NULL }, { "", "2024-03-02", "source,cadence\nun,10d\n", NULL } },
	  .expected = { "stalled W1: cause source_silent source un" },
	  .moments = { { .as_of = "2025-01-20", .expected = { "stalled W1: cause nothing_passes" } },
		       { .known = 3, .as_of = "2025-01-07", .expected = { "stalled W1: cause source_silent" } },
		       { .known = 2, .as_of = "2025-01-15", .expected = { "stalled W1: cause source_silent" } },
		       { .known = 2, .as_of = "2025-01-14", .expected = { "stalled W1: cause nothing_passes" } } },
	  .today = "2025-01-21" },
	{ .name = "nobody who reports on crossings is heard of",
	  .drops = { { "un", "2024-03-18", W2_THROUGH_KS, NULL }, { "un", "2024-03-18", SENT "W8,1,Rice,10,kg,Port,Jenin,2024-03-01\n", NULL },
		     { "", "2024-03-01", "source,cadence\nport,90d\nun,1d\n", NULL }, { "port", "2024-03-01", W1, NULL } },
	  .expected = { "stalled W1: stage dispatched cause source_silent source port" },
	  .today = "2025-02-01" },

	{ .name = "counts of quantities tell it too, counts of nothing and those taken back do not",
	  .drops = { { "port", "2024-03-01", W1 "W5,1,Rice,10,kg,Port,Erez,2024-03-01\nW6,1,Rice,10,kg,Port,Jenin,2024-03-01\n", NULL },
		     { "un", "2024-03-02", SEEN "r1,W1,1,at_crossing,KS,2024-03-02T10:00Z,10,kg\nr5,W5,1,at_crossing,Erez,2024-03-02T10:00Z,10,kg\n"
				"r6,W6,1,at_crossing,Tarqumiya,2024-03-02T10:00Z,10,kg\n", NULL },
		     { "un", "2024-03-18", "report_id,stage,place,occurred_at,quantity,unit,trucks\nc1,crossed,KS,2024-03-18,40,t,\nc2,crossed,Erez,2024-03-18,,,0\n"
				"c3,crossed,Tarqumiya,2024-03-18,,,4\n", NULL },
		     { "un", "2024-03-19", "report_id,stage,place,occurred_at,trucks,state\nc3,crossed,Tarqumiya,2024-03-18,4,withdrawn\n", NULL } },
	  .expected = { "stalled W1: cause stuck", "stalled W5: cause nothing_passes", "stalled W6: cause nothing_passes" },
	  .today = "2024-03-20" },
	{ .name = "on the road it is told by counts for the destination",
	  .drops = { { "port", "2024-03-01", SENT "W1,1,Rice,10,kg,Port,Gaza,2024-03-01\nW5,1,Rice,10,kg,Port,Rafah,2024-03-01\n", NULL },
		     { "un", "2024-03-19", "report_id,stage,place,destination,occurred_at,quantity,unit,trucks\nc1,crossed,KS,Gaza,2024-03-18,40,t,\n"
				"c2,at_crossing,KS,Rafah,2024-03-18,,,4\n", NULL } },
	  .expected = { "stalled W1: stage dispatched cause stuck", "stalled W5: stage dispatched cause nothing_passes" },
	  .today = "2024-03-20" },

	/* Of 100 kg 20 arrived, 3 went back, 15 are lost or were taken; 60 crossed. */
	{ .name = "what is open is what neither arrived nor went back nor was lost",
	  .drops = { { "port", "2024-03-01", SENT "W1,1,Rice,100,kg,Port,Gaza,2024-03-01\n", NULL },
		     { "un", "2024-03-04", SEEN "r1,W1,1,delivered,Gaza,2024-03-02,20,kg\nr2,W1,1,lost,KS,2024-03-02,10,kg\nr3,W1,1,intercepted,KS,2024-03-02,5,kg\n"
				"r4,W1,1,returned,KS,2024-03-02,3,kg\nr5,W1,1,crossed,KS,2024-03-03,60,kg\n", NULL } },
	  .expected = { "stalled W1: stage crossed quantity 62" },
	  .today = "2024-03-20" },
	{ .name = "what is followed to the crossing is open until it crossed, and once it was seen there no more",
	  .drops = { { "", "2024-03-01", "commitment_id,commodity,quantity,unit,starts_on,counted_at\nRICE,Rice,500,kg,2024-01-01,crossed\n", NULL },
		     { "port", "2024-03-01", "waybill,line,commitment_id,commodity,quantity,unit,origin,destination,dispatched_at\nW1,1,RICE,Rice,100,kg,Port,Gaza,2024-03-01\n"
				"W2,1,RICE,Rice,100,kg,Port,Gaza,2024-03-01\n", NULL },
		     { "un", "2024-03-05", SEEN "r1,W1,1,delivered,Gaza,2024-03-02,20,kg\nr2,W1,1,lost,KS,2024-03-02,10,kg\nr3,W1,1,returned,KS,2024-03-02,3,kg\n"
				"r4,W1,1,crossed,KS,2024-03-02,60,kg\nr5,W1,1,at_crossing,KS,2024-03-04,90,kg\nr6,W2,1,crossed,KS,2024-03-02,60,kg\n", NULL } },
	  .expected = { "stalled W1: stage at_crossing quantity 37", "no stalled W2" },
	  .today = "2024-03-20" },
	{ .name = "where it was last seen is what the last report says now",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", W1 "W2,1,Rice,10,kg,Port,Gaza,2024-03-01\nW3,1,Rice,10,kg,Port,Gaza,2024-03-01\n", NULL },
		     { "un", "2024-03-02", W1_AT_KS "r2,W2,,at_crossing,KS,2024-03-02T10:00Z,10,kg\n", NULL },
		     { "un", "2024-03-03", SEEN "r1,W1,1,at_crossing,Erez,2024-03-02T10:00Z,10,kg\nr2,W2,,at_crossing,Erez,2024-03-02T10:00Z,10,kg\n", NULL },
		     { "port", "2024-03-04", SENT "W3,1,Rice,10,kg,Quay,Gaza,2024-03-01\n", NULL } },
	  .expected = { "stalled W1: place Erez", "stalled W2: place Erez", "stalled W3: stage dispatched place Quay" },
	  .moments = { { .known = 2, .expected = { "stalled W1: place KS", "stalled W2: place KS", "stalled W3: place Port" } },
		       { .known = 3, .expected = { "stalled W1: place Erez", "stalled W2: place Erez", "stalled W3: place Port" } } },
	  .today = "2024-03-20" },

	/* agency comes before un wherever only the name decides. */
	{ .name = "the last report is one of that line, that stage and that moment, and is known",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", SENT "W1,1,Rice,10,kg,Port,Gaza,2024-03-01\nW1,2,Oil,10,kg,Port,Gaza,2024-03-01\nW2,1,Rice,10,kg,Port,Gaza,2024-03-01\n"
				"W3,1,Rice,10,kg,Port,Gaza,2024-03-01\nW4,1,Rice,10,kg,Port,Gaza,2024-03-01\nW5,1,Rice,10,kg,Port,Gaza,2024-03-01\n"
				"W6,1,Rice,10,kg,Port,Gaza,2024-03-01\nW7,1,Rice,10,kg,Port,Gaza,2024-03-01\nW8,1,Rice,10,kg,Port,Gaza,2024-03-01\n"
				"W8,2,Oil,10,kg,Quay,Jenin,2024-03-01\n", NULL },
		     { "agency", "2024-03-03", SEEN "a7,W7,,at_crossing,Erez,2024-03-02T10:00Z,10,kg\na1,W1,2,at_crossing,Erez,2024-03-02T10:00Z,10,kg\na2,W2,1,at_crossing,Erez,2024-03-02T10:00Z,10,kg\n", NULL },
		     { "un", "2024-03-03", SEEN "u6,W6,,at_crossing,KS,2024-03-02T10:00Z,10,kg\nu7,W7,,offloaded,KS,2024-03-02T10:00Z,10,kg\nu1,W1,1,at_crossing,KS,2024-03-02T10:00Z,10,kg\nu2,W2,1,offloaded,KS,2024-03-02T10:00Z,10,kg\n"
				"u3,W3,1,at_crossing,KS,2024-03-02T10:00Z,10,kg\nu4,W4,1,at_crossing,KS,2024-03-02T10:00Z,10,kg\nu5,W5,,at_crossing,KS,2024-03-02T10:00Z,10,kg\n"
				"v3,W3,1,at_crossing,Erez,2024-03-01T10:00Z,10,kg\nw3,W3,1,at_crossing,Erez,2024-03-01T11:00Z,10,kg\n"
				"v5,W5,,at_crossing,Erez,2024-03-01T10:00Z,10,kg\nw5,W5,,at_crossing,Erez,2024-03-01T11:00Z,10,kg\n", NULL },
		     { "agency", "2024-03-04", SEEN "a4,W4,1,at_crossing,Erez,2024-03-02T10:00Z,10,kg\na6,W6,,at_crossing,Erez,2024-03-02T10:00Z,10,kg\n", NULL } },
	  .expected = { "stalled W1: place KS", "stalled W2: stage offloaded place KS", "stalled W3: place KS", "stalled W4: place Erez", "stalled W5: place KS",
			"stalled W6: place Erez", "stalled W7: stage offloaded place KS", "stalled W8 1: place Port destination Gaza", "stalled W8 2: place Quay destination Jenin" },
	  .moments = { { .known = 3, .expected = { "stalled W4: place KS", "stalled W6: place KS" } } },
	  .today = "2024-03-20" },

	/* ---- thresholds ---- */
	{ .name = "the line of the nearest place stands",
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "", "2024-03-01", "place,parent\nKS,Gaza Strip\nErez,Gaza Strip\n", NULL },
		     { "", "2024-03-01", "stage,place,hours\n,KS,400\nat_crossing,Gaza Strip,300\nat_crossing,,200\n", NULL } },
	  .expected = { "stalled W1: threshold_hours 400 threshold_basis set" },
	  .today = "2024-03-20" },
	{ .name = "of one place the line with the stage",
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "", "2024-03-01", "stage,place,hours\n,KS,40\nat_crossing,KS,500\n", NULL } },
	  .expected = { "no stalled W1", "rows threshold: 2" },
	  .today = "2024-03-20" },
	{ .name = "a line is corrected",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "", "2024-03-01", "stage,place,hours\nat_crossing,KS,500\n", NULL },
		     { "", "2024-03-10", "stage,place,hours\nat_crossing,KS,48\n", NULL } },
	  .expected = { "stalled W1: threshold_hours 48 threshold_basis set", "rows threshold: 1" },
	  .today = "2024-03-20" },
	{ .name = "a line is taken back",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "un", "2024-03-02", W1_AT_KS, NULL },
		     { "", "2024-03-01", "stage,place,hours\nat_crossing,KS,500\n", NULL },
		     { "", "2024-03-10", "stage,place,hours,state\nat_crossing,KS,500,withdrawn\n", NULL } },
	  .expected = { "stalled W1: threshold_hours 72 threshold_basis default" },
	  .today = "2024-03-20" },
	{ .name = "on the road the place they are bound for",
	  .drops = { { "port", "2024-03-01", W1, NULL }, { "", "2024-03-01", "stage,place,hours\ndispatched,Gaza,100\n", NULL } },
	  .expected = { "stalled W1: threshold_hours 100 threshold_basis set" },
	  .today = "2024-03-20" },
	{ .name = "nineteen teach nothing",
	  .drops = { { "port", "2024-03-01", W1 NINETEEN(OTHER_SENT), NULL },
		     { "un", "2024-03-06", W1_AT_KS NINETEEN(OTHER_SEEN), NULL } },
	  .expected = { "stalled W1: threshold_hours 72 threshold_basis default" },
	  .today = "2024-03-20" },
	{ .name = "twenty do, of the way that they went",
	  .drops = { { "port", "2024-03-01", W1 "W2,1,Rice,10,kg,Port,Gaza,2024-03-01\n" NINETEEN(OTHER_SENT) OTHER_SENT(20), NULL },
		     { "un", "2024-03-06", W1_AT_KS "r2,W2,1,at_crossing,Erez,2024-03-02T10:00Z,10,kg\n" NINETEEN(OTHER_SEEN) OTHER_SEEN(20), NULL } },
	  .expected = { "stalled W1: threshold_hours 100 threshold_basis learned learned_percentile 95 learned_from 20",
			"stalled W2: threshold_hours 72 threshold_basis default" },
	  .today = "2024-03-20" },
	{ .name = "what is learned follows a correction",
	  .order = ORDER_ALL,
	  .drops = { { "port", "2024-03-01", W1 NINETEEN(OTHER_SENT) OTHER_SENT(20), NULL },
		     { "un", "2024-03-06", W1_AT_KS NINETEEN(OTHER_SEEN) OTHER_SEEN(20), NULL },
		     { "un", "2024-03-07", SEEN "x1,X1,1,crossed,KS,2024-03-07T00:00Z,10,kg\nx2,X2,1,crossed,KS,2024-03-08T00:00Z,10,kg\n", NULL } },
	  .expected = { "stalled W1: threshold_hours 120 learned_from 20" },
	  .today = "2024-03-20" },
	{ .name = "hours beside a percentile are the floor",
	  .drops = { { "port", "2024-03-01", W1 NINETEEN(OTHER_SENT) OTHER_SENT(20), NULL },
		     { "un", "2024-03-06", W1_AT_KS NINETEEN(OTHER_SEEN) OTHER_SEEN(20), NULL },
		     { "", "2024-03-01", "stage,place,hours,percentile\nat_crossing,,110,90\ndispatched,,10,50\n", NULL } },
	  .expected = { "stalled W1: threshold_hours 110 threshold_basis learned learned_percentile 90 learned_from 20" },
	  .today = "2024-03-20" },
	{ .name = "what is long past teaches nothing",
	  .drops = { { "port", "2024-03-01", W1 NINETEEN(OTHER_SENT) OTHER_SENT(20), NULL },
		     { "un", "2024-03-06", W1_AT_KS NINETEEN(OTHER_SEEN) OTHER_SEEN(20), NULL } },
	  .expected = { "stalled W1: threshold_hours 72 threshold_basis default" },
	  .today = "2024-09-20" },
	/* On the 20th of September the four periods of four weeks that teach begin with the 6th of June. */
	{ .name = "what set out before the weeks that teach teaches nothing about the road",
	  .drops = { { "port", "2024-06-10", SENT NINETEEN(ROAD_SENT) ROAD_SENT(20), NULL },
		     { "un", "2024-06-10", SEEN NINETEEN(ROAD_SEEN) ROAD_SEEN(20), NULL },
		     { "port", "2024-09-10", SENT "W3,1,Rice,10,kg,Port,Gaza,2024-09-10\n", NULL } },
	  .expected = { "stalled W3: stage dispatched threshold_hours 72 threshold_basis default" },
	  .today = "2024-09-20" },
	{ .name = "a line that nobody can mean is refused",
	  .drops = { { "", "2024-03-01", "stage,place,hours,percentile\nlost,,72,\n,KS,0,\n,KS,72,30\n,KS,72,\n", "accepted 1 rejected 3" } },
	  .expected = { "rows threshold: 1" } },
};
/* clang-format on */

int
main(void)
{
	return run_scenarios("stalled", scenarios, N_OF(scenarios));
}
