/* What a reader of a receipt must know of how the file was understood: how it is written, what was assumed. One line of the receipt's head each. */
#ifndef AID_READ_NOTE_H
#define AID_READ_NOTE_H

#include <stdint.h>

#include "base/message.h"

/* Texts may be empty, with ptr NULL too. */
struct aid_note {
	enum aid_message message;
	struct aid_slice args;   /* joined by AID_MESSAGE_SEPARATOR */
	struct aid_slice column; /* as the file names it, where the note is about one */
	struct aid_slice value;  /* for scripts: a count, a format, a delimiter */
	int64_t line;            /* physical line; 0: the whole file */
};

#endif
