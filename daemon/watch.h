/* Looking at the inbox. Notices of the file system are hints to look sooner, and say what was renamed in, and so is whole; the listing is the truth. A
 * listing is made on a thread of libuv's pool; the notices come from an inotify of our own, since uv_fs_event tells neither renames nor lost notices, with
 * a watch for the inbox and for each source's folder, brought up to date by every listing. */
#ifndef DAEMON_WATCH_H
#define DAEMON_WATCH_H

#include <uv.h>

#include "home/home.h"

struct daemon_watch;

struct daemon_watch_events {
	/* Something happened in a folder. */
	void (*hint)(void *context);
	/* One thing of a listing, then its end: 0, or why there is none. */
	void (*listed)(void *context, const struct aid_home_found *found);
	void (*scanned)(void *context, int code, const struct aid_error *err);
	/* The system gives no notices (any more); or a folder cannot be opened. Said once each until it is over. */
	void (*no_notices)(void *context, const char *reason);
	void (*folder_closed)(void *context, const char *folder, const char *reason);
	void *context;
};

/* AID_E_NOMEM. Copies the events. */
int
daemon_watch_open(uv_loop_t *loop, struct aid_home *home, const struct daemon_watch_events *events,
		  struct daemon_watch **out_watch, struct aid_error *err);
/* Lists all folders; `scanned` is called once, later. Not while a listing is being made. */
void daemon_watch_scan(struct daemon_watch *watch);
/* No listing is being made: closes the handles. */
void daemon_watch_close(struct daemon_watch *watch);
/* Once the loop has ended. */
void daemon_watch_free(struct daemon_watch *watch);

#endif
