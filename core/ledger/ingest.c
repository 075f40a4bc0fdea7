/* One drop, one transaction: the reading thread makes rows, this one merges them. */
#include <stdio.h>

#include "ledger/chain.h"
#include "ledger/ingest_parts.h"
#include "ledger/publication.h"

/* Records of a drop that is reconciled in its own transaction: of more the first half is worth having by itself, and other files may come
 * meanwhile. */
#define AT_ONCE_RECORDS 1000

static int
find_sources(struct aid_ingest *ingest, struct aid_error *err)
{
	ingest->drop_source = aid_ingest_source(ingest->request);
	int result = aid_names_id(ingest->ledger->names, AID_REGISTRY_SOURCE, ingest->drop_source,
				  &ingest->drop_source_id, err);
	if (result == 0)
		result = aid_names_id(ingest->ledger->names, AID_REGISTRY_SOURCE,
				      AID_SLICE_LITERAL(AID_SOURCE_OFFICE),
				      &ingest->fallback_source_id, err);
	ingest->reported_at = ingest->request->file_time == 0 ? ingest->request->received_at
							      : ingest->request->file_time;
	ingest->followed_to = ingest->request->profile == NULL
				      ? 0
				      : aid_profile_followed_to(ingest->request->profile);
	return result;
}

static int
put_topic(struct aid_ingest *ingest, bool is_wanted, const char *topic, struct aid_error *err)
{
	struct aid_statement *s;
	if (!is_wanted)
		return 0;
	int result = aid_db_statement(ingest->db, "dirty_topic_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_text(s, ":topic", aid_slice_of(topic));
	return aid_statement_run(s, err);
}

static int
mark_topics(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_statement *s;
	int result = put_topic(ingest, ingest->has_commitments, "commitments", err);
	if (result == 0)
		result = put_topic(ingest, ingest->has_names, "names", err);
	if (result == 0)
		result = put_topic(ingest, ingest->has_units, "units", err);
	if (result == 0)
		result = put_topic(ingest, ingest->has_changed_units, "changed_units", err);
	if (result == 0)
		result = put_topic(ingest, ingest->has_sources, "sources", err);
	if (result == 0)
		result = put_topic(ingest, ingest->has_policies, "policies", err);
	if (result == 0)
		result = put_topic(ingest, ingest->has_matches, "matches", err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "horizon_raise", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":at", ingest->latest_at);
	return aid_statement_run(s, err);
}

static void
begin_ingest(struct aid_ingest *ingest, struct aid_ledger *ledger,
	     const struct aid_drop_request *request)
{
	memset(ingest, 0, sizeof(*ingest));
	ingest->ledger = ledger;
	ingest->db = ledger->db;
	ingest->request = request;
	aid_arena_init(&ingest->arena);
}

/* Commits, or rolls back and forgets what was remembered of names. */
static int
end_transaction(struct aid_ingest *ingest, bool is_kept, struct aid_error *err)
{
	int result = 0;
	if (is_kept)
		result = aid_db_commit(ingest->db, err);
	if (!is_kept || result != 0 || ingest->has_units) {
		aid_units_free(ingest->ledger->units);
		ingest->ledger->units = NULL;
	}
	if (!is_kept || result != 0) {
		aid_db_rollback(ingest->db);
		aid_names_forget(ingest->ledger->names);
		aid_waybills_forget(ingest->ledger->waybills);
	}
	return result;
}

int
aid_ledger_refuse(struct aid_ledger *ledger, const struct aid_drop_request *request,
		  const char *why, struct aid_drop_outcome *out_outcome, struct aid_error *err)
{
	struct aid_ingest ingest;
	begin_ingest(&ingest, ledger, request);
	int result = aid_db_begin(ledger->db, err);
	if (result == 0) {
		result = find_sources(&ingest, err);
		if (result == 0)
			result = aid_ingest_put_drop(&ingest, NULL, AID_DROP_REFUSED, why, err);
		if (result == 0)
			result = aid_chain_finish(&ingest, err);
		int ended = end_transaction(&ingest, result == 0 && !request->is_dry_run,
					    result == 0 ? err : NULL);
		if (result == 0)
			result = ended;
	}
	if (result == 0) {
		ingest.outcome.is_refused = true;
		ingest.outcome.drop = request->is_dry_run ? 0 : ingest.drop;
		snprintf(ingest.outcome.why, sizeof(ingest.outcome.why), "%s", why);
		*out_outcome = ingest.outcome;
	}
	aid_arena_done(&ingest.arena);
	return result;
}

static int
ingest_file(struct aid_ingest *ingest, struct aid_ingest_files *files, struct aid_error *err)
{
	int result = find_sources(ingest, err);
	if (result == 0)
		result = aid_publication_open(ingest, err);
	if (result == 0)
		result = aid_ingest_open(ingest, files, err);
	if (result == 0)
		result = aid_ingest_put_drop(ingest, files, AID_DROP_COMMITTED, "", err);
	if (result == 0)
		result = aid_ingest_rows(ingest, files, err);
	if (result == 0)
		result = aid_ingest_put_reading(ingest, files, err);
	if (result == 0) {
		size_t n_fields;
		const struct aid_slice *fields = aid_records_header(files->records, &n_fields);
		result = aid_drift_report(ingest, fields, n_fields, err);
	}
	if (result == 0)
		result = aid_publication_finish(ingest, err);
	if (result == 0)
		result = aid_outcome_finish(ingest, err);
	if (result == 0)
		result = mark_topics(ingest, err);
	if (result == 0)
		result = aid_chain_finish(ingest, err);
	return result;
}

/* *out_is_unreconciled: the drop could be taken, but not reconciled with it. */
static int
ingest_once(struct aid_ledger *ledger, const struct aid_drop_request *request,
	    struct aid_drop_outcome *out_outcome, bool *out_is_unreconciled, struct aid_error *err)
{
	struct aid_ingest ingest;
	struct aid_ingest_files files = { 0 };
	begin_ingest(&ingest, ledger, request);
	int result = request->is_last ? aid_reconcile_prepare(ledger, err) : 0;
	if (result == 0)
		result = aid_db_begin(ledger->db, err);
	if (result == 0) {
		result = ingest_file(&ingest, &files, err);
		if (result == 0 && request->is_last && !request->is_dry_run &&
		    ingest.outcome.n_records <= AT_ONCE_RECORDS) {
			result = aid_reconcile_waiting(ledger, true, err);
			*out_is_unreconciled = result != 0;
			ingest.outcome.is_reconciled = result == 0;
		}
		int ended = end_transaction(&ingest, result == 0 && !request->is_dry_run,
					    result == 0 ? err : NULL);
		if (result == 0)
			result = ended;
	}
	if (result == 0) {
		ingest.outcome.drop = request->is_dry_run ? 0 : ingest.drop;
		snprintf(ingest.outcome.kinds, sizeof(ingest.outcome.kinds), "%s",
			 aid_map_kinds(files.map));
		*out_outcome = ingest.outcome;
	}
	aid_ingest_close(&files);
	aid_arena_done(&ingest.arena);
	return result;
}

int
aid_ledger_ingest(struct aid_ledger *ledger, const struct aid_drop_request *request,
		  struct aid_drop_outcome *out_outcome, struct aid_error *err)
{
	bool is_unreconciled = false;
	int64_t known_drop = 0;
	int result = aid_ledger_find_drop(ledger, request->sha256, aid_ingest_source(request),
					  request->profile, &known_drop, err);
	if (result != 0)
		return result;
	if (known_drop != 0 && !request->is_dry_run) {
		memset(out_outcome, 0, sizeof(*out_outcome));
		out_outcome->drop = known_drop;
		out_outcome->is_repeated = true;
		return 0;
	}
	result = ingest_once(ledger, request, out_outcome, &is_unreconciled, err);
	/* Its rows are not lost because sums cannot be made. */
	if (is_unreconciled && result != AID_E_INTERRUPTED) {
		struct aid_drop_request apart = *request;
		apart.is_last = is_unreconciled = false;
		*err = AID_ERROR_NONE;
		result = ingest_once(ledger, &apart, out_outcome, &is_unreconciled, err);
	}
	if (result == AID_E_REFUSED) {
		struct aid_error refusal = *err;
		*err = AID_ERROR_NONE;
		return aid_ledger_refuse(ledger, request, refusal.text, out_outcome, err);
	}
	return result;
}
