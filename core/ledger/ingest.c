/* One drop, one transaction: the reading thread makes rows, this one merges them. */
#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "base/limits.h"
#include "ledger/publication.h"
#include "read/reading.h"
#include "read/survey.h"

#define SOURCE_OFFICE "office"
#define FOLDER_OFFICE "_office"

struct ingest_files {
	struct aid_records *records;
	struct aid_map *map;
	struct aid_survey *survey; /* NULL: the profile says how everything is written */
	struct aid_units *units;
	struct aid_fixes *fixes; /* NULL: it is no fix file */
	struct aid_row_maker maker;
	bool has_maker;
	struct aid_batches *batches;
	struct aid_row **movements;
};

static int
count_occurrence(struct aid_ingest *ingest, int64_t hash, int64_t *out_n, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ingest->db, "occurrence_next", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":content_hash", hash);
	result = aid_statement_step(s, &has_row, err);
	if (result == 0) {
		*out_n = aid_column_int(s, 0);
		aid_statement_reset(s);
	}
	return result;
}

/* Equal rows of one drop are told apart by their occurrence: in the line of a shipment, in the name of a keyless consignment, in the
 * key of a count (there by aid_count_merge). */
static int
apply_occurrence(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		 bool is_shared, struct aid_error *err)
{
	struct aid_batch_record *record = &batch->records[row->record];
	bool is_shipment_line = row->fact.kind == AID_KIND_SHIPMENTS && row->waybill.ptr != NULL;
	int64_t n = record->occurrence;
	int64_t hash = aid_digest_hash64(
		row->source.ptr != NULL ? row->source : ingest->drop_source, row->occurrence_hash);
	int result = 0;
	if (is_shipment_line || n == 0)
		result = count_occurrence(ingest, hash, &n, err);
	if (result != 0)
		return result;
	if (!is_shipment_line)
		record->occurrence = n;
	struct aid_buffer text;
	aid_buffer_init(&text);
	if (is_shipment_line && n > 1) {
		aid_buffer_append(&text, row->line);
		aid_buffer_append_char(&text, '#');
		aid_buffer_append_int(&text, n);
		row->line = aid_arena_copy(&batch->arena, aid_buffer_slice(&text));
	} else if (row->waybill.ptr == NULL && is_shared) {
		aid_buffer_append_char(&text, AID_MESSAGE_SEPARATOR);
		aid_buffer_append(&text,
				  row->source.ptr != NULL ? row->source : ingest->drop_source);
		aid_buffer_append_char(&text, AID_MESSAGE_SEPARATOR);
		aid_buffer_append_int(&text, row->occurrence_hash);
		aid_buffer_append_char(&text, '#');
		aid_buffer_append_int(&text, n);
		row->waybill = aid_arena_copy(&batch->arena, aid_buffer_slice(&text));
		row->written = row->waybill;
		row->waybill_hash = aid_digest_hash64(row->waybill, 0);
		row->line = AID_SLICE_EMPTY;
		row->is_line_stated = true;
		row->key_hash = row->fact.part;
	}
	bool is_complete = !text.is_failed && (row->waybill.ptr != NULL || !is_shared) &&
			   row->line.ptr != NULL;
	aid_buffer_done(&text);
	return is_complete ? 0 : aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

static int
set_source(struct aid_ingest *ingest, struct aid_row *row, struct aid_error *err)
{
	bool is_office = aid_slice_is_equal(ingest->drop_source, AID_SLICE_LITERAL(SOURCE_OFFICE));
	if (ingest->drop_source.len > 0 && !is_office) {
		row->source_id = ingest->drop_source_id;
		if (row->source.ptr != NULL &&
		    !aid_slice_is_equal(row->source, ingest->drop_source)) {
			if (ingest->n_other_source++ == 0)
				ingest->other_source = aid_arena_copy(&ingest->arena, row->source);
		}
		return 0;
	}
	if (row->source.ptr == NULL) {
		row->source_id = ingest->fallback_source_id;
		return 0;
	}
	return aid_names_id(ingest->ledger->names, AID_REGISTRY_SOURCE, row->source,
			    &row->source_id, err);
}

/* What the writing thread adds to a row: ids and occurrence numbers. */
static int
complete_row(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
	     bool is_shared, struct aid_error *err)
{
	bool is_movement =
		row->fact.kind == AID_KIND_SHIPMENTS || row->fact.kind == AID_KIND_CROSSINGS;
	int result = set_source(ingest, row, err);
	if (result == 0 && is_movement)
		result = aid_names_lane(ingest->ledger->names, row, &row->lane_id, err);
	if (result == 0 && row->fact.kind == AID_KIND_CROSSINGS)
		result = aid_names_id(ingest->ledger->names, AID_REGISTRY_PLACE,
				      aid_fact_value(&row->fact, AID_CROSSINGS_PLACE)->text,
				      &row->place_id, err);
	if (result == 0 && row->is_occurrence_needed)
		result = apply_occurrence(ingest, batch, row, is_shared, err);
	return result;
}

static int
merge_batch(struct aid_ingest *ingest, struct ingest_files *files, struct aid_batch *batch,
	    struct aid_error *err)
{
	size_t n_movements = 0;
	int result = 0;
	for (size_t k = 0; k < batch->n_rows && result == 0; k++) {
		struct aid_row *row = &batch->rows[k];
		if (batch->records[row->record].outcome == AID_OUTCOME_REJECTED)
			continue;
		const struct aid_fixed *fixed = batch->records[row->record].fixed;
		/* As if it had been right at first. */
		if (fixed != NULL && (row->reported_at < 0 || ingest->list.is_open))
			row->reported_at = fixed->reported_at;
		result = complete_row(ingest, batch, row, files->maker.is_shared, err);
		if (result == 0)
			result = aid_publication_see(ingest, row, err);
		if (result != 0)
			break;
		ingest->n_unmeasured +=
			row->unit_id == 0 && (row->fact.kind == AID_KIND_SHIPMENTS ||
					      row->fact.kind == AID_KIND_CROSSINGS);
		ingest->n_unreported += row->reported_at < 0 && !ingest->list.is_open;
		switch (row->fact.kind) {
		case AID_KIND_SHIPMENTS:
			files->movements[n_movements++] = row;
			break;
		case AID_KIND_CROSSINGS:
			if (row->waybill.ptr != NULL)
				files->movements[n_movements++] = row;
			else
				result = aid_count_merge(ingest, batch, row, err);
			break;
		case AID_KIND_COMMITMENTS:
			result = aid_promise_merge(ingest, batch, row, err);
			break;
		default:
			result = aid_reference_merge(ingest, batch, row, err);
			break;
		}
	}
	size_t n_kept = 0;
	for (size_t k = 0; k < n_movements; k++)
		if (batch->records[files->movements[k]->record].outcome != AID_OUTCOME_REJECTED)
			files->movements[n_kept++] = files->movements[k];
	if (result == 0)
		result = aid_movement_merge(ingest, batch, files->movements, n_kept, err);
	if (result == 0)
		result = aid_outcome_put_batch(ingest, batch, err);
	return result;
}

static int
merge_all(struct aid_ingest *ingest, struct ingest_files *files, struct aid_error *err)
{
	bool is_last = false;
	int result = aid_db_script(ingest->db, "occurrence_create", err);
	if (result == 0)
		result = aid_movement_open(ingest, err);
	if (result == 0)
		result = aid_batches_start(files->records, files->map, &files->maker, files->fixes,
					   &files->batches, err);
	while (result == 0 && !is_last) {
		struct aid_batch *batch;
		result = aid_batches_next(files->batches, &batch, err);
		if (result != 0)
			break;
		is_last = batch->is_last;
		result = merge_batch(ingest, files, batch, err);
		aid_batches_give_back(files->batches, batch);
		if (result == 0 && atomic_load(&ingest->ledger->is_interrupted))
			result = aid_message_error(err, AID_E_INTERRUPTED, AID_MSG_INTERRUPTED, 0);
	}
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
		result = aid_db_statement(ingest->db, "horizon_raise", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":at", ingest->latest_at);
	return aid_statement_run(s, err);
}

static int
find_profile(struct aid_ledger *ledger, const struct aid_profile *profile, bool is_made,
	     int64_t *out_id, struct aid_error *err)
{
	*out_id = 0;
	if (profile == NULL)
		return 0;
	struct aid_slice text = aid_profile_text(profile);
	for (int n = 0; n < (is_made ? 2 : 1); n++) {
		struct aid_statement *s;
		bool has_row;
		int result = aid_db_statement(ledger->db, n == 0 ? "profile_get" : "profile_put",
					      &s, err);
		if (result != 0)
			return result;
		aid_bind_int(s, ":hash", aid_digest_hash64(text, 0));
		aid_bind_text(s, ":name", aid_slice_of(aid_profile_name(profile)));
		if (n == 1)
			aid_bind_text(s, ":text", text);
		result = aid_statement_step(s, &has_row, err);
		if (result != 0)
			return result;
		if (has_row) {
			*out_id = aid_column_int(s, 0);
			aid_statement_reset(s);
			return 0;
		}
	}
	*out_id = -1;
	return 0;
}

/* Who the drop is from: the folder or --source, else the profile, else nobody in particular. What the office drops (in _office, or without
 * saying) may be anybody's: there the rows' own source column speaks. */
static struct aid_slice
source_of_drop(const struct aid_drop_request *request)
{
	if (aid_slice_is_equal(request->source, AID_SLICE_LITERAL(FOLDER_OFFICE)))
		return AID_SLICE_LITERAL(SOURCE_OFFICE);
	if (request->source.len > 0)
		return request->source;
	return request->profile == NULL ? AID_SLICE_EMPTY : aid_profile_source(request->profile);
}

static int
put_drop(struct aid_ingest *ingest, const struct ingest_files *files, enum aid_drop_state state,
	 const char *why, struct aid_error *err)
{
	const struct aid_drop_request *request = ingest->request;
	struct aid_statement *s;
	struct aid_buffer header, series;
	bool has_row;
	int64_t profile_id = 0;
	aid_buffer_init(&header);
	aid_buffer_init(&series);
	char delimiter = ',';
	bool is_begun = false;
	if (files != NULL && files->records != NULL) {
		size_t n_fields;
		const struct aid_slice *fields = aid_records_header(files->records, &n_fields);
		delimiter = aid_records_dialect(files->records).delimiter;
		struct aid_own_columns own = aid_records_own(files->records);
		for (int k = 0; (size_t)k < n_fields; k++) {
			if (k == own.drop || k == own.line || k == own.why)
				continue;
			if (is_begun)
				aid_buffer_append_char(&header, AID_MESSAGE_SEPARATOR);
			is_begun = true;
			aid_buffer_append(&header, fields[k]);
		}
	}
	int result = find_profile(ingest->ledger, request->profile, true, &profile_id, err);
	if (result == 0)
		result = aid_buffer_check(&header, err);
	if (result == 0)
		result = aid_drift_series(request->name, &series, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "drop_put", &s, err);
	if (result != 0)
		goto out;
	aid_bind_text(s, ":sha256", aid_slice_of(request->sha256));
	aid_bind_text(s, ":name", aid_slice_of(request->name));
	aid_bind_text(s, ":series", series.len == 0 ? AID_SLICE_EMPTY : aid_buffer_slice(&series));
	aid_bind_int(s, ":source",
		     ingest->drop_source_id != 0 ? ingest->drop_source_id
						 : ingest->fallback_source_id);
	aid_bind_int(s, ":profile", profile_id);
	aid_bind_text(
		s, ":kinds",
		aid_slice_of(files != NULL && files->map != NULL ? aid_map_kinds(files->map) : ""));
	aid_bind_int(s, ":n_bytes", request->n_bytes);
	aid_bind_int(s, ":file_time", ingest->reported_at);
	aid_bind_int(s, ":received_at", request->received_at);
	aid_bind_text(s, ":header", header.len == 0 ? AID_SLICE_EMPTY : aid_buffer_slice(&header));
	aid_bind_text(s, ":delimiter", (struct aid_slice){ &delimiter, 1 });
	aid_bind_int(s, ":state", state);
	aid_bind_text(s, ":why", aid_slice_of(why));
	result = aid_statement_step(s, &has_row, err);
	if (result == 0) {
		ingest->drop = aid_column_int(s, 0);
		aid_statement_reset(s);
	}
out:
	aid_buffer_done(&header);
	aid_buffer_done(&series);
	return result;
}

/* How the file was read, once it is. */
static int
put_reading(struct aid_ingest *ingest, const struct ingest_files *files, struct aid_error *err)
{
	struct aid_buffer reading;
	struct aid_note note = { .message = AID_MSG_NONE };
	aid_buffer_init(&reading);
	int result = aid_reading_describe(files->records, &reading, err);
	struct aid_slice rest = result == 0 ? aid_buffer_slice(&reading) : AID_SLICE_EMPTY;
	while (result == 0 && aid_reading_next(&rest, &note.message, &note.args)) {
		const char *end = memchr(note.args.ptr, AID_MESSAGE_SEPARATOR, note.args.len);
		note.value = end == NULL ? note.args
					 : (struct aid_slice){ note.args.ptr,
							       (size_t)(end - note.args.ptr) };
		result = aid_outcome_add_note(ingest, &note, err);
	}
	aid_buffer_done(&reading);
	size_t n_assumed = 0;
	const struct aid_note *assumed =
		files->survey == NULL ? NULL : aid_survey_notes(files->survey, &n_assumed);
	for (size_t i = 0; i < n_assumed && result == 0; i++)
		result = aid_outcome_add_note(ingest, &assumed[i], err);
	return result;
}

/* How the columns are written of which the profile does not say it. */
static int
survey_columns(struct aid_ingest *ingest, struct ingest_files *files, struct aid_error *err)
{
	bool is_over = false;
	int result = aid_survey_new(files->map, &files->survey, err);
	if (result != 0 || files->survey == NULL)
		return result;
	while (result == 0 && !is_over) {
		result = aid_survey_read(files->survey, files->records, AID_LIMIT_BATCH_RECORDS,
					 &is_over, err);
		if (result == 0 && atomic_load(&ingest->ledger->is_interrupted))
			result = aid_message_error(err, AID_E_INTERRUPTED, AID_MSG_INTERRUPTED, 0);
	}
	if (result == 0)
		result = aid_survey_apply(files->survey, err);
	return result == 0 ? aid_records_rewind(files->records, err) : result;
}

/* Opens the file and finds out what it is; AID_E_REFUSED when it cannot be read. */
static int
open_files(struct aid_ingest *ingest, struct ingest_files *files, struct aid_error *err)
{
	const struct aid_profile *profile = ingest->request->profile;
	if (aid_slice_is_equal_nocase(ingest->request->source, AID_SLICE_LITERAL(SOURCE_OFFICE)))
		return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_SOURCE_OFFICE, 0);
	int result = aid_records_open(ingest->request->fd,
				      profile == NULL ? NULL : aid_profile_wish(profile),
				      &files->records, err);
	if (result != 0)
		return result;
	struct aid_header header = aid_map_header(files->records);
	result = aid_map_new(profile, &header, &files->map, err);
	if (result != 0)
		return result;
	aid_records_set_check(files->records, aid_map_is_row, files->map);
	bool is_office = ingest->drop_source.len == 0 ||
			 aid_slice_is_equal(ingest->drop_source, AID_SLICE_LITERAL(SOURCE_OFFICE));
	if (aid_map_is_reference(files->map) && !is_office)
		return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_NOT_OFFICE, 1,
					 aid_map_kinds(files->map));
	result = aid_fixes_load(ingest->db, files->records, &files->fixes, err);
	ingest->list.is_fix = files->fixes != NULL;
	if (result == 0)
		result = survey_columns(ingest, files, err);
	if (result == 0)
		result = aid_units_load(ingest->db, &files->units, err);
	if (result != 0)
		return result;
	aid_row_maker_init(&files->maker, files->units, ingest->drop_source,
			   aid_map_is_journey(files->map));
	files->maker.is_list = ingest->list.is_open;
	files->has_maker = true;
	files->movements = malloc((AID_LIMIT_BATCH_RECORDS + AID_LIMIT_FACTS_PER_RECORD) *
				  sizeof(struct aid_row *));
	return files->movements == NULL ? aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0)
					: 0;
}

