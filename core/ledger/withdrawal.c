#include "ledger/withdrawal.h"

struct aid_withdrawal_key
aid_withdrawal_key_of(const struct aid_row *row)
{
	bool is_shipment = row->fact.kind == AID_KIND_SHIPMENTS;
	bool is_own = !is_shipment && (row->has_own_key || row->waybill.ptr == NULL);
	return (struct aid_withdrawal_key){
		.source_id = row->source_id,
		.kind = row->fact.kind,
		.subject_id = is_own ? 0 : row->waybill_id,
		.line = is_own ? AID_SLICE_EMPTY : row->line,
		.stage = is_own || is_shipment ? 0 : row->stage,
		.key_hash = is_shipment ? 0 : row->key_hash,
	};
}

static void
bind_key(struct aid_statement *s, const struct aid_withdrawal_key *key)
{
	aid_bind_int(s, ":source", key->source_id);
	aid_bind_int(s, ":kind", (int64_t)key->kind);
	aid_bind_int(s, ":subject", key->subject_id);
	aid_bind_text(s, ":line", key->line);
	aid_bind_int(s, ":stage", key->stage);
	aid_bind_int(s, ":key_hash", key->key_hash);
}

static struct aid_withdrawing *
slot_of(struct aid_ingest *ingest, int64_t source_id)
{
	size_t n_slots = sizeof(ingest->withdrawing) / sizeof(ingest->withdrawing[0]);
	return &ingest->withdrawing[(size_t)source_id % n_slots];
}

int
aid_withdrawal_any(struct aid_ingest *ingest, int64_t source_id, bool *out_has,
		   struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	struct aid_withdrawing *slot = slot_of(ingest, source_id);
	if (slot->source_id != source_id) {
		int result = aid_db_statement(ingest->db, "withdrawn_any", &s, err);
		if (result != 0)
			return result;
		aid_bind_int(s, ":source", source_id);
		if ((result = aid_statement_step(s, &has_row, err)) != 0)
			return result;
		if (has_row)
			aid_statement_reset(s);
		slot->source_id = source_id;
		slot->has_any = has_row;
	}
	*out_has = slot->has_any;
	return 0;
}

struct withdrawn {
	bool is_there, is_explicit;
	int64_t at, hash;
};

static int
find(struct aid_ingest *ingest, const struct aid_withdrawal_key *key, struct withdrawn *out,
     struct aid_error *err)
{
	struct aid_statement *s;
	*out = (struct withdrawn){ .is_there = false };
	bool has_row;
	int result = aid_withdrawal_any(ingest, key->source_id, &has_row, err);
	if (result != 0 || !has_row)
		return result;
	result = aid_db_statement(ingest->db, "withdrawn_get", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	if ((result = aid_statement_step(s, &out->is_there, err)) != 0 || !out->is_there)
		return result;
	out->at = aid_column_int(s, 0);
	out->hash = aid_column_int(s, 1);
	out->is_explicit = aid_column_int(s, 2) != 0;
	aid_statement_reset(s);
	return 0;
}

int
aid_withdrawal_check(struct aid_ingest *ingest, const struct aid_withdrawal_key *key,
		     const struct aid_row *row, bool is_gone, struct aid_batch_record *record,
		     bool *out_is_open, struct aid_error *err)
{
	struct aid_statement *s;
	struct withdrawn was;
	*out_is_open = true;
	int result = find(ingest, key, &was, err);
	if (result != 0 || (!was.is_there && !is_gone))
		return result;
	if (!was.is_there)
		was.at = INT64_MIN;
	bool is_later =
		row->reported_at > was.at ||
		(row->reported_at == was.at && !was.is_explicit && row->content_hash > was.hash);
	if (!is_later || is_gone) {
		enum aid_message code = !is_later && was.is_explicit ? AID_MSG_RECEIPT_TAKEN_BACK
								     : AID_MSG_RECEIPT_GONE;
		aid_outcome_raise(record, AID_OUTCOME_UNCHANGED, aid_message_code(code));
		ingest->list.n_gone += is_gone;
		*out_is_open = false;
		return is_later ? aid_withdrawal_put(ingest, key, row, record->line, false, err)
				: 0;
	}
	aid_outcome_raise(record, AID_OUTCOME_SUPERSEDING, "");
	result = aid_db_statement(ingest->db, "withdrawn_clear", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	return aid_statement_run(s, err);
}

int
aid_withdrawal_put(struct aid_ingest *ingest, const struct aid_withdrawal_key *key,
		   const struct aid_row *row, int64_t line, bool is_explicit, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "withdrawn_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	aid_bind_int(s, ":is_explicit", is_explicit);
	aid_bind_int(s, ":affirmed_at", row->reported_at);
	aid_bind_int(s, ":content_hash", row->content_hash);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":drop_line", line);
	*slot_of(ingest, key->source_id) = (struct aid_withdrawing){ key->source_id, true };
	return aid_statement_run(s, err);
}

int
aid_withdrawal_leave_out(struct aid_ingest *ingest, const struct aid_statement_key *standing,
			 const struct aid_withdrawal_key *key, const struct aid_row *row,
			 struct aid_batch_record *record, struct aid_error *err)
{
	bool is_ended, is_later;
	int result = aid_merge_end(ingest, standing, row->reported_at, &is_ended, &is_later, err);
	if (result != 0)
		return result;
	ingest->outcome.n_withdrawn++;
	ingest->list.n_gone++;
	record->code = aid_message_code(AID_MSG_RECEIPT_GONE);
	return aid_withdrawal_put(ingest, key, row, record->line, false, err);
}

int
aid_withdrawal_take(struct aid_ingest *ingest, const struct aid_statement_key *standing,
		    const struct aid_withdrawal_key *key, const struct aid_row *row,
		    struct aid_batch_record *record, bool *out_is_ended, struct aid_error *err)
{
	struct withdrawn was;
	bool is_later = false;
	*out_is_ended = false;
	int result = find(ingest, key, &was, err);
	if (result != 0)
		return result;
	if (was.is_there &&
	    (was.at > row->reported_at || (was.at == row->reported_at && was.is_explicit))) {
		aid_outcome_raise(record, AID_OUTCOME_UNCHANGED,
				  aid_message_code(was.is_explicit ? AID_MSG_RECEIPT_KNOWN
								   : AID_MSG_RECEIPT_OLDER));
		return 0;
	}
	result = aid_merge_end(ingest, standing, row->reported_at, out_is_ended, &is_later, err);
	if (result != 0)
		return result;
	if (is_later) {
		aid_outcome_raise(record, AID_OUTCOME_UNCHANGED,
				  aid_message_code(AID_MSG_RECEIPT_OLDER));
		return 0;
	}
	bool is_known = *out_is_ended || was.is_there;
	ingest->outcome.n_withdrawn += *out_is_ended;
	ingest->n_withdrawn_unknown += !is_known;
	aid_outcome_raise(record, is_known ? AID_OUTCOME_SUPERSEDING : AID_OUTCOME_ACCEPTED,
			  aid_message_code(is_known ? AID_MSG_RECEIPT_WITHDRAWN
						    : AID_MSG_RECEIPT_WITHDRAWN_UNKNOWN));
	return aid_withdrawal_put(ingest, key, row, record->line, true, err);
}
