/* The profiles of the home: read once, read again when their file changes, and matched against a drop's name and header. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "home/files.h"
#include "home/internal.h"
#include "read/map.h"
#include "text/fold.h"

/* A header stands at the beginning of a file; only this much of it is looked at to choose. */
#define HEAD_BYTES AID_LIMIT_RECORD_BYTES

struct entry {
	char name[AID_NAME_SIZE]; /* with ".conf" */
	struct stat st;
	struct aid_profile *profile; /* NULL: it cannot be read */
	char trouble[AID_ERROR_TEXT_SIZE];
};

struct aid_profiles {
	struct entry *entries; /* sorted by name */
	size_t n_entries, room;
	struct aid_profile *outside; /* of aid_profiles_load */
};

static void
clear_entries(struct entry *entries, size_t n_entries)
{
	for (size_t i = 0; i < n_entries; i++)
		aid_profile_free(entries[i].profile);
	free(entries);
}

void
aid_profiles_free(struct aid_profiles *profiles)
{
	if (profiles == NULL)
		return;
	clear_entries(profiles->entries, profiles->n_entries);
	aid_profile_free(profiles->outside);
	free(profiles);
}

static int
get_profiles(struct aid_home *home, struct aid_profiles **out, struct aid_error *err)
{
	if (home->profiles == NULL)
		home->profiles = calloc(1, sizeof(*home->profiles));
	if (home->profiles == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*out = home->profiles;
	return 0;
}

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Reads and parses one profile from `fd`; `shown` is its name in messages. */
static int
parse_file(int fd, const char *shown, struct aid_profile **out_profile, struct aid_error *err)
{
	char size[24], limit[24], *text = NULL;
	size_t len = 0;
	struct stat st;
	int rc = aid_files_read(fd, AID_LIMIT_PROFILE_BYTES, &text, &len, err);

	if (rc == AID_E_LIMIT && fstat(fd, &st) == 0) {
		snprintf(size, sizeof(size), "%lld", (long long)st.st_size);
		snprintf(limit, sizeof(limit), "%d", AID_LIMIT_PROFILE_BYTES);
		return aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_TOO_LARGE, 3, shown,
					 size, limit);
	}
	if (rc != 0)
		return aid_error_prefix(err, "%s", shown);
	rc = aid_profile_parse((struct aid_slice){ text, len }, shown, out_profile, err);
	free(text);
	return rc;
}

/* A profile that cannot be read is kept as such: it is named when a file comes that nothing else fits. */
static int
load_entry(int folder_fd, struct entry *entry)
{
	struct aid_error err = AID_ERROR_NONE;
	char shown[AID_NAME_SIZE + 16];
	int fd = openat(folder_fd, entry->name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), rc;

	snprintf(shown, sizeof(shown), "profiles/%s", entry->name);
	if (fd < 0) {
		rc = aid_error_set_errno(&err, errno, "%s", shown);
	} else {
		rc = parse_file(fd, shown, &entry->profile, &err);
		close(fd);
	}
	if (rc != 0) {
		entry->profile = NULL;
		snprintf(entry->trouble, sizeof(entry->trouble), "%s", err.text);
	}
	return rc == AID_E_NOMEM ? rc : 0;
}

static int
compare_entries(const void *left, const void *right)
{
	return strcmp(((const struct entry *)left)->name, ((const struct entry *)right)->name);
}

/* The profile of an unchanged file is taken over from the list as it was. */
static void
take_over(struct aid_profiles *was, struct entry *entry)
{
	struct entry *found = was->n_entries == 0 ? NULL
						  : bsearch(entry, was->entries, was->n_entries,
							    sizeof(*entry), compare_entries);

	if (found == NULL || !is_same_file(&found->st, &entry->st) || found->profile == NULL)
		return;
	entry->profile = found->profile;
	found->profile = NULL;
}

