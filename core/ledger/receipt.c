/* Receipts, from the ledger alone: they can be made again at any time.
 *
 * A receipt is a head of notes, then the records in their order. The first AID_LIMIT_RECEIPT_RECORDS have a line each; behind them those
 * have that a person looks for (rejected, superseding, contradicted), and what lies between is one line a range. */
#include "base/digest.h"
#include "base/limits.h"
#include "ledger/internal.h"
#include "render/render.h"

#define PIECE_BYTES 65536
#define BOM "\xef\xbb\xbf"

/* As table outcome_run numbers them. */
enum { KEPT_UNCHANGED = 2, KEPT_SUPERSEDING = 3, KEPT_REJECTED = 4 };
static const char *const outcomes[] = { "", "accepted", "unchanged", "superseding", "rejected" };

/* A run of table outcome_run, or several of one outcome and code that follow each other. */
struct run {
	int64_t record_from, record_to, line_from, line_to;
	int64_t outcome;
	struct aid_buffer code;
};

/* An unknown unit and the known one that is nearest: a file has few, again and again. */
#define N_NEAREST 16
struct nearest {
	struct aid_buffer text, unit;
};

struct walk {
	struct aid_ledger *ledger;
	struct aid_units *units; /* NULL: no unknown one yet */
	int64_t drop;
	int64_t known; /* the last drop that is */
	bool is_brief;
	struct aid_buffer kinds, message;
	struct nearest nearest[N_NEAREST];
	struct run range;              /* that is open; outcome 0: none */
	struct aid_statement *rejects; /* on the reject that comes next */
	struct aid_statement *keys;    /* on the key that comes next */
	int64_t key_record;            /* and its record; INT64_MAX: there is none any more */
	aid_ledger_visit_line *visit;
	void *context;
};

static struct aid_slice
text_of(const struct aid_buffer *buffer)
{
	return buffer->len == 0 ? AID_SLICE_EMPTY : aid_buffer_slice(buffer);
}

/* Valid until the next unknown unit. */
static int
nearest_unit(struct walk *w, struct aid_slice text, struct aid_slice *out, struct aid_error *err)
{
	int result = w->units == NULL ? aid_units_load(w->ledger->db, w->known, &w->units, err) : 0;
	if (result != 0)
		return result;
	struct nearest *nearest = &w->nearest[(size_t)aid_digest_hash64(text, 0) % N_NEAREST];
	if (nearest->text.len == 0 || !aid_slice_is_equal(aid_buffer_slice(&nearest->text), text)) {
		aid_buffer_reset(&nearest->text);
		aid_buffer_reset(&nearest->unit);
		aid_buffer_append(&nearest->text, text);
		aid_units_nearest(w->units, text, &nearest->unit);
	}
	*out = text_of(&nearest->unit);
	return 0;
}

static enum aid_message
message_of_outcome(struct aid_slice code)
{
	if (aid_slice_is_equal(code, AID_SLICE_LITERAL("contradiction")))
		return AID_MSG_RECEIPT_CONTRADICTION;
	return code.len == 0 ? AID_MSG_NONE : aid_message_find(code);
}

static int
hand_over(struct walk *w, const struct aid_receipt_line *line, struct aid_error *err)
{
	int result = aid_buffer_check(&w->message, err);
	for (size_t k = 0; k < N_NEAREST && result == 0; k++)
		result = aid_buffer_check(&w->nearest[k].unit, err);
	return result == 0 ? w->visit(w->context, line, err) : result;
}

/* ---- the head ---- */

