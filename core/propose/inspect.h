/* What a file that nobody knows yet holds, column by column: what a proposal of a profile (propose.h) rests on. */
#ifndef AID_PROPOSE_INSPECT_H
#define AID_PROPOSE_INSPECT_H

#include "read/header.h"
#include "read/record.h"
#include "read/vote.h"

#define AID_INSPECT_RECORDS 200000 /* so many of them are looked at */
#define AID_INSPECT_VALUES 12      /* different cells of a column that are kept */
#define AID_INSPECT_KEY_COLUMNS 4  /* a key of more is none */

struct aid_inspected_value {
	struct aid_slice text; /* cut short where it is long */
	int64_t n;
};

/* Different cells, in the order in which they came; `n_others` more were not kept. */
struct aid_inspected_values {
	struct aid_inspected_value items[AID_INSPECT_VALUES];
	size_t n_items;
	int64_t n_others;
};

struct aid_inspected {
	struct aid_vote date, number; /* every column is tried as both */
	struct aid_inspected_values values, no_dates, no_numbers;
	int64_t n_stated;
	int64_t n_fine;     /* numbers with more than three decimals */
	int max_decimals;   /* and the most that one has */
	int64_t n_distinct; /* different cells in the records that keys are looked for in */
};

struct aid_inspection {
	struct aid_arena arena;
	struct aid_header header;
	struct aid_dialect dialect;
	struct aid_inspected *columns; /* header.n_names of them */
	int64_t n_records;             /* looked at */
	int64_t n_unread;              /* of these, no proper records */
	bool is_whole;                 /* these are all */
	uint64_t *hashes; /* of the cells of the first n_hashed records, column by column */
	size_t n_hashed, n_room;
};

/* Reads the records to their end, or AID_INSPECT_RECORDS of them. AID_E_IO, AID_E_NOMEM. */
int aid_inspect(struct aid_records *records, struct aid_inspection **out_inspection,
		struct aid_error *err);
void aid_inspection_free(struct aid_inspection *inspection);
/* The fewest columns that were found to tell all the records apart, leaving out those of `is_passed`; *out_n 0 when there are none. AID_E_NOMEM. */
int aid_inspect_key(const struct aid_inspection *inspection, const bool *is_passed,
		    int out_fields[AID_INSPECT_KEY_COLUMNS], size_t *out_n, struct aid_error *err);

/* The best reading of a column's cells as dates that are written as such (no Excel days), and as numbers; how many of 100 stated cells fit it. */
int aid_inspected_date_share(const struct aid_inspected *column);
int aid_inspected_number_share(const struct aid_inspected *column);

#endif
