#include "base/ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"

struct aid_ahead {
	aid_ahead_fill *fill;
	void *context;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	void *full[AID_AHEAD_ITEMS]; /* in order */
	size_t n_full;
	void *empty[AID_AHEAD_ITEMS];
	size_t n_empty;
	bool is_stopping;
	int result; /* of the filling */
	struct aid_error err;
};

static void *
run(void *context)
{
	struct aid_ahead *ahead = context;
	bool is_over = false;
	while (!is_over) {
		pthread_mutex_lock(&ahead->mutex);
		while (ahead->n_empty == 0 && !ahead->is_stopping)
			pthread_cond_wait(&ahead->changed, &ahead->mutex);
		bool is_stopping = ahead->is_stopping;
		void *item = is_stopping ? NULL : ahead->empty[--ahead->n_empty];
		pthread_mutex_unlock(&ahead->mutex);
		if (is_stopping)
			break;
		struct aid_error err = AID_ERROR_NONE;
		bool is_last = false;
		int result = ahead->fill(ahead->context, item, &is_last, &err);
		pthread_mutex_lock(&ahead->mutex);
		if (result == 0) {
			ahead->full[ahead->n_full++] = item;
		} else {
			ahead->result = result;
			ahead->err = err;
		}
		is_over = result != 0 || is_last;
		pthread_cond_broadcast(&ahead->changed);
		pthread_mutex_unlock(&ahead->mutex);
	}
	return NULL;
}

static void
release(struct aid_ahead *ahead)
{
	pthread_cond_destroy(&ahead->changed);
	pthread_mutex_destroy(&ahead->mutex);
	free(ahead);
}

int
aid_ahead_start(aid_ahead_fill *fill, void *context, void *const items[AID_AHEAD_ITEMS],
		struct aid_ahead **out_ahead, struct aid_error *err)
{
	struct aid_ahead *ahead = calloc(1, sizeof(*ahead));
	if (ahead == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	ahead->fill = fill;
	ahead->context = context;
	memcpy(ahead->empty, items, sizeof(ahead->empty));
	ahead->n_empty = AID_AHEAD_ITEMS;
	pthread_mutex_init(&ahead->mutex, NULL);
	pthread_cond_init(&ahead->changed, NULL);
	if (pthread_create(&ahead->thread, NULL, run, ahead) != 0) {
		release(ahead);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	*out_ahead = ahead;
	return 0;
}

int
aid_ahead_next(struct aid_ahead *ahead, void **out_item, struct aid_error *err)
{
	int result = 0;
	pthread_mutex_lock(&ahead->mutex);
	while (ahead->n_full == 0 && ahead->result == 0)
		pthread_cond_wait(&ahead->changed, &ahead->mutex);
	if (ahead->n_full > 0) {
		*out_item = ahead->full[0];
		memmove(&ahead->full[0], &ahead->full[1],
			(--ahead->n_full) * sizeof(ahead->full[0]));
	} else {
		result = ahead->result;
		if (err != NULL)
			*err = ahead->err;
	}
	pthread_mutex_unlock(&ahead->mutex);
	return result;
}

void
aid_ahead_give_back(struct aid_ahead *ahead, void *item)
{
	pthread_mutex_lock(&ahead->mutex);
	ahead->empty[ahead->n_empty++] = item;
	pthread_cond_broadcast(&ahead->changed);
	pthread_mutex_unlock(&ahead->mutex);
}

void
aid_ahead_stop(struct aid_ahead *ahead)
{
	if (ahead == NULL)
		return;
	pthread_mutex_lock(&ahead->mutex);
	ahead->is_stopping = true;
	pthread_cond_broadcast(&ahead->changed);
	pthread_mutex_unlock(&ahead->mutex);
	pthread_join(ahead->thread, NULL);
	release(ahead);
}
