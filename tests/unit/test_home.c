#define _GNU_SOURCE /* mkfifo */
#include "tests/unit/home_place.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "home/files.h"

/* SHA-256 of "a,b\n1,2\n" begins so (sha256sum). */
#define TEXT "a,b\n1,2\n"
#define SHA8 "492d5ea4"
#define DAY "2024-05-17"

static int
set_up(void **state)
{
	struct place *place = malloc(sizeof(*place));

	assert_non_null(place);
	place_make(place);
	*state = place;
	return 0;
}

static int
tear_down(void **state)
{
	place_remove(*state);
	free(*state);
	return 0;
}

static char *
full_path(const struct place *place, const char *name)
{
	static char path[1024];

	snprintf(path, sizeof(path), "%s/%s", place->path, name);
	return path;
}

/* ---- the folder ---- */

static void
a_home_is_made_once_and_kept(void **state)
{
	static const char *const expected[] = { "inbox/_office",
						"work",
						"archive",
						"receipts",
						"rejected",
						"reports",
						"profiles",
						"templates/commitments.csv",
						"templates/sources.csv",
						"README.txt",
						"aidtally.db" };
	struct place *place = *state;

	for (size_t i = 0; i < N_OF(expected); i++)
		assert_true(place_has(place, expected[i]));
	char *text = place_read(place, "templates/shipments.csv");
	assert_memory_equal(text, "\xef\xbb\xbfwaybill,", 11);
	assert_non_null(strstr(text, ",reported_at,state\r\n"));
	free(text);
	text = place_read(place, "README.txt");
	assert_non_null(strstr(text, "inbox/"));
	free(text);
	place_write(place, "README.txt", "mine");
	place_write(place, "aidtally.db", "full of rows");
	assert_int_equal(aid_home_create(place->path, false, NULL), 0);
	place_assert_text(place, "README.txt", "mine");
	place_assert_text(place, "aidtally.db", "full of rows");
	place_assert_empty(place, "work");
}

static void
what_is_no_home_is_not_opened(void **state)
{
	struct place *place = *state;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_home *home = NULL;

	assert_int_equal(aid_home_open("/tmp/no/such/home", &home, &err), AID_E_NOTFOUND);
	assert_non_null(strstr(err.text, "aidtally --home /tmp/no/such/home init"));
	assert_int_equal(aid_home_open(full_path(place, "archive"), &home, &err), AID_E_NOTFOUND);
	assert_null(home);
}

static void
one_process_writes(void **state)
{
	struct place *place = *state;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_home *other = NULL;
	int64_t pid = -1;
	char role[16], expected[32];

	assert_int_equal(aid_home_writer(place->home, &pid, role, sizeof(role), &err), 0);
	assert_int_equal(pid, 0);
	assert_int_equal(aid_home_lock(place->home, "daemon", &err), 0);
	assert_int_equal(aid_home_open(place->path, &other, &err), 0);
	assert_int_equal(aid_home_lock(other, "import", &err), AID_E_BUSY);
	snprintf(expected, sizeof(expected), "process %d (daemon)", (int)getpid());
	assert_non_null(strstr(err.text, expected));
	assert_int_equal(aid_home_writer(other, &pid, role, sizeof(role), &err), 0);
	assert_int_equal(pid, getpid());
	assert_string_equal(role, "daemon");
	aid_home_close(place->home);
	assert_int_equal(aid_home_writer(other, &pid, role, sizeof(role), &err), 0);
	assert_int_equal(pid, 0);
	assert_int_equal(aid_home_lock(other, "import", &err), 0);
	place->home = other;
}

/* ---- a file's way ---- */

