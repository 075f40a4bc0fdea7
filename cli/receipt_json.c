/* A receipt's CSV as JSON: the same rows, read back. */
#include "receipt.h"

#include <stdlib.h>

#include "base/arena.h"
#include "read/record.h"

/* Names of the columns for the result, which keeps pointers. */
static int
take_header(const struct aid_records *records, struct aid_arena *arena,
	    struct aid_result_column **out_columns, size_t *out_n_columns, struct aid_error *err)
{
	size_t n = 0;
	const struct aid_slice *header = aid_records_header(records, &n);
	struct aid_result_column *columns = calloc(n + 1, sizeof(*columns));

	for (size_t i = 0; columns != NULL && i < n; i++) {
		columns[i] = (struct aid_result_column){ aid_arena_copy(arena, header[i]).ptr, "",
							 false, 0 };
		if (columns[i].name == NULL) {
			free(columns);
			columns = NULL;
		}
	}
	if (columns == NULL) {
		return aid_error_set(err, AID_E_NOMEM, "receipt");
	}
	*out_columns = columns;
	*out_n_columns = n;
	return 0;
}

static bool
is_number_column(const char *name)
{
	return strcmp(name, "line") == 0 || strcmp(name, "record") == 0;
}

static int
add_record(struct aid_result *result, const struct aid_record *record, struct aid_error *err)
{
	struct aid_cell *cells;
	int code = aid_result_add_row(result, &cells, err);

	for (size_t i = 0; code == 0 && i < record->n_fields && i < result->n_columns; i++) {
		struct aid_slice field = record->fields[i];

		if (field.len == 0) {
			continue;
		}
		code = aid_result_set_text(result, &cells[i], field, err);
		if (code == 0 && is_number_column(result->columns[i].name)) {
			aid_result_set_number(&cells[i], AID_CELL_INTEGER,
					      strtoll(cells[i].text.ptr, NULL, 10));
		}
	}
	return code;
}

static int
read_records(struct aid_records *records, struct aid_result *result, struct aid_error *err)
{
	struct aid_arena arena;
	bool is_end = false;
	int code = 0;

	aid_arena_init(&arena);
	while (code == 0) {
		struct aid_record record;

		aid_arena_reset(&arena);
		code = aid_records_next(records, &arena, &record, &is_end, err);
		if (code < 0 || is_end) {
			break;
		}
		code = add_record(result, &record, err);
	}
	aid_arena_done(&arena);
	return code;
}

int
cli_receipt_json(struct cli_spool *spool, const struct cli_options *options, struct aid_error *err)
{
	static const struct aid_dialect_wish wish = { .delimiter = ',', .header_line = 1 };
	struct aid_result_column *columns = NULL;
	struct aid_records *records = NULL;
	struct aid_result result;
	struct aid_arena arena;
	size_t n_columns = 0;
	int fd, code = cli_spool_flush(spool, &fd, err);

	aid_arena_init(&arena);
	aid_result_init(&result, NULL, 0);
	if (code == 0) {
		code = aid_records_open(fd, &wish, &records, err);
	}
	if (code == 0) {
		code = take_header(records, &arena, &columns, &n_columns, err);
	}
	if (code == 0) {
		aid_result_done(&result);
		aid_result_init(&result, columns, n_columns);
		code = read_records(records, &result, err);
	}
	if (code == 0) {
		code = cli_output_result(options, &result, err);
	}
	aid_records_close(records);
	aid_result_done(&result);
	aid_arena_done(&arena);
	free(columns);
	return code;
}
