/* Dates of which only the order of day, month and year is known: 31/12/2024, 31. 12. 24, 31 Dec 2024 10:05. The text is first taken apart
 * into its shape, which is the same in every order; the order then says what the parts are. */
#include "base/limits.h"
#include "text/fold.h"
#include "text/month.h"
#include "text/zone.h"
#include "value/date_parts.h"

#define DENSE_DIGITS 8       /* 20241231 */
#define EXCEL_EPOCH 25569    /* the day number that Excel gives 1970-01-01 */
#define EXCEL_WHOLE_DIGITS 5 /* until the year 2173 */
#define EXCEL_FRACTION_DIGITS 9
#define NO_NAME (-1)

/* A run of digits, or a month's name (n_digits 0). */
struct part {
	int number;
	int n_digits;
};

struct shape {
	struct part parts[3];
	int n_parts;
	int name_at;                /* of the month's name among the parts, or NO_NAME */
	struct aid_date_parts time; /* of which the time of day and the offset are set */
};

static inline bool
is_digit(char c)
{
	return aid_date_digit(c) < 10;
}

static inline bool
is_separator(char c)
{
	return c == '/' || c == '-' || c == '.' || c == ',' || c == ' ';
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	return p;
}

/* At most eight digits: a longer run is no part of a date. */
static const char *
read_run(const char *p, const char *end, struct part *out_part)
{
	struct part part = { 0, 0 };

	for (; p < end && is_digit(*p) && part.n_digits <= DENSE_DIGITS; p++, part.n_digits++)
		part.number = part.number * 10 + (int)aid_date_digit(*p);
	*out_part = part;
	return part.n_digits > 0 && part.n_digits <= DENSE_DIGITS ? p : NULL;
}

/* ---- between the numbers: a separator, or the name of a month ---- */

static bool
strip_start(struct aid_slice *text, const char *word)
{
	size_t len = strlen(word);

	if (text->len < len ||
	    !aid_slice_is_equal_nocase((struct aid_slice){ text->ptr, len }, aid_slice_of(word)))
		return false;
	text->ptr += len;
	text->len -= len;
	return true;
}

static bool
strip_end(struct aid_slice *text, const char *word)
{
	size_t len = strlen(word);
	struct aid_slice tail = { text->ptr + text->len - len, len };

	if (text->len < len || !aid_slice_is_equal_nocase(tail, aid_slice_of(word)))
		return false;
	text->len -= len;
	return true;
}

