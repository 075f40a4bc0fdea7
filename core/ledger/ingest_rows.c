/* The rows of a drop, as the reading thread makes them: each gets what only the writing thread knows (ids, and the number of its occurrence
 * among equal rows), and is merged as its kind is. */
#include "ledger/ingest_parts.h"

#include "base/digest.h"
#include "base/limits.h"
#include "base/message.h"
#include "ledger/publication.h"
#include "value/date.h"

static int
count_occurrence(struct aid_ingest *ingest, int64_t hash, const struct aid_fixed *fixed,
		 int64_t *out_n, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(
		ingest->db, fixed == NULL ? "occurrence_next" : "occurrence_fixed", &s, err);
	if (result != 0)
		return result;
	if (fixed != NULL)
		aid_bind_int(s, ":drop", fixed->first_drop);
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
		result = count_occurrence(ingest, hash, record->fixed, &n, err);
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
	bool is_office =
		aid_slice_is_equal(ingest->drop_source, AID_SLICE_LITERAL(AID_SOURCE_OFFICE));
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
note_dates(struct aid_ingest *ingest, struct aid_odd_dates *dates, int64_t line,
	   struct aid_slice text, struct aid_error *err)
{
	if (dates->n++ > 0)
		return 0;
	dates->line = line;
	dates->text = aid_arena_copy(&ingest->arena, text);
	return dates->text.ptr == NULL ? aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0)
				       : 0;
}

/* What has happened cannot lie ahead (a day is left for clocks and zones), nor can a promise be due before it starts. */
static int
check_dates(struct aid_ingest *ingest, const struct aid_row *row, int64_t line,
	    struct aid_error *err)
{
	const struct aid_fact *fact = &row->fact;
	if (fact->kind == AID_KIND_COMMITMENTS) {
		const struct aid_value *start = aid_fact_value(fact, AID_COMMITMENTS_STARTS_ON);
		const struct aid_value *due = aid_fact_value(fact, AID_COMMITMENTS_DUE_ON);
		int64_t n_days = due->precision == AID_PRECISION_MONTH ? 31 : 0;
		if (aid_value_is_stated(start) && aid_value_is_stated(due) &&
		    due->number + n_days * AID_DAY_SECONDS < start->number)
			return note_dates(ingest, &ingest->reversed, line, due->text, err);
	} else if (fact->kind == AID_KIND_SHIPMENTS || fact->kind == AID_KIND_CROSSINGS) {
		const struct aid_value *at = aid_fact_value(
			fact, fact->kind == AID_KIND_SHIPMENTS ? AID_SHIPMENTS_DISPATCHED_AT
							       : AID_CROSSINGS_OCCURRED_AT);
		if (aid_value_is_stated(at) &&
		    at->number > ingest->request->received_at + AID_DAY_SECONDS)
			return note_dates(ingest, &ingest->future, line, at->text, err);
	}
	return 0;
}

static int
merge_batch(struct aid_ingest *ingest, struct aid_ingest_files *files, struct aid_batch *batch,
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
		if (result == 0)
			result = check_dates(ingest, row, batch->records[row->record].line, err);
		if (result != 0)
			break;
		ingest->n_unmeasured += row->unit_id == 0 && !row->is_withdrawn &&
					(row->fact.kind == AID_KIND_SHIPMENTS ||
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
		case AID_KIND_POLICIES:
			result = aid_policy_merge(ingest, batch, row, err);
			break;
		case AID_KIND_MATCHES:
			result = aid_match_merge(ingest, batch, row, err);
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
keep_occurrences(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "occurrence_keep", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	return aid_statement_run(s, err);
}

int
aid_ingest_rows(struct aid_ingest *ingest, struct aid_ingest_files *files, struct aid_error *err)
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
	return result == 0 && ingest->outcome.n_rejected > ingest->n_totals
		       ? keep_occurrences(ingest, err)
		       : result;
}
