/* The two ways of import (import.c, handover.c). */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include "cli.h"

struct cli_import {
	struct cli_options *options;
	struct aid_home *home;
	const char *profile;
	int64_t n_taken, n_failed, n_refused, n_rejected;
};

/* The line of one file on stdout. `view`: where its receipt is, or "". */
void cli_import_print(const char *path, const struct aid_drop_outcome *outcome, const char *view);
void cli_import_count(struct cli_import *import, const struct aid_drop_outcome *outcome);
/* Gives the files to the daemon that has the home and waits for them, at most options->wait_s. `err` holds why the lock was not had; it
 * stays the error when the holder is no daemon. */
int cli_import_hand_over(struct cli_import *import, struct aid_error *err);

#endif
