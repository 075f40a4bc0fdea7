/* The spool with a clock of the test's own: scripts of events, and a simulated inbox under random events whose rules (a file is
 * taken once, only after it stood still, one job at a time, none forgotten) are checked at every step. */
#include "tests/unit/test.h"

#include "machine/spool.h"

static const struct aid_spool_settings settings = { .settle_ms = 100,
						    .scan_ms = 5000,
						    .retry_first_ms = 200,
						    .retry_max_ms = 1600,
						    .stop_ms = 2000,
						    .reconcile_every = 3,
						    .max_files = 50 };

static struct aid_spool *
spool_new(void)
{
	struct aid_spool *spool = NULL;

	assert_int_equal(aid_spool_new(&settings, 0, &spool, NULL), 0);
	return spool;
}

static void
list(struct aid_spool *spool, const char *folder, const char *name, int64_t n_bytes, int64_t now_ms)
{
	struct aid_spool_listed listed = { folder, name, n_bytes, 7, false };

	assert_int_equal(aid_spool_on_listed(spool, &listed, now_ms, NULL), 0);
}

static struct aid_spool_action
expect(struct aid_spool *spool, int64_t now_ms, enum aid_spool_action_kind kind)
{
	struct aid_spool_action action = aid_spool_next(spool, now_ms);

	assert_int_equal(action.kind, kind);
	return action;
}

/* Past the first scan of an empty inbox, the recovery and the first reconcile. */
static struct aid_spool *
spool_started(void)
{
	struct aid_spool *spool = spool_new();

	expect(spool, 0, AID_SPOOL_SCAN);
	expect(spool, 0, AID_SPOOL_RECOVER);
	assert_int_equal(expect(spool, 0, AID_SPOOL_WAIT).at_ms, INT64_MAX);
	assert_false(aid_spool_on_scanned(spool, 0, 0));
	assert_false(aid_spool_on_worked(spool, 0, 0));
	expect(spool, 0, AID_SPOOL_RECONCILE);
	assert_false(aid_spool_on_worked(spool, 0, 0));
	/* Recovery may have put files back: it is looked again. */
	assert_int_equal(expect(spool, 0, AID_SPOOL_WAIT).at_ms, 2);
	expect(spool, 2, AID_SPOOL_SCAN);
	assert_false(aid_spool_on_scanned(spool, 0, 2));
	assert_int_equal(expect(spool, 2, AID_SPOOL_WAIT).at_ms, 5002);
	return spool;
}

/* Does what it is told at now_ms, well, with one file in the inbox; true once that file is to be passed. */
static bool
drive_to_pass(struct aid_spool *spool, int64_t now_ms, const char *name)
{
	for (;;) {
		struct aid_spool_action action = aid_spool_next(spool, now_ms);

		if (action.kind == AID_SPOOL_PASS || action.kind == AID_SPOOL_WAIT)
			return action.kind == AID_SPOOL_PASS;
		if (action.kind == AID_SPOOL_SCAN) {
			list(spool, "", name, 1, now_ms);
			aid_spool_on_scanned(spool, 0, now_ms);
		} else {
			assert_false(aid_spool_on_worked(spool, 0, now_ms));
		}
	}
}

/* One scan at now_ms that finds `name` (NULL: nothing) with so many bytes. */
static void
scan(struct aid_spool *spool, int64_t now_ms, const char *name, int64_t n_bytes)
{
	aid_spool_on_hint(spool, now_ms);
	expect(spool, now_ms, AID_SPOOL_SCAN);
	if (name != NULL)
		list(spool, "", name, n_bytes, now_ms);
	aid_spool_on_scanned(spool, 0, now_ms);
}

static void
a_file_settles_is_passed_and_reconciled(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, "a.csv", 10);
	assert_int_equal(expect(spool, 1000, AID_SPOOL_WAIT).at_ms, 1100);
	scan(spool, 1099, "a.csv", 10);
	expect(spool, 1099, AID_SPOOL_WAIT);
	scan(spool, 1200, "a.csv", 10);
	struct aid_spool_action action = expect(spool, 1200, AID_SPOOL_PASS);
	assert_string_equal(action.folder, "");
	assert_string_equal(action.name, "a.csv");
	assert_int_equal(aid_spool_worker_state(spool), AID_SPOOL_TAKING);
	expect(spool, 1201, AID_SPOOL_WAIT);
	assert_false(aid_spool_on_worked(spool, 0, 1300));
	assert_int_equal(aid_spool_n_files(spool), 0);
	expect(spool, 1300, AID_SPOOL_RECONCILE);
	assert_false(aid_spool_on_worked(spool, 0, 1301));
	expect(spool, 1301, AID_SPOOL_WAIT);
	aid_spool_free(spool);
}

