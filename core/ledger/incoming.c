#include "ledger/incoming.h"

#include "ledger/chain.h"
#include "ledger/seal.h"
#include "store/rows.h"

/* Columns of schema/ledger/incoming.sql, in its order. */
enum {
	I_ROW_NO,
	I_WAYBILL,
	I_LINE,
	I_SOURCE,
	I_DROP_LINE,
	I_LANE,
	I_QUANTITY,
	I_UNIT,
	I_TRUCKS,
	I_AT,
	I_AT_PRECISION,
	I_CONSIGNEE,
	I_IS_LINE_STATED,
	I_VEHICLE,
	I_MANIFEST,
	I_NOTE,
	I_AFFIRMED_AT,
	I_CONTENT_HASH,
	I_COMMON,
	/* of shipments */
	I_COMMITMENT = I_COMMON,
	I_WEIGHT,
	I_ETA,
	I_ORIGIN,
	I_CONSIGNOR,
	I_CARRIER,
	I_STATED_AT,
	/* of observations */
	I_KEY_HASH = I_COMMON,
	I_STAGE,
	I_PLACE,
	I_REASON
};

#define CACHE_LINE 64
#define ROWS_AHEAD 8
#define VALUES_AHEAD 384 /* bytes of a row's values that are read */

struct incoming {
	const struct aid_batch *batch;
	struct aid_row *const *rows;
	size_t n_rows;
};

/* Which columns of the fact the common ones come from. */
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

static void
give_number(struct aid_rows_value *out_value, const struct aid_row *row, int column)
{
	const struct aid_value *value = aid_fact_value(&row->fact, column);
	if (aid_value_is_stated(value))
		aid_rows_give_int(out_value, value->number);
}

static void
give_text(struct aid_rows_value *out_value, const struct aid_row *row, int column)
{
	aid_rows_give_text(out_value, aid_fact_value(&row->fact, column)->text);
}

static void
give_common(struct aid_rows_value *out_value, const struct incoming *incoming,
	    const struct aid_row *row, int column, const struct common_columns *of)
{
	switch (column) {
	case I_WAYBILL:
		aid_rows_give_int(out_value, row->waybill_id);
		break;
	case I_LINE:
		aid_rows_give_text(out_value, row->line);
		break;
	case I_SOURCE:
		aid_rows_give_int(out_value, row->source_id);
		break;
	case I_DROP_LINE:
		aid_rows_give_int(out_value, incoming->batch->records[row->record].line);
		break;
	case I_LANE:
		aid_rows_give_int(out_value, row->lane_id);
		break;
	case I_QUANTITY:
		give_number(out_value, row, of->quantity);
		break;
	case I_UNIT:
		aid_rows_give_int(out_value, row->unit_id);
		break;
	case I_TRUCKS:
		give_number(out_value, row, of->trucks);
		break;
	case I_AT:
		give_number(out_value, row, of->at);
		break;
	case I_AT_PRECISION:
		aid_rows_give_int(out_value, aid_fact_value(&row->fact, of->at)->precision);
		break;
	case I_CONSIGNEE:
		aid_rows_give_int(out_value, row->consignee_id);
		break;
	case I_IS_LINE_STATED:
		aid_rows_give_int(out_value, row->is_line_stated);
		break;
	case I_VEHICLE:
		give_text(out_value, row, of->vehicle);
		break;
	case I_MANIFEST:
		give_text(out_value, row, of->manifest);
		break;
	case I_NOTE:
		give_text(out_value, row, of->note);
		break;
	case I_AFFIRMED_AT:
		aid_rows_give_int(out_value, row->reported_at);
		break;
	default:
		aid_rows_give_int(out_value, row->content_hash);
		break;
	}
}

/* Rows lie as the reading thread, on another processor, left them, and are taken in another order: the processor fetches those ahead of the one at
 * hand, and of those that are nearer what they point to. */
static void
fetch_ahead(const struct incoming *incoming, size_t k)
{
	if (k + ROWS_AHEAD < incoming->n_rows) {
		const char *row = (const char *)incoming->rows[k + ROWS_AHEAD];
		for (size_t at = 0; at < sizeof(struct aid_row); at += CACHE_LINE)
			__builtin_prefetch(row + at);
	}
	if (k + ROWS_AHEAD / 2 < incoming->n_rows) {
		const struct aid_row *row = incoming->rows[k + ROWS_AHEAD / 2];
		const char *values = (const char *)row->fact.values;
		for (size_t at = 0; at < VALUES_AHEAD; at += CACHE_LINE)
			__builtin_prefetch(values + at);
		__builtin_prefetch(&incoming->batch->records[row->record].line);
	}
}