static int
visit_counts(struct walk *w, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	struct aid_buffer args, total;
	int result = aid_db_statement(w->ledger->db, "receipt_counts", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", w->drop);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	if (!has_row)
		return aid_message_error(err, AID_E_NOTFOUND, AID_MSG_DROP_UNKNOWN, 0);
	aid_buffer_init(&args);
	aid_buffer_init(&total);
	aid_buffer_append(&w->kinds, aid_column_text(s, 0));
	aid_buffer_append(&total, aid_column_text(s, 2));
	for (int column = 1; column <= 6; column++) {
		if (column > 1)
			aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
		aid_buffer_append(&args, aid_column_text(s, column));
	}
	aid_statement_reset(s);
	aid_buffer_reset(&w->message);
	aid_message_format_joined(&w->message, AID_MSG_RECEIPT_TITLE, text_of(&args));
	struct aid_receipt_line line = {
		.outcome = "note",
		.code = aid_slice_of(aid_message_code(AID_MSG_RECEIPT_TITLE)),
		.value = text_of(&total),
		.message = text_of(&w->message),
	};
	result = hand_over(w, &line, err);
	aid_buffer_done(&args);
	aid_buffer_done(&total);
	return result;
}

/* Of a drop with rejects the head says how many of them are corrected by now. */
static void
format_note(struct walk *w, struct aid_statement *s)
{
	enum aid_message message = aid_message_find(aid_column_text(s, 1));
	bool is_corrected = message == AID_MSG_FINDING_REJECTS && aid_column_int(s, 5) > 0;
	if (is_corrected && aid_column_int(s, 6) == 0)
		message = AID_MSG_RECEIPT_ALL_CORRECTED;
	aid_buffer_reset(&w->message);
	aid_message_format_joined(&w->message, message, aid_column_text(s, 2));
	if (is_corrected && message == AID_MSG_FINDING_REJECTS) {
		const struct aid_slice number[] = { aid_column_text(s, 5) };
		aid_message_format(&w->message, AID_MSG_RECEIPT_SOME_CORRECTED, number, 1);
	}
}

static int
visit_notes(struct walk *w, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(w->ledger->db, "drop_note_rows", &s, err);
	if (result == 0)
		aid_bind_int(s, ":drop", w->drop);
	if (result == 0)
		aid_bind_int(s, ":known", w->known);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		struct aid_slice code = aid_column_text(s, 1);
		format_note(w, s);
		struct aid_receipt_line line = {
			.line_from = aid_column_int(s, 0),
			.line_to = aid_column_int(s, 0),
			.outcome = "note",
			.code = code,
			.column = aid_column_text(s, 3),
			.value = aid_column_text(s, 4),
			.message = text_of(&w->message),
		};
		result = hand_over(w, &line, err);
		if (result != 0)
			aid_statement_reset(s);
	}
	return result;
}

/* ---- the records ---- */

/* To the key of the record, or of the next one that has one. */
static int
seek_key(struct walk *w, int64_t record, struct aid_error *err)
{
	bool has_row;
	int result = 0;
	while (w->key_record < record && result == 0) {
		result = aid_statement_step(w->keys, &has_row, err);
		if (result == 0)
			w->key_record = has_row ? aid_column_int(w->keys, 0) : INT64_MAX;
	}
	return result;
}

static int
take_reject(struct walk *w, struct aid_receipt_line *line, struct aid_error *err)
{
	struct aid_statement *s = w->rejects;
	bool has_row;
	int result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	AID_REQUIRE(has_row && aid_column_int(s, 0) == line->record_from);
	line->code = aid_column_text(s, 2);
	line->column = aid_column_text(s, 4);
	line->value = aid_column_text(s, 5);
	aid_buffer_reset(&w->message);
	aid_message_format_joined(&w->message, aid_message_find(line->code), aid_column_text(s, 3));
	if (aid_column_int(s, 8) != 0) {
		const struct aid_slice by[] = { aid_column_text(s, 8), aid_column_text(s, 9) };
		aid_message_format(&w->message, AID_MSG_RECEIPT_CORRECTED, by, 2);
	}
	line->message = text_of(&w->message);
	line->proposal = aid_column_text(s, 7);
	return aid_message_find(line->code) == AID_MSG_UNKNOWN_UNIT
		       ? nearest_unit(w, line->value, &line->proposal, err)
		       : 0;
}

