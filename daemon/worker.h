/* The one thread that has the ledger. It does one job at a time and says when it is done; the loop never touches SQLite. */
#ifndef DAEMON_WORKER_H
#define DAEMON_WORKER_H

#include <uv.h>

#include "home/home.h"

enum daemon_job_kind { DAEMON_JOB_RECOVER, DAEMON_JOB_PASS, DAEMON_JOB_RECONCILE };

struct daemon_job {
	enum daemon_job_kind kind;
	char folder[AID_LIMIT_NAME_BYTES + 1], name[AID_LIMIT_NAME_BYTES + 1]; /* of PASS */
	bool is_last; /* of PASS: see struct aid_spool_action */
	/* what came of it */
	int code;
	struct aid_error err;
	struct aid_drop_outcome outcome; /* of PASS */
	bool is_changed;                 /* of RECONCILE */
};

struct daemon_worker;
/* On the loop's thread, once a job. */
typedef void daemon_worker_done(void *context, const struct daemon_job *job);

/* Starts the thread, which from now on owns `ledger` (and `home`, but for what home.h allows beside a pass) until daemon_worker_close. AID_E_IO. */
int daemon_worker_open(uv_loop_t *loop, struct aid_home *home, struct aid_ledger *ledger,
		       daemon_worker_done *done, void *context, struct daemon_worker **out_worker,
		       struct aid_error *err);
/* The worker is idle. The job is copied. */
void daemon_worker_start(struct daemon_worker *worker, const struct daemon_job *job);
/* Ends what runs as soon as that is possible; it then ends with AID_E_INTERRUPTED, or as it would have. May be said again. */
void daemon_worker_interrupt(struct daemon_worker *worker);
/* The worker is idle: ends the thread and closes the handle; the memory goes with daemon_worker_free once the loop has ended. */
void daemon_worker_close(struct daemon_worker *worker);
void daemon_worker_free(struct daemon_worker *worker);

#endif
