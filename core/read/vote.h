/* How the dates or numbers of one column are written: every cell is tried in every reading, and the column decides, not the cell.
 *
 * Dates have four readings: the day first (31/12/2024), the month first (12/31/2024), the year first (2024/12/31, and 24-12-31 with
 * two digits), and Excel's day numbers (45657) for a column that holds nothing else. Numbers have two: the decimal sign is the point
 * (1,234.5), or the comma (1.234,5). Whatever parts the days, or the thousands, is the same in each reading; so two readings are two values.
 *
 * Of two readings one is better, if at least one cell in a hundred of those that the two read differently can be read in that one only, and at
 * most one cell in twenty of those that tell the two apart speaks for the other (those cells are rejected, one by one). Where no cell tells, two
 * habits do:
 * - two-digit years: a reading in which the dates of the column lie within 12 years is better than one that spreads them over 20 and more,
 *   when the one has the year first and the other last: no list spans the days of a month as years;
 * - thousands: numbers that always have three digits behind their only sign, some of them (five at least) ending in 0, beside numbers (five at
 *   least) below 1000 without the sign, and none from 1000 on without it: then the sign parts thousands. Decimals are either filled up with
 *   zeros in every number or in none.
 * Else the column is undecided, or divided where cells speak for both: a person has to say. Only where at most one cell in twenty can be read in two
 * ways and all others are canonical, the column is canonical and those few cells are rejected. */
#ifndef AID_READ_VOTE_H
#define AID_READ_VOTE_H

#include "base/buffer.h"
#include "read/table.h"
#include "value/date.h"

#define AID_VOTE_READINGS 4
#define AID_VOTE_POINT 0 /* readings of numbers; of dates: enum aid_date_order */
#define AID_VOTE_COMMA 1
#define AID_VOTE_SAMPLE_BYTES 64
/* So many cells in the canonical form settle a column, so that it is not looked at any further: of numbers only if one has a decimal point,
 * since 980 says nothing of how 1,250 is meant. */
#define AID_VOTE_SETTLED 1000

struct aid_vote_sample {
	char text
		[AID_VOTE_SAMPLE_BYTES]; /* a cell as written, perhaps cut short; "" when there is none */
};

/* Of the cells that can be read in one reading, seen from another. */
struct aid_vote_pair {
	int64_t n_over;   /* that the other cannot read */
	int64_t n_differ; /* that the other reads too, as another value */
	struct aid_vote_sample over, differ;
};

struct aid_vote {
	enum aid_type type;  /* AID_TYPE_DATE, AID_TYPE_QUANTITY, AID_TYPE_INTEGER */
	int n_readings;      /* 4 or 2 */
	bool has_unit;       /* a cell may hold a quantity with its unit: 12 MT */
	int64_t n_stated;    /* cells that are not missing */
	int64_t n_canonical; /* in the canonical form: 2024-03-31, 1234.5 */
	int64_t n_misfit;    /* that can be read in no reading */
	int64_t n_unit;      /* with a unit */
	struct aid_vote_sample misfit, unit;
	int64_t n_fit[AID_VOTE_READINGS];
	struct aid_vote_sample fit[AID_VOTE_READINGS];                    /* the first that fits */
	struct aid_vote_pair pairs[AID_VOTE_READINGS][AID_VOTE_READINGS]; /* [one][other] */
	/* of dates */
	int64_t n_written
		[AID_VOTE_READINGS]; /* whose text shows the order: 31 Dec 2024, 2024/12/31 */
	int year_low[AID_VOTE_READINGS], year_high[AID_VOTE_READINGS];
	int64_t n_times;    /* with a time of day */
	int64_t n_unzoned;  /* and no zone */
	int64_t n_midnight; /* of these, at 00:00 */
	int64_t n_evening;  /* of these, at 21:00, 22:00 or 23:00 */
	struct aid_vote_sample unzoned;
	/* of numbers */
	int64_t n_signed; /* neither canonical nor so but for its unit */
	struct aid_vote_sample sign;
	int64_t n_any_comma;
	int64_t n_comma, n_point; /* with that sign once, three digits behind it */
	int64_t n_decimal;        /* canonical, with a decimal point */
	int64_t n_filled;         /* of those two, with a 0 at the end */
	int64_t n_bare;           /* below 1000 and without a sign */
	int64_t n_bare_large;     /* from 1000 on and without a sign */
};

enum aid_vote_verdict {
	AID_VOTE_EMPTY,     /* no cell is stated, or none can be read: canonical, cell by cell */
	AID_VOTE_CANONICAL, /* every cell that can be read is canonical */
	AID_VOTE_DECIDED,
	AID_VOTE_UNDECIDED, /* two readings fit, give different values, and no cell tells */
	AID_VOTE_DIVIDED    /* cells speak for each of two readings */
};

enum aid_vote_reason {
	AID_VOTE_ONE_WAY, /* no cell has two values */
	AID_VOTE_TOLD,    /* n_telling cells can be read in this reading only */
	AID_VOTE_SPAN,    /* two-digit years, by their span */
	AID_VOTE_FILLED   /* thousands, by the zeros at their ends */
};

struct aid_vote_result {
	enum aid_vote_verdict verdict;
	enum aid_vote_reason reason;
	int reading;       /* decided; or the one of two that more cells fit */
	int other;         /* of two that are undecided or divided */
	int64_t n_telling; /* cells that decide against the reading that comes nearest */
	bool is_days;      /* of dates: every time is 00:00 without a zone, so they are days */
};

/* `has_unit`: cells may hold a unit behind the number. */
void aid_vote_init(struct aid_vote *vote, enum aid_type type, bool has_unit);
/* One cell, trimmed; a missing one (aid_cell_is_missing) is passed over. */
void aid_vote_add(struct aid_vote *vote, struct aid_slice cell);
/* AID_VOTE_SETTLED cells, and all so far that can be read, were canonical: no further cell is needed. */
bool aid_vote_is_settled(const struct aid_vote *vote);
struct aid_vote_result aid_vote_count(const struct aid_vote *vote);
/* What a profile says for the reading, behind `date =` or `decimal =`: "day-first", ".". */
const char *aid_vote_setting(const struct aid_vote *vote, int reading);
/* For people: "day/month/year", "1,234.5". */
const char *aid_vote_name(const struct aid_vote *vote, int reading);
/* What a cell is in a reading, in the canonical form; nothing is appended for one that does not fit. */
void aid_vote_append_value(const struct aid_vote *vote, int reading, struct aid_slice cell,
			   struct aid_buffer *out);

#endif
