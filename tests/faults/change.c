/* A program with a fault in its SQL: before main the statement that AID_FAULT's file names (its first line) becomes what follows there. */
#include "tests/faults/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
