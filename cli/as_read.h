/* check --as-read. */
#ifndef CLI_AS_READ_H
#define CLI_AS_READ_H

#include "cli.h"
#include "home/home.h"

/* The column names and records of the file args[0], read by the profile that fits or is named, as UTF-8 CSV; what cannot be read and how the file was read on stderr. A status,
 * or AID_E_*. */
int cli_as_read(const struct cli_options *options, struct aid_home *home, struct aid_error *err);

#endif
