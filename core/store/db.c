#include <stdlib.h>

#include "store/checkpoint.h"
#include "base/message.h"

/* A writer's page cache, in KiB: with two batches of rows in flight the whole stays under 128 MiB (bench/README.md). */
#define CACHE_KIB_WRITER 40000
#define CACHE_KIB_READER 16000
/* Of a new ledger. Half the pages, a level less in the large B-trees: some 7 % less work for a load than with SQLite's 4096. */
#define PAGE_BYTES 8192
/* A log that was copied back (checkpoint.h) is cut back to so many bytes. */
#define WAL_BYTES 67108864
#define BUSY_MS 10000

int
aid_db_fail(struct aid_db *db, int result, const char *what, struct aid_error *err)
{
	int code = AID_E_DB;
	switch (result & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		code = AID_E_BUSY;
		break;
	case SQLITE_FULL:
		code = AID_E_FULL;
		break;
	case SQLITE_IOERR:
		code = AID_E_IO;
		break;
	case SQLITE_NOMEM:
		code = AID_E_NOMEM;
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		code = AID_E_CORRUPT;
		break;
	case SQLITE_INTERRUPT:
		code = AID_E_INTERRUPTED;
		break;
	default:
		break;
	}
	return aid_message_error(
		err, code, AID_MSG_LEDGER_SAYS, 3, db->path == NULL ? "" : db->path, what,
		db->sqlite == NULL ? sqlite3_errstr(result) : sqlite3_errmsg(db->sqlite));
}

static int
execute(struct aid_db *db, const char *sql, struct aid_error *err)
{
	int result = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
	return result == SQLITE_OK ? 0 : aid_db_fail(db, result, sql, err);
}

/* What every connection gets: strict names, no trust in the schema, constraints on, temporary tables in files. */
static int
configure(struct aid_db *db, struct aid_error *err)
{
	sqlite3_busy_timeout(db->sqlite, BUSY_MS);
	/* Debian's default is none: small allocations of statements then go through the system's malloc. */
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_LOOKASIDE, NULL, 1200, 100);
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, 0);
	int result = aid_function_register(db->sqlite);
	if (result != SQLITE_OK)
		return aid_db_fail(db, result, "functions", err);
	char pragmas[256];
	sqlite3_snprintf(
		sizeof(pragmas), pragmas,
		"PRAGMA foreign_keys = ON; PRAGMA temp_store = FILE; PRAGMA cache_size = -%d;"
		"PRAGMA temp.cache_size = -16000; PRAGMA secure_delete = OFF",
		db->mode == AID_DB_WRITER ? CACHE_KIB_WRITER : CACHE_KIB_READER);
	return execute(db, pragmas, err);
}

static int
configure_writer(struct aid_db *db, struct aid_error *err)
{
	int is_persistent = 1;
	char pragmas[256];
	sqlite3_snprintf(
		sizeof(pragmas), pragmas,
		"PRAGMA page_size = %d; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		"PRAGMA journal_size_limit = %d",
		PAGE_BYTES, WAL_BYTES);
	int result = execute(db, pragmas, err);
	if (result != 0)
		return result;
	/* Readers of another user can open the ledger only while -wal and -shm exist. */
	sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_PERSIST_WAL, &is_persistent);
	result = aid_migrate_run(db, err);
	return result == 0 ? aid_checkpoint_start(db, err) : result;
}