/* Only the last of what is ready may be reconciled with itself, and nothing is to be done after it where it was. */
static void
the_last_pass_may_reconcile(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	for (int64_t now_ms = 1000; now_ms <= 1200; now_ms += 100) {
		aid_spool_on_hint(spool, now_ms);
		expect(spool, now_ms, AID_SPOOL_SCAN);
		list(spool, "", "a.csv", 10, now_ms);
		list(spool, "", "b.csv", 10, now_ms);
		aid_spool_on_scanned(spool, 0, now_ms);
	}
	assert_false(expect(spool, 1200, AID_SPOOL_PASS).is_last);
	assert_false(aid_spool_on_worked(spool, 0, 1300));
	/* The first waits to be reconciled. */
	assert_false(expect(spool, 1300, AID_SPOOL_PASS).is_last);
	assert_false(aid_spool_on_worked(spool, 0, 1301));
	expect(spool, 1301, AID_SPOOL_RECONCILE);
	assert_false(aid_spool_on_worked(spool, 0, 1302));
	for (int64_t now_ms = 1400; now_ms <= 1600; now_ms += 100)
		scan(spool, now_ms, "c.csv", 10);
	assert_true(expect(spool, 1600, AID_SPOOL_PASS).is_last);
	assert_false(aid_spool_on_worked(spool, 0, 1601));
	aid_spool_on_reconciled(spool);
	expect(spool, 1601, AID_SPOOL_WAIT);
	aid_spool_free(spool);
}

static void
a_growing_file_waits_until_it_stands_still(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	for (int64_t now_ms = 1000; now_ms < 2000; now_ms += 90) {
		scan(spool, now_ms, "slow.csv", now_ms);
		expect(spool, now_ms, AID_SPOOL_WAIT);
	}
	scan(spool, 2100, "slow.csv", 1990);
	scan(spool, 2200, "slow.csv", 1990);
	expect(spool, 2200, AID_SPOOL_PASS);
	aid_spool_free(spool);
}

static void
a_file_that_changed_after_it_was_ready_is_not_passed(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, "a.csv", 10);
	scan(spool, 1200, "a.csv", 10);
	/* Ready and queued; the next scan is under way and has listed it changed, and is not over. */
	aid_spool_on_hint(spool, 1300);
	expect(spool, 1300, AID_SPOOL_SCAN);
	list(spool, "", "a.csv", 11, 1300);
	expect(spool, 1300, AID_SPOOL_WAIT);
	aid_spool_on_scanned(spool, 0, 1300);
	assert_int_equal(expect(spool, 1300, AID_SPOOL_WAIT).at_ms, 1400);
	aid_spool_free(spool);
}

static void
what_was_handed_over_whole_need_not_settle(void **state)
{
	struct aid_spool *spool = spool_started();
	struct aid_spool_listed listed = { "WFP", "a.csv", 5, 5, true };

	(void)state;
	aid_spool_on_hint(spool, 1000);
	expect(spool, 1000, AID_SPOOL_SCAN);
	aid_spool_on_listed(spool, &listed, 1000, NULL);
	aid_spool_on_scanned(spool, 0, 1000);
	assert_string_equal(expect(spool, 1000, AID_SPOOL_PASS).folder, "WFP");
	aid_spool_free(spool);
}

