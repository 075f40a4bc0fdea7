#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/likeness.h"
#include "report/likeness_shape.h"
#include "text/fold.h"

#define NAMES_MAX 16

struct name {
	const char *text;
	int64_t entry;
};

static void
find(const struct name *names, size_t n, bool with_initials, struct aid_likeness_group *groups)
{
	struct aid_likeness_name folded[NAMES_MAX] = { { AID_SLICE_EMPTY, 0 } };
	struct aid_buffer texts[NAMES_MAX];
	struct aid_error err = AID_ERROR_NONE;
	for (size_t i = 0; i < n; i++) {
		aid_buffer_init(&texts[i]);
		assert_int_equal(aid_fold_name(aid_slice_of(names[i].text), &texts[i], &err), 0);
		folded[i] =
			(struct aid_likeness_name){ aid_buffer_slice(&texts[i]), names[i].entry };
	}
	assert_int_equal(aid_likeness_find(folded, n, with_initials, groups, &err), 0);
	for (size_t i = 0; i < n; i++)
		aid_buffer_done(&texts[i]);
}

/* Two names: one or not, and why; whichever comes first. */
static void
test_pairs(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		enum aid_likeness why;
	} cases[] = {
		/* seen in real lists */
		{ "Rahma World Wide", "RWW", AID_LIKENESS_INITIALS },
		{ "Rahma World Wide", "R.W.W.", AID_LIKENESS_INITIALS },
		{ "Rahma World Wide", "RAHMA WORLD WIED", AID_LIKENESS_TYPING },
		{ "Rahma World Wide", "Rahma Worldwide", AID_LIKENESS_LETTERS },
		{ "Mercy Corps", "Mercy Corpes", AID_LIKENESS_TYPING },
		{ "Mercy Corps", "Mercy Corpe", AID_LIKENESS_TYPING },
		{ "Mercy Corps", "MERCY CORPS", AID_LIKENESS_LETTERS },
		{ "UNRWA+WFP", "UNRWA  + WFP", AID_LIKENESS_LETTERS },
		{ "UNRWA+WFP", "WFP/UNRWA", AID_LIKENESS_WORDS },
		{ "LOG ClUSTER", "Log Cluster", AID_LIKENESS_LETTERS },
		{ "Diyarna", "Diyarna Foundation", AID_LIKENESS_WORDS },
		{ "United Arab Emirates", "UAE", AID_LIKENESS_INITIALS },
		{ "Egyptian Red Crescent", "Egyptian National Red Crescent Society",
		  AID_LIKENESS_LEFT_OUT },
		{ "Kerem Shalom", "Kerem Shalon", AID_LIKENESS_TYPING },
		{ "Switzerland, Government of", "Government of Switzerland", AID_LIKENESS_WORDS },
		{ "Multi Trade Ltd.", "Multi Trade", AID_LIKENESS_WORDS },
		{ "The Zakat Foundation of America", "Zakat Foundation America",
		  AID_LIKENESS_WORDS },
		{ "\u0627\u0644\u0647\u0644\u0627\u0644 \u0627\u0644\u0623\u062d\u0645\u0631",
		  "\u0627\u0644\u0647\u0644\u0627\u0644 \u0627\u0644\u0627\u062d\u0645\u0631",
		  AID_LIKENESS_LETTERS },
		/* alike, and not the same */
		{ "Mercy Foundation", "Mercy Association", AID_LIKENESS_NONE },
		{ "Oman", "Al-Urman Foundation", AID_LIKENESS_NONE },
		{ "Umman", "Al-Urman Foundation", AID_LIKENESS_NONE },
		{ "Gate 96", "Gate 97", AID_LIKENESS_NONE },
		{ "Iraq", "Iran", AID_LIKENESS_NONE },
		{ "Relief Fund North Valley", "Relief Fund South Valley", AID_LIKENESS_NONE },
		{ "Rahma World Wide", "Rahma WorldWied", AID_LIKENESS_TYPING },
		{ "Niger", "Nigeria", AID_LIKENESS_NONE },
		{ "Al-Bareh", "Al-Rabeh", AID_LIKENESS_NONE },
		{ "Egyptian Food Bank", "Egyptian Clothing Bank", AID_LIKENESS_NONE },
		{ "Red Crescent", "Qatar Red Crescent", AID_LIKENESS_NONE },
		{ "Save the Children", "UNICEF", AID_LIKENESS_NONE },
		{ "UN", "Useful Neighbours", AID_LIKENESS_NONE },
		{ "", "-", AID_LIKENESS_NONE },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		for (int turn = 0; turn < 2; turn++) {
			struct name names[2] = { { turn == 0 ? cases[i].a : cases[i].b, 0 },
						 { turn == 0 ? cases[i].b : cases[i].a, 0 } };
			struct aid_likeness_group groups[2];
			find(names, 2, true, groups);
			bool is_one = groups[1].group == 0;
			if (is_one != (cases[i].why != AID_LIKENESS_NONE) ||
			    groups[1].why != cases[i].why || groups[0].why != AID_LIKENESS_NONE)
				fail_msg("%s, %s: %s", cases[i].a, cases[i].b,
					 is_one ? aid_likeness_text(groups[1].why) : "apart");
		}
	}
}

