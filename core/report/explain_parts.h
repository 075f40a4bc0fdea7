/* What the files of `explain` share. */
#ifndef AID_REPORT_EXPLAIN_PARTS_H
#define AID_REPORT_EXPLAIN_PARTS_H

#include "report/explain_figure.h"
#include "report/load.h"
#include "report/shortfall.h"

enum aid_explain_column {
	AID_EXPLAIN_FIGURE,
	AID_EXPLAIN_RULE,
	AID_EXPLAIN_QUANTITY,
	AID_EXPLAIN_UNIT,
	AID_EXPLAIN_TRUCKS,
	AID_EXPLAIN_WAYBILL,
	AID_EXPLAIN_LINE,
	AID_EXPLAIN_AT,
	AID_EXPLAIN_PLACE,
	AID_EXPLAIN_SOURCE,
	AID_EXPLAIN_FILE,
	AID_EXPLAIN_DROP,
	AID_EXPLAIN_DROP_LINE,
	AID_EXPLAIN_SHA256,
	AID_EXPLAIN_NOTE,
	AID_EXPLAIN_COUNTS,
	AID_EXPLAIN_LOW,
	AID_EXPLAIN_HIGH,
	AID_EXPLAIN_JOINED,
	AID_EXPLAIN_COLUMNS
};

/* Which goods a figure counts. */
enum aid_explain_goods {
	AID_EXPLAIN_NO_GOODS,
	AID_EXPLAIN_OF_PIECE,   /* of `piece` */
	AID_EXPLAIN_OF_STAGE,   /* that reached `stage` */
	AID_EXPLAIN_OF_COUNTED, /* that reached the stage at which the commitment is counted */
	AID_EXPLAIN_ALL_GOODS   /* all that there is, without a sum */
};

/* A column of `shortfall`: the sum of what is promised, taken `promised` times, of goods, taken `sign` times, and of a rest. */
struct aid_explain_figure {
	const char *name;
	const char *
		sum; /* the column that the rows add up to: itself, or the one that it rests on; NULL: they are no sum */
	int promised, sign;
	enum aid_explain_goods goods;
	enum aid_piece piece;
	int stage;
	const char *rest; /* what is left of the two, and is no goods; NULL: nothing can be */
	int bound; /* at which its goods are taken, as the tables of ranges number it; 0: the nominal figures */
};

#define AID_EXPLAIN_JOINS 5 /* rules as table joined numbers them */

struct aid_explain {
	struct aid_ledger *ledger;
	struct aid_load_filter names;
	struct aid_result *result;
	int64_t commitment; /* 0: what counts towards none, in the unit base_unit_id */
	struct aid_shortfall_rest unallocated;   /* of that */
	const char *report;                      /* whose cell it is, for sentences */
	const struct aid_explain_figure *figure; /* of `shortfall`; NULL: of another report */
	struct aid_explain_figure none; /* one without goods, where the figure has none here */
	int64_t bound;                  /* of the figure, or what --measured asks for */
	int rounding; /* of the bound's whole: down (-1), up (1) or to the nearest */
	struct aid_explain_form form; /* of its goods */
	int64_t factor; /* a unit of the commitment is so many thousandths of its base unit */
	int64_t base_unit_id;
	char base_unit[64];
	/* The goods lie on a line in the base unit; each row is converted as far as the line goes with it, so that the rows add up. */
	int64_t line, converted;
	int64_t sum; /* of column counts so far */
	int64_t n_parts;
	int64_t n_joined
		[AID_EXPLAIN_JOINS]; /* reports without a waybill that were joined, by rule */
};

/* A result with the columns of `explain`. */
void aid_explain_init(struct aid_result *result);
/* A row that the statement, whose first columns are those of explain_facts, is at. */
int aid_explain_statement(struct aid_explain *e, struct aid_statement *s,
			  struct aid_cell **out_cells, struct aid_error *err);
/* The row is so much of the figure, in thousandths of the unit of the commitment. */
int aid_explain_count(struct aid_explain *e, struct aid_cell *cells, int64_t milli,
		      struct aid_error *err);
int aid_explain_set_text(struct aid_explain *e, struct aid_cell *cell, const char *text,
			 struct aid_error *err);
/* "The 14 rows under Counts add up to 437.5 t, exactly the reached of aidtally shortfall", or that they do not. */
int aid_explain_note_sum(struct aid_explain *e, const char *column, const char *unit, int64_t cell,
			 struct aid_error *err);
/* The same of a cell as it stands, of trucks, of a quantity, or of a mass in kilograms. */
int aid_explain_note_cell(struct aid_explain *e, const char *column, const struct aid_cell *cell,
			  const char *unit, struct aid_error *err);
/* The column of that name; -1: there is none. */
int aid_explain_column(const struct aid_result *result, const char *name);
/* Are the two one name, as written or (not `is_exact`) folded? Of rows the one is sought first that is written so. */
bool
aid_explain_is_meant(struct aid_slice a, struct aid_slice b, bool is_exact, struct aid_error *err);
/* Thousandths of what a cell holds; of a mass of kilograms. */
int64_t aid_explain_milli(const struct aid_cell *cell);
/* Makes thousandths of tons of those of kilograms where that is exact; in which unit they are then. */
const char *aid_explain_mass_unit(int64_t *milli);
/* Empty tables, and what policies and lines of units.csv say, by the statements that decide by them. */
int aid_explain_begin(struct aid_explain *e, struct aid_error *err);
/* A quantity in that unit and of that commodity (0: any) counts in the unit e->base_unit_id. */
int aid_explain_converts(struct aid_explain *e, int64_t unit_id, int64_t commodity_id,
			 struct aid_error *err);
/* Reckons which sums the figure's goods are, and adds them row by row. */
int aid_explain_goods(struct aid_explain *e, struct aid_error *err);
/* Rows of a statement: `add` is called for each. Binds what of the explanation it has parameters for. */
typedef int aid_explain_add(struct aid_explain *e, struct aid_statement *s, struct aid_error *err);
int aid_explain_rows(struct aid_explain *e, const char *statement, aid_explain_add *add,
		     struct aid_error *err);

/* explain_basis.c */
/* The lines of policies.csv, units.csv and matches.csv on which these goods rest, and how reports without a waybill were joined. */
int aid_explain_basis(struct aid_explain *e, struct aid_error *err);
/* "vehicle 12-345 and date": how a report was joined; of the rule alone where there is no vehicle. */
int aid_explain_set_joined(struct aid_explain *e, struct aid_cell *cell, int64_t rule,
			   struct aid_slice vehicle, struct aid_error *err);

/* explain.c */
/* The column of `shortfall` that filter->figure names, or all of them. AID_E_INVALID. */
int aid_explain_choose(struct aid_explain *e, const struct aid_report_filter *filter,
		       struct aid_error *err);

#endif