static int
visit_records(struct walk *w, const struct run *run, struct aid_error *err)
{
	struct aid_slice code = text_of(&run->code);
	struct aid_receipt_line line = {
		.line_from = run->line_from,
		.line_to = run->line_to,
		.record_from = run->record_from,
		.record_to = run->record_to,
		.outcome = outcomes[run->outcome],
		.code = code,
		.fact = text_of(&w->kinds),
	};
	int result = 0;
	if (run->record_from == run->record_to) {
		line.line_to = line.line_from;
		result = seek_key(w, run->record_from, err);
		if (result == 0 && w->key_record == run->record_from) {
			line.fact = aid_column_text(w->keys, 1);
			line.key = aid_column_text(w->keys, 2);
		}
	}
	aid_buffer_reset(&w->message);
	if (run->outcome == KEPT_REJECTED && result == 0) {
		result = take_reject(w, &line, err);
	} else if (message_of_outcome(code) != AID_MSG_NONE) {
		aid_message_format(&w->message, message_of_outcome(code), NULL, 0);
		line.message = text_of(&w->message);
	}
	return result == 0 ? hand_over(w, &line, err) : result;
}

static int
close_range(struct walk *w, struct aid_error *err)
{
	int result = w->range.outcome == 0 ? 0 : visit_records(w, &w->range, err);
	w->range.outcome = 0;
	return result;
}

/* Onto the range that is open, if that is of one outcome and code with it, and no line lies between that is no record. */
static int
add_to_range(struct walk *w, const struct run *run, struct aid_error *err)
{
	bool is_continued = w->range.outcome == run->outcome &&
			    w->range.line_to + 1 == run->line_from &&
			    aid_slice_is_equal(text_of(&w->range.code), text_of(&run->code));
	int result = is_continued ? 0 : close_range(w, err);
	if (!is_continued) {
		w->range.outcome = run->outcome;
		w->range.record_from = run->record_from;
		w->range.line_from = run->line_from;
		aid_buffer_reset(&w->range.code);
		aid_buffer_append(&w->range.code, text_of(&run->code));
	}
	w->range.record_to = run->record_to;
	w->range.line_to = run->line_to;
	return result == 0 ? aid_buffer_check(&w->range.code, err) : result;
}

static int
visit_run(struct walk *w, struct run *run, struct aid_error *err)
{
	bool is_looked_for =
		run->outcome == KEPT_SUPERSEDING ||
		(run->outcome == KEPT_UNCHANGED &&
		 message_of_outcome(text_of(&run->code)) == AID_MSG_RECEIPT_CONTRADICTION);
	bool is_single = run->outcome == KEPT_REJECTED || (is_looked_for && !w->is_brief);
	int64_t last_single = is_single     ? run->record_to
			      : w->is_brief ? 0
					    : AID_LIMIT_RECEIPT_RECORDS;
	int result = 0;
	while (result == 0 && run->record_from <= run->record_to &&
	       run->record_from <= last_single) {
		struct run single = *run;
		single.record_to = run->record_from;
		result = close_range(w, err);
		if (result == 0)
			result = visit_records(w, &single, err);
		run->record_from++;
		run->line_from++;
	}
	return result == 0 && run->record_from <= run->record_to ? add_to_range(w, run, err)
								 : result;
}

static int
visit_runs(struct walk *w, struct aid_error *err)
{
	struct aid_statement *s;
	struct run run;
	bool has_row;
	int result = aid_db_statement(w->ledger->db, "receipt_rows", &s, err);
	if (result == 0)
		aid_bind_int(s, ":drop", w->drop);
	aid_buffer_init(&run.code);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		run.record_from = aid_column_int(s, 0);
		run.record_to = aid_column_int(s, 1);
		run.line_from = aid_column_int(s, 2);
		run.line_to = aid_column_int(s, 3);
		run.outcome = aid_column_int(s, 4);
		aid_buffer_reset(&run.code);
		aid_buffer_append(&run.code, aid_column_text(s, 5));
		result = aid_buffer_check(&run.code, err);
		if (result == 0)
			result = visit_run(w, &run, err);
		if (result != 0)
			aid_statement_reset(s);
	}
	aid_buffer_done(&run.code);
	return result == 0 ? close_range(w, err) : result;
}

