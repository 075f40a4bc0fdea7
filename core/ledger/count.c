/* Counts: observations without a waybill. */
#include "base/digest.h"
#include "base/limits.h"
#include "ledger/chain.h"
#include "ledger/publication.h"
#include "value/date.h"

static const struct aid_merge_names count_names = { "count_standing", "count_close", "count_forget",
						    "count_affirm", "count_report" };

static void
bind_key(struct aid_statement *s, const void *context)
{
	const struct aid_row *row = context;
	aid_bind_int(s, ":source", row->source_id);
	aid_bind_int(s, ":key_hash", row->key_hash);
}

static void
bind_number(struct aid_statement *s, const char *parameter, const struct aid_value *value)
{
	if (aid_value_is_stated(value))
		aid_bind_int(s, parameter, value->number);
	else
		aid_bind_null(s, parameter);
}

static int
mark_day(struct aid_ingest *ingest, int64_t day, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "dirty_day_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":day", day);
	return aid_statement_run(s, err);
}

/* The day of the statement that stands, which may not be the day of the one that replaces it; *out_has_any false when none stands. */
static int
mark_standing_day(struct aid_ingest *ingest, const struct aid_row *row, bool *out_has_any,
		  struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "count_standing", &s, err);
	if (result != 0)
		return result;
	bind_key(s, row);
	result = aid_statement_step(s, out_has_any, err);
	if (result != 0 || !*out_has_any)
		return result;
	int64_t day = aid_column_int(s, 4);
	aid_statement_reset(s);
	return mark_day(ingest, day, err);
}

static struct aid_statement_key
key_of(const struct aid_row *row)
{
	return (struct aid_statement_key){ .names = &count_names,
					   .bind = bind_key,
					   .context = row,
					   .kind = row->fact.kind,
					   .source_id = row->source_id,
					   .hash = row->key_hash,
					   .text = row->report_key,
					   .line = AID_SLICE_EMPTY };
}

int
aid_count_give_way(struct aid_ingest *ingest, const struct aid_row *row,
		   struct aid_batch_record *record, bool *out_is_open, struct aid_error *err)
{
	struct aid_statement_key key = key_of(row);
	bool has_any = false;
	int result = mark_standing_day(ingest, row, &has_any, err);
	*out_is_open = true;
	return result == 0 && has_any ? aid_merge_settle(ingest, &key, row, row->reported_at,
							 record, out_is_open, err)
				      : result;
}

int
aid_count_withdraw(struct aid_ingest *ingest, const struct aid_row *row,
		   struct aid_batch_record *record, struct aid_error *err)
{
	struct aid_statement_key key = key_of(row);
	struct aid_withdrawal_key fact = aid_withdrawal_key_of(row);
	bool has_any = false, is_ended;
	int result = mark_standing_day(ingest, row, &has_any, err);
	return result == 0 ? aid_withdrawal_take(ingest, &key, &fact, row, record, &is_ended, err)
			   : result;
}

