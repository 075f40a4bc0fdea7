#include "tests/unit/test.h"

#include "base/limits.h"
#include "value/quantity.h"

#define UNTOUCHED INT64_C(-777)

static const struct aid_number_format plain = { '.', '\0' };
static const struct aid_number_format english = { '.', ',' };
static const struct aid_number_format german = { ',', '.' };
static const struct aid_number_format french = { ',', ' ' };
static const struct aid_number_format swiss = { '.', '\'' };
static const struct aid_number_format whole = { '\0', '\0' };

static void
check(const char *text, struct aid_number_format format, enum aid_message message, int64_t milli)
{
	int64_t out = UNTOUCHED;
	enum aid_message got = aid_quantity_parse(aid_slice_of(text), format, &out);

	if (got != message || out != (message == AID_MSG_NONE ? milli : UNTOUCHED))
		fail_msg("'%s': %s, %lld", text, aid_message_code(got), (long long)out);
}

static void
test_good(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		struct aid_number_format format;
		int64_t milli;
	} cases[] = {
		{ "0", { '.', '\0' }, 0 },
		{ "1234.5", { '.', '\0' }, 1234500 },
		{ "1.234", { '.', '\0' }, 1234 },
		{ "0.001", { '.', '\0' }, 1 },
		{ "007", { '.', '\0' }, 7000 },
		{ " 12\t", { '.', '\0' }, 12000 },
		{ "5.0000000000000000000000000", { '.', '\0' }, 5000 },
		{ "1.2340", { '.', '\0' }, 1234 },
		{ "00000000000000000000000000000000001", { '.', '\0' }, 1000 },
		{ "1000000000000", { '.', '\0' }, AID_LIMIT_QUANTITY_MILLI },
		{ "1000000000000.000", { '.', '\0' }, AID_LIMIT_QUANTITY_MILLI },
		{ "999999999999.999", { '.', '\0' }, AID_LIMIT_QUANTITY_MILLI - 1 },
		{ "1,234,567.89", { '.', ',' }, 1234567890 },
		{ "1234567.89", { '.', ',' }, 1234567890 },
		{ "12,345", { '.', ',' }, 12345000 },
		{ "1.234.567,8", { ',', '.' }, 1234567800 },
		{ "3,5", { ',', '.' }, 3500 },
		{ "1 234,5", { ',', ' ' }, 1234500 },
		{ "1\302\240234,5", { ',', ' ' }, 1234500 },
		{ "1\342\200\257234\342\200\257567", { ',', ' ' }, 1234567000 },
		{ "1\342\200\211234", { ',', ' ' }, 1234000 },
		{ "\302\24012\302\240", { '.', '\0' }, 12000 },
		{ "1'234'567", { '.', '\'' }, 1234567000 },
		{ "1\342\200\231234", { '.', '\'' }, 1234000 },
		/* Arabic-Indic, Persian and Devanagari digits; Arabic decimal and grouping signs. */
		{ "٣٤٥", { '.', '\0' }, 345000 },
		{ "۱۲٫۵", { '.', '\0' }, 12500 },
		{ "١٬٢٣٤٫٥٠٠", { '.', ',' }, 1234500 },
		{ "१२", { '.', '\0' }, 12000 },
		{ "\342\200\21712\342\200\217", { '.', '\0' }, 12000 },
		{ "42", { '\0', '\0' }, 42000 },
		{ "+5", { '.', '\0' }, 5000 },
		{ "+1,250.5", { '.', '*' }, 1250500 },
		/* any grouping, one and the same in a number */
		{ "1,234,567.5", { '.', '*' }, 1234567500 },
		{ "1 234.5", { '.', '*' }, 1234500 },
		{ "1'234", { '.', '*' }, 1234000 },
		{ "1.234,5", { ',', '*' }, 1234500 },
		{ "1.234", { '.', '*' }, 1234 },
		{ "1234,5", { ',', '*' }, 1234500 },
		{ "١٬٢٣٤٫٥", { '.', '*' }, 1234500 },
		{ "١،٢٣٤", { '.', '*' }, 1234000 },
		{ "١،٢٣٤", { ',', '*' }, 1234 },
	};
	for (size_t i = 0; i < N_OF(cases); i++)
		check(cases[i].text, cases[i].format, AID_MSG_NONE, cases[i].milli);
}

