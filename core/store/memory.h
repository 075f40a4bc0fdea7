/* What tables in the program's memory (rows.h, sums.h) have in common: rows that are read from the first to the last, and columns that stand in a
 * script of schema/. The functions are methods of sqlite3_module; the module's data begins with a struct aid_memory. */
#ifndef AID_STORE_MEMORY_H
#define AID_STORE_MEMORY_H

#include "store/internal.h"

struct aid_memory {
	char *declaration; /* aid_memory_declare's; owned by whoever has it */
	size_t n_rows;
};

struct aid_memory_table {
	sqlite3_vtab base;
	struct aid_memory *memory;
};

struct aid_memory *aid_memory_of(sqlite3_vtab *table);
struct aid_memory *aid_memory_of_cursor(const sqlite3_vtab_cursor *cursor);
/* The number of the row that the cursor is on. */
size_t aid_memory_at(const sqlite3_vtab_cursor *cursor);

int aid_memory_connect(sqlite3 *sqlite, void *module_data, int n_args, const char *const *args,
		       sqlite3_vtab **out_table, char **out_text);
int aid_memory_disconnect(sqlite3_vtab *table);
int aid_memory_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out_cursor);
int aid_memory_close(sqlite3_vtab_cursor *cursor);
int aid_memory_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int n_values,
		      sqlite3_value **values);
int aid_memory_next(sqlite3_vtab_cursor *cursor);
int aid_memory_is_end(sqlite3_vtab_cursor *cursor);
int aid_memory_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out_rowid);

/* CREATE TABLE with the columns that the script gives to the temporary table of that name; owned by the caller, NULL without memory. */
char *aid_memory_declare(const char *script, const char *name);

#endif
