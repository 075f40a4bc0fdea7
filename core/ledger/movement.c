/* Shipments and observations that name a waybill: the hot path of a load.
 *
 * A batch is sorted by waybill, so that each waybill is looked up once; then by the tables' own key, so that the B-trees are
 * written from left to right. Each row is inserted unless a statement with its key stands; only then is the one that stands read. */
#include <stdlib.h>

#include "base/digest.h"
#include "base/sort.h"
#include "ledger/incoming.h"
#include "ledger/publication.h"

/* A run of dirty waybills goes on over so many that are not: to look at a few too many costs less than a row each. */
#define DIRTY_GAP 2

static const struct aid_merge_names shipment_merge = { "shipment_standing", "shipment_close",
						       "shipment_forget", "shipment_affirm",
						       "shipment" };
static const struct aid_merge_names observation_merge = { "observation_standing",
							  "observation_close", "observation_forget",
							  "observation_affirm", "observation" };

enum {
	TRAIT_LOOSE = 1,
	TRAIT_TRUCKS = 2,
	TRAIT_WEIGHT = 4,
	TRAIT_UNMEASURED = 8,
	TRAIT_SEVERAL = 16,
	TRAIT_UNDATED = 32
};

int
aid_movement_open(struct aid_ingest *ingest, struct aid_error *err)
{
	return aid_waybills_last(ingest->ledger->waybills, &ingest->n_known_waybills, err);
}

#define COMPARE(x, y)                                                                              \
	do {                                                                                       \
		if ((x) != (y))                                                                    \
			return (x) < (y) ? -1 : 1;                                                 \
	} while (0)

static int
compare_key(const void *a, const void *b)
{
	const struct aid_row *left = ((const struct aid_sort_entry *)a)->item;
	const struct aid_row *right = ((const struct aid_sort_entry *)b)->item;
	int order = aid_slice_compare(left->line, right->line);
	if (order != 0)
		return order;
	COMPARE(left->stage, right->stage);
	COMPARE(left->source_id, right->source_id);
	COMPARE(left->key_hash, right->key_hash);
	COMPARE(left->reported_at, right->reported_at);
	COMPARE(left->record, right->record);
	COMPARE(left->fact.part, right->fact.part);
	return 0;
}

static bool
is_undated(const struct aid_row *row)
{
	return !aid_value_is_stated(aid_fact_value(&row->fact, AID_SHIPMENTS_DISPATCHED_AT));
}

static void
bind_shipment_key(struct aid_statement *s, const void *context)
{
	const struct aid_row *row = context;
	aid_bind_int(s, ":waybill", row->waybill_id);
	aid_bind_text(s, ":line", row->line);
	aid_bind_int(s, ":source", row->source_id);
}

static void
bind_observation_key(struct aid_statement *s, const void *context)
{
	const struct aid_row *row = context;
	bind_shipment_key(s, context);
	aid_bind_int(s, ":stage", row->stage);
	aid_bind_int(s, ":key_hash", row->key_hash);
}

/* Does another source state a shipment under this waybill? All shipments of a drop are of one source. */
static int
is_stated_by_others(struct aid_ingest *ingest, const struct aid_row *row, bool *out_is_stated,
		    struct aid_error *err)
{
	struct aid_statement *s;
	*out_is_stated = false;
	if (row->fact.kind != AID_KIND_SHIPMENTS || row->waybill_id > ingest->n_known_waybills)
		return 0;
	int result = aid_db_statement(ingest->db, "shipment_of_others", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":waybill", row->waybill_id);
	aid_bind_int(s, ":source", row->source_id);
	result = aid_statement_step(s, out_is_stated, err);
	if (result == 0 && *out_is_stated)
		aid_statement_reset(s);
	return result;
}