static struct aid_slice
trim_separators(struct aid_slice text)
{
	while (text.len > 0 && is_separator(text.ptr[0])) {
		text.ptr++;
		text.len--;
	}
	while (text.len > 0 && is_separator(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

/* Behind the number of a day: 1st, 2nd, 3rd, 4th, 1er. */
static void
strip_ordinal(struct aid_slice *text)
{
	static const char *const endings[] = { "st", "nd", "rd", "th", "er", "\xc2\xba" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct aid_slice rest = *text;

		if (strip_start(&rest, endings[i]) &&
		    (rest.len == 0 || is_separator(rest.ptr[0]))) {
			*text = rest;
			return;
		}
	}
}

/* "3 de junio de 2024", "3rd of June". */
static struct aid_slice
strip_joints(struct aid_slice text)
{
	text = trim_separators(text);
	if (strip_start(&text, "de ") || strip_start(&text, "of "))
		text = trim_separators(text);
	if (strip_end(&text, " de") || strip_end(&text, " del") || strip_end(&text, " of"))
		text = trim_separators(text);
	return text;
}

/* One sign with or without blanks, or blanks alone. */
static bool
is_plain_separator(struct aid_slice run, char *out_sign)
{
	struct aid_slice sign = run;

	while (sign.len > 0 && sign.ptr[0] == ' ') {
		sign.ptr++;
		sign.len--;
	}
	while (sign.len > 0 && sign.ptr[sign.len - 1] == ' ')
		sign.len--;
	*out_sign = sign.len == 0 ? ' ' : sign.ptr[0];
	return run.len > 0 && sign.len <= 1 && is_separator(*out_sign);
}

/* A part of the date, and what stands between it and the one before. NULL when it is none. */
static const char *
read_name(struct shape *shape, const char *p, const char *end)
{
	const char *start = p;

	while (p < end && !is_digit(*p))
		p++;
	struct aid_slice run = { start, (size_t)(p - start) };
	if (shape->n_parts > 0)
		strip_ordinal(&run);
	run = strip_joints(run);
	int month = shape->name_at == NO_NAME ? aid_month_of_name(run) : 0;
	if (month == 0)
		return NULL;
	shape->name_at = shape->n_parts;
	shape->parts[shape->n_parts++] = (struct part){ month, 0 };
	return p;
}

/* Two numbers of one date have the same sign between them as the two before: 5-6/2024 is no date. */
static const char *
read_separator(const struct shape *shape, const char *p, const char *end, char *sign)
{
	const char *start = p;
	char found;

	while (p < end && !is_digit(*p))
		p++;
	struct aid_slice run = { start, (size_t)(p - start) };
	if (shape->name_at != NO_NAME)
		strip_ordinal(&run);
	if (!is_plain_separator(run, &found) || p == end)
		return NULL;
	if (shape->name_at == NO_NAME && (found == ',' || (*sign != '\0' && *sign != found)))
		return NULL;
	*sign = found;
	return p;
}

/* ---- behind the date ---- */

static const char *
read_pair(const char *p, const char *end, int *out_number)
{
	if (end - p < 2 || aid_date_two_digits(p) < 0)
		return NULL;
	*out_number = aid_date_two_digits(p);
	return p + 2;
}

/* AM, p.m. ...: 12:05 AM is five past midnight. */
static const char *
read_half(const char *p, const char *end, struct aid_date_parts *time)
{
	static const char *const halves[] = { "am", "pm", "a.m.", "p.m." };

	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
		struct aid_slice rest = { p, (size_t)(end - p) };

		if (!strip_start(&rest, halves[i]))
			continue;
		if (time->hour < 1 || time->hour > 12)
			return NULL;
		time->hour = time->hour % 12 + (i % 2 == 0 ? 0 : 12);
		return rest.ptr;
	}
	return p;
}

/* Z, UTC, GMT, +03:00, +0300. */
static const char *
read_zone(const char *p, const char *end, struct aid_date_parts *time)
{
	static const char *const names[] = { "Z", "UTC", "GMT" };
	struct aid_slice rest = { p, (size_t)(end - p) };
	char offset[6];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strip_start(&rest, names[i])) {
			time->has_offset = true;
			return rest.ptr;
		}
	}
	if (rest.len == 5) {
		offset[0] = p[0];
		offset[1] = p[1];
		offset[2] = p[2];
		offset[3] = ':';
		offset[4] = p[3];
		offset[5] = p[4];
		rest = (struct aid_slice){ offset, 6 };
	}
	if (rest.len == 0 || aid_zone_read_offset(rest, &time->offset) == 0)
		return p;
	time->has_offset = true;
	return end - p == 5 ? p + 5 : p + 6;
}

/* 10:05, 10:05:09, 10:05:09.123 (what is finer than a second is not kept), 3:05 PM, each with or without a zone. */
static const char *
read_time(const char *p, const char *end, struct aid_date_parts *time)
{
	struct part hour;

	p = read_run(p, end, &hour);
	if (p == NULL || hour.n_digits > 2 || p == end || *p != ':')
		return NULL;
	time->hour = hour.number;
	p = read_pair(p + 1, end, &time->minute);
	if (p == NULL)
		return NULL;
	time->precision = AID_PRECISION_MINUTE;
	if (p < end && *p == ':') {
		p = read_pair(p + 1, end, &time->second);
		if (p == NULL)
			return NULL;
		time->precision = AID_PRECISION_SECOND;
		if (end - p >= 2 && (*p == '.' || *p == ',') && is_digit(p[1]))
			for (p++; p < end && is_digit(*p);)
				p++;
	}
	p = read_half(skip_blanks(p, end), end, time);
	return p == NULL ? NULL : read_zone(skip_blanks(p, end), end, time);
}

/* Nothing, a time, or the "р." of Ukrainian dates. */
static bool
read_rest(const char *p, const char *end, struct shape *shape)
{
	struct aid_slice rest = { p, (size_t)(end - p) };

	shape->time = (struct aid_date_parts){ 0, 0, 1, 0, 0, 0, AID_PRECISION_DAY, false, 0 };
	if (rest.len == 0)
		return true;
	if (strip_start(&rest, " ") && (aid_slice_is_equal(rest, AID_SLICE_LITERAL("р.")) ||
					aid_slice_is_equal(rest, AID_SLICE_LITERAL("р"))))
		return true;
	if (shape->n_parts < 3 || (*p != ' ' && *p != 'T' && *p != ','))
		return false;
	return read_time(skip_blanks(p + 1, end), end, &shape->time) == end;
}