static void
the_office_goes_first_then_who_came_first(void **state)
{
	static const char *const expected[] = { "_office/z.csv", "B/first.csv", "A/a.csv",
						"A/b.csv" };
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, NULL, 0);
	aid_spool_on_hint(spool, 1100);
	expect(spool, 1100, AID_SPOOL_SCAN);
	list(spool, "B", "first.csv", 1, 1100);
	aid_spool_on_scanned(spool, 0, 1100);
	for (int64_t now_ms = 1150; now_ms <= 1300; now_ms += 150) {
		aid_spool_on_hint(spool, now_ms);
		expect(spool, now_ms, AID_SPOOL_SCAN);
		list(spool, "A", "b.csv", 1, now_ms);
		list(spool, "B", "first.csv", 1, now_ms);
		list(spool, "_office", "z.csv", 1, now_ms);
		list(spool, "A", "a.csv", 1, now_ms);
		aid_spool_on_scanned(spool, 0, now_ms);
	}
	for (size_t i = 0; i < 4; i++) {
		struct aid_spool_action action = aid_spool_next(spool, 1301);
		char text[64];

		if (action.kind == AID_SPOOL_RECONCILE) { /* after every third drop */
			assert_int_equal(i, 3);
			aid_spool_on_worked(spool, 0, 1301);
			action = aid_spool_next(spool, 1301);
		} else {
			assert_int_not_equal(i, 3);
		}
		assert_int_equal(action.kind, AID_SPOOL_PASS);
		snprintf(text, sizeof(text), "%s/%s", action.folder, action.name);
		assert_string_equal(text, expected[i]);
		aid_spool_on_worked(spool, 0, 1301);
	}
	aid_spool_free(spool);
}

static void
trouble_with_one_file_delays_that_file(void **state)
{
	struct aid_spool *spool = spool_started();
	static const int64_t waits[] = { 200, 400, 800, 1600, 1600 };
	int64_t now_ms = 1200;

	(void)state;
	scan(spool, 1000, "bad.csv", 1);
	scan(spool, now_ms, "bad.csv", 1);
	assert_true(drive_to_pass(spool, now_ms, "bad.csv"));
	for (size_t i = 0; i < N_OF(waits); i++) {
		/* Said once. */
		assert_int_equal(aid_spool_on_worked(spool, AID_E_IO, now_ms), i == 0);
		assert_int_equal(aid_spool_trouble(spool), 0);
		int64_t due_ms = now_ms + waits[i];
		while (now_ms < due_ms - 40) {
			now_ms += 40;
			assert_false(drive_to_pass(spool, now_ms, "bad.csv"));
		}
		now_ms = due_ms;
		while (!drive_to_pass(spool, now_ms, "bad.csv"))
			assert_true(++now_ms <= due_ms + 20);
	}
	aid_spool_on_worked(spool, 0, now_ms);
	assert_int_equal(aid_spool_n_files(spool), 0);
	aid_spool_free(spool);
}

static void
a_pass_that_failed_is_followed_by_recovery(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, "a.csv", 1);
	scan(spool, 1200, "a.csv", 1);
	expect(spool, 1200, AID_SPOOL_PASS);
	aid_spool_on_worked(spool, AID_E_IO, 1200);
	expect(spool, 1200, AID_SPOOL_RECOVER);
	aid_spool_free(spool);
}

static void
a_full_disk_holds_everything_and_is_said_once(void **state)
{
	static const struct {
		int64_t at_ms;
		int code;
		bool is_news;
	} steps[] = { { 1200, AID_E_FULL, true },
		      { 1400, AID_E_FULL, false },
		      { 1800, AID_E_BUSY, true }, /* another trouble is news */
		      { 2600, AID_E_BUSY, false },
		      { 4200, 0, true } }; /* and so is its end */
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, "a.csv", 1);
	scan(spool, 1199, "a.csv", 1);
	for (size_t i = 0; i < N_OF(steps); i++) {
		int64_t now_ms = steps[i].at_ms;

		if (i > 0) {
			scan(spool, now_ms - 50, "a.csv", 1);
			assert_false(drive_to_pass(spool, now_ms - 1, "a.csv"));
		}
		while (!drive_to_pass(spool, now_ms, "a.csv"))
			assert_true(++now_ms <= steps[i].at_ms + 100);
		assert_int_equal(aid_spool_on_worked(spool, steps[i].code, steps[i].at_ms),
				 steps[i].is_news);
		assert_int_equal(aid_spool_trouble(spool), steps[i].code);
	}
	aid_spool_free(spool);
}

static void
trouble_ends_when_what_met_it_is_taken_away(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, "a.csv", 1);
	scan(spool, 1200, "a.csv", 1);
	expect(spool, 1200, AID_SPOOL_PASS);
	assert_true(aid_spool_on_worked(spool, AID_E_FULL, 1200));
	aid_spool_on_hint(spool, 1250);
	expect(spool, 1250, AID_SPOOL_SCAN);
	assert_true(aid_spool_on_scanned(spool, 0, 1250));
	assert_int_equal(aid_spool_trouble(spool), 0);
	aid_spool_free(spool);
}

