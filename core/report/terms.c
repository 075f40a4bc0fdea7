#include "report/terms.h"

#include "base/integer.h"
#include "value/words.h"

#define DAY_MILLI 1000

int
aid_terms_read(struct aid_ledger *ledger, int64_t commitment, struct aid_buffer *room,
	       struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "shortfall_terms", &s, err);

	if (code != 0) {
		return code;
	}
	aid_buffer_reset(room);
	aid_bind_int(s, ":commitment_id", commitment);
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		struct aid_term term = { .commitment = aid_column_int(s, 0),
					 .effective_day = aid_column_int(s, 1),
					 .from_day = aid_column_int(s, 2),
					 .to_day = aid_column_int(s, 3),
					 .quantity = aid_column_int(s, 4),
					 .basis = (int)aid_column_int(s, 5),
					 .state = (int)aid_column_int(s, 6) };

		aid_buffer_append(room, (struct aid_slice){ (const char *)&term, sizeof(term) });
		code = aid_statement_step(s, &has_row, err);
	}
	aid_statement_reset(s);
	return code == 0 ? aid_buffer_check(room, err) : code;
}

struct aid_terms
aid_terms_find(const struct aid_buffer *room, int64_t commitment)
{
	/* What realloc gives is aligned for any object. */
	const struct aid_term *all = (const void *)room->ptr;
	size_t n = room->len / sizeof(*all), first = 0, end = n;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (all[middle].commitment < commitment) {
			first = middle + 1;
		} else {
			end = middle;
		}
	}
	while (end < n && all[end].commitment == commitment) {
		end++;
	}
	AID_REQUIRE(end > first);
	return (struct aid_terms){ all + first, end - first };
}

bool
aid_terms_is_rate(const struct aid_terms *terms)
{
	return terms->items[0].basis > 0;
}

const struct aid_term *
aid_terms_at(const struct aid_terms *terms, int64_t day)
{
	const struct aid_term *found = &terms->items[0];

	for (size_t i = 1; i < terms->n && terms->items[i].effective_day <= day; i++) {
		found = &terms->items[i];
	}
	return found;
}

bool
aid_terms_is_withdrawn(const struct aid_terms *terms)
{
	for (size_t i = 0; i < terms->n; i++) {
		if (terms->items[i].state != AID_STATE_WITHDRAWN) {
			return false;
		}
	}
	return true;
}

/* Does anything fall due under it, and so on which days? A rate without a first day falls due on none that could be told. */
static bool
is_due(const struct aid_term *term)
{
	return term->basis > 0 && term->state != AID_STATE_WITHDRAWN && term->quantity > 0 &&
	       term->from_day != AID_PROMISE_FROM_START && term->from_day <= term->to_day;
}

bool
aid_terms_last_day(const struct aid_terms *terms, int64_t *out_day)
{
	bool has_day = false;

	for (size_t i = 0; i < terms->n; i++) {
		const struct aid_term *term = &terms->items[i];

		if (term->basis > 0 && term->state != AID_STATE_WITHDRAWN) {
			has_day = term->to_day != AID_PROMISE_OPEN;
			*out_day = term->to_day;
		}
	}
	return has_day;
}

/* What falls due under a term up to the day. */
static bool
amount_of(const struct aid_term *term, int64_t day, int64_t *out)
{
	int64_t last = term->to_day < day ? term->to_day : day;

	*out = 0;
	return !is_due(term) || last < term->from_day ||
	       aid_integer_scale(term->quantity, last - term->from_day + 1, term->basis, out);
}

bool
aid_terms_amount(const struct aid_terms *terms, int64_t day, int64_t *out_amount)
{
	int64_t sum = 0;

	if (!aid_terms_is_rate(terms)) {
		const struct aid_term *term = aid_terms_at(terms, day);
		bool is_promised = term->effective_day <= day && term->state != AID_STATE_WITHDRAWN;

		*out_amount = is_promised ? term->quantity : 0;
		return true;
	}
	for (size_t i = 0; i < terms->n; i++) {
		int64_t amount;

		if (!amount_of(&terms->items[i], day, &amount) ||
		    !aid_integer_add(sum, amount, &sum)) {
			return false;
		}
	}
	*out_amount = sum;
	return true;
}

bool
aid_terms_days(const struct aid_terms *terms, int64_t day, int64_t quantity, int64_t *out_days)
{
	int64_t days = 0;

	for (size_t i = terms->n; i > 0 && quantity > 0; i--) {
		const struct aid_term *term = &terms->items[i - 1];
		int64_t amount, part;

		if (!amount_of(term, day, &amount)) {
			return false;
		}
		if (amount == 0) {
			continue;
		}
		if (!aid_integer_scale(quantity < amount ? quantity : amount,
				       (int64_t)term->basis * DAY_MILLI, term->quantity, &part) ||
		    !aid_integer_add(days, part, &days)) {
			return false;
		}
		quantity -= amount;
	}
	*out_days = days;
	return true;
}

bool
aid_terms_day_over(const struct aid_terms *terms, int64_t quantity, bool *out_has, int64_t *out_day)
{
	*out_has = false;
	for (size_t i = 0; i < terms->n; i++) {
		const struct aid_term *term = &terms->items[i];
		int64_t whole, covered;

		if (!is_due(term)) {
			continue;
		}
		if (!aid_integer_multiply(quantity, term->basis, &covered)) {
			return false;
		}
		covered /= term->quantity;
		if (covered <= term->to_day - term->from_day) {
			*out_has = true;
			*out_day = term->from_day + covered;
			return true;
		}
		if (!amount_of(term, term->to_day, &whole)) {
			return false;
		}
		quantity = quantity > whole ? quantity - whole : 0;
	}
	return true;
}
