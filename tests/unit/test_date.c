#include "tests/unit/test.h"

#include "value/date.h"

static struct aid_date_format *
format_new(const char *pattern, const char *zone, const char *day_zone)
{
	struct aid_date_format *format = NULL;
	struct aid_error err = AID_ERROR_NONE;

	if (aid_date_format_new(aid_slice_of(pattern), aid_slice_of(zone), aid_slice_of(day_zone),
				&format, &err) != 0)
		fail_msg("%s", err.text);
	return format;
}

/* `expected` is the canonical form, or the code of what is wrong. */
static void
check(const char *text, enum aid_message message, struct aid_time time, const char *expected)
{
	struct aid_buffer buffer;

	aid_buffer_init(&buffer);
	if (message == AID_MSG_NONE)
		aid_date_format_append(&buffer, time);
	else
		aid_buffer_append_text(&buffer, aid_message_code(message));
	if (strcmp(buffer.ptr, expected) != 0)
		fail_msg("'%s' gives %s, not %s", text, buffer.ptr, expected);
	aid_buffer_done(&buffer);
}

static const char not_a_date[] = "not_a_date";
static const char date_range[] = "date_range";

static void
test_iso(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "2024-03-31", "2024-03-31" },
		{ "2024-03", "2024-03" },
		{ "2024-02-29", "2024-02-29" },
		{ "2000-02-29", "2000-02-29" },
		{ "2024-03-31T10:05Z", "2024-03-31T10:05Z" },
		{ "2024-03-31T10:05:09Z", "2024-03-31T10:05:09Z" },
		{ "2024-03-31 10:05:09Z", "2024-03-31T10:05:09Z" },
		{ "2024-03-31T10:05+03:00", "2024-03-31T07:05Z" },
		{ "2024-03-31T01:05:09+03:00", "2024-03-30T22:05:09Z" },
		{ "2024-12-31T23:30-05:30", "2025-01-01T05:00Z" },
		{ "1990-01-01T00:00Z", "1990-01-01T00:00Z" },
		{ "2100-12-31T23:59:59Z", "2100-12-31T23:59:59Z" },
		{ "1990-01", "1990-01" },
		{ "2100-12", "2100-12" },
		{ "٢٠٢٤-٠٣-٣١", "2024-03-31" },
		{ "\xe2\x80\x8f"
		  "2024-03-31",
		  "2024-03-31" },
		{ "1989-12-31", date_range },
		{ "2101-01-01", date_range },
		{ "0000-01-01", date_range },
		{ "0024-03-31", date_range },
		{ "9999-12-31T00:00Z", date_range },
		{ "2100-12-31T23:59-00:01", date_range },
		{ "1990-01-01T00:00+00:01", date_range },
		{ "0000-00-00", not_a_date },
		{ "2024-00-10", not_a_date },
		{ "2024-13-01", not_a_date },
		{ "2024-13-40T10:00:00Z", not_a_date },
		{ "2024-01-00", not_a_date },
		{ "2024-01-32", not_a_date },
		{ "2024-04-31", not_a_date },
		{ "2024-02-30", not_a_date },
		{ "2024-02-30T10:00:00Z", not_a_date },
		{ "2023-02-29", not_a_date },
		{ "2100-02-29", not_a_date },
		{ "2024-03-31T24:00Z", not_a_date },
		{ "2024-03-31T23:60Z", not_a_date },
		{ "2024-03-31T23:59:60Z", not_a_date },
		{ "2024-03-31T10:05", not_a_date },
		{ "2024-03-31T10:05:09", not_a_date },
		{ "2024-03-31T10Z", not_a_date },
		{ "2024-03-31T", not_a_date },
		{ "2024-06-1T", not_a_date },
		{ "2024-03-31Z", not_a_date },
		{ "2024-03-31T10:05z", not_a_date },
		{ "2024-03-31t10:05Z", not_a_date },
		{ "2024-03-31T10:05Zx", not_a_date },
		{ "2024-03-31T10:05:09.5Z", not_a_date },
		{ "2024-03-31T10:05+3:00", not_a_date },
		{ "2024-03-31T10:05+0300", not_a_date },
		{ "2024-03-31T10:05+15:00", not_a_date },
		{ "2024-03-31T10:05+03:00x", not_a_date },
		{ "2024-03-31T10-05Z", not_a_date },
		{ " 2024-03-31", not_a_date },
		{ "2024-03-31 ", not_a_date },
		{ "2024-3-31", not_a_date },
		{ "2024/03/31", not_a_date },
		{ "20240331", not_a_date },
		{ "24-03-31", not_a_date },
		{ "-024-03-31", not_a_date },
		{ "2024-03-3", not_a_date },
		{ "2024", not_a_date },
		{ "45382", not_a_date },
		{ "yesterday", not_a_date },
		{ "00/00/0000", not_a_date },
		{ "", not_a_date },
		{ "٢٠٢٤", not_a_date },
	};
	struct aid_date_format *format = format_new("iso", "", "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_slice text = aid_slice_of(cases[i].text);
		struct aid_time time = { 0, AID_PRECISION_NONE };
		check(cases[i].text, aid_date_parse_iso(text, &time), time, cases[i].expected);
		check(cases[i].text, aid_date_parse(text, format, &time), time, cases[i].expected);
	}
	aid_date_format_free(format);
}

