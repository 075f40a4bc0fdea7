/* Records of a drop, some thousands at a time: read and made into rows on a thread of their own, merged by the caller's. Only
 * a few batches exist (base/ahead.h), so that memory does not grow with the file. */
#ifndef AID_LEDGER_BATCH_H
#define AID_LEDGER_BATCH_H

#include "ledger/fixed.h"
#include "ledger/row.h"
#include "read/map.h"

struct aid_batch_record {
	int64_t number, line, n_lines;
	int64_t occurrence; /* of its content in the drop; 0: not asked for yet */
	int outcome;        /* enum aid_outcome */
	const char *code;
	struct aid_reject reject;
	struct aid_slice raw;          /* of a rejected record */
	const struct aid_fixed *fixed; /* the rejected record that it corrects; NULL: none */
};

struct aid_batch {
	struct aid_arena arena;
	struct aid_row *rows;
	size_t n_rows;
	struct aid_batch_record *records;
	size_t n_records;
	bool is_last;
};

struct aid_batches;

/* Starts reading; `fixes` is NULL but for a fix file. `records`, `map`, `maker` and `fixes` belong to the reading thread until aid_batches_stop. AID_E_NOMEM, AID_E_IO. */
int aid_batches_start(struct aid_records *records, const struct aid_map *map,
		      struct aid_row_maker *maker, struct aid_fixes *fixes,
		      struct aid_batches **out_batches, struct aid_error *err);
/* The next batch, or what stopped the reading. Give it back before asking for the one after. */
int
aid_batches_next(struct aid_batches *batches, struct aid_batch **out_batch, struct aid_error *err);
void aid_batches_give_back(struct aid_batches *batches, struct aid_batch *batch);
/* Ends the thread, wherever it is. */
void aid_batches_stop(struct aid_batches *batches);

#endif
