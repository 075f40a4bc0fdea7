/* Errors: what stops the work (a failed disk, a missing file, a wrong command line). A bad row is no error but
 * data: see read/reject.h. Functions return 0 or a negative code; the text is one line, in the words of the
 * message table (base/message.h), each level prefixing what it knows: "drop.csv: line 7: ...". */
#ifndef AID_BASE_ERROR_H
#define AID_BASE_ERROR_H

#include "base/slice.h"

#define AID_ERROR_LIST(X)                                                                          \
	X(NOMEM, 1)        /* memory is out */                                                     \
	X(IO, 2)           /* read, write, rename, fsync ... */                                    \
	X(FULL, 3)         /* the disk is full */                                                  \
	X(NOTFOUND, 4)     /* no such file, drop, waybill ... */                                   \
	X(INVALID, 5)      /* what the user gave cannot be used */                                 \
	X(REFUSED, 6)      /* a drop that cannot be read at all */                                 \
	X(BUSY, 7)         /* another process writes */                                            \
	X(DB, 8)           /* SQLite says no */                                                    \
	X(CORRUPT, 9)      /* the ledger contradicts itself */                                     \
	X(OVERFLOW, 10)    /* a sum or product left int64 */                                       \
	X(LIMIT, 11)       /* beyond a limit of base/limits.h */                                   \
	X(CHANGED, 12)     /* a file changed while it was read */                                  \
	X(INTERRUPTED, 13) /* asked to stop before the end */

enum aid_error_code {
#define X(name, number) AID_E_##name = -(number),
	AID_ERROR_LIST(X)
#undef X
};

#define AID_ERROR_TEXT_SIZE 1024

struct aid_error {
	int code; /* 0: none */
	char text[AID_ERROR_TEXT_SIZE];
};

#define AID_ERROR_NONE ((struct aid_error){ 0, "" })

/* Sets code and text and returns the code, so that `return aid_error_set(...)` reads well. `err` may be NULL. */
int aid_error_set(struct aid_error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same with ": " and the system's text for `errno_value`; ENOSPC and EDQUOT become AID_E_FULL, ENOENT AID_E_NOTFOUND. */
int aid_error_set_errno(struct aid_error *err, int errno_value, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Puts text and ": " in front; returns err->code. */
int aid_error_prefix(struct aid_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#ifdef __clang_analyzer__
/* The analyser looks into one file at a time: told here that what they return is never 0. */
#define aid_error_set(...) ((void)(aid_error_set)(__VA_ARGS__), AID_E_INVALID)
#define aid_error_set_errno(...) ((void)(aid_error_set_errno)(__VA_ARGS__), AID_E_IO)
#define aid_error_prefix(...) ((void)(aid_error_prefix)(__VA_ARGS__), AID_E_INVALID)
#endif

/* A programmer's mistake, never input: prints the place to stderr and aborts. */
#define AID_REQUIRE(condition)                                                                     \
	((condition) ? (void)0 : aid_error_abort(#condition, __FILE__, __LINE__))
_Noreturn void aid_error_abort(const char *condition, const char *file, int line);

#endif
