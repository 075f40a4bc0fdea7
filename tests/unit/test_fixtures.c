/* The files of fixtures/ as the reader sees them: what the profiles rest on, with the control totals of fixtures/README.md. */
#include "tests/unit/test.h"

#include <fcntl.h>
#include <unistd.h>

#include "read/map.h"
#include "text/fold.h"
#include "value/words.h"

struct expected {
	const char *profile; /* NULL: our own columns */
	const char *drop;
	int n_records, n_rejects;
	int n_facts[AID_KIND_COUNT];
	int64_t quantity[AID_KIND_COUNT]; /* sums in thousandths */
	int64_t trucks;
};

static struct aid_profile *
read_profile(const char *name)
{
	struct aid_profile *profile = NULL;
	struct aid_error err = AID_ERROR_NONE;
	char path[128], text[8192];

	snprintf(path, sizeof(path), "fixtures/profiles/%s.conf", name);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		fail_msg("%s: cannot be opened", path);
	size_t len = fread(text, 1, sizeof(text), file);
	fclose(file);
	assert_true(len < sizeof(text));
	if (aid_profile_parse((struct aid_slice){ text, len }, path, &profile, &err) != 0)
		fail_msg("%s", err.text);
	return profile;
}

static int
quantity_column(enum aid_kind kind)
{
	switch (kind) {
	case AID_KIND_COMMITMENTS:
		return AID_COMMITMENTS_QUANTITY;
	case AID_KIND_SHIPMENTS:
		return AID_SHIPMENTS_QUANTITY;
	case AID_KIND_CROSSINGS:
		return AID_CROSSINGS_QUANTITY;
	default:
		return -1;
	}
}

static void
add_fact(const struct aid_fact *fact, struct expected *found)
{
	int column = quantity_column(fact->kind);

	found->n_facts[fact->kind]++;
	if (column >= 0)
		found->quantity[fact->kind] += aid_fact_value(fact, column)->number;
	if (fact->kind == AID_KIND_CROSSINGS)
		found->trucks += aid_fact_value(fact, AID_CROSSINGS_TRUCKS)->number;
}

typedef void look(const struct aid_record *record, const struct aid_fact *facts, size_t n_facts);

/* Reads the whole drop; `at` (may be NULL) looks at each record that was taken. */
static struct expected
read_drop(const struct aid_profile *profile, const char *drop, look *at)
{
	struct expected found = { 0 };
	struct aid_error err = AID_ERROR_NONE;
	struct aid_records *records = NULL;
	struct aid_map *map = NULL;
	struct aid_record record;
	struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
	struct aid_reject reject;
	struct aid_arena arena;
	size_t n_facts;
	bool is_end = false;
	char path[128];

	snprintf(path, sizeof(path), "fixtures/drops/%s", drop);
	int fd = open(path, O_RDONLY);
	if (fd < 0)
		fail_msg("%s: cannot be opened", path);
	if (aid_records_open(fd, NULL, &records, &err) != 0)
		fail_msg("%s: %s", drop, err.text);
	struct aid_header header = aid_map_header(records);
	if (profile != NULL && !aid_profile_is_fit(profile, drop, header.names, header.n_names))
		fail_msg("%s does not fit its profile", drop);
	if (aid_map_new(profile, &header, &map, &err) != 0)
		fail_msg("%s: %s", drop, err.text);
	aid_arena_init(&arena);
	for (;;) {
		aid_arena_reset(&arena);
		if (aid_records_next(records, &arena, &record, &is_end, &err) != 0)
			fail_msg("%s: %s", drop, err.text);
		if (is_end)
			break;
		found.n_records++;
		assert_int_equal(record.reject, AID_MSG_NONE);
		if (aid_map_record(map, &record, &arena, facts, &n_facts, &reject, &err) != 0)
			fail_msg("%s: %s", drop, err.text);
		found.n_rejects += reject.message != AID_MSG_NONE;
		for (size_t i = 0; i < n_facts; i++)
			add_fact(&facts[i], &found);
		if (at != NULL && n_facts > 0)
			at(&record, facts, n_facts);
	}
	aid_arena_done(&arena);
	aid_map_free(map);
	aid_records_close(records);
	close(fd);
	return found;
}

#define COMMITMENTS AID_KIND_COMMITMENTS
#define SHIPMENTS AID_KIND_SHIPMENTS
#define CROSSINGS AID_KIND_CROSSINGS

