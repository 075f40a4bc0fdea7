#include "read/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "read/head.h"
#include "read/rejoin.h"
#include "read/remark.h"
#include "text/fold.h"

#define NUMBER_SIZE 24
/* Lines behind a header without any delimiter in which one is looked for. */
#define SNIFF_LINES 8

struct aid_records {
	struct aid_decode text;
	struct aid_lines lines;
	struct aid_row *row;
	struct aid_arena arena; /* the header */
	struct aid_arena scratch;
	struct aid_head head;
	size_t n_named; /* fields of the header up to the last that is not empty: what a row must have; it may have head.n_columns */
	struct aid_line_roles roles;
	struct aid_own_columns own;
	int64_t first_line; /* behind the header, where the records begin */
	int64_t n_records;
	bool has_remarks; /* notes and totals are looked for */
	bool is_apart;    /* a blank line, a note or a total was right above */
	int64_t first_note;
	int64_t resumed_end; /* the line behind those that a rejected record seemed to hold */
	aid_records_is_row *is_row;
	const void *context;
	bool is_of_names, is_of_words;
};

/* Passes a line that is part of no record. */
static int
pass(struct aid_records *records, const struct aid_line *line, int64_t *role, struct aid_error *err)
{
	++*role;
	if (line->is_long)
		return aid_lines_skip_long(&records->lines, err);
	aid_lines_advance(&records->lines, line->len + line->n_end, 1);
	return 0;
}

/* The lines of the head have their roles, and no record was read yet. */
static void
begin(struct aid_records *records)
{
	const struct aid_head *head = &records->head;
	records->roles = (struct aid_line_roles){ .n_preamble = head->n_preamble,
						  .n_blank = head->n_blank,
						  .n_header = head->n_header,
						  .n_hxl = head->n_hxl };
	records->n_records = 0;
	records->resumed_end = 0;
	records->is_apart = false;
}

/* The columns of our own fix files keep their place and lose their names. */
static int
hide_own(struct aid_records *records, struct aid_error *err)
{
	struct aid_head *head = &records->head;
	struct {
		const char *name;
		int *column;
	} own[] = { { "_drop", &records->own.drop },
		    { "_line", &records->own.line },
		    { "_why", &records->own.why } };
	struct aid_slice *names = NULL;
	records->own = (struct aid_own_columns){ -1, -1, -1 };
	for (size_t k = 0; k < head->n_columns; k++)
		for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
			if (*own[i].column >= 0 ||
			    !aid_slice_is_equal(head->names[k], aid_slice_of(own[i].name)))
				continue;
			if (names == NULL) {
				names = aid_arena_alloc(&records->arena,
							head->n_columns * sizeof(*names));
				if (names == NULL)
					return aid_message_error(err, AID_E_NOMEM,
								 AID_MSG_NO_MEMORY, 0);
				memcpy(names, head->names, head->n_columns * sizeof(*names));
				head->names = names;
			}
			*own[i].column = (int)k;
			names[k] = AID_SLICE_EMPTY;
		}
	return 0;
}

static int
find_head(struct aid_records *records, const struct aid_dialect_wish *wish, struct aid_error *err)
{
	struct aid_head *head = &records->head;
	int rc = aid_head_find(&records->lines, wish, &records->arena, head, &records->row, err);
	if (rc < 0)
		return rc;
	rc = hide_own(records, err);
	if (rc < 0)
		return rc;
	records->n_named = head->n_columns;
	while (records->n_named > 0 && head->names[records->n_named - 1].len == 0)
		records->n_named--;
	records->first_line = records->lines.number;
	records->has_remarks = !wish->has_no_remarks;
	begin(records);
	return 0;
}

