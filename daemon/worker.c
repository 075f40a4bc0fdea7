#include "worker.h"

#include <stdlib.h>
#include <time.h>

#include "home/failpoint.h"

struct daemon_worker {
	uv_thread_t thread;
	uv_mutex_t mutex;
	uv_cond_t wake;
	uv_async_t done_signal;
	struct aid_home *home;
	struct aid_ledger *ledger;
	daemon_worker_done *done;
	void *context;
	/* under the mutex */
	struct daemon_job job;
	bool has_job, has_result, is_ending;
};

static int64_t
read_clock(void)
{
	return time(NULL);
}

static void
run_job(struct daemon_worker *worker, struct daemon_job *job)
{
	struct aid_passage_request request = { .folder = job->folder,
					       .path = job->name,
					       .now = read_clock(),
					       .read_clock = read_clock,
					       .is_last = job->is_last };

	switch (job->kind) {
	case DAEMON_JOB_RECOVER:
		job->code = aid_home_recover(worker->home, worker->ledger, request.now, &job->err);
		break;
	case DAEMON_JOB_PASS:
		job->code = aid_home_pass(worker->home, worker->ledger, &request, &job->outcome,
					  &job->err);
		break;
	case DAEMON_JOB_RECONCILE:
		job->code = aid_failpoint_hit("reconciling", &job->err);
		if (job->code == 0)
			job->code =
				aid_ledger_reconcile(worker->ledger, &job->is_changed, &job->err);
		break;
	}
}

static void
run_thread(void *context)
{
	struct daemon_worker *worker = context;

	uv_mutex_lock(&worker->mutex);
	for (;;) {
		struct daemon_job job;

		while (!worker->has_job && !worker->is_ending)
			uv_cond_wait(&worker->wake, &worker->mutex);
		if (!worker->has_job)
			break;
		job = worker->job;
		uv_mutex_unlock(&worker->mutex);
		run_job(worker, &job);
		uv_mutex_lock(&worker->mutex);
		worker->job = job;
		worker->has_job = false;
		worker->has_result = true;
		uv_async_send(&worker->done_signal);
	}
	uv_mutex_unlock(&worker->mutex);
}

/* Signals may be merged or come for nothing: the flag is what counts. */
static void
on_done_signal(uv_async_t *handle)
{
	struct daemon_worker *worker = handle->data;
	struct daemon_job job;
	bool has_result;

	uv_mutex_lock(&worker->mutex);
	has_result = worker->has_result;
	worker->has_result = false;
	job = worker->job;
	uv_mutex_unlock(&worker->mutex);
	if (has_result)
		worker->done(worker->context, &job);
}

int
daemon_worker_open(uv_loop_t *loop, struct aid_home *home, struct aid_ledger *ledger,
		   daemon_worker_done *done, void *context, struct daemon_worker **out_worker,
		   struct aid_error *err)
{
	struct daemon_worker *worker = calloc(1, sizeof(*worker));
	int rc;

	if (worker == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	worker->home = home;
	worker->ledger = ledger;
	worker->done = done;
	worker->context = context;
	rc = uv_mutex_init(&worker->mutex);
	if (rc != 0)
		goto no_mutex;
	rc = uv_cond_init(&worker->wake);
	if (rc != 0)
		goto no_cond;
	rc = uv_async_init(loop, &worker->done_signal, on_done_signal);
	if (rc != 0)
		goto no_async;
	worker->done_signal.data = worker;
	rc = uv_thread_create(&worker->thread, run_thread, worker);
	if (rc != 0)
		goto no_thread;
	*out_worker = worker;
	return 0;
no_thread:
	uv_close((uv_handle_t *)&worker->done_signal, NULL);
	uv_run(loop, UV_RUN_NOWAIT);
no_async:
	uv_cond_destroy(&worker->wake);
no_cond:
	uv_mutex_destroy(&worker->mutex);
no_mutex:
	free(worker);
	return aid_error_set(err, AID_E_IO, "%s", uv_strerror(rc));
}

void
daemon_worker_start(struct daemon_worker *worker, const struct daemon_job *job)
{
	uv_mutex_lock(&worker->mutex);
	AID_REQUIRE(!worker->has_job && !worker->has_result);
	worker->job = *job;
	worker->has_job = true;
	uv_cond_signal(&worker->wake);
	uv_mutex_unlock(&worker->mutex);
}

void
daemon_worker_interrupt(struct daemon_worker *worker)
{
	aid_home_interrupt(worker->home);
	aid_ledger_interrupt(worker->ledger);
}

void
daemon_worker_close(struct daemon_worker *worker)
{
	uv_mutex_lock(&worker->mutex);
	AID_REQUIRE(!worker->has_job);
	worker->is_ending = true;
	uv_cond_signal(&worker->wake);
	uv_mutex_unlock(&worker->mutex);
	uv_thread_join(&worker->thread);
	uv_close((uv_handle_t *)&worker->done_signal, NULL);
}

void
daemon_worker_free(struct daemon_worker *worker)
{
	if (worker == NULL)
		return;
	uv_cond_destroy(&worker->wake);
	uv_mutex_destroy(&worker->mutex);
	free(worker);
}
