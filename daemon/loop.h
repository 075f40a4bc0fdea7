/* The daemon from its start to its end: the loop, the spool that decides, the worker and the watch that do. */
#ifndef DAEMON_LOOP_H
#define DAEMON_LOOP_H

#include "home/home.h"
#include "machine/spool.h"

/* Reads what is dropped until SIGTERM, SIGINT or SIGHUP; then 0. The home is locked and the ledger open to write. AID_E_* when it could not
 * start, or did not end as it should. */
int daemon_run(struct aid_home *home, struct aid_ledger *ledger,
	       const struct aid_spool_settings *settings, struct aid_error *err);

#endif