static void
a_file_goes_all_the_way(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;

	mkdir(full_path(place, "inbox/WFP"), 0750);
	place_write(place, "inbox/WFP/fix me.csv", TEXT);
	assert_int_equal(place_pass(place, "WFP", "fix me.csv", &outcome, NULL), 0);
	assert_int_equal(outcome.drop, 1);
	assert_false(outcome.is_repeated);
	place_assert_empty(place, "inbox/WFP");
	place_assert_empty(place, "work");
	place_assert_text(place, "archive/" DAY "/WFP/fix me.csv--" SHA8, TEXT);
	place_assert_text(place, "receipts/" DAY "/WFP/fix me.csv--" SHA8 ".receipt.csv",
			  "receipt of drop 1\n");
	place_assert_text(place, "rejected/" DAY "/WFP/fix me.csv--" SHA8 ".fix.csv",
			  "a row to correct\n");
	assert_int_equal(place->fake->drops[0].row.state, AID_DROP_DONE);
	assert_string_equal(place->fake->drops[0].row.source, "WFP");
	assert_string_equal(place->fake->drops[0].row.name, "fix me.csv");
	assert_int_equal(place->fake->drops[0].n_bytes, sizeof(TEXT) - 1);
}

static void
the_same_file_again_changes_nothing(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;

	place_write(place, "inbox/a.csv", TEXT);
	assert_int_equal(place_pass(place, "", "a.csv", NULL, NULL), 0);
	char *before = place_tree(place);
	place_write(place, "inbox/b.csv", TEXT);
	assert_int_equal(place_pass(place, "", "b.csv", &outcome, NULL), 0);
	assert_true(outcome.is_repeated);
	assert_int_equal(outcome.drop, 1);
	char *after = place_tree(place);
	assert_string_equal(before, after);
	free(after);
	/* Somebody emptied the archive: the repeat heals it. */
	assert_int_equal(unlink(full_path(place, "archive/" DAY "/office/a.csv--" SHA8)), 0);
	place_write(place, "inbox/c.csv", TEXT);
	assert_int_equal(place_pass(place, "", "c.csv", &outcome, NULL), 0);
	after = place_tree(place);
	assert_string_equal(before, after);
	free(after);
	free(before);
}

static void
a_refused_file_lies_beside_its_sentence(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;

	place_write(place, "inbox/x.csv", "refuse one");
	assert_int_equal(place_pass(place, "", "x.csv", &outcome, NULL), 0);
	assert_true(outcome.is_refused);
	place_assert_text(place, "rejected/" DAY "/office/x.csv", "refuse one");
	place_write(place, "inbox/x.csv", "refuse two");
	assert_int_equal(place_pass(place, "", "x.csv", &outcome, NULL), 0);
	place_assert_text(place, "rejected/" DAY "/office/x.csv", "refuse one");
	char *tree = place_tree(place);
	/* The second has the first one's name: it lies there under its own. */
	assert_non_null(strstr(tree, "rejected/" DAY "/office/x.csv--"));
	assert_int_equal(place->fake->drops[1].row.state, AID_DROP_REFUSED_DONE);
	free(tree);
	place_assert_empty(place, "work");
	assert_string_equal(outcome.why, "the fake refuses it");
}

static void
nothing_in_the_archive_is_replaced(void **state)
{
	struct place *place = *state;
	struct aid_error err = AID_ERROR_NONE;

	mkdir(full_path(place, "archive/" DAY), 0750);
	mkdir(full_path(place, "archive/" DAY "/office"), 0750);
	place_write(place, "archive/" DAY "/office/a.csv--" SHA8,
		    "other bytes with the same beginning");
	place_write(place, "inbox/a.csv", TEXT);
	assert_int_equal(place_pass(place, "", "a.csv", NULL, &err), 0);
	place_assert_text(place, "archive/" DAY "/office/a.csv--" SHA8,
			  "other bytes with the same beginning");
	assert_int_equal(place->fake->drops[0].row.state, AID_DROP_DONE);
	char name[256];
	snprintf(name, sizeof(name), "archive/" DAY "/office/a.csv--%s",
		 place->fake->drops[0].row.sha256);
	place_assert_text(place, name, TEXT);
}

