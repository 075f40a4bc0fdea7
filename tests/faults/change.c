/* A program with a fault in its SQL: before main the statement that AID_FAULT's file names (its first line) becomes what follows there. With AID_STEPS
 * the program appends to that file how much each statement had to do: its name and steps a line, whenever a ledger is closed. */
#include "tests/faults/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "store/internal.h"

static void
replace(const char *name, FILE *file)
{
	for (const struct changeable *c = changeables; c->name != NULL; c++) {
		if (strcmp(c->name, name) != 0)
			continue;
		size_t n = fread(c->sql, 1, c->size - 1, file);
		c->sql[n] = '\0';
		if (fgetc(file) == EOF)
			return;
	}
	fprintf(stderr, "%s cannot be changed\n", name);
	abort();
}

__attribute__((constructor)) static void
change(void)
{
	char name[128];
	const char *path = getenv("AID_FAULT");
	FILE *file = path == NULL ? NULL : fopen(path, "r");
	if (path == NULL)
		return;
	if (file == NULL || fgets(name, sizeof(name), file) == NULL)
		abort();
	name[strcspn(name, "\n")] = '\0';
	replace(name, file);
	fclose(file);
}

static void
tell_steps(const struct aid_db *db, const char *path)
{
	FILE *file = fopen(path, "a");
	if (file == NULL)
		abort();
	for (size_t k = 0; db->statements != NULL && k < aid_sql_n_statements; k++)
		if (db->statements[k] != NULL)
			fprintf(file, "%s %d\n", aid_sql_statements[k].name,
				sqlite3_stmt_status(db->statements[k]->stmt,
						    SQLITE_STMTSTATUS_VM_STEP, 0));
	fclose(file);
}

/* The linker puts this in front of the store's own (CMakeLists.txt). */
void __real_aid_db_close(struct aid_db *db);
void __wrap_aid_db_close(struct aid_db *db);

void
__wrap_aid_db_close(struct aid_db *db)
{
	const char *path = getenv("AID_STEPS");
	if (path != NULL && db != NULL)
		tell_steps(db, path);
	__real_aid_db_close(db);
}