static int
add_entry(int folder_fd, const char *name, struct aid_profiles *now, struct aid_error *err)
{
	size_t len = strlen(name);
	struct entry *entry;
	struct stat st;

	if (name[0] == '.' || len <= 5 || strcmp(name + len - 5, ".conf") != 0 ||
	    fstatat(folder_fd, name, &st, 0) != 0 || !S_ISREG(st.st_mode))
		return 0;
	if (now->n_entries == now->room) {
		size_t room = now->room == 0 ? 8 : now->room * 2;
		struct entry *entries = realloc(now->entries, room * sizeof(*entries));

		if (entries == NULL)
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		now->entries = entries;
		now->room = room;
	}
	entry = &now->entries[now->n_entries++];
	memset(entry, 0, sizeof(*entry));
	snprintf(entry->name, sizeof(entry->name), "%s", name);
	entry->st = st;
	return 0;
}

static int
list_entries(int folder_fd, struct aid_profiles *now, struct aid_error *err)
{
	DIR *dir = aid_files_list(folder_fd);
	struct dirent *found;
	int rc = 0;

	if (dir == NULL)
		return aid_error_set_errno(err, errno, "profiles");
	while (rc == 0 && (found = readdir(dir)) != NULL)
		rc = add_entry(folder_fd, found->d_name, now, err);
	closedir(dir);
	if (now->n_entries > 1)
		qsort(now->entries, now->n_entries, sizeof(*now->entries), compare_entries);
	return rc;
}

/* Brings the list up to date with the folder. A home without the folder has no profiles. */
static int
refresh(struct aid_home *home, struct aid_error *err)
{
	struct aid_profiles *was = NULL, now = { NULL, 0, 0, NULL };
	int folder_fd, rc = get_profiles(home, &was, err);

	if (rc != 0)
		return rc;
	folder_fd = aid_files_open_folder(home->fd, "profiles");
	if (folder_fd < 0 && errno != ENOENT)
		return aid_error_set_errno(err, errno, "profiles");
	if (folder_fd >= 0)
		rc = list_entries(folder_fd, &now, err);
	for (size_t i = 0; i < now.n_entries && rc == 0; i++) {
		take_over(was, &now.entries[i]);
		if (now.entries[i].profile == NULL)
			rc = load_entry(folder_fd, &now.entries[i]);
	}
	if (folder_fd >= 0)
		close(folder_fd);
	if (rc == 0)
		clear_entries(was->entries, was->n_entries);
	else
		clear_entries(now.entries, now.n_entries);
	if (rc == AID_E_NOMEM)
		aid_message_error(err, rc, AID_MSG_NO_MEMORY, 0);
	if (rc != 0) {
		/* What was taken over went with the new list. */
		was->n_entries = 0;
		was->room = 0;
		was->entries = NULL;
		return rc;
	}
	was->entries = now.entries;
	was->n_entries = now.n_entries;
	was->room = now.room;
	return 0;
}

/* ---- choosing ---- */

/* A file whose beginning cannot be read as records fits nothing: the ledger will say why. */
static int
open_records(int fd, const struct aid_dialect_wish *own, struct aid_records **out,
	     struct aid_error *err)
{
	struct aid_dialect_wish wish = *own;
	int rc;

	wish.n_head_bytes = HEAD_BYTES;
	rc = aid_records_open(fd, &wish, out, err);

	if (rc != 0)
		*out = NULL;
	return rc == AID_E_REFUSED ? 0 : rc;
}

/* How well a profile fits a drop. Of those that fit, one of the drop's own source comes first, one of another source last. */
enum fit {
	FIT_NONE = 0,
	FIT_NAME = 10,  /* its pattern fits, but it reads columns that are not there */
	FIT_DRIFT = 20, /* its pattern fits, and every column that it reads is there */
	FIT_WHOLE = 30
};

/* What is asked of each profile. */
struct question {
	const char *name;
	struct aid_slice source; /* empty: anybody's */
	int fd;
	struct aid_records *sniffed; /* NULL: it cannot be read without help */
};

#define RANK_OWN 2

/* RANK_OWN: the drop's own source; 1: the profile, or the drop, names none; 0: another. */
static int
rank_source(const struct aid_profile *profile, struct aid_slice source, int *out_rank,
	    struct aid_error *err)
{
	struct aid_slice own = aid_profile_source(profile);
	struct aid_buffer left, right;
	int rc;