/* ---- the shape ---- */

/* 20241231. */
static void
split_dense(struct shape *shape)
{
	int number = shape->parts[0].number;

	shape->parts[0] = (struct part){ number / 10000, 4 };
	shape->parts[1] = (struct part){ number / 100 % 100, 2 };
	shape->parts[2] = (struct part){ number % 100, 2 };
	shape->n_parts = 3;
}

/* True when a number follows, the part that `p` stands behind being complete. */
static bool
is_more(const struct shape *shape, const char *p, const char *end)
{
	const char *next = p;

	while (next < end && !is_digit(*next))
		next++;
	if (next == end)
		return false;
	/* A month has no time: what follows two parts is the third. */
	return shape->n_parts < 3;
}

static bool
read_shape(struct aid_slice text, struct shape *shape)
{
	const char *p = text.ptr;
	const char *end = text.len == 0 ? p : p + text.len;
	char sign = '\0';

	*shape = (struct shape){ .name_at = NO_NAME };
	if (p == end)
		return false;
	if (!is_digit(*p))
		p = read_name(shape, p, end);
	while (p != NULL && p < end && shape->n_parts < 3) {
		if (!is_digit(*p)) {
			const char *next = NULL;

			if (!is_more(shape, p, end) && shape->n_parts > 1)
				break;
			if (shape->n_parts > 0 && shape->parts[shape->n_parts - 1].n_digits > 0)
				next = read_separator(shape, p, end, &sign);
			p = next != NULL ? next : read_name(shape, p, end);
			continue;
		}
		p = read_run(p, end, &shape->parts[shape->n_parts]);
		shape->n_parts++;
		if (p != NULL && shape->n_parts == 1 && shape->parts[0].n_digits == DENSE_DIGITS)
			split_dense(shape);
	}
	return p != NULL && read_rest(p, end, shape);
}

/* ---- what the parts are in an order ---- */

static bool
set_year(struct aid_date_parts *parts, struct part part)
{
	if (part.n_digits == 4)
		parts->year = part.number;
	else if (part.n_digits == 2)
		parts->year = part.number + (part.number < AID_DATE_SHORT_YEAR ? 2000 : 1900);
	return part.n_digits == 4 || part.n_digits == 2;
}

static bool
set_day_month(struct aid_date_parts *parts, struct part day, struct part month)
{
	parts->day = day.number;
	parts->month = month.number;
	return day.n_digits <= 2 && month.n_digits <= 2;
}

/* A month of a year: 2024-12, 12/2024, Dec 2024. Nothing of two digits: 12-24 could be a day without its year. */
static bool
set_month(const struct shape *shape, struct aid_date_parts *parts)
{
	int year_at = shape->parts[0].n_digits == 4 ? 0 : 1;
	struct part month = shape->parts[1 - year_at];

	parts->precision = AID_PRECISION_MONTH;
	parts->year = shape->parts[year_at].number;
	parts->month = month.number;
	return shape->parts[year_at].n_digits == 4 && month.n_digits <= 2 &&
	       shape->time.precision == AID_PRECISION_DAY;
}

/* With a month's name a year of two digits stands last: nobody writes 24-Dec-31 for the last day of 2024. */
static bool
set_named(const struct shape *shape, struct aid_date_parts *parts)
{
	const struct part *p = shape->parts;

	if (shape->name_at == 0)
		return set_day_month(parts, p[1], p[0]) && set_year(parts, p[2]);
	if (shape->name_at != 1)
		return false;
	if (p[0].n_digits == 4)
		return set_day_month(parts, p[2], p[1]) && set_year(parts, p[0]);
	return set_day_month(parts, p[0], p[1]) && set_year(parts, p[2]);
}

