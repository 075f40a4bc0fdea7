/* Folding for look-up, never for identity (ICU; ASCII goes a fast way without it). */
#ifndef AID_TEXT_FOLD_H
#define AID_TEXT_FOLD_H

#include "base/buffer.h"
#include "base/error.h"

/* Names of organisations, places, commodities and headers: NFKC, case folded, combining marks dropped, Arabic tatweel
 * dropped and alef, ya, ta marbuta forms joined, digits to ASCII, runs of blanks, punctuation and invisible characters
 * to one blank, none at the ends. Replaces the content of `out`. */
int aid_fold_name(struct aid_slice text, struct aid_buffer *out, struct aid_error *err);
/* Waybills and lines: upper case, digits to ASCII, blanks, punctuation and invisible characters dropped, leading zeros of
 * each run of digits dropped ("wb-0012 / 7" and "WB12/07" both give WB12-7: where punctuation parted two digits, one '-'
 * stays, so that 1-23 and 12-3 differ). Replaces the content of `out`. */
int aid_fold_number(struct aid_slice text, struct aid_buffer *out, struct aid_error *err);
/* Length of the longest valid UTF-8 prefix (no overlong forms, surrogates, > U+10FFFF); == len when all is valid. */
size_t aid_fold_valid_utf8(struct aid_slice text);
/* Without blanks, NBSP, zero-width and bidi control characters at both ends (valid UTF-8 expected). */
struct aid_slice aid_fold_trim(struct aid_slice text);
/* Edit distance over folded code points, at most `limit` + 1: proposes the nearest known name. */
size_t aid_fold_distance(struct aid_slice a, struct aid_slice b, size_t limit);

#endif
