/* A date as it is written, before it is known to exist. Private to value/date*.c. */
#ifndef AID_VALUE_DATE_PARTS_H
#define AID_VALUE_DATE_PARTS_H

#include "value/date.h"

/* A date that is not plain ASCII is written anew in ASCII before it is read; a longer one is no
 * date. */
#define AID_DATE_TEXT_BYTES 128

struct aid_date_parts {
	int year, month, day, hour, minute,
		second; /* 1 for a day, 0 for a time that is not stated */
	enum aid_precision precision;
	bool has_offset; /* Z, or +hh:mm */
	int64_t offset;
};

/* Number of the digit, or 10 and more for another character. */
static inline unsigned
aid_date_digit(char c)
{
	return (unsigned char)(c - '0');
}

/* Two digits at p as a number, or -1. */
static inline int
aid_date_two_digits(const char *p)
{
	unsigned tens = aid_date_digit(p[0]);
	unsigned ones = aid_date_digit(p[1]);

	return tens < 10 && ones < 10 ? (int)(tens * 10 + ones) : -1;
}

/* The shape of the canonical form, with or without Z or offset. */
bool aid_date_read_iso(struct aid_slice text, struct aid_date_parts *out_parts);
/* A date in plain ASCII digits of which only the order is known (date.h, "day-first" ...). */
bool aid_date_read_ordered(struct aid_slice text, enum aid_date_order order,
			   struct aid_date_parts *out_parts);
/* Seconds as if the parts were UTC; NOT_A_DATE, DATE_RANGE by the year as written. */
enum aid_message aid_date_of_parts(const struct aid_date_parts *parts, int64_t *out_seconds);
/* AID_MSG_NONE or DATE_RANGE: what an offset has moved out of the years is out of them. */
enum aid_message aid_date_check_range(int64_t seconds);

#endif
