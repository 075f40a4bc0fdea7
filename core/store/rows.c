#include "store/rows.h"

#include <stdlib.h>

#include "base/message.h"
#include "store/memory.h"

struct aid_rows {
	struct aid_memory memory;
	aid_rows_read *read;
	const void *context;
	int n_key;
};

/* Is what is asked for the order in which the rows come? Behind the columns that tell them apart any order holds. */
static bool
is_in_order(const struct aid_rows *rows, const sqlite3_index_info *info)
{
	for (int k = 0; k < info->nOrderBy && k < rows->n_key; k++)
		if (info->aOrderBy[k].iColumn != k || info->aOrderBy[k].desc)
			return false;
	return rows->n_key > 0 && info->nOrderBy >= rows->n_key;
}

static int
plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
	info->estimatedCost = 1e4;
	info->orderByConsumed = is_in_order((struct aid_rows *)aid_memory_of(table), info);
	return SQLITE_OK;
}

static int
read_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out_value, int column)
{
	const struct aid_rows *rows = (struct aid_rows *)aid_memory_of_cursor(cursor);
	rows->read(rows->context, aid_memory_at(cursor), column,
		   (struct aid_rows_value *)out_value);
	return SQLITE_OK;
}

/* Without xCreate the table is there under the module's name. */
static const sqlite3_module module = {
	.xConnect = aid_memory_connect,
	.xDisconnect = aid_memory_disconnect,
	.xBestIndex = plan,
	.xOpen = aid_memory_open,
	.xClose = aid_memory_close,
	.xFilter = aid_memory_filter,
	.xNext = aid_memory_next,
	.xEof = aid_memory_is_end,
	.xColumn = read_column,
	.xRowid = aid_memory_rowid,
};

static void
free_rows(void *module_data)
{
	struct aid_rows *rows = module_data;
	free(rows->memory.declaration);
	free(rows);
}

int
aid_rows_define(struct aid_db *db, const char *script, const char *name, int n_key,
		aid_rows_read *read, struct aid_rows **out_rows, struct aid_error *err)
{
	struct aid_rows *rows = calloc(1, sizeof(*rows));
	if (rows == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*rows = (struct aid_rows){ .memory.declaration = aid_memory_declare(script, name),
				   .n_key = n_key,
				   .read = read };
	if (rows->memory.declaration == NULL) {
		free_rows(rows);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	/* On failure too it frees what it was given. */
	int result = sqlite3_create_module_v2(db->sqlite, name, &module, rows, free_rows);
	if (result != SQLITE_OK)
		return aid_db_fail(db, result, name, err);
	*out_rows = rows;
	return 0;
}

void
aid_rows_set(struct aid_rows *rows, const void *context, size_t n_rows)
{
	rows->context = context;
	rows->memory.n_rows = n_rows;
}

void
aid_rows_give_int(struct aid_rows_value *out_value, int64_t value)
{
	sqlite3_result_int64((sqlite3_context *)out_value, value);
}

void
aid_rows_give_text(struct aid_rows_value *out_value, struct aid_slice text)
{
	if (text.ptr != NULL)
		sqlite3_result_text((sqlite3_context *)out_value, text.ptr, (int)text.len,
				    SQLITE_STATIC);
}
