#include "tests/unit/test.h"

#include "text/fold.h"

typedef int fold_function(struct aid_slice text, struct aid_buffer *out, struct aid_error *err);

struct fold_case {
	const char *text, *folded;
};

/* Each case, and that folding what was folded changes nothing. */
static void
check_cases(fold_function *fold, const struct fold_case *cases, size_t n_cases)
{
	struct aid_buffer once, again;
	struct aid_error err = AID_ERROR_NONE;

	aid_buffer_init(&once);
	aid_buffer_init(&again);
	for (size_t i = 0; i < n_cases; i++) {
		assert_int_equal(fold(aid_slice_of(cases[i].text), &once, &err), 0);
		if (!aid_slice_is_equal(aid_buffer_slice(&once), aid_slice_of(cases[i].folded)))
			fail_msg("'%s' gives '%.*s', not '%s'", cases[i].text, (int)once.len,
				 once.ptr, cases[i].folded);
		assert_int_equal(fold(aid_buffer_slice(&once), &again, &err), 0);
		assert_true(aid_slice_is_equal(aid_buffer_slice(&once), aid_buffer_slice(&again)));
	}
	aid_buffer_done(&once);
	aid_buffer_done(&again);
}

static void
test_name(void **state)
{
	(void)state;
	static const struct fold_case cases[] = {
		{ "", "" },
		{ "  ", "" },
		{ "WFP", "wfp" },
		{ "Aid (tons)", "aid tons" },
		{ "  date_received -- ", "date received" },
		{ "Kerem\tShalom\r\n", "kerem shalom" },
		{ "line 07", "line 07" },
		{ "value $", "value $" },
		{ "C&A", "c a" },
		/* Apostrophes of all kinds, and of none. */
		{ "Sana'a", "sanaa" },
		{ "Sana\xe2\x80\x99"
		  "a",
		  "sanaa" },
		{ "Sana\xca\xbf"
		  "a",
		  "sanaa" },
		{ "Кам'янець", "камянець" },
		{ "Кам\xca\xbcянець", "камянець" },
		{ "'Rafah'", "rafah" },
		{ "al-'Arish", "al arish" },
		{ "5'000", "5 000" },
		/* Accents, case, strokes, ligatures, full width. */
		{ "Médecins", "medecins" },
		{ "Me\xcc\x81"
		  "decins",
		  "medecins" },
		{ "TÜRKİYE", "turkiye" },
		{ "Diyarbakır", "diyarbakir" },
		{ "Łódź", "lodz" },
		{ "Straße", "strasse" },
		{ "Ｗ Ｆ Ｐ　２", "w f p 2" },
		{ "\xef\xac\x81lter", "filter" },
		{ "Ελλάς", "ελλασ" },
		{ "ХАРКІВ", "харків" },
		{ "Київ", "киів" },
		{ "Йорданія", "иорданія" },
		/* Arabic: alef, ya, ta marbuta, kaf forms, tatweel, vowel points, presentation
		 * forms, digits. */
		{ "إدلب", "ادلب" },
		{ "أدلب", "ادلب" },
		{ "غزة", "غزه" },
		{ "غـــزة", "غزه" },
		{ "عمّان", "عمان" },
		{ "مستشفى", "مستشفي" },
		{ "کرم", "كرم" },
		{ "ﻏﺰﺓ", "غزه" },
		{ "معبر ٣", "معبر 3" },
		{ "معبر ۳", "معبر 3" },
		{ "\xd8\xa7\xd9\xb1", "\xd8\xa7\xd8\xa7" },
		/* Unseen characters: some part words, some do not. */
		{ "Khan\xe2\x80\x8bYounis", "khan younis" },
		{ "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1\xd9\x88\xd8\xaf", "مي رود" },
		{ "Khar\xc2\xadkiv", "kharkiv" },
		{ "\xe2\x80\x8fغزة\xe2\x80\x8f", "غزه" },
		{ "a\xc2\xa0"
		  "b",
		  "a b" },
		{ "\xef\xbb\xbfplace", "place" },
		{ "№ 5", "no 5" },
		{ "5 €", "5 €" },
		/* In these scripts a mark is a vowel, or parts of the letter. */
		{ "कु", "कु" },
		{ "မြန်မာ", "မြန်မာ" },
		{ "र\xe2\x80\x8c्यालि", "र्यालि" },
		{ "a ु b", "a b" },
		{ "\xff\xfe", "" },
		{ "a\xff"
		  "b",
		  "a b" },
	};
	check_cases(aid_fold_name, cases, N_OF(cases));
}