static int
put_trait(struct aid_ingest *ingest, const struct aid_row *row, struct aid_error *err)
{
	bool is_shipment = row->fact.kind == AID_KIND_SHIPMENTS;
	bool has_quantity = aid_value_is_stated(aid_fact_value(
		&row->fact, is_shipment ? AID_SHIPMENTS_QUANTITY : AID_CROSSINGS_QUANTITY));
	bool has_trucks = aid_value_is_stated(aid_fact_value(
		&row->fact, is_shipment ? AID_SHIPMENTS_TRUCKS : AID_CROSSINGS_TRUCKS));
	int traits = (row->is_line_stated ? 0 : TRAIT_LOOSE) | (has_trucks ? TRAIT_TRUCKS : 0);
	if (is_shipment &&
	    aid_value_is_stated(aid_fact_value(&row->fact, AID_SHIPMENTS_GROSS_WEIGHT_KG)))
		traits |= TRAIT_WEIGHT;
	if (is_shipment && is_undated(row))
		traits |= TRAIT_UNDATED;
	if (!is_shipment && !has_quantity && !has_trucks)
		traits |= TRAIT_UNMEASURED;
	bool is_several = false;
	int result = is_stated_by_others(ingest, row, &is_several, err);
	traits |= is_several ? TRAIT_SEVERAL : 0;
	if (result != 0 || traits == 0)
		return result;
	struct aid_statement *s;
	result = aid_db_statement(ingest->db, "waybill_trait_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":waybill", row->waybill_id);
	aid_bind_int(s, ":traits", traits);
	return aid_statement_run(s, err);
}

static int
put_run(struct aid_ingest *ingest, int64_t first, int64_t last, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "dirty_waybill_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":first", first);
	aid_bind_int(s, ":last", last);
	return aid_statement_run(s, err);
}

static int
put_dirty(struct aid_ingest *ingest, struct aid_error *err)
{
	int64_t first = ingest->dirty_first;
	ingest->dirty_first = 0;
	return first == 0 ? 0 : put_run(ingest, first, ingest->dirty_last, err);
}

/* Does a run of an earlier drop have this waybill too? Asked again behind the end of that run, and not where there was none. */
static int
is_waiting(struct aid_ingest *ingest, int64_t waybill_id, bool *out_is_waiting,
	   struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	*out_is_waiting = waybill_id <= ingest->waiting_last;
	if (*out_is_waiting || ingest->waiting_last < 0)
		return 0;
	int result = aid_db_statement(ingest->db, "dirty_waybill_before", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":waybill", waybill_id);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	ingest->waiting_last =
		has_row && aid_column_int(s, 0) >= waybill_id ? aid_column_int(s, 0) : -1;
	if (has_row)
		aid_statement_reset(s);
	*out_is_waiting = ingest->waiting_last >= 0;
	return 0;
}

/* Neighbours join one run: rows come in the order of their waybills' ids. */
static int
mark_dirty(struct aid_ingest *ingest, int64_t waybill_id, struct aid_error *err)
{
	bool is_marked = false;
	if (ingest->dirty_first != 0 && waybill_id >= ingest->dirty_first &&
	    waybill_id <= ingest->dirty_last + DIRTY_GAP) {
		if (waybill_id > ingest->dirty_last)
			ingest->dirty_last = waybill_id;
		return 0;
	}
	int result = put_dirty(ingest, err);
	if (result == 0)
		result = is_waiting(ingest, waybill_id, &is_marked, err);
	if (result == 0 && !is_marked)
		ingest->dirty_first = ingest->dirty_last = waybill_id;
	return result;
}

/* Where the report with the row's key stands: *out_place has its waybill, line and stage. `line` keeps the line. */
static int
find_own_key(struct aid_ingest *ingest, const struct aid_row *row, struct aid_buffer *line,
	     struct aid_row *out_place, bool *out_is_found, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "observation_key_get", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":source", row->source_id);
	aid_bind_int(s, ":key_hash", row->key_hash);
	if ((result = aid_statement_step(s, out_is_found, err)) != 0 || !*out_is_found)
		return result;
	aid_buffer_append(line, aid_column_text(s, 1));
	*out_place = *row;
	out_place->waybill_id = aid_column_int(s, 0);
	out_place->stage = (int)aid_column_int(s, 2);
	out_place->line = line->len == 0 ? AID_SLICE_EMPTY : aid_buffer_slice(line);
	aid_statement_reset(s);
	return aid_buffer_check(line, err);
}

/* Judges what stands at `place` against the row. */
static int
settle_at(struct aid_ingest *ingest, const struct aid_row *place, const struct aid_row *row,
	  struct aid_batch_record *record, bool *out_is_open, struct aid_error *err)
{
	struct aid_statement_key key = { .names = &observation_merge,
					 .bind = bind_observation_key,
					 .context = place,
					 .kind = row->fact.kind,
					 .source_id = row->source_id,
					 .hash = row->key_hash,
					 .text = row->report_key,
					 .line = AID_SLICE_EMPTY };
	int result =
		aid_merge_settle(ingest, &key, row, row->reported_at, record, out_is_open, err);
	return result == 0 && *out_is_open
		       ? put_run(ingest, place->waybill_id, place->waybill_id, err)
		       : result;
}