static void
a_file_that_changed_while_it_was_read_settles_again(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, "a.csv", 1);
	scan(spool, 1200, "a.csv", 1);
	expect(spool, 1200, AID_SPOOL_PASS);
	aid_spool_on_worked(spool, AID_E_CHANGED, 1210);
	scan(spool, 1250, "a.csv", 1);
	expect(spool, 1250, AID_SPOOL_WAIT);
	scan(spool, 1310, "a.csv", 1);
	expect(spool, 1310, AID_SPOOL_PASS);
	aid_spool_free(spool);
}

static void
recovery_comes_before_everything_and_is_tried_again(void **state)
{
	struct aid_spool *spool = spool_new();

	(void)state;
	expect(spool, 0, AID_SPOOL_SCAN);
	list(spool, "", "a.csv", 1, 0);
	aid_spool_on_scanned(spool, 0, 0);
	expect(spool, 0, AID_SPOOL_RECOVER);
	assert_true(aid_spool_on_worked(spool, AID_E_FULL, 0));
	scan(spool, 150, "a.csv", 1);
	expect(spool, 199, AID_SPOOL_WAIT);
	expect(spool, 200, AID_SPOOL_RECOVER);
	assert_true(aid_spool_on_worked(spool, 0, 200));
	expect(spool, 200, AID_SPOOL_SCAN);
	expect(spool, 200, AID_SPOOL_PASS);
	aid_spool_free(spool);
}

static void
a_reconcile_that_fails_lets_drops_be_taken(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, "a.csv", 1);
	scan(spool, 1200, "a.csv", 1);
	expect(spool, 1200, AID_SPOOL_PASS);
	aid_spool_on_worked(spool, 0, 1200);
	expect(spool, 1200, AID_SPOOL_RECONCILE);
	assert_true(aid_spool_on_worked(spool, AID_E_OVERFLOW, 1200));
	assert_int_equal(expect(spool, 1200, AID_SPOOL_WAIT).at_ms, 1400);
	scan(spool, 1250, "b.csv", 1);
	expect(spool, 1351, AID_SPOOL_SCAN);
	list(spool, "", "b.csv", 1, 1351);
	aid_spool_on_scanned(spool, 0, 1351);
	expect(spool, 1351, AID_SPOOL_PASS);
	aid_spool_on_worked(spool, 0, 1352);
	expect(spool, 1400, AID_SPOOL_RECONCILE);
	assert_true(aid_spool_on_worked(spool, 0, 1401));
	aid_spool_free(spool);
}

static void
stopping_lets_the_job_finish_then_interrupts_it(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	scan(spool, 1000, "a.csv", 1);
	scan(spool, 1200, "a.csv", 1);
	expect(spool, 1200, AID_SPOOL_PASS);
	aid_spool_on_stop(spool, 1500);
	aid_spool_on_stop(spool, 1900); /* a second signal does not move the deadline */
	assert_int_equal(expect(spool, 1500, AID_SPOOL_WAIT).at_ms, 3500);
	aid_spool_on_hint(spool, 3499);
	expect(spool, 3499, AID_SPOOL_WAIT);
	expect(spool, 3500, AID_SPOOL_INTERRUPT);
	expect(spool, 3501, AID_SPOOL_WAIT);
	aid_spool_on_worked(spool, AID_E_INTERRUPTED, 3600);
	expect(spool, 3600, AID_SPOOL_END);
	aid_spool_free(spool);
}

static void
stopping_waits_for_the_scan(void **state)
{
	struct aid_spool *spool = spool_started();

	(void)state;
	aid_spool_on_hint(spool, 1000);
	expect(spool, 1000, AID_SPOOL_SCAN);
	aid_spool_on_stop(spool, 1000);
	expect(spool, 1000, AID_SPOOL_WAIT);
	aid_spool_on_scanned(spool, 0, 1001);
	expect(spool, 1001, AID_SPOOL_END);
	aid_spool_free(spool);
}

static void
some_names_are_never_taken(void **state)
{
	static const char *const ignored[] = { ".hidden", ".a.csv.claimed", "a.csv.tmp", "a.part",
					       "A.PART",  "~$a.csv",        "" };
	static const char *const taken[] = { "a.csv", "tmp", "part", "a.tmp.csv", "~a.csv",
					     "$a",    "-rf", "tmp.", "a\nb" };

	(void)state;
	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		assert_true(aid_spool_is_ignored(ignored[i]));
	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		assert_false(aid_spool_is_ignored(taken[i]));
}

