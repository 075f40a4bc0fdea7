#include "read/total.h"

#include <stdlib.h>

#include "base/integer.h"
#include "read/map_parts.h"
#include "read/remark.h"

/* A column of the file. */
struct column {
	const struct aid_map_item *item; /* how its cells are written */
	int64_t sum;                     /* of all rows; of those since the last total */
	int64_t sum_since;
	int64_t n_added;
	int64_t n_since;
	int64_t last_record; /* the last that was added: a row counts once, however many facts it states */
	bool is_beyond; /* a sum left int64 */
};

/* Where a fact has the value of a column. */
struct place {
	const int16_t *slots; /* of the fact's plan */
	size_t item;
	size_t column;
};

struct aid_total {
	const struct aid_map *map;
	struct column *columns;
	size_t n_columns;
	struct place *places;
	size_t n_places;
	int64_t n_records;
};

static bool
is_counted(const struct aid_map_item *item)
{
	enum aid_type type = item->format.column->type;
	return item->field >= 0 && item->pieces == NULL &&
	       (type == AID_TYPE_QUANTITY || type == AID_TYPE_INTEGER);
}

static size_t
column_of(struct aid_total *total, const struct aid_map_item *item)
{
	for (size_t i = 0; i < total->n_columns; i++) {
		if (total->columns[i].item->field == item->field)
			return i;
	}
	total->columns[total->n_columns] = (struct column){ .item = item };
	return total->n_columns++;
}

