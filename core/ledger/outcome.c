#include <inttypes.h>
#include <stdio.h>

#include "base/limits.h"
#include "ledger/chain.h"
#include "ledger/seal.h"
#include "read/total.h"
#include "value/date.h"

/* What the ledger keeps: see table outcome_run. */
static const int kept_outcome[] = { 0, 2, 1, 3, 4 };

void
aid_outcome_raise(struct aid_batch_record *record, enum aid_outcome outcome, const char *code)
{
	if ((int)outcome > record->outcome) {
		record->outcome = (int)outcome;
		record->code = code;
	}
}

static int
put_run(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_statement *s;
	if (ingest->run.outcome == AID_OUTCOME_NONE)
		return 0;
	int result = aid_db_statement(ingest->db, "outcome_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":record_from", ingest->run.record_from);
	aid_bind_int(s, ":record_to", ingest->run.record_to);
	aid_bind_int(s, ":line_from", ingest->run.line_from);
	aid_bind_int(s, ":line_to", ingest->run.line_to);
	aid_bind_int(s, ":outcome", kept_outcome[ingest->run.outcome]);
	aid_bind_text(s, ":code", aid_slice_of(ingest->run.code));
	struct aid_seal seal;
	aid_seal_begin(&seal, "outcome_run");
	aid_seal_int(&seal, ingest->drop);
	aid_seal_int(&seal, ingest->run.record_from);
	aid_seal_int(&seal, ingest->run.record_to);
	aid_seal_int(&seal, ingest->run.line_from);
	aid_seal_int(&seal, ingest->run.line_to);
	aid_seal_int(&seal, kept_outcome[ingest->run.outcome]);
	aid_seal_text(&seal, aid_slice_of(ingest->run.code));
	aid_chain_add(ingest, AID_CHAIN_PUT, aid_seal_end(&seal));
	ingest->run.outcome = AID_OUTCOME_NONE;
	return aid_statement_run(s, err);
}

static struct aid_slice
text_of(struct aid_slice text)
{
	return text.ptr == NULL ? AID_SLICE_EMPTY : text;
}

static int
put_reject(struct aid_ingest *ingest, const struct aid_batch_record *record, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_seal seal;
	int result = aid_db_statement(ingest->db, "reject_put", &s, err);
	if (result != 0)
		return result;
	const struct {
		const char *name;
		struct aid_slice text;
	} texts[] = {
		{ ":code", aid_slice_of(aid_message_code(record->reject.message)) },
		{ ":args", text_of(record->reject.args) },
		{ ":column", text_of(record->reject.column) },
		{ ":value", text_of(record->reject.value) },
		{ ":raw", text_of(record->raw) },
		{ ":proposal", text_of(record->reject.proposal) },
	};
	const struct {
		const char *name;
		int64_t number;
	} before[] = { { ":drop", ingest->drop },
		       { ":record", record->number },
		       { ":line", record->line } },
	  behind[] = { { ":of_drop",
			 record->fixed == NULL ? ingest->drop : record->fixed->first_drop },
		       { ":of_record",
			 record->fixed == NULL ? record->number : record->fixed->first_record } };
	/* In the order of the table's columns, as the seal has them. */
	aid_seal_begin(&seal, "reject");
	for (size_t k = 0; k < sizeof(before) / sizeof(before[0]); k++) {
		aid_bind_int(s, before[k].name, before[k].number);
		aid_seal_int(&seal, before[k].number);
	}
	for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
		aid_bind_text(s, texts[k].name, texts[k].text);
		aid_seal_text(&seal, texts[k].text);
	}
	for (size_t k = 0; k < sizeof(behind) / sizeof(behind[0]); k++) {
		aid_bind_int(s, behind[k].name, behind[k].number);
		aid_seal_int(&seal, behind[k].number);
	}
	aid_chain_add(ingest, AID_CHAIN_PUT, aid_seal_end(&seal));
	return aid_statement_run(s, err);
}

/* The rejected record that this one corrects is closed. */
static int
put_corrected(struct aid_ingest *ingest, const struct aid_batch_record *record,
	      struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "reject_correct", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":line", record->line);
	aid_bind_int(s, ":of_drop", record->fixed->first_drop);
	aid_bind_int(s, ":of_record", record->fixed->first_record);
	ingest->n_corrected++;
	return aid_chain_run(ingest, s, "reject", AID_CHAIN_END, NULL, err);
}

/* Does the record have a line of its own in the receipt, beside those that are rejected? */
static bool
has_line(const struct aid_batch_record *record)
{
	return record->number <= AID_LIMIT_RECEIPT_RECORDS ||
	       record->outcome == AID_OUTCOME_SUPERSEDING ||
	       strcmp(record->code, "contradiction") == 0;
}

