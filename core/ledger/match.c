/* Decisions of the office on reports without a waybill. */
#include "base/digest.h"
#include "ledger/chain.h"

static const struct aid_merge_names match_names = { "match_standing", "match_close", "match_forget",
						    "match_affirm", "match_line" };

#define DIGITS 16

struct match_key {
	int64_t source_id, report_hash;
};

static void
bind_key(struct aid_statement *s, const void *context)
{
	const struct match_key *key = context;
	aid_bind_int(s, ":source", key->source_id);
	aid_bind_int(s, ":report_hash", key->report_hash);
}

/* The digits that findings show; false when the text is none. */
static bool
read_digits(struct aid_slice text, int64_t *out_hash)
{
	uint64_t hash = 0;
	for (size_t k = 0; k < text.len && text.len == DIGITS; k++) {
		char c = text.ptr[k];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;
		if (digit < 0)
			return false;
		hash = hash << 4 | (uint64_t)digit;
	}
	*out_hash = (int64_t)hash;
	return text.len == DIGITS;
}

/* What the report's key_hash is (row.c), if the text is its report_id, or its one key column. */
static int
bind_report(struct aid_statement *s, struct aid_slice report, struct aid_error *err)
{
	const int64_t part = 0;
	int64_t by_digits;
	struct aid_buffer key;
	aid_buffer_init(&key);
	aid_buffer_append_char(&key, 'r');
	aid_buffer_append(&key, report);
	int64_t by_report_id = aid_digest_hash64(aid_buffer_slice(&key), 0);
	aid_buffer_reset(&key);
	aid_buffer_append_char(&key, 'k');
	aid_buffer_append(&key, report);
	aid_buffer_append_char(&key, AID_MESSAGE_SEPARATOR);
	aid_buffer_append(&key, (struct aid_slice){ (const char *)&part, sizeof(part) });
	int result = aid_buffer_check(&key, err);
	if (result == 0) {
		aid_bind_int(s, ":by_report_id", by_report_id);
		aid_bind_int(s, ":by_key", aid_digest_hash64(aid_buffer_slice(&key), 0));
		if (read_digits(report, &by_digits))
			aid_bind_int(s, ":by_digits", by_digits);
		else
			aid_bind_null(s, ":by_digits");
	}
	aid_buffer_done(&key);
	return result;
}

static int
put(struct aid_ingest *ingest, const struct aid_row *row, const struct match_key *key, int64_t line,
    int64_t *out_n_put, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_slice report = aid_fact_value(&row->fact, AID_MATCHES_REPORT)->text;
	int result = aid_db_statement(ingest->db, "match_put", &s, err);
	if (result == 0)
		result = bind_report(s, report, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	aid_bind_text(s, ":report", report);
	aid_bind_text(s, ":waybill", row->waybill);
	aid_bind_text(s, ":written", row->written);
	aid_bind_text(s, ":line", row->line);
	aid_bind_int(s, ":decision", aid_fact_value(&row->fact, AID_MATCHES_DECISION)->number);
	aid_bind_text(s, ":note", aid_fact_value(&row->fact, AID_MATCHES_NOTE)->text);
	aid_bind_int(s, ":affirmed_at", row->reported_at);
	aid_bind_int(s, ":content_hash", row->content_hash);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":drop_line", line);
	return aid_chain_run(ingest, s, match_names.table, AID_CHAIN_PUT, out_n_put, err);
}

int
aid_match_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		struct aid_error *err)
{
	struct aid_batch_record *record = &batch->records[row->record];
	struct aid_slice report = aid_fact_value(&row->fact, AID_MATCHES_REPORT)->text;
	struct match_key id = { 0, aid_digest_hash64(report, 0) };
	bool is_matched =
		aid_fact_value(&row->fact, AID_MATCHES_DECISION)->number == AID_DECISION_MATCHED;
	if (is_matched && row->waybill.len == 0) {
		record->reject =
			(struct aid_reject){ AID_MSG_MISSING_VALUE, AID_SLICE_LITERAL("waybill"),
					     AID_SLICE_LITERAL("waybill"), AID_SLICE_EMPTY,
					     AID_SLICE_EMPTY };
		aid_outcome_raise(record, AID_OUTCOME_REJECTED, "");
		return 0;
	}
	row->reported_at = aid_merge_reported_at(ingest, row);
	int result = aid_names_id(ingest->ledger->names, AID_REGISTRY_SOURCE, row->source,
				  &id.source_id, err);
	struct aid_statement_key key = { .names = &match_names,
					 .bind = bind_key,
					 .context = &id,
					 .kind = row->fact.kind,
					 .source_id = id.source_id,
					 .hash = id.report_hash,
					 .text = report,
					 .line = AID_SLICE_EMPTY };
	bool is_open = false;
	int64_t n_put = 0;
	if (result == 0)
		result = put(ingest, row, &id, record->line, &n_put, err);
	if (result == 0 && n_put > 0) {
		aid_outcome_raise(record, AID_OUTCOME_ACCEPTED, "");
	} else if (result == 0) {
		result = aid_merge_settle(ingest, &key, row, row->reported_at, record, &is_open,
					  err);
		if (result == 0 && is_open)
			result = put(ingest, row, &id, record->line, NULL, err);
	}
	ingest->has_matches = true;
	return result;
}
