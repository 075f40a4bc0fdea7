/* Withdrawn facts: taken back by a row that says so, or left out by a later cumulative publication of their list. */
#ifndef AID_LEDGER_WITHDRAWAL_H
#define AID_LEDGER_WITHDRAWAL_H

#include "ledger/internal.h"

/* Which fact it is, as table withdrawn tells them apart. */
struct aid_withdrawal_key {
	int64_t source_id, subject_id, key_hash;
	enum aid_kind kind;
	int stage;
	struct aid_slice line;
};

/* Of a shipment, an observation or a count, with its ids filled in. */
struct aid_withdrawal_key aid_withdrawal_key_of(const struct aid_row *row);

/* Did the source ever withdraw anything, or publish a list that may? Asked once a source that follows another. AID_E_DB. */
int aid_withdrawal_any(struct aid_ingest *ingest, int64_t source_id, bool *out_has,
		       struct aid_error *err);
/* Before a statement is put as a new one: was the fact withdrawn at its moment or later, or (is_gone) does a later publication leave it out?
 * *out_is_open false: so it is, and the record is settled; else the fact stands again. Nothing stands while a fact is withdrawn. */
int aid_withdrawal_check(struct aid_ingest *ingest, const struct aid_withdrawal_key *key,
			 const struct aid_row *row, bool is_gone, struct aid_batch_record *record,
			 bool *out_is_open, struct aid_error *err);
/* The row has taken the place of what stood, and a later publication leaves it out: it is ended with it. */
int aid_withdrawal_leave_out(struct aid_ingest *ingest, const struct aid_statement_key *standing,
			     const struct aid_withdrawal_key *key, const struct aid_row *row,
			     struct aid_batch_record *record, struct aid_error *err);
/* A row that withdraws: ends the statement that stands at `standing` unless that is later, and keeps that the fact is withdrawn. *out_is_ended: one
 * stood. Of a statement and a withdrawal of one moment the withdrawal holds. */
int aid_withdrawal_take(struct aid_ingest *ingest, const struct aid_statement_key *standing,
			const struct aid_withdrawal_key *key, const struct aid_row *row,
			struct aid_batch_record *record, bool *out_is_ended, struct aid_error *err);
/* Keeps that the fact is withdrawn by this statement. */
int aid_withdrawal_put(struct aid_ingest *ingest, const struct aid_withdrawal_key *key,
		       const struct aid_row *row, int64_t line, bool is_explicit,
		       struct aid_error *err);

#endif