static void
test_what_is_no_date_leaves_the_output(void **state)
{
	(void)state;
	struct aid_time time = { 42, AID_PRECISION_MONTH };
	struct aid_date_format *format = format_new("d/m/Y", "", "");

	assert_int_equal(aid_date_parse_iso(aid_slice_of("2024-02-30"), &time), AID_MSG_NOT_A_DATE);
	assert_int_equal(aid_date_parse_iso(aid_slice_of("1924-02-20"), &time), AID_MSG_DATE_RANGE);
	assert_int_equal(aid_date_parse(aid_slice_of("31/04/2024"), format, &time),
			 AID_MSG_NOT_A_DATE);
	assert_int_equal(aid_date_parse(aid_slice_of("30/04/1924"), format, &time),
			 AID_MSG_DATE_RANGE);
	assert_int_equal(aid_date_parse_iso((struct aid_slice){ NULL, 0 }, &time),
			 AID_MSG_NOT_A_DATE);
	assert_int_equal(aid_date_parse((struct aid_slice){ NULL, 0 }, format, &time),
			 AID_MSG_NOT_A_DATE);
	assert_int_equal(time.seconds, 42);
	assert_int_equal(time.precision, AID_PRECISION_MONTH);
	aid_date_format_free(format);
}

static void
test_patterns(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *text, *expected;
	} cases[] = {
		{ "d/m/Y", "31/03/2024", "2024-03-31" },
		{ "d/m/Y", "1/3/2024", "2024-03-01" },
		{ "d/m/Y", "31/03/24", not_a_date },
		{ "d/m/Y", "31/03/20244", not_a_date },
		{ "d/m/Y", "031/03/2024", not_a_date },
		{ "d/m/Y", "31/13/2024", not_a_date },
		{ "d/m/Y", "31 /03/2024", not_a_date },
		{ "d/m/Y", "٣١/٠٣/٢٠٢٤", "2024-03-31" },
		{ "d/m/Y",
		  "\xe2\x80\x8f"
		  "31\xe2\x80\x8f/03\xe2\x80\x8f/2024",
		  "2024-03-31" },
		{ "d/m/Y", "31/03/1924", date_range },
		{ "d/m/y", "31/03/24", "2024-03-31" },
		{ "d/m/y", "31/03/00", "2000-03-31" },
		{ "d/m/y", "31/03/69", "2069-03-31" },
		{ "d/m/y", "31/03/90", "1990-03-31" },
		{ "d/m/y", "31/03/70", date_range },
		{ "d-b-y", "2-Jun-06", "2006-06-02" },
		{ "d-b-y", "14-Nov-06", "2006-11-14" },
		{ "d-b-y", "Date Not Captured", not_a_date },
		{ "d-b-y", "Pre-PQ Process", not_a_date },
		{ "d b Y", "17 Sept 2024", "2024-09-17" },
		{ "d b Y", "17 sep 2024", "2024-09-17" },
		{ "d b Y", "17 SEPTEMBER 2024", "2024-09-17" },
		{ "d b Y", "17 Sep. 2024", "2024-09-17" },
		{ "d b Y", "17 Sept. 2024", "2024-09-17" },
		{ "d b Y", "17 May 2024", "2024-05-17" },
		{ "d b Y", "17 May. 2024", "2024-05-17" },
		{ "d b Y", "17 September. 2024", "2024-09-17" },
		{ "d b Y", "17 Septe 2024", not_a_date },
		{ "d b Y", "17 Septembers 2024", not_a_date },
		{ "d b Y", "17 Septemberrrrrrr 2024", not_a_date },
		{ "d b Y", "17 Ma 2024", not_a_date },
		{ "d b Y", "17  Sep 2024", not_a_date },
		{ "d b Y",
		  "17\xc2\xa0Sep\xc2\xa0"
		  "2024",
		  "2024-09-17" },
		{ "d.b.Y", "17.Sep.2024", "2024-09-17" },
		{ "b Y", "March 2024", "2024-03" },
		{ "Ymd", "20240331", "2024-03-31" },
		{ "Ymd", "2024331", not_a_date },
		{ "Ymd", "2024-03-31", not_a_date },
		{ "ymd", "240331", "2024-03-31" },
		{ "m/Y", "3/2024", "2024-03" },
		{ "Y-m-d H:M:S", "2022-07-31 23:00:00", "2022-07-31T23:00:00Z" },
		{ "Y-m-d H:M:S", "2022-07-31 24:00:00", not_a_date },
		{ "Y-m-d H:M:S", "2022-07-31 23:60:00", not_a_date },
		{ "Y-m-d H:M:S", "2022-07-31 23:00", not_a_date },
		{ "Y-m-d H:M:S", "2022-07-31 25:00:00", not_a_date },
		{ "d/m/Y H:M", "31/03/2024 9:05", "2024-03-31T09:05Z" },
		{ "d/m/Y H:M", "31/03/2024 9:5", not_a_date },
		{ "Y-m-dTH:M:S", "2015-06-25T00:00:00", "2015-06-25T00:00:00Z" },
		{ "H:M d/m/Y", "23:59 1/1/2024", "2024-01-01T23:59Z" },
		{ "Y年m月d日", "2024年3月31日", "2024-03-31" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_date_format *format = format_new(cases[i].pattern, "", "");
		struct aid_time time = { 0, AID_PRECISION_NONE };
		enum aid_message message =
			aid_date_parse(aid_slice_of(cases[i].text), format, &time);
		check(cases[i].text, message, time, cases[i].expected);
		/* The example that messages show is a date in the format. */
		assert_int_equal(aid_date_parse(aid_date_format_example(format), format, &time),
				 AID_MSG_NONE);
		aid_date_format_free(format);
	}
}

