/* The inside of the aged funnel: what the consignments of each cell are made of, by age, place and reason. */
#ifndef AID_REPORT_AGED_PARTS_H
#define AID_REPORT_AGED_PARTS_H

#include "report/load.h"
#include "report/memo.h"
#include "report/stalled_parts.h"

/* Days since the last report: so many at most; then more; then unknown. */
#define AID_AGED_BOUNDS                                                                            \
	{                                                                                          \
		3, 7, 14, 30                                                                       \
	}
enum { AID_AGED_N_BOUNDS = 4, AID_AGED_OVER = 4, AID_AGED_UNKNOWN = 5, AID_AGED_COUNT = 6 };

/* Why something ended otherwise. */
enum aid_aged_reason {
	AID_AGED_NO_REASON,
	AID_AGED_LOOTING,
	AID_AGED_SELF_DISTRIBUTION,
	AID_AGED_RETURNED,
	AID_AGED_REFUSED,
	AID_AGED_LOST,
	AID_AGED_DAMAGED,
	AID_AGED_N_REASONS
};

int aid_aged_bucket(int64_t n_days);
/* Of a stage from intercepted on; `text` is the reason of the report. */
enum aid_aged_reason aid_aged_reason_of(int64_t stage, struct aid_slice text);
/* "" for none. */
const char *aid_aged_reason_word(enum aid_aged_reason reason);

/* Some goods of a cell. */
struct aid_aged_entry {
	size_t cell;
	int stage, outcome; /* as table cell numbers them */
	int age;
	enum aid_aged_reason reason;
	int64_t place; /* canonical; 0: none, or not asked */
	struct aid_slice place_text;
	int64_t quantity;
};

struct aid_aged_cells {
	struct aid_db *db;
	const struct aid_load_filter *bounds;
	int64_t as_of_day;
	bool is_by_place, has_access, names_place;
	struct aid_memo cell_memo, entry_memo;
	struct aid_aged_entry *entries; /* sorted once they are all there */
	size_t n_entries, n_room;
	struct aid_stalled_names names;
};

/* What a cell is told by. */
struct aid_aged_cell {
	int64_t class, commitment, day, lane, crossing, unit;
};

/* Reads all positions. AID_E_NOMEM, AID_E_DB. */
int aid_aged_cells_read(struct aid_aged_cells *cells, struct aid_error *err);
void aid_aged_cells_done(struct aid_aged_cells *cells);
/* The entries of one stage and outcome of a cell, in an order that does not depend on who came first. */
int aid_aged_cells_find(struct aid_aged_cells *cells, const struct aid_aged_cell *cell, int stage,
			int outcome, const struct aid_aged_entry **out_entries, size_t *out_n,
			struct aid_error *err);
/* Of `total` parts that add up to `whole`, the boundary behind `upto` of them: what lies between two boundaries is exact in sum. */
int64_t aid_aged_boundary(int64_t upto, int64_t whole, int64_t total);

#endif
