#include <stdlib.h>

#include "base/ahead.h"
#include "base/limits.h"
#include "base/message.h"
#include "ledger/batch.h"
#include "ledger/internal.h"
#include "read/total.h"

#define ROWS_MAX (AID_LIMIT_BATCH_RECORDS + AID_LIMIT_FACTS_PER_RECORD)

struct aid_batches {
	struct aid_records *records;
	const struct aid_map *map;
	struct aid_row_maker *maker;
	struct aid_total *total;
	struct aid_fixes *fixes;
	struct aid_ahead *ahead;
	struct aid_batch batches[AID_AHEAD_ITEMS];
};

/* One record into the batch; *out_is_end at the end of the file. */
static int
read_one(struct aid_batches *b, struct aid_batch *batch, bool *out_is_end, struct aid_error *err)
{
	struct aid_record record;
	struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
	size_t n_facts = 0;
	int result = aid_records_next(b->records, &batch->arena, &record, out_is_end, err);
	if (result != 0 || *out_is_end)
		return result;
	struct aid_batch_record *entry = &batch->records[batch->n_records];
	*entry = (struct aid_batch_record){
		.number = record.number, .line = record.line, .n_lines = record.n_lines, .code = ""
	};
	entry->reject.args = AID_SLICE_EMPTY;
	entry->reject.column = AID_SLICE_EMPTY;
	entry->reject.value = AID_SLICE_EMPTY;
	if (b->fixes != NULL)
		result =
			aid_fixes_take(b->fixes, &record, aid_records_dialect(b->records).delimiter,
				       &batch->arena, &entry->fixed, err);
	if (result != 0)
		return result;
	if (record.reject != AID_MSG_NONE) {
		entry->reject.message = record.reject;
		entry->reject.args = record.reject_args;
		entry->reject.proposal = record.proposal;
	} else {
		result = aid_map_record(b->map, &record, &batch->arena, facts, &n_facts,
					&entry->reject, err);
		if (result == 0 && entry->reject.message == AID_MSG_NONE &&
		    aid_total_is_hidden(b->total, &record, facts, n_facts))
			entry->reject.message = AID_MSG_TOTAL_ROW;
		if (result == 0 && entry->reject.message == AID_MSG_NONE) {
			result = aid_row_make(b->maker, facts, n_facts, (uint32_t)batch->n_records,
					      &batch->arena, &batch->rows[batch->n_rows],
					      &entry->reject, err);
			if (result == 0 && entry->reject.message == AID_MSG_NONE) {
				batch->n_rows += n_facts;
				aid_total_add(b->total, facts, n_facts);
			}
		}
	}
	if (result == 0 && entry->reject.message == AID_MSG_TOTAL_ROW)
		result = aid_total_check(b->total, &record, &batch->arena, &entry->reject, err);
	if (entry->reject.message != AID_MSG_NONE)
		entry->outcome = AID_OUTCOME_REJECTED;
	entry->raw = record.raw;
	batch->n_records++;
	return result;
}

static int
fill(void *context, void *item, bool *out_is_last, struct aid_error *err)
{
	struct aid_batches *b = context;
	struct aid_batch *batch = item;
	int result = 0;
	aid_arena_reset(&batch->arena);
	batch->n_rows = 0;
	batch->n_records = 0;
	*out_is_last = false;
	while (result == 0 && !*out_is_last && batch->n_records < AID_LIMIT_BATCH_RECORDS &&
	       batch->n_rows + AID_LIMIT_FACTS_PER_RECORD <= ROWS_MAX &&
	       batch->arena.n_bytes < AID_LIMIT_BATCH_BYTES)
		result = read_one(b, batch, out_is_last, err);
	batch->is_last = *out_is_last;
	return result;
}

static void
release(struct aid_batches *b)
{
	for (size_t k = 0; k < AID_AHEAD_ITEMS; k++) {
		aid_arena_done(&b->batches[k].arena);
		free(b->batches[k].rows);
		free(b->batches[k].records);
	}
	aid_total_free(b->total);
	free(b);
}

int
aid_batches_start(struct aid_records *records, const struct aid_map *map,
		  struct aid_row_maker *maker, struct aid_fixes *fixes,
		  struct aid_batches **out_batches, struct aid_error *err)
{
	struct aid_batches *b = calloc(1, sizeof(*b));
	void *items[AID_AHEAD_ITEMS];
	if (b == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	b->records = records;
	b->map = map;
	b->maker = maker;
	b->fixes = fixes;
	int result = aid_total_new(map, &b->total, err);
	for (size_t k = 0; k < AID_AHEAD_ITEMS; k++) {
		struct aid_batch *batch = &b->batches[k];
		aid_arena_init(&batch->arena);
		batch->rows = malloc(ROWS_MAX * sizeof(*batch->rows));
		batch->records = malloc(AID_LIMIT_BATCH_RECORDS * sizeof(*batch->records));
		if (result == 0 && (batch->rows == NULL || batch->records == NULL))
			result = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		items[k] = batch;
	}
	if (result == 0)
		result = aid_ahead_start(fill, b, items, &b->ahead, err);
	if (result != 0) {
		release(b);
		return result;
	}
	*out_batches = b;
	return 0;
}

int
aid_batches_next(struct aid_batches *b, struct aid_batch **out_batch, struct aid_error *err)
{
	void *item = NULL;
	int result = aid_ahead_next(b->ahead, &item, err);
	if (result == 0)
		*out_batch = item;
	return result;
}

void
aid_batches_give_back(struct aid_batches *b, struct aid_batch *batch)
{
	aid_ahead_give_back(b->ahead, batch);
}

void
aid_batches_stop(struct aid_batches *b)
{
	if (b == NULL)
		return;
	aid_ahead_stop(b->ahead);
	release(b);
}