static void
read_shipment(const void *context, size_t k, int column, struct aid_rows_value *out_value)
{
	const struct incoming *incoming = context;
	const struct aid_row *row = incoming->rows[k];
	if (column == I_WAYBILL)
		fetch_ahead(incoming, k);
	switch (column) {
	case I_ROW_NO:
		aid_rows_give_int(out_value, (int64_t)k);
		break;
	case I_COMMITMENT:
		aid_rows_give_int(out_value, row->commitment_id);
		break;
	case I_WEIGHT:
		give_number(out_value, row, AID_SHIPMENTS_GROSS_WEIGHT_KG);
		break;
	case I_ETA:
		give_number(out_value, row, AID_SHIPMENTS_ETA);
		break;
	case I_ORIGIN:
		aid_rows_give_int(out_value, row->origin_id);
		break;
	case I_CONSIGNOR:
		aid_rows_give_int(out_value, row->consignor_id);
		break;
	case I_CARRIER:
		give_text(out_value, row, AID_SHIPMENTS_CARRIER);
		break;
	case I_STATED_AT:
		aid_rows_give_int(out_value, row->stated_at);
		break;
	default:
		give_common(out_value, incoming, row, column, &shipment_columns);
		break;
	}
}

static void
read_observation(const void *context, size_t k, int column, struct aid_rows_value *out_value)
{
	const struct incoming *incoming = context;
	const struct aid_row *row = incoming->rows[k];
	if (column == I_WAYBILL)
		fetch_ahead(incoming, k);
	switch (column) {
	case I_ROW_NO:
		aid_rows_give_int(out_value, (int64_t)k);
		break;
	case I_KEY_HASH:
		aid_rows_give_int(out_value, row->key_hash);
		break;
	case I_STAGE:
		aid_rows_give_int(out_value, row->stage);
		break;
	case I_PLACE:
		aid_rows_give_int(out_value, row->place_id);
		break;
	case I_REASON:
		give_text(out_value, row, AID_CROSSINGS_REASON);
		break;
	default:
		give_common(out_value, incoming, row, column, &observation_columns);
		break;
	}
}

static int
find_name(struct aid_ingest *ingest, int registry, const struct aid_row *row, int column,
	  int64_t *out_id, struct aid_error *err)
{
	return aid_names_id(ingest->ledger->names, registry,
			    aid_fact_value(&row->fact, column)->text, out_id, err);
}

int
aid_incoming_name(struct aid_ingest *ingest, struct aid_row *row, struct aid_error *err)
{
	bool is_shipment = row->fact.kind == AID_KIND_SHIPMENTS;
	const struct common_columns *of = is_shipment ? &shipment_columns : &observation_columns;
	int result = find_name(ingest, AID_REGISTRY_ORGANISATION, row, of->consignee,
			       &row->consignee_id, err);
	if (!is_shipment || result != 0)
		return result;
	result = find_name(ingest, AID_REGISTRY_COMMITMENT, row, AID_SHIPMENTS_COMMITMENT_ID,
			   &row->commitment_id, err);
	if (result == 0)
		result = find_name(ingest, AID_REGISTRY_PLACE, row, AID_SHIPMENTS_ORIGIN,
				   &row->origin_id, err);
	if (result == 0)
		result = find_name(ingest, AID_REGISTRY_ORGANISATION, row, AID_SHIPMENTS_CONSIGNOR,
				   &row->consignor_id, err);
	return result;
}

static int
find_table(struct aid_ledger *ledger, bool is_shipment, struct aid_rows **out_rows,
	   struct aid_error *err)
{
	struct aid_rows **rows =
		is_shipment ? &ledger->incoming_shipment : &ledger->incoming_observation;
	int result = 0;
	if (*rows == NULL)
		result = aid_rows_define(ledger->db, "incoming_create",
					 is_shipment ? "incoming_shipment" : "incoming_observation",
					 0, is_shipment ? read_shipment : read_observation, rows,
					 err);
	*out_rows = *rows;
	return result;
}

static void
seal_number(struct aid_seal *seal, const struct aid_row *row, int column)
{
	const struct aid_value *value = aid_fact_value(&row->fact, column);
	if (aid_value_is_stated(value))
		aid_seal_int(seal, value->number);
	else
		aid_seal_null(seal);
}

static void
seal_text(struct aid_seal *seal, const struct aid_row *row, int column)
{
	aid_seal_text(seal, aid_fact_value(&row->fact, column)->text);
}

