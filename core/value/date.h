/* Dates and times: seconds since 1970-01-01T00:00:00Z (proleptic Gregorian, no leap seconds), days
 * as the floor of that over 86,400. A date keeps how precisely it was stated. */
#ifndef AID_VALUE_DATE_H
#define AID_VALUE_DATE_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/message.h"

enum aid_precision {
	AID_PRECISION_NONE = 0,
	AID_PRECISION_MONTH,
	AID_PRECISION_DAY,
	AID_PRECISION_MINUTE,
	AID_PRECISION_SECOND
};

struct aid_time {
	int64_t seconds; /* start of the month or day where that is all that is known */
	enum aid_precision precision;
};

#define AID_DAY_SECONDS 86400
/* A year of two digits: 00 to 69 are 2000 to 2069, 70 to 99 are 1970 to 1999. */
#define AID_DATE_SHORT_YEAR 70

/* In which order day, month and year stand where the month is a number. EXCEL: none, the day is a number of days. */
enum aid_date_order {
	AID_DATE_YEAR_FIRST,
	AID_DATE_DAY_FIRST,
	AID_DATE_MONTH_FIRST,
	AID_DATE_EXCEL,
	AID_DATE_ORDERS
};

int64_t aid_date_day_of(int64_t seconds); /* floor(seconds / 86400) */
/* month 1-12, day 1-31; any year that an int holds. */
int64_t aid_date_days_from_civil(int year, int month, int day);
void aid_date_civil_from_days(int64_t days, int *out_year, int *out_month, int *out_day);

/* A pattern: letters Y (4 digits) y (2 digits: 1970-2069) m (1-2 digits) d (1-2 digits) b (month
 * name or its usual abbreviation in the languages of text/month.h, with or without a dot, in any
 * case) H (1-2 digits) M S (2 digits), anything else literally; "Y-m-d H:M:S". m, d and H have
 * exactly two digits where digits stand right beside them: "Ymd". The whole of `text` must fit.
 * Digits may be of any script, NBSP stands for a blank, and the direction marks that spreadsheets
 * put into Arabic dates are passed over. "iso" is the canonical form: Y-m-d, Y-m, Y-m-dTH:MZ,
 * Y-m-dTH:M:SZ, a blank for T, an offset +hh:mm for Z; Z may be missing only where `zone` is given.
 *
 * "day-first", "month-first" and "year-first" say the order only (enum aid_date_order): the parts
 * may stand with - . / or blanks between them, the year may have two digits or four, the month may
 * be a name, and a time may follow (10:05, 10:05:09, 3:05 PM, with or without Z, UTC, +03:00).
 * Where the text itself shows the order it is taken so: a year of four digits in front, a month's
 * name. "excel" is the number of days that Excel keeps: 45657, 45657.75.
 *
 * Two zones: `zone` is where the written time is meant (UTC if empty); `day_zone`, if not empty,
 * says that the column really holds days, exported as moments: the moment is taken to `day_zone`
 * and must be midnight there, and the value is that day (23:00 in summer and 22:00 in winter in
 * Rome are midnight in Istanbul: fixtures/profiles/bsgi.conf). Where summer time skips midnight,
 * the first moment of the day is taken for it. Days and months are plain calendar days: no zone
 * ever moves them. */
struct aid_date_format;
/* An empty pattern is "iso". AID_E_INVALID with a sentence when the pattern or a zone (an IANA
 * name, or +hh:mm) cannot be used; AID_E_NOMEM. The format is never changed again: several threads
 * may read with one. */
int aid_date_format_new(struct aid_slice pattern, struct aid_slice zone, struct aid_slice day_zone,
			struct aid_date_format **out_format, struct aid_error *err);
void aid_date_format_free(struct aid_date_format *format);
/* An example of how a date in the format is written, for messages: "2024-03-31". Owned by the
 * format. */
struct aid_slice aid_date_format_example(const struct aid_date_format *format);

/* AID_MSG_NONE and *out, or NOT_A_DATE; DATE_RANGE (a date, but outside AID_LIMIT_YEAR_LOW ...
 * HIGH); TIME_SKIPPED and TIME_TWICE (the clocks of `zone` went forward over it, or back);
 * NOT_A_DAY (not midnight in `day_zone`). All take the value as {0} and the example as {1}. Strict:
 * 30 February, 24:00, blanks around it, left-over text are not dates. */
enum aid_message
aid_date_parse(struct aid_slice text, const struct aid_date_format *format, struct aid_time *out);
/* What a text is in every order at once: for a vote over a column (read/vote.h). */
struct aid_date_candidates {
	unsigned fits;                          /* bit 1 << order where it is a date */
	struct aid_time times[AID_DATE_ORDERS]; /* its value there, as if its zone were UTC */
	int years[AID_DATE_ORDERS];
	enum aid_date_order written; /* the order that the text itself shows, or AID_DATE_ORDERS */
	bool has_time, has_zone;
	int second_of_day; /* on the clock as written */
};
void aid_date_read_candidates(struct aid_slice text, struct aid_date_candidates *out);
/* Canonical form by hand, without a format object (the hot path). Without Z or an offset a time is
 * not a date. */
enum aid_message aid_date_parse_iso(struct aid_slice text, struct aid_time *out);

/* 2024-03-31, 2024-03, 2024-03-31T10:05Z, 2024-03-31T10:05:09Z by precision. */
void aid_date_format_append(struct aid_buffer *out, struct aid_time time);
void aid_date_append_day(struct aid_buffer *out, int64_t day);
void aid_date_append_seconds(struct aid_buffer *out, int64_t seconds); /* with seconds and Z */

/* Durations as people write them: 90s, 30m, 72h, 3d, 2w. Seconds > 0, at most 111 years. False when
 * it is none. */
bool aid_duration_parse(struct aid_slice text, int64_t *out_seconds);
/* A moment given on a command line: a bare date means its end (the start of the next day,
 * exclusive), a time means itself. *out_end is the exclusive bound in seconds. False when it is
 * none. */
bool aid_date_parse_moment(struct aid_slice text, int64_t *out_end);

#endif
