/* One reconcile: what it works on and has found out, and how its statements run. Shared by the files reconcile*.c. */
#ifndef AID_LEDGER_RECONCILE_H
#define AID_LEDGER_RECONCILE_H

#include "ledger/plain.h"
#include "ledger/tally.h"

/* What promises of access there are: by what none of them names, goods are not told apart for them. */
struct aid_access {
	int64_t is_promised, names_donor, names_place;
};

struct aid_reconcile {
	struct aid_ledger *ledger;
	struct aid_db *db;
	const struct aid_reconcile_scope *scope;
	struct aid_tally *tally;
	bool has_commitments, has_names, has_units, has_changed_units, has_sources, has_policies;
	struct aid_access access;
	int64_t had_access;   /* 1: the cells of class 2 hold what goods were before this run */
	int64_t by_commodity; /* 1: a measure may depend on the commodity, or be a conversion */
	bool has_joined;      /* reports without a waybill are of shipments */
	bool is_telling;      /* and stand among those that name their waybill */
	bool is_kept; /* the journal has what it changes: it is not the first, and no cells were summed anew */
	bool has_ranges;                          /* something kept, or about to be, is a range */
	int64_t first_arrival, had_first_arrival; /* first day of table arrival: now, and before */
};

/* Runs a statement, with those parameters bound that it has: the moment, what this reconcile has found out, and `parameter` (NULL: none). */
int aid_reconcile_with(struct aid_reconcile *run, const char *name, const char *parameter,
		       int64_t value, struct aid_error *err);
/* Statements one after the other. */
int aid_reconcile_all(struct aid_reconcile *run, const char *const *names, size_t n_names,
		      struct aid_error *err);
#define AID_RECONCILE_ALL(run, names, err)                                                         \
	aid_reconcile_all(run, names, sizeof(names) / sizeof(names[0]), err)
/* Does the query give any row? */
int aid_reconcile_has(struct aid_reconcile *run, const char *name, bool *out_has_rows,
		      struct aid_error *err);

/* reconcile_positions.c: from facts to positions, and what changed in cells; then the cells. */
int aid_reconcile_arrivals(struct aid_reconcile *run, struct aid_error *err);
int aid_reconcile_positions(struct aid_reconcile *run, struct aid_error *err);
int aid_reconcile_cells(struct aid_reconcile *run, struct aid_error *err);
/* Makes the memory in which cells are summed. */
int aid_reconcile_define_sums(struct aid_ledger *ledger, struct aid_error *err);

/* reconcile_balances.c: from cells to allocations and balances. */
int aid_reconcile_allocations(struct aid_reconcile *run, struct aid_error *err);

#endif
