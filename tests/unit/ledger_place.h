/* A folder of the test's own for a ledger. */
#ifndef AID_TEST_LEDGER_PLACE_H
#define AID_TEST_LEDGER_PLACE_H

#include "tests/unit/test.h"

#include <unistd.h>

struct ledger_place {
	char folder[40], path[64], log[80]; /* the ledger, and its write-ahead log */
};

static inline void
ledger_place_make(struct ledger_place *place)
{
	snprintf(place->folder, sizeof(place->folder), "/tmp/aidtally-test-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	snprintf(place->path, sizeof(place->path), "%s/aidtally.db", place->folder);
	snprintf(place->log, sizeof(place->log), "%s-wal", place->path);
}

static inline void
ledger_place_remove(const struct ledger_place *place)
{
	char shared[80];
	snprintf(shared, sizeof(shared), "%s-shm", place->path);
	unlink(place->path);
	unlink(place->log);
	unlink(shared);
	assert_int_equal(rmdir(place->folder), 0);
}

#endif
