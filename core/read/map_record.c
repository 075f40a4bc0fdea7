/* Facts of one record: what runs for every row of every file. */
#include "read/map_parts.h"

#include "base/message.h"
#include "text/zone.h"
#include "value/date.h"

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* A row without its last columns has them empty. */
static inline struct aid_slice
cell(const struct aid_record *record, int field)
{
	return (size_t)field < record->n_fields ? record->fields[field] : AID_SLICE_EMPTY;
}

/* ---- when ---- */

static bool
does_hold(const struct aid_map_condition *condition, const struct aid_record *record)
{
	struct aid_slice text =
		condition->field < 0 ? condition->constant : cell(record, condition->field);
	bool is_missing =
		aid_cell_is_missing(text, false) || aid_cell_is_listed(text, condition->missing);
	switch (condition->test) {
	case AID_PROFILE_STATED:
		return !is_missing;
	case AID_PROFILE_MISSING:
		return is_missing;
	case AID_PROFILE_EQUAL:
		return aid_slice_is_equal_nocase(text, condition->value);
	case AID_PROFILE_DIFFERENT:
		return !aid_slice_is_equal_nocase(text, condition->value);
	}
	return false;
}

static bool
does_apply(const struct aid_map_plan *plan, const struct aid_record *record)
{
	for (size_t i = 0; i < plan->n_conditions; i++) {
		if (!does_hold(&plan->conditions[i], record))
			return false;
	}
	return true;
}

/* ---- rejects ---- */

static int
reject(const struct aid_map_item *item, enum aid_message message, struct aid_slice text,
       struct aid_arena *arena, struct aid_reject *out_reject, struct aid_error *err)
{
	struct aid_buffer args;
	aid_buffer_init(&args);
	if (message == AID_MSG_MISSING_VALUE)
		aid_cell_quote(item->header, &args);
	else
		aid_cell_describe(&item->format, message, text, &args);
	int rc = aid_buffer_check(&args, err);
	struct aid_slice copy = aid_arena_copy(arena, aid_buffer_slice(&args));
	aid_buffer_done(&args);
	if (rc == 0 && copy.ptr == NULL)
		rc = no_memory(err);
	if (rc == 0)
		*out_reject = (struct aid_reject){
			.message = message, .args = copy, .column = item->header, .value = text
		};
	return rc;
}

/* ---- values ---- */

/* Drops what is finer than the profile says that the column is. */
static void
coarsen(const struct aid_profile_column *column, struct aid_value *value)
{
	if (!aid_value_is_stated(value) || value->precision <= (int16_t)column->precision)
		return;
	bool is_moment = value->precision > AID_PRECISION_DAY;
	int64_t offset = is_moment && column->zone != NULL
				 ? aid_zone_offset_at(column->zone, value->number)
				 : 0;
	int64_t day = aid_date_day_of(value->number + offset);
	int year, month, day_of_month;
	value->precision = (int16_t)column->precision;
	if (column->precision == AID_PRECISION_MINUTE) {
		value->number -= value->number % 60;
		return;
	}
	if (column->precision == AID_PRECISION_MONTH) {
		aid_date_civil_from_days(day, &year, &month, &day_of_month);
		day = aid_date_days_from_civil(year, month, 1);
	}
	value->number = day * AID_DAY_SECONDS;
}

enum aid_message
aid_map_read_text(const struct aid_map_item *item, struct aid_slice text,
		  struct aid_value *out_value)
{
	const struct aid_profile_column *column = item->column;
	for (size_t i = 0; column != NULL && i < column->values.n; i++) {
		if (aid_cell_is_listed(text, column->values.written[i])) {
			*out_value = column->values.meant[i];
			return AID_MSG_NONE;
		}
	}
	enum aid_message message = aid_cell_parse(&item->format, text, out_value);
	if (message == AID_MSG_NONE && column != NULL && column->precision != AID_PRECISION_NONE)
		coarsen(column, out_value);
	return message;
}

/* Pieces that are not stated are "-", so that "A / -" and "- / A" differ; none stated at all: an empty text. */
static int
join_pieces(const struct aid_map_item *item, const struct aid_record *record,
	    struct aid_arena *arena, struct aid_slice *out_text, struct aid_error *err)
{
	struct aid_buffer text;
	bool is_stated = false;
	aid_buffer_init(&text);
	for (size_t i = 0; i < item->n_pieces; i++) {
		const struct aid_map_piece *piece = &item->pieces[i];
		struct aid_slice part = piece->field < 0 ? piece->text : cell(record, piece->field);
		bool is_missing = aid_cell_is_missing(part, true);
		is_stated = is_stated || (!is_missing && piece->field >= 0);
		aid_buffer_append_text(&text, i == 0 ? "" : AID_PROFILE_JOINT);
		aid_buffer_append(&text, is_missing ? AID_SLICE_LITERAL("-") : part);
	}
	*out_text = AID_SLICE_EMPTY;
	int rc = aid_buffer_check(&text, err);
	if (rc == 0 && is_stated)
		*out_text = aid_arena_copy(arena, aid_buffer_slice(&text));
	aid_buffer_done(&text);
	return rc == 0 && out_text->ptr == NULL ? no_memory(err) : rc;
}

