/* A receipt as CSV for scripts; `check` prints one too. */
#ifndef CLI_RECEIPT_H
#define CLI_RECEIPT_H

#include "cli.h"

/* The receipt as CSV without byte order mark into the spool. */
int cli_receipt_fill(struct aid_ledger *ledger, int64_t drop, int64_t known,
		     struct cli_spool *spool, struct aid_error *err);

#endif