int
aid_records_open(int fd, const struct aid_dialect_wish *wish, struct aid_records **out_records,
		 struct aid_error *err)
{
	static const struct aid_dialect_wish none = { 0 };
	if (wish == NULL)
		wish = &none;
	struct aid_records *records = calloc(1, sizeof *records);
	if (records == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	int rc = aid_decode_open(fd, wish, &records->text, err);
	if (rc < 0) {
		free(records);
		return rc;
	}
	aid_arena_init(&records->arena);
	aid_arena_init(&records->scratch);
	rc = aid_lines_init(&records->lines, &records->text, err);
	if (rc == 0)
		rc = find_head(records, wish, err);
	if (rc < 0) {
		aid_records_close(records);
		return rc;
	}
	*out_records = records;
	return 0;
}

int
aid_records_rewind(struct aid_records *records, struct aid_error *err)
{
	aid_lines_rewind(&records->lines);
	while (records->lines.number < records->first_line) {
		struct aid_line line;
		bool is_end;
		int rc = aid_lines_peek(&records->lines, 0, &line, &is_end, err);
		if (rc == 0)
			rc = pass(records, &line, &records->roles.n_preamble, err);
		if (rc < 0)
			return rc;
	}
	begin(records);
	return 0;
}

void
aid_records_close(struct aid_records *records)
{
	if (records == NULL)
		return;
	aid_row_free(records->row);
	aid_lines_done(&records->lines);
	aid_decode_close(&records->text);
	aid_arena_done(&records->arena);
	aid_arena_done(&records->scratch);
	free(records);
}

void
aid_records_set_check(struct aid_records *records, aid_records_is_row *is_row, const void *context,
		      bool is_of_names, bool is_of_words)
{
	records->is_of_names = is_of_names;
	records->is_of_words = is_of_words;
	records->is_row = is_row;
	records->context = context;
}

const struct aid_slice *
aid_records_header(const struct aid_records *records, size_t *out_n_fields)
{
	*out_n_fields = records->n_named;
	return records->head.names;
}

struct aid_own_columns
aid_records_own(const struct aid_records *records)
{
	return records->own;
}

const struct aid_slice *
aid_records_tags(const struct aid_records *records, size_t *out_n_tags)
{
	*out_n_tags = records->head.n_tags;
	return records->head.tags;
}

struct aid_dialect
aid_records_dialect(const struct aid_records *records)
{
	const struct aid_head *head = &records->head;
	return (struct aid_dialect){
		.encoding = records->text.name,
		.encoding_how = records->text.how,
		.has_bom = records->text.has_bom,
		.delimiter = head->delimiter,
		.delimiter_how = head->delimiter_how,
		.quote = head->quote,
		.header_line = head->header_line,
		.n_header_rows = head->n_header_rows,
		.hxl_line = head->hxl_line,
		.first_note = records->first_note,
		.line_ends = records->lines.ends,
		.is_used = head->is_used,
		.n_columns = head->n_columns,
	};
}

struct aid_line_roles
aid_records_roles(const struct aid_records *records)
{
	struct aid_line_roles roles = records->roles;
	roles.n_total = records->lines.number - 1;
	return roles;
}

static int
join_numbers(struct aid_arena *arena, int64_t first, int64_t second, struct aid_slice *out_args,
	     struct aid_error *err)
{
	char text[2 * NUMBER_SIZE];
	snprintf(text, sizeof text, "%" PRId64 "%c%" PRId64, first, AID_MESSAGE_SEPARATOR, second);
	*out_args = aid_arena_copy(arena, aid_slice_of(text));
	if (out_args->ptr == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	return 0;
}

static void
number_record(struct aid_records *records, struct aid_record *record)
{
	record->number = ++records->n_records;
	record->line = records->lines.number;
	record->is_resumed = record->line < records->resumed_end;
}

/* A line that is longer than anything that can be a record: its beginning stands for it. */
static int
reject_long(struct aid_records *records, const struct aid_line *line, struct aid_arena *arena,
	    struct aid_record *out_record, struct aid_error *err)
{
	struct aid_record record = { .n_lines = 1, .reject = AID_MSG_RECORD_LIMIT };
	struct aid_slice beginning = { line->ptr, line->len < AID_LIMIT_FIELD_BYTES
							  ? line->len
							  : AID_LIMIT_FIELD_BYTES };
	beginning.len = aid_fold_valid_utf8(beginning);
	record.raw = aid_arena_copy(arena, beginning);
	if (record.raw.ptr == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	int rc = join_numbers(arena, AID_LIMIT_RECORD_BYTES, 0, &record.reject_args, err);
	if (rc < 0)
		return rc;
	number_record(records, &record);
	records->is_apart = false;
	rc = pass(records, line, &records->roles.n_record, err);
	if (rc == 0)
		*out_record = record;
	return rc;
}

/* Gives up what begins here after its first line; the next record begins on the second. */
static int
reject_first(struct aid_records *records, const struct aid_span *span, struct aid_arena *arena,
	     struct aid_record *out_record, struct aid_error *err)
{
	struct aid_record record = { .n_lines = 1, .reject = AID_MSG_NOT_CSV };
	struct aid_slice first = { aid_lines_here(&records->lines), span->n_first };
	record.raw = aid_arena_copy(arena, first);
	if (record.raw.ptr == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	if (span->state == AID_ROW_FIELD_LIMIT && span->n_lines == 1) {
		record.reject = AID_MSG_FIELD_LIMIT;
		int rc = join_numbers(arena, AID_LIMIT_FIELD_BYTES, 0, &record.reject_args, err);
		if (rc < 0)
			return rc;
	}
	number_record(records, &record);
	int64_t end = record.line + span->n_lines;
	if (end > records->resumed_end)
		records->resumed_end = end;
	records->roles.n_record++;
	records->is_apart = false;
	aid_lines_advance(&records->lines, span->n_first_all, 1);
	*out_record = record;
	return 0;
}

/* The line `piece` of a field, read as a row of its own. */
static bool
is_row(const struct aid_records *records, struct aid_slice piece)
{
	struct aid_slice fields[AID_LIMIT_COLUMNS];
	size_t n_fields = 0;
	const char *end = piece.ptr + piece.len;
	for (const char *p = piece.ptr;;) {
		const char *delimiter = memchr(p, records->head.delimiter, (size_t)(end - p));
		const char *stop = delimiter == NULL ? end : delimiter;
		if (n_fields == records->head.n_columns)
			return false;
		fields[n_fields++] = aid_row_tidy((struct aid_slice){ p, (size_t)(stop - p) });
		if (delimiter == NULL)
			return records->is_row(records->context, fields, n_fields);
		p = delimiter + 1;
	}
}

/* What a field that goes over several lines may be as well. */
static enum aid_message
suspect(const struct aid_records *records, struct aid_slice field)
{
	const char *end = field.ptr + field.len;
	const char *p = field.ptr;
	enum aid_message message = AID_MSG_NONE;
	while (p < end) {
		size_t len = 0, n_delimiters = 0;
		while (p + len < end && p[len] != '\n' && p[len] != '\r')
			n_delimiters += p[len++] == records->head.delimiter;
		struct aid_slice piece = { p, len };
		/* The first piece is what the field would be without what follows. */
		if (p > field.ptr && n_delimiters + 1 >= records->n_named) {
			message = AID_MSG_TWO_READINGS;
			if (records->is_row != NULL && is_row(records, piece))
				return AID_MSG_NOT_CSV;
		}
		p += len + 1;
	}
	return message;
}

static enum aid_message
suspect_any(const struct aid_records *records, const struct aid_record *record)
{
	enum aid_message message = AID_MSG_NONE;
	for (size_t i = 0; i < record->n_fields && records->n_named > 1; i++) {
		enum aid_message found = suspect(records, record->fields[i]);
		if (found == AID_MSG_NOT_CSV)
			return found;
		if (found != AID_MSG_NONE)
			message = found;
	}
	return message;
}

/* What is wrong with the number of fields. A row may lack the columns without a name, and be wider than the header where most rows are; beyond the columns
 * with names it holds something only where most rows do. Else a delimiter too many, or one too few, may have moved its fields. */
static enum aid_message
judge_width(const struct aid_records *records, const struct aid_record *record)
{
	const struct aid_head *head = &records->head;
	size_t n_fields = aid_row_n_fields(records->row);
	size_t n_stated = aid_row_n_stated(records->row);
	if (n_fields < records->n_named || n_stated > head->n_columns)
		return AID_MSG_RAGGED;
	if (n_fields > head->n_columns && n_fields != head->usual_width)
		return AID_MSG_RAGGED;
	for (size_t i = records->n_named; i < n_stated; i++) {
		if (record->fields[i].len > 0 && !head->is_used[i])
			return AID_MSG_SHIFTED;
	}
	return AID_MSG_NONE;
}

/* The sentence of a row of the wrong width, and how it was probably meant. */
static int
reject_width(const struct aid_records *records, const struct aid_span *span,
	     struct aid_arena *arena, struct aid_record *record, struct aid_error *err)
{
	size_t n_stated = aid_row_n_stated(records->row);
	int64_t n_fields = (int64_t)aid_row_n_fields(records->row);
	int rc = join_numbers(arena, n_fields, (int64_t)records->head.n_columns,
			      &record->reject_args, err);
	if (record->reject == AID_MSG_SHIFTED)
		rc = join_numbers(arena, (int64_t)n_stated, 0, &record->reject_args, err);
	if (rc < 0 || n_stated > AID_LIMIT_COLUMNS || n_stated <= records->n_named)
		return rc;
	struct aid_slice raw;
	const struct aid_slice *fields;
	size_t n;
	rc = aid_row_take(records->row, aid_lines_here(&records->lines), span->n_bytes,
			  AID_LIMIT_COLUMNS, arena, &raw, &fields, &n, err);
	if (rc < 0)
		return rc;
	return aid_rejoin(fields, n_stated, records->n_named, raw, records->head.delimiter,
			  records->is_row, records->context, arena, &record->proposal, err);
}

/* The record that lies in `span`, which is CSV: its fields, and why it cannot be taken. NOT_CSV: give up its first line alone. */
static int
judge(const struct aid_records *records, const struct aid_span *span, struct aid_arena *arena,
      struct aid_record *record, struct aid_error *err)
{
	int rc = aid_row_take(records->row, aid_lines_here(&records->lines), span->n_bytes,
			      records->head.n_columns, arena, &record->raw, &record->fields,
			      &record->n_fields, err);
	if (rc < 0)
		return rc;
	record->reject = judge_width(records, record);
	if (record->reject != AID_MSG_NONE && span->n_lines > 1) {
		record->reject = AID_MSG_NOT_CSV;
		return 0;
	}
	if (record->reject != AID_MSG_NONE)
		return reject_width(records, span, arena, record, err);
	if (span->n_lines > 1)
		record->reject = suspect_any(records, record);
	if (record->reject == AID_MSG_TWO_READINGS)
		return join_numbers(arena, span->n_lines, 0, &record->reject_args, err);
	bool is_known = records->is_row != NULL && !records->is_of_names && record->n_fields > 0;
	if (record->reject == AID_MSG_NONE && records->has_remarks && !records->is_of_words &&
	    (aid_remark_is_total(record->fields, record->n_fields) ||
	     (is_known && aid_remark_begins_total(record->fields[0], false))))
		record->reject = AID_MSG_TOTAL_ROW;
	return 0;
}

/* Nobody states anything in it: what it says is for people, and the reading of the file says where it stands. Notes come in any number before the next record, so
 * they are looked at in an arena of their own. */
static int
look_for_note(struct aid_records *records, const struct aid_span *span, bool *out_is_note,
	      struct aid_error *err)
{
	bool is_narrow = aid_row_n_fields(records->row) < records->n_named;
	struct aid_record record = { .n_lines = span->n_lines };
	*out_is_note = false;
	if (!records->has_remarks || records->is_of_names ||
	    records->n_named < AID_REMARK_COLUMNS ||
	    !(records->is_apart || is_narrow || aid_row_n_stated(records->row) < 3))
		return 0;
	aid_arena_reset(&records->scratch);
	int rc = judge(records, span, &records->scratch, &record, err);
	if (rc < 0 || (record.reject != AID_MSG_NONE && !is_narrow))
		return rc;
	*out_is_note = aid_remark_is_note(record.fields, record.n_fields, records->n_named,
					  records->is_apart, is_narrow) &&
		       (is_narrow || records->is_row == NULL ||
			!records->is_row(records->context, record.fields, record.n_fields));
	return 0;
}

/* The record that lies in `span`; *out_is_taken false: it is a note, and was passed. */
static int
take(struct aid_records *records, const struct aid_span *span, struct aid_arena *arena,
     struct aid_record *out_record, bool *out_is_taken, struct aid_error *err)
{
	struct aid_record record = { .n_lines = span->n_lines };
	bool is_note;
	int rc = look_for_note(records, span, &is_note, err);
	if (rc < 0)
		return rc;
	*out_is_taken = !is_note;
	if (is_note) {
		records->first_note =
			records->roles.n_footer == 0 ? records->lines.number : records->first_note;
		records->roles.n_footer += span->n_lines;
		records->is_apart = true;
		aid_lines_advance(&records->lines, span->n_bytes_all, span->n_lines);
		return 0;
	}
	rc = judge(records, span, arena, &record, err);
	if (rc < 0)
		return rc;
	if (record.reject == AID_MSG_NOT_CSV)
		return reject_first(records, span, arena, out_record, err);
	number_record(records, &record);
	records->roles.n_record += span->n_lines;
	records->is_apart = record.reject == AID_MSG_TOTAL_ROW;
	aid_lines_advance(&records->lines, span->n_bytes_all, span->n_lines);
	*out_record = record;
	return 0;
}

/* The line at which the next record, or a note, begins. */
static int
pass_blank(struct aid_records *records, struct aid_line *out_line, bool *out_is_end,
	   struct aid_error *err)
{
	for (;;) {
		int rc = aid_lines_peek(&records->lines, 0, out_line, out_is_end, err);
		if (rc < 0 || *out_is_end || out_line->is_long ||
		    !aid_dialect_is_blank((struct aid_slice){ out_line->ptr, out_line->len },
					  records->head.delimiter, records->head.quote))
			return rc;
		records->is_apart = true;
		rc = pass(records, out_line, &records->roles.n_blank, err);
		if (rc < 0)
			return rc;
	}
}

int
aid_records_next(struct aid_records *records, struct aid_arena *arena,
		 struct aid_record *out_record, bool *out_is_end, struct aid_error *err)
{
	bool is_taken = false;
	while (!is_taken) {
		struct aid_line line;
		struct aid_span span;
		int rc = pass_blank(records, &line, out_is_end, err);
		if (rc < 0 || *out_is_end)
			return rc;
		if (line.is_long)
			return reject_long(records, &line, arena, out_record, err);
		rc = aid_row_look(records->row, &records->lines, 0, &line, &span, err);
		if (rc < 0)
			return rc;
		if (span.state != AID_ROW_WHOLE)
			return reject_first(records, &span, arena, out_record, err);
		rc = take(records, &span, arena, out_record, &is_taken, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}
