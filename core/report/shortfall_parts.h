/* The inside of the report, for shortfall.c and shortfall_group.c; nobody else includes it, and so the names of columns and fields are plain. */
#ifndef AID_REPORT_SHORTFALL_PARTS_H
#define AID_REPORT_SHORTFALL_PARTS_H

#include "report/load.h"
#include "report/shortfall.h"

/* DESIGN 4: other people's scripts rely on these names and their order; later ones are added at the end. */
#define COLUMN_LIST(X)                                                                             \
	X(COMMITMENT_ID, "commitment_id", "Commitment", false, 0)                                  \
	X(DONOR, "donor", "Donor", false, 6)                                                       \
	X(COMMODITY, "commodity", "Commodity", false, 4)                                           \
	X(DESTINATION, "destination", "Destination", false, 7)                                     \
	X(DUE_ON, "due_on", "Due", false, 2)                                                       \
	X(STATE, "state", "", false, 0)                                                            \
	X(COUNTED_AT, "counted_at", "", false, 0)                                                  \
	X(UNIT, "unit", "Unit", false, 0)                                                          \
	X(COMMITTED, "committed", "Committed", true, 0)                                            \
	X(NOT_DISPATCHED, "not_dispatched", "Not sent", true, 9)                                   \
	X(MOVING, "moving", "Moving", true, 8)                                                     \
	X(AT_CROSSING, "at_crossing", "At crossing", true, 8)                                      \
	X(UNCOLLECTED, "uncollected", "Not collected", true, 8)                                    \
	X(COLLECTED, "collected", "Collected", true, 8)                                            \
	X(DELIVERED, "delivered", "Delivered", true, 8)                                            \
	X(INTERCEPTED, "intercepted", "Intercepted", true, 5)                                      \
	X(RETURNED, "returned", "Returned", true, 5)                                               \
	X(LOST, "lost", "Lost", true, 5)                                                           \
	X(UNACCOUNTED, "unaccounted", "Unknown", true, 5)                                          \
	X(SURPLUS, "surplus", "Surplus", true, 3)                                                  \
	X(SHORTFALL, "shortfall", "Short", true, 0)                                                \
	X(SHORTFALL_LOW, "shortfall_low", "", true, 1)                                             \
	X(SHORTFALL_HIGH, "shortfall_high", "", true, 1)                                           \
	X(MEASURED_SHARE, "measured_share", "", true, 2)                                           \
	X(DAYS_BEHIND, "days_behind", "Days behind", true, 3)                                      \
	X(NEEDED_PER_DAY, "needed_per_day", "Needed a day", true, 5)                               \
	X(PROJECTED_ON, "projected_on", "", false, 0)                                              \
	X(REACHED, "reached", "Reached", true, 0)                                                  \
	X(DISPATCHED, "dispatched", "", true, 0)                                                   \
	X(CROSSED, "crossed", "", true, 0)                                                         \
	X(PART_OF, "part_of", "", false, 0)                                                        \
	X(BASIS, "basis", "", false, 0)                                                            \
	X(CATEGORY, "category", "", false, 0)                                                      \
	X(CROSSING, "crossing", "", false, 0)                                                      \
	X(STARTS_ON, "starts_on", "", false, 0)                                                    \
	X(COUNTED_SOURCE, "counted_source", "", false, 0)                                          \
	X(AS_OF, "as_of", "", false, 0)                                                            \
	X(REACHED_LOW, "reached_low", "", true, 0)                                                 \
	X(REACHED_HIGH, "reached_high", "", true, 0)                                               \
	X(REACHED_MEASURED, "reached_measured", "", true, 0)                                       \
	X(PROJECTED_EARLY, "projected_early", "", false, 0)                                        \
	X(PROJECTED_LATE, "projected_late", "", false, 0)                                          \
	X(PROJECTION, "projection", "", false, 0)                                                  \
	X(PIPELINE, "pipeline", "", true, 0)                                                       \
	X(PIPELINE_BREAK_ON, "pipeline_break_on", "", false, 0)                                    \
	X(PIPELINE_EMPTY_ON, "pipeline_empty_on", "", false, 0)

enum column {
#define X(id, name, title, is_right_aligned, rank) id,
	COLUMN_LIST(X)
#undef X
		N_COLUMNS
};

/* Columns of the statement shortfall_rows. */
/* Left as it is: the formatter would break its lines anew each time. */
/* clang-format off */
#define FIELD_LIST(X) \
	X(ID) X(DONOR) X(COMMODITY) X(DESTINATION) X(DUE) X(COUNTED_AT) X(UNIT) \
	X(START) X(FACTOR) X(W) X(A) X(O) X(X) X(C) X(V) X(MOVING) \
	X(AT_CROSSING) X(UNCOLLECTED) X(COLLECTED) X(INTERCEPTED) X(RETURNED) X(LOST) \
	X(UNACCOUNTED) X(PART_OF) X(CATEGORY) X(CROSSING) X(COMMITMENT) \
	X(REACHED_LOW) X(REACHED_HIGH) X(REACHED_MEASURED)
/* clang-format on */

enum field {
#define X(name) F_##name,
	FIELD_LIST(X)
#undef X
		N_FIELDS
};

struct aid_shortfall_report {
	struct aid_ledger *ledger;
	const struct aid_report_filter *filter;
	struct aid_load_filter names;
	struct aid_result *result;
	int64_t as_of_day;
	bool has_counts;
	struct aid_buffer terms; /* of all commitments, or of the one that is asked for */
	int64_t n_commitments, n_short, n_ranges;
	struct aid_buffer paces;  /* of the same, by id */
	struct aid_buffer breaks; /* the first of those told below the table */
	int64_t n_breaks;
};

#define AID_SHORTFALL_BREAKS_TOLD 5

/* shortfall.c */
/* The promise and the funnel of the statement's row; its terms are good while those that were read are. AID_E_OVERFLOW. */
int aid_shortfall_reckon(struct aid_shortfall_report *r, struct aid_statement *s,
			 struct aid_funnel_promise *out_promise, struct aid_funnel *f,
			 struct aid_error *err);
/* The figures that a commitment, a group and what is unallocated share. */
void aid_shortfall_set_figures(struct aid_cell *cells, const struct aid_funnel *f);
/* Between which bounds they lie, of a commitment and a group. */
void aid_shortfall_set_bounds(struct aid_cell *cells, const struct aid_funnel *f);
/* A moment that ends a day is written as that day. */
void aid_shortfall_set_as_of(struct aid_cell *cells, int64_t as_of_end);

/* shortfall_outlook.c */
/* What got there of late, for the outlook: of one commitment, or (0) of all. */
int
aid_shortfall_read_paces(struct aid_shortfall_report *r, int64_t commitment, struct aid_error *err);
/* The columns that look ahead, of the statement's row. AID_E_OVERFLOW, AID_E_DB. */
int aid_shortfall_set_outlook(struct aid_shortfall_report *r, struct aid_statement *s,
			      const struct aid_funnel_promise *promise, const struct aid_funnel *f,
			      struct aid_cell *cells, struct aid_error *err);
/* Breaks of the next weeks, below the table. */
int aid_shortfall_note_breaks(struct aid_shortfall_report *r, struct aid_error *err);

/* shortfall_group.c */
/* Adds the statement's row to its group, which is made where it is missing; rows come sorted by the group's key. `key` is room that is used again. */
int aid_shortfall_add_to_group(struct aid_shortfall_report *r, struct aid_statement *s,
			       struct aid_buffer *key, struct aid_error *err);

#endif
