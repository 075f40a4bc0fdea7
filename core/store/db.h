/* The one user of sqlite3.h. A db holds a connection and its prepared named statements (schema/ledger, reconcile, reports:
 * embedded at build time, looked up by name). Not for two threads at once. */
#ifndef AID_STORE_DB_H
#define AID_STORE_DB_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

struct aid_db;
struct aid_statement;

enum aid_db_mode {
	AID_DB_WRITER, /* creates or migrates; WAL, synchronous=FULL, persistent WAL, which a thread copies back */
	AID_DB_READER /* read-only; temporary tables of its own are allowed */
};

/* AID_E_NOTFOUND when a reader finds no ledger, AID_E_DB, AID_E_BUSY, AID_E_CORRUPT. The sentence names the path. */
int
aid_db_open(const char *path, enum aid_db_mode mode, struct aid_db **out_db, struct aid_error *err);
/* Another connection to the same file, a reader, for another thread: it sees what is committed. */
int aid_db_open_beside(const struct aid_db *db, struct aid_db **out_db, struct aid_error *err);
void aid_db_close(struct aid_db *db);
/* Safe from another thread: the running statement ends with AID_E_INTERRUPTED. */
void aid_db_interrupt(struct aid_db *db);

int aid_db_begin(struct aid_db *db, struct aid_error *err); /* BEGIN IMMEDIATE; a reader: BEGIN */
int aid_db_commit(struct aid_db *db, struct aid_error *err);
void aid_db_rollback(struct aid_db *db);
/* Several statements without parameters or rows, from a named script of schema/ ("reconcile/temporary"). */
int aid_db_script(struct aid_db *db, const char *name, struct aid_error *err);

/* The prepared statement of that name, reset and with no parameters bound; owned by the db. A name that does not exist, or SQL that does not prepare, is
 * AID_E_DB. */
int aid_db_statement(struct aid_db *db, const char *name, struct aid_statement **out_statement,
		     struct aid_error *err);

/* Parameters by their name with the colon, ":drop"; an unknown name is a programmer's mistake (AID_REQUIRE). Text is not copied: it
 * must live until the step is over. */
void aid_bind_int(struct aid_statement *s, const char *name, int64_t value);
void aid_bind_text(struct aid_statement *s, const char *name,
		   struct aid_slice text); /* ptr NULL binds NULL */
void aid_bind_null(struct aid_statement *s, const char *name);
/* Nothing where the statement has no such parameter. */
void aid_bind_int_if(struct aid_statement *s, const char *name, int64_t value);
/* For the hot path: the position of a name, then binding by position. */
int aid_bind_position(struct aid_statement *s, const char *name);
void aid_bind_int_at(struct aid_statement *s, int position, int64_t value);
void aid_bind_text_at(struct aid_statement *s, int position, struct aid_slice text);
void aid_bind_null_at(struct aid_statement *s, int position);

/* *out_has_row; columns are then read below, 0-based. At the end (or an error) the statement is reset. */
int aid_statement_step(struct aid_statement *s, bool *out_has_row, struct aid_error *err);
/* Steps to the end, ignoring rows, and resets. */
int aid_statement_run(struct aid_statement *s, struct aid_error *err);
void aid_statement_reset(struct aid_statement *s);
int64_t aid_column_int(struct aid_statement *s, int column); /* NULL reads as 0 */
bool aid_column_is_null(struct aid_statement *s, int column);
bool aid_column_is_text(struct aid_statement *s, int column);
struct aid_slice
aid_column_text(struct aid_statement *s,
		int column); /* valid until the next step; NULL reads as ptr NULL */
int aid_column_count(struct aid_statement *s);
const char *aid_column_name(struct aid_statement *s, int column);
/* Rows changed by the last INSERT, UPDATE or DELETE. */
int64_t aid_db_changes(struct aid_db *db);

/* Names and texts of all embedded statements, for the tests that prepare every one. */
struct aid_sql_text {
	const char *name;
	const char *sql;
};
extern const struct aid_sql_text aid_sql_statements[];
extern const size_t aid_sql_n_statements;
extern const struct aid_sql_text aid_sql_migrations[];
extern const size_t aid_sql_n_migrations;

#endif
