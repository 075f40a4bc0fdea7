/* Shared by the three files of `disagree`: what is gathered (disagree.c), and the rows that are made of it (disagree_rows.c),
 * what is said below them (disagree_notes.c). */
#ifndef AID_REPORT_DISAGREE_H
#define AID_REPORT_DISAGREE_H

#include "report/load.h"

/* Days that a source may put things later, or earlier, than the base. */
#define AID_DISAGREE_LAG_DAYS 3
/* Days that both must cover for a lag to be believed. */
#define AID_DISAGREE_LAG_LEAST 7
/* Rows of one, without any of the other, that make a difference of scope: fewer may be missing by chance. */
#define AID_DISAGREE_SCOPE_ROWS 20

/* How the lists of shipments are called, which have no name of their own (schema/reports/disagree.sql). */
#define AID_DISAGREE_SHIPMENTS "(shipments)"

struct aid_disagree {
	struct aid_ledger *ledger;
	struct aid_db *db;
	const struct aid_report_filter *filter;
	struct aid_load_filter names;
	int64_t place_id; /* of --crossing; 0: none is asked for */
};

/* The parts of a bridge, in the order in which they are printed. */
enum aid_disagree_part {
	AID_DISAGREE_STAGE,
	AID_DISAGREE_SCOPE,
	AID_DISAGREE_UNIT_BASIS,
	AID_DISAGREE_CUT_OFF_DAY,
	AID_DISAGREE_LATE_REPORTS,
	AID_DISAGREE_NOT_REPORTED,
	AID_DISAGREE_REST, /* unexplained, or stage_and_rest */
	AID_DISAGREE_PARTS
};

/* What the rows hold that needs a word. */
struct aid_disagree_seen {
	bool parts[AID_DISAGREE_PARTS];
	bool is_stage_unclear; /* stages were compared of which nobody reports both */
	bool is_apart;         /* quantities were not compared: no conversion */
	bool is_unweighed;     /* rows without a quantity stand beside compared ones */
	bool is_one_place, is_one_stage, is_one_base;
	struct aid_slice place, base; /* of all rows, or the first */
	int64_t stage;
};

/* As aid_load_filter; the source and the base may be the lists of shipments. */
int aid_disagree_load_filter(struct aid_ledger *ledger, const struct aid_report_filter *filter,
			     struct aid_load_filter *out_filter, struct aid_error *err);
/* Title and notes. */
int aid_disagree_notes(const struct aid_disagree *disagree, const struct aid_disagree_seen *seen,
		       struct aid_result *result, struct aid_error *err);
/* The rows of the result, and its notes. AID_E_OVERFLOW. */
int aid_disagree_rows(const struct aid_disagree *disagree, struct aid_result *result,
		      struct aid_error *err);

#endif
