/* Commitments as stated. */
#include "base/digest.h"
#include "ledger/chain.h"
#include "ledger/publication.h"
#include "value/date.h"

static const struct aid_merge_names commitment_names = { "commitment_standing", "commitment_close",
							 "commitment_forget", "commitment_affirm",
							 "commitment_line" };

/* As the history of a commitment numbers what a statement is worth. */
#define WORTH_LEFT_OUT 5
#define WORTH_OLDER 6
#define WORTH_CONTRADICTED 7

struct key_context {
	int64_t commitment_id, source_id, effective_day;
};

static void
bind_key(struct aid_statement *s, const void *context)
{
	const struct key_context *key = context;
	aid_bind_int(s, ":commitment", key->commitment_id);
	aid_bind_int(s, ":source", key->source_id);
	aid_bind_int(s, ":effective_day", key->effective_day);
}

/* A word; where it is left blank, what that means from the start, and for an amendment that it stays as it is. */
static void
bind_word(struct aid_statement *s, const char *parameter, const struct aid_value *value,
	  int64_t blank, const struct key_context *key)
{
	if (!aid_value_is_stated(value) && key->effective_day != AID_PROMISE_FROM_START)
		aid_bind_null(s, parameter);
	else
		aid_bind_int(s, parameter, aid_value_is_stated(value) ? value->number : blank);
}

/* A day; of a month its first, or as an end its last. */
static void
bind_day(struct aid_statement *s, const char *parameter, const struct aid_value *value, bool is_end)
{
	if (!aid_value_is_stated(value)) {
		aid_bind_null(s, parameter);
		return;
	}
	int64_t day = aid_date_day_of(value->number);
	if (is_end && value->precision == AID_PRECISION_MONTH) {
		int year, month, first;
		aid_date_civil_from_days(day, &year, &month, &first);
		day = (month == 12 ? aid_date_days_from_civil(year + 1, 1, 1)
				   : aid_date_days_from_civil(year, month + 1, 1)) -
		      1;
	}
	aid_bind_int(s, parameter, day);
}

/* What a statement that is put is: one that stands from now on (worth 0), or one that was passed already. */
struct standing {
	int64_t worth, drop;
};

static int
put(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *key,
    int64_t line, struct standing standing, int64_t *out_n_put, struct aid_error *err)
{
	static const struct {
		const char *parameter;
		int registry, column;
	} names[] = {
		{ ":part_of", AID_REGISTRY_COMMITMENT, AID_COMMITMENTS_PART_OF },
		{ ":donor", AID_REGISTRY_ORGANISATION, AID_COMMITMENTS_DONOR },
		{ ":organisation", AID_REGISTRY_ORGANISATION, AID_COMMITMENTS_ORGANISATION },
		{ ":commodity", AID_REGISTRY_COMMODITY, AID_COMMITMENTS_COMMODITY },
		{ ":category", AID_REGISTRY_CATEGORY, AID_COMMITMENTS_CATEGORY },
		{ ":destination", AID_REGISTRY_PLACE, AID_COMMITMENTS_DESTINATION },
		{ ":crossing", AID_REGISTRY_PLACE, AID_COMMITMENTS_CROSSING },
	};
	enum { N_NAMES = sizeof(names) / sizeof(names[0]) };
	int64_t ids[N_NAMES];
	struct aid_statement *s;
	int result = 0;
	for (size_t k = 0; k < N_NAMES && result == 0; k++)
		result = aid_names_id(ingest->ledger->names, names[k].registry,
				      aid_fact_value(&row->fact, names[k].column)->text, &ids[k],
				      err);
	if (result == 0)
		result = aid_db_statement(
			ingest->db, standing.worth == 0 ? "commitment_put" : "commitment_pass", &s,
			err);
	if (result != 0)
		return result;
	bind_key(s, key);
	for (size_t k = 0; k < N_NAMES; k++)
		aid_bind_int(s, names[k].parameter, ids[k]);
	aid_bind_int(s, ":quantity", aid_fact_value(&row->fact, AID_COMMITMENTS_QUANTITY)->number);
	aid_bind_int(s, ":unit", row->unit_id);
	bind_word(s, ":basis", aid_fact_value(&row->fact, AID_COMMITMENTS_BASIS), AID_BASIS_TOTAL,
		  key);
	bind_day(s, ":starts_day", aid_fact_value(&row->fact, AID_COMMITMENTS_STARTS_ON), false);
	bind_day(s, ":due_day", aid_fact_value(&row->fact, AID_COMMITMENTS_DUE_ON), true);
	bind_word(s, ":counted_at", aid_fact_value(&row->fact, AID_COMMITMENTS_COUNTED_AT),
		  AID_STAGE_DELIVERED, key);
	bind_word(s, ":state", aid_fact_value(&row->fact, AID_COMMITMENTS_STATE),
		  AID_STATE_COMMITTED, key);
	aid_bind_text(s, ":stated_by", aid_fact_value(&row->fact, AID_COMMITMENTS_STATED_BY)->text);
	bind_day(s, ":stated_day", aid_fact_value(&row->fact, AID_COMMITMENTS_STATED_ON), false);
	aid_bind_text(s, ":statement_url",
		      aid_fact_value(&row->fact, AID_COMMITMENTS_STATEMENT_URL)->text);
	aid_bind_text(s, ":note", aid_fact_value(&row->fact, AID_COMMITMENTS_NOTE)->text);
	aid_bind_int(s, ":affirmed_at", row->reported_at);
	aid_bind_int(s, ":content_hash", row->content_hash);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":drop_line", line);
	aid_bind_int_if(s, ":worth", standing.worth);
	aid_bind_int_if(s, ":standing", standing.drop);
	return aid_chain_run(ingest, s,
			     standing.worth == 0 ? commitment_names.table : "commitment_passed",
			     AID_CHAIN_PUT, out_n_put, err);
}

