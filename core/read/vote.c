#include "read/vote.h"

#include "base/buffer.h"
#include "read/cell.h"
#include "text/fold.h"
#include "value/quantity.h"

/* See the rules in vote.h. */
#define TELLING_SHARE 100 /* one cell in so many of those that differ must tell */
#define OPPOSING_SHARE 20 /* of those that tell, at most one in so many may say the opposite */
#define EXCEL_SHARE 20    /* likewise of cells that are no day number */
#define SPAN_NARROW 12    /* years */
#define SPAN_WIDE 20
#define SPAN_CELLS 10
#define FILLED_CELLS 5

#define GROUP_DIGITS 3

static const struct aid_number_format number_formats[] = { { '.', '*' }, { ',', '*' } };

void
aid_vote_init(struct aid_vote *vote, enum aid_type type, bool has_unit)
{
	memset(vote, 0, sizeof *vote);
	vote->type = type;
	vote->has_unit = has_unit;
	vote->n_readings = type == AID_TYPE_DATE ? AID_DATE_ORDERS : 2;
}

static void
keep_sample(struct aid_vote_sample *sample, struct aid_slice cell)
{
	if (sample->text[0] != '\0')
		return;
	if (cell.len >= sizeof sample->text) {
		cell.len = sizeof sample->text - 1;
		cell.len = aid_fold_valid_utf8(cell);
	}
	memcpy(sample->text, cell.ptr, cell.len);
	sample->text[cell.len] = '\0';
}

/* ---- what a cell is in each reading ---- */

struct ballot {
	unsigned fits; /* bit of each reading */
	int64_t values[AID_VOTE_READINGS];
};

/* Keeps what the cell says of each two readings. */
static void
cast_ballot(struct aid_vote *vote, const struct ballot *ballot, struct aid_slice cell)
{
	if (ballot->fits == 0) {
		vote->n_misfit++;
		keep_sample(&vote->misfit, cell);
		return;
	}
	for (int a = 0; a < vote->n_readings; a++) {
		if ((ballot->fits >> a & 1) == 0)
			continue;
		vote->n_fit[a]++;
		keep_sample(&vote->fit[a], cell);
		for (int b = 0; b < vote->n_readings; b++) {
			struct aid_vote_pair *pair = &vote->pairs[a][b];
			if (b == a)
				continue;
			if ((ballot->fits >> b & 1) == 0) {
				pair->n_over++;
				keep_sample(&pair->over, cell);
			} else if (ballot->values[a] != ballot->values[b]) {
				pair->n_differ++;
				keep_sample(&pair->differ, cell);
			}
		}
	}
}

/* ---- dates ---- */

static void
count_time(struct aid_vote *vote, const struct aid_date_candidates *dates, struct aid_slice cell)
{
	int hour = dates->second_of_day / 3600;
	if (!dates->has_time)
		return;
	vote->n_times++;
	if (dates->has_zone)
		return;
	vote->n_unzoned++;
	vote->n_midnight += dates->second_of_day == 0;
	vote->n_evening += dates->second_of_day % 3600 == 0 && hour >= 21;
	keep_sample(&vote->unzoned, cell);
}

static void
add_date(struct aid_vote *vote, struct aid_slice cell)
{
	struct aid_date_candidates dates;
	struct ballot ballot = { 0, { 0 } };
	struct aid_time canonical;
	vote->n_canonical += aid_date_parse_iso(cell, &canonical) == AID_MSG_NONE;
	aid_date_read_candidates(cell, &dates);
	ballot.fits = dates.fits;
	for (int order = 0; order < AID_DATE_ORDERS; order++) {
		if ((dates.fits >> order & 1) == 0)
			continue;
		ballot.values[order] = dates.times[order].seconds;
		if (vote->n_fit[order] == 0 || dates.years[order] < vote->year_low[order])
			vote->year_low[order] = dates.years[order];
		if (vote->n_fit[order] == 0 || dates.years[order] > vote->year_high[order])
			vote->year_high[order] = dates.years[order];
	}
	cast_ballot(vote, &ballot, cell);
	if (dates.fits == 0)
		return;
	if (dates.written != AID_DATE_ORDERS)
		vote->n_written[dates.written]++;
	count_time(vote, &dates, cell);
}

