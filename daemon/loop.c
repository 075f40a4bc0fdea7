#include "loop.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include <uv.h>

#include "log.h"
#include "status.h"
#include "watch.h"
#include "worker.h"

/* Interrupting is said again so often while the job still runs: it may have been between two statements. */
#define INTERRUPT_MS 250
/* The status file is written at most so often. */
#define STATUS_MS 250

#define N_SIGNALS 3
static const int signals[N_SIGNALS] = { SIGTERM, SIGINT, SIGHUP };

struct daemon {
	uv_loop_t loop;
	struct aid_home *home;
	struct aid_spool *spool;
	struct daemon_worker *worker;
	struct daemon_watch *watch;
	uv_timer_t timer;
	uv_signal_t signals[N_SIGNALS];
	int64_t scan_ms, stop_ms;
	bool is_interrupting, is_stopping, is_closing;
	bool is_hinted;        /* since the last listing began */
	struct daemon_job job; /* the running one */
	char trouble[AID_ERROR_TEXT_SIZE];
	/* the status as it was last written */
	struct aid_buffer status;
	const char *status_state;
	int64_t status_since, status_written_ms;
	bool is_status_behind;
};

static void pump(struct daemon *daemon);

/* Milliseconds of the monotonic clock: setting the clock of the machine changes no waiting. */
static int64_t
now_ms(void)
{
	return (int64_t)(uv_hrtime() / 1000000);
}

/* ---- what is said ---- */

static void
say_outcome(const struct daemon_job *job)
{
	const struct aid_drop_outcome *outcome = &job->outcome;
	bool is_bad = outcome->is_refused || outcome->n_rejected > 0;
	struct daemon_log log;
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)outcome->drop);
	daemon_log_begin(&log, is_bad ? AID_SEVERITY_WARNING : AID_SEVERITY_INFO,
			 outcome->is_repeated  ? "repeated"
			 : outcome->is_refused ? "refused"
					       : "taken");
	daemon_log_file(&log, job->folder, job->name);
	daemon_log_int(&log, "drop", outcome->drop);
	if (outcome->is_repeated) {
		daemon_log_end(&log, AID_MSG_DAEMON_REPEATED, 1, number);
		return;
	}
	if (outcome->is_refused) {
		daemon_log_end_text(&log, outcome->why);
		return;
	}
	daemon_log_int(&log, "records", outcome->n_records);
	daemon_log_int(&log, "accepted", outcome->n_accepted);
	daemon_log_int(&log, "unchanged", outcome->n_unchanged);
	daemon_log_int(&log, "superseding", outcome->n_superseding);
	daemon_log_int(&log, "rejected", outcome->n_rejected);
	daemon_log_end(&log, is_bad ? AID_MSG_DAEMON_TAKEN_REJECTS : AID_MSG_DAEMON_TAKEN, 0);
}

static void
say_trouble(const struct daemon_job *job)
{
	static const char *const events[] = { "recover_trouble", "trouble", "reconcile_trouble" };
	struct daemon_log log;

	daemon_log_begin(&log, job->code == AID_E_CHANGED ? AID_SEVERITY_INFO : AID_SEVERITY_ERROR,
			 events[job->kind]);
	if (job->kind == DAEMON_JOB_PASS)
		daemon_log_file(&log, job->folder, job->name);
	daemon_log_end_text(&log, job->err.text);
}

static void
say(enum aid_severity level, const char *event, enum aid_message message, const char *first,
    const char *second)
{
	struct daemon_log log;

	daemon_log_begin(&log, level, event);
	daemon_log_end(&log, message, 2, first, second);
}

/* ---- status ---- */

static const char *
state_name(const struct daemon *daemon)
{
	static const char *const names[AID_SPOOL_WORKER_COUNT] = { "waiting", "recovering",
								   "reading", "reconciling" };

	return daemon->is_stopping ? "stopping" : names[aid_spool_worker_state(daemon->spool)];
}

static void
write_status(struct daemon *daemon)
{
	const char *state = state_name(daemon);
	bool is_reading = aid_spool_worker_state(daemon->spool) == AID_SPOOL_TAKING;
	bool is_resting = aid_spool_worker_state(daemon->spool) == AID_SPOOL_IDLE;
	struct daemon_status status = { .state = state,
					.folder = is_reading ? daemon->job.folder : "",
					.name = is_reading ? daemon->job.name : "",
					.n_waiting = aid_spool_n_files(daemon->spool),
					.trouble = daemon->trouble };

	/* Many small files in a row would write it thousands of times; at rest it is always right. */
	daemon->is_status_behind = !is_resting && now_ms() - daemon->status_written_ms < STATUS_MS;
	if (daemon->is_status_behind)
		return;
	if (daemon->status_state == NULL || strcmp(daemon->status_state, state) != 0)
		daemon->status_since = time(NULL);
	daemon->status_state = state;
	daemon->status_written_ms = now_ms();
	status.since = daemon->status_since;
	daemon_status_write(daemon->home, &status, &daemon->status);
}

