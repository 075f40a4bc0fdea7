#include "text/zone.h"

#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include "base/message.h"

#define NAME_UNITS 64
#define MAX_OFFSET_SECONDS (14 * 3600)
/* Two changes a year are usual, four in a country that stops summer time for Ramadan. */
#define MAX_SPANS 1024

/* 1989-12-01 and 2101-02-01: a month around the years that a date may have. */
#define FIRST_SECOND INT64_C(628473600)
#define LAST_SECOND INT64_C(4136659200)

/* From `start` until the start of the next span the offset holds. */
struct span {
	int64_t start;
	int64_t offset;
};

struct aid_zone {
	size_t n_spans;
	struct span spans[];
};

static inline int
two_digits(const char *p)
{
	unsigned char tens = (unsigned char)(p[0] - '0');
	unsigned char ones = (unsigned char)(p[1] - '0');

	return tens < 10 && ones < 10 ? tens * 10 + ones : -1;
}

size_t
aid_zone_read_offset(struct aid_slice text, int64_t *out_offset)
{
	const char *p = text.ptr;
	int hours, minutes;
	int64_t offset;

	if (text.len < 6 || (p[0] != '+' && p[0] != '-') || p[3] != ':')
		return 0;
	hours = two_digits(p + 1);
	minutes = two_digits(p + 4);
	if (hours < 0 || minutes < 0 || minutes > 59)
		return 0;
	offset = hours * 3600 + minutes * 60;
	if (offset > MAX_OFFSET_SECONDS)
		return 0;
	*out_offset = p[0] == '-' ? -offset : offset;
	return 6;
}

/* False for a name that is no IANA name of a place or of UTC. */
static bool
name_to_units(struct aid_slice name, UChar units[NAME_UNITS], int32_t *out_len)
{
	bool is_place = false;
	UErrorCode status = U_ZERO_ERROR;
	UChar canonical[NAME_UNITS];
	UBool is_system = 0;

	if (name.len == 0 || name.len >= NAME_UNITS)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if ((unsigned char)name.ptr[i] >= 0x80)
			return false;
		is_place = is_place || name.ptr[i] == '/';
		units[i] = (UChar)name.ptr[i];
	}
	if (!is_place && !aid_slice_is_equal(name, AID_SLICE_LITERAL("UTC")) &&
	    !aid_slice_is_equal(name, AID_SLICE_LITERAL("GMT")))
		return false;
	if (aid_slice_is_equal(name, AID_SLICE_LITERAL("Etc/Unknown")))
		return false;
	*out_len = (int32_t)name.len;
	(void)ucal_getCanonicalTimeZoneID(units, *out_len, canonical, NAME_UNITS, &is_system,
					  &status);
	return U_SUCCESS(status) && is_system;
}

static int64_t
offset_of(UCalendar *calendar, UErrorCode *status)
{
	int32_t standard = ucal_get(calendar, UCAL_ZONE_OFFSET, status);
	int32_t summer = ucal_get(calendar, UCAL_DST_OFFSET, status);

	return (standard + summer) / 1000;
}

/* ICU counts milliseconds in a double; whole seconds of these years are exact in it. */
static size_t
read_spans(UCalendar *calendar, struct span spans[MAX_SPANS], UErrorCode *status)
{
	UDate change = (UDate)FIRST_SECOND * 1000;
	size_t n = 0;

	ucal_setMillis(calendar, change, status);
	spans[n].start = INT64_MIN;
	spans[n++].offset = offset_of(calendar, status);
	while (n < MAX_SPANS &&
	       ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &change, status) &&
	       change < (UDate)LAST_SECOND * 1000) {
		int64_t offset;

		ucal_setMillis(calendar, change, status);
		offset = offset_of(calendar, status);
		if (U_FAILURE(*status))
			break;
		if (offset == spans[n - 1].offset)
			continue;
		spans[n].start = (int64_t)(change / 1000);
		spans[n++].offset = offset;
	}
	return n;
}

static struct aid_zone *
zone_of_spans(const struct span *spans, size_t n_spans)
{
	struct aid_zone *zone = malloc(sizeof(*zone) + n_spans * sizeof(*spans));

	if (zone == NULL)
		return NULL;
	zone->n_spans = n_spans;
	memcpy(zone->spans, spans, n_spans * sizeof(*spans));
	return zone;
}

static int
refuse_name(struct aid_slice name, struct aid_error *err)
{
	char text[NAME_UNITS];
	size_t len = name.len < sizeof(text) ? name.len : sizeof(text) - 1;

	if (len > 0)
		memcpy(text, name.ptr, len);
	text[len] = '\0';
	return aid_message_error(err, AID_E_INVALID, AID_MSG_ZONE_UNKNOWN, 1, text);
}

int
aid_zone_new(struct aid_slice name, struct aid_zone **out_zone, struct aid_error *err)
{
	UErrorCode status = U_ZERO_ERROR;
	struct aid_zone *zone;
	UCalendar *calendar;
	UChar units[NAME_UNITS];
	int32_t len;
	struct span spans[MAX_SPANS] = { { INT64_MIN, 0 } };
	size_t n_spans = 1;

	if (aid_zone_read_offset(name, &spans[0].offset) != name.len || name.len == 0) {
		if (!name_to_units(name, units, &len))
			return refuse_name(name, err);
		calendar = ucal_open(units, len, "", UCAL_GREGORIAN, &status);
		if (U_SUCCESS(status))
			n_spans = read_spans(calendar, spans, &status);
		ucal_close(calendar);
		if (status == U_MEMORY_ALLOCATION_ERROR)
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		if (U_FAILURE(status) || n_spans == MAX_SPANS)
			return refuse_name(name, err);
	}
	zone = zone_of_spans(spans, n_spans);
	if (zone == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*out_zone = zone;
	return 0;
}

void
aid_zone_free(struct aid_zone *zone)
{
	free(zone);
}

/* The span that holds at a moment. */
static size_t
find_span(const struct aid_zone *zone, int64_t seconds)
{
	size_t low = 0, high = zone->n_spans;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (zone->spans[middle].start <= seconds)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int64_t
aid_zone_offset_at(const struct aid_zone *zone, int64_t seconds)
{
	return zone->spans[find_span(zone, seconds)].offset;
}

enum aid_zone_local
aid_zone_utc_of_local(const struct aid_zone *zone, int64_t local_seconds, int64_t *out_seconds)
{
	size_t i = find_span(zone, local_seconds - MAX_OFFSET_SECONDS - 3600);
	int n_found = 0;
	int64_t found = 0;

	/* A zone that crosses the date line jumps a day: an hour more than the largest offset is
	 * looked at on both sides. */
	for (; i < zone->n_spans; i++) {
		int64_t seconds = local_seconds - zone->spans[i].offset;

		if (zone->spans[i].start > local_seconds + MAX_OFFSET_SECONDS + 3600)
			break;
		if (seconds < zone->spans[i].start)
			continue;
		if (i + 1 < zone->n_spans && seconds >= zone->spans[i + 1].start)
			continue;
		found = seconds;
		n_found++;
	}
	if (n_found == 1)
		*out_seconds = found;
	return n_found == 0   ? AID_ZONE_LOCAL_SKIPPED
	       : n_found == 1 ? AID_ZONE_LOCAL_ONCE
			      : AID_ZONE_LOCAL_TWICE;
}
