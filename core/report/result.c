#include "report/result.h"

#include <stdlib.h>

#include "base/message.h"

/* With a drain so many rows are kept. */
#define DRAINED_ROWS 1024

void
aid_result_init(struct aid_result *result, const struct aid_result_column *columns,
		size_t n_columns)
{
	*result = (struct aid_result){ .columns = columns, .n_columns = n_columns };
	result->title = AID_SLICE_EMPTY;
	result->notes = AID_SLICE_EMPTY;
	aid_arena_init(&result->arena);
}

void
aid_result_done(struct aid_result *result)
{
	aid_arena_done(&result->arena);
	free(result->cells);
	*result = (struct aid_result){ 0 };
}

/* Rows are kept in one block that doubles: a report is read to its end before a byte of it is printed. */
static int
make_room(struct aid_result *result, struct aid_error *err)
{
	size_t n_room = result->n_rows_room == 0 ? 64 : result->n_rows_room * 2;
	size_t row_size = result->n_columns * sizeof(struct aid_cell);
	struct aid_cell *cells;

	if (result->n_rows < result->n_rows_room) {
		return 0;
	}
	if (n_room > SIZE_MAX / 2 / row_size) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	cells = realloc(result->cells, n_room * row_size);
	if (cells == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	result->cells = cells;
	result->n_rows_room = n_room;
	return 0;
}

static int
drain(struct aid_result *result, struct aid_error *err)
{
	int code;

	result->has_more = true;
	code = result->drain->take(result->drain->context, result, err);
	result->has_more = false;
	result->n_drained += result->n_rows;
	result->n_rows = 0;
	aid_arena_reset(&result->arena);
	return code;
}

int
aid_result_add_row(struct aid_result *result, struct aid_cell **out_cells, struct aid_error *err)
{
	struct aid_cell *row;
	int code = 0;

	if (result->drain != NULL && result->n_rows == DRAINED_ROWS) {
		code = drain(result, err);
	}
	if (code == 0) {
		code = make_room(result, err);
	}
	if (code < 0) {
		return code;
	}
	row = result->cells + result->n_rows * result->n_columns;
	for (size_t i = 0; i < result->n_columns; i++) {
		row[i] = (struct aid_cell){ AID_CELL_NONE, 0, AID_SLICE_EMPTY };
	}
	result->n_rows++;
	*out_cells = row;
	return 0;
}

int
aid_result_add_columns(struct aid_result *result, const struct aid_result_column *columns,
		       size_t n_columns, struct aid_error *err)
{
	size_t n_old = result->n_columns, n_new = n_old + n_columns;
	struct aid_result_column *all =
		aid_arena_alloc(&result->arena, n_new * sizeof(*result->columns));
	struct aid_cell *cells = calloc(result->n_rows + 1, n_new * sizeof(*cells));

	if (all == NULL || cells == NULL) {
		free(cells);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	memcpy(all, result->columns, n_old * sizeof(*all));
	memcpy(all + n_old, columns, n_columns * sizeof(*all));
	for (size_t row = 0; row < result->n_rows; row++) {
		memcpy(cells + row * n_new, result->cells + row * n_old, n_old * sizeof(*cells));
	}
	free(result->cells);
	result->columns = all;
	result->n_columns = n_new;
	result->cells = cells;
	result->n_rows_room = result->n_rows;
	return 0;
}

int
aid_result_set_text(struct aid_result *result, struct aid_cell *cell, struct aid_slice text,
		    struct aid_error *err)
{
	struct aid_slice copy = aid_arena_copy(&result->arena, text);

	if (copy.ptr == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	*cell = (struct aid_cell){ AID_CELL_TEXT, 0, copy };
	return 0;
}

void
aid_result_set_number(struct aid_cell *cell, enum aid_cell_type type, int64_t number)
{
	*cell = (struct aid_cell){ type, number, AID_SLICE_EMPTY };
}

int
aid_result_set_title(struct aid_result *result, struct aid_slice title, struct aid_error *err)
{
	struct aid_slice copy = aid_arena_copy(&result->arena, title);

	if (copy.ptr == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	result->title = copy;
	return 0;
}

int
aid_result_add_note(struct aid_result *result, struct aid_slice line, struct aid_error *err)
{
	size_t n_before = result->notes.len;
	size_t n_break = n_before == 0 ? 0 : 1;
	char *joined = aid_arena_alloc(&result->arena, n_before + n_break + line.len + 1);

	if (joined == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	if (n_before > 0) {
		memcpy(joined, result->notes.ptr, n_before);
		joined[n_before] = '\n';
	}
	if (line.len > 0) {
		memcpy(joined + n_before + n_break, line.ptr, line.len);
	}
	joined[n_before + n_break + line.len] = '\0';
	result->notes = (struct aid_slice){ joined, n_before + n_break + line.len };
	return 0;
}