int
aid_total_new(const struct aid_map *map, struct aid_total **out_total, struct aid_error *err)
{
	struct aid_total *total = calloc(1, sizeof *total);
	size_t n_items = 1;
	for (size_t i = 0; i < map->n_plans; i++)
		n_items += map->plans[i].n_items;
	if (total != NULL) {
		total->map = map;
		total->columns = calloc(n_items, sizeof *total->columns);
		total->places = calloc(n_items, sizeof *total->places);
	}
	if (total == NULL || total->columns == NULL || total->places == NULL) {
		aid_total_free(total);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	for (size_t i = 0; i < map->n_plans; i++) {
		const struct aid_map_plan *plan = &map->plans[i];
		for (size_t k = 0; k < plan->n_items; k++) {
			if (is_counted(&plan->items[k]))
				total->places[total->n_places++] =
					(struct place){ plan->slots, k,
							column_of(total, &plan->items[k]) };
		}
	}
	*out_total = total;
	return 0;
}

void
aid_total_free(struct aid_total *total)
{
	if (total == NULL)
		return;
	free(total->columns);
	free(total->places);
	free(total);
}

/* What stands in for an empty cell is no figure of the file. */
static bool
is_figure(const struct column *column, const struct aid_value *value)
{
	return aid_value_is_stated(value) && value->text.ptr != column->item->constant.text.ptr;
}

static bool
has_no_remarks(const struct aid_map *map)
{
	return map->profile != NULL && aid_profile_wish(map->profile)->has_no_remarks;
}

static void
add_value(struct aid_total *total, struct column *column, const struct aid_value *value)
{
	if (!is_figure(column, value) || column->last_record == total->n_records)
		return;
	column->last_record = total->n_records;
	column->n_added++;
	column->n_since++;
	if (!aid_integer_add(column->sum, value->number, &column->sum) ||
	    !aid_integer_add(column->sum_since, value->number, &column->sum_since))
		column->is_beyond = true;
}

void
aid_total_add(struct aid_total *total, const struct aid_fact *facts, size_t n_facts)
{
	total->n_records++;
	for (size_t f = 0; f < n_facts; f++) {
		for (size_t i = 0; i < total->n_places; i++) {
			const struct place *place = &total->places[i];
			if (place->slots == facts[f].slots)
				add_value(total, &total->columns[place->column],
					  &facts[f].values[place->item]);
		}
	}
}

/* A sum as the column writes its figures, with a decimal point. */
static void
append_sum(const struct aid_map_item *item, int64_t sum, struct aid_buffer *out)
{
	int n_decimals = item->format.column->type == AID_TYPE_QUANTITY ? 3 : 0;
	char digits[32];
	int n = 0;
	n_decimals += item->format.n_shift;
	for (; sum > 0 || n <= n_decimals; sum /= 10)
		digits[n++] = (char)('0' + sum % 10);
	int last = 0;
	while (last < n_decimals && digits[last] == '0')
		last++;
	for (int i = n - 1; i >= last; i--) {
		aid_buffer_append_char(out, digits[i]);
		if (i == n_decimals && i > last)
			aid_buffer_append_char(out, '.');
	}
}

static bool
is_sum(const struct column *column, int64_t figure, int64_t sum)
{
	/* Each rounded figure may be off by half a thousandth. */
	int64_t slack = column->item->format.is_rounded ? column->n_added : 0;
	return figure - sum <= slack && sum - figure <= slack;
}

/* How many rows the figure is the sum of; 0: of none. */
static int64_t
n_summed(const struct column *column, int64_t figure)
{
	if (column->is_beyond)
		return 0;
	if (is_sum(column, figure, column->sum))
		return column->n_added;
	return is_sum(column, figure, column->sum_since) ? column->n_since : 0;
}

bool
aid_total_is_hidden(const struct aid_total *total, const struct aid_record *record,
		    const struct aid_fact *facts, size_t n_facts)
{
	int64_t n_rows = 0;
	for (size_t i = 0; i < n_facts * total->n_places; i++) {
		const struct aid_fact *fact = &facts[i / total->n_places];
		const struct place *place = &total->places[i % total->n_places];
		const struct column *column = &total->columns[place->column];
		if (place->slots != fact->slots || !is_figure(column, &fact->values[place->item]))
			continue;
		int64_t n = n_summed(column, fact->values[place->item].number);
		if (n == 0)
			return false;
		n_rows = n_rows == 0 || n < n_rows ? n : n_rows;
	}
	/* Few rows come so far. */
	bool is_one = false;
	for (size_t i = 0; i < record->n_fields && n_rows > 0 && !is_one; i++)
		is_one = !aid_map_is_word(total->map, i) &&
			 aid_remark_begins_total(record->fields[i], n_rows < 2);
	return is_one && !aid_map_is_reference(total->map) && !has_no_remarks(total->map);
}

static int
say_difference(const struct column *column, struct aid_slice text, struct aid_arena *arena,
	       struct aid_reject *reject, struct aid_error *err)
{
	struct aid_buffer args;
	aid_buffer_init(&args);
	aid_cell_quote(column->item->header, &args);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_cell_quote(text, &args);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	append_sum(column->item, column->sum, &args);
	int rc = aid_buffer_check(&args, err);
	struct aid_slice copy = { NULL, 0 };
	if (rc == 0)
		copy = aid_arena_copy(arena, aid_buffer_slice(&args));
	aid_buffer_done(&args);
	if (rc == 0 && copy.ptr == NULL)
		rc = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	if (rc == 0)
		*reject = (struct aid_reject){ .message = AID_MSG_TOTAL_DIFFERS,
					       .args = copy,
					       .column = column->item->header,
					       .value = text };
	return rc;
}

int
aid_total_check(struct aid_total *total, const struct aid_record *record, struct aid_arena *arena,
		struct aid_reject *reject, struct aid_error *err)
{
	int rc = 0;
	bool is_same = true;
	for (size_t i = 0; i < total->n_columns; i++) {
		struct column *column = &total->columns[i];
		size_t field = (size_t)column->item->field;
		struct aid_value value = { .text = { NULL, 0 } };
		if (is_same && rc == 0 && field < record->n_fields && !column->is_beyond &&
		    aid_map_read_text(column->item, record->fields[field], &value) ==
			    AID_MSG_NONE &&
		    aid_value_is_stated(&value) && !is_sum(column, value.number, column->sum) &&
		    !is_sum(column, value.number, column->sum_since)) {
			is_same = false;
			rc = say_difference(column, record->fields[field], arena, reject, err);
		}
		column->sum_since = 0;
		column->n_since = 0;
	}
	return rc;
}
