#include "store/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "store/internal.h"

struct aid_rows {
	char *declaration; /* owned */
	aid_rows_read *read;
	const void *context;
	int n_key;
	size_t n_rows;
	size_t at; /* the row that is read */
};

struct table {
	sqlite3_vtab base;
	struct aid_rows *rows;
};

static int
connect(sqlite3 *sqlite, void *module, int n_args, const char *const *args,
	sqlite3_vtab **out_table, char **out_text)
{
	(void)n_args;
	(void)args;
	(void)out_text;
	struct aid_rows *rows = module;
	int result = sqlite3_declare_vtab(sqlite, rows->declaration);
	if (result != SQLITE_OK)
		return result;
	struct table *table = calloc(1, sizeof(*table));
	if (table == NULL)
		return SQLITE_NOMEM;
	table->rows = rows;
	*out_table = &table->base;
	return SQLITE_OK;
}

static int
disconnect(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

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
	info->orderByConsumed = is_in_order(((struct table *)table)->rows, info);
	return SQLITE_OK;
}

static int
open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out_cursor)
{
	(void)table;
	*out_cursor = calloc(1, sizeof(**out_cursor));
	return *out_cursor == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

static int
close_cursor(sqlite3_vtab_cursor *cursor)
{
	free(cursor);
	return SQLITE_OK;
}

static struct aid_rows *
rows_of(const sqlite3_vtab_cursor *cursor)
{
	return ((struct table *)cursor->pVtab)->rows;
}

static int
rewind_cursor(sqlite3_vtab_cursor *cursor, int index, const char *name, int n_values,
	      sqlite3_value **values)
{
	(void)index;
	(void)name;
	(void)n_values;
	(void)values;
	struct aid_rows *rows = rows_of(cursor);
	rows->at = 0;
	return SQLITE_OK;
}

static int
next(sqlite3_vtab_cursor *cursor)
{
	rows_of(cursor)->at++;
	return SQLITE_OK;
}

static int
is_end(sqlite3_vtab_cursor *cursor)
{
	const struct aid_rows *rows = rows_of(cursor);
	return rows->at >= rows->n_rows;
}

static int
read_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out_value, int column)
{
	const struct aid_rows *rows = rows_of(cursor);
	rows->read(rows->context, rows->at, column, (struct aid_rows_value *)out_value);
	return SQLITE_OK;
}

static int
read_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out_rowid)
{
	*out_rowid = (sqlite3_int64)rows_of(cursor)->at;
	return SQLITE_OK;
}

/* Without xCreate the table is there under the module's name. */
static const sqlite3_module module = {
	.xConnect = connect,
	.xDisconnect = disconnect,
	.xBestIndex = plan,
	.xOpen = open_cursor,
	.xClose = close_cursor,
	.xFilter = rewind_cursor,
	.xNext = next,
	.xEof = is_end,
	.xColumn = read_column,
	.xRowid = read_rowid,
};

static void
free_rows(void *module_data)
{
	struct aid_rows *rows = module_data;
	free(rows->declaration);
	free(rows);
}

static const char *
text_of_script(const char *name)
{
	for (size_t k = 0; k < aid_sql_n_statements; k++)
		if (strcmp(aid_sql_statements[k].name, name) == 0)
			return aid_sql_statements[k].sql;
	return NULL;
}

char *
aid_declaration_of(const char *script, const char *name)
{
	static const char head[] = "CREATE TABLE memory ";
	const char *text = text_of_script(script);
	AID_REQUIRE(text != NULL);
	const char *table = strstr(text, name);
	AID_REQUIRE(table != NULL);
	const char *columns = strchr(table, '('), *end = strchr(table, ')');
	AID_REQUIRE(columns != NULL && end != NULL);
	size_t n_columns = (size_t)(end - columns) + 1;
	char *declaration = calloc(1, sizeof(head) + n_columns);
	if (declaration == NULL)
		return NULL;
	memcpy(declaration, head, sizeof(head) - 1);
	memcpy(declaration + sizeof(head) - 1, columns, n_columns);
	return declaration;
}

int
aid_rows_define(struct aid_db *db, const char *script, const char *name, int n_key,
		aid_rows_read *read, struct aid_rows **out_rows, struct aid_error *err)
{
	struct aid_rows *rows = calloc(1, sizeof(*rows));
	if (rows == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*rows = (struct aid_rows){ .declaration = aid_declaration_of(script, name),
				   .n_key = n_key,
				   .read = read };
	if (rows->declaration == NULL) {
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
	rows->n_rows = n_rows;
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
