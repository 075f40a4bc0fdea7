/* Shipments and observations that name a waybill: the hot path of a load.
 *
 * A batch is sorted by waybill, so that each waybill is looked up once; then by the tables' own key, so that the B-trees are
 * written from left to right. Each row is inserted unless a statement with its key stands; only then is the one that stands read. */
#include <stdlib.h>

#include "base/digest.h"
#include "ledger/publication.h"

enum {
	P_WAYBILL,
	P_LINE,
	P_SOURCE,
	P_DROP,
	P_DROP_LINE,
	P_LANE,
	P_QUANTITY,
	P_UNIT,
	P_TRUCKS,
	P_AT,
	P_AT_PRECISION,
	P_CONSIGNEE,
	P_FOLLOWED_TO,
	P_IS_LINE_STATED,
	P_VEHICLE,
	P_MANIFEST,
	P_NOTE,
	P_AFFIRMED_AT,
	P_CONTENT_HASH,
	P_COMMON
};
static const char *const common_names[P_COMMON] = {
	":waybill",      ":line",      ":source",      ":drop",           ":drop_line",
	":lane",         ":quantity",  ":unit",        ":trucks",         ":at",
	":at_precision", ":consignee", ":followed_to", ":is_line_stated", ":vehicle",
	":manifest",     ":note",      ":affirmed_at", ":content_hash"
};
enum { S_COMMITMENT, S_WEIGHT, S_ETA, S_ORIGIN, S_CONSIGNOR, S_CARRIER, S_STATED_AT, S_COUNT };
static const char *const shipment_names[S_COUNT] = { ":commitment", ":weight",    ":eta",
						     ":origin",     ":consignor", ":carrier",
						     ":stated_at" };
enum { O_KEY_HASH, O_STAGE, O_PLACE, O_REASON, O_COUNT };
static const char *const observation_names[O_COUNT] = { ":key_hash", ":stage", ":place",
							":reason" };

/* A run of dirty waybills goes on over so many that are not: to look at a few too many costs less than a row each. */
#define DIRTY_GAP 2
/* Rows ahead of the one at hand that are fetched into the processor's cache. */
#define AHEAD 4

static const struct aid_merge_names shipment_merge = { "shipment_standing", "shipment_close",
						       "shipment_forget", "shipment_affirm" };
static const struct aid_merge_names observation_merge = { "observation_standing",
							  "observation_close", "observation_forget",
							  "observation_affirm" };

enum {
	TRAIT_LOOSE = 1,
	TRAIT_TRUCKS = 2,
	TRAIT_WEIGHT = 4,
	TRAIT_UNMEASURED = 8,
	TRAIT_SEVERAL = 16,
	TRAIT_UNDATED = 32
};

struct aid_movement_statements {
	struct aid_statement *shipment_put, *observation_put, *dirty_put;
	int shipment_common[P_COMMON], shipment_own[S_COUNT];
	int observation_common[P_COMMON], observation_own[O_COUNT];
};

static void
find_positions(struct aid_statement *s, const char *const *names, int n_names, int *out_positions)
{
	for (int k = 0; k < n_names; k++)
		out_positions[k] = aid_bind_position(s, names[k]);
}

int
aid_movement_open(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_movement_statements *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	ingest->movement = m;
	int result = aid_db_statement(ingest->db, "shipment_put", &m->shipment_put, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "observation_put", &m->observation_put, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "dirty_waybill_put", &m->dirty_put, err);
	if (result == 0)
		result =
			aid_waybills_last(ingest->ledger->waybills, &ingest->n_known_waybills, err);
	if (result != 0)
		return result;
	find_positions(m->shipment_put, common_names, P_COMMON, m->shipment_common);
	find_positions(m->shipment_put, shipment_names, S_COUNT, m->shipment_own);
	find_positions(m->observation_put, common_names, P_COMMON, m->observation_common);
	find_positions(m->observation_put, observation_names, O_COUNT, m->observation_own);
	return 0;
}

void
aid_movement_close(struct aid_ingest *ingest)
{
	free(ingest->movement);
	ingest->movement = NULL;
}

/* What is sorted instead of the rows, which are large and lie apart: a prefix that decides nearly always, and the row. */
struct sort_entry {
	uint64_t first, second;
	struct aid_row *row;
};

