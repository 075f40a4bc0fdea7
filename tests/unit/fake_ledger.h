/* A ledger that keeps drops and nothing else, in memory that a killed child leaves to its parent. */
#ifndef AID_TEST_FAKE_LEDGER_H
#define AID_TEST_FAKE_LEDGER_H

#include "home/internal.h"

#define FAKE_DROPS_MAX 64

struct fake_drop {
	struct aid_drop_row row;
	char profile[64]; /* "": canonical */
	int64_t file_time;
	int64_t n_bytes;
};

struct fake_ledger {
	struct fake_drop drops[FAKE_DROPS_MAX];
	int n_drops;
	int fail_ingest; /* an AID_E_* that the next ingest ends with */
};

/* A file that begins with "refuse" is refused; one whose name begins with "fix" has rows to correct. */
struct fake_ledger *fake_ledger_new(void);
void fake_ledger_free(struct fake_ledger *fake);
struct aid_ledger *fake_ledger_as_ledger(struct fake_ledger *fake);

#endif
