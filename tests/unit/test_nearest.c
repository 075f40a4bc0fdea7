#include "tests/unit/test.h"

#include "report/nearest.h"
#include "text/fold.h"

#define PLACES 2
#define COMMODITIES 3

static void
add(struct aid_nearest *nearest, int64_t registry, const char *folded, const char *text)
{
	struct aid_error err = AID_ERROR_NONE;

	assert_int_equal(
		aid_nearest_add(nearest, registry, aid_slice_of(folded), aid_slice_of(text), &err),
		0);
}

static void
what_is_meant(void **state)
{
	static const struct {
		int64_t registry;
		const char *folded, *expected;
	} cases[] = {
		{ PLACES, "rafah", "Rafah" },  /* itself */
		{ PLACES, "rafh", "Rafah" },   /* one is missing */
		{ PLACES, "rafahh", "Rafah" }, /* one too many */
		{ PLACES, "rfaah", "Rafah" },  /* two that changed places */
		{ PLACES, "rxxah", "" },       /* two of five are too many */
		{ PLACES, "rx", "" },          /* of two letters none */
		{ COMMODITIES, "rafah", "" },  /* another registry */
		{ PLACES, "kerem shalam", "Kerem Shalom" },
		{ PLACES, "karem shalam", "Kerem Shalom" },
		{ PLACES, "karem xhalxm", "" },
		{ PLACES, "zikam", "Zikim" }, /* the alias of an entry stands for it */
		{ PLACES, "zicim", "Zikim" },
		{ PLACES, "abcdx", "Alpha" }, /* of two as near the first */
		{ PLACES, "\xd0\xbd\xd0\xbe\xd0\xb2\xd0\xbe\xd1\x81\xd0\xb0\xd1\x82",
		  "\xd0\x9d\xd0\xbe\xd0\xb2\xd0\xbe\xd1\x81\xd0\xb0\xd0\xb4" },
		{ PLACES, "", "" },
	};
	struct aid_nearest nearest = { 0 };

	(void)state;
	add(&nearest, PLACES, "kerem shalom", "Kerem Shalom");
	add(&nearest, COMMODITIES, "flour", "Flour");
	add(&nearest, PLACES, "abcdy", "Beta");
	add(&nearest, PLACES, "rafah", "Rafah");
	add(&nearest, PLACES, "zikim", "Zikim");
	add(&nearest, PLACES, "zicym", "Zikim");
	add(&nearest, PLACES, "abcdz", "Alpha");
	add(&nearest, PLACES, "\xd0\xbd\xd0\xbe\xd0\xb2\xd0\xbe\xd1\x81\xd0\xb0\xd0\xb4",
	    "\xd0\x9d\xd0\xbe\xd0\xb2\xd0\xbe\xd1\x81\xd0\xb0\xd0\xb4");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct aid_slice found = aid_nearest_find(&nearest, cases[i].registry,
							  aid_slice_of(cases[i].folded));

		if (!aid_slice_is_equal(found, aid_slice_of(cases[i].expected))) {
			fail_msg("%s: %.*s, not %s", cases[i].folded, (int)found.len, found.ptr,
				 cases[i].expected);
		}
	}
	aid_nearest_done(&nearest);
}

/* The same as a look at each. */
static void
none_is_overlooked(void **state)
{
	enum { N = 600, SIZE = 12 };
	static char names[N][SIZE];
	struct aid_nearest nearest = { 0 };
	uint32_t random = 7;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		size_t n = 1 + i % (SIZE - 1);

		for (size_t k = 0; k < n; k++) {
			random = random * 1664525 + 1013904223;
			names[i][k] = (char)('a' + (random >> 24) % 4);
		}
		if (i % 2 == 0) {
			add(&nearest, PLACES, names[i], names[i]);
		}
	}
	for (size_t i = 1; i < N; i += 2) {
		struct aid_slice name = aid_slice_of(names[i]), best = AID_SLICE_EMPTY;
		size_t most = name.len / 3 < 2 ? name.len / 3 : 2;

		for (size_t k = 0; k < N; k += 2) {
			struct aid_slice other = aid_slice_of(names[k]);
			size_t distance = aid_fold_distance(name, other, most);

			if (distance < most ||
			    (distance == most &&
			     (best.len == 0 || aid_slice_compare(other, best) < 0))) {
				best = other;
				most = distance;
			}
		}
		assert_true(aid_slice_is_equal(aid_nearest_find(&nearest, PLACES, name), best));
	}
	aid_nearest_done(&nearest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_meant),
		cmocka_unit_test(none_is_overlooked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