static void
a_file_from_outside_is_copied_and_stays(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;
	struct aid_passage_request request = { .now = PLACE_NOW, .source = "UNICEF" };
	char path[300];

	place_write(place, "reports/mine.csv", TEXT);
	snprintf(path, sizeof(path), "%s/reports/mine.csv", place->path);
	request.path = path;
	assert_int_equal(aid_home_pass(place->home, place->ledger, &request, &outcome, NULL), 0);
	place_assert_text(place, "reports/mine.csv", TEXT);
	place_assert_text(place, "archive/" DAY "/UNICEF/mine.csv--" SHA8, TEXT);
	place_assert_empty(place, "work");
	request.path = place->path;
	struct aid_error err = AID_ERROR_NONE;
	assert_int_equal(aid_home_pass(place->home, place->ledger, &request, &outcome, &err),
			 AID_E_INVALID);
	request.path = "/no/such/file.csv";
	assert_int_equal(aid_home_pass(place->home, place->ledger, &request, &outcome, &err),
			 AID_E_NOTFOUND);
}

static void
a_dry_run_leaves_no_trace(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;
	struct aid_passage_request request = { .now = PLACE_NOW, .is_dry_run = true };
	char path[300];

	place_write(place, "reports/mine.csv", TEXT);
	snprintf(path, sizeof(path), "%s/reports/mine.csv", place->path);
	request.path = path;
	char *before = place_tree(place);
	assert_int_equal(aid_home_pass(place->home, place->ledger, &request, &outcome, NULL), 0);
	assert_int_equal(outcome.n_records, 1);
	assert_int_equal(place->fake->n_drops, 0);
	char *after = place_tree(place);
	assert_string_equal(before, after);
	free(before);
	free(after);
}

static void
an_error_puts_the_file_back(void **state)
{
	static const int codes[] = { AID_E_FULL, AID_E_BUSY,  AID_E_IO,
				     AID_E_DB,   AID_E_NOMEM, AID_E_INTERRUPTED };
	struct place *place = *state;

	for (size_t i = 0; i < N_OF(codes); i++) {
		place_write(place, "inbox/a.csv", TEXT);
		place->fake->fail_ingest = codes[i];
		assert_int_equal(place_pass(place, "", "a.csv", NULL, NULL), codes[i]);
		place_assert_text(place, "inbox/a.csv", TEXT);
		place_assert_empty(place, "work");
		assert_int_equal(place->fake->n_drops, 0);
	}
	/* What would come back with every try refuses the file. */
	place->fake->fail_ingest = AID_E_OVERFLOW;
	assert_int_equal(place_pass(place, "", "a.csv", NULL, NULL), 0);
	assert_true(place_has(place, "rejected/" DAY "/office/a.csv--" SHA8 ".why.txt"));
}

/* ---- things that are no files ---- */

static void
assert_put_aside(struct place *place, const char *folder, const char *name, const char *kind)
{
	struct aid_drop_outcome outcome;
	char path[512];

	assert_int_equal(place_pass(place, folder, name, &outcome, NULL), 0);
	assert_true(outcome.is_refused);
	if (strstr(outcome.why, kind) == NULL)
		fail_msg("'%s' does not say '%s'", outcome.why, kind);
	snprintf(path, sizeof(path), "rejected/" DAY "/%s/%s",
		 folder[0] == '\0' ? "office" : folder, name);
	assert_true(place_has(place, path));
	snprintf(path, sizeof(path), "rejected/" DAY "/%s/%s--drop%d.why.txt",
		 folder[0] == '\0' ? "office" : folder, name, (int)outcome.drop);
	char *why = place_read(place, path);
	assert_non_null(why);
	assert_non_null(strstr(why, kind));
	assert_int_equal(strlen(why), strlen(outcome.why) + 1); /* one sentence, one line */
	free(why);
	snprintf(path, sizeof(path), "inbox/%s%s%s", folder, folder[0] == '\0' ? "" : "/", name);
	assert_false(place_has(place, path));
	assert_int_equal(place->fake->drops[outcome.drop - 1].row.state, AID_DROP_REFUSED_DONE);
}

