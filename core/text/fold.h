/* Folding for look-up, never for identity (ICU; ASCII goes a fast way without it). Bytes that are
 * no UTF-8 fold like punctuation. */
#ifndef AID_TEXT_FOLD_H
#define AID_TEXT_FOLD_H

#include "base/buffer.h"
#include "base/error.h"

/* Names of organisations, places, commodities and headers: compatibility forms (NFKC) joined, case
 * folded, combining marks dropped (accents, Arabic and Hebrew vowel points; not the vowel signs of
 * Devanagari, Bengali, Burmese ...), Arabic tatweel dropped and alef, ya, kaf, ha and ta marbuta
 * forms joined, letters with a stroke read without it, digits to ASCII. Apostrophes between two
 * letters are dropped, so that Sana'a is Sanaa whichever of the six apostrophes was typed; other
 * runs of blanks, punctuation, symbols (but not currency signs) and invisible characters become one
 * blank, none at the ends; direction marks, joiners and soft hyphens, which part nothing, are
 * dropped. Folding what was folded changes nothing. Replaces the content of `out`. AID_E_NOMEM. */
int aid_fold_name(struct aid_slice text, struct aid_buffer *out, struct aid_error *err);
/* Waybills and lines: upper case, accents and compatibility forms as in names, digits to ASCII,
 * blanks, punctuation and invisible characters dropped, leading zeros of each run of digits
 * dropped, a run of zeros kept as one ("wb-0012 / 7" and "WB12/07" both give WB12-7: where blanks
 * or punctuation parted two digits, one '-' stays, so that 1-23 and 12-3 differ). Folding what was
 * folded changes nothing. Replaces the content of `out`. AID_E_NOMEM. */
int aid_fold_number(struct aid_slice text, struct aid_buffer *out, struct aid_error *err);

/* No byte above 0x7F. */
bool aid_fold_is_ascii(struct aid_slice text);
/* Length of the longest valid UTF-8 prefix (no overlong forms, surrogates, > U+10FFFF); == len when
 * all is valid. */
size_t aid_fold_valid_utf8(struct aid_slice text);
/* Without blanks, NBSP, zero-width and bidi control characters at both ends (valid UTF-8 expected). */
struct aid_slice aid_fold_trim(struct aid_slice text);
/* The text of a number or a date as ASCII would write it: digits of any script to ASCII, NBSP and
 * thin blanks to a blank, the minus sign U+2212 to '-', direction marks (which spreadsheets put
 * into Arabic dates) dropped, all else as it is. Never longer than `text`. False when it does not
 * fit into `size` bytes; `out` is not terminated. */
bool aid_fold_digits(struct aid_slice text, char *out, size_t size, size_t *out_len);

/* Length of the beginning up to the first letter: digits of any script, blanks, signs. */
size_t aid_fold_numeric_prefix(struct aid_slice text);

/* Edit distance of two names that aid_fold_name has folded, in code points (insert, drop, replace,
 * swap two neighbours: 1 each), at most `limit` + 1: proposes the nearest known name. Names of over
 * 256 code points are never near. */
size_t aid_fold_distance(struct aid_slice a, struct aid_slice b, size_t limit);

#endif
