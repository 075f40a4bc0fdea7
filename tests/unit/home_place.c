#define _GNU_SOURCE /* nftw, asprintf */
#include "tests/unit/home_place.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
path_of(const struct place *place, const char *name)
{
	char *path = NULL;

	assert_true(asprintf(&path, "%s/%s", place->path, name) > 0);
	return path;
}

void
place_make(struct place *place)
{
	struct aid_error err = AID_ERROR_NONE;

	memset(place, 0, sizeof(*place));
	snprintf(place->path, sizeof(place->path), "/tmp/aid-home-XXXXXX");
	assert_non_null(mkdtemp(place->path));
	assert_int_equal(aid_home_create(place->path, false, &err), 0);
	assert_int_equal(aid_home_open(place->path, &place->home, &err), 0);
	place->fake = fake_ledger_new();
	place->ledger = fake_ledger_as_ledger(place->fake);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
place_remove(struct place *place)
{
	aid_home_close(place->home);
	fake_ledger_free(place->fake);
	assert_int_equal(nftw(place->path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

void
place_write_bytes(const struct place *place, const char *name, const void *bytes, size_t size)
{
	char *path = path_of(place, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0640);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	close(fd);
	free(path);
}

void
place_write(const struct place *place, const char *name, const char *text)
{
	place_write_bytes(place, name, text, strlen(text));
}

bool
place_has(const struct place *place, const char *name)
{
	char *path = path_of(place, name);
	struct stat st;
	bool has = lstat(path, &st) == 0;

	free(path);
	return has;
}

char *
place_read(const struct place *place, const char *name)
{
	char *path = path_of(place, name), *text;
	int fd = open(path, O_RDONLY);
	struct stat st;

	free(path);
	if (fd < 0)
		return NULL;
	assert_int_equal(fstat(fd, &st), 0);
	text = calloc(1, (size_t)st.st_size + 1);
	assert_non_null(text);
	assert_int_equal(read(fd, text, (size_t)st.st_size), st.st_size);
	close(fd);
	return text;
}

void
place_assert_text(const struct place *place, const char *name, const char *text)
{
	char *found = place_read(place, name);

	if (found == NULL)
		fail_msg("%s is not there", name);
	assert_string_equal(found, text);
	free(found);
}

static int
is_shown(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

void
place_assert_empty(const struct place *place, const char *folder)
{
	char *path = path_of(place, folder);
	struct dirent **names = NULL;
	int n = scandir(path, &names, is_shown, alphasort);

	assert_true(n >= 0);
	if (n > 0)
		fail_msg("%s holds %s", folder, names[0]->d_name);
	free(names);
	free(path);
}

static void
append_tree(const char *path, size_t n_skipped, struct aid_buffer *out)
{
	struct dirent **names = NULL;
	int n = scandir(path, &names, is_shown, alphasort);

	assert_true(n >= 0);
	for (int i = 0; i < n; i++) {
		char *child = NULL;
		struct stat st;

		assert_true(asprintf(&child, "%s/%s", path, names[i]->d_name) > 0);
		assert_int_equal(lstat(child, &st), 0);
		if (S_ISDIR(st.st_mode))
			append_tree(child, n_skipped, out);
		else if (S_ISREG(st.st_mode))
			aid_buffer_append_format(out, "%s %lld\n", child + n_skipped,
						 (long long)st.st_size);
		else
			aid_buffer_append_format(out, "%s special\n", child + n_skipped);
		free(child);
		free(names[i]);
	}
	free(names);
}

char *
place_tree(const struct place *place)
{
	static const char *const tops[] = { "archive", "inbox", "receipts", "rejected", "work" };
	struct aid_buffer out;

	aid_buffer_init(&out);
	aid_buffer_append_text(&out, "");
	for (size_t i = 0; i < N_OF(tops); i++) {
		char *path = path_of(place, tops[i]);

		append_tree(path, strlen(place->path) + 1, &out);
		free(path);
	}
	aid_buffer_append_char(&out, '\n');
	assert_false(out.is_failed);
	return out.ptr;
}

int
place_pass(struct place *place, const char *folder, const char *name, struct aid_drop_outcome *out,
	   struct aid_error *err)
{
	struct aid_passage_request request = { .folder = folder, .path = name, .now = PLACE_NOW };
	struct aid_drop_outcome outcome;

	return aid_home_pass(place->home, place->ledger, &request, out == NULL ? &outcome : out,
			     err);
}

int
place_recover(struct place *place)
{
	struct aid_error err = AID_ERROR_NONE;
	int rc = aid_home_recover(place->home, place->ledger, PLACE_NOW, &err);

	if (rc != 0)
		print_error("recover: %s\n", err.text);
	return rc;
}