/* ---- numbers ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits, a point and digits: not 1.250, which may be a thousand and more. */
static bool
is_canonical_number(struct aid_slice text)
{
	size_t whole = 0, n_digits;
	while (whole < text.len && is_digit(text.ptr[whole]))
		whole++;
	if (whole == 0 || whole == text.len)
		return whole > 0;
	n_digits = text.len - whole - 1;
	if (text.ptr[whole] != '.' || n_digits == 0)
		return false;
	for (size_t i = whole + 1; i < text.len; i++)
		if (!is_digit(text.ptr[i]))
			return false;
	return n_digits != GROUP_DIGITS || whole > GROUP_DIGITS || text.ptr[0] == '0';
}

/* What the habits of thousands rest on. */
static void
count_signs(struct aid_vote *vote, const struct ballot *ballot, struct aid_slice number)
{
	bool has_comma = memchr(number.ptr, ',', number.len) != NULL;
	bool has_point = memchr(number.ptr, '.', number.len) != NULL;
	if (ballot->fits != 3)
		return;
	if (ballot->values[AID_VOTE_POINT] != ballot->values[AID_VOTE_COMMA]) {
		vote->n_comma += has_comma;
		vote->n_point += has_point;
		vote->n_filled += number.ptr[number.len - 1] == '0';
		return;
	}
	int64_t milli = ballot->values[AID_VOTE_POINT];
	vote->n_bare_large += milli >= 1000000;
	vote->n_bare += milli >= 0 && milli < 1000000;
}

static void
add_number(struct aid_vote *vote, struct aid_slice cell)
{
	struct ballot ballot = { 0, { 0 } };
	struct aid_slice number = cell, unit;
	bool is_canonical = is_canonical_number(cell);
	if (!is_canonical && vote->has_unit)
		aid_quantity_split(cell, &number, &unit);
	for (int reading = 0; reading < vote->n_readings; reading++) {
		int64_t milli;
		enum aid_message message =
			aid_quantity_read(number, number_formats[reading], &milli);
		if (message != AID_MSG_NONE ||
		    (vote->type == AID_TYPE_INTEGER && milli % 1000 != 0))
			continue;
		ballot.fits |= 1u << reading;
		/* What is below zero is rejected, however much it is. */
		ballot.values[reading] = milli < 0 ? -1 : milli;
	}
	cast_ballot(vote, &ballot, cell);
	if (ballot.fits == 0)
		return;
	vote->n_canonical += is_canonical;
	vote->n_decimal += is_canonical && memchr(cell.ptr, '.', cell.len) != NULL;
	vote->n_any_comma += memchr(number.ptr, ',', number.len) != NULL;
	count_signs(vote, &ballot, number);
	if (number.len != cell.len) {
		vote->n_unit++;
		keep_sample(&vote->unit, cell);
	}
	if (!is_canonical_number(number)) {
		vote->n_signed++;
		keep_sample(&vote->sign, cell);
	}
}

void
aid_vote_add(struct aid_vote *vote, struct aid_slice cell)
{
	if (aid_cell_is_missing(cell, false))
		return;
	vote->n_stated++;
	if (vote->type == AID_TYPE_DATE)
		add_date(vote, cell);
	else
		add_number(vote, cell);
}

bool
aid_vote_is_settled(const struct aid_vote *vote)
{
	return vote->n_canonical == vote->n_stated - vote->n_misfit &&
	       vote->n_canonical >= AID_VOTE_SETTLED &&
	       (vote->type == AID_TYPE_DATE || vote->n_decimal > 0);
}

/* ---- the count ---- */

static int64_t
span_of(const struct aid_vote *vote, int reading)
{
	return vote->year_high[reading] - vote->year_low[reading];
}

