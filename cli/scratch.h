/* A home for one command: a temporary folder with the reference files and profiles of a real home, if there is one. */
#ifndef CLI_SCRATCH_H
#define CLI_SCRATCH_H

#include "cli.h"

#define CLI_SCRATCH_PATH_SIZE 512

struct cli_scratch {
	char path[CLI_SCRATCH_PATH_SIZE]; /* "" when there is none */
	struct aid_home *home;
	struct aid_ledger *ledger; /* writer */
};

/* AID_E_IO, AID_E_FULL ... End it with cli_scratch_done, after an error too. */
int cli_scratch_init(struct cli_scratch *scratch, const struct cli_options *options,
		     struct aid_error *err);
/* Closes and removes it. */
void cli_scratch_done(struct cli_scratch *scratch);

#endif
