/* What `diff` says between two drops, checked against what `shortfall` says at each of them. */
#ifndef AID_TEST_DIFFERENCES_H
#define AID_TEST_DIFFERENCES_H

#include "ledger/ledger.h"

/* Every commitment that is another at the two ends is there, with the figures of both; the classes add up to the difference; only drops with reference
 * lines have an effect that no other class has. Writes what is wrong to `why`: "" when nothing is. The ledger speaks of `to` afterwards. */
int differences_check(struct aid_ledger *ledger, int64_t from, int64_t to, int64_t as_of_end,
		      char *why, size_t n_why, struct aid_error *err);

#endif
