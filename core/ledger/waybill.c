#include "ledger/waybill.h"

#include <stdlib.h>

#include "base/message.h"
#include "base/sort.h"
#include "store/rows.h"
#include "ledger/seal.h"

/* A slot fills a cache line. Goods are on their way for days: this many waybills are met again before they are forgotten. */
#define SLOTS 131072
#define SLOT_TEXT_BYTES 46
/* Rows ahead of the one at hand that are fetched into the processor's cache. */
#define AHEAD 8

struct slot {
	int64_t waybill_id; /* 0: free */
	int64_t hash;
	uint8_t n_folded, n_written;
	char text[SLOT_TEXT_BYTES]; /* as folded, as last written */
};

struct aid_waybills {
	struct aid_db *db;
	struct slot *slots;
	int64_t last_id;           /* -1: not read yet */
	uint64_t seals;            /* of those that were made */
	bool is_new_likely;        /* the last waybills were new, and so the next may be */
	struct aid_rows *incoming; /* NULL: not asked for yet */
};

/* Waybills on their way into their table. */
struct fresh {
	struct aid_row *const *rows;
	int64_t first_id;
};

int
aid_waybills_new(struct aid_db *db, struct aid_waybills **out_waybills, struct aid_error *err)
{
	struct aid_waybills *waybills = calloc(1, sizeof(*waybills));
	struct slot *slots = calloc(SLOTS, sizeof(*slots));
	if (waybills == NULL || slots == NULL) {
		free(waybills);
		free(slots);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	*waybills = (struct aid_waybills){ .db = db, .slots = slots, .last_id = -1 };
	*out_waybills = waybills;
	return 0;
}

void
aid_waybills_free(struct aid_waybills *waybills)
{
	if (waybills == NULL)
		return;
	free(waybills->slots);
	free(waybills);
}

void
aid_waybills_forget(struct aid_waybills *waybills)
{
	if (waybills == NULL)
		return;
	memset(waybills->slots, 0, SLOTS * sizeof(*waybills->slots));
	waybills->last_id = -1;
	waybills->seals = 0;
}

uint64_t
aid_waybills_take_seals(struct aid_waybills *waybills)
{
	uint64_t seals = waybills->seals;
	waybills->seals = 0;
	return seals;
}

static struct slot *
slot_of(struct aid_waybills *waybills, const struct aid_row *row)
{
	return &waybills->slots[(size_t)row->waybill_hash & (SLOTS - 1)];
}

/* The number, where the waybill was met lately and written in the same way; else 0. */
static int64_t
recall(struct aid_waybills *waybills, const struct aid_row *row)
{
	const struct slot *slot = slot_of(waybills, row);
	bool is_same =
		slot->waybill_id != 0 && slot->hash == row->waybill_hash &&
		aid_slice_is_equal(row->waybill,
				   (struct aid_slice){ slot->text, slot->n_folded }) &&
		aid_slice_is_equal(row->written, (struct aid_slice){ slot->text + slot->n_folded,
								     slot->n_written });
	return is_same ? slot->waybill_id : 0;
}

static void
remember(struct aid_waybills *waybills, const struct aid_row *row)
{
	struct slot *slot = slot_of(waybills, row);
	if (row->waybill.len + row->written.len > SLOT_TEXT_BYTES)
		return;
	slot->waybill_id = row->waybill_id;
	slot->hash = row->waybill_hash;
	slot->n_folded = (uint8_t)row->waybill.len;
	slot->n_written = (uint8_t)row->written.len;
	memcpy(slot->text, row->waybill.ptr, row->waybill.len);
	memcpy(slot->text + row->waybill.len, row->written.ptr, row->written.len);
}

static int
compare(const void *a, const void *b)
{
	const struct aid_row *left = ((const struct aid_sort_entry *)a)->item;
	const struct aid_row *right = ((const struct aid_sort_entry *)b)->item;
	return aid_slice_compare(left->waybill, right->waybill);
}

/* What it was before stays for reports of what was known then. */
static int
rewrite(struct aid_waybills *waybills, int64_t waybill_id, struct aid_slice written, int64_t drop,
	struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(waybills->db, "waybill_form_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":waybill", waybill_id);
	aid_bind_int(s, ":drop", drop);
	result = aid_statement_run(s, err);
	if (result == 0)
		result = aid_db_statement(waybills->db, "waybill_rewrite", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":waybill", waybill_id);
	aid_bind_text(s, ":written", written);
	return aid_statement_run(s, err);
}

static int
read_known(struct aid_waybills *waybills, struct aid_row *row, int64_t drop, int64_t *out_id,
	   struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(waybills->db, "waybill_get", &s, err);
	if (result != 0)
		return result;
	aid_bind_text_at(s, 1, row->waybill);
	result = aid_statement_step(s, &has_row, err);
	*out_id = 0;
	if (result != 0 || !has_row)
		return result;
	*out_id = aid_column_int(s, 0);
	bool is_less = aid_slice_compare(row->written, aid_column_text(s, 1)) < 0;
	aid_statement_reset(s);
	row->is_rewritten = is_less;
	if (!is_less)
		return 0;
	return rewrite(waybills, *out_id, row->written, drop, err);
}

int
aid_waybills_last(struct aid_waybills *waybills, int64_t *out_id, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = 0;
	if (waybills->last_id < 0) {
		result = aid_db_statement(waybills->db, "waybill_last", &s, err);
		if (result == 0)
			result = aid_statement_step(s, &has_row, err);
		if (result != 0)
			return result;
		waybills->last_id = aid_column_int(s, 0);
		aid_statement_reset(s);
	}
	*out_id = waybills->last_id;
	return 0;
}

static void
give_waybill(const void *context, size_t k, int column, struct aid_rows_value *out_value)
{
	const struct fresh *fresh = context;
	if (column == 0)
		aid_rows_give_int(out_value, (int64_t)k);
	else if (column == 1)
		aid_rows_give_int(out_value, fresh->first_id + (int64_t)k);
	else
		aid_rows_give_text(out_value,
				   column == 2 ? fresh->rows[k]->waybill : fresh->rows[k]->written);
}

/* Rows that were not put lose their number. */
static int
find_taken(struct aid_waybills *waybills, struct aid_row *const *rows, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = true;
	int result = aid_db_statement(waybills->db, "waybill_taken", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row)
		rows[aid_column_int(s, 0)]->waybill_id = 0;
	return result;
}

/* Numbers follow one another; those of waybills that are there already stay 0, and are given to none. */
static int
put_new(struct aid_waybills *waybills, struct aid_row *const *rows, size_t n_rows,
	struct aid_error *err)
{
	struct aid_statement *s;
	struct fresh fresh = { rows, 0 };
	int result = aid_waybills_last(waybills, &fresh.first_id, err);
	if (result == 0 && waybills->incoming == NULL)
		result = aid_rows_define(waybills->db, "incoming_create", "incoming_waybill", 0,
					 give_waybill, &waybills->incoming, err);
	if (result == 0)
		result = aid_db_statement(waybills->db, "waybill_put", &s, err);
	if (result != 0)
		return result;
	fresh.first_id++;
	aid_rows_set(waybills->incoming, &fresh, n_rows);
	result = aid_statement_run(s, err);
	if (result != 0)
		return result;
	int64_t n_put = aid_db_changes(waybills->db);
	for (size_t k = 0; k < n_rows; k++)
		rows[k]->waybill_id = fresh.first_id + (int64_t)k;
	if (n_put < (int64_t)n_rows)
		result = find_taken(waybills, rows, err);
	if (result != 0)
		return result;
	for (size_t k = 0; k < n_rows; k++) {
		if (rows[k]->waybill_id == 0)
			continue;
		waybills->last_id = rows[k]->waybill_id;
		waybills->seals +=
			(uint64_t)aid_seal_waybill(rows[k]->waybill_id, rows[k]->waybill_hash);
	}
	waybills->is_new_likely = n_put > 0;
	return 0;
}

/* One that may be known: read, and else put. */
static int
find_one(struct aid_waybills *waybills, struct aid_row *row, int64_t drop, struct aid_error *err)
{
	int result = read_known(waybills, row, drop, &row->waybill_id, err);
	return result == 0 && row->waybill_id == 0 ? put_new(waybills, &row, 1, err) : result;
}

/* In a file of new waybills making is tried first, for all of them at once: the first row of each. */
static int
put_likely(struct aid_waybills *waybills, const struct aid_sort_entry *unknown, size_t n_unknown,
	   struct aid_arena *arena, struct aid_error *err)
{
	size_t n_rows = 0;
	if (!waybills->is_new_likely || n_unknown == 0)
		return 0;
	struct aid_row **rows = aid_arena_alloc(arena, n_unknown * sizeof(*rows));
	if (rows == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	for (size_t k = 0; k < n_unknown; k++) {
		struct aid_row *row = unknown[k].item;
		if (n_rows == 0 || !aid_slice_is_equal(row->waybill, rows[n_rows - 1]->waybill))
			rows[n_rows++] = row;
	}
	return put_new(waybills, rows, n_rows, err);
}

int
aid_waybills_find(struct aid_waybills *waybills, struct aid_row **rows, size_t n_rows, int64_t drop,
		  struct aid_arena *arena, struct aid_error *err)
{
	struct aid_sort_entry *unknown =
		aid_arena_alloc(arena, 2 * (n_rows + 1) * sizeof(*unknown));
	size_t n_unknown = 0;
	int result = 0;
	if (unknown == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	for (size_t k = 0; k < n_rows; k++) {
		struct aid_row *row = rows[k];
		if (k + AHEAD < n_rows)
			__builtin_prefetch(slot_of(waybills, rows[k + AHEAD]));
		row->waybill_id = recall(waybills, row);
		if (row->waybill_id == 0)
			unknown[n_unknown++] =
				(struct aid_sort_entry){ aid_sort_prefix(row->waybill, 0),
							 aid_sort_prefix(row->waybill, 8), row };
	}
	/* In the order of the index of their texts. */
	aid_sort(unknown, unknown + n_unknown, n_unknown, compare);
	result = put_likely(waybills, unknown, n_unknown, arena, err);
	const struct aid_row *before = NULL;
	for (size_t k = 0; k < n_unknown && result == 0; k++) {
		struct aid_row *row = unknown[k].item;
		bool is_same = before != NULL &&
			       aid_slice_is_equal(row->waybill, before->waybill) &&
			       aid_slice_compare(row->written, before->written) >= 0;
		if (is_same)
			row->waybill_id = before->waybill_id;
		else if (row->waybill_id == 0)
			result = find_one(waybills, row, drop, err);
		if (result == 0)
			remember(waybills, row);
		before = row;
	}
	return result;
}
