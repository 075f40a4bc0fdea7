/* Names and lanes: text to id, remembered in memory up to a limit, kept in the ledger. */
#ifndef AID_LEDGER_NAMES_H
#define AID_LEDGER_NAMES_H

#include "ledger/row.h"
#include "store/db.h"

/* Registries of table name, beyond enum aid_registry. */
#define AID_REGISTRY_COMMITMENT 6

struct aid_names;

int aid_names_new(struct aid_db *db, struct aid_names **out_names, struct aid_error *err);
void aid_names_free(struct aid_names *names);
/* What was remembered may not be in the ledger any more: after a rollback. */
void aid_names_forget(struct aid_names *names);
/* The id of a name, made if need be; 0 for a slice without text. */
int aid_names_id(struct aid_names *names, int registry, struct aid_slice text, int64_t *out_id,
		 struct aid_error *err);
/* The id of a row's lane, made if need be. */
int aid_names_lane(struct aid_names *names, const struct aid_row *row, int64_t *out_id,
		   struct aid_error *err);

#endif