/* "12 MT" is a quantity and its unit, where numbers are not written in a larger unit than they are kept in. */
static bool
read_with_unit(const struct aid_map_item *item, struct aid_slice text, struct aid_value *out_value,
	       struct aid_slice *out_unit)
{
	struct aid_slice number, unit;
	if (item->format.n_shift > 0 || !aid_quantity_split(text, &number, &unit) ||
	    aid_map_read_text(item, number, out_value) != AID_MSG_NONE ||
	    !aid_value_is_stated(out_value))
		return false;
	out_value->text = text;
	*out_unit = unit;
	return true;
}

/* The unit in the quantity's cell stands in for one that no cell of the row states; what two cells say is for the ledger to compare. */
static void
place_unit(const struct aid_map_plan *plan, struct aid_value *values, struct aid_slice *unit)
{
	const struct aid_map_item *item = &plan->items[plan->unit];
	struct aid_value *value = &values[plan->unit];
	if (unit->ptr == NULL || value->text.ptr != item->constant.text.ptr)
		return;
	*value = (struct aid_value){ *unit, 0, AID_PRECISION_NONE };
	unit->ptr = NULL;
}

/* *out_is_rejected, or one value for each item. */
static int
read_values(const struct aid_map_plan *plan, const struct aid_record *record,
	    struct aid_arena *arena, struct aid_value *values, struct aid_slice *out_cell_unit,
	    bool *out_is_rejected, struct aid_reject *out_reject, struct aid_error *err)
{
	*out_is_rejected = true;
	*out_cell_unit = (struct aid_slice){ NULL, 0 };
	for (size_t i = 0; i < plan->n_items; i++) {
		const struct aid_map_item *item = &plan->items[i];
		struct aid_value *value = &values[i];
		struct aid_slice text;
		if (item->pieces != NULL) {
			int rc = join_pieces(item, record, arena, &text, err);
			if (rc < 0)
				return rc;
		} else if (item->field < 0) {
			*value = item->constant;
			continue;
		} else {
			text = cell(record, item->field);
		}
		enum aid_message message = aid_map_read_text(item, text, value);
		if (message != AID_MSG_NONE &&
		    ((int)i != plan->quantity || !read_with_unit(item, text, value, out_cell_unit)))
			return reject(item, message, text, arena, out_reject, err);
		if (!aid_value_is_stated(value))
			*value = item->constant;
		if (item->format.column->is_required && !aid_value_is_stated(value))
			return reject(item, AID_MSG_MISSING_VALUE, text, arena, out_reject, err);
	}
	if (plan->quantity >= 0)
		place_unit(plan, values, out_cell_unit);
	bool has_quantity = plan->quantity >= 0 && aid_value_is_stated(&values[plan->quantity]);
	bool has_unit = plan->unit >= 0 && aid_value_is_stated(&values[plan->unit]);
	if (has_quantity && !has_unit) {
		bool has_column = plan->items[plan->unit].field >= 0;
		const struct aid_map_item *item =
			&plan->items[has_column ? plan->unit : plan->quantity];
		return reject(item, AID_MSG_MISSING_UNIT, values[plan->quantity].text, arena,
			      out_reject, err);
	}
	*out_is_rejected = false;
	return 0;
}

/* The profile's key columns; one alone is taken as it stands. */
static int
read_key(const struct aid_map *map, const struct aid_record *record, struct aid_arena *arena,
	 struct aid_slice *out_key, struct aid_error *err)
{
	size_t size = map->n_key;
	bool is_stated = false;
	for (size_t i = 0; i < map->n_key; i++) {
		struct aid_slice text = cell(record, map->key[i]);
		is_stated = is_stated || !aid_cell_is_missing(text, true);
		size += text.len;
	}
	*out_key = (struct aid_slice){ NULL, 0 };
	if (!is_stated)
		return 0;
	if (map->n_key == 1) {
		*out_key = cell(record, map->key[0]);
		return 0;
	}
	char *joined = aid_arena_alloc(arena, size);
	if (joined == NULL)
		return no_memory(err);
	size_t len = 0;
	for (size_t i = 0; i < map->n_key; i++) {
		struct aid_slice text = cell(record, map->key[i]);
		if (i > 0)
			joined[len++] = AID_MESSAGE_SEPARATOR;
		memcpy(joined + len, text.ptr, text.len);
		len += text.len;
	}
	*out_key = (struct aid_slice){ joined, len };
	return 0;
}

