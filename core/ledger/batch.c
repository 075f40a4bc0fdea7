#include <pthread.h>
#include <stdlib.h>

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
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct aid_batch batches[AID_BATCH_COUNT];
	struct aid_batch *full[AID_BATCH_COUNT]; /* in order */
	size_t n_full;
	struct aid_batch *empty[AID_BATCH_COUNT];
	size_t n_empty;
	bool is_stopping;
	int result; /* of the reading */
	struct aid_error err;
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
fill(struct aid_batches *b, struct aid_batch *batch, struct aid_error *err)
{
	bool is_end = false;
	int result = 0;
	aid_arena_reset(&batch->arena);
	batch->n_rows = 0;
	batch->n_records = 0;
	while (result == 0 && !is_end && batch->n_records < AID_LIMIT_BATCH_RECORDS &&
	       batch->n_rows + AID_LIMIT_FACTS_PER_RECORD <= ROWS_MAX &&
	       batch->arena.n_bytes < AID_LIMIT_BATCH_BYTES)
		result = read_one(b, batch, &is_end, err);
	batch->is_last = is_end;
	return result;
}

static void *
run(void *context)
{
	struct aid_batches *b = context;
	bool is_over = false;
	while (!is_over) {
		pthread_mutex_lock(&b->mutex);
		while (b->n_empty == 0 && !b->is_stopping)
			pthread_cond_wait(&b->changed, &b->mutex);
		bool is_stopping = b->is_stopping;
		struct aid_batch *batch = is_stopping ? NULL : b->empty[--b->n_empty];
		pthread_mutex_unlock(&b->mutex);
		if (is_stopping)
			break;
		struct aid_error err = AID_ERROR_NONE;
		int result = fill(b, batch, &err);
		pthread_mutex_lock(&b->mutex);
		if (result == 0) {
			b->full[b->n_full++] = batch;
		} else {
			b->result = result;
			b->err = err;
		}
		is_over = result != 0 || batch->is_last;
		pthread_cond_broadcast(&b->changed);
		pthread_mutex_unlock(&b->mutex);
	}
	return NULL;
}

static void
release(struct aid_batches *b)
{
	for (size_t k = 0; k < AID_BATCH_COUNT; k++) {
		aid_arena_done(&b->batches[k].arena);
		free(b->batches[k].rows);
		free(b->batches[k].records);
	}
	pthread_cond_destroy(&b->changed);
	pthread_mutex_destroy(&b->mutex);
	aid_total_free(b->total);
	free(b);
}

int
aid_batches_start(struct aid_records *records, const struct aid_map *map,
		  struct aid_row_maker *maker, struct aid_fixes *fixes,
		  struct aid_batches **out_batches, struct aid_error *err)
{
	struct aid_batches *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	b->records = records;
	b->map = map;
	b->maker = maker;
	b->fixes = fixes;
	pthread_mutex_init(&b->mutex, NULL);
	pthread_cond_init(&b->changed, NULL);
	bool is_complete = aid_total_new(map, &b->total, err) == 0;
	for (size_t k = 0; k < AID_BATCH_COUNT; k++) {
		struct aid_batch *batch = &b->batches[k];
		aid_arena_init(&batch->arena);
		batch->rows = malloc(ROWS_MAX * sizeof(*batch->rows));
		batch->records = malloc(AID_LIMIT_BATCH_RECORDS * sizeof(*batch->records));
		is_complete = is_complete && batch->rows != NULL && batch->records != NULL;
		b->empty[b->n_empty++] = batch;
	}
	if (!is_complete || pthread_create(&b->thread, NULL, run, b) != 0) {
		release(b);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	*out_batches = b;
	return 0;
}

int
aid_batches_next(struct aid_batches *b, struct aid_batch **out_batch, struct aid_error *err)
{
	int result = 0;
	pthread_mutex_lock(&b->mutex);
	while (b->n_full == 0 && b->result == 0)
		pthread_cond_wait(&b->changed, &b->mutex);
	if (b->n_full > 0) {
		*out_batch = b->full[0];
		memmove(&b->full[0], &b->full[1], (--b->n_full) * sizeof(b->full[0]));
	} else {
		result = b->result;
		if (err != NULL)
			*err = b->err;
	}
	pthread_mutex_unlock(&b->mutex);
	return result;
}

void
aid_batches_give_back(struct aid_batches *b, struct aid_batch *batch)
{
	pthread_mutex_lock(&b->mutex);
	b->empty[b->n_empty++] = batch;
	pthread_cond_broadcast(&b->changed);
	pthread_mutex_unlock(&b->mutex);
}

void
aid_batches_stop(struct aid_batches *b)
{
	if (b == NULL)
		return;
	pthread_mutex_lock(&b->mutex);
	b->is_stopping = true;
	pthread_cond_broadcast(&b->changed);
	pthread_mutex_unlock(&b->mutex);
	pthread_join(b->thread, NULL);
	release(b);
}
