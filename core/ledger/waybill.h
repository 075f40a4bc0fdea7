/* From what consignments are named by to their numbers. What was met lately is remembered: most reports of a file name a waybill that
 * another report, or the shipment itself, named shortly before. */
#ifndef AID_LEDGER_WAYBILL_H
#define AID_LEDGER_WAYBILL_H

#include "ledger/row.h"
#include "store/db.h"

struct aid_waybills;

/* AID_E_NOMEM. */
int aid_waybills_new(struct aid_db *db, struct aid_waybills **out_waybills, struct aid_error *err);
void aid_waybills_free(struct aid_waybills *waybills);
/* After a rollback: numbers may have been given that no longer stand. */
void aid_waybills_forget(struct aid_waybills *waybills);
/* The sum of the seals (seal.h) of those that were made since it was last asked for. */
uint64_t aid_waybills_take_seals(struct aid_waybills *waybills);
/* The greatest number that was given; 0: none. */
int aid_waybills_last(struct aid_waybills *waybills, int64_t *out_id, struct aid_error *err);
/* Sets waybill_id of each row of `drop`, made where the waybill is new; of the forms it is written in, the least is kept for people.
 * Inside the caller's transaction. `arena` gives room for as long as the call lasts. AID_E_DB, AID_E_NOMEM. */
int aid_waybills_find(struct aid_waybills *waybills, struct aid_row **rows, size_t n_rows,
		      int64_t drop, struct aid_arena *arena, struct aid_error *err);

#endif