static void
test_bad_patterns_and_zones(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"Y",
		"d/m",
		"m/d/Y/Y",
		"d/m/y Y",
		"d/m/b/Y",
		"Y-m H:M",
		"Y-m-d H",
		"Y-m-d M",
		"Y-m-d H:S",
		"d/d/m/Y",
		"H:M",
		"date",
		"Y-m-d and much more than any pattern of a date can ever need to hold"
	};
	struct aid_date_format *format;
	struct aid_error err;

	for (size_t i = 0; i < N_OF(bad); i++) {
		err = AID_ERROR_NONE;
		if (aid_date_format_new(aid_slice_of(bad[i]), AID_SLICE_EMPTY, AID_SLICE_EMPTY,
					&format, &err) != AID_E_INVALID)
			fail_msg("'%s' is taken for a pattern", bad[i]);
		assert_non_null(strstr(err.text, "d/m/Y H:M"));
	}
	assert_int_equal(aid_date_format_new(aid_slice_of("iso"), aid_slice_of("Mars/Olympus"),
					     AID_SLICE_EMPTY, &format, &err),
			 AID_E_INVALID);
	assert_non_null(strstr(err.text, "Mars/Olympus"));
	assert_int_equal(aid_date_format_new(aid_slice_of("iso"), aid_slice_of("Europe/Rome"),
					     aid_slice_of("Rome"), &format, &err),
			 AID_E_INVALID);
	aid_date_format_free(NULL);
}

