/* Death and errors on the way of a file: a child process passes files through a home and is killed, or fails, at a named state; then the home
 * is recovered and the files are passed again. What is there in the end must be what an undisturbed process leaves. */
#define _GNU_SOURCE /* mkfifo */
#include "tests/unit/home_place.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "home/failpoint.h"

#define LONG_NAME_LEN 255

static void
long_name(char out[LONG_NAME_LEN + 1])
{
	memset(out, 'n', LONG_NAME_LEN);
	memcpy(out + LONG_NAME_LEN - 4, ".csv", 5);
}

/* One of everything: plain, to be corrected, refused, repeated, a name too long to be claimed as it is, a request, a link, a folder. */
static void
fill_inbox(const struct place *place)
{
	char path[512], name[LONG_NAME_LEN + 1];

	snprintf(path, sizeof(path), "%s/inbox/WFP", place->path);
	assert_int_equal(mkdir(path, 0750), 0);
	place_write(place, "inbox/a.csv", "a\n1\n");
	place_write(place, "inbox/b-again.csv", "a\n1\n");
	place_write(place, "inbox/_office/refused.csv", "refuse that");
	place_write(place, "inbox/WFP/fix.csv", "a\n2\n");
	place_write(place, "inbox/WFP/no.csv", "refuse this");
	long_name(name);
	snprintf(path, sizeof(path), "inbox/WFP/%s", name);
	place_write(place, path, "a\n3\n");
	place_write(place, "inbox/.import-1-1.request", "name=theirs.csv\n");
	place_write(place, "inbox/import-1-1", "a\n4\n");
	snprintf(path, sizeof(path), "%s/inbox/link.csv", place->path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	snprintf(path, sizeof(path), "%s/inbox/WFP/folder", place->path);
	assert_int_equal(mkdir(path, 0750), 0);
	place_write(place, "inbox/WFP/folder/inside", "x");
}

struct listing {
	char names[32][2][AID_NAME_SIZE];
	int n;
};

static int
list_one(void *context, const struct aid_home_found *found, struct aid_error *err)
{
	struct listing *listing = context;

	(void)err;
	if (found->name == NULL)
		return 0;
	AID_REQUIRE(listing->n < 32);
	snprintf(listing->names[listing->n][0], AID_NAME_SIZE, "%s", found->folder);
	snprintf(listing->names[listing->n++][1], AID_NAME_SIZE, "%s", found->name);
	return 0;
}

static int
compare_names(const void *a, const void *b)
{
	return memcmp(a, b, 2 * AID_NAME_SIZE);
}

/* Recovers, then passes all that lies there, by name; once more after an error, as the daemon does. */
static int
run(struct place *place)
{
	struct listing *listing = malloc(sizeof(*listing));
	int rc;

	AID_REQUIRE(listing != NULL);
	for (int i = 0; i < 4; i++) {
		memset(listing, 0, sizeof(*listing));
		rc = aid_home_recover(place->home, place->ledger, PLACE_NOW, NULL);
		if (rc == 0)
			rc = aid_home_scan(place->home, list_one, listing, NULL);
		qsort(listing->names, (size_t)listing->n, sizeof(listing->names[0]), compare_names);
		for (int j = 0; j < listing->n && rc == 0; j++)
			rc = place_pass(place, listing->names[j][0], listing->names[j][1], NULL,
					NULL);
		if (rc == 0)
			break;
	}
	free(listing);
	return rc;
}

/* The drops as text: what every one must say in the end, whatever happened on the way. */
static char *
describe(const struct place *place)
{
	struct aid_buffer out;

	aid_buffer_init(&out);
	aid_buffer_append_text(&out, "");
	for (int i = 0; i < place->fake->n_drops; i++) {
		const struct aid_drop_row *row = &place->fake->drops[i].row;

		aid_buffer_append_format(&out, "%s|%s|%d|%.8s|%s\n", row->name, row->source,
					 (int)row->state, row->sha256, row->why);
	}
	char *tree = place_tree(place);
	aid_buffer_append_text(&out, tree);
	free(tree);
	assert_false(out.is_failed);
	return out.ptr;
}

/* What a child did that was to die at a state: died there, or came to its end. */
static bool
run_in_child(struct place *place, const char *spec)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (aid_failpoint_configure(spec, NULL) != 0)
			_exit(99);
		_exit(run(place) == 0 ? 0 : 98);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status)) {
		assert_int_equal(WTERMSIG(status), SIGKILL);
		return true;
	}
	assert_int_equal(WEXITSTATUS(status), 0);
	return false;
}

static char *
undisturbed(void)
{
	struct place place;

	place_make(&place);
	fill_inbox(&place);
	assert_false(run_in_child(&place, NULL));
	char *text = describe(&place);
	place_remove(&place);
	return text;
}

/* `action` at the n-th passing of every state, for as long as a run comes there. */
static void
disturb_everywhere(const char *action, bool is_deadly)
{
	char *expected = undisturbed();

	for (int state = 0; state < AID_PASSAGE_COUNT; state++) {
		const char *name = aid_passage_state_name((enum aid_passage_state)state);
		int n_hit = 0;

		for (int n = 1; n < 30; n++) {
			struct place place;
			char spec[64];

			place_make(&place);
			fill_inbox(&place);
			snprintf(spec, sizeof(spec), "%s=%s@%d", name, action, n);
			bool is_dead = run_in_child(&place, spec);
			if (is_dead)
				assert_false(run_in_child(&place, NULL));
			assert_true(is_deadly || !is_dead);
			char *found = describe(&place);
			if (strcmp(found, expected) != 0) {
				print_error("%s:\n%s\ninstead of\n%s\n", spec, found, expected);
				fail();
			}
			free(found);
			place_remove(&place);
			if (is_deadly && !is_dead)
				break;
			n_hit += is_dead;
		}
		if (is_deadly)
			print_message("%s: killed at %d places\n", name, n_hit);
		/* Nine things lie there, two of them are never opened: a state that nothing comes to is not a state. */
		assert_true(!is_deadly || n_hit >= 7);
	}
	free(expected);
}