/* ---- events in ---- */

static void
on_job_done(void *context, const struct daemon_job *job)
{
	struct daemon *daemon = context;
	int had_trouble = aid_spool_trouble(daemon->spool);
	bool is_news = aid_spool_on_worked(daemon->spool, job->code, now_ms());
	bool has_trouble = aid_spool_trouble(daemon->spool) != 0;

	if (job->kind == DAEMON_JOB_PASS && job->code == 0 && job->outcome.is_reconciled)
		aid_spool_on_reconciled(daemon->spool);
	if (job->kind == DAEMON_JOB_PASS && job->code == 0)
		say_outcome(job);
	else if (job->code != 0 && is_news)
		say_trouble(job);
	if (had_trouble != 0 && !has_trouble)
		say(AID_SEVERITY_INFO, "goes_on", AID_MSG_DAEMON_GOES_ON, "", "");
	if (!has_trouble)
		daemon->trouble[0] = '\0';
	else if (job->code != 0)
		memcpy(daemon->trouble, job->err.text, sizeof(daemon->trouble));
	pump(daemon);
}

static void
on_hint(void *context)
{
	struct daemon *daemon = context;

	/* Somebody who makes and removes files as fast as he can must not keep the loop busy: libuv reads notices for as long as there are any. */
	if (daemon->is_hinted)
		return;
	daemon->is_hinted = true;
	aid_spool_on_hint(daemon->spool, now_ms());
	pump(daemon);
}

static void
on_listed(void *context, const struct aid_home_found *found)
{
	struct daemon *daemon = context;
	struct aid_spool_listed listed = { .folder = found->folder,
					   .name = found->name,
					   .n_bytes = found->n_bytes,
					   .modified_ns = found->modified_ns,
					   .is_complete = found->is_complete };

	/* Without memory for one more name it is seen again at the next listing. */
	aid_spool_on_listed(daemon->spool, &listed, now_ms(), NULL);
}

static void
on_scanned(void *context, int code, const struct aid_error *err)
{
	struct daemon *daemon = context;
	struct daemon_log log;
	int had_trouble = aid_spool_trouble(daemon->spool);
	bool is_news = aid_spool_on_scanned(daemon->spool, code, now_ms());

	if (code != 0 && is_news) {
		daemon_log_begin(&log, AID_SEVERITY_ERROR, "scan_trouble");
		daemon_log_end_text(&log, err->text);
	} else if (is_news) {
		say(AID_SEVERITY_INFO, "goes_on", AID_MSG_DAEMON_GOES_ON, "", "");
	}
	if (had_trouble != 0 && aid_spool_trouble(daemon->spool) == 0)
		daemon->trouble[0] = '\0';
	pump(daemon);
}

static void
on_no_notices(void *context, const char *reason)
{
	struct daemon *daemon = context;
	char seconds[24];

	snprintf(seconds, sizeof(seconds), "%lld", (long long)(daemon->scan_ms / 1000));
	say(AID_SEVERITY_WARNING, "no_notices", AID_MSG_DAEMON_NO_NOTICES, reason, seconds);
}

static void
on_folder_closed(void *context, const char *folder, const char *reason)
{
	(void)context;
	say(AID_SEVERITY_WARNING, "folder_closed", AID_MSG_DAEMON_FOLDER_CLOSED, folder, reason);
}

static void
on_timer(uv_timer_t *timer)
{
	pump(timer->data);
}

static void
on_signal(uv_signal_t *handle, int number)
{
	struct daemon *daemon = handle->data;

	(void)number;
	if (!daemon->is_stopping)
		say(AID_SEVERITY_INFO, "stopping", AID_MSG_DAEMON_STOPPING, "", "");
	daemon->is_stopping = true;
	aid_spool_on_stop(daemon->spool, now_ms());
	pump(daemon);
}

/* ---- actions out ---- */

static void
start_job(struct daemon *daemon, enum daemon_job_kind kind, const struct aid_spool_action *action)
{
	struct daemon_job *job = &daemon->job;

	memset(job, 0, sizeof(*job));
	job->kind = kind;
	if (kind == DAEMON_JOB_PASS) {
		snprintf(job->folder, sizeof(job->folder), "%s", action->folder);
		snprintf(job->name, sizeof(job->name), "%s", action->name);
		job->is_last = action->is_last;
	}
	daemon_worker_start(daemon->worker, job);
}

static void
interrupt(struct daemon *daemon)
{
	char seconds[24];

	if (!daemon->is_interrupting) {
		snprintf(seconds, sizeof(seconds), "%lld", (long long)(daemon->stop_ms / 1000));
		say(AID_SEVERITY_WARNING, "interrupting", AID_MSG_DAEMON_INTERRUPTING, seconds, "");
	}
	daemon->is_interrupting = true;
	daemon_worker_interrupt(daemon->worker);
}