static int
put(struct aid_ingest *ingest, const struct aid_row *row, int64_t line, int64_t *out_n_put,
    struct aid_error *err)
{
	struct aid_statement *s;
	int64_t consignee = 0;
	const struct aid_value *at = aid_fact_value(&row->fact, AID_CROSSINGS_OCCURRED_AT);
	int result = aid_names_id(ingest->ledger->names, AID_REGISTRY_ORGANISATION,
				  aid_fact_value(&row->fact, AID_CROSSINGS_CONSIGNEE)->text,
				  &consignee, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "count_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, row);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":drop_line", line);
	aid_bind_int(s, ":stage", row->stage);
	aid_bind_int(s, ":day", aid_date_day_of(at->number));
	aid_bind_int(s, ":at", at->number);
	aid_bind_int(s, ":at_precision", at->precision);
	aid_bind_int(s, ":place", row->place_id);
	aid_bind_int(s, ":lane", row->lane_id);
	bind_number(s, ":quantity", aid_fact_value(&row->fact, AID_CROSSINGS_QUANTITY));
	aid_bind_int(s, ":unit", row->unit_id);
	bind_number(s, ":trucks", aid_fact_value(&row->fact, AID_CROSSINGS_TRUCKS));
	aid_bind_int(s, ":consignee", consignee);
	aid_bind_text(s, ":report_key",
		      row->report_key.ptr == NULL ? AID_SLICE_EMPTY : row->report_key);
	aid_bind_text(s, ":vehicle", aid_fact_value(&row->fact, AID_CROSSINGS_VEHICLE)->text);
	aid_bind_text(s, ":manifest", aid_fact_value(&row->fact, AID_CROSSINGS_MANIFEST)->text);
	aid_bind_text(s, ":reason", aid_fact_value(&row->fact, AID_CROSSINGS_REASON)->text);
	aid_bind_text(s, ":note", aid_fact_value(&row->fact, AID_CROSSINGS_NOTE)->text);
	aid_bind_int(s, ":affirmed_at", row->reported_at);
	aid_bind_int(s, ":content_hash", row->content_hash);
	if (at->number > ingest->latest_at)
		ingest->latest_at = at->number;
	return aid_chain_run(ingest, s, count_names.table, AID_CHAIN_PUT, out_n_put, err);
}

int
aid_count_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		struct aid_error *err)
{
	struct aid_batch_record *record = &batch->records[row->record];
	bool is_keyless = row->report_key.ptr == NULL;
	if (is_keyless)
		row->key_hash = aid_digest_hash64(
			(struct aid_slice){ (const char *)&record->occurrence, sizeof(int64_t) },
			row->content_hash + row->fact.part);
	row->reported_at = aid_merge_reported_at(ingest, row);
	struct aid_statement_key key = { &count_names,
					 bind_key,
					 row,
					 row->fact.kind,
					 row->source_id,
					 row->key_hash,
					 is_keyless ? AID_SLICE_EMPTY : row->report_key,
					 AID_SLICE_EMPTY };
	struct aid_withdrawal_key fact = aid_withdrawal_key_of(row);
	bool is_open = true, has_any;
	if (row->is_withdrawn)
		return aid_movement_withdraw(ingest, row, record, err);
	int result = is_keyless ? 0 : aid_movement_give_way(ingest, row, record, &is_open, err);
	bool is_left_out = false, stands = false;
	if (result == 0 && is_open)
		result = aid_publication_leaves_out(ingest, row, 0, &is_left_out, err);
	if (result == 0 && is_left_out)
		result = aid_merge_stands(ingest, &key, &stands, err);
	if (result == 0 && is_open)
		result = aid_withdrawal_check(ingest, &fact, row, is_left_out && !stands, record,
					      &is_open, err);
	struct aid_publication_row what = { .is_gone = !is_open };
	if (result != 0)
		return result;
	if (!is_open)
		return aid_publication_list(ingest, row, 0, what, err);
	what.is_new = record->outcome <= AID_OUTCOME_ACCEPTED;
	int64_t n_put = 0;
	result = put(ingest, row, record->line, &n_put, err);
	is_open = result == 0 && n_put > 0;
	what.is_new = what.is_new && is_open;
	if (is_open) {
		aid_outcome_raise(record, AID_OUTCOME_ACCEPTED, "");
	} else if (result == 0) {
		result = mark_standing_day(ingest, row, &has_any, err);
		if (result == 0)
			result = aid_merge_settle(ingest, &key, row, row->reported_at, record,
						  &is_open, err);
		if (result == 0 && is_open)
			result = put(ingest, row, record->line, &n_put, err);
		if (result == 0 && !is_open && is_keyless)
			ingest->n_known_keyless++;
	}
	if (result == 0 && is_open && is_left_out)
		result = aid_withdrawal_leave_out(ingest, &key, &fact, row, record, err);
	what.is_put = is_open && !is_left_out;
	what.is_gone = is_open && is_left_out;
	if (result == 0)
		result = aid_publication_list(ingest, row, 0, what, err);
	if (result == 0 && is_open)
		result = mark_day(
			ingest,
			aid_date_day_of(
				aid_fact_value(&row->fact, AID_CROSSINGS_OCCURRED_AT)->number),
			err);
	return result;
}