static void
what_is_no_file_is_put_aside_unread(void **state)
{
	struct place *place = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	mkdir(full_path(place, "inbox/WFP"), 0750);
	assert_int_equal(symlink("/etc/passwd", full_path(place, "inbox/passwd.csv")), 0);
	assert_put_aside(place, "", "passwd.csv", "link");
	assert_int_equal(symlink("/no/where", full_path(place, "inbox/WFP/dangling.csv")), 0);
	assert_put_aside(place, "WFP", "dangling.csv", "link");
	/* Opening it to read would wait for a writer: alarm() ends the test if anything does. */
	alarm(20);
	assert_int_equal(mkfifo(full_path(place, "inbox/pipe.csv"), 0640), 0);
	assert_put_aside(place, "", "pipe.csv", "pipe");
	mkdir(full_path(place, "inbox/WFP/folder"), 0750);
	place_write(place, "inbox/WFP/folder/inside.csv", TEXT);
	assert_put_aside(place, "WFP", "folder", "folder");
	place_assert_text(place, "rejected/" DAY "/WFP/folder/inside.csv", TEXT);
	place_write(place, "reports/secret", "secret");
	char *from = strdup(full_path(place, "reports/secret"));
	assert_int_equal(link(from, full_path(place, "inbox/hard.csv")), 0);
	free(from);
	assert_put_aside(place, "", "hard.csv", "hard link");
	place_assert_text(place, "reports/secret", "secret");
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/inbox/s.csv", place->path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_put_aside(place, "", "s.csv", "socket");
	close(fd);
	alarm(0);
	/* None of them was read: nothing is in the archive. */
	place_assert_empty(place, "archive");
	place_assert_empty(place, "work");
}

static void
a_file_beyond_the_limit_is_refused_unread(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;

	place_write(place, "inbox/huge.csv", "");
	assert_int_equal(truncate(full_path(place, "inbox/huge.csv"), AID_LIMIT_DROP_BYTES + 1), 0);
	assert_int_equal(place_pass(place, "", "huge.csv", &outcome, NULL), 0);
	assert_true(outcome.is_refused);
	assert_non_null(strstr(outcome.why, "2147483649"));
	assert_true(place_has(place, "rejected/" DAY "/office/huge.csv"));
}

static void
hostile_names_stay_in_their_folders(void **state)
{
	static const char *const names[] = {
		"a\nb.csv", "..csv",    "\x1b[2J.csv", "-rf",     "\xff\xfe.csv",
		";rm.csv",  "a\\b.csv", "CON",         "%41.csv", "\xe2\x80\xae.csv",
		"a b",      "'\"`$(x)"
	};
	struct place *place = *state;
	char name[300], path[400];

	for (size_t i = 0; i < N_OF(names); i++) {
		struct aid_drop_outcome outcome;
		char text[32];

		snprintf(text, sizeof(text), "a\n%d\n", (int)i);
		snprintf(path, sizeof(path), "inbox/%s", names[i]);
		place_write(place, path, text);
		assert_int_equal(place_pass(place, "", names[i], &outcome, NULL), 0);
		/* The name is kept as data, byte for byte. */
		assert_string_equal(place->fake->drops[outcome.drop - 1].row.name, names[i]);
	}
	memset(name, 'n', 255);
	strcpy(name + 251, ".csv");
	snprintf(path, sizeof(path), "inbox/%s", name);
	place_write(place, path, TEXT);
	struct aid_drop_outcome outcome;
	assert_int_equal(place_pass(place, "", name, &outcome, NULL), 0);
	assert_string_equal(place->fake->drops[outcome.drop - 1].row.name, name);
	char *tree = place_tree(place);
	for (const char *p = tree; *p != '\0'; p++)
		assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
	assert_null(strstr(tree, "inbox/"));
	assert_null(strstr(tree, "work/"));
	free(tree);
}

