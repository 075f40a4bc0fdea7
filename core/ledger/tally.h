/* Table tally: how long consignments took on each leg of the way, and on which days they passed. A sum over positions, kept as they change. */
#ifndef AID_LEDGER_TALLY_H
#define AID_LEDGER_TALLY_H

#include "store/db.h"

/* Numbers are kept in ledgers. */
enum aid_tally_kind {
	AID_TALLY_ROAD = 1,          /* hours from dispatch until first seen; by destination */
	AID_TALLY_CROSSING,          /* hours until first seen beyond the crossing; by crossing */
	AID_TALLY_ONWARD,            /* hours from then until delivered; by destination */
	AID_TALLY_PASSED_CROSSING,   /* first seen beyond it, by day */
	AID_TALLY_PASSED_DESTINATION /* the same on the way to a destination */
};

/* Hours are kept by periods of so many days. */
#define AID_TALLY_PERIOD_DAYS 28

struct aid_tally;

int aid_tally_new(struct aid_db *db, struct aid_tally **out_tally, struct aid_error *err);
void aid_tally_free(struct aid_tally *tally);
/* The positions of the runs of waybills that are being worked off (table plain_run), as they are now, leave the sums (sign -1) or enter them (1). */
int aid_tally_sum(struct aid_tally *tally, int64_t sign, struct aid_error *err);
/* What was summed goes into the table. */
int aid_tally_keep(struct aid_tally *tally, struct aid_error *err);

#endif
