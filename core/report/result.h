/* A report's result: rows of typed cells, as they come from the ledger. Renderers take it and write bytes. */
#ifndef AID_REPORT_RESULT_H
#define AID_REPORT_RESULT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

enum aid_cell_type {
	AID_CELL_NONE, /* unknown, not stated: empty in CSV, null in JSON */
	AID_CELL_TEXT,
	AID_CELL_INTEGER,
	AID_CELL_QUANTITY, /* thousandths: a plain decimal */
	AID_CELL_MASS, /* thousandths of a kilogram, written in tons: exact in CSV and JSON, to the kilogram in a table */
	AID_CELL_DAY,    /* days since the epoch: 2024-03-31 */
	AID_CELL_SECONDS /* a moment: 2024-03-31T10:05:09Z */
};

struct aid_cell {
	enum aid_cell_type type;
	int64_t number;
	struct aid_slice text;
};

struct aid_result_column {
	const char *name;  /* stable, of CSV and JSON */
	const char *title; /* of the table for people; "" leaves the column out of it */
	bool is_right_aligned;
	int rank; /* where the terminal is too narrow the highest rank goes first; 0 stays */
};

struct aid_result;

/* Takes the rows that are there, before they are forgotten: a report that is printed row by row is never in memory as a whole. */
struct aid_result_drain {
	int (*take)(void *context, const struct aid_result *result, struct aid_error *err);
	void *context;
};

/* Rows grow in an arena of the result's own. */
struct aid_result {
	const struct aid_result_column *columns;
	size_t n_columns;
	struct aid_cell *cells; /* n_rows x n_columns */
	size_t n_rows;
	size_t n_rows_room;
	struct aid_arena arena;
	struct aid_slice title; /* one line above the table */
	struct aid_slice notes; /* what the reader must know, below the table; lines */
	size_t n_notable;       /* of what --fail-on asks the report for */
	/* With a drain, which a report sets before its first row, while it has no title and no notes yet: */
	const struct aid_result_drain *drain;
	size_t n_drained; /* rows before these */
	bool has_more;    /* others follow these */
};

void aid_result_init(struct aid_result *result, const struct aid_result_column *columns,
		     size_t n_columns);
void aid_result_done(struct aid_result *result);
/* A new row of AID_CELL_NONE cells, valid until the next call. AID_E_NOMEM, and what the drain returns. */
int
aid_result_add_row(struct aid_result *result, struct aid_cell **out_cells, struct aid_error *err);
/* More columns behind those that are there, empty in every row. Not with a drain. AID_E_NOMEM. */
int aid_result_add_columns(struct aid_result *result, const struct aid_result_column *columns,
			   size_t n_columns, struct aid_error *err);
/* Copies the text into the result's arena. */
int aid_result_set_text(struct aid_result *result, struct aid_cell *cell, struct aid_slice text,
			struct aid_error *err);
void aid_result_set_number(struct aid_cell *cell, enum aid_cell_type type, int64_t number);
/* The line above the table, copied. */
int aid_result_set_title(struct aid_result *result, struct aid_slice title, struct aid_error *err);
/* One more line of notes. */
int aid_result_add_note(struct aid_result *result, struct aid_slice line, struct aid_error *err);

#endif