static void
test_zones(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *zone, *day_zone, *text, *expected;
	} cases[] = {
		{ "Y-m-d H:M", "Europe/Kyiv", "", "2024-07-01 10:00", "2024-07-01T07:00Z" },
		{ "Y-m-d H:M", "Europe/Kyiv", "", "2024-03-31 03:30", "time_skipped" },
		{ "Y-m-d H:M", "Europe/Kyiv", "", "2024-10-27 03:30", "time_twice" },
		{ "Y-m-d H:M", "+03:00", "", "2024-10-27 03:30", "2024-10-27T00:30Z" },
		{ "Y-m-d H:M", "+03:00", "", "1990-01-01 00:00", date_range },
		{ "d/m/Y", "Asia/Gaza", "Asia/Gaza", "31/03/2024", "2024-03-31" },
		{ "iso", "Asia/Gaza", "", "2024-07-01T10:00", "2024-07-01T07:00Z" },
		{ "iso", "Asia/Gaza", "", "2024-07-01T10:00Z", "2024-07-01T10:00Z" },
		{ "iso", "Asia/Gaza", "", "2024-07-01", "2024-07-01" },
		{ "iso", "Asia/Gaza", "", "2024-07", "2024-07" },
		/* The Black Sea voyages: midnight at Istanbul, exported in Rome. */
		{ "Y-m-d H:M:S", "Europe/Rome", "Europe/Istanbul", "2022-07-31 23:00:00",
		  "2022-08-01" },
		{ "Y-m-d H:M:S", "Europe/Rome", "Europe/Istanbul", "2022-12-05 22:00:00",
		  "2022-12-06" },
		{ "Y-m-d H:M:S", "Europe/Rome", "Europe/Istanbul", "2022-12-05 23:00:00",
		  "not_a_day" },
		{ "Y-m-d H:M:S", "Europe/Rome", "Europe/Istanbul", "2022-12-05 21:59:59",
		  "not_a_day" },
		{ "Y-m-d H:M:S", "", "Europe/Istanbul", "2022-07-31 21:00:00", "2022-08-01" },
		{ "iso", "", "Europe/Istanbul", "2022-07-31T21:00:00Z", "2022-08-01" },
		{ "iso", "", "Europe/Istanbul", "2022-07-31T21:00:01Z", "not_a_day" },
		{ "iso", "", "Europe/Istanbul", "2022-07-31", "2022-07-31" },
		{ "iso", "", "Europe/Istanbul", "2100-12-31T21:00Z", date_range },
		{ "iso", "", "-03:00", "1990-01-01T00:00Z", "not_a_day" },
		{ "iso", "", "-03:00", "1990-01-01T03:00Z", "1990-01-01" },
		/* Beirut skipped the midnight of 31 March 2024: the day began at one. */
		{ "iso", "", "Asia/Beirut", "2024-03-30T22:00Z", "2024-03-31" },
		{ "iso", "", "Asia/Beirut", "2024-03-30T23:00Z", "not_a_day" },
		{ "iso", "", "Asia/Beirut", "2024-03-31T21:00Z", "2024-04-01" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_date_format *format =
			format_new(cases[i].pattern, cases[i].zone, cases[i].day_zone);
		struct aid_time time = { 0, AID_PRECISION_NONE };
		enum aid_message message =
			aid_date_parse(aid_slice_of(cases[i].text), format, &time);
		check(cases[i].text, message, time, cases[i].expected);
		aid_date_format_free(format);
	}
}

/* Every day of the years that a date may have, counted by hand beside the arithmetic, and written
 * and read back. */