/* Two-digit years stand first in one of the two readings and last in the other. */
static bool
is_better_by_span(const struct aid_vote *vote, int a, int b)
{
	bool is_of_years = (a == AID_DATE_YEAR_FIRST) != (b == AID_DATE_YEAR_FIRST);
	return vote->type == AID_TYPE_DATE && is_of_years && a < AID_DATE_EXCEL &&
	       b < AID_DATE_EXCEL && vote->n_fit[a] >= vote->n_fit[b] &&
	       vote->pairs[a][b].n_differ >= SPAN_CELLS && span_of(vote, a) <= SPAN_NARROW &&
	       span_of(vote, b) >= SPAN_WIDE;
}

/* The sign parts thousands in `a`, and is the decimal sign in `b`. */
static bool
is_better_by_zeros(const struct aid_vote *vote, int a, int b)
{
	if (vote->type == AID_TYPE_DATE || a == b || vote->n_filled < FILLED_CELLS ||
	    vote->n_bare < FILLED_CELLS || vote->n_bare_large > 0)
		return false;
	return a == AID_VOTE_POINT ? vote->n_comma > 0 && vote->n_point == 0
				   : vote->n_point > 0 && vote->n_comma == 0;
}

static bool
is_better_by_cells(const struct aid_vote *vote, int a, int b)
{
	const struct aid_vote_pair *pro = &vote->pairs[a][b], *con = &vote->pairs[b][a];
	return pro->n_over > 0 && pro->n_over * TELLING_SHARE >= pro->n_differ &&
	       con->n_over * OPPOSING_SHARE <= pro->n_over + con->n_over;
}

/* Nothing of `b` is lost by reading `a`. */
static bool
is_enough(const struct aid_vote *vote, int a, int b)
{
	return vote->pairs[a][b].n_differ == 0 && vote->pairs[b][a].n_over == 0;
}

/* The reading that most cells fit; of equals the one in which most cells are written. Day numbers only where nothing else
 * is a date. */
static int
first_reading(const struct aid_vote *vote)
{
	int best = 0;
	for (int r = 1; r < vote->n_readings; r++) {
		bool is_day_number = vote->type == AID_TYPE_DATE && r == AID_DATE_EXCEL;
		if (is_day_number ? vote->n_fit[best] == 0 && vote->n_fit[r] > 0
				  : vote->n_fit[r] > vote->n_fit[best] ||
					    (vote->n_fit[r] == vote->n_fit[best] &&
					     vote->n_written[r] > vote->n_written[best]))
			best = r;
	}
	return best;
}

/* Is `a` the reading against `b`? Remembers what told. */
static bool
is_preferred(const struct aid_vote *vote, int a, int b, struct aid_vote_result *result)
{
	if (is_better_by_cells(vote, a, b)) {
		if (vote->pairs[a][b].n_differ > 0 || vote->pairs[b][a].n_over > 0) {
			int64_t n = vote->pairs[a][b].n_over;
			if (result->n_telling == 0 || n < result->n_telling)
				result->n_telling = n;
			if (result->reason == AID_VOTE_ONE_WAY)
				result->reason = AID_VOTE_TOLD;
		}
		return true;
	}
	if (is_enough(vote, a, b))
		return true;
	if (vote->pairs[b][a].n_over > 0)
		return false;
	if (is_better_by_span(vote, a, b) || is_better_by_zeros(vote, a, b)) {
		if (result->reason == AID_VOTE_ONE_WAY)
			result->reason =
				vote->type == AID_TYPE_DATE ? AID_VOTE_SPAN : AID_VOTE_FILLED;
		return true;
	}
	return false;
}

/* Whether `a` stands against every other reading; result->other is the first against which it does not. */
static bool
is_winner(const struct aid_vote *vote, int a, struct aid_vote_result *result)
{
	for (int b = 0; b < vote->n_readings; b++) {
		bool is_day_number = vote->type == AID_TYPE_DATE && b == AID_DATE_EXCEL;
		if (b == a || is_day_number || vote->n_fit[b] == 0 ||
		    is_preferred(vote, a, b, result))
			continue;
		result->other = b;
		return false;
	}
	return true;
}

