/* The chain of drops: each holds a digest of what the ledger recorded of it, and the digest of the one before. What it covers: docs/adr/0013-chain.md.
 *
 * A drop's rows are sealed one by one (seal.h) as they are written and ended; the drop keeps the sum, which does not depend on their order. Into its
 * digest, a SHA-256, go the digest of the drop before, what the ledger says of the file, and the sum. */
#ifndef AID_LEDGER_CHAIN_H
#define AID_LEDGER_CHAIN_H

#include "base/digest.h"
#include "ledger/internal.h"

enum aid_chain_act {
	AID_CHAIN_PUT,    /* the drop writes rows */
	AID_CHAIN_FORGET, /* takes back what it had written itself */
	AID_CHAIN_END     /* ends what another drop had written */
};

/* The drop does so with one row. */
void aid_chain_add(struct aid_ingest *ingest, enum aid_chain_act act, int64_t seal);
/* Runs a statement that returns all columns of every row of `table` that it acted on; *out_n_rows, which may be NULL, of them. AID_E_DB ... */
int aid_chain_run(struct aid_ingest *ingest, struct aid_statement *s, const char *table,
		  enum aid_chain_act act, int64_t *out_n_rows, struct aid_error *err);
/* The last thing that an ingest does: the drop's link. */
int aid_chain_finish(struct aid_ingest *ingest, struct aid_error *err);

/* Up to which row of the tables that all drops share their rows are sealed. */
enum { AID_CHAIN_NAME, AID_CHAIN_LANE, AID_CHAIN_UNIT, AID_CHAIN_WAYBILL, AID_CHAIN_SHARED };

struct aid_chain_link {
	int64_t drop;
	int64_t sum;
	int64_t last[AID_CHAIN_SHARED];
	int64_t known_at;                 /* seconds; never before that of the drop before */
	char before[AID_DIGEST_HEX_SIZE]; /* the digest of the drop before; "" for the first */
};
/* The digest of a drop with that link, from what the ledger says of it now. AID_E_NOTFOUND. */
int aid_chain_digest(struct aid_db *db, const struct aid_chain_link *link,
		     char out_digest[AID_DIGEST_HEX_SIZE], struct aid_error *err);

#endif