static void
only_these_moves_are_legal(void **state)
{
	static const char *const expected[AID_SPOOL_STATE_COUNT] = {
		/* to ASRPW: absent settling ready passing retrying (w) */
		"-S---", "ASR--", "AS-P-", "ASR-W", "ASR--"
	};

	(void)state;
	for (int from = 0; from < AID_SPOOL_STATE_COUNT; from++)
		for (int to = 0; to < AID_SPOOL_STATE_COUNT; to++)
			assert_int_equal(aid_spool_is_legal((enum aid_spool_state)from,
							    (enum aid_spool_state)to),
					 expected[from][to] != '-');
	assert_false(aid_spool_is_legal(AID_SPOOL_STATE_COUNT, AID_SPOOL_ABSENT));
}

static void
no_more_files_are_remembered_than_allowed(void **state)
{
	struct aid_spool *spool = spool_started();
	int n_passed = 0;
	int64_t now_ms = 1000;
	bool is_there[120];
	char name[16];

	(void)state;
	memset(is_there, 1, sizeof(is_there));
	aid_spool_on_hint(spool, now_ms);
	while (n_passed < 120 && now_ms < 100000) {
		struct aid_spool_action action = aid_spool_next(spool, now_ms);

		assert_true(aid_spool_n_files(spool) <= settings.max_files);
		if (action.kind == AID_SPOOL_WAIT) {
			now_ms = action.at_ms;
		} else if (action.kind == AID_SPOOL_SCAN) {
			for (int i = 0; i < 120; i++) {
				snprintf(name, sizeof(name), "%03d.csv", i);
				if (is_there[i])
					list(spool, "", name, 1, now_ms);
			}
			aid_spool_on_scanned(spool, 0, now_ms);
		} else {
			if (action.kind == AID_SPOOL_PASS) {
				is_there[strtol(action.name, NULL, 10)] = false;
				n_passed++;
			}
			aid_spool_on_worked(spool, 0, now_ms);
		}
	}
	assert_int_equal(n_passed, 120);
	assert_true(now_ms < 10000); /* without waiting for the next regular scan each time */
	aid_spool_free(spool);
}

/* ---- random events ---- */

#define N_WORLD 12

struct world_file {
	bool is_there, is_claimed;
	int64_t n_bytes, changed_ms;
	int n_dropped, n_taken;
};

struct world {
	struct world_file files[N_WORLD];
	int64_t now_ms, scan_from_ms;
	struct world_file seen[N_WORLD]; /* as the running scan saw it */
	bool is_scanning;
	int passing; /* -1: none */
	bool is_working;
	uint64_t random;
};

/* xorshift64 (Marsaglia 2003). */
static uint32_t
roll(struct world *world, uint32_t below)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 7;
	world->random ^= world->random << 17;
	return (uint32_t)(world->random >> 33) % below;
}

static void
change_world(struct world *world, struct aid_spool *spool)
{
	struct world_file *file = &world->files[roll(world, N_WORLD)];

	switch (roll(world, 8)) {
	case 0: /* dropped, or written to */
	case 1:
		if (file->is_claimed)
			return;
		file->n_dropped += !file->is_there;
		file->is_there = true;
		file->n_bytes++;
		file->changed_ms = world->now_ms;
		if (roll(world, 4) != 0) /* a lost event now and then */
			aid_spool_on_hint(spool, world->now_ms);
		return;
	case 2: /* taken away by its owner */
		if (file->is_there && !file->is_claimed && roll(world, 4) == 0) {
			file->is_there = false;
			file->n_dropped--;
		}
		return;
	default:
		world->now_ms += roll(world, 60);
	}
}

static void
end_world_scan(struct world *world, struct aid_spool *spool)
{
	char name[16];

	for (int i = 0; i < N_WORLD; i++) {
		snprintf(name, sizeof(name), "%d.csv", i);
		if (world->seen[i].is_there && !world->seen[i].is_claimed)
			list(spool, "", name, world->seen[i].n_bytes, world->now_ms);
	}
	world->is_scanning = false;
	aid_spool_on_scanned(spool, roll(world, 20) == 0 ? AID_E_IO : 0, world->now_ms);
}