static int
put_own_key(struct aid_ingest *ingest, const struct aid_row *row, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "observation_key_put", &s, err);
	if (result != 0)
		return result;
	bind_observation_key(s, row);
	return aid_statement_run(s, err);
}

static int
forget_own_key(struct aid_ingest *ingest, const struct aid_row *row, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "observation_key_forget", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":source", row->source_id);
	aid_bind_int(s, ":key_hash", row->key_hash);
	return aid_statement_run(s, err);
}

/* A report with a key of its own may have stood at another waybill, line or stage, or without a waybill. */
static int
follow_own_key(struct aid_ingest *ingest, const struct aid_row *row,
	       struct aid_batch_record *record, bool *out_is_open, struct aid_error *err)
{
	struct aid_row place = *row;
	struct aid_buffer line;
	bool is_found = false;
	*out_is_open = true;
	aid_buffer_init(&line);
	int result = find_own_key(ingest, row, &line, &place, &is_found, err);
	bool is_here = is_found && place.waybill_id == row->waybill_id &&
		       place.stage == row->stage && aid_slice_is_equal(place.line, row->line);
	if (result == 0 && !is_here) {
		if (is_found)
			result = settle_at(ingest, &place, row, record, out_is_open, err);
		else
			result = aid_count_give_way(ingest, row, record, out_is_open, err);
		if (result == 0 && *out_is_open)
			result = put_own_key(ingest, row, err);
	}
	aid_buffer_done(&line);
	return result;
}

int
aid_movement_give_way(struct aid_ingest *ingest, const struct aid_row *row,
		      struct aid_batch_record *record, bool *out_is_open, struct aid_error *err)
{
	struct aid_row place;
	struct aid_buffer line;
	bool is_found = false;
	*out_is_open = true;
	aid_buffer_init(&line);
	int result = find_own_key(ingest, row, &line, &place, &is_found, err);
	if (result == 0 && is_found) {
		result = settle_at(ingest, &place, row, record, out_is_open, err);
		if (result == 0 && *out_is_open)
			result = forget_own_key(ingest, row, err);
	}
	aid_buffer_done(&line);
	return result;
}

int64_t
aid_movement_hash(struct aid_slice waybill, struct aid_slice line, int64_t stage, int64_t key_hash)
{
	return aid_digest_hash64(line, aid_digest_hash64(waybill, key_hash ^ stage));
}

/* Told only where a statement stands already. A report with a key of its own is that report wherever it stands; anything else is what
 * it is by its place in the ledger. The text is the same however the waybill was written. */
static void
name_fact(struct aid_statement_key *key, const struct aid_row *row)
{
	if (row->has_own_key) {
		key->hash = row->key_hash;
		key->text = row->report_key;
		return;
	}
	bool is_shipment = row->fact.kind == AID_KIND_SHIPMENTS;
	key->hash = aid_movement_hash(row->waybill, row->line, is_shipment ? 0 : row->stage,
				      is_shipment ? 0 : row->key_hash);
	key->text = row->waybill;
	key->line = row->line;
	if (row->waybill.ptr != NULL && row->waybill.len > 0 &&
	    row->waybill.ptr[0] == AID_MESSAGE_SEPARATOR && row->report_key.ptr != NULL)
		key->text = row->report_key;
}

int
aid_movement_withdraw(struct aid_ingest *ingest, const struct aid_row *row,
		      struct aid_batch_record *record, struct aid_error *err)
{
	bool is_shipment = row->fact.kind == AID_KIND_SHIPMENTS;
	bool is_report = !is_shipment && (row->has_own_key || row->waybill.ptr == NULL);
	bool is_found = false, is_ended = false;
	struct aid_row place = *row;
	struct aid_withdrawal_key fact = aid_withdrawal_key_of(row);
	struct aid_buffer line;
	aid_buffer_init(&line);
	int result = is_report ? find_own_key(ingest, row, &line, &place, &is_found, err) : 0;
	if (result == 0 && is_report && !is_found) {
		result = aid_count_withdraw(ingest, row, record, err);
	} else if (result == 0) {
		struct aid_statement_key key = {
			.names = is_shipment ? &shipment_merge : &observation_merge,
			.bind = is_shipment ? bind_shipment_key : bind_observation_key,
			.context = &place,
			.kind = row->fact.kind,
			.source_id = row->source_id,
		};
		name_fact(&key, row);
		result = aid_withdrawal_take(ingest, &key, &fact, row, record, &is_ended, err);
	}
	if (result == 0 && is_ended)
		result = put_run(ingest, place.waybill_id, place.waybill_id, err);
	if (result == 0 && is_ended && is_found)
		result = forget_own_key(ingest, row, err);
	aid_buffer_done(&line);
	return result;
}

