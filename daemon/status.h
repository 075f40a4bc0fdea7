/* HOME/.status.json: what the daemon is doing, for people and for `aidtally status`. Written whole and renamed, gone when the daemon has
 * ended well:
 *
 *     {"pid":17,"state":"reading","file":"WFP/a.csv","waiting":3,"trouble":"","since":1715947200}
 *
 * state: recovering, reading, reconciling, waiting (for files), stopping. since: when it began to be so; seconds.
 * trouble: the sentence of what holds everything up, or "". */
#ifndef DAEMON_STATUS_H
#define DAEMON_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include "home/home.h"

struct daemon_status {
	const char *state;
	const char *folder, *name; /* of reading */
	size_t n_waiting;
	const char *trouble;
	int64_t since;
};

/* Writes it unless it is what `last` holds, as it was last written. A status that cannot be written is no reason to stop reading files: 0, or AID_E_* for
 * whoever wants to know. */
int daemon_status_write(const struct aid_home *home, const struct daemon_status *status,
			struct aid_buffer *last);
void daemon_status_remove(const struct aid_home *home);

#endif
