#include "tests/unit/test.h"

#include "text/zone.h"
#include "value/date.h"

static int64_t
utc(const char *text)
{
	struct aid_time time;
	assert_int_equal(aid_date_parse_iso(aid_slice_of(text), &time), AID_MSG_NONE);
	return time.seconds;
}

static void
test_names(void **state)
{
	(void)state;
	static const char *const good[] = { "UTC",         "GMT",         "Asia/Gaza",
					    "Europe/Kyiv", "Europe/Kiev", "Africa/Khartoum",
					    "Etc/GMT-3",   "+03:00",      "-11:30",
					    "+14:00",      "+00:00" };
	static const char *const bad[] = {
		"",
		"IST",
		"EST",
		"Gaza",
		"Asia/Gazza",
		"Etc/Unknown",
		"asia/gaza",
		"+3",
		"+03:60",
		"+15:00",
		"+14:01",
		"GMT+3",
		"Asia/Gaza ",
		"+03:00x",
		"Азия/Газа",
		"/",
		"A/name/that/is/much/longer/than/any/name/of/a/time/zone/can/ever/be"
	};
	struct aid_zone *zone;
	struct aid_error err;

	for (size_t i = 0; i < N_OF(good); i++) {
		assert_int_equal(aid_zone_new(aid_slice_of(good[i]), &zone, &err), 0);
		aid_zone_free(zone);
	}
	for (size_t i = 0; i < N_OF(bad); i++) {
		err = AID_ERROR_NONE;
		if (aid_zone_new(aid_slice_of(bad[i]), &zone, &err) != AID_E_INVALID)
			fail_msg("'%s' is taken for a zone", bad[i]);
		assert_int_equal(err.code, AID_E_INVALID);
	}
	assert_int_equal(aid_zone_new(aid_slice_of("Asia/Gazza"), &zone, &err), AID_E_INVALID);
	assert_non_null(strstr(err.text, "Asia/Gazza"));
	aid_zone_free(NULL);
}

static void
test_offsets(void **state)
{
	(void)state;
	static const struct {
		const char *zone, *moment;
		int64_t minutes;
	} cases[] = {
		{ "UTC", "2024-07-01T00:00Z", 0 },
		{ "+05:45", "2024-07-01T00:00Z", 345 },
		{ "Europe/Rome", "2022-07-31T21:00Z", 120 },
		{ "Europe/Rome", "2022-12-31T21:00Z", 60 },
		{ "Europe/Istanbul", "2022-12-31T21:00Z", 180 },
		{ "Europe/Kyiv", "2024-03-31T00:59:59Z", 120 },
		{ "Europe/Kyiv", "2024-03-31T01:00Z", 180 },
		{ "Europe/Kyiv", "2024-10-27T00:59:59Z", 180 },
		{ "Europe/Kyiv", "2024-10-27T01:00Z", 120 },
		{ "Asia/Kathmandu", "2024-01-01T00:00Z", 345 },
		{ "Africa/Khartoum", "2017-10-01T00:00Z", 180 },
		{ "Africa/Khartoum", "2017-12-01T00:00Z", 120 },
		{ "Pacific/Apia", "2011-12-29T00:00Z", -600 },
		{ "Pacific/Apia", "2012-01-02T00:00Z", 840 },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_zone *zone;
		assert_int_equal(aid_zone_new(aid_slice_of(cases[i].zone), &zone, NULL), 0);
		assert_int_equal(aid_zone_offset_at(zone, utc(cases[i].moment)),
				 cases[i].minutes * 60);
		aid_zone_free(zone);
	}
}

static void
test_local_times(void **state)
{
	(void)state;
	/* The local time is written as if it were UTC. */
	static const struct {
		const char *zone, *local;
		enum aid_zone_local result;
		const char *moment;
	} cases[] = {
		{ "Europe/Kyiv", "2024-03-31T02:59:59Z", AID_ZONE_LOCAL_ONCE,
		  "2024-03-31T00:59:59Z" },
		{ "Europe/Kyiv", "2024-03-31T03:00Z", AID_ZONE_LOCAL_SKIPPED, NULL },
		{ "Europe/Kyiv", "2024-03-31T03:59:59Z", AID_ZONE_LOCAL_SKIPPED, NULL },
		{ "Europe/Kyiv", "2024-03-31T04:00Z", AID_ZONE_LOCAL_ONCE, "2024-03-31T01:00Z" },
		{ "Europe/Kyiv", "2024-10-27T02:59:59Z", AID_ZONE_LOCAL_ONCE,
		  "2024-10-26T23:59:59Z" },
		{ "Europe/Kyiv", "2024-10-27T03:00Z", AID_ZONE_LOCAL_TWICE, NULL },
		{ "Europe/Kyiv", "2024-10-27T03:59:59Z", AID_ZONE_LOCAL_TWICE, NULL },
		{ "Europe/Kyiv", "2024-10-27T04:00Z", AID_ZONE_LOCAL_ONCE, "2024-10-27T02:00Z" },
		{ "Europe/Istanbul", "2022-08-01T00:00Z", AID_ZONE_LOCAL_ONCE,
		  "2022-07-31T21:00Z" },
		{ "-03:30", "2024-01-01T00:00Z", AID_ZONE_LOCAL_ONCE, "2024-01-01T03:30Z" },
		/* Samoa left out a whole day. */
		{ "Pacific/Apia", "2011-12-30T12:00Z", AID_ZONE_LOCAL_SKIPPED, NULL },
		{ "Pacific/Apia", "2011-12-31T00:00Z", AID_ZONE_LOCAL_ONCE, "2011-12-30T10:00Z" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_zone *zone;
		int64_t seconds = -1;
		assert_int_equal(aid_zone_new(aid_slice_of(cases[i].zone), &zone, NULL), 0);
		assert_int_equal(aid_zone_utc_of_local(zone, utc(cases[i].local), &seconds),
				 cases[i].result);
		assert_int_equal(seconds, cases[i].moment == NULL ? -1 : utc(cases[i].moment));
		aid_zone_free(zone);
	}
}

/* Every quarter of an hour of fifty years: what a clock shows leads back to the moment, unless
 * it shows it twice. */
static void
test_every_moment_is_found_again(void **state)
{
	(void)state;
	static const char *const names[] = { "Europe/Kyiv",  "Asia/Gaza",
					     "Asia/Beirut",  "Africa/Casablanca",
					     "Pacific/Apia", "Australia/Lord_Howe" };
	for (size_t i = 0; i < N_OF(names); i++) {
		struct aid_zone *zone;
		assert_int_equal(aid_zone_new(aid_slice_of(names[i]), &zone, NULL), 0);
		int n_twice = 0, n_wrong = 0;
		for (int64_t at = utc("1990-01-02"); at < utc("2040-01-01"); at += 900) {
			int64_t again = -1;
			switch (aid_zone_utc_of_local(zone, at + aid_zone_offset_at(zone, at),
						      &again)) {
			case AID_ZONE_LOCAL_SKIPPED:
				n_wrong++;
				break;
			case AID_ZONE_LOCAL_TWICE:
				n_twice++;
				break;
			case AID_ZONE_LOCAL_ONCE:
				n_wrong += again != at;
				break;
			}
		}
		assert_int_equal(n_wrong, 0);
		assert_true(n_twice > 0);
		aid_zone_free(zone);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_local_times),
		cmocka_unit_test(test_every_moment_is_found_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
