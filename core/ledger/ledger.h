/* The ledger: what the two programs call. A ledger is a db plus what is kept in memory beside it (names, statements).
 * One process writes (home/lock.h); readers are separate connections. */
#ifndef AID_LEDGER_LEDGER_H
#define AID_LEDGER_LEDGER_H

#include "read/profile.h"
#include "store/db.h"

struct aid_ledger;

/* Units of schema/migrations/0001_ledger.sql that code knows by number. */
#define AID_UNIT_KILOGRAM 2
/* Days that stand for none in table commitment_term: a statement that holds from the start, a term without an end. */
#define AID_PROMISE_FROM_START (-1000000LL)
#define AID_PROMISE_OPEN 10000000LL
#define AID_UNIT_TRUCK 8

int aid_ledger_open(const char *path, enum aid_db_mode mode, struct aid_ledger **out_ledger,
		    struct aid_error *err);
void aid_ledger_close(struct aid_ledger *ledger);
struct aid_db *aid_ledger_db(struct aid_ledger *ledger);
/* From another thread: the running ingest or reconcile ends with AID_E_INTERRUPTED and is rolled back. */
void aid_ledger_interrupt(struct aid_ledger *ledger);

/* ---- a drop ---- */

enum aid_drop_state {
	AID_DROP_COMMITTED = 1, /* rows are in the ledger; files may still have to be tidied */
	AID_DROP_REFUSED = 2,   /* could not be read at all; the sentence is in drop.why */
	AID_DROP_DONE = 3, /* archive, receipt and fix file are in place, the original is gone */
	AID_DROP_REFUSED_DONE = 4
};

/* Seconds, now. */
typedef int64_t aid_clock(void);

struct aid_drop_request {
	int fd;           /* the daemon's own copy, positioned anywhere; not closed */
	const char *name; /* file name as it was dropped; hostile bytes are only data */
	struct aid_slice
		source; /* from the inbox folder or --source; empty: profile, else the rows, else "office" */
	const struct aid_profile *profile; /* NULL: canonical columns */
	const char *sha256;                /* of the bytes in fd, lower-case hex */
	int64_t n_bytes;
	int64_t file_time; /* mtime of the file: reported_at of rows that have none. 0: received_at */
	int64_t received_at; /* now, seconds */
	aid_clock
		*read_clock; /* asked when all is ready to be committed; NULL: still received_at */
	bool is_dry_run;     /* everything, then roll back (check) */
	bool is_last; /* nothing else is about to be taken: a small drop is reconciled in its own transaction */
};

struct aid_drop_outcome {
	int64_t drop; /* its number; 0 for a dry run */
	bool is_repeated; /* the same bytes from the same source with the same profile were taken before, as `drop` */
	bool is_refused;    /* nothing could be read: `why` */
	bool is_reconciled; /* with itself: nothing waits for aid_ledger_reconcile */
	int64_t n_records, n_accepted, n_unchanged, n_superseding, n_rejected;
	int64_t n_withdrawn; /* facts, not records */
	char why[AID_ERROR_TEXT_SIZE];
	char kinds[64];
};

/* One drop, one transaction: reads, maps, validates, merges, marks what it touched, commits. A file that cannot be read at all becomes a drop too
 * (state refused, with its sentence), not an error. Reconciles as `is_last` says, and where
 * that fails leaves it to aid_ledger_reconcile. AID_E_IO, _FULL, _DB, _NOMEM, _INTERRUPTED: nothing was changed. */
int aid_ledger_ingest(struct aid_ledger *ledger, const struct aid_drop_request *request,
		      struct aid_drop_outcome *out_outcome, struct aid_error *err);
/* Refuses a file that must not even be opened (a link, a FIFO ...): a drop of state refused with this sentence. sha256 may be "". */
int aid_ledger_refuse(struct aid_ledger *ledger, const struct aid_drop_request *request,
		      const char *why, struct aid_drop_outcome *out_outcome, struct aid_error *err);
/* The drop (any state) that has these bytes, source and profile; *out_drop 0 when there is none. */
int
aid_ledger_find_drop(struct aid_ledger *ledger, const char *sha256, struct aid_slice source,
		     const struct aid_profile *profile, int64_t *out_drop, struct aid_error *err);
/* The profile by which the drop was read, as it was then; NULL: canonical columns. The caller's to free. AID_E_NOMEM, AID_E_INVALID. */
int aid_ledger_drop_profile(struct aid_ledger *ledger, int64_t drop,
			    struct aid_profile **out_profile, struct aid_error *err);
int aid_ledger_set_drop_state(struct aid_ledger *ledger, int64_t drop, enum aid_drop_state state,
			      struct aid_error *err);

/* Works off the keys that drops have touched, in one transaction. *out_is_changed false when nothing waited. */
int aid_ledger_reconcile(struct aid_ledger *ledger, bool *out_is_changed, struct aid_error *err);

