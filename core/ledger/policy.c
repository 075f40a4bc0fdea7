/* Lines of policies.csv: which source counts, for a stage, a place and its days. */
#include "base/digest.h"
#include "ledger/chain.h"
#include "ledger/internal.h"
#include "value/date.h"

static const struct aid_merge_names policy_names = { "policy_standing", "policy_close",
						     "policy_forget", "policy_affirm",
						     "policy_line" };

struct key_context {
	int64_t stage, place_id, first_day;
};

static void
bind_key(struct aid_statement *s, const void *context)
{
	const struct key_context *key = context;
	aid_bind_int(s, ":stage", key->stage);
	aid_bind_int(s, ":place", key->place_id);
	aid_bind_int(s, ":first_day", key->first_day);
}

/* The last day of a value that is a day or a month; without a value there is no end. */
static int64_t
last_day(const struct aid_value *value)
{
	if (!aid_value_is_stated(value))
		return INT64_MAX;
	int64_t day = aid_date_day_of(value->number);
	if (value->precision != AID_PRECISION_MONTH)
		return day;
	int year, month, first;
	aid_date_civil_from_days(day, &year, &month, &first);
	return (month == 12 ? aid_date_days_from_civil(year + 1, 1, 1)
			    : aid_date_days_from_civil(year, month + 1, 1)) -
	       1;
}

static int64_t
first_day(const struct aid_value *value)
{
	return aid_value_is_stated(value) ? aid_date_day_of(value->number) : 0;
}

static int64_t
stage_of(const struct aid_row *row)
{
	const struct aid_value *stage = aid_fact_value(&row->fact, AID_POLICIES_STAGE);
	return aid_value_is_stated(stage) ? stage->number : 0;
}

void
aid_policy_append_key(struct aid_buffer *out, const struct aid_row *row)
{
	int64_t stage = stage_of(row);
	const struct aid_value *place = aid_fact_value(&row->fact, AID_POLICIES_PLACE);
	const struct aid_value *start = aid_fact_value(&row->fact, AID_POLICIES_STARTS_ON);
	aid_buffer_append_text(out, stage == 0 ? "every stage"
					       : aid_words_name(AID_WORDS_STAGE, (int)stage));
	aid_buffer_append_char(out, '/');
	if (aid_value_is_stated(place))
		aid_buffer_append(out, place->text);
	else
		aid_buffer_append_text(out, "everywhere");
	aid_buffer_append_char(out, '/');
	if (aid_value_is_stated(start))
		aid_date_append_day(out, first_day(start));
	else
		aid_buffer_append_text(out, "from the first");
}

static int
put(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *key,
    int64_t line, int64_t *out_n_put, struct aid_error *err)
{
	const struct aid_value *state = aid_fact_value(&row->fact, AID_POLICIES_STATE);
	struct aid_slice note = aid_fact_value(&row->fact, AID_POLICIES_NOTE)->text;
	struct aid_statement *s;
	int64_t source = 0;
	int result =
		aid_names_id(ingest->ledger->names, AID_REGISTRY_SOURCE,
			     aid_fact_value(&row->fact, AID_POLICIES_SOURCE)->text, &source, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "policy_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	aid_bind_int(s, ":named_source", source);
	aid_bind_int(s, ":last_day", last_day(aid_fact_value(&row->fact, AID_POLICIES_ENDS_ON)));
	aid_bind_int(s, ":is_withdrawn",
		     aid_value_is_stated(state) && state->number == AID_CLAIM_WITHDRAWN);
	aid_bind_text(s, ":note", note.ptr == NULL ? AID_SLICE_EMPTY : note);
	aid_bind_int(s, ":affirmed_at", row->reported_at);
	aid_bind_int(s, ":content_hash", row->content_hash);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":drop_line", line);
	return aid_chain_run(ingest, s, policy_names.table, AID_CHAIN_PUT, out_n_put, err);
}

static bool
check(const struct aid_row *row, struct aid_batch_record *record)
{
	const struct aid_value *end = aid_fact_value(&row->fact, AID_POLICIES_ENDS_ON);
	if (last_day(end) >= first_day(aid_fact_value(&row->fact, AID_POLICIES_STARTS_ON)))
		return true;
	record->reject =
		(struct aid_reject){ AID_MSG_POLICY_DAYS, end->text, AID_SLICE_LITERAL("ends_on"),
				     end->text, AID_SLICE_EMPTY };
	aid_outcome_raise(record, AID_OUTCOME_REJECTED, "");
	return false;
}

/* Insert, or settle with what stands. */
static int
merge(struct aid_ingest *ingest, struct aid_batch_record *record, struct aid_row *row,
      const struct aid_statement_key *key, struct aid_error *err)
{
	int64_t n_put = 0;
	int result = put(ingest, row, key->context, record->line, &n_put, err);
	bool is_open = result == 0 && n_put > 0;
	if (is_open) {
		aid_outcome_raise(record, AID_OUTCOME_ACCEPTED, "");
	} else if (result == 0) {
		result =
			aid_merge_settle(ingest, key, row, row->reported_at, record, &is_open, err);
		if (result == 0 && is_open)
			result = put(ingest, row, key->context, record->line, &n_put, err);
	}
	ingest->has_policies = ingest->has_policies || is_open;
	return result;
}

int
aid_policy_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		 struct aid_error *err)
{
	struct aid_batch_record *record = &batch->records[row->record];
	struct key_context context = {
		stage_of(row), 0, first_day(aid_fact_value(&row->fact, AID_POLICIES_STARTS_ON))
	};
	struct aid_buffer text;
	if (!check(row, record))
		return 0;
	aid_buffer_init(&text);
	aid_policy_append_key(&text, row);
	row->reported_at = aid_merge_reported_at(ingest, row);
	int result = aid_buffer_check(&text, err);
	if (result == 0)
		result = aid_names_id(ingest->ledger->names, AID_REGISTRY_PLACE,
				      aid_fact_value(&row->fact, AID_POLICIES_PLACE)->text,
				      &context.place_id, err);
	if (result == 0) {
		struct aid_slice bytes = { (const char *)&context, sizeof(context) };
		/* Whoever of the office drops it, there is one line of a stage, place and first day. */
		struct aid_statement_key key = {
			&policy_names,
			bind_key,
			&context,
			row->fact.kind,
			0,
			aid_digest_hash64(bytes, 0),
			aid_buffer_slice(&text),
			AID_SLICE_EMPTY,
		};
		result = merge(ingest, record, row, &key, err);
	}
	aid_buffer_done(&text);
	return result;
}