static int
visit_all(struct walk *w, struct aid_error *err)
{
	int result = aid_db_statement(w->ledger->db, "reject_rows", &w->rejects, err);
	if (result == 0)
		result = aid_db_statement(w->ledger->db, "record_key_rows", &w->keys, err);
	if (result != 0)
		return result;
	aid_bind_int(w->rejects, ":drop", w->drop);
	aid_bind_int(w->rejects, ":known", w->known);
	aid_bind_int(w->keys, ":drop", w->drop);
	result = visit_counts(w, err);
	if (result == 0)
		result = visit_notes(w, err);
	if (result == 0)
		result = visit_runs(w, err);
	aid_statement_reset(w->rejects);
	aid_statement_reset(w->keys);
	return result;
}

int
aid_ledger_read_receipt(struct aid_ledger *ledger, int64_t drop, int64_t known, bool is_brief,
			aid_ledger_visit_line *visit, void *context, struct aid_error *err)
{
	struct walk w = {
		.ledger = ledger,
		.drop = drop,
		.known = known,
		.is_brief = is_brief,
		.visit = visit,
		.context = context,
	};
	aid_buffer_init(&w.kinds);
	aid_buffer_init(&w.message);
	for (size_t k = 0; k < N_NEAREST; k++) {
		aid_buffer_init(&w.nearest[k].text);
		aid_buffer_init(&w.nearest[k].unit);
	}
	aid_buffer_init(&w.range.code);
	int result = visit_all(&w, err);
	aid_units_free(w.units);
	aid_buffer_done(&w.kinds);
	aid_buffer_done(&w.message);
	for (size_t k = 0; k < N_NEAREST; k++) {
		aid_buffer_done(&w.nearest[k].text);
		aid_buffer_done(&w.nearest[k].unit);
	}
	aid_buffer_done(&w.range.code);
	return result;
}

/* ---- as CSV ---- */

struct csv {
	struct aid_buffer out, shown;
	aid_ledger_write *write;
	void *context;
};

/* "12", "12-250"; nothing for none. */
static void
append_numbers(struct aid_buffer *out, int64_t from, int64_t to)
{
	if (from > 0)
		aid_buffer_append_int(out, from);
	if (to > from) {
		aid_buffer_append_char(out, '-');
		aid_buffer_append_int(out, to);
	}
}

static int
write_line(void *context, const struct aid_receipt_line *line, struct aid_error *err)
{
	struct csv *csv = context;
	const struct aid_slice before[] = { line->code, line->column, line->value, line->message,
					    line->proposal };
	const struct aid_slice behind[] = { line->fact, line->key };
	append_numbers(&csv->out, line->line_from, line->line_to);
	aid_buffer_append_char(&csv->out, ',');
	aid_buffer_append_text(&csv->out, line->outcome);
	for (size_t k = 0; k < sizeof(before) / sizeof(before[0]); k++) {
		aid_buffer_append_char(&csv->out, ',');
		aid_render_csv_text(&csv->out, before[k], &csv->shown);
	}
	aid_buffer_append_char(&csv->out, ',');
	append_numbers(&csv->out, line->record_from, line->record_to);
	for (size_t k = 0; k < sizeof(behind) / sizeof(behind[0]); k++) {
		aid_buffer_append_char(&csv->out, ',');
		aid_render_csv_text(&csv->out, behind[k], &csv->shown);
	}
	aid_buffer_append_char(&csv->out, '\n');
	int result = aid_buffer_check(&csv->out, err);
	if (result == 0 && csv->out.len > PIECE_BYTES) {
		result = csv->write(csv->context, aid_buffer_slice(&csv->out), err);
		aid_buffer_reset(&csv->out);
	}
	return result;
}

int
aid_ledger_write_receipt(struct aid_ledger *ledger, int64_t drop, int64_t known,
			 aid_ledger_write *write, void *context, struct aid_error *err)
{
	struct csv csv = { .write = write, .context = context };
	aid_buffer_init(&csv.out);
	aid_buffer_init(&csv.shown);
	aid_buffer_append_text(&csv.out, BOM
			       "line,outcome,code,column,value,message,proposal,record,fact,key\n");
	int result = aid_ledger_read_receipt(ledger, drop, known, false, write_line, &csv, err);
	if (result == 0)
		result = aid_buffer_check(&csv.out, err);
	if (result == 0)
		result = write(context, aid_buffer_slice(&csv.out), err);
	aid_buffer_done(&csv.out);
	aid_buffer_done(&csv.shown);
	return result;
}