static void
test_every_day(void **state)
{
	(void)state;
	static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct aid_date_format *slashed = format_new("d/m/Y", "", "");
	struct aid_date_format *dense = format_new("Ymd", "", "");
	struct aid_buffer buffer;
	char text[64];
	int64_t day = 7305; /* 1990-01-01 */

	aid_buffer_init(&buffer);
	for (int y = 1990; y <= 2100; y++) {
		bool is_leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
		for (int m = 1; m <= 12; m++) {
			for (int d = 1; d <= month_days[m - 1] + (m == 2 && is_leap); d++, day++) {
				struct aid_time time = { 0, AID_PRECISION_NONE };
				int year, month, of_month;

				assert_true(aid_date_days_from_civil(y, m, d) == day);
				aid_date_civil_from_days(day, &year, &month, &of_month);
				assert_true(year == y && month == m && of_month == d);
				(void)snprintf(text, sizeof(text), "%04d-%02d-%02d", y, m, d);
				aid_buffer_reset(&buffer);
				aid_date_append_day(&buffer, day);
				assert_string_equal(buffer.ptr, text);
				assert_true(aid_date_parse_iso(aid_slice_of(text), &time) ==
					    AID_MSG_NONE);
				assert_true(time.seconds == day * AID_DAY_SECONDS);
				assert_true(time.precision == AID_PRECISION_DAY);
				(void)snprintf(text, sizeof(text), "%d/%d/%d", d, m, y);
				assert_true(aid_date_parse(aid_slice_of(text), slashed, &time) ==
					    AID_MSG_NONE);
				assert_true(time.seconds == day * AID_DAY_SECONDS);
				(void)snprintf(text, sizeof(text), "%04d%02d%02d", y, m, d);
				assert_true(aid_date_parse(aid_slice_of(text), dense, &time) ==
					    AID_MSG_NONE);
				assert_true(time.seconds == day * AID_DAY_SECONDS);
			}
			(void)snprintf(text, sizeof(text), "%04d-%02d-%02d", y, m,
				       month_days[m - 1] + (m == 2 && is_leap) + 1);
			struct aid_time time;
			assert_true(aid_date_parse_iso(aid_slice_of(text), &time) ==
				    AID_MSG_NOT_A_DATE);
		}
	}
	assert_int_equal(day * AID_DAY_SECONDS, INT64_C(4133980800));
	aid_buffer_done(&buffer);
	aid_date_format_free(slashed);
	aid_date_format_free(dense);
}

static void
test_every_second_and_precision_is_read_back(void **state)
{
	(void)state;
	struct aid_buffer buffer;
	uint64_t random = 88172645463325252u;

	aid_buffer_init(&buffer);
	for (int i = 0; i < 300000; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		struct aid_time time = { (int64_t)(631152000u +
						   random % (4133980800u - 631152000u)),
					 AID_PRECISION_SECOND };
		struct aid_time again = { 0, AID_PRECISION_NONE };
		if (i % 3 == 1)
			time = (struct aid_time){ time.seconds / 60 * 60, AID_PRECISION_MINUTE };
		if (i % 3 == 2)
			time = (struct aid_time){ time.seconds / AID_DAY_SECONDS * AID_DAY_SECONDS,
						  AID_PRECISION_DAY };
		aid_buffer_reset(&buffer);
		aid_date_format_append(&buffer, time);
		if (aid_date_parse_iso(aid_buffer_slice(&buffer), &again) != AID_MSG_NONE ||
		    again.seconds != time.seconds || again.precision != time.precision)
			fail_msg("%s is read as %lld", buffer.ptr, (long long)again.seconds);
	}
	aid_buffer_done(&buffer);
}

static void
test_days_far_away(void **state)
{
	(void)state;
	static const struct {
		int64_t day;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01" },     { -1, "1969-12-31" },      { -719468, "0000-03-01" },
		{ -719529, "-1-12-31" }, { 2932896, "9999-12-31" }, { 2932897, "10000-01-01" },
	};
	struct aid_buffer buffer;
	aid_buffer_init(&buffer);
	for (size_t i = 0; i < N_OF(cases); i++) {
		aid_buffer_reset(&buffer);
		aid_date_append_day(&buffer, cases[i].day);
		assert_string_equal(buffer.ptr, cases[i].text);
	}
	for (int64_t day = -1000000; day < 4000000; day += 7) {
		int year, month, of_month;
		aid_date_civil_from_days(day, &year, &month, &of_month);
		assert_true(aid_date_days_from_civil(year, month, of_month) == day);
	}
	aid_buffer_reset(&buffer);
	aid_date_append_seconds(&buffer, -1);
	assert_string_equal(buffer.ptr, "1969-12-31T23:59:59Z");
	aid_buffer_reset(&buffer);
	aid_date_append_day(&buffer, INT64_MAX / AID_DAY_SECONDS);
	assert_string_equal(buffer.ptr, "292277026596-12-04");
	aid_buffer_reset(&buffer);
	aid_date_format_append(&buffer, (struct aid_time){ 0, AID_PRECISION_NONE });
	assert_int_equal(buffer.len, 0);
	assert_int_equal(aid_date_day_of(-1), -1);
	assert_int_equal(aid_date_day_of(-86400), -1);
	assert_int_equal(aid_date_day_of(-86401), -2);
	assert_int_equal(aid_date_day_of(86399), 0);
	aid_buffer_done(&buffer);
}