static void
test_bad(void **state)
{
	(void)state;
	static const char *const not_numbers[] = {
		"",
		" ",
		"-",
		"--5",
		"+-5",
		"5+",
		"+",
		"12x",
		"x12",
		"1e3",
		"0x10",
		"1 2",
		".5",
		"5.",
		".",
		"1..2",
		"1.2.3",
		"1,5",
		"1,234",
		"NaN",
		"inf",
		"1\n2",
		"-x",
		"- 5",
		"1.2x",
		"½",
		"五",
		"12t",
		"٣x",
		"\377",
		"1\377",
		"99999999999999999999999x",
		"1\342\200\231234",
	};
	for (size_t i = 0; i < N_OF(not_numbers); i++)
		check(not_numbers[i], plain, AID_MSG_NOT_A_NUMBER, 0);
	static const char *const not_grouped[] = { "12,34",    "1,2345", "1234,567", ",123",
						   "1,,234",   "1,23.5", "0,123",    "00,123",
						   "1,234,56", "1,",     "1.234,5",  "1 234" };
	for (size_t i = 0; i < N_OF(not_grouped); i++)
		check(not_grouped[i], english, AID_MSG_NOT_A_NUMBER, 0);
	check("1.5", whole, AID_MSG_NOT_A_NUMBER, 0);
	check("1,234.5", german, AID_MSG_NOT_A_NUMBER, 0);
	check("1\302\24023", french, AID_MSG_NOT_A_NUMBER, 0);
	check("1'23", swiss, AID_MSG_NOT_A_NUMBER, 0);
	static const char *const negative[] = {
		"-5", "-0", "-1.25", "-99999999999999999999", "\342\210\2225", " -3 "
	};
	for (size_t i = 0; i < N_OF(negative); i++)
		check(negative[i], plain, AID_MSG_NEGATIVE_QUANTITY, 0);
	static const char *const out_of_range[] = {
		"1000000000000.001", "1000000000001",       "99999999999999999999999999", "1.0001",
		"0.00000000001",     "18446744073709551617"
	};
	for (size_t i = 0; i < N_OF(out_of_range); i++)
		check(out_of_range[i], plain, AID_MSG_QUANTITY_RANGE, 0);
	int64_t out = UNTOUCHED;
	assert_int_equal(aid_quantity_parse((struct aid_slice){ NULL, 0 }, plain, &out),
			 AID_MSG_NOT_A_NUMBER);
	assert_int_equal(out, UNTOUCHED);
}

static void
test_long_text_is_no_number(void **state)
{
	(void)state;
	char text[1000];
	for (size_t i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\331\241", 2);
	int64_t out;
	assert_int_equal(aid_quantity_parse((struct aid_slice){ text, sizeof(text) }, plain, &out),
			 AID_MSG_NOT_A_NUMBER);
}

static void
test_format(void **state)
{
	(void)state;
	static const struct {
		int64_t milli;
		const char *text, *grouped;
	} cases[] = {
		{ 0, "0", "0" },
		{ 1, "0.001", "0.001" },
		{ 10, "0.01", "0.01" },
		{ 100, "0.1", "0.1" },
		{ 1000, "1", "1" },
		{ 1234500, "1234.5", "1,234.5" },
		{ 999999999, "999999.999", "999,999.999" },
		{ -3000, "-3", "-3" },
		{ -1234567, "-1234.567", "-1,234.567" },
		{ AID_LIMIT_QUANTITY_MILLI, "1000000000000", "1,000,000,000,000" },
		{ INT64_MAX, "9223372036854775.807", "9,223,372,036,854,775.807" },
		{ INT64_MIN, "-9223372036854775.808", "-9,223,372,036,854,775.808" },
	};
	struct aid_buffer buffer;
	aid_buffer_init(&buffer);
	for (size_t i = 0; i < N_OF(cases); i++) {
		aid_buffer_reset(&buffer);
		aid_quantity_format(&buffer, cases[i].milli);
		assert_string_equal(buffer.ptr, cases[i].text);
		aid_buffer_append_char(&buffer, ' ');
		aid_quantity_format_grouped(&buffer, cases[i].milli);
		assert_string_equal(strchr(buffer.ptr, ' ') + 1, cases[i].grouped);
	}
	aid_buffer_done(&buffer);
}

/* What is written is read back as the same, whatever the format. */
static void
check_round_trip(struct aid_buffer *buffer, int64_t milli)
{
	int64_t again = UNTOUCHED;

	aid_buffer_reset(buffer);
	aid_quantity_format(buffer, milli);
	if (aid_quantity_parse(aid_buffer_slice(buffer), plain, &again) != AID_MSG_NONE ||
	    again != milli)
		fail_msg("%lld is read as %lld", (long long)milli, (long long)again);
	aid_buffer_reset(buffer);
	aid_quantity_format_grouped(buffer, milli);
	if (aid_quantity_parse(aid_buffer_slice(buffer), english, &again) != AID_MSG_NONE ||
	    again != milli)
		fail_msg("grouped %lld is read as %lld", (long long)milli, (long long)again);
}

static void
test_what_is_written_is_read_back(void **state)
{
	(void)state;
	struct aid_buffer buffer;
	uint64_t random = 88172645463325252u;

	aid_buffer_init(&buffer);
	for (int64_t milli = 0; milli < 200000; milli++)
		check_round_trip(&buffer, milli);
	for (int64_t power = 1; power <= AID_LIMIT_QUANTITY_MILLI; power *= 10)
		for (int64_t milli = power > 2000 ? power - 2000 : 0;
		     milli <= power + 2000 && milli <= AID_LIMIT_QUANTITY_MILLI; milli++)
			check_round_trip(&buffer, milli);
	for (int i = 0; i < 300000; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		check_round_trip(&buffer,
				 (int64_t)((random >> i % 40) % (AID_LIMIT_QUANTITY_MILLI + 1)));
	}
	aid_buffer_done(&buffer);
}

static void
test_below_zero(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t milli; /* UNTOUCHED: no number */
	} cases[] = {
		{ "-5", -5000 },
		{ "5-", -5000 },
		{ "(5)", -5000 },
		{ "( 1,250.5 )", -1250500 },
		{ "1,250-", -1250000 },
		{ "5 -", -5000 },
		{ "\u22125", -5000 },
		{ "\u20135", -5000 },
		{ "5\u2013", -5000 },
		{ "-0", 0 },
		{ "-5-", UNTOUCHED },
		{ "(-5)", UNTOUCHED },
		{ "(5", UNTOUCHED },
		{ "5)", UNTOUCHED },
		{ "()", UNTOUCHED },
		{ "-", UNTOUCHED },
		{ "((5))", UNTOUCHED },
		{ "0.00005", 0 },
		{ "1000000000001", UNTOUCHED },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_number_format format = { '.', '*' };
		int64_t out = UNTOUCHED;
		aid_quantity_read(aid_slice_of(cases[i].text), format, &out);
		if (out != cases[i].milli)
			fail_msg("'%s': %lld", cases[i].text, (long long)out);
		if (cases[i].milli != UNTOUCHED && cases[i].text[0] != '0')
			check(cases[i].text, format, AID_MSG_NEGATIVE_QUANTITY, 0);
	}
}