static void
test_number(void **state)
{
	(void)state;
	static const struct fold_case cases[] = {
		{ "", "" },
		{ "wb-0012 / 7", "WB12-7" },
		{ "WB12/07", "WB12-7" },
		{ "WB 0012.07", "WB12-7" },
		{ "1-23", "1-23" },
		{ "12-3", "12-3" },
		{ "1 23", "1-23" },
		{ "123", "123" },
		{ "000", "0" },
		{ "WB-000", "WB0" },
		{ "0-0", "0-0" },
		{ "00a00", "0A0" },
		{ "10020", "10020" },
		{ "100", "100" },
		{ "-5-", "5" },
		{ "a-b", "AB" },
		{ "a'b`c", "ABC" },
		{ "1'2", "1-2" },
		{ "7 - - 08", "7-8" },
		{ "wb٠٠١٢", "WB12" },
		{ "wb۰۱۲/٠٧", "WB12-7" },
		{ "12\xe2\x80\x8f"
		  "34",
		  "1234" },
		{ "12\xe2\x80\x8b"
		  "34",
		  "12-34" },
		{ "WB\xc2\xa0"
		  "5",
		  "WB5" },
		{ "наклад-007", "НАКЛАД7" },
		{ "ＷＢ１２", "WB12" },
		{ "straße1", "STRASSE1" },
		{ "é1", "E1" },
		{ "e\xcc\x81"
		  "1",
		  "E1" },
		{ "№5", "NO5" },
		{ "각", "각" },
		{ "ᄀ-ᅡ", "가" },
		{ "क्-़", "क्" },
		{ "e-\xcc\x81", "E" },
		{ "\xff", "" },
	};
	check_cases(aid_fold_number, cases, N_OF(cases));
}

/* The way through ICU and the way around it fold ASCII alike: an accented letter at the end takes
 * the first. */
static void
test_both_ways_agree_on_ascii(void **state)
{
	(void)state;
	struct aid_buffer fast, slow;
	char text[80];
	uint32_t random = 12345;

	aid_buffer_init(&fast);
	aid_buffer_init(&slow);
	for (int i = 0; i < 20000; i++) {
		size_t n = 1 + (size_t)i % 60;
		for (size_t j = 0; j < n; j++) {
			random = random * 1664525u + 1013904223u;
			text[j] = "0012aZ-' /_.$\x01\x7f"[(random >> 16) % 15];
		}
		memcpy(text + n, ".\xc3\x89", 3);
		assert_int_equal(aid_fold_name((struct aid_slice){ text, n }, &fast, NULL), 0);
		assert_int_equal(aid_fold_name((struct aid_slice){ text, n + 3 }, &slow, NULL), 0);
		aid_buffer_append_text(&fast, fast.len == 0 ? "e" : " e");
		assert_string_equal(fast.ptr, slow.ptr);
		assert_int_equal(aid_fold_number((struct aid_slice){ text, n }, &fast, NULL), 0);
		assert_int_equal(aid_fold_number((struct aid_slice){ text, n + 3 }, &slow, NULL),
				 0);
		aid_buffer_append_text(&fast, "E");
		assert_string_equal(fast.ptr, slow.ptr);
	}
	aid_buffer_done(&fast);
	aid_buffer_done(&slow);
}

/* Longer than what is kept on the stack, and growing under normalisation (U+FDFA becomes 18
 * letters). */