/* Was the fact withdrawn since, or left out by a later publication while it does not stand? *out_is_left_out: while it stands. */
static int
check_withdrawn(struct aid_ingest *ingest, const struct aid_statement_key *key,
		const struct aid_row *row, struct aid_batch_record *record, bool *out_is_open,
		bool *out_is_left_out, struct aid_error *err)
{
	struct aid_withdrawal_key fact = aid_withdrawal_key_of(row);
	struct aid_row place;
	struct aid_buffer line;
	bool is_left_out = false, stands = false;
	int result = aid_publication_leaves_out(ingest, row, row->waybill_id, &is_left_out, err);
	if (result == 0 && is_left_out && row->has_own_key) {
		aid_buffer_init(&line);
		result = find_own_key(ingest, row, &line, &place, &stands, err);
		aid_buffer_done(&line);
	} else if (result == 0 && is_left_out) {
		result = aid_merge_stands(ingest, key, &stands, err);
	}
	*out_is_left_out = is_left_out && stands;
	return result == 0 ? aid_withdrawal_check(ingest, &fact, row, is_left_out && !stands,
						  record, out_is_open, err)
			   : result;
}

static int
leave_out(struct aid_ingest *ingest, struct aid_statement_key *key, const struct aid_row *row,
	  struct aid_batch_record *record, struct aid_error *err)
{
	struct aid_withdrawal_key fact = aid_withdrawal_key_of(row);
	name_fact(key, row);
	int result = aid_withdrawal_leave_out(ingest, key, &fact, row, record, err);
	return result == 0 && row->has_own_key ? forget_own_key(ingest, row, err) : result;
}

static int
merge_row(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
	  struct aid_error *err)
{
	struct aid_batch_record *record = &batch->records[row->record];
	bool is_shipment = row->fact.kind == AID_KIND_SHIPMENTS;
	struct aid_statement_key key = { is_shipment ? &shipment_merge : &observation_merge,
					 is_shipment ? bind_shipment_key : bind_observation_key,
					 row,
					 row->fact.kind,
					 row->source_id,
					 0,
					 AID_SLICE_EMPTY,
					 AID_SLICE_EMPTY };
	bool is_open = true, is_left_out = false;
	struct aid_publication_row what = { 0 };
	int64_t reported_at = row->reported_at;
	int result = 0;
	if (row->is_withdrawn)
		return aid_movement_withdraw(ingest, row, record, err);
	result = check_withdrawn(ingest, &key, row, record, &is_open, &is_left_out, err);
	what.is_gone = !is_open;
	if (result == 0 && is_open && row->has_own_key)
		result = follow_own_key(ingest, row, record, &is_open, err);
	else if (result == 0 && is_shipment && is_undated(row))
		result = aid_undated_say(ingest, row, record, err);
	/* Said again later than that, it stands. */
	is_left_out = is_left_out && row->reported_at == reported_at;
	what.is_new = record->outcome <= AID_OUTCOME_ACCEPTED;
	for (int n = 0; n < 2 && result == 0 && is_open; n++) {
		if ((result = aid_incoming_put(ingest, batch, &row, 1, err)) != 0)
			return result;
		if (row->is_put) {
			if (n == 0)
				aid_outcome_raise(record, AID_OUTCOME_ACCEPTED, "");
			break;
		}
		what.is_new = false;
		name_fact(&key, row);
		result = aid_merge_settle(ingest, &key, row, row->reported_at, record, &is_open,
					  err);
	}
	if (result == 0 && is_open && is_left_out)
		result = leave_out(ingest, &key, row, record, err);
	what.is_put = is_open && !is_left_out;
	what.is_gone = what.is_gone || (is_open && is_left_out);
	if (result == 0)
		result = aid_publication_list(ingest, row, row->waybill_id, what, err);
	if (result == 0 && is_open)
		result = put_trait(ingest, row, err);
	/* What is found of a consignment names its waybill. */
	if (result == 0 && (is_open || row->is_rewritten))
		result = mark_dirty(ingest, row->waybill_id, err);
	return result;
}