static void
check_groups(const struct name *names, size_t n, bool with_initials, const char *expected)
{
	struct aid_likeness_group groups[NAMES_MAX];
	char text[NAMES_MAX + 1] = "";
	find(names, n, with_initials, groups);
	for (size_t i = 0; i < n; i++)
		text[i] = (char)('a' + groups[i].group);
	if (strcmp(text, expected) != 0)
		fail_msg("%s ...: %s, not %s", names[0].text, text, expected);
}

static void
test_groups(void **state)
{
	(void)state;
	/* through a name that both are like */
	static const struct name rahma[] = { { "Rahma World Wide", 0 },
					     { "RWW", 0 },
					     { "Red Cross", 0 },
					     { "RAHMA WORLD WIED", 0 } };
	check_groups(rahma, N_OF(rahma), true, "aaca");
	check_groups(rahma, N_OF(rahma), false, "abca");
	/* spellings of one entry are one from the start, two entries never */
	static const struct name known[] = { { "Slovakia", 1 },  { "Slovaquie", 1 },
					     { "Slovakie", 0 },  { "Slovenia", 2 },
					     { "Slovenija", 0 }, { "Slovenie", 2 } };
	check_groups(known, N_OF(known), true, "aaaddd");
	/* initials that may be of two are of none */
	static const struct name several[] = { { "International Medical Corps", 0 },
					       { "Islamic Mercy Committee", 0 },
					       { "IMC", 0 } };
	check_groups(several, N_OF(several), true, "abc");
	static const struct name once[] = { { "International Medical Corps", 0 },
					    { "Medical Corps International", 0 },
					    { "IMC", 0 } };
	check_groups(once, N_OF(once), true, "aaa");
	/* and so are words left out */
	static const struct name left_out[] = { { "Relief Fund North Valley", 0 },
						{ "Relief Fund South Valley", 0 },
						{ "Relief Fund Valley", 0 } };
	check_groups(left_out, N_OF(left_out), true, "abc");
	assert_string_equal(aid_likeness_text(AID_LIKENESS_INITIALS), "initials");
}

/* What the code asks for is folded, or it would never be met. */
static void
test_words(void **state)
{
	(void)state;
	static const struct {
		const char *word;
		enum aid_likeness_word kind;
	} cases[] = {
		{ "The", AID_LIKENESS_PARTICLE },
		{ "Al-", AID_LIKENESS_PARTICLE },
		{ "Foundation", AID_LIKENESS_FORM },
		{ "Ltd.", AID_LIKENESS_FORM },
		{ "NGO", AID_LIKENESS_FORM },
		{ "Vakf\u0131", AID_LIKENESS_FORM },
		{ "\u062c\u0645\u0639\u064a\u0629", AID_LIKENESS_FORM },
		{ "\u0411\u043b\u0430\u0433\u043e\u0434\u0456\u0439\u043d\u0438\u0439",
		  AID_LIKENESS_FORM },
		{ "Mercy", AID_LIKENESS_PLAIN },
	};
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_int_equal(aid_fold_name(aid_slice_of(cases[i].word), &folded, NULL), 0);
		if (aid_likeness_word_kind(aid_buffer_slice(&folded)) != cases[i].kind)
			fail_msg("%s", cases[i].word);
	}
	aid_buffer_done(&folded);
}

#define N_MANY 20000

static uint32_t
next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Names of two to four made-up words; every tenth is the one before it with a letter wrong. */
static size_t
make_many(char (*texts)[64], bool is_alike)
{
	static const char *const parts[] = {
		"ka", "ro",  "mi",  "te",  "su",  "la",  "ben", "dor",
		"fi", "gal", "hum", "jin", "nor", "pat", "qui", "ras"
	};
	uint32_t seed = 7;
	size_t n_typos = 0;
	for (size_t i = 0; i < N_MANY; i++) {
		size_t len = 0, n_words = 2 + next(&seed) % 3;
		if (i % 10 == 9 && !is_alike) {
			memcpy(texts[i], texts[i - 1], 64);
			texts[i][1 + next(&seed) % 3] = 'z';
			n_typos++;
			continue;
		}
		if (is_alike)
			len = (size_t)snprintf(texts[i], 64, "village council of ");
		for (size_t k = 0; k < n_words; k++) {
			for (size_t m = 0; m < 3; m++)
				len += (size_t)snprintf(texts[i] + len, 64 - len, "%s",
							parts[next(&seed) % 16]);
			if (k + 1 < n_words)
				texts[i][len++] = ' ';
		}
		texts[i][len] = '\0';
	}
	return n_typos;
}

/* Twenty thousand names are looked through in seconds, also when all begin alike; all against all would take minutes. */
static void
test_many(void **state)
{
	(void)state;
	char(*texts)[64] = calloc(N_MANY, sizeof *texts);
	struct aid_likeness_name *names = calloc(N_MANY, sizeof *names);
	struct aid_likeness_group *groups = calloc(N_MANY, sizeof *groups);
	assert_true(texts != NULL && names != NULL && groups != NULL);
	for (int turn = 0; turn < 2; turn++) {
		size_t n_typos = make_many(texts, turn == 1), n_found = 0;
		for (size_t i = 0; i < N_MANY; i++)
			names[i].folded = aid_slice_of(texts[i]);
		assert_int_equal(aid_likeness_find(names, N_MANY, true, groups, NULL), 0);
		for (size_t i = 9; i < N_MANY && turn == 0; i += 10)
			n_found += groups[i].group == groups[i - 1].group;
		assert_int_equal(n_found, n_typos);
	}
	free(texts);
	free(names);
	free(groups);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
