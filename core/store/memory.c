#include "store/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"

struct cursor {
	sqlite3_vtab_cursor base;
	size_t at;
};

struct aid_memory *
aid_memory_of(sqlite3_vtab *table)
{
	return ((struct aid_memory_table *)table)->memory;
}

struct aid_memory *
aid_memory_of_cursor(const sqlite3_vtab_cursor *cursor)
{
	return aid_memory_of(cursor->pVtab);
}

size_t
aid_memory_at(const sqlite3_vtab_cursor *cursor)
{
	return ((const struct cursor *)cursor)->at;
}

int
aid_memory_connect(sqlite3 *sqlite, void *module_data, int n_args, const char *const *args,
		   sqlite3_vtab **out_table, char **out_text)
{
	(void)n_args;
	(void)args;
	(void)out_text;
	struct aid_memory *memory = module_data;
	int result = sqlite3_declare_vtab(sqlite, memory->declaration);
	if (result != SQLITE_OK)
		return result;
	struct aid_memory_table *table = calloc(1, sizeof(*table));
	if (table == NULL)
		return SQLITE_NOMEM;
	table->memory = memory;
	*out_table = &table->base;
	return SQLITE_OK;
}

int
aid_memory_disconnect(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

int
aid_memory_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out_cursor)
{
	(void)table;
	struct cursor *cursor = calloc(1, sizeof(*cursor));
	if (cursor == NULL)
		return SQLITE_NOMEM;
	*out_cursor = &cursor->base;
	return SQLITE_OK;
}

int
aid_memory_close(sqlite3_vtab_cursor *cursor)
{
	free(cursor);
	return SQLITE_OK;
}

int
aid_memory_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int n_values,
		  sqlite3_value **values)
{
	(void)index;
	(void)name;
	(void)n_values;
	(void)values;
	((struct cursor *)cursor)->at = 0;
	return SQLITE_OK;
}

int
aid_memory_next(sqlite3_vtab_cursor *cursor)
{
	((struct cursor *)cursor)->at++;
	return SQLITE_OK;
}

int
aid_memory_is_end(sqlite3_vtab_cursor *cursor)
{
	return aid_memory_at(cursor) >= aid_memory_of_cursor(cursor)->n_rows;
}

int
aid_memory_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out_rowid)
{
	*out_rowid = (sqlite3_int64)aid_memory_at(cursor);
	return SQLITE_OK;
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
aid_memory_declare(const char *script, const char *name)
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
