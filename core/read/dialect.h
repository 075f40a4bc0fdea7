/* The dialect of a CSV file: what a profile wishes, and what the lines of a file tell. */
#ifndef AID_READ_DIALECT_H
#define AID_READ_DIALECT_H

#include <stdbool.h>
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
	bool has_no_remarks;  /* notes and totals are not looked for: all are rows */
	size_t n_head_bytes;  /* only the beginning of the file is to be read, to see what it is */
};
/* Does it say anything of the file? */
bool aid_dialect_is_wished(const struct aid_dialect_wish *wish);
#define AID_QUOTE_NONE '\x01'
#define AID_HEADER_NONE (-1)

/* What lines of a file tell of its dialect. */
#define AID_DIALECT_DELIMITERS 4
#define AID_DIALECT_LINES 40
struct aid_dialect_sample {
	size_t n_lines;
	/* Of each line, outside quotation marks. */
	uint32_t counts[AID_DIALECT_LINES][AID_DIALECT_DELIMITERS];
	/* Of each line that is cut there: fields, and those between two apostrophes. */
	uint32_t n_fields[AID_DIALECT_DELIMITERS];
	uint32_t n_single[AID_DIALECT_DELIMITERS];
	bool has_double;
};
/* Takes one line more into account, up to AID_DIALECT_LINES. */
void aid_dialect_look(struct aid_dialect_sample *sample, struct aid_slice line);
/* The delimiter (, ; tab |) that stands equally often in the most lines; of several the one that stands there more often; a comma when there is none. */
char aid_dialect_delimiter(const struct aid_dialect_sample *sample);
/* ' where half of the fields stand between apostrophes and nothing between quotation marks, else ". */
char aid_dialect_quote(const struct aid_dialect_sample *sample, char delimiter);
/* How often the delimiter stands in the line. */
size_t aid_dialect_count(struct aid_slice line, char delimiter);
/* `sep=;`, which Excel writes and obeys as a first line: the delimiter it names, else '\0'. */
char aid_dialect_declared(struct aid_slice line);
/* The first line of a fix file, which we wrote ourselves: _drop, _line ... A spreadsheet may have given it another delimiter and quotation marks. */
bool aid_dialect_is_own(struct aid_slice line);
/* Only blanks, delimiters and empty quotation marks: nobody stated anything. */
bool aid_dialect_is_blank(struct aid_slice line, char delimiter, char quote);
/* At least half of the cells that are not empty are HXL tags:
 * https://hxlstandard.org/standard/1-1final/tagging/ */
bool aid_dialect_is_hxl(const struct aid_slice *fields, size_t n_fields);

#endif