static void
test_durations(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t seconds; /* 0: none */
	} cases[] = {
		{ "90s", 90 },
		{ "30m", 1800 },
		{ "72h", 259200 },
		{ "3d", 259200 },
		{ "2w", 1209600 },
		{ "0010d", 864000 },
		{ "1s", 1 },
		{ "40000d", INT64_C(3456000000) },
		{ "0h", 0 },
		{ "h", 0 },
		{ "", 0 },
		{ "72", 0 },
		{ "-3d", 0 },
		{ "3 d", 0 },
		{ "3D", 0 },
		{ "3y", 0 },
		{ "1.5h", 0 },
		{ "3dd", 0 },
		{ "50000d", 0 },
		{ "99999999999999999999999w", 0 },
		{ "9223372036854775807w", 0 },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t seconds = 0;
		assert_int_equal(aid_duration_parse(aid_slice_of(cases[i].text), &seconds),
				 cases[i].seconds != 0);
		assert_int_equal(seconds, cases[i].seconds);
	}
}

static void
test_moments(void **state)
{
	(void)state;
	static const struct {
		const char *text, *end;
	} cases[] = {
		{ "2024-02-29", "2024-03-01T00:00:00Z" },
		{ "2024-12-31", "2025-01-01T00:00:00Z" },
		{ "2024-02", "2024-03-01T00:00:00Z" },
		{ "2023-12", "2024-01-01T00:00:00Z" },
		{ "2024-02-29T10:00Z", "2024-02-29T10:00:00Z" },
		{ "2024-02-29T10:00:01+01:00", "2024-02-29T09:00:01Z" },
		{ "2100-12-31", "2101-01-01T00:00:00Z" },
		{ "2024-02-30", NULL },
		{ "now", NULL },
		{ "2024-02-29T10:00", NULL },
		{ "1024-02-28", NULL },
	};
	struct aid_buffer buffer;
	aid_buffer_init(&buffer);
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t end = -1;
		assert_int_equal(aid_date_parse_moment(aid_slice_of(cases[i].text), &end),
				 cases[i].end != NULL);
		if (cases[i].end == NULL) {
			assert_int_equal(end, -1);
			continue;
		}
		aid_buffer_reset(&buffer);
		aid_date_append_seconds(&buffer, end);
		assert_string_equal(buffer.ptr, cases[i].end);
	}
	aid_buffer_done(&buffer);
}