static void
safe_names_are_safe(void **state)
{
	char name[AID_LIMIT_NAME_BYTES + 1], safe[AID_FILES_SAFE_SIZE];
	unsigned seed = 12345;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		size_t len = (size_t)rand_r(&seed) % 256;
		for (size_t j = 0; j < len; j++) {
			do
				name[j] = (char)rand_r(&seed);
			while (name[j] == '\0' || name[j] == '/');
		}
		name[len] = '\0';
		aid_files_safe_name(name, safe);
		size_t n = strlen(safe);
		assert_true(n > 0 && n < AID_FILES_SAFE_SIZE);
		assert_true(safe[0] != '.' && safe[0] != '-');
		for (size_t j = 0; j < n; j++)
			assert_true((unsigned char)safe[j] >= 0x20 && safe[j] != 0x7f &&
				    safe[j] != '/');
	}
	aid_files_safe_name("تقرير المعابر.csv", safe);
	assert_string_equal(safe, "تقرير المعابر.csv");
	memset(name, 0, sizeof(name));
	for (int i = 0; i < 120; i++)
		strcat(name, "й");
	strcat(name, ".csv");
	aid_files_safe_name(name, safe);
	assert_int_equal(strlen(safe), 160);
	assert_string_equal(safe + 156, ".csv");
}

/* ---- a file that moves under our hands ---- */

struct grower {
	int fd;
	atomic_bool is_ended;
};

static void *
grow(void *context)
{
	struct grower *grower = context;

	while (!atomic_load(&grower->is_ended))
		AID_REQUIRE(write(grower->fd, "1,2\n", 4) == 4);
	return NULL;
}

static void
a_file_that_is_still_written_goes_back(void **state)
{
	struct place *place = *state;
	struct grower grower = { .fd = -1 };
	struct aid_error err = AID_ERROR_NONE;
	pthread_t thread;

	/* Large enough that the writer has its turn while it is copied. */
	size_t size = 32 * 1024 * 1024;
	char *bytes = malloc(size);
	assert_non_null(bytes);
	memset(bytes, '\n', size);
	place_write_bytes(place, "inbox/a.csv", bytes, size);
	free(bytes);
	grower.fd = open(full_path(place, "inbox/a.csv"), O_WRONLY | O_APPEND);
	assert_true(grower.fd >= 0);
	assert_int_equal(pthread_create(&thread, NULL, grow, &grower), 0);
	int rc = place_pass(place, "", "a.csv", NULL, &err);
	atomic_store(&grower.is_ended, true);
	pthread_join(thread, NULL);
	close(grower.fd);
	assert_int_equal(rc, AID_E_CHANGED);
	assert_true(place_has(place, "inbox/a.csv"));
	place_assert_empty(place, "work");
	assert_int_equal(place->fake->n_drops, 0);
}

static void
a_file_that_is_gone_is_no_trouble(void **state)
{
	assert_int_equal(place_pass(*state, "", "gone.csv", NULL, NULL), AID_E_NOTFOUND);
	assert_int_equal(place_pass(*state, "NOBODY", "gone.csv", NULL, NULL), AID_E_NOTFOUND);
}

/* ---- profiles ---- */

#define PROFILE(name, match)                                                                       \
	"[profile]\nname = " name "\nmatch = " match                                               \
	"\nheader = truck|tons\n[fact row]\nkind = crossings\nsource = \"X\"\n"                    \
	"stage = \"crossed\"\nplace = \"P\"\noccurred_at = day\nquantity = tons\nunit = \"t\"\n"
#define TRUCKS "truck,tons,day\nT1,5,2024-01-01\n"