/* Neighbours with one outcome and one line each share a run; so every record's line can be told from its run. */
int
aid_outcome_put_batch(struct aid_ingest *ingest, const struct aid_batch *batch,
		      struct aid_error *err)
{
	int result = 0;
	size_t row = 0;
	for (size_t k = 0; k < batch->n_records && result == 0; k++) {
		const struct aid_batch_record *record = &batch->records[k];
		enum aid_outcome outcome = (enum aid_outcome)record->outcome;
		size_t first = row;
		AID_REQUIRE(outcome != AID_OUTCOME_NONE);
		while (row < batch->n_rows && batch->rows[row].record == k)
			row++;
		if (row > first && has_line(record))
			result = aid_key_put(ingest, record->number, &batch->rows[first],
					     row - first, err);
		ingest->outcome.n_records++;
		switch (outcome) {
		case AID_OUTCOME_UNCHANGED:
			ingest->outcome.n_unchanged++;
			break;
		case AID_OUTCOME_ACCEPTED:
			ingest->outcome.n_accepted++;
			break;
		case AID_OUTCOME_SUPERSEDING:
			ingest->outcome.n_superseding++;
			break;
		default:
			ingest->outcome.n_rejected++;
			ingest->n_totals += aid_total_is_one(record->reject.message);
			break;
		}
		bool is_continued = ingest->run.outcome == outcome &&
				    strcmp(ingest->run.code, record->code) == 0 &&
				    record->number == ingest->run.record_to + 1 &&
				    record->line == ingest->run.line_to + 1 && record->n_lines == 1;
		if (is_continued) {
			ingest->run.record_to = record->number;
			ingest->run.line_to = record->line;
		} else if (result == 0) {
			result = put_run(ingest, err);
			ingest->run.record_from = ingest->run.record_to = record->number;
			ingest->run.line_from = record->line;
			ingest->run.line_to = record->line + record->n_lines - 1;
			ingest->run.outcome = outcome;
			ingest->run.code = record->code;
		}
		if (result == 0 && outcome == AID_OUTCOME_REJECTED)
			result = put_reject(ingest, record, err);
		if (result == 0 && record->reject.message == AID_MSG_TOTAL_DIFFERS)
			result = aid_outcome_add_finding(ingest, AID_MSG_TOTAL_DIFFERS,
							 aid_slice_of(ingest->request->name),
							 record->reject.args, record->line, err);
		if (result == 0 && record->fixed != NULL && outcome != AID_OUTCOME_REJECTED)
			result = put_corrected(ingest, record, err);
	}
	return result;
}

int
aid_outcome_add_finding(struct aid_ingest *ingest, enum aid_message message,
			struct aid_slice subject, struct aid_slice args, int64_t line,
			struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "drop_finding_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":seq", ++ingest->n_findings);
	aid_bind_text(s, ":code", aid_slice_of(aid_message_code(message)));
	aid_bind_text(s, ":subject", subject);
	aid_bind_text(s, ":args", args);
	aid_bind_int(s, ":line", line);
	return aid_chain_run(ingest, s, "drop_finding", AID_CHAIN_PUT, NULL, err);
}

int
aid_outcome_add_note(struct aid_ingest *ingest, const struct aid_note *note, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "drop_note_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":seq", ++ingest->n_notes);
	aid_bind_int(s, ":line", note->line);
	aid_bind_text(s, ":code", aid_slice_of(aid_message_code(note->message)));
	aid_bind_text(s, ":args", text_of(note->args));
	aid_bind_text(s, ":column", text_of(note->column));
	aid_bind_text(s, ":value", text_of(note->value));
	return aid_chain_run(ingest, s, "drop_note", AID_CHAIN_PUT, NULL, err);
}

/* Rows that do not say when they were written are taken as of the file's own time: which of two files stands depends on it. */
static int
add_reported_at(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_buffer args;
	aid_buffer_init(&args);
	aid_buffer_append_int(&args, ingest->n_unreported);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	size_t at = args.len;
	aid_date_append_seconds(&args, ingest->reported_at);
	int result = aid_buffer_check(&args, err);
	if (result == 0) {
		struct aid_note note = { .message = AID_MSG_NOTE_REPORTED_AT,
					 .args = aid_buffer_slice(&args),
					 .value = { args.ptr + at, args.len - at } };
		result = aid_outcome_add_note(ingest, &note, err);
	}
	aid_buffer_done(&args);
	return result;
}

/* Of a fix file: how many rejected rows it closes. */
static int
add_corrected(struct aid_ingest *ingest, struct aid_error *err)
{
	char text[24];
	snprintf(text, sizeof(text), "%" PRId64, ingest->n_corrected);
	struct aid_note note = { .message = AID_MSG_NOTE_FIXED,
				 .args = aid_slice_of(text),
				 .value = aid_slice_of(text) };
	return aid_outcome_add_note(ingest, &note, err);
}

