/* First line: pattern; second line: zone; third line: day zone; the rest: the text. What is read is
 * in range, and is read back from its canonical form; what a text is in all orders at once is what it is in each. */
#include "tests/fuzz/fuzz.h"

#include "value/date.h"

#define LOW_SECOND INT64_C(631152000)
#define HIGH_SECOND INT64_C(4133980800)

static struct aid_slice
take_line(struct aid_slice *rest)
{
	const char *end = rest->len == 0 ? NULL : memchr(rest->ptr, '\n', rest->len);
	size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
	struct aid_slice line = { rest->ptr, len };

	rest->ptr += end == NULL ? len : len + 1;
	rest->len -= end == NULL ? len : len + 1;
	return line;
}

static void
check_time(struct aid_time time)
{
	struct aid_time again = { 0, AID_PRECISION_NONE };
	struct aid_buffer buffer;
	int64_t end;

	AID_REQUIRE(time.seconds >= LOW_SECOND && time.seconds < HIGH_SECOND);
	AID_REQUIRE(time.precision > AID_PRECISION_DAY || time.seconds % AID_DAY_SECONDS == 0);
	aid_buffer_init(&buffer);
	aid_date_format_append(&buffer, time);
	AID_REQUIRE(aid_date_parse_iso(aid_buffer_slice(&buffer), &again) == AID_MSG_NONE);
	AID_REQUIRE(again.seconds == time.seconds && again.precision == time.precision);
	AID_REQUIRE(aid_date_parse_moment(aid_buffer_slice(&buffer), &end));
	AID_REQUIRE(time.precision > AID_PRECISION_DAY ? end == time.seconds : end > time.seconds);
	aid_buffer_done(&buffer);
}

/* As a vote sees the text, and as it is read after the vote. */
static void
check_orders(struct aid_slice text)
{
	static const char *const words[AID_DATE_ORDERS] = { "year-first", "day-first",
							    "month-first", "excel" };
	struct aid_time iso = { 0, AID_PRECISION_NONE };
	struct aid_date_candidates dates;

	aid_date_read_candidates(text, &dates);
	for (int order = 0; order < AID_DATE_ORDERS; order++) {
		struct aid_date_format *format;
		struct aid_time time;
		struct aid_slice word = { words[order], strlen(words[order]) };
		bool is_date;

		AID_REQUIRE(aid_date_format_new(word, AID_SLICE_EMPTY, AID_SLICE_EMPTY, &format,
						NULL) == 0);
		is_date = aid_date_parse(text, format, &time) == AID_MSG_NONE;
		aid_date_format_free(format);
		AID_REQUIRE(is_date == ((dates.fits >> order & 1) != 0));
		if (!is_date)
			continue;
		check_time(time);
		AID_REQUIRE(time.seconds == dates.times[order].seconds &&
			    time.precision == dates.times[order].precision);
	}
	/* The canonical form is one thing in every order. */
	if (aid_date_parse_iso(text, &iso) != AID_MSG_NONE)
		return;
	for (int order = 0; order < AID_DATE_EXCEL; order++)
		AID_REQUIRE((dates.fits >> order & 1) != 0 &&
			    dates.times[order].seconds == iso.seconds &&
			    dates.times[order].precision == iso.precision);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct aid_slice rest = { (const char *)bytes, size };
	struct aid_slice pattern = take_line(&rest);
	struct aid_slice zone = take_line(&rest);
	struct aid_slice day_zone = take_line(&rest);
	struct aid_date_format *format;
	struct aid_time time = { 0, AID_PRECISION_NONE };
	struct aid_error err;
	int64_t seconds;

	if (aid_date_parse_iso(rest, &time) == AID_MSG_NONE)
		check_time(time);
	check_orders(rest);
	if (aid_duration_parse(rest, &seconds))
		AID_REQUIRE(seconds > 0 && seconds <= HIGH_SECOND - LOW_SECOND);
	if (aid_date_format_new(pattern, zone, day_zone, &format, &err) != 0)
		return 0;
	if (aid_date_parse(rest, format, &time) == AID_MSG_NONE)
		check_time(time);
	aid_date_format_free(format);
	return 0;
}