/* The key of an unpivoted cell: the row's, and the column's name. */
static int
read_cell_key(struct aid_slice key, struct aid_slice column, struct aid_arena *arena,
	      struct aid_slice *out_key, struct aid_error *err)
{
	*out_key = key;
	if (key.ptr == NULL || column.len == 0)
		return 0;
	char *joined = aid_arena_alloc(arena, key.len + 1 + column.len);
	if (joined == NULL)
		return no_memory(err);
	memcpy(joined, key.ptr, key.len);
	joined[key.len] = AID_MESSAGE_SEPARATOR;
	memcpy(joined + key.len + 1, column.ptr, column.len);
	*out_key = (struct aid_slice){ joined, key.len + 1 + column.len };
	return 0;
}

int
aid_map_record(const struct aid_map *map, const struct aid_record *record, struct aid_arena *arena,
	       struct aid_fact *out_facts, size_t *out_n_facts, struct aid_reject *out_reject,
	       struct aid_error *err)
{
	size_t n_facts = 0;
	struct aid_slice key;
	AID_REQUIRE(record->reject == AID_MSG_NONE);
	int rc = read_key(map, record, arena, &key, err);
	if (rc < 0)
		return rc;
	*out_n_facts = 0;
	*out_reject = (struct aid_reject){ AID_MSG_NONE, AID_SLICE_EMPTY, AID_SLICE_EMPTY,
					   AID_SLICE_EMPTY, AID_SLICE_EMPTY };
	for (size_t i = 0; i < map->n_plans; i++) {
		const struct aid_map_plan *plan = &map->plans[i];
		if (!does_apply(plan, record))
			continue;
		struct aid_value *values = aid_arena_alloc(arena, plan->n_items * sizeof *values);
		if (values == NULL)
			return no_memory(err);
		bool is_rejected;
		struct aid_slice cell_unit;
		rc = read_values(plan, record, arena, values, &cell_unit, &is_rejected, out_reject,
				 err);
		if (rc < 0 || is_rejected)
			return rc;
		struct aid_slice own_key;
		rc = read_cell_key(key, plan->column, arena, &own_key, err);
		if (rc < 0)
			return rc;
		out_facts[n_facts++] = (struct aid_fact){ .kind = plan->table->kind,
							  .slots = plan->slots,
							  .values = values,
							  .row_key = own_key,
							  .cell_unit = cell_unit,
							  .header_unit = plan->header_unit,
							  .part = plan->part };
	}
	if (n_facts == 0)
		out_reject->message = AID_MSG_NO_FACT;
	*out_n_facts = n_facts;
	return 0;
}

/* ---- is a line a row? ---- */

static bool
is_telling(enum aid_type type)
{
	return type == AID_TYPE_QUANTITY || type == AID_TYPE_INTEGER || type == AID_TYPE_DATE ||
	       type == AID_TYPE_WORD;
}

bool
aid_map_is_word(const struct aid_map *map, size_t field)
{
	for (size_t k = 0; k < map->n_plans; k++)
		for (size_t i = 0; i < map->plans[k].n_items; i++)
			if (map->plans[k].items[i].field == (int)field &&
			    map->plans[k].items[i].format.column->type == AID_TYPE_WORD)
				return true;
	return false;
}

bool
aid_map_is_row(const void *context, const struct aid_slice *fields, size_t n_fields)
{
	const struct aid_map *map = context;
	struct aid_record record = { .fields = fields, .n_fields = n_fields };
	struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
	struct aid_reject reject_of_line;
	struct aid_arena arena;
	size_t n_facts = 0;
	bool is_row = false;
	aid_arena_init(&arena);
	if (aid_map_record(map, &record, &arena, facts, &n_facts, &reject_of_line, NULL) < 0)
		n_facts = 0;
	/* Any text is a text: only a number, a date or a word in its place tells that the line
	 * was meant to be a row. */
	for (size_t i = 0; i < n_facts && !is_row; i++) {
		const struct aid_map_plan *plan = map->plans;
		while (plan->slots != facts[i].slots)
			plan++;
		for (size_t j = 0; j < plan->n_items; j++) {
			is_row = is_row || (plan->items[j].field >= 0 &&
					    is_telling(plan->items[j].format.column->type) &&
					    aid_value_is_stated(&facts[i].values[j]));
		}
	}
	aid_arena_done(&arena);
	return is_row;
}