/* The bytes of a text from `offset` on as a number in byte order; zeros behind its end. */
static uint64_t
prefix_of(struct aid_slice text, size_t offset)
{
	uint64_t prefix = 0;
	for (size_t k = offset; k < offset + 8; k++)
		prefix = prefix << 8 | (k < text.len ? (unsigned char)text.ptr[k] : 0);
	return prefix;
}

#define COMPARE(x, y)                                                                              \
	do {                                                                                       \
		if ((x) != (y))                                                                    \
			return (x) < (y) ? -1 : 1;                                                 \
	} while (0)

static int
compare_key(const void *a, const void *b)
{
	const struct sort_entry *x = a, *y = b;
	COMPARE(x->first, y->first);
	COMPARE(x->second, y->second);
	const struct aid_row *left = x->row, *right = y->row;
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

static void
bind_number(struct aid_statement *s, int position, const struct aid_value *value)
{
	if (aid_value_is_stated(value))
		aid_bind_int_at(s, position, value->number);
	else
		aid_bind_null_at(s, position);
}

static int
bind_name(struct aid_ingest *ingest, struct aid_statement *s, int position, int registry,
	  const struct aid_value *value, struct aid_error *err)
{
	int64_t id = 0;
	int result = aid_names_id(ingest->ledger->names, registry, value->text, &id, err);
	aid_bind_int_at(s, position, id);
	return result;
}

/* Which columns of the fact the common parameters come from. */
struct common_columns {
	int quantity, trucks, at, consignee, vehicle, manifest, note;
};
static const struct common_columns shipment_columns = {
	AID_SHIPMENTS_QUANTITY,  AID_SHIPMENTS_TRUCKS,  AID_SHIPMENTS_DISPATCHED_AT,
	AID_SHIPMENTS_CONSIGNEE, AID_SHIPMENTS_VEHICLE, AID_SHIPMENTS_MANIFEST,
	AID_SHIPMENTS_NOTE
};
static const struct common_columns observation_columns = {
	AID_CROSSINGS_QUANTITY,  AID_CROSSINGS_TRUCKS,  AID_CROSSINGS_OCCURRED_AT,
	AID_CROSSINGS_CONSIGNEE, AID_CROSSINGS_VEHICLE, AID_CROSSINGS_MANIFEST,
	AID_CROSSINGS_NOTE
};

static int
bind_common(struct aid_ingest *ingest, struct aid_statement *s, const int *p,
	    const struct aid_row *row, int64_t line, const struct common_columns *columns,
	    struct aid_error *err)
{
	const struct aid_fact *fact = &row->fact;
	const struct aid_value *at = aid_fact_value(fact, columns->at);
	aid_bind_int_at(s, p[P_WAYBILL], row->waybill_id);
	aid_bind_text_at(s, p[P_LINE], row->line);
	aid_bind_int_at(s, p[P_SOURCE], row->source_id);
	aid_bind_int_at(s, p[P_DROP], ingest->drop);
	aid_bind_int_at(s, p[P_DROP_LINE], line);
	aid_bind_int_at(s, p[P_LANE], row->lane_id);
	bind_number(s, p[P_QUANTITY], aid_fact_value(fact, columns->quantity));
	aid_bind_int_at(s, p[P_UNIT], row->unit_id);
	bind_number(s, p[P_TRUCKS], aid_fact_value(fact, columns->trucks));
	bind_number(s, p[P_AT], at);
	aid_bind_int_at(s, p[P_AT_PRECISION], at->precision);
	aid_bind_int_at(s, p[P_FOLLOWED_TO], ingest->followed_to);
	aid_bind_int_at(s, p[P_IS_LINE_STATED], row->is_line_stated);
	aid_bind_text_at(s, p[P_VEHICLE], aid_fact_value(fact, columns->vehicle)->text);
	aid_bind_text_at(s, p[P_MANIFEST], aid_fact_value(fact, columns->manifest)->text);
	aid_bind_text_at(s, p[P_NOTE], aid_fact_value(fact, columns->note)->text);
	aid_bind_int_at(s, p[P_AFFIRMED_AT], row->reported_at);
	aid_bind_int_at(s, p[P_CONTENT_HASH], row->content_hash);
	if (aid_value_is_stated(at) && at->number > ingest->latest_at)
		ingest->latest_at = at->number;
	return bind_name(ingest, s, p[P_CONSIGNEE], AID_REGISTRY_ORGANISATION,
			 aid_fact_value(fact, columns->consignee), err);
}

static bool
is_undated(const struct aid_row *row)
{
	return !aid_value_is_stated(aid_fact_value(&row->fact, AID_SHIPMENTS_DISPATCHED_AT));
}

static int
bind_shipment(struct aid_ingest *ingest, const struct aid_row *row, int64_t line,
	      struct aid_error *err)
{
	struct aid_movement_statements *m = ingest->movement;
	struct aid_statement *s = m->shipment_put;
	const int *p = m->shipment_own;
	int result = bind_common(ingest, s, m->shipment_common, row, line, &shipment_columns, err);
	bind_number(s, p[S_WEIGHT], aid_fact_value(&row->fact, AID_SHIPMENTS_GROSS_WEIGHT_KG));
	bind_number(s, p[S_ETA], aid_fact_value(&row->fact, AID_SHIPMENTS_ETA));
	aid_bind_text_at(s, p[S_CARRIER], aid_fact_value(&row->fact, AID_SHIPMENTS_CARRIER)->text);
	aid_bind_int_at(s, p[S_STATED_AT], row->stated_at);
	if (is_undated(row) && row->stated_at > ingest->latest_at)
		ingest->latest_at = row->stated_at;
	if (result == 0)
		result = bind_name(ingest, s, p[S_COMMITMENT], AID_REGISTRY_COMMITMENT,
				   aid_fact_value(&row->fact, AID_SHIPMENTS_COMMITMENT_ID), err);
	if (result == 0)
		result = bind_name(ingest, s, p[S_ORIGIN], AID_REGISTRY_PLACE,
				   aid_fact_value(&row->fact, AID_SHIPMENTS_ORIGIN), err);
	if (result == 0)
		result = bind_name(ingest, s, p[S_CONSIGNOR], AID_REGISTRY_ORGANISATION,
				   aid_fact_value(&row->fact, AID_SHIPMENTS_CONSIGNOR), err);
	return result;
}

static int
bind_observation(struct aid_ingest *ingest, const struct aid_row *row, int64_t line,
		 struct aid_error *err)
{
	struct aid_movement_statements *m = ingest->movement;
	struct aid_statement *s = m->observation_put;
	const int *p = m->observation_own;
	aid_bind_int_at(s, p[O_KEY_HASH], row->key_hash);
	aid_bind_int_at(s, p[O_STAGE], row->stage);
	aid_bind_int_at(s, p[O_PLACE], row->place_id);
	aid_bind_text_at(s, p[O_REASON], aid_fact_value(&row->fact, AID_CROSSINGS_REASON)->text);
	return bind_common(ingest, s, m->observation_common, row, line, &observation_columns, err);
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
	const struct common_columns *columns =
		is_shipment ? &shipment_columns : &observation_columns;
	bool has_quantity = aid_value_is_stated(aid_fact_value(&row->fact, columns->quantity));
	bool has_trucks = aid_value_is_stated(aid_fact_value(&row->fact, columns->trucks));
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
	struct aid_statement *s = ingest->movement->dirty_put;
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
	struct aid_row place;
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
	key->hash = aid_digest_hash64(row->line,
				      aid_digest_hash64(row->waybill, row->key_hash ^ row->stage));
	key->text = row->waybill;
	key->line = row->line;
	if (row->waybill.len > 0 && row->waybill.ptr[0] == AID_MESSAGE_SEPARATOR &&
	    row->report_key.ptr != NULL)
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

/* Was the fact withdrawn since, or left out by a later publication while it does not stand? */
static int
check_withdrawn(struct aid_ingest *ingest, const struct aid_statement_key *key,
		const struct aid_row *row, struct aid_batch_record *record, bool *out_is_open,
		struct aid_error *err)
{
	struct aid_withdrawal_key fact = aid_withdrawal_key_of(row);
	struct aid_row place;
	struct aid_buffer line;
	bool is_left_out = false, stands = false;
	int result = aid_publication_leaves_out(ingest, row, &is_left_out, err);
	if (result == 0 && is_left_out && row->has_own_key) {
		aid_buffer_init(&line);
		result = find_own_key(ingest, row, &line, &place, &stands, err);
		aid_buffer_done(&line);
	} else if (result == 0 && is_left_out) {
		result = aid_merge_stands(ingest, key, &stands, err);
	}
	return result == 0 ? aid_withdrawal_check(ingest, &fact, row, is_left_out && !stands,
						  record, out_is_open, err)
			   : result;
}

static int
merge_row(struct aid_ingest *ingest, struct aid_row *row, struct aid_batch_record *record,
	  struct aid_error *err)
{
	struct aid_movement_statements *m = ingest->movement;
	bool is_shipment = row->fact.kind == AID_KIND_SHIPMENTS;
	struct aid_statement *put = is_shipment ? m->shipment_put : m->observation_put;
	struct aid_statement_key key = { is_shipment ? &shipment_merge : &observation_merge,
					 is_shipment ? bind_shipment_key : bind_observation_key,
					 row,
					 row->fact.kind,
					 row->source_id,
					 0,
					 AID_SLICE_EMPTY,
					 AID_SLICE_EMPTY };
	bool is_open = true;
	int result = 0;
	if (row->is_withdrawn)
		return aid_movement_withdraw(ingest, row, record, err);
	row->stated_at = row->reported_at;
	result = check_withdrawn(ingest, &key, row, record, &is_open, err);
	if (result == 0 && is_open && row->has_own_key)
		result = follow_own_key(ingest, row, record, &is_open, err);
	else if (result == 0 && is_shipment && is_undated(row))
		result = aid_undated_say(ingest, row, record, err);
	bool is_new = record->outcome <= AID_OUTCOME_ACCEPTED;
	for (int n = 0; n < 2 && result == 0 && is_open; n++) {
		result = is_shipment ? bind_shipment(ingest, row, record->line, err)
				     : bind_observation(ingest, row, record->line, err);
		if (result == 0)
			result = aid_statement_run(put, err);
		if (result != 0)
			return result;
		if (aid_db_changes(ingest->db) > 0) {
			if (n == 0)
				aid_outcome_raise(record, AID_OUTCOME_ACCEPTED, "");
			break;
		}
		is_new = false;
		name_fact(&key, row);
		result = aid_merge_settle(ingest, &key, row, row->reported_at, record, &is_open,
					  err);
	}
	if (result == 0 && is_open)
		result = aid_publication_list(ingest, row, row->waybill_id, is_new, err);
	if (result == 0 && is_open)
		result = put_trait(ingest, row, err);
	/* What is found of a consignment names its waybill. */
	if (result == 0 && (is_open || row->is_rewritten))
		result = mark_dirty(ingest, row->waybill_id, err);
	return result;
}

/* The rows lie apart and are met in another order than they were made in: what comes soon is fetched ahead. */
static void
fetch_ahead(const struct aid_row *row, const struct aid_row *next)
{
	const char *bytes = (const char *)row;
	for (size_t k = 0; k < sizeof(*row); k += 64)
		__builtin_prefetch(bytes + k);
	bytes = (const char *)next->fact.values;
	for (size_t k = 0; k < 512; k += 64)
		__builtin_prefetch(bytes + k);
}

static int
merge_rows(struct aid_ingest *ingest, struct aid_batch *batch, const struct sort_entry *entries,
	   size_t n_rows, struct aid_error *err)
{
	int result = 0;
	/* Each batch begins with smaller numbers again. */
	ingest->waiting_last = 0;
	for (size_t k = 0; k < n_rows && result == 0; k++) {
		struct aid_row *row = entries[k].row;
		if (k + AHEAD < n_rows)
			fetch_ahead(entries[k + AHEAD].row, entries[k + AHEAD / 2].row);
		result = merge_row(ingest, row, &batch->records[row->record], err);
	}
	return result == 0 ? put_dirty(ingest, err) : result;
}

int
aid_movement_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row **rows,
		   size_t n_rows, struct aid_error *err)
{
	struct sort_entry *entries =
		aid_arena_alloc(&batch->arena, (n_rows + 1) * sizeof(*entries));
	if (entries == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	int result = aid_waybills_find(ingest->ledger->waybills, rows, n_rows, ingest->drop,
				       &batch->arena, err);
	if (result != 0)
		return result;
	for (size_t k = 0; k < n_rows; k++) {
		rows[k]->reported_at = aid_merge_reported_at(ingest, rows[k]);
		entries[k] = (struct sort_entry){ (uint64_t)rows[k]->waybill_id,
						  prefix_of(rows[k]->line, 0), rows[k] };
	}
	qsort(entries, n_rows, sizeof(*entries), compare_key);
	return merge_rows(ingest, batch, entries, n_rows, err);
}
