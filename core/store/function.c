#include <stdint.h>

#include "base/buffer.h"
#include "base/integer.h"
#include "store/internal.h"
#include "text/fold.h"
#include "value/date.h"
#include "value/quantity.h"
#include "value/words.h"

/* greatest and least leave out NULLs, as PostgreSQL's do. */
static void
pick(sqlite3_context *context, int n_values, sqlite3_value **values, bool is_greatest)
{
	bool has_value = false;
	int64_t best = 0;
	for (int k = 0; k < n_values; k++) {
		if (sqlite3_value_type(values[k]) == SQLITE_NULL)
			continue;
		int64_t value = sqlite3_value_int64(values[k]);
		if (!has_value || (is_greatest ? value > best : value < best))
			best = value;
		has_value = true;
	}
	if (has_value)
		sqlite3_result_int64(context, best);
}

static void
greatest(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	pick(context, n_values, values, true);
}

static void
least(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	pick(context, n_values, values, false);
}

typedef bool scaling(int64_t a, int64_t b, int64_t c, int64_t *out);

static void
give_scaled(sqlite3_context *context, int n_values, sqlite3_value **values, scaling *scaled)
{
	for (int k = 0; k < n_values; k++)
		if (sqlite3_value_type(values[k]) == SQLITE_NULL)
			return;
	int64_t result;
	if (scaled(sqlite3_value_int64(values[0]), sqlite3_value_int64(values[1]),
		   sqlite3_value_int64(values[2]), &result))
		sqlite3_result_int64(context, result);
	else
		sqlite3_result_error(context, "a conversion leaves the range of quantities", -1);
}

/* scale(a, b, c) = round(a * b / c), half away from zero; NULL for a NULL. */
static void
scale(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	give_scaled(context, n_values, values, aid_integer_scale);
}

/* scale_down(a, b, c), scale_up(a, b, c): the whole number below and above, of nothing negative. */
static void
scale_down(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	give_scaled(context, n_values, values, aid_integer_scale_down);
}

static void
scale_up(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	give_scaled(context, n_values, values, aid_integer_scale_up);
}

/* The separator of message arguments, which no text of SQL can show. */
static void
char31(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	(void)n_values;
	(void)values;
	sqlite3_result_text(context, "\x1f", 1, SQLITE_STATIC);
}

static void
give_text(sqlite3_context *context, const struct aid_buffer *text)
{
	if (text->is_failed)
		sqlite3_result_error_nomem(context);
	else
		sqlite3_result_text64(context, text->ptr, text->len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* quantity_text(thousandths): a plain decimal; NULL for NULL. */
static void
quantity_text(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	(void)n_values;
	if (sqlite3_value_type(values[0]) == SQLITE_NULL)
		return;
	struct aid_buffer text;
	aid_buffer_init(&text);
	aid_quantity_format(&text, sqlite3_value_int64(values[0]));
	give_text(context, &text);
	aid_buffer_done(&text);
}

/* day_text(days since 1970): 2024-03-31; NULL for NULL. */
static void
day_text(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	(void)n_values;
	if (sqlite3_value_type(values[0]) == SQLITE_NULL)
		return;
	struct aid_buffer text;
	aid_buffer_init(&text);
	aid_date_append_day(&text, sqlite3_value_int64(values[0]));
	give_text(context, &text);
	aid_buffer_done(&text);
}

/* stage_text(stage): its word; NULL for NULL and for what is no stage. */
static void
stage_text(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	(void)n_values;
	sqlite3_int64 stage = sqlite3_value_int64(values[0]);
	if (stage < AID_STAGE_DISPATCHED || stage > AID_STAGE_DAMAGED)
		return;
	sqlite3_result_text(context, aid_words_name(AID_WORDS_STAGE, (int)stage), -1,
			    SQLITE_STATIC);
}

/* digits_text(number): the 16 hexadecimal digits by which people name a report without a name. */
static void
digits_text(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	(void)n_values;
	if (sqlite3_value_type(values[0]) == SQLITE_NULL)
		return;
	struct aid_buffer text;
	aid_buffer_init(&text);
	aid_buffer_append_format(&text, "%016llx",
				 (unsigned long long)sqlite3_value_int64(values[0]));
	give_text(context, &text);
	aid_buffer_done(&text);
}

/* Shorter numbers of vehicles are pieces of one: the country, the letters in front. */
#define VEHICLE_BYTES 3

/* The n-th (from 1) of the vehicles that a cell names ("KX-123 / KX-124"), folded; false when there are not so many. */
static bool
find_vehicle(struct aid_slice cell, int64_t n, bool is_parted, struct aid_buffer *out,
	     bool *out_is_short)
{
	size_t begin = 0;
	for (size_t k = 0; k <= cell.len; k++) {
		bool is_end = k == cell.len || (is_parted && memchr(",;/|+&\n", cell.ptr[k], 7));
		if (!is_end)
			continue;
		struct aid_slice part = { cell.ptr + begin, k - begin };
		begin = k + 1;
		if (aid_fold_number(part, out, NULL) != 0)
			return false;
		*out_is_short = *out_is_short || out->len < VEHICLE_BYTES;
		if (--n == 0)
			return true;
	}
	return false;
}

/* vehicle_mark(cell, n): the n-th vehicle; NULL when there is none. Where a part is too short to be a number of its own, the cell names one. */
static void
vehicle_mark(sqlite3_context *context, int n_values, sqlite3_value **values)
{
	(void)n_values;
	const char *text = (const char *)sqlite3_value_text(values[0]);
	if (text == NULL)
		return;
	struct aid_slice cell = { text, (size_t)sqlite3_value_bytes(values[0]) };
	struct aid_buffer out;
	bool is_short = false;
	aid_buffer_init(&out);
	find_vehicle(cell, INT64_MAX, true, &out, &is_short);
	bool is_whole = is_short, is_found;
	is_short = false;
	is_found = find_vehicle(cell, sqlite3_value_int64(values[1]), !is_whole, &out, &is_short);
	if (out.is_failed)
		sqlite3_result_error_nomem(context);
	else if (is_found && out.len >= VEHICLE_BYTES)
		give_text(context, &out);
	aid_buffer_done(&out);
}

int
aid_function_register(sqlite3 *sqlite)
{
	static const struct {
		const char *name;
		int n_values;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "greatest", -1, greatest },
		{ "least", -1, least },
		{ "scale", 3, scale },
		{ "scale_down", 3, scale_down },
		{ "scale_up", 3, scale_up },
		{ "char31", 0, char31 },
		{ "quantity_text", 1, quantity_text },
		{ "day_text", 1, day_text },
		{ "stage_text", 1, stage_text },
		{ "digits_text", 1, digits_text },
		{ "vehicle_mark", 2, vehicle_mark },
	};
	for (size_t k = 0; k < sizeof(functions) / sizeof(functions[0]); k++) {
		int result = sqlite3_create_function_v2(
			sqlite, functions[k].name, functions[k].n_values,
			SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
			functions[k].call, NULL, NULL, NULL);
		if (result != SQLITE_OK)
			return result;
	}
	return SQLITE_OK;
}
