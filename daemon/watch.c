#include "watch.h"

#include <stdio.h>
#include <stdlib.h>

/* Each costs the system an inotify watch; folders beyond are seen by the regular listing. */
#define N_FOLDERS_MAX 1000

/* The notices of one folder. */
struct folder {
	struct folder *next;
	uv_fs_event_t event;
	struct daemon_watch *watch;
	int64_t identity; /* a folder that was removed and made again is another one, and its notices are silent */
	bool is_seen, is_closed_said;
	bool is_watched;
	char name[AID_LIMIT_NAME_BYTES + 1]; /* "": the inbox */
};

/* A thing of a listing, as it is handed from the pool's thread to the loop. */
struct found {
	struct aid_home_found found; /* its texts are offsets until the listing is whole */
	size_t folder_at, name_at;   /* into `texts`; name_at SIZE_MAX: the folder itself */
};

struct daemon_watch {
	uv_loop_t *loop;
	struct aid_home *home;
	struct daemon_watch_events events;
	struct folder *folders;
	size_t n_folders;
	bool is_no_notices_said;
	uv_work_t work;
	/* of the listing being made */
	struct found *founds;
	size_t n_founds, room;
	struct aid_buffer texts;
	int code;
	struct aid_error err;
};

/* ---- the listing, on a thread of the pool ---- */

static int
keep_found(void *context, const struct aid_home_found *found, struct aid_error *err)
{
	struct daemon_watch *watch = context;
	struct found *kept;

	if (watch->n_founds == watch->room) {
		size_t room = watch->room == 0 ? 64 : watch->room * 2;
		struct found *founds = realloc(watch->founds, room * sizeof(*founds));

		if (founds == NULL)
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		watch->founds = founds;
		watch->room = room;
	}
	kept = &watch->founds[watch->n_founds];
	kept->found = *found;
	kept->folder_at = watch->texts.len;
	aid_buffer_append(&watch->texts,
			  (struct aid_slice){ found->folder, strlen(found->folder) + 1 });
	kept->name_at = found->name == NULL ? SIZE_MAX : watch->texts.len;
	if (found->name != NULL)
		aid_buffer_append(&watch->texts,
				  (struct aid_slice){ found->name, strlen(found->name) + 1 });
	watch->n_founds++;
	return aid_buffer_check(&watch->texts, err);
}

static void
list(uv_work_t *work)
{
	struct daemon_watch *watch = work->data;

	watch->code = aid_home_scan(watch->home, keep_found, watch, &watch->err);
}

/* ---- notices ---- */

static void
on_event(uv_fs_event_t *event, const char *name, int events, int status)
{
	struct folder *folder = event->data;

	(void)name;
	(void)events;
	(void)status;
	folder->watch->events.hint(folder->watch->events.context);
}

static void
on_folder_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void
close_folder(struct daemon_watch *watch, struct folder **at)
{
	struct folder *folder = *at;

	*at = folder->next;
	watch->n_folders--;
	uv_close((uv_handle_t *)&folder->event, on_folder_closed);
}

static struct folder **
find_folder(struct daemon_watch *watch, const char *name)
{
	struct folder **at = &watch->folders;

	while (*at != NULL && strcmp((*at)->name, name) != 0)
		at = &(*at)->next;
	return at;
}

static void
start_notices(struct daemon_watch *watch, struct folder *folder)
{
	struct aid_buffer path;
	int rc;

	aid_buffer_init(&path);
	aid_buffer_append_format(&path, "%s/inbox/%s", aid_home_path(watch->home), folder->name);
	rc = path.is_failed ? UV_ENOMEM : uv_fs_event_start(&folder->event, on_event, path.ptr, 0);
	aid_buffer_done(&path);
	folder->is_watched = rc == 0;
	if (rc == 0) {
		watch->is_no_notices_said = false;
		return;
	}
	/* A folder that is gone again is no lack of notices. */
	if (rc != UV_ENOENT && !watch->is_no_notices_said) {
		watch->is_no_notices_said = true;
		watch->events.no_notices(watch->events.context, uv_strerror(rc));
	}
}

static struct folder *
add_folder(struct daemon_watch *watch, const char *name)
{
	struct folder *folder =
		watch->n_folders < N_FOLDERS_MAX ? calloc(1, sizeof(*folder)) : NULL;

	if (folder == NULL)
		return NULL;
	if (uv_fs_event_init(watch->loop, &folder->event) != 0) {
		free(folder);
		return NULL;
	}
	folder->event.data = folder;
	folder->watch = watch;
	snprintf(folder->name, sizeof(folder->name), "%s", name);
	folder->next = watch->folders;
	watch->folders = folder;
	watch->n_folders++;
	return folder;
}

static void
see_folder(struct daemon_watch *watch, const struct aid_home_found *found)
{
	struct folder *folder = *find_folder(watch, found->folder);

	if (folder == NULL)
		folder = add_folder(watch, found->folder);
	if (folder == NULL)
		return;
	folder->is_seen = true;
	if (found->error_number != 0) {
		if (!folder->is_closed_said)
			watch->events.folder_closed(
				watch->events.context, found->folder,
				uv_strerror(uv_translate_sys_error(found->error_number)));
		folder->is_closed_said = true;
		return;
	}
	folder->is_closed_said = false;
	if (folder->is_watched && folder->identity == found->identity)
		return;
	uv_fs_event_stop(&folder->event);
	folder->identity = found->identity;
	start_notices(watch, folder);
}

static void
on_listed(uv_work_t *work, int status)
{
	struct daemon_watch *watch = work->data;
	int code = status == 0 ? watch->code : AID_E_INTERRUPTED;

	for (struct folder *folder = watch->folders; folder != NULL; folder = folder->next)
		folder->is_seen = false;
	for (size_t i = 0; i < watch->n_founds && code == 0; i++) {
		struct aid_home_found *found = &watch->founds[i].found;

		found->folder = watch->texts.ptr + watch->founds[i].folder_at;
		found->name = watch->founds[i].name_at == SIZE_MAX
				      ? NULL
				      : watch->texts.ptr + watch->founds[i].name_at;
		if (found->name == NULL)
			see_folder(watch, found);
		else
			watch->events.listed(watch->events.context, found);
	}
	for (struct folder **at = &watch->folders; *at != NULL && code == 0;) {
		if ((*at)->is_seen)
			at = &(*at)->next;
		else
			close_folder(watch, at);
	}
	watch->n_founds = 0;
	aid_buffer_reset(&watch->texts);
	watch->events.scanned(watch->events.context, code, &watch->err);
}

/* ---- */

int
daemon_watch_open(uv_loop_t *loop, struct aid_home *home, const struct daemon_watch_events *events,
		  struct daemon_watch **out_watch, struct aid_error *err)
{
	struct daemon_watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	watch->loop = loop;
	watch->home = home;
	watch->events = *events;
	watch->work.data = watch;
	aid_buffer_init(&watch->texts);
	*out_watch = watch;
	return 0;
}

void
daemon_watch_scan(struct daemon_watch *watch)
{
	watch->err = AID_ERROR_NONE;
	/* Fails only without a function to call. */
	AID_REQUIRE(uv_queue_work(watch->loop, &watch->work, list, on_listed) == 0);
}

void
daemon_watch_close(struct daemon_watch *watch)
{
	while (watch->folders != NULL)
		close_folder(watch, &watch->folders);
}

void
daemon_watch_free(struct daemon_watch *watch)
{
	if (watch == NULL)
		return;
	aid_buffer_done(&watch->texts);
	free(watch->founds);
	free(watch);
}