/* Does anything wait to be reconciled? A report says so. */
int aid_ledger_is_waiting(struct aid_ledger *ledger, bool *out_is_waiting, struct aid_error *err);

/* ---- views ---- */

/* A line of a receipt: a note of its head (outcome "note"), a record, or a range of records with one outcome and code. Numbers are 0 for none;
 * texts may be empty, with ptr NULL too, and are valid until the visit returns. */
struct aid_receipt_line {
	int64_t line_from, line_to; /* physical */
	int64_t record_from, record_to;
	const char *outcome;
	struct aid_slice code, column, value, message, proposal;
	struct aid_slice fact; /* kinds of the facts stated: "commitments+shipments" */
	struct aid_slice key;  /* of each of them: "EX-1+W7/1" */
};
typedef int
aid_ledger_visit_line(void *context, const struct aid_receipt_line *line, struct aid_error *err);
/* The receipt of a drop line by line, as it was with the drop `known` (INT64_MAX: as it is); with is_brief only rejected records have lines of their own.
 * Not 0 from the visit ends it. AID_E_NOTFOUND. */
int aid_ledger_read_receipt(struct aid_ledger *ledger, int64_t drop, int64_t known, bool is_brief,
			    aid_ledger_visit_line *visit, void *context, struct aid_error *err);

/* Receipt and fix file of a drop, as CSV bytes through `write` (UTF-8 with BOM). *out_n_rows of the fix file: 0 means there is none to write. */
typedef int aid_ledger_write(void *context, struct aid_slice bytes, struct aid_error *err);
int aid_ledger_write_receipt(struct aid_ledger *ledger, int64_t drop, int64_t known,
			     aid_ledger_write *write, void *context, struct aid_error *err);
int aid_ledger_write_fix(struct aid_ledger *ledger, int64_t drop, aid_ledger_write *write,
			 void *context, int64_t *out_n_rows, struct aid_error *err);
/* Canonical text of the current state: the same set of reports gives the same bytes (P3). */
int aid_ledger_dump(struct aid_ledger *ledger, aid_ledger_write *write, void *context,
		    struct aid_error *err);
/* P1 (counts of every drop), P6 (recomputation into temporary tables), P8 (funnel). One line each through `write`; *out_is_sound. *out_is_waiting:
 * drops wait to be reconciled, and nothing was checked. */
int aid_ledger_verify(struct aid_ledger *ledger, aid_ledger_write *write, void *context,
		      bool *out_is_sound, bool *out_is_waiting, struct aid_error *err);
/* The journal of the balances against recomputations of earlier moments (P5): as aid_ledger_verify. */
int aid_ledger_verify_past(struct aid_ledger *ledger, aid_ledger_write *write, void *context,
			   bool *out_is_sound, struct aid_error *err);

/* The chain of drops (docs/adr/0013-chain.md), from the facts as they are now: names the first drop at which it breaks. `noted`: the first digits, 16 at
 * least, of a link that was noted elsewhere, or empty. *out_is_whole false where it breaks, or nothing has the noted link. AID_E_INVALID for a
 * noted text that is none. */
int
aid_ledger_verify_chain(struct aid_ledger *ledger, struct aid_slice noted, aid_ledger_write *write,
			void *context, bool *out_is_whole, struct aid_error *err);

/* The moment a report speaks of. With either set, positions and balances are recomputed into temporary tables by the same statements (once per
 * moment and connection). */
struct aid_moment {
	int64_t as_of_end; /* what happened before: exclusive, seconds; INT64_MAX: all there is */
	int64_t known; /* what was dropped: the number of the last drop; INT64_MAX: all there is */
};
#define AID_MOMENT_NOW ((struct aid_moment){ INT64_MAX, INT64_MAX })
/* For reports that need no more: what names, places and units stood for with the drop `known`. What follows from facts is not there. */
int aid_ledger_set_names(struct aid_ledger *ledger, int64_t known, struct aid_error *err);
/* The last drop that was known before a moment (seconds, exclusive), 0 when there was none. */
int aid_ledger_find_known(struct aid_ledger *ledger, int64_t known_at_end, int64_t *out_known,
			  struct aid_error *err);
/* When a drop became known, in seconds. AID_E_NOTFOUND. */
int aid_ledger_known_at(struct aid_ledger *ledger, int64_t drop, int64_t *out_known_at,
			struct aid_error *err);
int
aid_ledger_set_moment(struct aid_ledger *ledger, struct aid_moment moment, struct aid_error *err);
/* The same for reports that look at commitments, balances, cells, allocations and arrivals alone. Where the journals lead back to the moment these are brought back, which takes no
 * longer than there are cells, and the rest is empty; else everything is worked out anew. *out_is_brought_back, which may be NULL: which of the two. */
int aid_ledger_set_sums(struct aid_ledger *ledger, struct aid_moment moment,
			bool *out_is_brought_back, struct aid_error *err);

#endif