/* Can nothing but a statement with the same key stand in its way? */
static int
is_plain(struct aid_ingest *ingest, const struct aid_row *row, bool *out_is_plain,
	 struct aid_error *err)
{
	bool has_withdrawn = false;
	*out_is_plain = false;
	if (ingest->list.is_open || row->is_withdrawn || row->has_own_key ||
	    (row->fact.kind == AID_KIND_SHIPMENTS && is_undated(row)))
		return 0;
	int result = aid_withdrawal_any(ingest, row->source_id, &has_withdrawn, err);
	*out_is_plain = !has_withdrawn;
	return result;
}

/* Of one kind. */
static bool
has_same_key(const struct aid_row *a, const struct aid_row *b)
{
	return a->waybill_id == b->waybill_id && a->source_id == b->source_id &&
	       aid_slice_is_equal(a->line, b->line) &&
	       (a->fact.kind == AID_KIND_SHIPMENTS ||
		(a->stage == b->stage && a->key_hash == b->key_hash));
}

/* Nearly all rows of nearly all batches are plain and new: they are put at once. */
static int
put_plain(struct aid_ingest *ingest, struct aid_batch *batch, const struct aid_sort_entry *entries,
	  size_t n_rows, enum aid_kind kind, struct aid_error *err)
{
	struct aid_row **rows = aid_arena_alloc(&batch->arena, (n_rows + 1) * sizeof(*rows));
	size_t n_plain = 0;
	int result = 0;
	if (rows == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	for (size_t k = 0; k < n_rows && result == 0; k++) {
		bool is_plain_row = false;
		struct aid_row *row = entries[k].item;
		if (row->fact.kind != kind)
			continue;
		result = is_plain(ingest, row, &is_plain_row, err);
		/* Of rows with one key the first: the others are judged against it. */
		if (is_plain_row && (n_plain == 0 || !has_same_key(rows[n_plain - 1], row)))
			rows[n_plain++] = row;
	}
	return result == 0 ? aid_incoming_put(ingest, batch, rows, n_plain, err) : result;
}

static int
accept_put(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
	   struct aid_error *err)
{
	aid_outcome_raise(&batch->records[row->record], AID_OUTCOME_ACCEPTED, "");
	int result = put_trait(ingest, row, err);
	return result == 0 ? mark_dirty(ingest, row->waybill_id, err) : result;
}

static int
merge_rows(struct aid_ingest *ingest, struct aid_batch *batch, const struct aid_sort_entry *entries,
	   size_t n_rows, struct aid_error *err)
{
	int result = put_plain(ingest, batch, entries, n_rows, AID_KIND_SHIPMENTS, err);
	if (result == 0)
		result = put_plain(ingest, batch, entries, n_rows, AID_KIND_CROSSINGS, err);
	/* Each batch begins with smaller numbers again. */
	ingest->waiting_last = 0;
	for (size_t k = 0; k < n_rows && result == 0; k++) {
		struct aid_row *row = entries[k].item;
		result = row->is_put ? accept_put(ingest, batch, row, err)
				     : merge_row(ingest, batch, row, err);
	}
	return result == 0 ? put_dirty(ingest, err) : result;
}

static int
complete_row(struct aid_ingest *ingest, struct aid_row *row, struct aid_error *err)
{
	bool is_shipment = row->fact.kind == AID_KIND_SHIPMENTS;
	const struct aid_value *at = aid_fact_value(
		&row->fact, is_shipment ? AID_SHIPMENTS_DISPATCHED_AT : AID_CROSSINGS_OCCURRED_AT);
	row->reported_at = aid_merge_reported_at(ingest, row);
	row->stated_at = row->reported_at;
	row->is_put = false;
	int64_t happened_at = aid_value_is_stated(at) ? at->number : row->stated_at;
	if (happened_at > ingest->latest_at)
		ingest->latest_at = happened_at;
	return aid_incoming_name(ingest, row, err);
}

int
aid_movement_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row **rows,
		   size_t n_rows, struct aid_error *err)
{
	struct aid_sort_entry *entries =
		aid_arena_alloc(&batch->arena, 2 * (n_rows + 1) * sizeof(*entries));
	if (entries == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	int result = aid_waybills_find(ingest->ledger->waybills, rows, n_rows, ingest->drop,
				       &batch->arena, err);
	if (result != 0)
		return result;
	for (size_t k = 0; k < n_rows && result == 0; k++) {
		result = complete_row(ingest, rows[k], err);
		entries[k] = (struct aid_sort_entry){ (uint64_t)rows[k]->waybill_id,
						      aid_sort_prefix(rows[k]->line, 0), rows[k] };
	}
	if (result != 0)
		return result;
	aid_sort(entries, entries + n_rows, n_rows, compare_key);
	return merge_rows(ingest, batch, entries, n_rows, err);
}
