/* First byte: where the file is cut, of 256; the rest: the file. Every line has one role; records are numbered, their lines go up, their fields are
 * as many as the header has at most; reading again gives the same. Of the file that is cut, under the same header, the
 * records whose lines were whole are the same. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_file.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "read/head.h"
#include "read/reading.h"
#include "text/fold.h"

struct list {
	struct aid_buffer text;
	int64_t *ends; /* of each record, in `text`, and its last line */
	int64_t *lines;
	size_t n;
};

/* Stands for a map: the last field is a figure. */
static bool
is_row(const void *context, const struct aid_slice *fields, size_t n_fields)
{
	(void)context;
	return n_fields > 1 && fields[n_fields - 1].len > 0 && fields[n_fields - 1].ptr[0] >= '0' &&
	       fields[n_fields - 1].ptr[0] <= '9';
}

static void
append(struct list *list, const struct aid_record *record)
{
	aid_buffer_append_int(&list->text, record->line);
	aid_buffer_append_text(&list->text, aid_message_code(record->reject));
	for (size_t i = 0; i < record->n_fields; i++) {
		aid_buffer_append_char(&list->text, AID_MESSAGE_SEPARATOR);
		aid_buffer_append(&list->text, record->fields[i]);
	}
	aid_buffer_append_char(&list->text, AID_READING_SEPARATOR);
	list->ends = realloc(list->ends, (list->n + 1) * sizeof(*list->ends));
	list->lines = realloc(list->lines, (list->n + 1) * sizeof(*list->lines));
	AID_REQUIRE(list->ends != NULL && list->lines != NULL);
	list->ends[list->n] = (int64_t)list->text.len;
	list->lines[list->n] = record->line + record->n_lines - 1;
	list->n++;
}

static void
check_record(const struct aid_record *record, const struct list *list, size_t n_most)
{
	AID_REQUIRE(record->number == (int64_t)list->n + 1);
	AID_REQUIRE(list->n == 0 || record->line > list->lines[list->n - 1]);
	AID_REQUIRE(record->n_lines >= 1 && record->n_lines <= AID_LIMIT_RECORD_LINES);
	AID_REQUIRE(record->n_fields <= n_most);
	AID_REQUIRE(aid_fold_valid_utf8(record->raw) == record->raw.len);
	AID_REQUIRE(record->proposal.len == 0 || record->reject == AID_MSG_RAGGED ||
		    record->reject == AID_MSG_SHIFTED);
}

static void
check_roles(const struct aid_records *records)
{
	struct aid_line_roles roles = aid_records_roles(records);
	struct aid_buffer reading;
	struct aid_error err;

	AID_REQUIRE(roles.n_preamble + roles.n_header + roles.n_hxl + roles.n_blank +
			    roles.n_footer + roles.n_record ==
		    roles.n_total);
	aid_buffer_init(&reading);
	AID_REQUIRE(aid_reading_describe(records, &reading, &err) == 0);
	aid_buffer_done(&reading);
}

static void
read_all(struct aid_records *records, struct list *list)
{
	struct aid_arena arena;
	struct aid_error err;
	bool is_end = false;

	*list = (struct list){ .n = 0 };
	aid_buffer_init(&list->text);
	aid_buffer_append_text(&list->text, "");
	aid_arena_init(&arena);
	aid_records_set_check(records, is_row, NULL, false, false);
	for (;;) {
		struct aid_record record;

		aid_arena_reset(&arena);
		AID_REQUIRE(aid_records_next(records, &arena, &record, &is_end, &err) == 0);
		if (is_end)
			break;
		check_record(&record, list, AID_LIMIT_COLUMNS);
		append(list, &record);
	}
	AID_REQUIRE(!list->text.is_failed);
	aid_arena_done(&arena);
	check_roles(records);
}

static void
forget(struct list *list)
{
	aid_buffer_done(&list->text);
	free(list->ends);
	free(list->lines);
}

static bool
is_same_head(const struct aid_records *a, const struct aid_records *b)
{
	struct aid_dialect one = aid_records_dialect(a), other = aid_records_dialect(b);
	size_t n_one, n_other;
	const struct aid_slice *names = aid_records_header(a, &n_one);
	const struct aid_slice *others = aid_records_header(b, &n_other);

	if (one.delimiter != other.delimiter || one.quote != other.quote ||
	    one.header_line != other.header_line || one.n_header_rows != other.n_header_rows ||
	    one.hxl_line != other.hxl_line || n_one != n_other ||
	    strcmp(one.encoding, other.encoding) != 0)
		return false;
	for (size_t i = 0; i < n_one; i++)
		if (!aid_slice_is_equal(names[i], others[i]))
			return false;
	return true;
}

/* Of the file up to a line end, under the same header and with all the rows that the reader looks at to begin with: the records are the same, but for
 * the last, which an open quotation mark may reach. */
static void
check_part(const struct aid_records *records, const struct list *part, const struct list *list)
{
	int64_t n_lines = aid_records_roles(records).n_total;
	size_t n = part->n;

	if (n < AID_HEAD_ROWS + 1 || part->lines[AID_HEAD_ROWS] + AID_LIMIT_RECORD_LINES > n_lines)
		return;
	while (part->lines[n - 1] + AID_LIMIT_RECORD_LINES > n_lines)
		n--;
	AID_REQUIRE(list->n >= n && list->ends[n - 1] == part->ends[n - 1]);
	AID_REQUIRE(memcmp(list->text.ptr, part->text.ptr, (size_t)part->ends[n - 1]) == 0);
}

static void
check_cut(const struct aid_records *whole, const struct list *list, const uint8_t *bytes,
	  size_t size)
{
	struct aid_records *records;
	struct aid_error err;
	struct list part;
	FILE *file;

	while (size > 0 && bytes[size - 1] != '\n')
		size--;
	file = fuzz_file(bytes, size);
	if (aid_records_open(fileno(file), NULL, &records, &err) == 0) {
		if (is_same_head(whole, records)) {
			read_all(records, &part);
			check_part(records, &part, list);
			forget(&part);
		}
		aid_records_close(records);
	}
	(void)fclose(file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct aid_records *records;
	struct aid_error err = AID_ERROR_NONE;
	struct list once, again;
	FILE *file;

	if (size == 0)
		return 0;
	file = fuzz_file(bytes + 1, size - 1);
	if (aid_records_open(fileno(file), NULL, &records, &err) != 0) {
		AID_REQUIRE(err.code == AID_E_REFUSED && err.text[0] != '\0');
		(void)fclose(file);
		return 0;
	}
	read_all(records, &once);
	AID_REQUIRE(aid_records_rewind(records, &err) == 0);
	read_all(records, &again);
	AID_REQUIRE(
		aid_slice_is_equal(aid_buffer_slice(&once.text), aid_buffer_slice(&again.text)));
	check_cut(records, &once, bytes + 1, (size - 1) * bytes[0] / 256);
	forget(&once);
	forget(&again);
	aid_records_close(records);
	(void)fclose(file);
	return 0;
}
