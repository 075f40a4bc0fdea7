#include "ledger/chain.h"
#include "value/date.h"

int64_t
aid_merge_reported_at(const struct aid_ingest *ingest, const struct aid_row *row)
{
	int64_t latest = ingest->request->received_at + AID_DAY_SECONDS;
	bool is_of_file = row->reported_at < 0 || (ingest->list.is_open && !ingest->list.is_fix);
	int64_t reported_at = is_of_file ? ingest->reported_at : row->reported_at;
	return reported_at > latest ? latest : reported_at;
}

/* DESIGN 3, which statement stands: of several contents with one key the greatest (affirmed_at, content hash). */
static enum aid_verdict
judge(int64_t standing_hash, int64_t standing_at, int64_t hash, int64_t at)
{
	if (hash == standing_hash)
		return AID_VERDICT_SAME;
	if (at < standing_at)
		return AID_VERDICT_OLDER;
	if (at > standing_at)
		return AID_VERDICT_WINS;
	return hash > standing_hash ? AID_VERDICT_STANDS : AID_VERDICT_LOSES;
}

static int
affirm(struct aid_ingest *ingest, const struct aid_statement_key *key, int64_t at,
       struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, key->names->affirm, &s, err);
	if (result != 0)
		return result;
	key->bind(s, key->context);
	aid_bind_int(s, ":affirmed_at", at);
	return aid_statement_run(s, err);
}

static int
put_contradiction(struct aid_ingest *ingest, const struct aid_statement_key *key, int64_t at,
		  int64_t losing_hash, int64_t drop, int64_t line, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer text;
	aid_buffer_init(&text);
	aid_buffer_append(&text, key->text);
	if (key->line.len > 0) {
		aid_buffer_append_char(&text, ' ');
		aid_buffer_append(&text, key->line);
	}
	int result = aid_buffer_check(&text, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "contradiction_put", &s, err);
	if (result == 0) {
		aid_bind_int(s, ":kind", (int64_t)key->kind);
		aid_bind_int(s, ":source", key->source_id);
		aid_bind_int(s, ":fact_hash", key->hash);
		aid_bind_text(s, ":fact_key", aid_buffer_slice(&text));
		aid_bind_int(s, ":affirmed_at", at);
		aid_bind_int(s, ":content_hash", losing_hash);
		aid_bind_int(s, ":known_from", drop);
		aid_bind_int(s, ":drop_line", line);
		aid_bind_int(s, ":drop", ingest->drop);
		result = aid_statement_run(s, err);
	}
	aid_buffer_done(&text);
	return result;
}

static int
clear_contradictions(struct aid_ingest *ingest, const struct aid_statement_key *key, int64_t at,
		     struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "contradiction_clear", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":kind", (int64_t)key->kind);
	aid_bind_int(s, ":source", key->source_id);
	aid_bind_int(s, ":fact_hash", key->hash);
	aid_bind_int(s, ":affirmed_at", at);
	aid_bind_int(s, ":drop", ingest->drop);
	return aid_statement_run(s, err);
}

/* What this very drop had stated is about to be replaced, by what is said at that moment: of a promise the history has it. */
static int
keep(struct aid_ingest *ingest, const struct aid_statement_key *key, int64_t at,
     struct aid_error *err)
{
	struct aid_statement *s;
	if (key->kind != AID_KIND_COMMITMENTS)
		return 0;
	int result = aid_db_statement(ingest->db, "commitment_keep", &s, err);
	if (result != 0)
		return result;
	key->bind(s, key->context);
	aid_bind_int(s, ":at", at);
	return aid_chain_run(ingest, s, "commitment_passed", AID_CHAIN_PUT, NULL, err);
}

