/* A home of the test's own in a temporary folder, with the fake ledger behind it. */
#ifndef AID_TEST_HOME_PLACE_H
#define AID_TEST_HOME_PLACE_H

#include "tests/unit/fake_ledger.h"
#include "tests/unit/test.h"

/* 2024-05-17T12:00:00Z */
#define PLACE_NOW 1715947200

struct place {
	char path[64];
	struct aid_home *home;
	struct fake_ledger *fake;
	struct aid_ledger *ledger;
};

void place_make(struct place *place);
void place_remove(struct place *place);
/* Writes HOME/name. */
void place_write(const struct place *place, const char *name, const char *text);
void place_write_bytes(const struct place *place, const char *name, const void *bytes, size_t size);
bool place_has(const struct place *place, const char *name);
/* The text of HOME/name, to be freed; NULL when it is not there. */
char *place_read(const struct place *place, const char *name);
void place_assert_text(const struct place *place, const char *name, const char *text);
void place_assert_empty(const struct place *place, const char *folder);
/* Every file below inbox, work, archive, receipts and rejected, sorted, "PATH SIZE" or "PATH link" a line; to be freed. */
char *place_tree(const struct place *place);
int place_pass(struct place *place, const char *folder, const char *name,
	       struct aid_drop_outcome *out, struct aid_error *err);
int place_recover(struct place *place);

#endif
