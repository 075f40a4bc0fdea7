/* A piece of text that is only read: a pointer and a length, never a terminator. Passed by value; owns nothing. */
#ifndef AID_BASE_SLICE_H
#define AID_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct aid_slice {
	const char *ptr;
	size_t len;
};

#define AID_SLICE_LITERAL(s) ((struct aid_slice){ (s), sizeof(s) - 1 })
#define AID_SLICE_EMPTY ((struct aid_slice){ "", 0 })

/* The slice over a terminated string; NULL gives the empty slice. */
static inline struct aid_slice
aid_slice_of(const char *text)
{
	return text == NULL ? AID_SLICE_EMPTY : (struct aid_slice){ text, strlen(text) };
}

static inline bool
aid_slice_is_equal(struct aid_slice a, struct aid_slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Byte order, a shorter prefix first: the order of `dump` and of every tie-break. */
int aid_slice_compare(struct aid_slice a, struct aid_slice b);

/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
struct aid_slice aid_slice_trim(struct aid_slice s);

/* ASCII case ignored; other bytes compared as they are. */
bool aid_slice_is_equal_nocase(struct aid_slice a, struct aid_slice b);

#endif
