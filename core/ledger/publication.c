#include "ledger/publication.h"

#include <stdio.h>

#include "base/digest.h"
#include "ledger/chain.h"
#include "value/date.h"

/* What is left out is held for a person where it is more than one in so many of the scope: 20 %. */
#define HELD_SHARE 5

int
aid_publication_open(struct aid_ingest *ingest, struct aid_error *err)
{
	const struct aid_profile *profile = ingest->request->profile;
	struct aid_list *list = &ingest->list;
	struct aid_statement *s;
	bool has_row;
	if (profile == NULL || !aid_profile_is_cumulative(profile))
		return 0;
	list->is_open = true;
	list->scope = aid_profile_scope(profile);
	list->hash = aid_digest_hash64(aid_slice_of(aid_profile_name(profile)), 0);
	list->source_id =
		ingest->drop_source_id != 0 ? ingest->drop_source_id : ingest->fallback_source_id;
	list->first_day = INT64_MAX;
	list->last_day = INT64_MIN;
	aid_profile_reported_at(profile, &ingest->reported_at);
	int result = aid_db_script(ingest->db, "publication_create", err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "publication_known", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":source", list->source_id);
	aid_bind_int(s, ":list", list->hash);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	list->has_earlier = aid_column_int(s, 0) > 0;
	list->latest_at = aid_column_is_null(s, 1) ? INT64_MIN : aid_column_int(s, 1);
	list->known_day = aid_column_is_null(s, 2) ? INT64_MIN : aid_column_int(s, 2);
	aid_statement_reset(s);
	return 0;
}

static bool
is_listed(const struct aid_ingest *ingest, const struct aid_row *row)
{
	return ingest->list.is_open && row->source_id == ingest->list.source_id &&
	       row->fact.kind <= AID_KIND_CROSSINGS;
}

/* *out_day: of the row; false when it does not say. */
static bool
get_day(const struct aid_row *row, int64_t *out_day)
{
	static const int columns[] = { [AID_KIND_COMMITMENTS] = AID_COMMITMENTS_STARTS_ON,
				       [AID_KIND_SHIPMENTS] = AID_SHIPMENTS_DISPATCHED_AT,
				       [AID_KIND_CROSSINGS] = AID_CROSSINGS_OCCURRED_AT };
	const struct aid_value *at = aid_fact_value(&row->fact, columns[row->fact.kind]);
	if (aid_value_is_stated(at))
		*out_day = aid_date_day_of(at->number);
	return aid_value_is_stated(at);
}

/* The place of a report; of what is sent or promised the crossing, else the destination. */
static int
find_place(struct aid_ingest *ingest, const struct aid_row *row, int64_t *out_place,
	   struct aid_error *err)
{
	bool is_promise = row->fact.kind == AID_KIND_COMMITMENTS;
	*out_place = row->place_id;
	if (row->fact.kind == AID_KIND_CROSSINGS)
		return 0;
	struct aid_slice crossing = aid_fact_value(&row->fact, is_promise ? AID_COMMITMENTS_CROSSING
									  : AID_SHIPMENTS_CROSSING)
					    ->text;
	struct aid_slice destination =
		aid_fact_value(&row->fact,
			       is_promise ? AID_COMMITMENTS_DESTINATION : AID_SHIPMENTS_DESTINATION)
			->text;
	return aid_names_id(ingest->ledger->names, AID_REGISTRY_PLACE,
			    crossing.ptr != NULL ? crossing : destination, out_place, err);
}

