/* What the reports share: filters bound to a statement, rows of a statement to rows of a result. */
#ifndef AID_REPORT_LOAD_H
#define AID_REPORT_LOAD_H

#include "base/message.h"
#include "report/report.h"

/* How a column of a statement becomes a cell. NULL is AID_CELL_NONE, an empty text too. */
enum aid_load {
	AID_LOAD_TEXT,
	AID_LOAD_NUMBER_TEXT, /* a written waybill or key: the separators of joined keys become blanks */
	AID_LOAD_INTEGER,
	AID_LOAD_QUANTITY,
	AID_LOAD_MEASURE, /* in a base unit, whose id in the next column of the statement is no cell: kilograms are written in tons */
	AID_LOAD_TRUCKS, /* thousandths that are whole: an integer where they are, else a quantity */
	AID_LOAD_DAY,
	AID_LOAD_SECONDS,
	AID_LOAD_TIME, /* seconds, with its precision in the next column of the statement, which is no cell */
	AID_LOAD_STAGE, /* enum aid_stage */
	AID_LOAD_STATE, /* enum aid_state */
	AID_LOAD_BASIS, /* enum aid_basis */
	AID_LOAD_SKIP   /* a column of the statement that is no cell */
};

/* The next cell from the statement's column; AID_LOAD_SKIP is not for here. */
int aid_load_cell(struct aid_statement *s, int column, enum aid_load load,
		  struct aid_result *result, struct aid_cell *cell, struct aid_error *err);
/* AID_LOAD_NUMBER_TEXT of a text that is no column. */
int aid_load_key(struct aid_result *result, struct aid_cell *cell, struct aid_slice text,
		 struct aid_error *err);
/* A row of the result from the statement's current row: the n columns of `loads` in their order. */
int aid_load_row(struct aid_statement *s, const enum aid_load *loads, size_t n,
		 struct aid_result *result, struct aid_error *err);
/* All rows of the statement. */
int aid_load_rows(struct aid_statement *s, const enum aid_load *loads, size_t n,
		  struct aid_result *result, struct aid_error *err);

/* Filters by name, looked up: which are set, and what is the last drop that is known. */
struct aid_load_filter {
	bool has_donor, has_commodity, has_destination, has_crossing, has_source, has_base;
	int64_t known; /* drop number */
	int64_t as_of; /* exclusive end of what is read of facts: filter->as_of_end where asked for */
};

/* Fills the temporary table `wanted`. AID_E_NOTFOUND with a sentence for a name that nothing has. */
int aid_load_filter(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		    struct aid_load_filter *out_filter, struct aid_error *err);
/* Binds :has_donor ... :has_crossing, and :has_source. */
void aid_load_bind_promise(struct aid_statement *s, const struct aid_load_filter *filter);
void aid_load_bind_source(struct aid_statement *s, const struct aid_load_filter *filter);
/* The commitment that is written so, exactly or folded, by a statement that gives one row, or two where it is not clear which. AID_E_NOTFOUND. */
int
aid_load_find_commitment(struct aid_ledger *ledger, const char *statement, struct aid_slice subject,
			 int64_t known, int64_t *out_commitment, struct aid_error *err);
/* Notes every file that the rows come from, with its SHA-256, once; the columns that have its name, its drop and its SHA-256. */
int aid_load_note_files(struct aid_result *result, size_t name_column, size_t drop_column,
			size_t sha256_column, struct aid_error *err);
/* Adds the sentence as a note; arguments are terminated strings. */
int aid_load_note(struct aid_result *result, struct aid_error *err, enum aid_message message,
		  size_t n_args, ...);
/* The same as title. */
int aid_load_title(struct aid_result *result, struct aid_error *err, enum aid_message message,
		   size_t n_args, ...);

/* Sets *out_text to "1,234.5" or, for integers, "1,234"; for arguments of sentences. */
#define AID_LOAD_NUMBER_SIZE 40
const char *aid_load_number(char out[AID_LOAD_NUMBER_SIZE], int64_t milli);

#endif
