/* The registries that come with aidtally: files of the office in a new inbox, read like any other drop. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "home/files.h"
#include "home/internal.h"

#define FOLDER "_office"
/* 1990-01-02: before anything that an office states, so that whatever it says of an entry stands. */
#define STATED_AT 631238400

struct registry {
	const char *name;
	const char *const *lines;
};

#include "registries.inc"

#define N_REGISTRIES (sizeof(registries) / sizeof(*registries))

static int
put_registry(int home_fd, const struct registry *registry, struct aid_error *err)
{
	static const struct timespec times[2] = { { STATED_AT, 0 }, { STATED_AT, 0 } };
	struct aid_output out;
	char name[AID_NAME_SIZE];
	int rc = aid_output_open(home_fd, &out, err);

	if (rc != 0)
		return rc;
	snprintf(name, sizeof(name), "inbox/" FOLDER "/%s", registry->name);
	for (size_t i = 0; registry->lines[i] != NULL && rc == 0; i++)
		rc = aid_output_write(&out, aid_slice_of(registry->lines[i]), err);
	if (rc == 0)
		rc = aid_output_keep(&out, home_fd, name, err);
	if (rc == 0 && utimensat(home_fd, name, times, AT_SYMLINK_NOFOLLOW) != 0)
		rc = aid_error_set_errno(err, errno, "%s", name);
	aid_output_close(&out);
	return rc;
}

int
aid_registries_put(int home_fd, struct aid_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < N_REGISTRIES && rc == 0; i++)
		rc = put_registry(home_fd, &registries[i], err);
	return rc;
}

bool
aid_home_has_registries(const struct aid_home *home)
{
	struct stat st;
	char name[AID_NAME_SIZE];

	for (size_t i = 0; i < N_REGISTRIES; i++) {
		snprintf(name, sizeof(name), "inbox/" FOLDER "/%s", registries[i].name);
		if (fstatat(home->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			return true;
	}
	return false;
}

int
aid_home_take_registries(struct aid_home *home, struct aid_ledger *ledger, aid_clock *read_clock,
			 struct aid_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < N_REGISTRIES && rc == 0; i++) {
		struct aid_passage_request request = { .folder = FOLDER,
						       .path = registries[i].name,
						       .source = FOLDER,
						       .now = read_clock(),
						       .read_clock = read_clock };
		struct aid_drop_outcome outcome;

		rc = aid_home_pass(home, ledger, &request, &outcome, err);
		if (rc == AID_E_NOTFOUND)
			rc = 0;
	}
	return rc;
}