/* A text in each order: year, day, month first, day number; "" where it is no date. */
static void
test_orders(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected[AID_DATE_ORDERS];
	} cases[] = {
		{ "05/06/2024", { "", "2024-06-05", "2024-05-06", "" } },
		{ "25/06/2024", { "", "2024-06-25", "", "" } },
		{ "6/25/2024", { "", "", "2024-06-25", "" } },
		{ "05.06.24", { "2005-06-24", "2024-06-05", "2024-05-06", "" } },
		{ "24-3-5", { "2024-03-05", "", "", "" } },
		{ "5 6 2024", { "", "2024-06-05", "2024-05-06", "" } },
		{ "5. 6. 2024", { "", "2024-06-05", "2024-05-06", "" } },
		{ "5 / 6 / 2024", { "", "2024-06-05", "2024-05-06", "" } },
		{ "٠٥/٠٦/٢٠٢٤", { "", "2024-06-05", "2024-05-06", "" } },
		{ "31/12/70", { "", "", "", "" } },
		{ "31/12/69", { "", "2069-12-31", "", "" } },
		/* no date: two signs, a range, a year of three digits, what is left over */
		{ "5/6-2024", { "", "", "", "" } },
		{ "5-6/2024", { "", "", "", "" } },
		{ "3-4 June 2024", { "", "", "", "" } },
		{ "5/6/024", { "", "", "", "" } },
		{ "5//6/2024", { "", "", "", "" } },
		{ "5,6,2024", { "", "", "", "" } },
		{ "005/06/2024", { "", "", "", "" } },
		{ "05/06/2024 x", { "", "", "", "" } },
		{ "05/06", { "", "", "", "" } },
		{ "12-24", { "", "", "", "" } },
		{ "Mar-24", { "", "", "", "" } },
		{ "2024", { "", "", "", "" } },
		{ "Monday", { "", "", "", "" } },
#define ALL(day) { day, day, day, "" }
		/* the text itself shows the order */
		{ "2024-06-05", ALL("2024-06-05") },
		{ "2024/6/5", ALL("2024-06-05") },
		{ "20240605", ALL("2024-06-05") },
		{ "2024-06", ALL("2024-06") },
		{ "06/2024", ALL("2024-06") },
		{ "June 2024", ALL("2024-06") },
		{ "14-Nov-06", ALL("2006-11-14") },
		{ "14Nov2006", ALL("2006-11-14") },
		{ "17 Sept. 2024", ALL("2024-09-17") },
		{ "Nov 14, 2006", ALL("2006-11-14") },
		{ "June 3rd, 2024", ALL("2024-06-03") },
		{ "3rd of June 2024", ALL("2024-06-03") },
		{ "2024 Jun 3", ALL("2024-06-03") },
		{ "1er août 2024", ALL("2024-08-01") },
		{ "15 JANV. 2024", ALL("2024-01-15") },
		{ "3 de junio de 2024", ALL("2024-06-03") },
		{ "3 червня 2024 р.", ALL("2024-06-03") },
		{ "5 Ağustos 2024", ALL("2024-08-05") },
		{ "١٥ شباط ٢٠٢٤", ALL("2024-02-15") },
		{ "15 كانون الثاني 2024", ALL("2024-01-15") },
		{ "15 كانون الثاني/يناير 2024", ALL("2024-01-15") },
		{ "15 غشت 2024", ALL("2024-08-15") },
		{ "15 كانون الثاني/فبراير 2024", { "", "", "", "" } },
		{ "24-Nov-31", ALL("2031-11-24") },
		/* times */
		{ "2024-06-05 10:05", ALL("2024-06-05T10:05Z") },
		{ "2024-06-05T10:05:09.123Z", ALL("2024-06-05T10:05:09Z") },
		{ "5 Jun 2024, 10:05 +03:00", ALL("2024-06-05T07:05Z") },
		{ "5 Jun 2024 10:05:09+0300", ALL("2024-06-05T07:05:09Z") },
		{ "5 Jun 2024 3:05 PM", ALL("2024-06-05T15:05Z") },
		{ "5 Jun 2024 12:05 a.m.", ALL("2024-06-05T00:05Z") },
		{ "5 Jun 2024 13:05 PM", { "", "", "", "" } },
		{ "5 Jun 2024 10:05 IST", { "", "", "", "" } },
		{ "5 Jun 2024 24:00", { "", "", "", "" } },
		{ "Jun 2024 10:05", { "", "", "", "" } },
		{ "25/06/2024 9:05 UTC", { "", "2024-06-25T09:05Z", "", "" } },
		/* day numbers */
		{ "45382", { "", "", "", "2024-03-31" } },
		{ "45382.75", { "", "", "", "2024-03-31T18:00:00Z" } },
		{ "45382,5", { "", "", "", "2024-03-31T12:00:00Z" } },
		{ "45382.999999999", { "", "", "", "2024-04-01T00:00:00Z" } },
		{ "32873", { "", "", "", "" } },
		{ "32874", { "", "", "", "1990-01-01" } },
		{ "73415", { "", "", "", "2100-12-31" } },
		{ "73416", { "", "", "", "" } },
		{ "45382.", { "", "", "", "" } },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_date_candidates dates;
		aid_date_read_candidates(aid_slice_of(cases[i].text), &dates);
		for (int order = 0; order < AID_DATE_ORDERS; order++) {
			const char *expected = cases[i].expected[order];
			if ((dates.fits >> order & 1) == 0 && expected[0] == '\0')
				continue;
			if ((dates.fits >> order & 1) == 0 || expected[0] == '\0')
				fail_msg("'%s' in order %d: is it a date?", cases[i].text, order);
			check(cases[i].text, AID_MSG_NONE, dates.times[order], expected);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iso),
		cmocka_unit_test(test_what_is_no_date_leaves_the_output),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_bad_patterns_and_zones),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_every_second_and_precision_is_read_back),
		cmocka_unit_test(test_days_far_away),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_moments),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