static void
death_at_every_state_is_harmless(void **state)
{
	(void)state;
	disturb_everywhere("kill", true);
}

static void
errors_at_every_state_are_harmless(void **state)
{
	(void)state;
	disturb_everywhere("fail", false);
}

static void
the_undisturbed_run_is_as_it_should_be(void **state)
{
	char *text = undisturbed();

	(void)state;
	assert_null(strstr(text, "inbox/"));
	assert_null(strstr(text, "work/"));
	int n_done = 0, n_refused = 0;
	for (const char *line = text; line != NULL && *line != '\n';
	     line = strchr(line, '\n') + 1) {
		n_done += strncmp(strchr(line, '|'), "|WFP|3|", 7) == 0 ||
			  strncmp(strchr(line, '|'), "|office|3|", 10) == 0;
		n_refused += strncmp(strchr(line, '|'), "|WFP|4|", 7) == 0 ||
			     strncmp(strchr(line, '|'), "|office|4|", 10) == 0;
		if (strchr(line, '\n') == NULL || strncmp(line, "archive/", 8) == 0)
			break;
		if (strncmp(strchr(line, '\n') + 1, "archive/", 8) == 0)
			break;
	}
	assert_int_equal(n_done, 4);
	assert_int_equal(n_refused, 4);
	free(text);
}

/* A file is dropped under the name of one that is claimed; then the daemon dies. Both are taken, each under the name, neither over the other. */
static void
a_claim_never_goes_back_over_another_file(void **state)
{
	struct place place;

	(void)state;
	place_make(&place);
	place_write(&place, "inbox/.a.csv.request", "profile=\n");
	place_write(&place, "inbox/a.csv", "a\n1\n");
	assert_true(run_in_child(&place, "claimed=kill"));
	place_write(&place, "inbox/a.csv", "a\n2\n");
	assert_false(run_in_child(&place, NULL));
	assert_int_equal(place.fake->n_drops, 2);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(place.fake->drops[i].row.name, "a.csv");
		assert_int_equal(place.fake->drops[i].row.state, AID_DROP_DONE);
	}
	place_assert_empty(&place, "work");
	place_remove(&place);
}

/* A file from outside has no original in the inbox: once it is in the ledger, work/ holds the only copy. */
static void
a_file_from_outside_survives(void **state)
{
	struct place place;
	char path[128];
	struct aid_passage_request request = { .path = path, .now = PLACE_NOW };
	struct aid_drop_outcome outcome;

	(void)state;
	place_make(&place);
	place_write(&place, "reports/mine.csv", "a\n1\n");
	snprintf(path, sizeof(path), "%s/reports/mine.csv", place.path);
	assert_int_equal(aid_failpoint_configure("ingested=fail", NULL), 0);
	assert_int_equal(aid_home_pass(place.home, place.ledger, &request, &outcome, NULL),
			 AID_E_IO);
	assert_int_equal(aid_failpoint_configure(NULL, NULL), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(place_recover(&place), 0);
	char *tree = place_tree(&place);
	assert_non_null(strstr(tree, "archive/2024-05-17/office/mine.csv--"));
	assert_non_null(strstr(tree, "receipts/2024-05-17/office/mine.csv--"));
	free(tree);
	assert_int_equal(place.fake->drops[0].row.state, AID_DROP_DONE);
	place_assert_empty(&place, "work");
	place_remove(&place);
}

static void
what_a_dead_process_left_in_work_goes(void **state)
{
	struct place place;

	(void)state;
	place_make(&place);
	place_write(&place, "work/copy-7", "half of a file");
	place_write(&place, "work/view-7", "half of a receipt");
	place_write(&place,
		    "work/492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470.0",
		    "a,b\n1,2\n");
	assert_int_equal(place_recover(&place), 0);
	place_assert_empty(&place, "work");
	place_remove(&place);
}

static void
old_orphans_are_swept(void **state)
{
	struct place place;

	(void)state;
	place_make(&place);
	place_write(&place, "inbox/.gone.csv.request", "name=x\n");
	place_write(&place, "inbox/.import-7.part", "half");
	place_write(&place, "inbox/.kept", "a dotfile of somebody's");
	/* They are of today, and the clock that is given says 2024: young. */
	assert_int_equal(place_recover(&place), 0);
	assert_true(place_has(&place, "inbox/.gone.csv.request"));
	assert_true(place_has(&place, "inbox/.import-7.part"));
	assert_int_equal(aid_home_recover(place.home, place.ledger, 4102444800, NULL), 0);
	assert_false(place_has(&place, "inbox/.gone.csv.request"));
	assert_false(place_has(&place, "inbox/.import-7.part"));
	assert_true(place_has(&place, "inbox/.kept"));
	place_remove(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_undisturbed_run_is_as_it_should_be),
		cmocka_unit_test(death_at_every_state_is_harmless),
		cmocka_unit_test(errors_at_every_state_are_harmless),
		cmocka_unit_test(a_claim_never_goes_back_over_another_file),
		cmocka_unit_test(a_file_from_outside_survives),
		cmocka_unit_test(what_a_dead_process_left_in_work_goes),
		cmocka_unit_test(old_orphans_are_swept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