static void
test_split(void **state)
{
	(void)state;
	static const struct {
		const char *text, *number, *unit; /* number NULL: no unit in it */
	} cases[] = {
		{ "12 MT", "12", "MT" },
		{ "12MT", "12", "MT" },
		{ "1,650 Pallets", "1,650", "Pallets" },
		{ "1\u00a0250,5\u00a0kg", "1\u00a0250,5", "kg" },
		{ "١٢ طن", "١٢", "طن" },
		{ "12 metric tons (net)", "12", "metric tons (net)" },
		{ "12", NULL, NULL },
		{ "MT 12", NULL, NULL },
		{ "MT", NULL, NULL },
		{ "", NULL, NULL },
		/* E4 is a unit in Rec 20, but not here */
		{ "1E4", NULL, NULL },
		{ "1.5e+03 kg", NULL, NULL },
		{ "12EA", "12", "EA" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice number, unit;
		bool is_split = aid_quantity_split(aid_slice_of(cases[i].text), &number, &unit);
		assert_int_equal(is_split, cases[i].number != NULL);
		if (is_split && (!aid_slice_is_equal(number, aid_slice_of(cases[i].number)) ||
				 !aid_slice_is_equal(unit, aid_slice_of(cases[i].unit))))
			fail_msg("'%s': '%.*s' '%.*s'", cases[i].text, (int)number.len, number.ptr,
				 (int)unit.len, unit.ptr);
	}
}

static void
test_shortened(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_shortened, is_alone; /* alone: with a point and a sign, and nothing else */
	} cases[] = {
		{ "1E4", true, false },
		{ "2e4", true, false },
		{ "1.5E+03", true, true },
		{ "1,5E+03", true, true },
		{ "1.23457E+11", true, true },
		{ "1.5e-3", true, true },
		{ "-1.5E+03", true, true },
		{ "(1E4)", true, false },
		{ "+1E+4", true, false },
		{ "1 E4", true, false },
		{ "1,250.5E4 kg", true, false },
		{ "1.23E+05-7", true, false },
		{ "\u0661\u066b\u0665E+\u0660\u0663", true, true },
		{ "12", false, false },
		{ "12E", false, false },
		{ "12EA", false, false },
		{ "12 e 4", false, false },
		{ "E4", false, false },
		{ "-E4", false, false },
		{ "WB1.23E+05", false, false },
		{ "1.2.3", false, false },
		{ "", false, false },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice text = aid_slice_of(cases[i].text);
		if (aid_quantity_is_shortened(text, false) != cases[i].is_shortened ||
		    aid_quantity_is_shortened(text, true) != cases[i].is_alone)
			fail_msg("'%s'", cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_below_zero),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_shortened),
		cmocka_unit_test(test_long_text_is_no_number),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_what_is_written_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