static bool
set_parts(const struct shape *shape, enum aid_date_order order, struct aid_date_parts *parts)
{
	const struct part *p = shape->parts;

	*parts = shape->time;
	if (shape->n_parts == 2)
		return set_month(shape, parts);
	if (shape->n_parts != 3)
		return false;
	if (shape->name_at != NO_NAME)
		return set_named(shape, parts);
	/* Four digits in front are the year in every order: a day is never second then. */
	if (order == AID_DATE_YEAR_FIRST || p[0].n_digits == 4)
		return set_day_month(parts, p[2], p[1]) && set_year(parts, p[0]);
	if (order == AID_DATE_DAY_FIRST)
		return set_day_month(parts, p[0], p[1]) && set_year(parts, p[2]);
	return set_day_month(parts, p[1], p[0]) && set_year(parts, p[2]);
}

/* 45657, 45657.75: days since the end of 1899, as Excel counts them from March 1900 on. */
static bool
read_excel(struct aid_slice text, struct aid_date_parts *parts)
{
	const char *p = text.ptr;
	const char *end = text.len == 0 ? p : p + text.len;
	int64_t fraction = 0, scale = 1, seconds = 0;
	struct part days;

	p = read_run(p, end, &days);
	if (p == NULL || days.n_digits != EXCEL_WHOLE_DIGITS)
		return false;
	*parts = (struct aid_date_parts){ 0, 0, 1, 0, 0, 0, AID_PRECISION_DAY, false, 0 };
	if (p < end) {
		if ((*p != '.' && *p != ',') || end - p < 2)
			return false;
		for (p++; p < end && is_digit(*p); p++) {
			if (scale == INT64_C(1000000000))
				continue;
			fraction = fraction * 10 + (int64_t)aid_date_digit(*p);
			scale *= 10;
		}
		seconds = (fraction * AID_DAY_SECONDS + scale / 2) / scale;
		parts->precision = AID_PRECISION_SECOND;
	}
	int64_t day = days.number - EXCEL_EPOCH + seconds / AID_DAY_SECONDS;
	seconds %= AID_DAY_SECONDS;
	aid_date_civil_from_days(day, &parts->year, &parts->month, &parts->day);
	parts->hour = (int)(seconds / 3600);
	parts->minute = (int)(seconds / 60 % 60);
	parts->second = (int)(seconds % 60);
	return p == end;
}

bool
aid_date_read_ordered(struct aid_slice text, enum aid_date_order order,
		      struct aid_date_parts *out_parts)
{
	struct shape shape;

	if (order == AID_DATE_EXCEL)
		return read_excel(text, out_parts);
	return read_shape(text, &shape) && set_parts(&shape, order, out_parts);
}

/* ---- all orders at once ---- */

static void
add_candidate(struct aid_date_candidates *out, enum aid_date_order order,
	      const struct aid_date_parts *parts)
{
	struct aid_time time = { 0, parts->precision };

	if (aid_date_of_parts(parts, &time.seconds) != AID_MSG_NONE)
		return;
	time.seconds -= parts->offset;
	if (aid_date_check_range(time.seconds) != AID_MSG_NONE)
		return;
	out->fits |= 1u << order;
	out->times[order] = time;
	out->years[order] = parts->year;
}

static enum aid_date_order
written_order(const struct shape *shape)
{
	if (shape->parts[0].n_digits == 4)
		return AID_DATE_YEAR_FIRST;
	if (shape->name_at == NO_NAME)
		return AID_DATE_ORDERS;
	return shape->name_at == 0 ? AID_DATE_MONTH_FIRST : AID_DATE_DAY_FIRST;
}

void
aid_date_read_candidates(struct aid_slice text, struct aid_date_candidates *out)
{
	struct aid_date_parts parts;
	struct shape shape;
	char ascii[AID_DATE_TEXT_BYTES];
	size_t len;

	*out = (struct aid_date_candidates){ .written = AID_DATE_ORDERS };
	if (!aid_fold_is_ascii(text)) {
		if (!aid_fold_digits(text, ascii, sizeof(ascii), &len))
			return;
		text = (struct aid_slice){ ascii, len };
	}
	if (read_excel(text, &parts)) {
		add_candidate(out, AID_DATE_EXCEL, &parts);
	} else if (read_shape(text, &shape)) {
		for (int order = 0; order < AID_DATE_EXCEL; order++)
			if (set_parts(&shape, (enum aid_date_order)order, &parts))
				add_candidate(out, (enum aid_date_order)order, &parts);
		out->written = written_order(&shape);
		out->has_time = shape.time.precision >= AID_PRECISION_MINUTE;
		out->has_zone = shape.time.has_offset;
		out->second_of_day =
			shape.time.hour * 3600 + shape.time.minute * 60 + shape.time.second;
	}
}
