/* Statements that can be changed before the program begins (change.c). */
#ifndef AID_TEST_CHANGE_H
#define AID_TEST_CHANGE_H

#include <stddef.h>

struct changeable {
	const char *name;
	char *sql;
	size_t size;
};

/* Ends with one that has no name. */
extern const struct changeable changeables[];

#endif
