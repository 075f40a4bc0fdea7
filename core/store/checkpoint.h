/* The write-ahead log is copied back into the ledger by a thread with a connection of its own, so that no commit waits for it. A log is begun
 * anew, at its start, by the first commit that finds all of it copied. */
#ifndef AID_STORE_CHECKPOINT_H
#define AID_STORE_CHECKPOINT_H

#include "store/internal.h"

/* For the connection of a writer. AID_E_NOMEM. */
int aid_checkpoint_start(struct aid_db *db, struct aid_error *err);
/* Waits for the thread. NULL: nothing. */
void aid_checkpoint_stop(struct aid_checkpoint *checkpoint);

#endif
