#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "home/files.h"
#include "home/internal.h"

const char *
aid_passage_state_name(enum aid_passage_state state)
{
	static const char *const names[AID_PASSAGE_COUNT] = {
#define X(name, text) [AID_PASSAGE_##name] = text,
		AID_PASSAGE_STATE_LIST(X)
#undef X
	};

	AID_REQUIRE(state < AID_PASSAGE_COUNT);
	return names[state];
}

static char *
join_path(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = malloc(size);

	if (path != NULL)
		snprintf(path, size, "%s/%s", folder, name);
	return path;
}

int
aid_home_open(const char *path, struct aid_home **out_home, struct aid_error *err)
{
	struct aid_home *home = calloc(1, sizeof(*home));
	struct stat st;
	int rc;

	if (home == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	home->fd = home->inbox_fd = home->lock_fd = -1;
	atomic_init(&home->is_interrupted, false);
	home->path = strdup(path);
	home->ledger_path = join_path(path, "aidtally.db");
	if (home->path == NULL || home->ledger_path == NULL) {
		rc = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		goto out;
	}
	home->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (home->fd >= 0)
		home->inbox_fd = aid_files_open_folder(home->fd, "inbox");
	if (home->inbox_fd < 0 || fstatat(home->fd, "aidtally.db", &st, 0) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			rc = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_HOME_MISSING, 1, path);
		else
			rc = aid_error_set_errno(err, errno, "%s", path);
		goto out;
	}
	*out_home = home;
	return 0;
out:
	aid_home_close(home);
	return rc;
}

void
aid_home_close(struct aid_home *home)
{
	if (home == NULL)
		return;
	aid_profiles_free(home->profiles);
	if (home->inbox_fd >= 0)
		close(home->inbox_fd);
	/* The lock ends with its descriptor. */
	if (home->lock_fd >= 0)
		close(home->lock_fd);
	if (home->fd >= 0)
		close(home->fd);
	free(home->ledger_path);
	free(home->path);
	free(home);
}

const char *
aid_home_path(const struct aid_home *home)
{
	return home->path;
}

const char *
aid_home_ledger_path(const struct aid_home *home)
{
	return home->ledger_path;
}

int
aid_home_inbox_fd(const struct aid_home *home)
{
	return home->inbox_fd;
}

void
aid_home_interrupt(struct aid_home *home)
{
	atomic_store(&home->is_interrupted, true);
}