static void
test_long_text(void **state)
{
	(void)state;
	struct aid_buffer text, out;

	aid_buffer_init(&text);
	aid_buffer_init(&out);
	for (int i = 0; i < 3000; i++)
		aid_buffer_append_text(&text, "\xef\xb7\xba-");
	assert_int_equal(aid_fold_name(aid_buffer_slice(&text), &out, NULL), 0);
	assert_true(out.len > 3000 * 30);
	assert_int_equal(aid_fold_valid_utf8(aid_buffer_slice(&out)), out.len);
	aid_buffer_reset(&text);
	for (int i = 0; i < 30000; i++)
		aid_buffer_append_text(&text, "Ab-01");
	assert_int_equal(aid_fold_number(aid_buffer_slice(&text), &out, NULL), 0);
	assert_int_equal(out.len, 30000 * 3);
	assert_memory_equal(out.ptr + out.len - 6, "AB1AB1", 6);
	assert_int_equal(aid_fold_name(aid_buffer_slice(&text), &out, NULL), 0);
	assert_int_equal(out.len, 30000 * 4 + 30000 + 0);
	aid_buffer_done(&text);
	aid_buffer_done(&out);
}

static void
test_valid_utf8(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n_valid;
	} cases[] = {
		{ "", 0 },
		{ "plain ascii, longer than a word", 31 },
		{ "غزة", 6 },
		{ "12345678é", 10 },
		{ "\xf0\x9f\x9a\x9a truck", 10 },
		{ "\xc3", 0 },
		{ "a\xc3(", 1 },
		{ "\x80", 0 },
		{ "\xc0\x80", 0 },         /* overlong NUL */
		{ "\xe0\x80\xaf", 0 },     /* overlong */
		{ "\xed\xa0\x80", 0 },     /* surrogate */
		{ "\xed\x9f\xbf", 3 },     /* the last before the surrogates */
		{ "\xf4\x8f\xbf\xbf", 4 }, /* U+10FFFF */
		{ "\xf4\x90\x80\x80", 0 }, /* and the one behind */
		{ "\xf5\x80\x80\x80", 0 },
		{ "abcdefgh\xe2\x82", 8 },
		{ "Ren\xe9", 3 },
	};
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(aid_fold_valid_utf8(aid_slice_of(cases[i].text)),
				 cases[i].n_valid);
}

static void
test_trim(void **state)
{
	(void)state;
	static const struct fold_case cases[] = {
		{ "", "" },
		{ " a b\t\r\n", "a b" },
		{ "\xc2\xa0"
		  "a\xc2\xa0\xe2\x80\x8b",
		  "a" },
		{ "\xe2\x80\x8fغزة\xe2\x80\x8e", "غزة" },
		{ "\xef\xbb\xbf"
		  "a\xe2\x81\xa9",
		  "a" },
		{ "\xe2\x80\x8b\xc2\xa0 ", "" },
		{ "é", "é" },
		{ " \xff ", "\xff" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice trimmed = aid_fold_trim(aid_slice_of(cases[i].text));
		assert_true(aid_slice_is_equal(trimmed, aid_slice_of(cases[i].folded)));
	}
	assert_int_equal(aid_fold_trim((struct aid_slice){ NULL, 0 }).len, 0);
}

static void
test_digits(void **state)
{
	(void)state;
	static const struct fold_case cases[] = {
		{ "2024-03-31", "2024-03-31" },
		{ "٢٠٢٤/٠٣/٣١", "2024/03/31" },
		{ "\xe2\x80\x8f"
		  "31\xe2\x80\x8f/03",
		  "31/03" },
		{ "1\xc2\xa0"
		  "2\xe2\x80\xaf"
		  "3",
		  "1 2 3" },
		{ "\xe2\x88\x92"
		  "5",
		  "-5" },
		{ "\xff٣é", "\xff"
			    "3é" },
	};
	char out[32];
	size_t len;
	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_true(aid_fold_digits(aid_slice_of(cases[i].text), out, sizeof(out), &len));
		assert_true(aid_slice_is_equal((struct aid_slice){ out, len },
					       aid_slice_of(cases[i].folded)));
	}
	assert_false(aid_fold_digits(aid_slice_of("12345"), out, 4, &len));
	assert_true(aid_fold_digits(aid_slice_of("1234"), out, 4, &len));
}