int
aid_publication_see(struct aid_ingest *ingest, const struct aid_row *row, struct aid_error *err)
{
	struct aid_list *list = &ingest->list;
	struct aid_statement *s;
	int64_t day, place = 0;
	if (!is_listed(ingest, row))
		return 0;
	if (get_day(row, &day)) {
		list->first_day = day < list->first_day ? day : list->first_day;
		list->last_day = day > list->last_day ? day : list->last_day;
	}
	if ((list->scope & AID_SCOPE_PLACES) == 0)
		return 0;
	int result = find_place(ingest, row, &place, err);
	if (result != 0 || place == 0 || place == list->seen_place)
		return result;
	list->seen_place = place;
	result = aid_db_statement(ingest->db, "scope_place_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":place", place);
	return aid_statement_run(s, err);
}

/* Where the statement asks for it; NULL, as it is before anything is bound, where the row does not say. */
static void
bind_day(struct aid_statement *s, const struct aid_row *row)
{
	int64_t day;
	if (get_day(row, &day))
		aid_bind_int_if(s, ":day", day);
}

static void
bind_fact(struct aid_statement *s, const struct aid_row *row, int64_t subject_id)
{
	bool is_report = row->fact.kind == AID_KIND_CROSSINGS;
	if (is_report && row->has_own_key)
		subject_id = 0;
	aid_bind_int(s, ":kind", (int64_t)row->fact.kind);
	aid_bind_int(s, ":subject", subject_id);
	aid_bind_text(s, ":line",
		      subject_id == 0 || row->line.ptr == NULL ? AID_SLICE_EMPTY : row->line);
	aid_bind_int(s, ":stage", is_report && subject_id != 0 ? row->stage : 0);
	aid_bind_int(s, ":key_hash", row->fact.kind == AID_KIND_SHIPMENTS ? 0 : row->key_hash);
}

static void
bind_content(struct aid_statement *s, const struct aid_row *row)
{
	aid_bind_int(s, ":body_hash", row->body_hash);
	bind_day(s, row);
}

/* A row of the list itself: does a later publication of it speak for its place and day? */
static int
find_later(struct aid_ingest *ingest, const struct aid_row *row, bool *out_is_left_out,
	   struct aid_error *err)
{
	struct aid_statement *s;
	int64_t place = 0;
	if (row->reported_at >= ingest->list.latest_at)
		return 0;
	int result = find_place(ingest, row, &place, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "publication_later", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":source", ingest->list.source_id);
	aid_bind_int(s, ":list", ingest->list.hash);
	aid_bind_int(s, ":at", row->reported_at);
	aid_bind_int(s, ":place", place);
	bind_day(s, row);
	result = aid_statement_step(s, out_is_left_out, err);
	if (result == 0 && *out_is_left_out)
		aid_statement_reset(s);
	return result;
}

int
aid_publication_leaves_out(struct aid_ingest *ingest, const struct aid_row *row, int64_t subject_id,
			   bool *out_is_left_out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_lists;
	int64_t place = 0;
	*out_is_left_out = false;
	if (is_listed(ingest, row))
		return find_later(ingest, row, out_is_left_out, err);
	int result = aid_withdrawal_any(ingest, row->source_id, &has_lists, err);
	if (result == 0 && has_lists)
		result = find_place(ingest, row, &place, err);
	if (result == 0 && has_lists)
		result = aid_db_statement(ingest->db, "listed_left_out", &s, err);
	if (result != 0 || !has_lists)
		return result;
	aid_bind_int(s, ":source", row->source_id);
	aid_bind_int(s, ":at", row->reported_at);
	aid_bind_int(s, ":place", place);
	bind_fact(s, row, subject_id);
	bind_day(s, row);
	result = aid_statement_step(s, out_is_left_out, err);
	if (result == 0 && *out_is_left_out)
		aid_statement_reset(s);
	return result;
}

/* What any other file said that is put now: lists that ever had the fact follow it. */
static int
follow(struct aid_ingest *ingest, const struct aid_row *row, int64_t subject_id,
       struct aid_error *err)
{
	struct aid_statement *s;
	bool has_lists;
	int64_t place = 0;
	int result = aid_withdrawal_any(ingest, row->source_id, &has_lists, err);
	if (result != 0 || !has_lists)
		return result;
	result = find_place(ingest, row, &place, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "listed_follow", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":source", row->source_id);
	aid_bind_int(s, ":place", place);
	bind_fact(s, row, subject_id);
	bind_content(s, row);
	return aid_statement_run(s, err);
}

static int
put_listed(struct aid_ingest *ingest, const struct aid_row *row, int64_t subject_id,
	   const char *statement, struct aid_error *err)
{
	struct aid_statement *s;
	int64_t place = 0;
	int result = find_place(ingest, row, &place, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, statement, &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":source", ingest->list.source_id);
	aid_bind_int(s, ":list", ingest->list.hash);
	aid_bind_int_if(s, ":place", place);
	bind_fact(s, row, subject_id);
	bind_content(s, row);
	return aid_statement_run(s, err);
}

int
aid_publication_list(struct aid_ingest *ingest, const struct aid_row *row, int64_t subject_id,
		     struct aid_publication_row what, struct aid_error *err)
{
	struct aid_statement *s;
	if (!is_listed(ingest, row))
		return what.is_put ? follow(ingest, row, subject_id, err) : 0;
	const char *statement = "listed_put";
	if (!what.is_put)
		statement = what.is_gone ? "listed_note" : "listed_note_standing";
	int result = put_listed(ingest, row, subject_id, statement, err);
	if (result != 0 || !what.is_put || !what.is_new || !ingest->list.has_earlier)
		return result;
	result = aid_db_statement(ingest->db, "arrived_put", &s, err);
	if (result != 0)
		return result;
	bind_fact(s, row, subject_id);
	bind_content(s, row);
	return aid_statement_run(s, err);
}

/* ---- at the end ---- */

static void
bind_scope(struct aid_statement *s, const struct aid_ingest *ingest)
{
	const struct aid_list *list = &ingest->list;
	aid_bind_int_if(s, ":drop", ingest->drop);
	aid_bind_int_if(s, ":source", list->source_id);
	aid_bind_int_if(s, ":list", list->hash);
	aid_bind_int_if(s, ":at", list->at);
	aid_bind_int_if(s, ":is_late", list->at < list->latest_at);
	aid_bind_int_if(s, ":by_place", (list->scope & AID_SCOPE_PLACES) != 0);
	aid_bind_int_if(s, ":by_day", (list->scope & AID_SCOPE_DATES) != 0);
	aid_bind_int_if(s, ":first_day", list->first_day);
	aid_bind_int_if(s, ":last_day", list->last_day);
	aid_bind_int_if(s, ":known_day", list->known_day);
}

static int
run_all(struct aid_ingest *ingest, const char *const *names, struct aid_error *err)
{
	int result = 0;
	for (size_t k = 0; names[k] != NULL && result == 0; k++) {
		struct aid_statement *s;
		result = aid_db_statement(ingest->db, names[k], &s, err);
		if (result != 0)
			break;
		bind_scope(s, ingest);
		result = aid_statement_run(s, err);
	}
	return result;
}

struct classes {
	int64_t n_vanished, n_reissued, n_new, n_backdated, n_scope;
};

static int
read_classes(struct aid_ingest *ingest, struct classes *out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ingest->db, "publication_classes", &s, err);
	if (result != 0)
		return result;
	bind_scope(s, ingest);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	*out = (struct classes){ aid_column_int(s, 0), aid_column_int(s, 1), aid_column_int(s, 2),
				 aid_column_int(s, 3), aid_column_int(s, 4) };
	aid_statement_reset(s);
	return 0;
}

