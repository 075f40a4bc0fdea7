#include "store/sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/message.h"
#include "store/memory.h"

#define FIRST_ROOM 1024 /* a power of two */

struct aid_sums {
	struct aid_memory memory;
	int n_key, n_columns;
	int64_t *numbers; /* rows of n_columns */
	size_t n_room;
	size_t n_deleted; /* of a DELETE that is on its way */
	uint32_t *slots;  /* number of a row and 1; 0: free. Twice n_room, a power of two */
};

static int
plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedCost = 1e4;
	return SQLITE_OK;
}

/* A DELETE that was interrupted begins anew. */
static int
rewind_cursor(sqlite3_vtab_cursor *cursor, int index, const char *name, int n_values,
	      sqlite3_value **values)
{
	((struct aid_sums *)aid_memory_of_cursor(cursor))->n_deleted = 0;
	return aid_memory_filter(cursor, index, name, n_values, values);
}

static int
read_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out_value, int column)
{
	const struct aid_sums *sums = (struct aid_sums *)aid_memory_of_cursor(cursor);
	size_t row = aid_memory_at(cursor) * (size_t)sums->n_columns;
	sqlite3_result_int64(out_value, sums->numbers[row + (size_t)column]);
	return SQLITE_OK;
}

static size_t
key_bytes(const struct aid_sums *sums)
{
	return (size_t)sums->n_key * sizeof(int64_t);
}

/* The slot of the key, or the free one where it belongs. */
static uint32_t *
find_slot(const struct aid_sums *sums, const int64_t *key)
{
	struct aid_slice bytes = { (const char *)key, key_bytes(sums) };
	size_t mask = 2 * sums->n_room - 1, at = (size_t)aid_digest_hash64(bytes, 0) & mask;
	while (sums->slots[at] != 0 &&
	       memcmp(&sums->numbers[(sums->slots[at] - 1) * (size_t)sums->n_columns], key,
		      key_bytes(sums)) != 0)
		at = (at + 1) & mask;
	return &sums->slots[at];
}

static int
make_room(struct aid_sums *sums)
{
	size_t n_room = sums->n_room == 0 ? FIRST_ROOM : sums->n_room * 2;
	int64_t *numbers =
		realloc(sums->numbers, n_room * (size_t)sums->n_columns * sizeof(*sums->numbers));
	if (numbers == NULL)
		return SQLITE_NOMEM;
	sums->numbers = numbers;
	uint32_t *slots = calloc(2 * n_room, sizeof(*slots));
	if (slots == NULL)
		return SQLITE_NOMEM;
	free(sums->slots);
	sums->slots = slots;
	sums->n_room = n_room;
	for (size_t k = 0; k < sums->memory.n_rows; k++)
		*find_slot(sums, &numbers[k * (size_t)sums->n_columns]) = (uint32_t)k + 1;
	return SQLITE_OK;
}

static int
add(struct aid_sums *sums, sqlite3_value **values)
{
	if (sums->memory.n_rows == sums->n_room && make_room(sums) != SQLITE_OK)
		return SQLITE_NOMEM;
	int64_t *fresh = &sums->numbers[sums->memory.n_rows * (size_t)sums->n_columns];
	for (int k = 0; k < sums->n_columns; k++) {
		if (sqlite3_value_type(values[k]) != SQLITE_INTEGER)
			return SQLITE_CONSTRAINT;
		fresh[k] = sqlite3_value_int64(values[k]);
	}
	uint32_t *slot = find_slot(sums, fresh);
	if (*slot == 0) {
		*slot = (uint32_t)++sums->memory.n_rows;
		return SQLITE_OK;
	}
	int64_t *sum = &sums->numbers[(*slot - 1) * (size_t)sums->n_columns];
	for (int k = sums->n_key; k < sums->n_columns; k++)
		if (__builtin_add_overflow(sum[k], fresh[k], &sum[k]))
			return SQLITE_TOOBIG;
	return SQLITE_OK;
}

static void
clear(struct aid_sums *sums)
{
	if (sums->memory.n_rows > 0)
		memset(sums->slots, 0, 2 * sums->n_room * sizeof(*sums->slots));
	sums->memory.n_rows = sums->n_deleted = 0;
}

/* Rows are added one by one, deleted all at once, and never changed. */
static int
update(sqlite3_vtab *table, int n_values, sqlite3_value **values, sqlite3_int64 *out_rowid)
{
	struct aid_sums *sums = (struct aid_sums *)aid_memory_of(table);
	if (n_values == 1) {
		if (++sums->n_deleted == sums->memory.n_rows)
			clear(sums);
		return SQLITE_OK;
	}
	if (sums->n_deleted > 0 || sqlite3_value_type(values[0]) != SQLITE_NULL)
		return SQLITE_READONLY;
	*out_rowid = 0;
	return add(sums, values + 2);
}

static const sqlite3_module module = {
	.xCreate = aid_memory_connect,
	.xConnect = aid_memory_connect,
	.xDisconnect = aid_memory_disconnect,
	.xDestroy = aid_memory_disconnect,
	.xBestIndex = plan,
	.xOpen = aid_memory_open,
	.xClose = aid_memory_close,
	.xFilter = rewind_cursor,
	.xNext = aid_memory_next,
	.xEof = aid_memory_is_end,
	.xColumn = read_column,
	.xRowid = aid_memory_rowid,
	.xUpdate = update,
};

static void
free_sums(void *module_data)
{
	struct aid_sums *sums = module_data;
	free(sums->memory.declaration);
	free(sums->numbers);
	free(sums->slots);
	free(sums);
}

static int
count_columns(const char *declaration)
{
	int n = 1;
	for (const char *c = declaration; *c != '\0'; c++)
		n += *c == ',';
	return n;
}

int
aid_sums_define(struct aid_db *db, const char *script, const char *name, int n_key,
		struct aid_sums **out_sums, struct aid_error *err)
{
	struct aid_sums *sums = calloc(1, sizeof(*sums));
	if (sums == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	sums->memory.declaration = aid_memory_declare(script, name);
	if (sums->memory.declaration == NULL) {
		free_sums(sums);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	sums->n_key = n_key;
	sums->n_columns = count_columns(sums->memory.declaration);
	AID_REQUIRE(n_key > 0 && n_key < sums->n_columns);
	/* On failure too it frees what it was given. A table of the temporary database: readers write to no other. */
	int result = sqlite3_create_module_v2(db->sqlite, name, &module, sums, free_sums);
	char *create = sqlite3_mprintf("CREATE VIRTUAL TABLE temp.\"%w\" USING \"%w\"", name, name);
	if (result == SQLITE_OK)
		result = create == NULL ? SQLITE_NOMEM
					: sqlite3_exec(db->sqlite, create, NULL, NULL, NULL);
	sqlite3_free(create);
	if (result != SQLITE_OK)
		return aid_db_fail(db, result, name, err);
	*out_sums = sums;
	return 0;
}

size_t
aid_sums_count(const struct aid_sums *sums)
{
	return sums->memory.n_rows;
}
