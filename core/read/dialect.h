/* What has to be known of a file before its first record can be read: is it text at all, what
 * stands before its first line, what parts its fields. */
#ifndef AID_READ_DIALECT_H
#define AID_READ_DIALECT_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

/* Reads all of `fd`: AID_E_REFUSED with a sentence when it is empty (DROP_EMPTY), too large
 * (DROP_TOO_LARGE), holds NUL bytes (DROP_NUL), or is not UTF-8 (DROP_NOT_TEXT, with line and
 * byte); AID_E_IO, AID_E_NOMEM. *out_start is where the text begins: behind a byte order mark. */
int aid_dialect_check(int fd, int64_t *out_start, struct aid_error *err);
/* The delimiter (, ; tab |) that stands most often in the line outside quotation marks; '\0'
 * when there is none. */
char aid_dialect_sniff(struct aid_slice line);
/* `sep=;`, which Excel writes and obeys as a first line: the delimiter it names, else '\0'. */
char aid_dialect_declared(struct aid_slice line);
/* Only blanks and delimiters: nobody stated anything. */
bool aid_dialect_is_blank(struct aid_slice line, char delimiter);
/* At least half of the cells that are not empty are HXL tags:
 * https://hxlstandard.org/standard/1-1final/tagging/ */
bool aid_dialect_is_hxl(const struct aid_slice *fields, size_t n_fields);

#endif