static int
put_publication(struct aid_ingest *ingest, bool is_held, struct aid_error *err)
{
	struct aid_statement *s;
	const struct aid_list *list = &ingest->list;
	int result = aid_db_statement(ingest->db, "publication_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":source", list->source_id);
	aid_bind_int(s, ":list", list->hash);
	aid_bind_int(s, ":at", list->at);
	aid_bind_int(s, ":scope", list->scope);
	aid_bind_int(s, ":is_held", is_held);
	if (list->first_day <= list->last_day) {
		aid_bind_int(s, ":first_day", list->first_day);
		aid_bind_int(s, ":last_day", list->last_day);
	} else {
		aid_bind_null(s, ":first_day");
		aid_bind_null(s, ":last_day");
	}
	result = aid_chain_run(ingest, s, "publication", AID_CHAIN_PUT, NULL, err);
	if (result == 0 && (list->scope & AID_SCOPE_PLACES) != 0)
		result = aid_db_statement(ingest->db, "publication_place_put", &s, err);
	if (result != 0 || (list->scope & AID_SCOPE_PLACES) == 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	return aid_chain_run(ingest, s, "publication_place", AID_CHAIN_PUT, NULL, err);
}

static int
note_number(struct aid_ingest *ingest, enum aid_message message, int64_t number,
	    struct aid_error *err)
{
	char text[24];
	if (number == 0)
		return 0;
	snprintf(text, sizeof(text), "%lld", (long long)number);
	struct aid_note note = { .message = message,
				 .args = aid_slice_of(text),
				 .value = aid_slice_of(text) };
	return aid_outcome_add_note(ingest, &note, err);
}

/* Appends the other name to `out` where two publications are of one moment; nothing where there is none. */
static int
find_same_moment(struct aid_ingest *ingest, struct aid_buffer *out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ingest->db, "publication_same_moment", &s, err);
	if (result != 0)
		return result;
	bind_scope(s, ingest);
	if ((result = aid_statement_step(s, &has_row, err)) != 0 || !has_row)
		return result;
	aid_buffer_append(out, aid_column_text(s, 0));
	aid_statement_reset(s);
	return aid_buffer_check(out, err);
}

/* "a whole publication, as of ...", or that it is not known to be the newer of two. */
static int
note_publication(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_buffer at, args;
	aid_buffer_init(&at);
	aid_buffer_init(&args);
	aid_date_append_seconds(&at, ingest->list.at);
	aid_buffer_append_text(&args, ingest->request->name);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	size_t n_own = args.len;
	int result = find_same_moment(ingest, &args, err);
	if (result == 0)
		result = aid_buffer_check(&at, err);
	if (result == 0 && args.len > n_own) {
		aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
		aid_buffer_append(&args, aid_buffer_slice(&at));
		result = aid_buffer_check(&args, err);
		if (result == 0)
			result = aid_outcome_add_finding(ingest, AID_MSG_FINDING_SAME_MOMENT,
							 aid_slice_of(ingest->request->name),
							 aid_buffer_slice(&args), 0, err);
	} else if (result == 0) {
		struct aid_note note = { .message = AID_MSG_NOTE_PUBLICATION,
					 .args = aid_buffer_slice(&at),
					 .value = aid_buffer_slice(&at) };
		result = aid_outcome_add_note(ingest, &note, err);
	}
	aid_buffer_done(&args);
	aid_buffer_done(&at);
	return result;
}

static int
say_classes(struct aid_ingest *ingest, const struct classes *c, bool is_held, struct aid_error *err)
{
	const struct {
		enum aid_message message;
		int64_t number;
	} notes[] = {
		{ AID_MSG_NOTE_NEW, c->n_new },
		{ AID_MSG_NOTE_BACKDATED, c->n_backdated },
		{ AID_MSG_NOTE_CORRECTED, ingest->outcome.n_superseding },
		{ AID_MSG_NOTE_REISSUED, c->n_reissued },
		{ AID_MSG_NOTE_VANISHED, is_held ? 0 : c->n_vanished },
		{ AID_MSG_NOTE_GONE, ingest->list.n_gone },
	};
	int result = note_publication(ingest, err);
	for (size_t k = 0; k < sizeof(notes) / sizeof(notes[0]) && result == 0; k++)
		result = note_number(ingest, notes[k].message, notes[k].number, err);
	if (result != 0 || !is_held)
		return result;
	char args[64];
	snprintf(args, sizeof(args), "%lld%c%lld", (long long)c->n_vanished, AID_MESSAGE_SEPARATOR,
		 (long long)c->n_scope);
	return aid_outcome_add_finding(ingest, AID_MSG_FINDING_VANISHED_HELD,
				       aid_slice_of(ingest->request->name), aid_slice_of(args), 0,
				       err);
}

/* What vanished is about to be ended. */
static int
seal_vanished(struct aid_ingest *ingest, struct aid_error *err)
{
	static const struct {
		const char *statement, *table;
	} kinds[] = { { "vanished_rows_commitment", "commitment_line" },
		      { "vanished_rows_shipment", "shipment" },
		      { "vanished_rows_observation", "observation" },
		      { "vanished_rows_count", "count_report" } };
	int result = 0;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]) && result == 0; k++) {
		struct aid_statement *s;
		result = aid_db_statement(ingest->db, kinds[k].statement, &s, err);
		if (result != 0)
			break;
		bind_scope(s, ingest);
		result = aid_chain_run(ingest, s, kinds[k].table, AID_CHAIN_END, NULL, err);
	}
	return result;
}