static int
add_counted(struct aid_ingest *ingest, enum aid_message message, int64_t number, const char *second,
	    struct aid_slice third, struct aid_error *err)
{
	struct aid_buffer args;
	aid_buffer_init(&args);
	aid_buffer_append_int(&args, number);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_buffer_append_text(&args, second);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_buffer_append(&args, third);
	int result = aid_buffer_check(&args, err);
	if (result == 0)
		result = aid_outcome_add_finding(ingest, message,
						 aid_slice_of(ingest->request->name),
						 aid_buffer_slice(&args), 0, err);
	aid_buffer_done(&args);
	return result;
}

static int
add_other_source(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_buffer args;
	aid_buffer_init(&args);
	aid_buffer_append(&args, ingest->other_source);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_buffer_append(&args, ingest->drop_source);
	int result = aid_buffer_check(&args, err);
	if (result == 0)
		result = aid_outcome_add_finding(ingest, AID_MSG_FINDING_OTHER_SOURCE,
						 aid_slice_of(ingest->request->name),
						 aid_buffer_slice(&args), 0, err);
	aid_buffer_done(&args);
	return result;
}

static int
add_dates(struct aid_ingest *ingest, enum aid_message message, const struct aid_odd_dates *dates,
	  struct aid_error *err)
{
	struct aid_buffer args;
	if (dates->n == 0)
		return 0;
	aid_buffer_init(&args);
	aid_buffer_append_int(&args, dates->n);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_buffer_append_int(&args, dates->line);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_buffer_append(&args, dates->text);
	int result = aid_buffer_check(&args, err);
	if (result == 0)
		result = aid_outcome_add_finding(ingest, message,
						 aid_slice_of(ingest->request->name),
						 aid_buffer_slice(&args), dates->line, err);
	aid_buffer_done(&args);
	return result;
}

/* The last run, the counts, and what the whole drop has to say. */
int
aid_outcome_finish(struct aid_ingest *ingest, struct aid_error *err)
{
	struct aid_statement *s;
	char total[24];
	int result = put_run(ingest, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "drop_count", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":records", ingest->outcome.n_records);
	aid_bind_int(s, ":accepted", ingest->outcome.n_accepted);
	aid_bind_int(s, ":unchanged", ingest->outcome.n_unchanged);
	aid_bind_int(s, ":superseding", ingest->outcome.n_superseding);
	aid_bind_int(s, ":rejected", ingest->outcome.n_rejected);
	aid_bind_int(s, ":withdrawn", ingest->outcome.n_withdrawn);
	result = aid_statement_run(s, err);
	snprintf(total, sizeof(total), "%" PRId64, ingest->outcome.n_records);
	if (result == 0 && ingest->n_corrected > 0)
		result = add_corrected(ingest, err);
	if (result == 0 && ingest->n_unreported > 0)
		result = add_reported_at(ingest, err);
	if (result == 0 && ingest->outcome.n_rejected > ingest->n_totals)
		result = add_counted(ingest, AID_MSG_FINDING_REJECTS,
				     ingest->outcome.n_rejected - ingest->n_totals, total,
				     AID_SLICE_LITERAL("the .fix.csv file in rejected/"), err);
	if (result == 0 && ingest->n_known_keyless > 0)
		result = add_counted(ingest, AID_MSG_FINDING_KNOWN_ROWS, ingest->n_known_keyless,
				     "", AID_SLICE_EMPTY, err);
	if (result == 0 && ingest->n_unmeasured > 0)
		result = add_counted(ingest, AID_MSG_FINDING_UNMEASURED, ingest->n_unmeasured, "",
				     AID_SLICE_EMPTY, err);
	if (result == 0 && ingest->n_withdrawn_unknown > 0)
		result = add_counted(ingest, AID_MSG_FINDING_WITHDRAWN_UNKNOWN,
				     ingest->n_withdrawn_unknown, "", AID_SLICE_EMPTY, err);
	if (result == 0)
		result = add_dates(ingest, AID_MSG_FINDING_FUTURE, &ingest->future, err);
	if (result == 0)
		result = add_dates(ingest, AID_MSG_FINDING_DUE_FIRST, &ingest->reversed, err);
	if (result == 0 && ingest->n_other_source > 0)
		result = add_other_source(ingest, err);
	if (result == 0 && ingest->outcome.n_records == 0)
		result = aid_outcome_add_finding(ingest, AID_MSG_DROP_HEADER_ONLY,
						 aid_slice_of(ingest->request->name),
						 AID_SLICE_EMPTY, 0, err);
	return result;
}
