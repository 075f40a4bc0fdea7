/* A whole receipt for scripts (receipt.c, receipt_json.c); `check` prints one too. */
#ifndef CLI_RECEIPT_H
#define CLI_RECEIPT_H

#include "cli.h"

/* The receipt as CSV without byte order mark into the spool. */
int cli_receipt_fill(struct aid_ledger *ledger, int64_t drop, struct cli_spool *spool,
		     struct aid_error *err);
/* From the spool in the format asked for: CSV or JSON. */
int
cli_receipt_send(struct cli_spool *spool, const struct cli_options *options, struct aid_error *err);
int
cli_receipt_json(struct cli_spool *spool, const struct cli_options *options, struct aid_error *err);

#endif
