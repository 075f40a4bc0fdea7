/* Shipments without a date. Such a shipment was dispatched at the latest when somebody first listed it, and lists are sent again and again: so the
 * first moment at which each content was said is kept, also of contents that do not stand (any more, or yet). */
#include "ledger/chain.h"

static void
bind_key(struct aid_statement *s, const struct aid_row *row)
{
	aid_bind_int(s, ":waybill", row->waybill_id);
	aid_bind_text(s, ":line", row->line);
	aid_bind_int(s, ":source", row->source_id);
}

static int
make_way(struct aid_ingest *ingest, bool is_own, const struct aid_row *row, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, is_own ? "shipment_forget" : "shipment_close", &s,
				      err);
	if (result != 0)
		return result;
	bind_key(s, row);
	aid_bind_int_if(s, ":drop", ingest->drop);
	return aid_chain_run(ingest, s, "shipment", is_own ? AID_CHAIN_FORGET : AID_CHAIN_END, NULL,
			     err);
}

static int
say_first(struct aid_ingest *ingest, struct aid_row *row, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ingest->db, "first_said_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, row);
	aid_bind_int(s, ":content_hash", row->content_hash);
	aid_bind_int(s, ":at", row->reported_at);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	row->stated_at = aid_column_int(s, 0);
	aid_statement_reset(s);
	return 0;
}

int
aid_undated_say(struct aid_ingest *ingest, struct aid_row *row, struct aid_batch_record *record,
		struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = say_first(ingest, row, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "shipment_standing", &s, err);
	if (result != 0)
		return result;
	bind_key(s, row);
	if ((result = aid_statement_step(s, &has_row, err)) != 0 || !has_row)
		return result;
	int64_t hash = aid_column_int(s, 0), at = aid_column_int(s, 1);
	int64_t known_from = aid_column_int(s, 2), stated_at = aid_column_int(s, 4);
	aid_statement_reset(s);
	if (hash != row->content_hash || row->stated_at >= stated_at)
		return 0;
	/* The row takes the place of its later self. */
	if (row->reported_at < at)
		row->reported_at = at;
	aid_outcome_raise(record, AID_OUTCOME_SUPERSEDING, "");
	return make_way(ingest, known_from == ingest->drop, row, err);
}