/* A commitment can be counted at a stage of the way, not at an end of it. */
static bool
check(const struct aid_row *row, struct aid_batch_record *record)
{
	const struct aid_value *counted_at = aid_fact_value(&row->fact, AID_COMMITMENTS_COUNTED_AT);
	if (!aid_value_is_stated(counted_at) || counted_at->number <= AID_STAGE_DELIVERED)
		return true;
	record->reject = (struct aid_reject){ AID_MSG_COUNTED_AT_END, counted_at->text,
					      AID_SLICE_LITERAL("counted_at"), counted_at->text,
					      AID_SLICE_EMPTY };
	aid_outcome_raise(record, AID_OUTCOME_REJECTED, "");
	return false;
}

static struct aid_withdrawal_key
withdrawal_key_of(const struct aid_row *row, int64_t commitment_id)
{
	return (struct aid_withdrawal_key){ .source_id = row->source_id,
					    .kind = row->fact.kind,
					    .subject_id = commitment_id,
					    .key_hash = row->key_hash,
					    .line = AID_SLICE_EMPTY };
}

/* Does a later publication of its list leave the promise out? *out_is_left_out: while it stands. (A row withdraws one by its state, which is part
 * of the promise.) */
static int
check_withdrawn(struct aid_ingest *ingest, const struct aid_statement_key *key,
		int64_t commitment_id, const struct aid_row *row, struct aid_batch_record *record,
		bool *out_is_open, bool *out_is_left_out, struct aid_error *err)
{
	struct aid_withdrawal_key fact = withdrawal_key_of(row, commitment_id);
	bool is_left_out = false, stands = false;
	int result = aid_publication_leaves_out(ingest, row, commitment_id, &is_left_out, err);
	if (result == 0 && is_left_out)
		result = aid_merge_stands(ingest, key, &stands, err);
	*out_is_left_out = is_left_out && stands;
	return result == 0 ? aid_withdrawal_check(ingest, &fact, row, is_left_out && !stands,
						  record, out_is_open, err)
			   : result;
}

int64_t
aid_promise_hash(int64_t commitment_id, int64_t effective_day)
{
	if (effective_day == AID_PROMISE_FROM_START)
		return commitment_id;
	return aid_digest_hash64(
		(struct aid_slice){ (const char *)&effective_day, sizeof(int64_t) }, commitment_id);
}

