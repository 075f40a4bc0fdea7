/* What a record is about, for the line that it has in the receipt: the keys of its facts as people know them. */
#include "ledger/chain.h"
#include "ledger/seal.h"
#include "value/date.h"

/* Keys of several columns are joined by a separator, which people read as a blank. */
static void
append_text(struct aid_buffer *out, struct aid_slice text)
{
	for (size_t k = 0; k < text.len; k++)
		aid_buffer_append_char(out,
				       text.ptr[k] == AID_MESSAGE_SEPARATOR ? ' ' : text.ptr[k]);
}

static void
append_value(struct aid_buffer *out, const struct aid_row *row, int column)
{
	struct aid_slice text = aid_fact_value(&row->fact, column)->text;
	if (text.ptr != NULL)
		append_text(out, text);
}

/* "W7/1". A consignment without a waybill has a name of the ledger's own, which says nothing to anybody. */
static void
append_waybill(struct aid_buffer *out, const struct aid_row *row)
{
	bool is_named = row->waybill.len > 0 && row->waybill.ptr[0] != AID_MESSAGE_SEPARATOR;
	if (!is_named)
		return;
	append_text(out, row->written);
	if (row->line.len > 0) {
		aid_buffer_append_char(out, '/');
		append_text(out, row->line);
	}
}

static void
append_key(struct aid_buffer *out, const struct aid_row *row)
{
	switch (row->fact.kind) {
	case AID_KIND_COMMITMENTS:
		append_value(out, row, AID_COMMITMENTS_COMMITMENT_ID);
		if (row->key_hash != AID_PROMISE_FROM_START) {
			aid_buffer_append_char(out, '/');
			aid_date_append_day(out, row->key_hash);
		}
		break;
	case AID_KIND_PLACES:
		append_value(out, row, AID_PLACES_PLACE);
		break;
	case AID_KIND_COMMODITIES:
		append_value(out, row, AID_COMMODITIES_COMMODITY);
		break;
	case AID_KIND_SOURCES:
		append_value(out, row, AID_SOURCES_SOURCE);
		break;
	case AID_KIND_ORGANISATIONS:
		append_value(out, row, AID_ORGANISATIONS_ORGANISATION);
		break;
	case AID_KIND_THRESHOLDS:
		append_value(out, row, AID_THRESHOLDS_STAGE);
		aid_buffer_append_char(out, '/');
		append_value(out, row, AID_THRESHOLDS_PLACE);
		break;
	case AID_KIND_POLICIES:
		aid_policy_append_key(out, row);
		break;
	case AID_KIND_MATCHES:
		append_value(out, row, AID_MATCHES_REPORT);
		break;
	case AID_KIND_UNITS:
		append_value(out, row, AID_UNITS_UNIT);
		if (aid_value_is_stated(aid_fact_value(&row->fact, AID_UNITS_COMMODITY))) {
			aid_buffer_append_char(out, '/');
			append_value(out, row, AID_UNITS_COMMODITY);
		}
		break;
	default:
		if (row->fact.row_key.ptr != NULL)
			append_text(out, row->fact.row_key);
		else if (row->report_key.ptr != NULL)
			append_text(out, row->report_key);
		else
			append_waybill(out, row);
		break;
	}
}

static void
seal(struct aid_ingest *ingest, int64_t record, const struct aid_buffer *kinds,
     const struct aid_buffer *keys)
{
	struct aid_seal row;
	aid_seal_begin(&row, "record_key");
	aid_seal_int(&row, ingest->drop);
	aid_seal_int(&row, record);
	aid_seal_text(&row, aid_buffer_slice(kinds));
	aid_seal_text(&row, keys->len == 0 ? AID_SLICE_EMPTY : aid_buffer_slice(keys));
	aid_chain_add(ingest, AID_CHAIN_PUT, aid_seal_end(&row));
}

int
aid_key_put(struct aid_ingest *ingest, int64_t record, const struct aid_row *rows, size_t n_rows,
	    struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer kinds, keys;
	aid_buffer_init(&kinds);
	aid_buffer_init(&keys);
	for (size_t k = 0; k < n_rows; k++) {
		if (k > 0) {
			aid_buffer_append_char(&kinds, '+');
			aid_buffer_append_char(&keys, '+');
		}
		aid_buffer_append_text(&kinds, aid_table_of(rows[k].fact.kind)->name);
		append_key(&keys, &rows[k]);
	}
	int result = aid_buffer_check(&kinds, err);
	if (result == 0)
		result = aid_buffer_check(&keys, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "record_key_put", &s, err);
	if (result == 0) {
		aid_bind_int(s, ":drop", ingest->drop);
		aid_bind_int(s, ":record", record);
		aid_bind_text(s, ":facts", aid_buffer_slice(&kinds));
		aid_bind_text(s, ":fact_keys",
			      keys.len == 0 ? AID_SLICE_EMPTY : aid_buffer_slice(&keys));
		result = aid_statement_run(s, err);
	}
	if (result == 0)
		seal(ingest, record, &kinds, &keys);
	aid_buffer_done(&kinds);
	aid_buffer_done(&keys);
	return result;
}
