#include "tests/unit/test.h"

#include "read/drift.h"

#define MAX_FIELDS 16

static size_t
cut(const char *text, struct aid_slice *fields)
{
	size_t n = 0;
	for (;;) {
		size_t len = strcspn(text, "|");
		fields[n++] = (struct aid_slice){ text, len };
		if (text[len] == '\0')
			return n;
		text += len + 1;
	}
}

static void
check_list(const struct aid_buffer *list, const char *expected, const char *now)
{
	if (strcmp(list->len == 0 ? "" : list->ptr, expected) != 0)
		fail_msg("%s: '%s' is not '%s'", now, list->ptr, expected);
}

static void
test_compare(void **state)
{
	(void)state;
	static const struct {
		const char *known, *now, *came, *went, *moved;
	} cases[] = {
		{ "A|B|C", "A|B|C", "", "", "" },
		{ "Date |Aid (tons)|Donor", "DATE|aid tons|donor", "", "", "" },
		{ "A|B|C", "A|X|B|C|Y", "X, Y", "", "" },
		{ "A|B|C", "C", "", "A, B", "" },
		{ "A|B|C", "B|C|A", "", "", "A" },
		{ "A|B|C|D", "D|A|B|X", "X", "C", "D" },
		{ "A|B|C|D", "B|A|D|C", "", "", "A, C" },
		/* the same name twice is two columns */
		{ "A|Note|Note", "Note|A|Note|Note", "Note", "", "A" },
		{ "A||B", "A|B", "", "", "" },
		{ "A", "", "", "A", "" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice known[MAX_FIELDS], now[MAX_FIELDS];
		struct aid_drift drift;
		size_t n_known = cut(cases[i].known, known), n_now = cut(cases[i].now, now);
		aid_drift_init(&drift);
		assert_int_equal(aid_drift_compare(&drift, known, n_known, now, n_now, NULL), 0);
		check_list(&drift.came, cases[i].came, cases[i].now);
		check_list(&drift.went, cases[i].went, cases[i].now);
		check_list(&drift.moved, cases[i].moved, cases[i].now);
		aid_drift_done(&drift);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_compare) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