/* The row did not come to stand: the history of the commitment has it all the same, unless it says what stands. */
static int
pass(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *context,
     int64_t line, struct aid_error *err)
{
	struct standing standing = { WORTH_LEFT_OUT, 0 };
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ingest->db, commitment_names.standing, &s, err);
	if (result != 0)
		return result;
	bind_key(s, context);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	if (has_row) {
		bool is_same = aid_column_int(s, 0) == row->content_hash;
		standing.worth =
			row->reported_at < aid_column_int(s, 1) ? WORTH_OLDER : WORTH_CONTRADICTED;
		standing.drop = aid_column_int(s, 2);
		aid_statement_reset(s);
		if (is_same)
			return 0;
	}
	return put(ingest, row, context, line, standing, NULL, err);
}

static int
merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
      const struct key_context *context, const struct aid_statement_key *key, struct aid_error *err)
{
	struct aid_batch_record *record = &batch->records[row->record];
	const struct standing stands = { 0, 0 };
	bool is_open = true, is_left_out = false;
	struct aid_publication_row what = { 0 };
	int result = check_withdrawn(ingest, key, context->commitment_id, row, record, &is_open,
				     &is_left_out, err);
	what.is_gone = !is_open;
	if (result == 0 && !is_open)
		result = pass(ingest, row, context, record->line, err);
	if (result == 0 && !is_open)
		return aid_publication_list(ingest, row, context->commitment_id, what, err);
	if (result != 0)
		return result;
	what.is_new = record->outcome <= AID_OUTCOME_ACCEPTED;
	int64_t n_put = 0;
	result = put(ingest, row, context, record->line, stands, &n_put, err);
	is_open = result == 0 && n_put > 0;
	what.is_new = what.is_new && is_open;
	if (is_open) {
		aid_outcome_raise(record, AID_OUTCOME_ACCEPTED, "");
	} else if (result == 0) {
		result =
			aid_merge_settle(ingest, key, row, row->reported_at, record, &is_open, err);
		if (result == 0 && is_open)
			result = put(ingest, row, context, record->line, stands, &n_put, err);
		else if (result == 0)
			result = pass(ingest, row, context, record->line, err);
	}
	ingest->has_commitments = ingest->has_commitments || is_open;
	if (result == 0 && is_open && is_left_out) {
		struct aid_withdrawal_key fact = withdrawal_key_of(row, context->commitment_id);
		result = aid_withdrawal_leave_out(ingest, key, &fact, row, record, err);
		if (result == 0)
			result = pass(ingest, row, context, record->line, err);
	}
	what.is_put = is_open && !is_left_out;
	what.is_gone = is_open && is_left_out;
	return result == 0 ? aid_publication_list(ingest, row, context->commitment_id, what, err)
			   : result;
}

int
aid_promise_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		  struct aid_error *err)
{
	struct aid_slice id = aid_fact_value(&row->fact, AID_COMMITMENTS_COMMITMENT_ID)->text;
	struct key_context context = { 0, row->source_id, row->key_hash };
	struct aid_buffer day;
	if (!check(row, &batch->records[row->record]))
		return 0;
	int result = aid_names_id(ingest->ledger->names, AID_REGISTRY_COMMITMENT, id,
				  &context.commitment_id, err);
	if (result != 0)
		return result;
	aid_buffer_init(&day);
	if (context.effective_day != AID_PROMISE_FROM_START)
		aid_date_append_day(&day, context.effective_day);
	result = aid_buffer_check(&day, err);
	struct aid_statement_key key = { &commitment_names,
					 bind_key,
					 &context,
					 row->fact.kind,
					 row->source_id,
					 aid_promise_hash(context.commitment_id,
							  context.effective_day),
					 id,
					 day.len > 0 ? aid_buffer_slice(&day) : AID_SLICE_EMPTY };
	row->reported_at = aid_merge_reported_at(ingest, row);
	if (result == 0)
		result = merge(ingest, batch, row, &context, &key, err);
	aid_buffer_done(&day);
	return result;
}
