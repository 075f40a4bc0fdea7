/* When a drop became known: at its commit, and never before the drop before it, whatever the clock shows. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/digest.h"
#include "ledger/ledger.h"
#include "tests/unit/test.h"
#include "value/date.h"

/* Seconds of 2024-03-31, a day on which clocks in Europe went from 02:00 to 03:00. */
#define AT(hour, minute) (INT64_C(1711843200) + (hour)*3600 + (minute)*60)

static int64_t clock_now;

static int64_t
read_clock(void)
{
	return clock_now;
}

struct drop {
	int64_t received_at, committed_at; /* what the clock shows; 0: nobody asks it again */
	int64_t known_at;
	bool is_refused;
};

static const struct drop drops[] = {
	{ AT(9, 0), 0, AT(9, 0), false },
	/* One that takes five minutes. */
	{ AT(10, 0), AT(10, 5), AT(10, 5), false },
	/* Two of one second. */
	{ AT(10, 30), AT(10, 30), AT(10, 30), false },
	{ AT(10, 30), AT(10, 30), AT(10, 30), false },
	/* The clock goes back during a drop, */
	{ AT(11, 0), AT(10, 40), AT(11, 0), false },
	/* and is behind for a while. */
	{ AT(10, 41), AT(10, 42), AT(11, 0), false },
	{ AT(10, 50), AT(10, 50), AT(11, 0), true },
	{ AT(11, 10), AT(11, 11), AT(11, 11), false },
};

static const struct {
	const char *moment; /* as people write it */
	int64_t known;
} moments[] = {
	{ "2024-03-30", 0 },
	{ "2024-03-31T09:00Z", 0 },
	{ "2024-03-31T09:00:01Z", 1 },
	{ "2024-03-31T10:02Z", 1 },
	{ "2024-03-31T10:05:00Z", 1 },
	{ "2024-03-31T10:05:01Z", 2 },
	{ "2024-03-31T10:30:01Z", 4 },
	{ "2024-03-31T10:45Z", 4 },
	{ "2024-03-31T10:59:59Z", 4 },
	{ "2024-03-31T11:00:01Z", 7 },
	{ "2024-03-31T11:12Z", 8 },
	{ "2024-03-31", 8 },
	/* Summer time is another offset, and no other hour of the ledger. */
	{ "2024-03-31T12:02+02:00", 1 },
	{ "2024-03-31T11:06+01:00", 2 },
	{ "2024-03-31T12:06+02:00", 2 },
};

static void
put(struct aid_ledger *ledger, const char *folder, size_t k)
{
	char path[128], csv[128], sha256[AID_DIGEST_HEX_SIZE];
	struct aid_drop_outcome outcome;
	int n = snprintf(csv, sizeof(csv), "commitment_id,quantity,unit\nC%zu,1,kg\n", k + 1);
	snprintf(path, sizeof(path), "%s/drop.csv", folder);
	snprintf(sha256, sizeof(sha256), "%064zu", k + 1);
	FILE *file = fopen(path, "w+");
	assert_non_null(file);
	assert_int_equal(fwrite(csv, 1, (size_t)n, file), n);
	assert_int_equal(fflush(file), 0);
	struct aid_drop_request request = { .fd = fileno(file),
					    .name = "drop.csv",
					    .sha256 = sha256,
					    .n_bytes = n,
					    .received_at = drops[k].received_at,
					    .read_clock = drops[k].committed_at == 0 ? NULL
										     : read_clock };
	clock_now = drops[k].committed_at;
	if (drops[k].is_refused)
		assert_int_equal(aid_ledger_refuse(ledger, &request, "a link", &outcome, NULL), 0);
	else
		assert_int_equal(aid_ledger_ingest(ledger, &request, &outcome, NULL), 0);
	fclose(file);
	assert_int_equal(outcome.drop, k + 1);
}

static void
test_drops_are_known_from_their_commit(void **state)
{
	(void)state;
	char folder[64] = "/tmp/aidtally-known-XXXXXX", path[128];
	struct aid_ledger *ledger;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/ledger.db", folder);
	assert_int_equal(aid_ledger_open(path, AID_DB_WRITER, &ledger, NULL), 0);
	for (size_t k = 0; k < N_OF(drops); k++) {
		int64_t known_at = 0;
		put(ledger, folder, k);
		assert_int_equal(aid_ledger_known_at(ledger, (int64_t)k + 1, &known_at, NULL), 0);
		assert_int_equal(known_at, drops[k].known_at);
	}
	for (size_t k = 0; k < N_OF(moments); k++) {
		int64_t end, known = -1;
		assert_true(aid_date_parse_moment(aid_slice_of(moments[k].moment), &end));
		assert_int_equal(aid_ledger_find_known(ledger, end, &known, NULL), 0);
		if (known != moments[k].known)
			fail_msg("%s: %lld", moments[k].moment, (long long)known);
	}
	aid_ledger_close(ledger);
	static const char *const left[] = { "drop.csv", "ledger.db-wal", "ledger.db-shm",
					    "ledger.db" };
	for (size_t k = 0; k < N_OF(left); k++) {
		snprintf(path, sizeof(path), "%s/%s", folder, left[k]);
		unlink(path);
	}
	assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drops_are_known_from_their_commit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
