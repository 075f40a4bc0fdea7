/* What the ledger keeps of a drop beside its rows: whose it is, its profile and header, its state, and how it was read. */
#include "ledger/ingest_parts.h"

#include "base/digest.h"
#include "read/reading.h"

#define FOLDER_OFFICE "_office"

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

struct aid_slice
aid_ingest_source(const struct aid_drop_request *request)
{
	if (aid_slice_is_equal(request->source, AID_SLICE_LITERAL(FOLDER_OFFICE)))
		return AID_SLICE_LITERAL(AID_SOURCE_OFFICE);
	if (request->source.len > 0)
		return request->source;
	return request->profile == NULL ? AID_SLICE_EMPTY : aid_profile_source(request->profile);
}

/* The names of the file's columns, without those that our fix files have in front. */
static void
append_header(const struct aid_records *records, struct aid_buffer *out)
{
	struct aid_own_columns own = aid_records_own(records);
	size_t n_fields;
	const struct aid_slice *fields = aid_records_header(records, &n_fields);
	bool is_begun = false;
	for (int k = 0; (size_t)k < n_fields; k++) {
		if (k == own.drop || k == own.line || k == own.why)
			continue;
		if (is_begun)
			aid_buffer_append_char(out, AID_MESSAGE_SEPARATOR);
		is_begun = true;
		aid_buffer_append(out, fields[k]);
	}
}

int
aid_ingest_put_drop(struct aid_ingest *ingest, const struct aid_ingest_files *files,
		    enum aid_drop_state state, const char *why, struct aid_error *err)
{
	const struct aid_drop_request *request = ingest->request;
	struct aid_statement *s;
	struct aid_buffer header, series;
	bool has_row;
	int64_t profile_id = 0;
	aid_buffer_init(&header);
	aid_buffer_init(&series);
	char delimiter = ',';
	if (files != NULL && files->records != NULL) {
		delimiter = aid_records_dialect(files->records).delimiter;
		append_header(files->records, &header);
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

int
aid_ingest_put_reading(struct aid_ingest *ingest, const struct aid_ingest_files *files,
		       struct aid_error *err)
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
	struct aid_slice named = aid_ingest_source(&request);
	aid_bind_text(s, ":sha256", aid_slice_of(sha256));
	aid_bind_text(s, ":source", named.len > 0 ? named : AID_SLICE_LITERAL(AID_SOURCE_OFFICE));
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
aid_ledger_drop_profile(struct aid_ledger *ledger, int64_t drop, struct aid_profile **out_profile,
			struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	*out_profile = NULL;
	int result = aid_db_statement(ledger->db, "drop_profile", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", drop);
	if ((result = aid_statement_step(s, &has_row, err)) != 0 || !has_row)
		return result;
	result = aid_profile_parse(aid_column_text(s, 1), aid_column_text(s, 0).ptr, out_profile,
				   err);
	aid_statement_reset(s);
	return result;
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
