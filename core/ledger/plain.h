/* Plain consignments: what a reconcile can take from the facts without a closer look. Each is sent once and dated, every report on it is
 * in the shipment's measure, there is one a stage, at one place, on no earlier day, of no more than was sent. Their reports are laid side
 * by side here, ahead of the statements that need them, on a thread of its own where there are many; all other waybills are left to
 * the statements of schema/reconcile/positions.sql, which know every case and would give the plain ones the same positions (ADR 12). */
#ifndef AID_LEDGER_PLAIN_H
#define AID_LEDGER_PLAIN_H

#include "ledger/internal.h"

struct aid_plains;

/* Some runs of the waybills to be worked off. The memory tables plain_run, plain_consignment and closer_look (schema/reconcile/plain.sql)
 * hold it while it is the last one taken. */
struct aid_plain_batch {
	bool has_closer; /* waybills that need the closer look */
	bool is_last;
};

/* Makes the memory tables. */
int aid_plains_define(struct aid_ledger *ledger, struct aid_error *err);
/* Over the runs of waybills that the statement `runs` gives. AID_E_DB, AID_E_NOMEM. */
int aid_plains_start(struct aid_ledger *ledger, const struct aid_reconcile_scope *scope,
		     const char *runs, struct aid_plains **out_plains, struct aid_error *err);
/* The next batch; the one before is over. Do not ask behind the last. */
int aid_plains_next(struct aid_plains *plains, struct aid_plain_batch *out_batch,
		    struct aid_error *err);
void aid_plains_stop(struct aid_plains *plains);

#endif
