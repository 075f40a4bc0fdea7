#include "tests/unit/test.h"

#include "report/spellings.h"
#include "text/fold.h"

#define PLACES 2
#define COMMODITIES 3

static void
add(struct aid_spellings *spellings, int64_t registry, const char *folded, int64_t entry,
    const char *text)
{
	struct aid_error err = AID_ERROR_NONE;

	assert_int_equal(aid_spellings_add(spellings, registry, aid_slice_of(folded), entry,
					   aid_slice_of(text), &err),
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
	struct aid_spellings spellings = { 0 };

	(void)state;
	add(&spellings, PLACES, "kerem shalom", 1, "Kerem Shalom");
	add(&spellings, COMMODITIES, "flour", 2, "Flour");
	add(&spellings, PLACES, "abcdy", 3, "Beta");
	add(&spellings, PLACES, "rafah", 4, "Rafah");
	add(&spellings, PLACES, "zikim", 7, "Zikim");
	add(&spellings, PLACES, "zicym", 7, "Zikim");
	add(&spellings, PLACES, "abcdz", 5, "Alpha");
	add(&spellings, PLACES, "\xd0\xbd\xd0\xbe\xd0\xb2\xd0\xbe\xd1\x81\xd0\xb0\xd0\xb4", 6,
	    "\xd0\x9d\xd0\xbe\xd0\xb2\xd0\xbe\xd1\x81\xd0\xb0\xd0\xb4");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct aid_slice found = aid_spellings_nearest(&spellings, cases[i].registry,
							       aid_slice_of(cases[i].folded));

		if (!aid_slice_is_equal(found, aid_slice_of(cases[i].expected))) {
			fail_msg("%s: %.*s, not %s", cases[i].folded, (int)found.len, found.ptr,
				 cases[i].expected);
		}
	}
	aid_spellings_done(&spellings);
}

/* The same as a look at each. */
static void
none_is_overlooked(void **state)
{
	enum { N = 600, SIZE = 12 };
	static char names[N][SIZE];
	struct aid_spellings spellings = { 0 };
	uint32_t random = 7;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		size_t n = 1 + i % (SIZE - 1);

		for (size_t k = 0; k < n; k++) {
			random = random * 1664525 + 1013904223;
			names[i][k] = (char)('a' + (random >> 24) % 4);
		}
		if (i % 2 == 0) {
			add(&spellings, PLACES, names[i], (int64_t)i, names[i]);
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
		assert_true(
			aid_slice_is_equal(aid_spellings_nearest(&spellings, PLACES, name), best));
	}
	aid_spellings_done(&spellings);
}

static void
several_are_several(void **state)
{
	static const struct {
		const char *folded;
		bool expected;
	} cases[] = {
		{ "flour oil", true },
		{ "flour and oil", true },
		{ "oil flour", true },
		{ "flour", false },
		{ "flour tents", false },
		{ "tents oil", false },
		{ "flour wheat", false }, /* two spellings of one entry */
		{ "wheat flour", false }, /* known as it is, and as itself */
		{ "wheat flour oil", true },
		{ "cooking oil flour", true },
		{ "flouroil", false },
		{ " ", false },
		{ "", false },
		{ "rafah oil", false },
	};
	struct aid_spellings spellings = { 0 };

	(void)state;
	add(&spellings, COMMODITIES, "flour", 1, "Flour");
	add(&spellings, COMMODITIES, "wheat", 1, "Flour");
	add(&spellings, COMMODITIES, "wheat flour", 1, "Flour");
	add(&spellings, COMMODITIES, "oil", 2, "Oil");
	add(&spellings, COMMODITIES, "cooking oil", 2, "Oil");
	add(&spellings, PLACES, "rafah", 3, "Rafah");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (aid_spellings_are_several(&spellings, COMMODITIES,
					      aid_slice_of(cases[i].folded)) != cases[i].expected) {
			fail_msg("%s", cases[i].folded);
		}
	}
	aid_spellings_done(&spellings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_meant),
		cmocka_unit_test(none_is_overlooked),
		cmocka_unit_test(several_are_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
