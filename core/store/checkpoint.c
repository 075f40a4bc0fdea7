#include "store/checkpoint.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/message.h"

/* Pages in the log that are worth copying. */
#define LOG_PAGES 1000
/* A log that goes on growing, where each commit follows the one before too closely, is copied by the writer itself: beyond so many pages,
 * and so many commits since it was begun. */
#define LOG_PAGES_MAX 8000
#define COMMITS_MAX 16

struct aid_checkpoint {
	char *path;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool is_wanted, is_busy, is_stopping; /* under the mutex */
	int n_pages, n_commits;               /* the writer's: of the log, since it was begun */
};

/* What cannot be copied now, as a reader still needs it or the disk is full, is copied the next time. */
static void
copy_back(sqlite3 *sqlite)
{
	sqlite3_wal_checkpoint_v2(sqlite, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static sqlite3 *
open_own(const char *path)
{
	sqlite3 *sqlite = NULL;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(path, &sqlite, flags, NULL) != SQLITE_OK ||
	    sqlite3_exec(sqlite, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0", NULL,
			 NULL, NULL) != SQLITE_OK) {
		sqlite3_close(sqlite);
		return NULL;
	}
	return sqlite;
}

static void *
run(void *context)
{
	struct aid_checkpoint *checkpoint = context;
	sqlite3 *sqlite = NULL;
	pthread_mutex_lock(&checkpoint->mutex);
	while (!checkpoint->is_stopping) {
		if (!checkpoint->is_wanted) {
			pthread_cond_wait(&checkpoint->changed, &checkpoint->mutex);
			continue;
		}
		checkpoint->is_wanted = false;
		checkpoint->is_busy = true;
		pthread_mutex_unlock(&checkpoint->mutex);
		if (sqlite == NULL)
			sqlite = open_own(checkpoint->path);
		if (sqlite != NULL)
			copy_back(sqlite);
		pthread_mutex_lock(&checkpoint->mutex);
		checkpoint->is_busy = false;
		pthread_cond_broadcast(&checkpoint->changed);
	}
	pthread_mutex_unlock(&checkpoint->mutex);
	sqlite3_close(sqlite);
	return NULL;
}

static int
on_commit(void *context, sqlite3 *sqlite, const char *name, int n_pages)
{
	struct aid_checkpoint *checkpoint = context;
	(void)name;
	checkpoint->n_commits = n_pages > checkpoint->n_pages ? checkpoint->n_commits + 1 : 0;
	checkpoint->n_pages = n_pages;
	if (n_pages < LOG_PAGES)
		return SQLITE_OK;
	bool is_overdue = n_pages > LOG_PAGES_MAX && checkpoint->n_commits >= COMMITS_MAX;
	pthread_mutex_lock(&checkpoint->mutex);
	checkpoint->is_wanted = !is_overdue;
	while (is_overdue && checkpoint->is_busy)
		pthread_cond_wait(&checkpoint->changed, &checkpoint->mutex);
	pthread_cond_broadcast(&checkpoint->changed);
	pthread_mutex_unlock(&checkpoint->mutex);
	if (is_overdue)
		copy_back(sqlite);
	return SQLITE_OK;
}

static void
release(struct aid_checkpoint *checkpoint)
{
	pthread_cond_destroy(&checkpoint->changed);
	pthread_mutex_destroy(&checkpoint->mutex);
	free(checkpoint->path);
	free(checkpoint);
}

int
aid_checkpoint_start(struct aid_db *db, struct aid_error *err)
{
	struct aid_checkpoint *checkpoint = calloc(1, sizeof(*checkpoint));
	if (checkpoint == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	pthread_mutex_init(&checkpoint->mutex, NULL);
	pthread_cond_init(&checkpoint->changed, NULL);
	checkpoint->path = strdup(db->path);
	if (checkpoint->path == NULL ||
	    pthread_create(&checkpoint->thread, NULL, run, checkpoint) != 0) {
		release(checkpoint);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	sqlite3_wal_hook(db->sqlite, on_commit, checkpoint);
	db->checkpoint = checkpoint;
	return 0;
}

void
aid_checkpoint_stop(struct aid_checkpoint *checkpoint)
{
	if (checkpoint == NULL)
		return;
	pthread_mutex_lock(&checkpoint->mutex);
	checkpoint->is_stopping = true;
	pthread_cond_broadcast(&checkpoint->changed);
	pthread_mutex_unlock(&checkpoint->mutex);
	pthread_join(checkpoint->thread, NULL);
	release(checkpoint);
}
