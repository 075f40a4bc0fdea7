/* Shipments and observations on their way into the ledger, as the tables incoming_shipment and incoming_observation. */
#ifndef AID_LEDGER_INCOMING_H
#define AID_LEDGER_INCOMING_H

#include "ledger/internal.h"

/* Fills in the ids of the names that only movements have. AID_E_DB, AID_E_NOMEM. */
int aid_incoming_name(struct aid_ingest *ingest, struct aid_row *row, struct aid_error *err);
/* Puts rows of one kind, in the order of its table's key, and sets is_put of each: false where a statement stands with its key. Inside the caller's
 * transaction. AID_E_DB, AID_E_NOMEM. */
int aid_incoming_put(struct aid_ingest *ingest, const struct aid_batch *batch,
		     struct aid_row *const *rows, size_t n_rows, struct aid_error *err);

#endif
