/* How a file was read, as statements for the head of its receipt: its encoding, what parts its fields, where its header stands, what was passed
 * over. The ledger keeps each as a note of the drop (aid_outcome_add_note). One text: statements with AID_READING_SEPARATOR between, each the code of a
 * message (READ_... of messages.def) and its arguments, joined as the ledger joins arguments. */
#ifndef AID_READ_READING_H
#define AID_READ_READING_H

#include "read/record.h"

/* Between statements: the ASCII record separator. */
#define AID_READING_SEPARATOR '\x1e'

/* Appends the statements on what was read so far: to be asked once the end was reached. AID_E_NOMEM. */
int aid_reading_describe(const struct aid_records *records, struct aid_buffer *out,
			 struct aid_error *err);
/* Takes the first statement off *rest: its message (whose severity is WARNING where something was assumed that the file does not say, so that a
 * person should look) and its arguments, joined, as aid_message_format_joined takes them. False when none is left. */
bool
aid_reading_next(struct aid_slice *rest, enum aid_message *out_message, struct aid_slice *out_args);

#endif