/* Ends the statement that stood; what this very drop had stated is replaced, it stood at no moment that anyone can ask for. */
static int
make_way(struct aid_ingest *ingest, const struct aid_statement_key *key, int64_t known_from,
	 int64_t at, struct aid_error *err)
{
	bool is_own = known_from == ingest->drop;
	struct aid_statement *s;
	int result = is_own ? keep(ingest, key, at, err) : 0;
	if (result == 0)
		result = aid_db_statement(ingest->db,
					  is_own ? key->names->forget : key->names->close, &s, err);
	if (result != 0)
		return result;
	key->bind(s, key->context);
	aid_bind_int_if(s, ":drop", ingest->drop);
	return aid_chain_run(ingest, s, key->names->table,
			     is_own ? AID_CHAIN_FORGET : AID_CHAIN_END, NULL, err);
}

int
aid_merge_settle(struct aid_ingest *ingest, const struct aid_statement_key *key,
		 const struct aid_row *row, int64_t reported_at, struct aid_batch_record *record,
		 bool *out_is_open, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ingest->db, key->names->standing, &s, err);
	if (result != 0)
		return result;
	key->bind(s, key->context);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	AID_REQUIRE(has_row);
	int64_t hash = aid_column_int(s, 0), at = aid_column_int(s, 1),
		known_from = aid_column_int(s, 2), line = aid_column_int(s, 3);
	aid_statement_reset(s);
	*out_is_open = false;
	switch (judge(hash, at, row->content_hash, reported_at)) {
	case AID_VERDICT_SAME:
		aid_outcome_raise(record, AID_OUTCOME_UNCHANGED,
				  aid_message_code(known_from == ingest->drop
							   ? AID_MSG_RECEIPT_REPEAT
							   : AID_MSG_RECEIPT_KNOWN));
		if (reported_at <= at)
			return 0;
		result = clear_contradictions(ingest, key, reported_at, err);
		return result != 0 ? result : affirm(ingest, key, reported_at, err);
	case AID_VERDICT_OLDER:
		aid_outcome_raise(record, AID_OUTCOME_UNCHANGED,
				  aid_message_code(AID_MSG_RECEIPT_OLDER));
		return 0;
	case AID_VERDICT_LOSES:
		aid_outcome_raise(record, AID_OUTCOME_UNCHANGED, "contradiction");
		return put_contradiction(ingest, key, reported_at, row->content_hash, ingest->drop,
					 record->line, err);
	case AID_VERDICT_STANDS:
		result = put_contradiction(ingest, key, reported_at, hash, known_from, line, err);
		break;
	default:
		result = clear_contradictions(ingest, key, reported_at, err);
		break;
	}
	if (result == 0)
		result = make_way(ingest, key, known_from, reported_at, err);
	if (result == 0) {
		aid_outcome_raise(record, AID_OUTCOME_SUPERSEDING, "");
		*out_is_open = true;
	}
	return result;
}

int
aid_merge_end(struct aid_ingest *ingest, const struct aid_statement_key *key, int64_t at,
	      bool *out_is_ended, bool *out_is_later, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	*out_is_ended = *out_is_later = false;
	int result = aid_db_statement(ingest->db, key->names->standing, &s, err);
	if (result != 0)
		return result;
	key->bind(s, key->context);
	if ((result = aid_statement_step(s, &has_row, err)) != 0 || !has_row)
		return result;
	*out_is_later = aid_column_int(s, 1) > at;
	int64_t known_from = aid_column_int(s, 2);
	aid_statement_reset(s);
	if (*out_is_later)
		return 0;
	*out_is_ended = true;
	/* What was said at that very moment is settled too. */
	result = clear_contradictions(ingest, key, at + 1, err);
	return result == 0 ? make_way(ingest, key, known_from, at, err) : result;
}

int
aid_merge_stands(struct aid_ingest *ingest, const struct aid_statement_key *key, bool *out_stands,
		 struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, key->names->standing, &s, err);
	if (result != 0)
		return result;
	key->bind(s, key->context);
	result = aid_statement_step(s, out_stands, err);
	if (result == 0 && *out_stands)
		aid_statement_reset(s);
	return result;
}