static void
close_files(struct ingest_files *files)
{
	aid_batches_stop(files->batches);
	if (files->has_maker)
		aid_row_maker_done(&files->maker);
	aid_units_free(files->units);
	aid_fixes_free(files->fixes);
	aid_survey_free(files->survey);
	if (files->map != NULL)
		aid_map_free(files->map);
	if (files->records != NULL)
		aid_records_close(files->records);
	free(files->movements);
}

static int
find_sources(struct aid_ingest *ingest, struct aid_error *err)
{
	ingest->drop_source = source_of_drop(ingest->request);
	int result = aid_names_id(ingest->ledger->names, AID_REGISTRY_SOURCE, ingest->drop_source,
				  &ingest->drop_source_id, err);
	if (result == 0)
		result = aid_names_id(ingest->ledger->names, AID_REGISTRY_SOURCE,
				      AID_SLICE_LITERAL(SOURCE_OFFICE), &ingest->fallback_source_id,
				      err);
	ingest->reported_at = ingest->request->file_time == 0 ? ingest->request->received_at
							      : ingest->request->file_time;
	ingest->followed_to = ingest->request->profile == NULL
				      ? 0
				      : aid_profile_followed_to(ingest->request->profile);
	return result;
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
			result = put_drop(&ingest, NULL, AID_DROP_REFUSED, why, err);
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
ingest_file(struct aid_ingest *ingest, struct ingest_files *files, struct aid_error *err)
{
	int result = find_sources(ingest, err);
	if (result == 0)
		result = aid_publication_open(ingest, err);
	if (result == 0)
		result = open_files(ingest, files, err);
	if (result == 0)
		result = put_drop(ingest, files, AID_DROP_COMMITTED, "", err);
	if (result == 0)
		result = merge_all(ingest, files, err);
	if (result == 0)
		result = put_reading(ingest, files, err);
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
	return result;
}

int
aid_ledger_ingest(struct aid_ledger *ledger, const struct aid_drop_request *request,
		  struct aid_drop_outcome *out_outcome, struct aid_error *err)
{
	struct aid_ingest ingest;
	struct ingest_files files = { 0 };
	int64_t known_drop = 0;
	int result = aid_ledger_find_drop(ledger, request->sha256, source_of_drop(request),
					  request->profile, &known_drop, err);
	if (result != 0)
		return result;
	if (known_drop != 0 && !request->is_dry_run) {
		memset(out_outcome, 0, sizeof(*out_outcome));
		out_outcome->drop = known_drop;
		out_outcome->is_repeated = true;
		return 0;
	}
	begin_ingest(&ingest, ledger, request);
	result = aid_db_begin(ledger->db, err);
	if (result == 0) {
		result = ingest_file(&ingest, &files, err);
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
	close_files(&files);
	aid_arena_done(&ingest.arena);
	if (result == AID_E_REFUSED) {
		struct aid_error refusal = *err;
		*err = AID_ERROR_NONE;
		return aid_ledger_refuse(ledger, request, refusal.text, out_outcome, err);
	}
	return result;
}

int
aid_ledger_find_drop(struct aid_ledger *ledger, const char *sha256, struct aid_slice source,
		     const struct aid_profile *profile, int64_t *out_drop, struct aid_error *err)
{
	struct aid_statement *s;
	int64_t profile_id = 0, drop = 0;
	bool has_row;
	int result = find_profile(ledger, profile, false, &profile_id, err);
	if (result == 0)
		result = aid_db_statement(ledger->db, "drop_taken", &s, err);
	if (result != 0)
		return result;
	struct aid_drop_request request = { .source = source, .profile = profile };
	struct aid_slice named = source_of_drop(&request);
	aid_bind_text(s, ":sha256", aid_slice_of(sha256));
	aid_bind_text(s, ":source", named.len > 0 ? named : AID_SLICE_LITERAL(SOURCE_OFFICE));
	aid_bind_int(s, ":profile", profile_id);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	if (has_row) {
		drop = aid_column_int(s, 0);
		aid_statement_reset(s);
	}
	*out_drop = drop;
	return 0;
}

int
aid_ledger_set_drop_state(struct aid_ledger *ledger, int64_t drop, enum aid_drop_state state,
			  struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ledger->db, "drop_state", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", drop);
	aid_bind_int(s, ":state", state);
	return aid_statement_run(s, err);
}
