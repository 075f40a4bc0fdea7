/* First byte: what a profile says of the dialect; the rest: the beginning of a file. Where a table is found, its columns have limits,
 * its lines each one role, and the same is found again. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_file.h"

#include "read/head.h"

struct found {
	int rc;
	struct aid_error err;
	struct aid_arena arena;
	struct aid_head head;
	int64_t number;
};

static void
find(FILE *file, const struct aid_dialect_wish *wish, struct found *found)
{
	struct aid_decode text;
	struct aid_lines lines;
	struct aid_row *row = NULL;

	*found = (struct found){ .err = AID_ERROR_NONE };
	aid_arena_init(&found->arena);
	found->rc = aid_decode_open(fileno(file), wish, &text, &found->err);
	if (found->rc != 0)
		return;
	AID_REQUIRE(aid_lines_init(&lines, &text, &found->err) == 0);
	found->rc = aid_head_find(&lines, wish, &found->arena, &found->head, &row, &found->err);
	found->number = lines.number;
	aid_row_free(row);
	aid_lines_done(&lines);
	aid_decode_close(&text);
}

static void
check(const struct found *found)
{
	const struct aid_head *head = &found->head;
	int64_t n_lines = head->n_preamble + head->n_blank + head->n_header + head->n_hxl;

	AID_REQUIRE(head->n_columns > 0 && head->n_columns <= AID_LIMIT_COLUMNS);
	AID_REQUIRE(head->n_tags <= AID_LIMIT_COLUMNS);
	AID_REQUIRE(head->n_header_rows <= AID_LIMIT_HEADER_LINES);
	AID_REQUIRE(found->number - 1 == n_lines);
	AID_REQUIRE(head->header_line <= n_lines && head->hxl_line <= n_lines);
	for (size_t i = 0; i < head->n_columns; i++)
		AID_REQUIRE(head->names[i].len <=
			    AID_LIMIT_HEADER_LINES * (AID_LIMIT_FIELD_BYTES + 1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char delimiters[] = { '\0', ',', ';', '\t' };
	static const char quotes[] = { '\0', '"', '\'', AID_QUOTE_NONE };
	struct aid_dialect_wish wish = { .encoding = NULL };
	struct found once, again;
	FILE *file;

	if (size == 0)
		return 0;
	wish.delimiter = delimiters[bytes[0] & 3];
	wish.quote = quotes[bytes[0] >> 2 & 3];
	wish.header_lines = (bytes[0] >> 4 & 7) - 1;
	wish.header_lines = wish.header_lines > AID_LIMIT_HEADER_LINES ? 0 : wish.header_lines;
	wish.header_line = bytes[0] >> 7 ? 3 : 0;
	file = fuzz_file(bytes + 1, size - 1);
	find(file, &wish, &once);
	find(file, &wish, &again);
	AID_REQUIRE(once.rc == again.rc);
	AID_REQUIRE(once.rc == 0 || (once.rc == AID_E_REFUSED && once.err.text[0] != '\0'));
	if (once.rc == 0) {
		check(&once);
		AID_REQUIRE(once.head.n_columns == again.head.n_columns);
		AID_REQUIRE(once.head.n_bytes == again.head.n_bytes);
	}
	aid_arena_done(&once.arena);
	aid_arena_done(&again.arena);
	(void)fclose(file);
	return 0;
}