/* The columns of table shipment that never change, in its order. */
static void
seal_shipment(struct aid_ingest *ingest, int64_t line, const struct aid_row *row)
{
	struct aid_seal seal;
	aid_seal_begin(&seal, "shipment");
	aid_seal_int(&seal, row->waybill_id);
	aid_seal_text(&seal, row->line);
	aid_seal_int(&seal, row->source_id);
	aid_seal_int(&seal, ingest->drop);
	aid_seal_int(&seal, line);
	aid_seal_int(&seal, row->lane_id);
	aid_seal_int(&seal, row->commitment_id);
	seal_number(&seal, row, AID_SHIPMENTS_QUANTITY);
	aid_seal_int(&seal, row->unit_id);
	seal_number(&seal, row, AID_SHIPMENTS_TRUCKS);
	seal_number(&seal, row, AID_SHIPMENTS_GROSS_WEIGHT_KG);
	seal_number(&seal, row, AID_SHIPMENTS_DISPATCHED_AT);
	aid_seal_int(&seal, aid_fact_value(&row->fact, AID_SHIPMENTS_DISPATCHED_AT)->precision);
	seal_number(&seal, row, AID_SHIPMENTS_ETA);
	aid_seal_int(&seal, row->origin_id);
	aid_seal_int(&seal, row->consignor_id);
	aid_seal_int(&seal, row->consignee_id);
	aid_seal_int(&seal, ingest->followed_to);
	aid_seal_int(&seal, row->is_line_stated);
	seal_text(&seal, row, AID_SHIPMENTS_CARRIER);
	seal_text(&seal, row, AID_SHIPMENTS_VEHICLE);
	seal_text(&seal, row, AID_SHIPMENTS_MANIFEST);
	seal_text(&seal, row, AID_SHIPMENTS_NOTE);
	aid_seal_int(&seal, row->stated_at);
	aid_seal_int(&seal, row->content_hash);
	aid_chain_add(ingest, AID_CHAIN_PUT, aid_seal_end(&seal));
}

/* Of table observation. */
static void
seal_observation(struct aid_ingest *ingest, int64_t line, const struct aid_row *row)
{
	struct aid_seal seal;
	aid_seal_begin(&seal, "observation");
	aid_seal_int(&seal, row->waybill_id);
	aid_seal_text(&seal, row->line);
	aid_seal_int(&seal, row->source_id);
	aid_seal_int(&seal, row->key_hash);
	aid_seal_int(&seal, ingest->drop);
	aid_seal_int(&seal, line);
	aid_seal_int(&seal, row->stage);
	aid_seal_int(&seal, row->place_id);
	seal_number(&seal, row, AID_CROSSINGS_OCCURRED_AT);
	aid_seal_int(&seal, aid_fact_value(&row->fact, AID_CROSSINGS_OCCURRED_AT)->precision);
	seal_number(&seal, row, AID_CROSSINGS_QUANTITY);
	aid_seal_int(&seal, row->unit_id);
	seal_number(&seal, row, AID_CROSSINGS_TRUCKS);
	aid_seal_int(&seal, row->lane_id);
	aid_seal_int(&seal, row->consignee_id);
	aid_seal_int(&seal, ingest->followed_to);
	aid_seal_int(&seal, row->is_line_stated);
	seal_text(&seal, row, AID_CROSSINGS_VEHICLE);
	seal_text(&seal, row, AID_CROSSINGS_MANIFEST);
	seal_text(&seal, row, AID_CROSSINGS_REASON);
	seal_text(&seal, row, AID_CROSSINGS_NOTE);
	aid_seal_int(&seal, row->content_hash);
	aid_chain_add(ingest, AID_CHAIN_PUT, aid_seal_end(&seal));
}

static void
seal_put(struct aid_ingest *ingest, const struct incoming *incoming)
{
	struct aid_row *const *rows = incoming->rows;
	for (size_t k = 0; k < incoming->n_rows; k++) {
		fetch_ahead(incoming, k);
		int64_t line = incoming->batch->records[rows[k]->record].line;
		if (!rows[k]->is_put)
			continue;
		if (rows[k]->fact.kind == AID_KIND_SHIPMENTS)
			seal_shipment(ingest, line, rows[k]);
		else
			seal_observation(ingest, line, rows[k]);
	}
}

/* Rows that were not put. */
static int
find_taken(struct aid_ingest *ingest, const char *name, struct aid_row *const *rows,
	   struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = true;
	int result = aid_db_statement(ingest->db, name, &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	while ((result = aid_statement_step(s, &has_row, err)) == 0 && has_row)
		rows[aid_column_int(s, 0)]->is_put = false;
	return result;
}

int
aid_incoming_put(struct aid_ingest *ingest, const struct aid_batch *batch,
		 struct aid_row *const *rows, size_t n_rows, struct aid_error *err)
{
	struct incoming incoming = { batch, rows, n_rows };
	struct aid_statement *s;
	struct aid_rows *table;
	if (n_rows == 0)
		return 0;
	bool is_shipment = rows[0]->fact.kind == AID_KIND_SHIPMENTS;
	int result = find_table(ingest->ledger, is_shipment, &table, err);
	if (result == 0)
		result = aid_db_statement(
			ingest->db, is_shipment ? "shipment_put" : "observation_put", &s, err);
	if (result != 0)
		return result;
	aid_rows_set(table, &incoming, n_rows);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":followed_to", ingest->followed_to);
	result = aid_statement_run(s, err);
	if (result != 0)
		return result;
	int64_t n_put = aid_db_changes(ingest->db);
	for (size_t k = 0; k < n_rows; k++)
		rows[k]->is_put = true;
	if (n_put < (int64_t)n_rows)
		result = find_taken(ingest, is_shipment ? "shipment_taken" : "observation_taken",
				    rows, err);
	if (result != 0)
		return result;
	seal_put(ingest, &incoming);
	return 0;
}
