/* The inbox as a pure state machine: what was seen in the folders and how the jobs ended goes in, what to do next comes out.
 * No clock, no files, no loop: the caller says what time it is (milliseconds of a monotonic clock) and does what it is told.
 *
 * Happy path: a scan lists a file; the same size and modification time are seen again after the settle time; the file is ready;
 * the one worker passes it (core/home); when nothing is ready any more, or every so many drops, the ledger reconciles.
 *
 *   file:    absent -> settling -> ready -> passing -> absent      a file that changes goes back to settling; one that
 *                                     \-> retrying -> ready        gave trouble waits, longer each time
 *   worker:  idle -> recovering -> idle -> passing | reconciling -> idle
 *
 * Troubles: what concerns one file (it changed, it cannot be read) delays that file alone; what concerns all (disk full,
 * database busy or broken) holds the worker, and everything stays in the inbox meanwhile. After either, recovery comes first. */
#ifndef AID_MACHINE_SPOOL_H
#define AID_MACHINE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum aid_spool_state {
	AID_SPOOL_ABSENT,   /* not known */
	AID_SPOOL_SETTLING, /* seen, perhaps still being written */
	AID_SPOOL_READY,
	AID_SPOOL_PASSING,  /* the worker has it */
	AID_SPOOL_RETRYING, /* gave trouble; waits */
	AID_SPOOL_STATE_COUNT
};
/* The legal moves of a file; every other move is a programmer's mistake. */
bool aid_spool_is_legal(enum aid_spool_state from, enum aid_spool_state to);

enum aid_spool_worker {
	AID_SPOOL_IDLE,
	AID_SPOOL_RECOVERING,
	AID_SPOOL_TAKING,
	AID_SPOOL_RECONCILING,
	AID_SPOOL_WORKER_COUNT
};

struct aid_spool_settings {
	int64_t settle_ms; /* how long size and modification time must stand still */
	int64_t scan_ms;   /* a scan at least so often: network shares send no events */
	int64_t retry_first_ms, retry_max_ms;
	int64_t stop_ms;         /* how long a running job may go on once it was asked to stop */
	int64_t reconcile_every; /* drops taken between two reconciles while more are ready */
	size_t max_files;        /* files remembered at once; the others wait for a later scan */
};
/* settle 1 s, scan 30 s, retry 1 s to 60 s, stop 20 s, reconcile every 64 drops, 200,000 files. */
struct aid_spool_settings aid_spool_defaults(void);

/* One thing found in a folder of the inbox. */
struct aid_spool_listed {
	const char *folder; /* "" or the source's folder */
	const char *name;
	int64_t n_bytes;
	int64_t modified_ns; /* only compared with what was seen before, never with a clock */
	bool is_complete;    /* handed over whole, or renamed in: it need not settle */
};

enum aid_spool_action_kind {
	AID_SPOOL_WAIT,      /* nothing to do before at_ms or the next event */
	AID_SPOOL_SCAN,      /* list the folders: on_listed for each thing, then on_scanned */
	AID_SPOOL_RECOVER,   /* then on_worked */
	AID_SPOOL_PASS,      /* folder/name through the home; then on_worked */
	AID_SPOOL_RECONCILE, /* then on_worked */
	AID_SPOOL_INTERRUPT, /* interrupt the running job; said once */
	AID_SPOOL_END        /* stopped, and nothing runs any more */
};

struct aid_spool_action {
	enum aid_spool_action_kind kind;
	const char *folder, *name; /* of PASS; owned by the spool until on_worked */
	bool is_last;              /* of PASS: nothing else is ready, or waits to be reconciled */
	int64_t at_ms;             /* of WAIT; INT64_MAX: only an event can change anything */
};

struct aid_spool;

/* The first actions are a scan and the recovery. AID_E_NOMEM. */
int aid_spool_new(const struct aid_spool_settings *settings, int64_t now_ms,
		  struct aid_spool **out_spool, struct aid_error *err);
void aid_spool_free(struct aid_spool *spool);

/* Is the name one that is never taken: dotfiles, *.tmp, *.part, ~$*? */
bool aid_spool_is_ignored(const char *name);

/* Something happened in a folder: look again, soon. */
void aid_spool_on_hint(struct aid_spool *spool, int64_t now_ms);
/* AID_E_NOMEM: the file is seen again at a later scan. */
int aid_spool_on_listed(struct aid_spool *spool, const struct aid_spool_listed *listed,
			int64_t now_ms, struct aid_error *err);
/* The scan is over; `code` 0, or why the folders could not be listed (what is known is then kept). True when that is news. */
bool aid_spool_on_scanned(struct aid_spool *spool, int code, int64_t now_ms);
/* The worker's job ended with 0 or AID_E_*. True when that is news: a first trouble, another one than last time, or the end of one. */
bool aid_spool_on_worked(struct aid_spool *spool, int code, int64_t now_ms);
/* The pass that worked just now left nothing to reconcile (it was the last: struct aid_spool_action). */
void aid_spool_on_reconciled(struct aid_spool *spool);
/* No new work; the running job may finish until stop_ms is over. */
void aid_spool_on_stop(struct aid_spool *spool, int64_t now_ms);

/* What to do now. Call it until it says WAIT (or END): one job and one scan may run at the same time. */
struct aid_spool_action aid_spool_next(struct aid_spool *spool, int64_t now_ms);

enum aid_spool_worker aid_spool_worker_state(const struct aid_spool *spool);
size_t aid_spool_n_files(const struct aid_spool *spool); /* known and not yet taken */
int aid_spool_trouble(const struct aid_spool *spool);    /* what holds the worker, or 0 */

#endif