static void
a_profile_is_found_by_name_and_header(void **state)
{
	struct place *place = *state;

	place_write(place, "profiles/trucks.conf", PROFILE("trucks", "*trucks*.csv"));
	place_write(place, "profiles/README", "not a profile");
	place_write(place, "inbox/trucks-1.csv", TRUCKS);
	assert_int_equal(place_pass(place, "", "trucks-1.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[0].profile, "trucks");
	/* Another name does not fit. */
	place_write(place, "inbox/lorries.csv", TRUCKS "T2,6,2024-01-02\n");
	assert_int_equal(place_pass(place, "", "lorries.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[1].profile, "");
	/* Of another header, what the profile misses is to be said. */
	place_write(place, "inbox/trucks-2.csv", TEXT);
	assert_int_equal(place_pass(place, "", "trucks-2.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[2].profile, "trucks");
	/* A profile that was edited is read again. */
	place_write(place, "profiles/trucks.conf", PROFILE("lorries", "lorries*.csv"));
	place_write(place, "inbox/lorries-2.csv", TRUCKS "T3,6,2024-01-02\n");
	assert_int_equal(place_pass(place, "", "lorries-2.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[3].profile, "lorries");
}

/* A column that came or went is no reason to leave a profile that still finds what it reads; our own columns need none. */
static void
a_profile_stays_when_columns_drift(void **state)
{
	struct place *place = *state;

	place_write(place, "profiles/trucks.conf", PROFILE("trucks", "trucks*.csv"));
	place_write(place, "inbox/trucks-1.csv", "day,lorry,tons\n2024-01-01,T1,5\n");
	assert_int_equal(place_pass(place, "", "trucks-1.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[0].profile, "trucks");
	place_write(place, "inbox/trucks-2.csv", "place,parent\nRafah,Gaza\n");
	assert_int_equal(place_pass(place, "", "trucks-2.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[1].profile, "");
}

/* Two partners call their files alike. */
static void
a_profile_of_the_own_source_comes_first(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;

	place_write(place, "profiles/a.conf", PROFILE("a", "trucks*.csv\nsource = Alder"));
	place_write(place, "profiles/b.conf", PROFILE("b", "trucks*.csv\nsource = B\u00e9a"));
	mkdir(full_path(place, "inbox/Alder"), 0750);
	mkdir(full_path(place, "inbox/BEA"), 0750);
	place_write(place, "inbox/Alder/trucks-1.csv", TRUCKS);
	assert_int_equal(place_pass(place, "Alder", "trucks-1.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[0].profile, "a");
	place_write(place, "inbox/BEA/trucks-1.csv", TRUCKS "T2,6,2024-01-02\n");
	assert_int_equal(place_pass(place, "BEA", "trucks-1.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[1].profile, "b");
	place_write(place, "inbox/_office/trucks-1.csv", TRUCKS "T3,6,2024-01-02\n");
	assert_int_equal(place_pass(place, "_office", "trucks-1.csv", &outcome, NULL), 0);
	assert_non_null(strstr(outcome.why, "a.conf, b.conf"));
}

/* What says how one partner saves its files says nothing of another's. */
static void
a_profile_without_a_header_is_for_its_own_source(void **state)
{
	struct place *place = *state;

	place_write(place, "profiles/a.conf",
		    "[profile]\nname = a\nmatch = *\nsource = Alder\nencoding = windows-1251\n");
	mkdir(full_path(place, "inbox/Alder"), 0750);
	mkdir(full_path(place, "inbox/BEA"), 0750);
	place_write(place, "inbox/Alder/trucks-1.csv", TEXT);
	assert_int_equal(place_pass(place, "Alder", "trucks-1.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[0].profile, "a");
	place_write(place, "inbox/BEA/trucks-1.csv", TEXT "\n");
	assert_int_equal(place_pass(place, "BEA", "trucks-1.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[1].profile, "");
	place_write(place, "inbox/_office/trucks-1.csv", TEXT "\n\n");
	assert_int_equal(place_pass(place, "_office", "trucks-1.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[2].profile, "");
}

static void
several_profiles_that_fit_refuse_the_file(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;

	place_write(place, "profiles/one.conf", PROFILE("one", "*.csv"));
	place_write(place, "profiles/two.conf", PROFILE("two", "trucks*"));
	place_write(place, "inbox/trucks.csv", TRUCKS);
	assert_int_equal(place_pass(place, "", "trucks.csv", &outcome, NULL), 0);
	assert_true(outcome.is_refused);
	assert_non_null(strstr(outcome.why, "one.conf, two.conf"));
	place_assert_text(place, "rejected/" DAY "/office/trucks.csv", TRUCKS);
}

static void
a_broken_profile_stops_only_what_nothing_else_fits(void **state)
{
	struct place *place = *state;
	struct aid_error err = AID_ERROR_NONE;

	place_write(place, "profiles/broken.conf", "[profile\n");
	place_write(place, "profiles/trucks.conf", PROFILE("trucks", "trucks*"));
	place_write(place, "inbox/trucks.csv", TRUCKS);
	assert_int_equal(place_pass(place, "", "trucks.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[0].profile, "trucks");
	place_write(place, "inbox/places.csv", "place,parent\nRafah,Gaza\n");
	assert_int_equal(place_pass(place, "", "places.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[1].profile, "");
	place_write(place, "inbox/theirs.csv", "foo,bar\n1,2\n");
	assert_int_equal(place_pass(place, "", "theirs.csv", NULL, &err), AID_E_INVALID);
	assert_non_null(strstr(err.text, "profiles/broken.conf"));
	assert_true(place_has(place, "inbox/theirs.csv"));
	place_assert_empty(place, "work");
}

/* A large file is judged by its beginning. */
static void
a_large_file_finds_its_profile(void **state)
{
	struct place *place = *state;
	struct aid_buffer text;

	place_write(place, "profiles/trucks.conf", PROFILE("trucks", "trucks*"));
	aid_buffer_init(&text);
	aid_buffer_append_text(&text, TRUCKS);
	while (text.len < 3 * 1024 * 1024)
		aid_buffer_append_text(&text, "T1,5,2024-01-01\nT2,\"5\",2024-01-02\n");
	place_write_bytes(place, "inbox/trucks.csv", text.ptr, text.len);
	assert_int_equal(place_pass(place, "", "trucks.csv", NULL, NULL), 0);
	assert_string_equal(place->fake->drops[0].profile, "trucks");
	assert_int_equal(place->fake->drops[0].n_bytes, text.len);
	aid_buffer_done(&text);
}

/* ---- handing over ---- */

struct seen {
	int n_files, n_folders;
	struct aid_home_found last;
	char name[AID_NAME_SIZE], folder[AID_NAME_SIZE];
};

static int
see(void *context, const struct aid_home_found *found, struct aid_error *err)
{
	struct seen *seen = context;

	(void)err;
	if (found->name == NULL) {
		seen->n_folders++;
		return 0;
	}
	seen->n_files++;
	seen->last = *found;
	snprintf(seen->name, sizeof(seen->name), "%s", found->name);
	snprintf(seen->folder, sizeof(seen->folder), "%s", found->folder);
	return 0;
}

static void
a_file_is_handed_over_with_its_name_and_profile(void **state)
{
	struct place *place = *state;
	char path[300], name[256], sha256[AID_DIGEST_HEX_SIZE];
	struct aid_passage_request request = {
		.path = path, .source = "COGAT", .profile = "trucks", .now = PLACE_NOW
	};
	struct aid_error err = AID_ERROR_NONE;
	struct seen seen = { 0 };

	memset(name, 'n', 240);
	snprintf(name + 240, 16, "%%41\n.csv");
	snprintf(path, sizeof(path), "reports/%s", name);
	place_write(place, path, TRUCKS);
	snprintf(path, sizeof(path), "%s/reports/", place->path);
	assert_true(strlen(path) + strlen(name) < sizeof(path));
	strcat(path, name);
	assert_int_equal(aid_home_submit(place->home, &request, sha256, &err), AID_E_NOTFOUND);
	assert_non_null(strstr(err.text, "trucks"));
	place_write(place, "profiles/trucks.conf", PROFILE("trucks", "nothing fits"));
	assert_int_equal(aid_home_submit(place->home, &request, sha256, &err), 0);
	assert_int_equal(aid_home_scan(place->home, see, &seen, &err), 0);
	assert_int_equal(seen.n_files, 1);
	assert_int_equal(seen.n_folders, 3); /* the inbox, _office, COGAT */
	assert_true(seen.last.is_complete);
	assert_string_equal(seen.folder, "COGAT");
	assert_int_equal(place_pass(place, "COGAT", seen.name, NULL, NULL), 0);
	assert_string_equal(place->fake->drops[0].row.name, name);
	assert_string_equal(place->fake->drops[0].profile, "trucks");
	assert_string_equal(place->fake->drops[0].row.sha256, sha256);
	place_assert_empty(place, "inbox/COGAT");
	request.profile = "/tmp/trucks.conf";
	assert_int_equal(aid_home_submit(place->home, &request, sha256, &err), AID_E_INVALID);
	request.profile = NULL;
	request.source = "../x";
	assert_int_equal(aid_home_submit(place->home, &request, sha256, &err), AID_E_INVALID);
	place_assert_empty(place, "inbox/COGAT");
}

static void
a_request_for_a_profile_that_is_gone_refuses_the_file(void **state)
{
	struct place *place = *state;
	struct aid_drop_outcome outcome;

	place_write(place, "inbox/.a.csv.request", "profile=../../etc/passwd\n");
	place_write(place, "inbox/a.csv", TEXT);
	assert_int_equal(place_pass(place, "", "a.csv", &outcome, NULL), 0);
	assert_false(outcome.is_refused); /* that is no name of a profile: it asks for nothing */
	place_write(place, "inbox/.b.csv.request", "profile=nosuch\n");
	place_write(place, "inbox/b.csv", TEXT "3,4\n");
	assert_int_equal(place_pass(place, "", "b.csv", &outcome, NULL), 0);
	assert_true(outcome.is_refused);
	assert_non_null(strstr(outcome.why, "nosuch"));
	assert_false(place_has(place, "inbox/.b.csv.request"));
}

static void
an_interrupted_copy_stops(void **state)
{
	struct place *place = *state;

	place_write(place, "inbox/a.csv", TEXT);
	aid_home_interrupt(place->home);
	assert_int_equal(place_pass(place, "", "a.csv", NULL, NULL), AID_E_INTERRUPTED);
	place_assert_text(place, "inbox/a.csv", TEXT);
	place_assert_empty(place, "work");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_home_is_made_once_and_kept),
		TEST(what_is_no_home_is_not_opened),
		TEST(one_process_writes),
		TEST(a_file_goes_all_the_way),
		TEST(the_same_file_again_changes_nothing),
		TEST(a_refused_file_lies_beside_its_sentence),
		TEST(nothing_in_the_archive_is_replaced),
		TEST(a_file_from_outside_is_copied_and_stays),
		TEST(a_dry_run_leaves_no_trace),
		TEST(an_error_puts_the_file_back),
		TEST(what_is_no_file_is_put_aside_unread),
		TEST(a_file_beyond_the_limit_is_refused_unread),
		TEST(hostile_names_stay_in_their_folders),
		TEST(safe_names_are_safe),
		TEST(a_file_that_is_still_written_goes_back),
		TEST(a_file_that_is_gone_is_no_trouble),
		TEST(a_profile_is_found_by_name_and_header),
		TEST(a_profile_stays_when_columns_drift),
		TEST(a_profile_of_the_own_source_comes_first),
		TEST(a_profile_without_a_header_is_for_its_own_source),
		TEST(several_profiles_that_fit_refuse_the_file),
		TEST(a_broken_profile_stops_only_what_nothing_else_fits),
		TEST(a_large_file_finds_its_profile),
		TEST(a_file_is_handed_over_with_its_name_and_profile),
		TEST(a_request_for_a_profile_that_is_gone_refuses_the_file),
		TEST(an_interrupted_copy_stops),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