static void
test_distance(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		size_t distance;
	} cases[] = {
		{ "", "", 0 },
		{ "", "abc", 3 },
		{ "rafah", "rafah", 0 },
		{ "rafah", "rafa", 1 },
		{ "rafah", "raffah", 1 },
		{ "rafah", "rafeh", 1 },
		{ "rafah", "rafha", 1 },
		{ "kerem shalom", "karem shalmo", 2 },
		{ "حلب", "ادلب", 2 },
		{ "غزه", "غزا", 1 },
		{ "kitten", "sitting", 3 },
		{ "abcd", "dcba", 3 },
		{ "ca", "abc", 3 },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice a = aid_slice_of(cases[i].a), b = aid_slice_of(cases[i].b);
		for (size_t limit = 0; limit < 12; limit++) {
			size_t expected =
				cases[i].distance <= limit ? cases[i].distance : limit + 1;
			assert_int_equal(aid_fold_distance(a, b, limit), expected);
			assert_int_equal(aid_fold_distance(b, a, limit), expected);
		}
	}
	assert_int_equal(aid_fold_distance(aid_slice_of("ab"), aid_slice_of("cd"), SIZE_MAX), 2);
}

/* The whole table, without a band. */
static size_t
slow_distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
	size_t cell[20][20];

	for (size_t i = 0; i <= n_a; i++)
		for (size_t j = 0; j <= n_b; j++) {
			if (i == 0 || j == 0) {
				cell[i][j] = i + j;
				continue;
			}
			size_t cost = cell[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (cell[i - 1][j] + 1 < cost)
				cost = cell[i - 1][j] + 1;
			if (cell[i][j - 1] + 1 < cost)
				cost = cell[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    cell[i - 2][j - 2] + 1 < cost)
				cost = cell[i - 2][j - 2] + 1;
			cell[i][j] = cost;
		}
	return cell[n_a][n_b];
}

static void
test_distance_in_a_band_is_the_distance(void **state)
{
	(void)state;
	uint32_t random = 99;
	char text[2][16];

	for (int i = 0; i < 50000; i++) {
		size_t n[2];
		for (int k = 0; k < 2; k++) {
			random = random * 1664525u + 1013904223u;
			n[k] = (random >> 16) % 16;
			for (size_t j = 0; j < n[k]; j++) {
				random = random * 1664525u + 1013904223u;
				text[k][j] = (char)('a' + (random >> 16) % 3);
			}
		}
		size_t distance = slow_distance(text[0], n[0], text[1], n[1]);
		for (size_t limit = 0; limit < 8; limit++)
			assert_int_equal(aid_fold_distance((struct aid_slice){ text[0], n[0] },
							   (struct aid_slice){ text[1], n[1] },
							   limit),
					 distance <= limit ? distance : limit + 1);
	}
}

static void
test_distance_of_long_names(void **state)
{
	(void)state;
	char a[300], b[300];
	memset(a, 'a', sizeof(a));
	memset(b, 'a', sizeof(b));
	b[0] = 'b';
	assert_int_equal(
		aid_fold_distance((struct aid_slice){ a, 256 }, (struct aid_slice){ b, 256 }, 3),
		1);
	assert_int_equal(
		aid_fold_distance((struct aid_slice){ a, 257 }, (struct aid_slice){ b, 257 }, 3),
		4);
	assert_int_equal(
		aid_fold_distance((struct aid_slice){ a, 300 }, (struct aid_slice){ a, 300 }, 3),
		0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_both_ways_agree_on_ascii),
		cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_valid_utf8),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_distance_in_a_band_is_the_distance),
		cmocka_unit_test(test_distance_of_long_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