	*out_rank = 1;
	if (own.len == 0 || source.len == 0)
		return 0;
	aid_buffer_init(&left);
	aid_buffer_init(&right);
	rc = aid_fold_name(own, &left, err);
	if (rc == 0)
		rc = aid_fold_name(source, &right, err);
	if (rc == 0)
		*out_rank = aid_slice_is_equal(aid_buffer_slice(&left), aid_buffer_slice(&right))
				    ? RANK_OWN
				    : 0;
	aid_buffer_done(&left);
	aid_buffer_done(&right);
	return rc;
}

/* Does the profile find every column that it reads? */
static bool
can_map(const struct aid_profile *profile, const struct aid_records *records)
{
	struct aid_header header = aid_map_header(records);
	struct aid_map *map = NULL;

	if (aid_map_new(profile, &header, &map, NULL) != 0)
		return false;
	aid_map_free(map);
	return true;
}

static int
find_fit(const struct aid_profile *profile, const struct question *question, int *out_fit,
	 struct aid_error *err)
{
	const struct aid_dialect_wish *wish = aid_profile_wish(profile);
	bool is_own = aid_dialect_is_wished(wish);
	struct aid_records *records = question->sniffed;
	const struct aid_slice *header;
	size_t n_header;
	int rank = 0, rc = 0;

	*out_fit = FIT_NONE;
	if (is_own)
		rc = open_records(question->fd, wish, &records, err);
	if (rc != 0 || records == NULL)
		return rc;
	header = aid_records_header(records, &n_header);
	if (aid_profile_is_fit(profile, question->name, header, n_header))
		*out_fit = FIT_WHOLE;
	else if (aid_profile_is_match(profile, question->name))
		*out_fit = can_map(profile, records) ? FIT_DRIFT : FIT_NAME;
	if (is_own)
		aid_records_close(records);
	if (*out_fit == FIT_NONE)
		return 0;
	rc = rank_source(profile, question->source, &rank, err);
	/* Others' files may have the same names: they are not read in this one's encoding, nor said to be its own, unless their columns say that they are. */
	if (rank != RANK_OWN && aid_profile_source(profile).len > 0 &&
	    !aid_profile_has_header(profile))
		*out_fit = FIT_NONE;
	else
		*out_fit += rank;
	return rc;
}

/* Are the columns canonical ones? */
static bool
is_canonical(struct aid_records *sniffed)
{
	struct aid_header header;
	struct aid_map *map = NULL;

	if (sniffed == NULL)
		return false;
	header = aid_map_header(sniffed);
	if (aid_map_new(NULL, &header, &map, NULL) != 0)
		return false;
	aid_map_free(map);
	return true;
}

/* The profiles that fit best. */
struct choice {
	int fit;
	size_t n_fit;
	const struct aid_profile *profile; /* the last of them */
	struct aid_buffer names;
	const struct entry *broken; /* the first that cannot be read */
};

static int
weigh(const struct aid_profiles *profiles, const struct question *question, struct choice *choice,
      struct aid_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < profiles->n_entries && rc == 0; i++) {
		const struct entry *entry = &profiles->entries[i];
		int fit = FIT_NONE;

		if (entry->profile == NULL)
			choice->broken = choice->broken == NULL ? entry : choice->broken;
		else
			rc = find_fit(entry->profile, question, &fit, err);
		if (fit == FIT_NONE || fit < choice->fit)
			continue;
		if (fit > choice->fit) {
			choice->fit = fit;
			choice->n_fit = 0;
			aid_buffer_reset(&choice->names);
		}
		aid_buffer_append_format(&choice->names, "%s%s", choice->n_fit == 0 ? "" : ", ",
					 entry->name);
		choice->profile = entry->profile;
		choice->n_fit++;
	}
	return rc == 0 ? aid_buffer_check(&choice->names, err) : rc;
}

/* One that fits; else, of those that are for files of the name, the one that can read it; else our own columns; else the one for files of the name, which will
 * say what it misses. */
