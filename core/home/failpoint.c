#include "home/failpoint.h"

#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/message.h"

#define N_POINTS_MAX 16
#define NAME_SIZE 24

enum action { ACTION_NONE, ACTION_KILL, ACTION_FAIL, ACTION_FULL, ACTION_PAUSE };

struct point {
	char name[NAME_SIZE];
	enum action action;
	long at; /* 0: every time */
	atomic_long n_hits;
};

/* The one state of the core that belongs to the process: a fail point is asked for from outside, for the process as a whole. */
static struct point points[N_POINTS_MAX];
static atomic_int n_points;

static enum action
find_action(struct aid_slice name)
{
	static const char *const names[] = { "", "kill", "fail", "full", "pause" };

	for (int i = ACTION_KILL; i <= ACTION_PAUSE; i++) {
		if (aid_slice_is_equal(name, aid_slice_of(names[i])))
			return (enum action)i;
	}
	return ACTION_NONE;
}

static bool
parse_count(struct aid_slice text, long *out)
{
	long count = 0;

	if (text.len == 0 || text.len > 9)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		count = count * 10 + (text.ptr[i] - '0');
	}
	*out = count;
	return count > 0;
}

/* NAME=ACTION or NAME=ACTION@N */
static bool
parse_point(struct aid_slice text, struct point *point)
{
	const char *equals = memchr(text.ptr, '=', text.len);
	const char *at = memchr(text.ptr, '@', text.len), *end = text.ptr + text.len;

	if (equals == NULL || equals == text.ptr || equals - text.ptr >= NAME_SIZE ||
	    (at != NULL && at < equals))
		return false;
	memset(point->name, 0, sizeof(point->name));
	memcpy(point->name, text.ptr, (size_t)(equals - text.ptr));
	point->at = 0;
	atomic_store(&point->n_hits, 0);
	if (at != NULL &&
	    !parse_count((struct aid_slice){ at + 1, (size_t)(end - at - 1) }, &point->at))
		return false;
	if (at != NULL)
		end = at;
	point->action = find_action((struct aid_slice){ equals + 1, (size_t)(end - equals - 1) });
	return point->action != ACTION_NONE;
}

int
aid_failpoint_configure(const char *spec, struct aid_error *err)
{
	int n = 0;

	atomic_store(&n_points, 0);
	for (const char *at = spec; at != NULL && *at != '\0';) {
		size_t len = strcspn(at, ",");

		if (n == N_POINTS_MAX || !parse_point((struct aid_slice){ at, len }, &points[n]))
			return aid_message_error(err, AID_E_INVALID, AID_MSG_FAILPOINT_SPEC, 1,
						 spec);
		n++;
		at += len + (at[len] == ',');
	}
	atomic_store(&n_points, n);
	return 0;
}

static int
act(const struct point *point, struct aid_error *err)
{
	switch (point->action) {
	case ACTION_KILL:
		kill(getpid(), SIGKILL);
		for (;;)
			pause();
	case ACTION_FAIL:
		return aid_message_error(err, AID_E_IO, AID_MSG_FAILPOINT_HIT, 1, point->name);
	case ACTION_FULL:
		return aid_message_error(err, AID_E_FULL, AID_MSG_FAILPOINT_HIT, 1, point->name);
	case ACTION_PAUSE:
		kill(getpid(), SIGSTOP);
		return 0;
	case ACTION_NONE:
		break;
	}
	return 0;
}

int
aid_failpoint_hit(const char *name, struct aid_error *err)
{
	int n = atomic_load_explicit(&n_points, memory_order_relaxed);

	for (int i = 0; i < n; i++) {
		struct point *point = &points[i];

		if (strcmp(point->name, name) != 0)
			continue;
		long n_hits = atomic_fetch_add(&point->n_hits, 1) + 1;
		if (point->at == 0 || point->at == n_hits)
			return act(point, err);
	}
	return 0;
}
