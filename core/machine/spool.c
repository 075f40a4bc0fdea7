#include "machine/spool.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "machine/backoff.h"
#include "machine/deadline.h"

#define N_BUCKETS 4096
/* Between two scans at least this, and four times what the last one took: a hundred thousand names cost a fifth of a core at most. */
#define SCAN_GAP_MS 2
#define SCAN_GAP_FACTOR 4

struct entry {
	struct entry *next; /* in its bucket */
	enum aid_spool_state state;
	int64_t n_bytes, modified_ns;
	int64_t seen_ms;  /* first seen: the order of work */
	int64_t since_ms; /* unchanged since */
	int64_t due_ms;   /* of RETRYING */
	struct aid_backoff backoff;
	int trouble;         /* the last one, so that it is said once */
	uint32_t generation; /* the last scan that listed it */
	bool is_complete;
	char *name; /* behind the folder's terminator in the same piece of memory */
	char folder[];
};

struct aid_spool {
	struct aid_spool_settings settings;
	struct entry *buckets[N_BUCKETS];
	size_t n_entries;
	uint32_t generation;
	struct entry **queue; /* the ready ones, in order; rebuilt by every scan */
	size_t n_queue, queue_at, queue_room;
	bool is_overfull; /* a scan found more than max_files */

	bool is_scanning, is_hinted;
	int64_t scan_started_ms, scan_gap_end_ms, scan_gap_ms;
	int scan_trouble;
	struct aid_deadline scan;

	enum aid_spool_worker worker;
	struct entry *passing;
	bool is_recovered, is_stopping, is_interrupted;
	int trouble;
	enum aid_spool_worker trouble_of; /* the kind of job that met it */
	int64_t held_until_ms;            /* no job before */
	struct aid_backoff hold;
	int64_t n_unreconciled;
	int64_t reconcile_from_ms; /* no reconcile before: the last one gave trouble */
	struct aid_backoff reconcile_backoff;
	int reconcile_trouble;
	struct aid_deadline stop;
};

static const bool legal_moves[AID_SPOOL_STATE_COUNT][AID_SPOOL_STATE_COUNT] = {
	[AID_SPOOL_ABSENT] = { [AID_SPOOL_SETTLING] = true },
	[AID_SPOOL_SETTLING] = { [AID_SPOOL_SETTLING] = true,
				 [AID_SPOOL_READY] = true,
				 [AID_SPOOL_ABSENT] = true },
	[AID_SPOOL_READY] = { [AID_SPOOL_SETTLING] = true,
			      [AID_SPOOL_PASSING] = true,
			      [AID_SPOOL_ABSENT] = true },
	[AID_SPOOL_PASSING] = { [AID_SPOOL_SETTLING] = true,
				[AID_SPOOL_READY] = true,
				[AID_SPOOL_RETRYING] = true,
				[AID_SPOOL_ABSENT] = true },
	[AID_SPOOL_RETRYING] = { [AID_SPOOL_SETTLING] = true,
				 [AID_SPOOL_READY] = true,
				 [AID_SPOOL_ABSENT] = true },
};

static const bool legal_work[AID_SPOOL_WORKER_COUNT][AID_SPOOL_WORKER_COUNT] = {
	[AID_SPOOL_IDLE] = { [AID_SPOOL_RECOVERING] = true,
			     [AID_SPOOL_TAKING] = true,
			     [AID_SPOOL_RECONCILING] = true },
	[AID_SPOOL_RECOVERING] = { [AID_SPOOL_IDLE] = true },
	[AID_SPOOL_TAKING] = { [AID_SPOOL_IDLE] = true },
	[AID_SPOOL_RECONCILING] = { [AID_SPOOL_IDLE] = true },
};

bool
aid_spool_is_legal(enum aid_spool_state from, enum aid_spool_state to)
{
	return from < AID_SPOOL_STATE_COUNT && to < AID_SPOOL_STATE_COUNT && legal_moves[from][to];
}

static void
move(struct entry *entry, enum aid_spool_state to)
{
	AID_REQUIRE(entry != NULL && aid_spool_is_legal(entry->state, to));
	entry->state = to;
}

static void
move_worker(struct aid_spool *spool, enum aid_spool_worker to)
{
	AID_REQUIRE(legal_work[spool->worker][to]);
	spool->worker = to;
}

struct aid_spool_settings
aid_spool_defaults(void)
{
	return (struct aid_spool_settings){ .settle_ms = 1000,
					    .scan_ms = 30000,
					    .retry_first_ms = 1000,
					    .retry_max_ms = 60000,
					    .stop_ms = 20000,
					    .reconcile_every = 64,
					    .max_files = 200000 };
}

