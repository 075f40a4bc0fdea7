/* What a report is asked: the same for all, each takes what concerns it. */
#ifndef AID_REPORT_FILTER_H
#define AID_REPORT_FILTER_H

#include <stdint.h>

#include "base/error.h"

/* X(NAME, "name"): what rows of `shortfall` can be summed by. */
#define AID_REPORT_BY_LIST(X)                                                                      \
	X(DONOR, "donor")                                                                          \
	X(COMMODITY, "commodity")                                                                  \
	X(DESTINATION, "destination")                                                              \
	X(DUE_MONTH, "due_month")                                                                  \
	X(AGE, "age")                                                                              \
	X(PLACE, "place")

struct aid_result_drain;

enum aid_report_by {
	AID_REPORT_BY_NONE = 0,
#define X(name, text) AID_REPORT_BY_##name,
	AID_REPORT_BY_LIST(X)
#undef X
};

/* -1 for a word that is none. */
int aid_report_by_find(struct aid_slice word);

/* The earlier end of what `diff` compares; the later one is the filter's own. */
struct aid_report_span {
	int64_t known; /* drop */
	int64_t known_at_end; /* its moment, exclusive, seconds: what happened before it and became known only later came late */
	int64_t as_of_end;
};

/* X(NAME, "name"): over what days are summed by `disagree`. */
#define AID_REPORT_PERIOD_LIST(X) X(MONTH, "month") X(WEEK, "week") X(DAY, "day")

enum aid_report_period {
#define X(name, text) AID_REPORT_PERIOD_##name,
	AID_REPORT_PERIOD_LIST(X)
#undef X
};

/* -1 for a word that is none. */
int aid_report_period_find(struct aid_slice word);

/* Before and after all days that anyone reports. */
#define AID_REPORT_FIRST_DAY (-100000000)
#define AID_REPORT_LAST_DAY 100000000

/* Cells that name a row of a report, at most. */
#define AID_REPORT_ROW_CELLS 4

struct aid_report_filter {
	/* Names as the user writes them, looked up folded and through aliases; a place takes in what lies in it. ptr NULL: any. A
	 * name that nothing in the ledger has is AID_E_NOTFOUND: an empty report would look like good news. */
	struct aid_slice donor, commodity, destination, crossing, source;
	struct aid_slice
		base; /* of `disagree`: with whom the others are compared; ptr NULL: with who counts */
	int64_t due_before_day; /* due before the start of this day; INT64_MAX: any, also without a due date */
	int64_t as_of_end;    /* exclusive, seconds: the clock's value, or what --as-of says */
	int64_t known;        /* the last drop that is known; INT64_MAX: all that is there */
	int64_t known_at_end; /* the moment of `known`, exclusive, seconds */
	struct aid_report_span span;
	bool is_known_asked; /* false: all that there is now */
	bool is_as_of_asked; /* false: facts dated later than as_of_end are there too */
	enum aid_report_by by;
	bool is_measured; /* of `shortfall`: only what was stated in the measure, neither converted nor nominal */
	enum aid_report_period period;
	int64_t first_day, last_day; /* of `disagree`, both inclusive */
	int64_t threshold_s; /* of `stalled`; 0: those of the office, else what is learned */
	int64_t limit;       /* rows of `stalled`; 0: all */
	bool is_summed; /* of `stalled`, for people: what waits for one reason outside of itself is one row */
	const struct aid_result_drain
		*drain; /* takes rows as they come (aid_result_add_row); NULL: all are kept */
	struct aid_slice subject; /* a waybill, a commitment, a drop, a registry: as written */
	struct aid_slice figure;  /* a column of the report that is explained; ptr NULL: all */
	int stage;                /* of the row that is explained: enum aid_stage */
	struct aid_slice unit;    /* the same; ptr NULL: not said */
	struct aid_slice row
		[AID_REPORT_ROW_CELLS]; /* the same of a row of `shortfall --by`: the cells that stand first in it */
};

#define AID_REPORT_FILTER_NONE                                                                     \
	((struct aid_report_filter){ .due_before_day = INT64_MAX,                                  \
				     .first_day = AID_REPORT_FIRST_DAY,                            \
				     .last_day = AID_REPORT_LAST_DAY,                              \
				     .as_of_end = INT64_MAX,                                       \
				     .known = INT64_MAX })

#endif