static int64_t
hash_vanished(struct aid_statement *s)
{
	int64_t kind = aid_column_int(s, 0), subject_id = aid_column_int(s, 1);
	int64_t key_hash = aid_column_int(s, 5);
	if (kind == AID_KIND_COMMITMENTS)
		return aid_promise_hash(subject_id, key_hash);
	if (subject_id == 0 || aid_column_int(s, 6) != 0)
		return key_hash;
	return aid_movement_hash(aid_column_text(s, 2), aid_column_text(s, 3), aid_column_int(s, 4),
				 key_hash);
}

/* What rows of the list said otherwise at the same moment is gone with it. */
static int
settle_vanished(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_statement *s, *clear;
	bool has_row;
	int result = aid_db_statement(ingest->db, "vanished_facts", &s, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "contradiction_clear", &clear, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		aid_bind_int(clear, ":kind", aid_column_int(s, 0));
		aid_bind_int(clear, ":source", ingest->list.source_id);
		aid_bind_int(clear, ":fact_hash", hash_vanished(s));
		aid_bind_int(clear, ":affirmed_at", aid_column_int(s, 7) + 1);
		aid_bind_int(clear, ":drop", ingest->drop);
		result = aid_statement_run(clear, err);
		if (result != 0)
			aid_statement_reset(s);
	}
	return result;
}