/* 12.500 would pass as canonical: a column with such cells is not. */
static bool
is_nearly_canonical(const struct aid_vote *vote, const struct aid_vote_result *result)
{
	const struct aid_vote_pair *pair = &vote->pairs[result->reading][result->other];
	return vote->n_point == 0 && pair->n_differ > 0 &&
	       pair->n_differ + vote->n_canonical == vote->n_stated - vote->n_misfit &&
	       pair->n_differ * OPPOSING_SHARE <= vote->n_stated - vote->n_misfit;
}

struct aid_vote_result
aid_vote_count(const struct aid_vote *vote)
{
	struct aid_vote_result result = { .verdict = AID_VOTE_EMPTY };
	int64_t n_fitting = vote->n_stated - vote->n_misfit;
	if (n_fitting == 0)
		return result;
	result.reading = first_reading(vote);
	if (vote->type == AID_TYPE_DATE && result.reading == AID_DATE_EXCEL &&
	    vote->n_misfit * EXCEL_SHARE > vote->n_stated)
		return result;
	if (vote->type == AID_TYPE_DATE && result.reading != AID_DATE_EXCEL)
		n_fitting -= vote->n_fit[AID_DATE_EXCEL];
	if (vote->n_canonical == n_fitting) {
		result.verdict = AID_VOTE_CANONICAL;
		return result;
	}
	result.is_days = vote->n_times > 0 && vote->n_times == vote->n_midnight;
	result.verdict = AID_VOTE_DECIDED;
	if (is_winner(vote, result.reading, &result))
		return result;
	/* Another may stand where the first does not: two-digit years fit either way. */
	for (int r = 0; r < vote->n_readings; r++) {
		struct aid_vote_result second = { .verdict = AID_VOTE_DECIDED,
						  .reading = r,
						  .is_days = result.is_days };
		if (r != result.reading && vote->n_fit[r] == vote->n_fit[result.reading] &&
		    is_winner(vote, r, &second))
			return second;
	}
	if (is_nearly_canonical(vote, &result)) {
		result.verdict = AID_VOTE_CANONICAL;
		return result;
	}
	result.verdict = vote->pairs[result.reading][result.other].n_over > 0 &&
					 vote->pairs[result.other][result.reading].n_over > 0
				 ? AID_VOTE_DIVIDED
				 : AID_VOTE_UNDECIDED;
	return result;
}

/* ---- words ---- */

const char *
aid_vote_setting(const struct aid_vote *vote, int reading)
{
	static const char *const dates[] = { "year-first", "day-first", "month-first", "excel" };
	static const char *const signs[] = { ".", "," };
	return vote->type == AID_TYPE_DATE ? dates[reading] : signs[reading];
}

const char *
aid_vote_name(const struct aid_vote *vote, int reading)
{
	static const char *const dates[] = { "year/month/day", "day/month/year", "month/day/year",
					     "day numbers of Excel" };
	static const char *const numbers[] = { "1,234.5", "1.234,5" };
	return vote->type == AID_TYPE_DATE ? dates[reading] : numbers[reading];
}

void
aid_vote_append_value(const struct aid_vote *vote, int reading, struct aid_slice cell,
		      struct aid_buffer *out)
{
	struct aid_date_candidates dates;
	struct aid_slice number = cell, unit;
	int64_t milli;
	if (vote->type == AID_TYPE_DATE) {
		aid_date_read_candidates(cell, &dates);
		if ((dates.fits >> reading & 1) != 0)
			aid_date_format_append(out, dates.times[reading]);
		return;
	}
	if (vote->has_unit)
		aid_quantity_split(cell, &number, &unit);
	if (aid_quantity_read(number, number_formats[reading], &milli) == AID_MSG_NONE)
		aid_quantity_format(out, milli);
}