static const struct expected drops[] = {
	{ "cogat",
	  "cogat.csv",
	  180,
	  0,
	  { [CROSSINGS] = 180 },
	  { [CROSSINGS] = 2934498490 },
	  175000 },
	{ "scms",
	  "scms.csv",
	  125,
	  0,
	  { [COMMITMENTS] = 125, [SHIPMENTS] = 125, [CROSSINGS] = 125 },
	  { [COMMITMENTS] = 686603000, [SHIPMENTS] = 686603000, [CROSSINGS] = 686603000 },
	  0 },
	{ "bsgi",
	  "bsgi.csv",
	  73,
	  0,
	  { [CROSSINGS] = 73 + 50 },
	  { [CROSSINGS] = 2 * 2173035400 - 938416000 },
	  0 },
	{ NULL,
	  "gaza-commitments.csv",
	  8,
	  0,
	  { [COMMITMENTS] = 8 },
	  { [COMMITMENTS] = 391350000 },
	  0 },
	{ NULL,
	  "gaza-crossings-2025.csv",
	  7,
	  0,
	  { [CROSSINGS] = 7 },
	  { [CROSSINGS] = 4794000 },
	  4794000 },
	{ NULL, "_office/places.csv", 19, 0, { [AID_KIND_PLACES] = 19 }, { 0 }, 0 },
	{ NULL, "_office/commodities.csv", 9, 0, { [AID_KIND_COMMODITIES] = 9 }, { 0 }, 0 },
	{ NULL, "_office/units.csv", 3, 0, { [AID_KIND_UNITS] = 3 }, { 0 }, 0 },
	{ NULL, "_office/sources.csv", 8, 0, { [AID_KIND_SOURCES] = 8 }, { 0 }, 0 },
	{ NULL,
	  "_office/example-commitments.csv",
	  6,
	  0,
	  { [COMMITMENTS] = 6 },
	  { [COMMITMENTS] = 4960000 },
	  0 },
	{ NULL,
	  "_office/example-commitments-amended.csv",
	  1,
	  0,
	  { [COMMITMENTS] = 1 },
	  { [COMMITMENTS] = 100000 },
	  0 },
	/* the third that is refused is refused for its unit, and units are the ledger's to know */
	{ NULL,
	  "AlderRelief/shipments-2025-03.csv",
	  11,
	  2,
	  { [SHIPMENTS] = 9 },
	  { [SHIPMENTS] = 6153000 },
	  0 },
	{ NULL,
	  "AlderRelief/shipments-2025-03-corrected.csv",
	  2,
	  0,
	  { [SHIPMENTS] = 2 },
	  { [SHIPMENTS] = 1250000 },
	  0 },
	{ NULL,
	  "BridgePost/crossings-2025-03.csv",
	  11,
	  0,
	  { [CROSSINGS] = 11 },
	  { [CROSSINGS] = 6600000 },
	  61000 },
	{ NULL, "BridgePost/trucks-2025-03.csv", 10, 0, { [CROSSINGS] = 10 }, { 0 }, 76000 },
	{ NULL,
	  "ValeRelief/deliveries-2025-03.csv",
	  11,
	  0,
	  { [CROSSINGS] = 11 },
	  { [CROSSINGS] = 4700000 },
	  0 },
};

static void
test_drops(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(drops); i++) {
		const struct expected *expected = &drops[i];
		struct aid_profile *profile =
			expected->profile == NULL ? NULL : read_profile(expected->profile);
		struct expected found = read_drop(profile, expected->drop, NULL);

		print_message("%s\n", expected->drop);
		assert_int_equal(found.n_records, expected->n_records);
		assert_int_equal(found.n_rejects, expected->n_rejects);
		assert_int_equal(found.trucks, expected->trucks);
		for (int kind = 0; kind < AID_KIND_COUNT; kind++) {
			assert_int_equal(found.n_facts[kind], expected->n_facts[kind]);
			assert_int_equal(found.quantity[kind], expected->quantity[kind]);
		}
		aid_profile_free(profile);
	}
}

/* 23:00 and 22:00 are the midnight that ends the day: every moment is a day, and RAZONI left on the first of August. */
static void
look_at_voyage(const struct aid_record *record, const struct aid_fact *facts, size_t n_facts)
{
	for (size_t i = 0; i < n_facts; i++) {
		const struct aid_value *at = aid_fact_value(&facts[i], AID_CROSSINGS_OCCURRED_AT);

		assert_int_equal(at->precision, AID_PRECISION_DAY);
		assert_int_equal(at->number % AID_DAY_SECONDS, 0);
		assert_non_null(facts[i].row_key.ptr);
	}
	if (record->number == 1) {
		assert_int_equal(n_facts, 2);
		assert_int_equal(aid_fact_value(&facts[0], AID_CROSSINGS_OCCURRED_AT)->number,
				 aid_date_days_from_civil(2022, 8, 1) * AID_DAY_SECONDS);
		assert_int_equal(aid_fact_value(&facts[1], AID_CROSSINGS_OCCURRED_AT)->number,
				 aid_date_days_from_civil(2022, 8, 3) * AID_DAY_SECONDS);
	}
}

static void
test_voyages(void **state)
{
	(void)state;
	struct aid_profile *profile = read_profile("bsgi");

	assert_int_equal(aid_profile_followed_to(profile), AID_STAGE_CROSSED);
	read_drop(profile, "bsgi.csv", look_at_voyage);
	aid_profile_free(profile);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drops),
		cmocka_unit_test(test_voyages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