static int
withdraw(struct aid_ingest *ingest, bool is_held, struct aid_error *err)
{
	static const char *const closing[] = { "vanished_close_commitment",
					       "vanished_close_shipment",
					       "vanished_close_observation",
					       "vanished_close_count",
					       "vanished_forget_key",
					       "vanished_withdraw",
					       "vanished_unlist",
					       "vanished_dirty_waybill",
					       "vanished_dirty_day",
					       NULL };
	static const char *const keeping[] = { "vanished_keep", NULL };
	int result = is_held ? run_all(ingest, keeping, err) : 0;
	ingest->has_commitments = true;
	if (result == 0)
		result = seal_vanished(ingest, err);
	if (result == 0)
		result = settle_vanished(ingest, err);
	return result == 0 ? run_all(ingest, closing, err) : result;
}

int
aid_publication_finish(struct aid_ingest *ingest, struct aid_error *err)
{
	static const char *const filling[] = { "vanished_commitment",
					       "vanished_shipment",
					       "vanished_observation",
					       "vanished_count",
					       "vanished_reissued",
					       "arrived_reissued",
					       NULL };
	struct aid_list *list = &ingest->list;
	struct classes c = { 0 };
	if (!list->is_open || list->is_fix)
		return 0;
	struct aid_row row = { .reported_at = -1 };
	list->at = aid_merge_reported_at(ingest, &row);
	int result = list->has_earlier ? run_all(ingest, filling, err) : 0;
	if (result == 0)
		result = read_classes(ingest, &c, err);
	if (result != 0)
		return result;
	enum aid_vanished wish = aid_profile_vanished(ingest->request->profile);
	bool is_held = c.n_vanished > 0 && wish != AID_VANISHED_CONFIRMED &&
		       (wish == AID_VANISHED_HOLD || c.n_vanished * HELD_SHARE > c.n_scope);
	if (c.n_vanished + c.n_reissued > 0)
		result = withdraw(ingest, is_held, err);
	ingest->outcome.n_withdrawn += c.n_reissued + (is_held ? 0 : c.n_vanished);
	if (result == 0)
		result = put_publication(ingest, is_held, err);
	return result == 0 ? say_classes(ingest, &c, is_held, err) : result;
}
