#include "watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/digest.h"
#include "machine/spool.h"

/* Each costs the system an inotify watch; folders beyond are seen by the regular listing. */
#define N_FOLDERS_MAX 1000
/* Files renamed in between two listings that are known to be whole; those beyond settle like any other. */
#define N_MOVED_MAX 4096
#define NOTICES                                                                                    \
	(IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF)

/* The notices of one folder. */
struct folder {
	struct folder *next;
	int descriptor; /* of its inotify watch; -1: none */
	int64_t identity; /* a folder that was removed and made again is another one, and its notices are silent */
	bool is_seen, is_closed_said;
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
	int inotify; /* -1: none */
	uv_poll_t poll;
	/* files renamed in, as hashes: those before the listing being made, in order, then those since */
	int64_t moved[N_MOVED_MAX];
	size_t n_moved, n_moved_before;
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

static int64_t
hash_file(const char *folder, const char *name)
{
	return aid_digest_hash64(aid_slice_of(name), aid_digest_hash64(aid_slice_of(folder), 0));
}

static int
compare_hash(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

/* What is renamed in is whole. What is never taken is no news: our own claims are such files. */
static bool
is_news(struct daemon_watch *watch, const struct inotify_event *event)
{
	struct folder *folder = watch->folders;

	if (event->len == 0 || (event->mask & IN_Q_OVERFLOW) != 0)
		return true;
	if (aid_spool_is_ignored(event->name))
		return false;
	while (folder != NULL && folder->descriptor != event->wd)
		folder = folder->next;
	if ((event->mask & (IN_MOVED_TO | IN_ISDIR)) == IN_MOVED_TO && folder != NULL &&
	    watch->n_moved < N_MOVED_MAX)
		watch->moved[watch->n_moved++] = hash_file(folder->name, event->name);
	return true;
}

static void
on_notices(uv_poll_t *poll, int status, int events)
{
	struct daemon_watch *watch = poll->data;
	_Alignas(struct inotify_event) char bytes[16384];
	bool has_news = status != 0;
	ssize_t n_bytes;

	(void)events;
	if ((n_bytes = read(watch->inotify, bytes, sizeof(bytes))) > 0) {
		for (ssize_t at = 0; at < n_bytes;) {
			const struct inotify_event *event =
				(const struct inotify_event *)(void *)&bytes[at];

			has_news = is_news(watch, event) || has_news;
			at += (ssize_t)(sizeof(*event) + event->len);
		}
	}
	if (has_news)
		watch->events.hint(watch->events.context);
}

static void
stop_notices(struct daemon_watch *watch, struct folder *folder)
{
	if (folder->descriptor >= 0)
		inotify_rm_watch(watch->inotify, folder->descriptor);
	folder->descriptor = -1;
}

static void
close_folder(struct daemon_watch *watch, struct folder **at)
{
	struct folder *folder = *at;

	*at = folder->next;
	watch->n_folders--;
	stop_notices(watch, folder);
	free(folder);
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
say_no_notices(struct daemon_watch *watch, int error_number)
{
	if (watch->is_no_notices_said)
		return;
	watch->is_no_notices_said = true;
	watch->events.no_notices(watch->events.context,
				 uv_strerror(uv_translate_sys_error(error_number)));
}

static void
start_notices(struct daemon_watch *watch, struct folder *folder)
{
	struct aid_buffer path;

	if (watch->inotify < 0)
		return;
	aid_buffer_init(&path);
	aid_buffer_append_format(&path, "%s/inbox/%s", aid_home_path(watch->home), folder->name);
	errno = ENOMEM;
	if (!path.is_failed)
		folder->descriptor =
			inotify_add_watch(watch->inotify, path.ptr, NOTICES | IN_ONLYDIR);
	aid_buffer_done(&path);
	if (folder->descriptor >= 0)
		watch->is_no_notices_said = false;
	/* A folder that is gone again is no lack of notices. */
	else if (errno != ENOENT)
		say_no_notices(watch, errno);
}

static struct folder *
add_folder(struct daemon_watch *watch, const char *name)
{
	struct folder *folder =
		watch->n_folders < N_FOLDERS_MAX ? calloc(1, sizeof(*folder)) : NULL;

	if (folder == NULL)
		return NULL;
	folder->descriptor = -1;
	snprintf(folder->name, sizeof(folder->name), "%s", name);
	folder->next = watch->folders;
	watch->folders = folder;
	watch->n_folders++;
	return folder;
}

/* -> whether its notices start only now. */
static bool
see_folder(struct daemon_watch *watch, const struct aid_home_found *found)
{
	struct folder *folder = *find_folder(watch, found->folder);

	if (folder == NULL)
		folder = add_folder(watch, found->folder);
	if (folder == NULL)
		return false;
	folder->is_seen = true;
	if (found->error_number != 0) {
		if (!folder->is_closed_said)
			watch->events.folder_closed(
				watch->events.context, found->folder,
				uv_strerror(uv_translate_sys_error(found->error_number)));
		folder->is_closed_said = true;
		return false;
	}
	folder->is_closed_said = false;
	if (folder->descriptor >= 0 && folder->identity == found->identity)
		return false;
	stop_notices(watch, folder);
	folder->identity = found->identity;
	start_notices(watch, folder);
	return folder->descriptor >= 0;
}

static bool
was_moved_in(const struct daemon_watch *watch, const struct aid_home_found *found)
{
	int64_t hash = hash_file(found->folder, found->name);

	return bsearch(&hash, watch->moved, watch->n_moved_before, sizeof(hash), compare_hash) !=
	       NULL;
}

static void
on_listed(uv_work_t *work, int status)
{
	struct daemon_watch *watch = work->data;
	int code = status == 0 ? watch->code : AID_E_INTERRUPTED;
	bool is_blind =
		false; /* what came into a folder between the listing of it and the start of its notices */

	for (struct folder *folder = watch->folders; folder != NULL; folder = folder->next)
		folder->is_seen = false;
	for (size_t i = 0; i < watch->n_founds && code == 0; i++) {
		struct aid_home_found *found = &watch->founds[i].found;

		found->folder = watch->texts.ptr + watch->founds[i].folder_at;
		found->name = watch->founds[i].name_at == SIZE_MAX
				      ? NULL
				      : watch->texts.ptr + watch->founds[i].name_at;
		if (found->name == NULL) {
			is_blind = see_folder(watch, found) || is_blind;
			continue;
		}
		found->is_complete = found->is_complete || was_moved_in(watch, found);
		watch->events.listed(watch->events.context, found);
	}
	watch->n_moved -= watch->n_moved_before;
	memmove(watch->moved, &watch->moved[watch->n_moved_before],
		watch->n_moved * sizeof(watch->moved[0]));
	watch->n_moved_before = 0;
	for (struct folder **at = &watch->folders; *at != NULL && code == 0;) {
		if ((*at)->is_seen)
			at = &(*at)->next;
		else
			close_folder(watch, at);
	}
	watch->n_founds = 0;
	aid_buffer_reset(&watch->texts);
	watch->events.scanned(watch->events.context, code, &watch->err);
	if (is_blind)
		watch->events.hint(watch->events.context);
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
	watch->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	watch->poll.data = watch;
	if (watch->inotify < 0 || uv_poll_init(loop, &watch->poll, watch->inotify) != 0) {
		say_no_notices(watch, errno);
		if (watch->inotify >= 0)
			close(watch->inotify);
		watch->inotify = -1;
	} else {
		uv_poll_start(&watch->poll, UV_READABLE, on_notices);
	}
	*out_watch = watch;
	return 0;
}

void
daemon_watch_scan(struct daemon_watch *watch)
{
	watch->err = AID_ERROR_NONE;
	watch->n_moved_before = watch->n_moved;
	qsort(watch->moved, watch->n_moved, sizeof(watch->moved[0]), compare_hash);
	/* Fails only without a function to call. */
	AID_REQUIRE(uv_queue_work(watch->loop, &watch->work, list, on_listed) == 0);
}

void
daemon_watch_close(struct daemon_watch *watch)
{
	while (watch->folders != NULL)
		close_folder(watch, &watch->folders);
	if (watch->inotify >= 0)
		uv_close((uv_handle_t *)&watch->poll, NULL);
}

void
daemon_watch_free(struct daemon_watch *watch)
{
	if (watch == NULL)
		return;
	if (watch->inotify >= 0)
		close(watch->inotify);
	aid_buffer_done(&watch->texts);
	free(watch->founds);
	free(watch);
}