int
aid_spool_new(const struct aid_spool_settings *settings, int64_t now_ms,
	      struct aid_spool **out_spool, struct aid_error *err)
{
	struct aid_spool *spool = calloc(1, sizeof(*spool));

	if (spool == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	AID_REQUIRE(settings->settle_ms >= 0 && settings->scan_ms > 0 &&
		    settings->reconcile_every > 0);
	spool->settings = *settings;
	spool->scan_gap_end_ms = now_ms;
	spool->scan.at_ms = now_ms;
	spool->held_until_ms = now_ms;
	spool->reconcile_from_ms = now_ms;
	aid_backoff_init(&spool->hold, settings->retry_first_ms, settings->retry_max_ms);
	aid_backoff_init(&spool->reconcile_backoff, settings->retry_first_ms,
			 settings->retry_max_ms);
	aid_deadline_clear(&spool->stop);
	*out_spool = spool;
	return 0;
}

void
aid_spool_free(struct aid_spool *spool)
{
	if (spool == NULL)
		return;
	for (size_t i = 0; i < N_BUCKETS; i++) {
		for (struct entry *entry = spool->buckets[i], *next; entry != NULL; entry = next) {
			next = entry->next;
			free(entry);
		}
	}
	free(spool->queue);
	free(spool);
}

static bool
has_suffix(const char *name, const char *suffix)
{
	struct aid_slice s = aid_slice_of(name), end = aid_slice_of(suffix);

	return s.len >= end.len &&
	       aid_slice_is_equal_nocase((struct aid_slice){ s.ptr + s.len - end.len, end.len },
					 end);
}

bool
aid_spool_is_ignored(const char *name)
{
	return name[0] == '\0' || name[0] == '.' || strncmp(name, "~$", 2) == 0 ||
	       has_suffix(name, ".tmp") || has_suffix(name, ".part");
}

/* ---- troubles ---- */

/* Does the trouble concern everything, not one file alone? */
static bool
is_common_trouble(int code)
{
	return code == AID_E_FULL || code == AID_E_BUSY || code == AID_E_DB ||
	       code == AID_E_NOMEM || code == AID_E_CORRUPT;
}

static bool
hold_worker(struct aid_spool *spool, enum aid_spool_worker job, int code, int64_t now_ms)
{
	bool is_news = spool->trouble != code;

	spool->trouble = code;
	spool->trouble_of = job;
	spool->held_until_ms = now_ms + aid_backoff_next(&spool->hold);
	return is_news;
}

/* A job went well. That ends the trouble of its own kind: a recovery that had nothing to write says nothing about a full disk. */
static bool
release_worker(struct aid_spool *spool, enum aid_spool_worker job)
{
	bool is_news = spool->trouble != 0;

	if (is_news && job != spool->trouble_of && job != AID_SPOOL_TAKING)
		return false;
	spool->trouble = 0;
	aid_backoff_reset(&spool->hold);
	return is_news;
}

/* ---- files ---- */

/* FNV-1a (Fowler, Noll, Vo), 32 bits. */
static uint32_t
hash_text(uint32_t hash, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
		hash = (hash ^ *p) * 16777619u;
	return hash;
}

static struct entry **
find_entry(struct aid_spool *spool, const char *folder, const char *name)
{
	uint32_t hash = hash_text(hash_text(2166136261u, folder) ^ '/', name);
	struct entry **at = &spool->buckets[hash % N_BUCKETS];

	while (*at != NULL &&
	       (strcmp((*at)->name, name) != 0 || strcmp((*at)->folder, folder) != 0))
		at = &(*at)->next;
	return at;
}

static void
remove_entry(struct aid_spool *spool, struct entry **at)
{
	struct entry *entry = *at;

	move(entry, AID_SPOOL_ABSENT);
	*at = entry->next;
	spool->n_entries--;
	free(entry);
}

static int
add_entry(struct aid_spool *spool, struct entry **at, const struct aid_spool_listed *listed,
	  int64_t now_ms, struct aid_error *err)
{
	size_t folder_size = strlen(listed->folder) + 1, name_size = strlen(listed->name) + 1;
	struct entry *entry = calloc(1, sizeof(*entry) + folder_size + name_size);

	if (entry == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	memcpy(entry->folder, listed->folder, folder_size);
	entry->name = entry->folder + folder_size;
	memcpy(entry->name, listed->name, name_size);
	entry->n_bytes = listed->n_bytes;
	entry->modified_ns = listed->modified_ns;
	entry->seen_ms =
		spool->scan_started_ms; /* one for all of a listing: among them the names decide */
	entry->since_ms = now_ms;
	entry->generation = spool->generation;
	entry->is_complete = listed->is_complete;
	aid_backoff_init(&entry->backoff, spool->settings.retry_first_ms,
			 spool->settings.retry_max_ms);
	move(entry, AID_SPOOL_SETTLING);
	*at = entry;
	spool->n_entries++;
	return 0;
}

int
aid_spool_on_listed(struct aid_spool *spool, const struct aid_spool_listed *listed, int64_t now_ms,
		    struct aid_error *err)
{
	struct entry **at, *entry;

	if (aid_spool_is_ignored(listed->name))
		return 0;
	at = find_entry(spool, listed->folder, listed->name);
	entry = *at;
	if (entry == NULL) {
		if (spool->n_entries < spool->settings.max_files)
			return add_entry(spool, at, listed, now_ms, err);
		spool->is_overfull = true;
		return 0;
	}
	entry->generation = spool->generation;
	if (entry->state == AID_SPOOL_PASSING)
		return 0;
	entry->is_complete = listed->is_complete;
	if (entry->n_bytes != listed->n_bytes || entry->modified_ns != listed->modified_ns) {
		entry->n_bytes = listed->n_bytes;
		entry->modified_ns = listed->modified_ns;
		entry->since_ms = now_ms;
		move(entry, AID_SPOOL_SETTLING);
	}
	return 0;
}

/* What became of one file with this scan; *next_ms is brought forward to when it must be looked at again. */
static void
judge_entry(struct aid_spool *spool, struct entry *entry, int64_t now_ms, int64_t *next_ms)
{
	int64_t due_ms;

	if (entry->state == AID_SPOOL_SETTLING) {
		/* What the scan saw is as old as its start. */
		due_ms = entry->since_ms + spool->settings.settle_ms;
		if (entry->is_complete || spool->scan_started_ms >= due_ms)
			move(entry, AID_SPOOL_READY);
	} else if (entry->state == AID_SPOOL_RETRYING) {
		due_ms = entry->due_ms;
		if (now_ms >= due_ms)
			move(entry, AID_SPOOL_READY);
	} else {
		return;
	}
	if (entry->state != AID_SPOOL_READY && due_ms < *next_ms)
		*next_ms = due_ms;
}

/* Reference files and policies of the office first, then who came first, then by name. */
static int
compare_ready(const void *left, const void *right)
{
	const struct entry *a = *(struct entry *const *)left, *b = *(struct entry *const *)right;
	int is_office_a = strcmp(a->folder, "_office") == 0,
	    is_office_b = strcmp(b->folder, "_office") == 0;

	if (is_office_a != is_office_b)
		return is_office_b - is_office_a;
	if (a->seen_ms != b->seen_ms)
		return a->seen_ms < b->seen_ms ? -1 : 1;
	if (strcmp(a->folder, b->folder) != 0)
		return strcmp(a->folder, b->folder);
	return strcmp(a->name, b->name);
}

static void
build_queue(struct aid_spool *spool)
{
	spool->n_queue = 0;
	spool->queue_at = 0;
	if (spool->n_entries > spool->queue_room) {
		size_t room = spool->n_entries * 2;
		struct entry **queue = realloc(spool->queue, room * sizeof(*queue));

		if (queue != NULL) {
			spool->queue = queue;
			spool->queue_room = room;
		}
	}
	/* Without the memory for all of them the queue holds as many as fit; a later scan brings the rest. */
	for (size_t i = 0; i < N_BUCKETS; i++) {
		for (struct entry *entry = spool->buckets[i]; entry != NULL; entry = entry->next) {
			if (entry->state == AID_SPOOL_READY && spool->n_queue < spool->queue_room)
				spool->queue[spool->n_queue++] = entry;
		}
	}
	if (spool->n_queue > 1)
		qsort(spool->queue, spool->n_queue, sizeof(struct entry *), compare_ready);
}

static void
judge_all(struct aid_spool *spool, int64_t now_ms, int64_t *next_ms)
{
	for (size_t i = 0; i < N_BUCKETS; i++) {
		struct entry **at = &spool->buckets[i];

		while (*at != NULL) {
			if ((*at)->generation != spool->generation &&
			    (*at)->state != AID_SPOOL_PASSING) {
				remove_entry(spool, at);
				continue;
			}
			judge_entry(spool, *at, now_ms, next_ms);
			at = &(*at)->next;
		}
	}
	build_queue(spool);
}

bool
aid_spool_on_scanned(struct aid_spool *spool, int code, int64_t now_ms)
{
	int64_t next_ms = now_ms + spool->settings.scan_ms;
	bool is_news = code != spool->scan_trouble;

	AID_REQUIRE(spool->is_scanning);
	spool->is_scanning = false;
	spool->scan_trouble = code;
	spool->scan_gap_ms = (now_ms - spool->scan_started_ms) * SCAN_GAP_FACTOR;
	if (spool->scan_gap_ms < SCAN_GAP_MS)
		spool->scan_gap_ms = SCAN_GAP_MS;
	spool->scan_gap_end_ms = now_ms + spool->scan_gap_ms;
	if (code == 0) {
		judge_all(spool, now_ms, &next_ms);
		/* What met the trouble was taken away. */
		if (spool->n_entries == 0 && spool->trouble_of == AID_SPOOL_TAKING)
			is_news = release_worker(spool, AID_SPOOL_TAKING) || is_news;
	} else if (spool->settings.retry_first_ms < spool->settings.scan_ms) {
		next_ms = now_ms + spool->settings.retry_first_ms;
	}
	if (spool->is_hinted || next_ms < spool->scan_gap_end_ms)
		next_ms = spool->scan_gap_end_ms;
	spool->is_hinted = false;
	spool->scan.at_ms = next_ms;
	return is_news;
}

void
aid_spool_on_hint(struct aid_spool *spool, int64_t now_ms)
{
	if (spool->is_scanning) {
		spool->is_hinted = true;
		return;
	}
	aid_deadline_advance(&spool->scan,
			     now_ms > spool->scan_gap_end_ms ? now_ms : spool->scan_gap_end_ms);
}

/* ---- the worker ---- */

static bool
end_pass(struct aid_spool *spool, int code, int64_t now_ms)
{
	struct entry *entry = spool->passing;
	bool is_news;

	spool->passing = NULL;
	if (code == 0 || code == AID_E_NOTFOUND) {
		spool->n_unreconciled += code == 0;
		remove_entry(spool, find_entry(spool, entry->folder, entry->name));
		/* What lay beyond the limit is let in once there is room again. */
		if (spool->is_overfull && spool->queue_at >= spool->n_queue) {
			spool->is_overfull = false;
			aid_spool_on_hint(spool, now_ms);
		}
		return code == 0 ? release_worker(spool, AID_SPOOL_TAKING) : false;
	}
	is_news = entry->trouble != code;
	entry->trouble = code;
	/* The drop may be in the ledger and its files not in their places: recovery comes before the next file. */
	if (code != AID_E_CHANGED)
		spool->is_recovered = false;
	if (is_common_trouble(code)) {
		move(entry, AID_SPOOL_READY);
		is_news = hold_worker(spool, AID_SPOOL_TAKING, code, now_ms);
		aid_deadline_advance(&spool->scan, spool->held_until_ms);
	} else if (code == AID_E_CHANGED) {
		entry->since_ms = now_ms;
		move(entry, AID_SPOOL_SETTLING);
		aid_deadline_advance(&spool->scan, now_ms + spool->settings.settle_ms);
	} else {
		entry->due_ms = now_ms + aid_backoff_next(&entry->backoff);
		move(entry, AID_SPOOL_RETRYING);
		aid_deadline_advance(&spool->scan, entry->due_ms);
	}
	return is_news;
}

static bool
end_reconcile(struct aid_spool *spool, int code, int64_t now_ms)
{
	bool is_news = spool->reconcile_trouble != code;

	spool->reconcile_trouble = code;
	if (code == 0) {
		spool->n_unreconciled = 0;
		aid_backoff_reset(&spool->reconcile_backoff);
		return release_worker(spool, AID_SPOOL_RECONCILING) || is_news;
	}
	/* Drops go on being taken: their rows are safe, and what they touched waits for the reconcile that works. */
	spool->reconcile_from_ms = now_ms + aid_backoff_next(&spool->reconcile_backoff);
	if (is_common_trouble(code))
		is_news = hold_worker(spool, AID_SPOOL_RECONCILING, code, now_ms);
	return is_news;
}

bool
aid_spool_on_worked(struct aid_spool *spool, int code, int64_t now_ms)
{
	enum aid_spool_worker was = spool->worker;

	move_worker(spool, AID_SPOOL_IDLE);
	if (was == AID_SPOOL_TAKING)
		return end_pass(spool, code, now_ms);
	if (was == AID_SPOOL_RECONCILING)
		return end_reconcile(spool, code, now_ms);
	if (code != 0)
		return hold_worker(spool, AID_SPOOL_RECOVERING, code, now_ms);
	spool->is_recovered = true;
	spool->n_unreconciled++;          /* what an earlier process left */
	aid_spool_on_hint(spool, now_ms); /* claims went back under their names */
	return release_worker(spool, AID_SPOOL_RECOVERING);
}

void
aid_spool_on_reconciled(struct aid_spool *spool)
{
	spool->n_unreconciled = 0;
}

void
aid_spool_on_stop(struct aid_spool *spool, int64_t now_ms)
{
	if (spool->is_stopping)
		return;
	spool->is_stopping = true;
	aid_deadline_set(&spool->stop, now_ms, spool->settings.stop_ms);
}

static struct aid_spool_action
action_of(enum aid_spool_action_kind kind)
{
	return (struct aid_spool_action){ .kind = kind, .at_ms = AID_DEADLINE_NEVER };
}

static struct aid_spool_action
next_while_stopping(struct aid_spool *spool, int64_t now_ms)
{
	struct aid_spool_action wait = action_of(AID_SPOOL_WAIT);

	if (spool->worker == AID_SPOOL_IDLE)
		return spool->is_scanning ? wait : action_of(AID_SPOOL_END);
	if (spool->is_interrupted)
		return wait;
	if (aid_deadline_is_due(&spool->stop, now_ms)) {
		spool->is_interrupted = true;
		return action_of(AID_SPOOL_INTERRUPT);
	}
	wait.at_ms = spool->stop.at_ms;
	return wait;
}

static struct aid_spool_action
start_work(struct aid_spool *spool, enum aid_spool_worker worker, enum aid_spool_action_kind kind)
{
	move_worker(spool, worker);
	return action_of(kind);
}

/* Is a ready file in the queue? One that changed after the queue was built is passed over. */
static bool
has_ready(struct aid_spool *spool)
{
	while (spool->queue_at < spool->n_queue &&
	       spool->queue[spool->queue_at]->state != AID_SPOOL_READY)
		spool->queue_at++;
	return spool->queue_at < spool->n_queue;
}

static struct aid_spool_action
start_pass(struct aid_spool *spool)
{
	struct aid_spool_action action = start_work(spool, AID_SPOOL_TAKING, AID_SPOOL_PASS);

	spool->passing = spool->queue[spool->queue_at++];
	move(spool->passing, AID_SPOOL_PASSING);
	action.folder = spool->passing->folder;
	action.name = spool->passing->name;
	action.is_last = spool->n_unreconciled == 0 && !has_ready(spool);
	return action;
}

struct aid_spool_action
aid_spool_next(struct aid_spool *spool, int64_t now_ms)
{
	struct aid_spool_action wait = action_of(AID_SPOOL_WAIT);
	bool is_reconcile_due;

	if (spool->is_stopping)
		return next_while_stopping(spool, now_ms);
	if (!spool->is_scanning && aid_deadline_is_due(&spool->scan, now_ms)) {
		spool->is_scanning = true;
		spool->scan_started_ms = now_ms;
		spool->generation++;
		return action_of(AID_SPOOL_SCAN);
	}
	if (!spool->is_scanning)
		wait.at_ms = spool->scan.at_ms;
	if (spool->worker != AID_SPOOL_IDLE)
		return wait;
	if (now_ms < spool->held_until_ms) {
		if (spool->held_until_ms < wait.at_ms)
			wait.at_ms = spool->held_until_ms;
		return wait;
	}
	if (!spool->is_recovered)
		return start_work(spool, AID_SPOOL_RECOVERING, AID_SPOOL_RECOVER);
	is_reconcile_due = spool->n_unreconciled > 0 && now_ms >= spool->reconcile_from_ms;
	if (has_ready(spool) &&
	    !(is_reconcile_due && spool->n_unreconciled >= spool->settings.reconcile_every))
		return start_pass(spool);
	if (is_reconcile_due)
		return start_work(spool, AID_SPOOL_RECONCILING, AID_SPOOL_RECONCILE);
	if (spool->n_unreconciled > 0 && spool->reconcile_from_ms < wait.at_ms)
		wait.at_ms = spool->reconcile_from_ms;
	return wait;
}

enum aid_spool_worker
aid_spool_worker_state(const struct aid_spool *spool)
{
	return spool->worker;
}

size_t
aid_spool_n_files(const struct aid_spool *spool)
{
	return spool->n_entries;
}

int
aid_spool_trouble(const struct aid_spool *spool)
{
	return spool->trouble;
}