/* Every handle is closed once; the loop then runs out by itself. */
static void
close_all(struct daemon *daemon)
{
	if (daemon->is_closing)
		return;
	daemon->is_closing = true;
	uv_close((uv_handle_t *)&daemon->timer, NULL);
	for (size_t i = 0; i < N_SIGNALS; i++)
		uv_close((uv_handle_t *)&daemon->signals[i], NULL);
	daemon_watch_close(daemon->watch);
	daemon_worker_close(daemon->worker);
}

static void
wait_until(struct daemon *daemon, int64_t at_ms)
{
	int64_t now = now_ms();

	if (daemon->is_interrupting && now + INTERRUPT_MS < at_ms) {
		daemon_worker_interrupt(daemon->worker);
		at_ms = now + INTERRUPT_MS;
	}
	if (daemon->is_status_behind && daemon->status_written_ms + STATUS_MS < at_ms)
		at_ms = daemon->status_written_ms + STATUS_MS;
	if (at_ms == INT64_MAX) {
		uv_timer_stop(&daemon->timer);
		return;
	}
	/* The loop's own clock may be behind, and the timer counts from it. */
	uv_update_time(&daemon->loop);
	uv_timer_start(&daemon->timer, on_timer, at_ms > now ? (uint64_t)(at_ms - now) : 0, 0);
}

/* Does what the spool says until there is nothing to do but wait. */
static void
pump(struct daemon *daemon)
{
	while (!daemon->is_closing) {
		struct aid_spool_action action = aid_spool_next(daemon->spool, now_ms());

		switch (action.kind) {
		case AID_SPOOL_SCAN:
			daemon->is_hinted = false;
			daemon_watch_scan(daemon->watch);
			break;
		case AID_SPOOL_RECOVER:
			start_job(daemon, DAEMON_JOB_RECOVER, &action);
			break;
		case AID_SPOOL_PASS:
			start_job(daemon, DAEMON_JOB_PASS, &action);
			break;
		case AID_SPOOL_RECONCILE:
			start_job(daemon, DAEMON_JOB_RECONCILE, &action);
			break;
		case AID_SPOOL_INTERRUPT:
			interrupt(daemon);
			break;
		case AID_SPOOL_WAIT:
			write_status(daemon);
			wait_until(daemon, action.at_ms);
			return;
		case AID_SPOOL_END:
			close_all(daemon);
			return;
		}
	}
}

/* ---- start and end ---- */

static int
open_handles(struct daemon *daemon, struct aid_error *err)
{
	int rc = uv_timer_init(&daemon->loop, &daemon->timer);

	daemon->timer.data = daemon;
	for (size_t i = 0; i < N_SIGNALS && rc == 0; i++) {
		rc = uv_signal_init(&daemon->loop, &daemon->signals[i]);
		daemon->signals[i].data = daemon;
		if (rc == 0)
			rc = uv_signal_start(&daemon->signals[i], on_signal, signals[i]);
	}
	return rc == 0 ? 0 : aid_error_set(err, AID_E_IO, "%s", uv_strerror(rc));
}

static void
close_handle(uv_handle_t *handle, void *context)
{
	(void)context;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

int
daemon_run(struct aid_home *home, struct aid_ledger *ledger,
	   const struct aid_spool_settings *settings, struct aid_error *err)
{
	struct daemon daemon = { .home = home,
				 .scan_ms = settings->scan_ms,
				 .stop_ms = settings->stop_ms };
	struct daemon_watch_events events = { on_hint,       on_listed,        on_scanned,
					      on_no_notices, on_folder_closed, &daemon };
	int rc = uv_loop_init(&daemon.loop), closed;

	aid_buffer_init(&daemon.status);
	if (rc != 0)
		return aid_error_set(err, AID_E_IO, "%s", uv_strerror(rc));
	rc = open_handles(&daemon, err);
	if (rc == 0)
		rc = aid_spool_new(settings, now_ms(), &daemon.spool, err);
	if (rc == 0)
		rc = daemon_watch_open(&daemon.loop, home, &events, &daemon.watch, err);
	if (rc == 0)
		rc = daemon_worker_open(&daemon.loop, home, ledger, on_job_done, &daemon,
					&daemon.worker, err);
	if (rc == 0) {
		say(AID_SEVERITY_INFO, "started", AID_MSG_DAEMON_STARTED, aid_home_path(home), "");
		pump(&daemon);
	} else {
		uv_walk(&daemon.loop, close_handle, NULL);
	}
	uv_run(&daemon.loop, UV_RUN_DEFAULT);
	closed = uv_loop_close(&daemon.loop);
	if (rc == 0 && closed != 0)
		rc = aid_error_set(err, AID_E_IO, "%s", uv_strerror(closed));
	if (rc == 0) {
		daemon_status_remove(home);
		say(AID_SEVERITY_INFO, "stopped", AID_MSG_DAEMON_STOPPED, "", "");
	}
	aid_buffer_done(&daemon.status);
	daemon_worker_free(daemon.worker);
	daemon_watch_free(daemon.watch);
	aid_spool_free(daemon.spool);
	return rc;
}