static int
decide(const struct question *question, const struct choice *choice,
       const struct aid_profile **out_profile, struct aid_error *err)
{
	bool is_one = choice->n_fit == 1;

	*out_profile = NULL;
	if (choice->fit >= FIT_WHOLE && !is_one)
		return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_AMBIGUOUS_PROFILE, 1,
					 choice->names.ptr);
	if (choice->fit >= FIT_DRIFT && is_one) {
		*out_profile = choice->profile;
		return 0;
	}
	if (is_canonical(question->sniffed))
		return 0;
	if (choice->broken != NULL)
		return aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_UNREADABLE, 2,
					 question->name, choice->broken->trouble);
	if (is_one)
		*out_profile = choice->profile;
	return 0;
}

int
aid_profiles_choose(struct aid_home *home, const char *name, struct aid_slice source, int fd,
		    const struct aid_profile **out_profile, struct aid_error *err)
{
	static const struct aid_dialect_wish none = { 0 };
	struct question question = { .name = name, .source = source, .fd = fd };
	struct choice choice = { .fit = FIT_NONE };
	int rc = refresh(home, err);

	if (rc != 0)
		return rc;
	if (home->profiles->n_entries == 0) {
		*out_profile = NULL;
		return 0;
	}
	/* What the office drops may be anybody's. */
	if (aid_slice_is_equal(source, AID_SLICE_LITERAL("_office")))
		question.source = AID_SLICE_EMPTY;
	aid_buffer_init(&choice.names);
	rc = open_records(fd, &none, &question.sniffed, err);
	if (rc == 0)
		rc = weigh(home->profiles, &question, &choice, err);
	if (rc == 0)
		rc = decide(&question, &choice, out_profile, err);
	if (question.sniffed != NULL)
		aid_records_close(question.sniffed);
	aid_buffer_done(&choice.names);
	return rc;
}

int
aid_profiles_named(struct aid_home *home, const char *wish, const struct aid_profile **out_profile,
		   struct aid_error *err)
{
	char with_extension[AID_NAME_SIZE + 8];
	struct aid_buffer names;
	int rc = refresh(home, err);

	if (rc != 0)
		return rc;
	snprintf(with_extension, sizeof(with_extension), "%.*s.conf", AID_LIMIT_NAME_BYTES, wish);
	aid_buffer_init(&names);
	for (size_t i = 0; i < home->profiles->n_entries; i++) {
		const struct entry *entry = &home->profiles->entries[i];

		aid_buffer_append_format(&names, "%s%s", i == 0 ? "" : ", ", entry->name);
		if (strcmp(entry->name, wish) != 0 && strcmp(entry->name, with_extension) != 0)
			continue;
		aid_buffer_done(&names);
		if (entry->profile == NULL)
			return aid_error_set(err, AID_E_INVALID, "%s", entry->trouble);
		*out_profile = entry->profile;
		return 0;
	}
	rc = aid_buffer_check(&names, err);
	if (rc == 0)
		rc = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_PROFILE_MISSING, 2, wish,
				       names.len == 0 ? "-" : names.ptr);
	aid_buffer_done(&names);
	return rc;
}

int
aid_profiles_load(struct aid_home *home, const char *path, const struct aid_profile **out_profile,
		  struct aid_error *err)
{
	struct aid_profiles *profiles = NULL;
	struct aid_profile *profile = NULL;
	int fd, rc = get_profiles(home, &profiles, err);

	if (rc != 0)
		return rc;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return aid_error_set_errno(err, errno, "%s", path);
	rc = parse_file(fd, path, &profile, err);
	close(fd);
	if (rc != 0)
		return rc;
	aid_profile_free(profiles->outside);
	profiles->outside = profile;
	*out_profile = profile;
	return 0;
}

int
aid_home_profile(struct aid_home *home, const char *name, struct aid_slice source, int fd,
		 const char *wish, const struct aid_profile **out_profile, struct aid_error *err)
{
	if (wish == NULL || wish[0] == '\0')
		return aid_profiles_choose(home, name, source, fd, out_profile, err);
	if (strchr(wish, '/') != NULL)
		return aid_profiles_load(home, wish, out_profile, err);
	return aid_profiles_named(home, wish, out_profile, err);
}