static void
end_world_work(struct world *world, struct aid_spool *spool, bool is_calm)
{
	static const int codes[] = {
		0, 0, 0, 0, AID_E_IO, AID_E_FULL, AID_E_CHANGED, AID_E_BUSY, AID_E_INVALID
	};
	int code = is_calm ? 0 : codes[roll(world, sizeof(codes) / sizeof(*codes))];

	if (world->passing >= 0) {
		struct world_file *file = &world->files[world->passing];

		if (!file->is_claimed)
			code = AID_E_NOTFOUND;
		file->is_claimed = false;
		if (code == 0) {
			file->is_there = false;
			file->n_taken++;
		}
		world->passing = -1;
	}
	world->is_working = false;
	aid_spool_on_worked(spool, code, world->now_ms);
}

static void
pump_world(struct world *world, struct aid_spool *spool)
{
	for (;;) {
		struct aid_spool_action action = aid_spool_next(spool, world->now_ms);

		if (action.kind == AID_SPOOL_WAIT) {
			/* Never asleep for ever: a lost event costs one scan interval at most. */
			assert_true(world->is_scanning ||
				    action.at_ms <= world->now_ms + settings.scan_ms);
			return;
		}
		if (action.kind == AID_SPOOL_SCAN) {
			assert_false(world->is_scanning);
			world->is_scanning = true;
			memcpy(world->seen, world->files, sizeof(world->seen));
			world->scan_from_ms = world->now_ms;
			continue;
		}
		assert_false(world->is_working);
		world->is_working = true;
		if (action.kind == AID_SPOOL_PASS) {
			world->passing = (int)strtol(action.name, NULL, 10);
			struct world_file *file = &world->files[world->passing];
			/* What is taken stood still for the settle time up to the last scan that is over. */
			if (file->is_there && file->changed_ms < world->scan_from_ms &&
			    !world->is_scanning)
				assert_true(world->now_ms - file->changed_ms >= settings.settle_ms);
			file->is_claimed = file->is_there;
		}
	}
}

static void
random_events_never_break_the_rules(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct world world = { .passing = -1, .random = seed * 0x9e3779b97f4a7c15u };
		struct aid_spool *spool = spool_new();

		for (int i = 0; i < 2000; i++) {
			change_world(&world, spool);
			if (world.is_scanning && roll(&world, 3) == 0)
				end_world_scan(&world, spool);
			if (world.is_working && roll(&world, 3) == 0)
				end_world_work(&world, spool, false);
			pump_world(&world, spool);
		}
		/* Left alone and without troubles, everything that lies there is taken. */
		for (int i = 0; i < 4000; i++) {
			world.now_ms += 25;
			if (world.is_scanning)
				end_world_scan(&world, spool);
			if (world.is_working)
				end_world_work(&world, spool, true);
			pump_world(&world, spool);
		}
		for (int i = 0; i < N_WORLD; i++) {
			assert_false(world.files[i].is_there);
			assert_int_equal(world.files[i].n_taken, world.files[i].n_dropped);
		}
		assert_int_equal(aid_spool_n_files(spool), 0);
		aid_spool_free(spool);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_settles_is_passed_and_reconciled),
		cmocka_unit_test(the_last_pass_may_reconcile),
		cmocka_unit_test(a_growing_file_waits_until_it_stands_still),
		cmocka_unit_test(a_file_that_changed_after_it_was_ready_is_not_passed),
		cmocka_unit_test(what_was_handed_over_whole_need_not_settle),
		cmocka_unit_test(the_office_goes_first_then_who_came_first),
		cmocka_unit_test(trouble_with_one_file_delays_that_file),
		cmocka_unit_test(a_pass_that_failed_is_followed_by_recovery),
		cmocka_unit_test(trouble_ends_when_what_met_it_is_taken_away),
		cmocka_unit_test(a_full_disk_holds_everything_and_is_said_once),
		cmocka_unit_test(a_file_that_changed_while_it_was_read_settles_again),
		cmocka_unit_test(recovery_comes_before_everything_and_is_tried_again),
		cmocka_unit_test(a_reconcile_that_fails_lets_drops_be_taken),
		cmocka_unit_test(stopping_lets_the_job_finish_then_interrupts_it),
		cmocka_unit_test(stopping_waits_for_the_scan),
		cmocka_unit_test(some_names_are_never_taken),
		cmocka_unit_test(only_these_moves_are_legal),
		cmocka_unit_test(no_more_files_are_remembered_than_allowed),
		cmocka_unit_test(random_events_never_break_the_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
