/* A profile for a file that nobody knows yet, as far as the file itself tells, with its reasons. Pure: bytes out. */
#ifndef AID_PROPOSE_PROPOSE_H
#define AID_PROPOSE_PROPOSE_H

#include "propose/inspect.h"

struct aid_propose_request {
	const char *file_name;
	struct aid_slice source;             /* who speaks, where that is known; or empty */
	const struct aid_dialect_wish *wish; /* how the file had to be opened; NULL: as it is */
};

/* Appends the text of the profile. Comments (#) say why; what could not be known is a comment that begins with "#?". AID_E_NOMEM. */
int aid_propose(const struct aid_inspection *inspection, const struct aid_propose_request *request,
		struct aid_buffer *out, struct aid_error *err);

#endif
