/* The dialect of a CSV file: what a profile wishes, and what the lines of a file tell. */
#ifndef AID_READ_DIALECT_H
#define AID_READ_DIALECT_H

#include <stdint.h>

#include "base/slice.h"

/* What a profile says of how its files are written. What is 0 it does not say: that is found in the
 * file. */
struct aid_dialect_wish {
	const char *encoding; /* of files that are no UTF-8; NULL */
	char delimiter;       /* , ; tab | */
	char quote;           /* " ' or AID_QUOTE_NONE */
	int64_t header_line;  /* physical line on which the column names stand, or above it only
				  blank ones */
	int64_t header_lines; /* how many of them; AID_HEADER_NONE: the columns have no names */
	size_t n_head_bytes;  /* only the beginning of the file is to be read, to see what it is */
};
/* Does it say anything of the file? */
bool aid_dialect_is_wished(const struct aid_dialect_wish *wish);
#define AID_QUOTE_NONE '\x01'
#define AID_HEADER_NONE (-1)

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
