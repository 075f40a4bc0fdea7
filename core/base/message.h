/* The message table: every sentence a user can meet, by code, in one file (messages.def), so that it can be
 * translated. A text holds {0} {1} ... for its arguments. Core code never writes a sentence of its own for a user. */
#ifndef AID_BASE_MESSAGE_H
#define AID_BASE_MESSAGE_H

#include "base/buffer.h"

enum aid_severity { AID_SEVERITY_INFO = 1, AID_SEVERITY_WARNING = 2, AID_SEVERITY_ERROR = 3 };

/* X(CODE, "code", severity, "text"): CODE makes AID_MSG_CODE; "code" is what receipts, findings and tests carry. */
enum aid_message {
	AID_MSG_NONE = 0,
#define X(name, code, severity, text) AID_MSG_##name,
#include "base/messages.def"
#undef X
	AID_MSG_COUNT
};

#define AID_MESSAGE_ARGS_MAX 6
/* Between the arguments of a message that is kept in the ledger: the ASCII unit separator. */
#define AID_MESSAGE_SEPARATOR '\x1f'

/* The stable code, "unknown_unit"; "" for AID_MSG_NONE. */
const char *aid_message_code(enum aid_message message);
enum aid_severity aid_message_severity(enum aid_message message);
/* AID_MSG_NONE for a code that is not in the table. */
enum aid_message aid_message_find(struct aid_slice code);
const char *aid_severity_name(enum aid_severity severity);

/* Appends the sentence with its arguments put in; a missing argument reads as nothing. */
void aid_message_format(struct aid_buffer *out, enum aid_message message,
			const struct aid_slice *args, size_t n_args);
/* The same from arguments joined by AID_MESSAGE_SEPARATOR, as the ledger keeps them. */
void aid_message_format_joined(struct aid_buffer *out, enum aid_message message,
			       struct aid_slice joined);
/* Sets `err` to the sentence; the arguments are terminated strings. Returns `code`. */
int
aid_message_error(struct aid_error *err, int code, enum aid_message message, size_t n_args, ...);
#ifdef __clang_analyzer__ /* see base/error.h */
#define aid_message_error(...) ((void)(aid_message_error)(__VA_ARGS__), AID_E_INVALID)
#endif

#endif
