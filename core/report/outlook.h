/* What is ahead of one commitment: when it will be complete at the recent pace, and when the goods on their way are used up. Exact integers; docs/OPERATIONS.md
 * states the method for those who read the figures. */
#ifndef AID_REPORT_OUTLOOK_H
#define AID_REPORT_OUTLOOK_H

#include "report/funnel.h"

/* Days over which the pace is taken, twice: what has been going on of late, and what is usual. */
#define AID_OUTLOOK_SHORT_DAYS 7
#define AID_OUTLOOK_LONG_DAYS 28

/* X(NAME, "word"): what can be said of the completion. */
#define AID_PROJECTION_LIST(X)                                                                     \
	X(NONE, "")                                                                                \
	X(DONE, "done")               /* nothing is missing */                                     \
	X(ON_PACE, "on_pace")         /* complete at either pace */                                \
	X(UNCERTAIN, "uncertain")     /* complete at one of the two paces, never at the other */   \
	X(NEVER, "never")             /* something arrives, but less than falls due */             \
	X(NO_MOVEMENT, "no_movement") /* nothing arrived in the longer window */                   \
	X(ENDED, "ended") /* its last day is past: of a rate what is missing then stays missing */

enum aid_projection {
#define X(name, word) AID_PROJECTION_##name,
	AID_PROJECTION_LIST(X)
#undef X
};

/* What reached the counted stage in the days up to the moment, that day included. */
struct aid_pace {
	int64_t reached; /* thousandths of the base unit */
	int64_t n_days;
};

struct aid_outlook {
	enum aid_projection projection;
	bool has_projected, has_early, has_late, has_break, has_empty;
	int64_t projected_day; /* at the longer window's pace */
	int64_t early_day,
		late_day; /* at the faster of the two, and at the slower; without a late day it is never */
	int64_t pipeline; /* on its way to the counted stage, in the commitment's unit */
	int64_t break_day; /* the first on which more is promised than got there and is on its way; it may be past */
	int64_t empty_day; /* the one on which the last of the pipeline arrives */
};

/* How many days a window has on the day: none before the promise began. */
int64_t aid_outlook_days(const struct aid_terms *terms, int64_t as_of_day, int64_t n_days);
/* `funnel` is that of the same day. False when a sum or product leaves int64. */
bool aid_outlook_reckon(const struct aid_funnel_promise *promise, const struct aid_funnel *funnel,
			int64_t as_of_day, const struct aid_pace *short_pace,
			const struct aid_pace *long_pace, struct aid_outlook *out);
const char *aid_outlook_word(enum aid_projection projection);

#endif