int
aid_db_open(const char *path, enum aid_db_mode mode, struct aid_db **out_db, struct aid_error *err)
{
	struct aid_db *db = calloc(1, sizeof(*db));
	if (db == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	db->mode = mode;
	db->path = strdup(path);
	db->statements = calloc(aid_sql_n_statements + 1, sizeof(*db->statements));
	/* Counting what SQLite allocates would lock a mutex at each allocation. The pages that one statement changes, for the case that it fails, stay in
	 * memory: with a limit of more than 128 KiB SQLite 3.40 cannot write them to a file and takes the disk for full. Without effect once SQLite has
	 * started. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
	int flags = mode == AID_DB_WRITER ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
					  : SQLITE_OPEN_READONLY;
	int result =
		db->path == NULL || db->statements == NULL
			? SQLITE_NOMEM
			: sqlite3_open_v2(path, &db->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (result == SQLITE_OK)
		result = configure(db, err);
	else if ((result & 0xff) == SQLITE_CANTOPEN)
		result = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_LEDGER_MISSING, 1, path);
	else
		result = aid_db_fail(db, result, "open", err);
	if (result == 0 && mode == AID_DB_WRITER)
		result = configure_writer(db, err);
	if (result != 0) {
		aid_db_close(db);
		return result;
	}
	*out_db = db;
	return 0;
}

int
aid_db_open_beside(const struct aid_db *db, struct aid_db **out_db, struct aid_error *err)
{
	return aid_db_open(db->path, AID_DB_READER, out_db, err);
}

void
aid_db_close(struct aid_db *db)
{
	if (db == NULL)
		return;
	for (size_t k = 0; db->statements != NULL && k < aid_sql_n_statements; k++) {
		if (db->statements[k] == NULL)
			continue;
		sqlite3_finalize(db->statements[k]->stmt);
		free(db->statements[k]);
	}
	/* The last to close copies what is left. */
	aid_checkpoint_stop(db->checkpoint);
	sqlite3_close(db->sqlite);
	free(db->statements);
	free(db->path);
	free(db);
}

void
aid_db_interrupt(struct aid_db *db)
{
	sqlite3_interrupt(db->sqlite);
}

int
aid_db_begin(struct aid_db *db, struct aid_error *err)
{
	return execute(db, db->mode == AID_DB_WRITER ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

int
aid_db_commit(struct aid_db *db, struct aid_error *err)
{
	return execute(db, "COMMIT", err);
}

void
aid_db_rollback(struct aid_db *db)
{
	if (!sqlite3_get_autocommit(db->sqlite))
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

int64_t
aid_db_changes(struct aid_db *db)
{
	return sqlite3_changes64(db->sqlite);
}

static int
compare_name(const void *key, const void *entry)
{
	return strcmp(key, ((const struct aid_sql_text *)entry)->name);
}

static const struct aid_sql_text *
find_text(const char *name)
{
	return bsearch(name, aid_sql_statements, aid_sql_n_statements,
		       sizeof(aid_sql_statements[0]), compare_name);
}

int
aid_db_script(struct aid_db *db, const char *name, struct aid_error *err)
{
	const struct aid_sql_text *text = find_text(name);
	AID_REQUIRE(text != NULL);
	int result = sqlite3_exec(db->sqlite, text->sql, NULL, NULL, NULL);
	return result == SQLITE_OK ? 0 : aid_db_fail(db, result, name, err);
}

/* An error ends the transaction, as it does in PostgreSQL: whoever gets one rolls back. SQLite, unless it is told, could undo the one statement,
 * and for that it writes what each page was before to files that nobody ever reads: in a load more than the ledger itself. */
static int
prepare(struct aid_db *db, const char *sql, sqlite3_stmt **out_stmt)
{
	static const struct {
		const char *begin, *instead;
	} verbs[] = { { "INSERT INTO ", "INSERT OR ROLLBACK INTO " },
		      { "UPDATE ", "UPDATE OR ROLLBACK " } };
	for (size_t k = 0; k < sizeof(verbs) / sizeof(verbs[0]); k++) {
		size_t len = strlen(verbs[k].begin);
		if (strncmp(sql, verbs[k].begin, len) != 0)
			continue;
		char *text = sqlite3_mprintf("%s%s", verbs[k].instead, sql + len);
		int result = text == NULL ? SQLITE_NOMEM
					  : sqlite3_prepare_v3(db->sqlite, text, -1,
							       SQLITE_PREPARE_PERSISTENT, out_stmt,
							       NULL);
		sqlite3_free(text);
		return result;
	}
	return sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, out_stmt, NULL);
}

int
aid_db_statement(struct aid_db *db, const char *name, struct aid_statement **out_statement,
		 struct aid_error *err)
{
	const struct aid_sql_text **found = &db->found[(uintptr_t)name % AID_DB_FOUND];
	if (*found == NULL || strcmp((*found)->name, name) != 0)
		*found = find_text(name);
	const struct aid_sql_text *text = *found;
	AID_REQUIRE(text != NULL);
	struct aid_statement **slot = &db->statements[text - aid_sql_statements];
	if (*slot == NULL) {
		struct aid_statement *s = calloc(1, sizeof(*s));
		if (s == NULL)
			return aid_db_fail(db, SQLITE_NOMEM, name, err);
		s->db = db;
		s->name = text->name;
		int result = prepare(db, text->sql, &s->stmt);
		if (result != SQLITE_OK) {
			result = aid_db_fail(db, result, name, err);
			free(s);
			return result;
		}
		*slot = s;
	}
	sqlite3_reset((*slot)->stmt);
	sqlite3_clear_bindings((*slot)->stmt);
	*out_statement = *slot;
	return 0;
}
