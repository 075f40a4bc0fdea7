#include "tests/unit/test.h"

#include "value/words.h"

static void
test_every_word_is_found_by_its_name(void **state)
{
	(void)state;
	for (enum aid_words words = AID_WORDS_STAGE; words < AID_WORDS_COUNT; words++) {
		int n_found = 0;
		for (int number = -1; number < 100; number++) {
			const char *name = aid_words_name(words, number);
			if (name[0] == '\0')
				continue;
			assert_int_equal(aid_words_find(words, aid_slice_of(name)), number);
			assert_non_null(strstr(aid_words_choices(words), name));
			n_found++;
		}
		int n_choices = 1;
		for (const char *p = aid_words_choices(words); *p != '\0'; p++)
			n_choices += *p == ',';
		assert_int_equal(n_found, n_choices);
	}
}

static void
test_find(void **state)
{
	(void)state;
	static const struct {
		enum aid_words words;
		const char *text;
		int number;
	} cases[] = {
		{ AID_WORDS_STAGE, "dispatched", AID_STAGE_DISPATCHED },
		{ AID_WORDS_STAGE, "damaged", AID_STAGE_DAMAGED },
		{ AID_WORDS_STAGE, "At Crossing", AID_STAGE_AT_CROSSING },
		{ AID_WORDS_STAGE, "AT-CROSSING", AID_STAGE_AT_CROSSING },
		{ AID_WORDS_STAGE, "at  crossing", -1 },
		{ AID_WORDS_STAGE, "crossed ", -1 },
		{ AID_WORDS_STAGE, "cross", -1 },
		{ AID_WORDS_STAGE, "crossed!", -1 },
		{ AID_WORDS_STAGE, "", -1 },
		{ AID_WORDS_BASIS, "total", 0 },
		{ AID_WORDS_BASIS, "per day", 1 },
		{ AID_WORDS_BASIS, "per_week", 7 },
		{ AID_WORDS_BASIS, "Per-Month", 30 },
		{ AID_WORDS_BASIS, "delivered", -1 },
		{ AID_WORDS_STATE, "Pledged", AID_STATE_PLEDGED },
		{ AID_WORDS_UNIT_BASIS, "nominal", AID_UNIT_BASIS_NOMINAL },
		{ AID_WORDS_DECISION, "Matched", AID_DECISION_MATCHED },
		{ AID_WORDS_REASON, "self distribution", AID_REASON_SELF_DISTRIBUTION },
	};
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(aid_words_find(cases[i].words, aid_slice_of(cases[i].text)),
				 cases[i].number);
	assert_int_equal(aid_words_find(AID_WORDS_STAGE, (struct aid_slice){ NULL, 0 }), -1);
}

static void
test_choices(void **state)
{
	(void)state;
	assert_string_equal(aid_words_choices(AID_WORDS_BASIS),
			    "total, per_day, per_week, per_month");
	assert_string_equal(aid_words_name(AID_WORDS_STAGE, 6), "delivered");
	assert_string_equal(aid_words_name(AID_WORDS_STAGE, 0), "");
	assert_string_equal(aid_words_name(AID_WORDS_BASIS, 0), "total");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_word_is_found_by_its_name),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_choices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
