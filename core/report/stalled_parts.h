/* What the files of `stalled` share: names, thresholds and causes, each looked up once. */
#ifndef AID_REPORT_STALLED_PARTS_H
#define AID_REPORT_STALLED_PARTS_H

#include "report/load.h"
#include "report/memo.h"

/* ---- stalled_name.c ---- */

struct aid_stalled_name {
	int64_t canonical;
	struct aid_slice text; /* empty: no such name */
	bool is_wanted;        /* passes the filter of sources */
};

struct aid_stalled_names {
	struct aid_memo memo;
	struct aid_stalled_name *names;
	size_t n_room;
	struct aid_arena arena;
};

void aid_stalled_names_done(struct aid_stalled_names *names);
/* Of id 0: none. Valid until the next call. AID_E_NOMEM, AID_E_DB. */
int aid_stalled_name(struct aid_db *db, struct aid_stalled_names *names, int64_t id,
		     struct aid_stalled_name *out_name, struct aid_error *err);

/* ---- stalled_threshold.c ---- */

/* How long is too long, and who says so. */
enum aid_stalled_basis {
	AID_STALLED_ASKED,   /* --threshold */
	AID_STALLED_SET,     /* thresholds.csv */
	AID_STALLED_LEARNED, /* what most of those took that went the same way */
	AID_STALLED_DEFAULT  /* too few went that way to learn from */
};

struct aid_stalled_threshold {
	int64_t seconds;
	enum aid_stalled_basis basis;
	/* Of what is learned: so many in a hundred of so many took no longer. */
	int64_t percent, n_learned;
};

/* Where a consignment stands, in canonical names. */
struct aid_stalled_spot {
	int64_t stage, place, crossing, destination;
};

/* A line of thresholds.csv; 0: any stage, anywhere. */
struct aid_stalled_line {
	int64_t stage, place, hours, percent;
};

struct aid_stalled_thresholds {
	struct aid_memo memo;
	struct aid_stalled_threshold *found;
	size_t n_room;
	struct aid_stalled_line *lines;
	size_t n_lines;
	int64_t asked_s;   /* 0: not asked */
	int64_t as_of_day; /* the last day of what is learned from */
};

int aid_stalled_thresholds_open(struct aid_db *db, struct aid_stalled_thresholds *thresholds,
				int64_t known, struct aid_error *err);
void aid_stalled_thresholds_close(struct aid_stalled_thresholds *thresholds);
/* None is less: what was heard of later than that before the moment of the report does not stand still. */
int64_t aid_stalled_least_s(const struct aid_stalled_thresholds *thresholds);
int aid_stalled_threshold(struct aid_db *db, struct aid_stalled_thresholds *thresholds,
			  const struct aid_stalled_spot *spot,
			  struct aid_stalled_threshold *out_threshold, struct aid_error *err);
/* As the column `threshold_basis` has it. */
const char *aid_stalled_basis_word(enum aid_stalled_basis basis);

/* ---- stalled_cause.c ---- */

enum aid_stalled_cause {
	AID_STALLED_STUCK,          /* others pass */
	AID_STALLED_NOTHING_PASSES, /* the way is closed */
	AID_STALLED_SOURCE_SILENT   /* who would report it does not report */
};

struct aid_stalled_silence {
	int64_t source; /* canonical */
	int64_t heard_at, cadence_days;
	bool is_reporter; /* of crossings */
};

struct aid_stalled_causes {
	const struct aid_report_filter *filter;
	const struct aid_load_filter *bounds;
	struct aid_stalled_silence *silences; /* by source */
	size_t n_silences;
	struct aid_memo passed_memo;
	int64_t *passed; /* the last day on which anything passed a place, by passed_memo; NEVER */
	size_t n_passed_room;
	bool has_counts; /* those of counts have been read */
	struct aid_memo counted_memo;
	int64_t *counted;
	size_t n_counted_room;
	struct aid_memo drop_memo;
	int64_t *drop_sources;
	size_t n_drops_room;
};

/* What the cause of one consignment depends on. */
struct aid_stalled_case {
	struct aid_stalled_spot spot;
	int64_t source,
		drop_source; /* canonical: who made the last statement of it, and in whose drop; 0: none */
	int64_t threshold_s;
};

struct aid_stalled_finding {
	enum aid_stalled_cause cause;
	int64_t subject; /* canonical: the place that is closed; the source that is silent, 0: all who report on crossings */
	bool is_destination; /* the place is where they go */
	int64_t since_day; /* the last day on which anything passed, or was heard; AID_STALLED_NEVER */
};

#define AID_STALLED_NEVER INT64_MIN

int aid_stalled_causes_open(struct aid_db *db, struct aid_stalled_causes *causes,
			    struct aid_error *err);
void aid_stalled_causes_close(struct aid_stalled_causes *causes);
int aid_stalled_find_cause(struct aid_db *db, struct aid_stalled_causes *causes,
			   const struct aid_stalled_case *which,
			   struct aid_stalled_finding *out_finding, struct aid_error *err);
/* Who a drop is from, canonical; 0 for none. */
int aid_stalled_drop_source(struct aid_db *db, struct aid_stalled_causes *causes, int64_t drop,
			    int64_t *out_source, struct aid_error *err);
/* As the column `cause` has it. */
const char *aid_stalled_cause_word(enum aid_stalled_cause cause);

#endif
