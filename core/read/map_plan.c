/* What the facts of a profile mean for a file with this header. */
#include "read/map_parts.h"

#include <stdio.h>

#include "base/digest.h"
#include "base/message.h"

#define NUMBER_SIZE 24
/* Of the number that tells an unpivoted column from the others, whatever columns come and go. */
#define COLUMN_BITS 27

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* ---- columns ---- */

static int
plan_pieces(const struct aid_map *map, const struct aid_profile_column *column, int cell,
	    struct aid_arena *arena, struct aid_map_item *item, struct aid_error *err)
{
	int rc = 0;
	item->pieces = aid_arena_alloc(arena, column->n_pieces * sizeof *item->pieces);
	if (item->pieces == NULL)
		return no_memory(err);
	for (size_t i = 0; i < column->n_pieces && rc == 0; i++) {
		const struct aid_profile_piece *piece = &column->pieces[i];
		struct aid_map_piece *planned = &item->pieces[i];
		*planned = (struct aid_map_piece){ -1, piece->text };
		if (piece->kind == AID_PROFILE_NAMED)
			rc = aid_map_require_field(map, piece->text, &planned->field, err);
		else if (piece->kind == AID_PROFILE_CELL)
			planned->field = cell;
		else if (piece->kind == AID_PROFILE_HEADER)
			planned->text = map->header.names[cell];
	}
	item->n_pieces = column->n_pieces;
	return rc;
}

static int
refuse_header(const struct aid_map *map, const struct aid_map_item *item, int cell,
	      enum aid_message reason, struct aid_error *err)
{
	struct aid_buffer name, args, said;
	aid_buffer_init(&name);
	aid_buffer_init(&args);
	aid_buffer_init(&said);
	aid_cell_quote(map->header.names[cell], &name);
	aid_buffer_append_text(&name, "");
	aid_cell_describe(&item->format, reason, map->header.names[cell], &args);
	aid_message_format_joined(&said, reason, aid_buffer_slice(&args));
	int rc = aid_buffer_check(&name, err);
	if (rc == 0)
		rc = aid_buffer_check(&said, err);
	if (rc == 0)
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_PROFILE_HEADER, 4,
				       map->profile->name, item->format.column->name, name.ptr,
				       said.ptr);
	aid_buffer_done(&name);
	aid_buffer_done(&args);
	aid_buffer_done(&said);
	return rc;
}

/* *out_is_stated false when the name of an unpivoted column is among those that state nothing. */
static int
plan_column(struct aid_map *map, struct aid_map_plan *plan, const struct aid_profile_column *column,
	    int cell, bool *out_is_stated, struct aid_error *err)
{
	enum aid_profile_piece_kind kind = column->pieces[0].kind;
	int field = -1, rc = 0;
	if (column->n_pieces == 1 && kind == AID_PROFILE_NAMED)
		rc = aid_map_require_field(map, column->pieces[0].text, &field, err);
	else if (column->n_pieces == 1 && kind == AID_PROFILE_CELL)
		field = cell;
	if (rc < 0)
		return rc;
	struct aid_map_item *item = aid_map_add_item(map, plan, column->column, field);
	item->format = column->format;
	item->constant = column->constant;
	item->column = column;
	aid_map_set_style(item, &column->style, column->date_format);
	if (column->n_pieces > 1)
		return plan_pieces(map, column, cell, &map->arena, item, err);
	if (kind != AID_PROFILE_HEADER)
		return 0;
	enum aid_message message =
		aid_map_read_text(item, map->header.names[cell], &item->constant);
	if (message != AID_MSG_NONE)
		return refuse_header(map, item, cell, message, err);
	*out_is_stated = *out_is_stated && aid_value_is_stated(&item->constant);
	return 0;
}

/* A condition names a column of the file; failing that, one of the fact's own. */
static int
plan_condition(const struct aid_map *map, const struct aid_map_plan *plan,
	       const struct aid_profile_condition *condition,
	       struct aid_map_condition *out_condition, struct aid_error *err)
{
	struct aid_map_condition planned = { .test = condition->test,
					     .missing = AID_SLICE_EMPTY,
					     .value = condition->value };
	int rc = aid_map_find_field(map, condition->name, &planned.field, err);
	for (size_t i = 0; i < plan->n_items && rc == 0; i++) {
		const struct aid_map_item *item = &plan->items[i];
		struct aid_slice own = aid_slice_of(item->format.column->name);
		if (planned.field < 0 && item->pieces == NULL &&
		    aid_slice_is_equal_nocase(own, condition->name)) {
			planned.field = item->field;
			planned.constant = item->constant.text;
			planned.missing = item->format.missing;
			*out_condition = planned;
			return 0;
		}
		if (planned.field >= 0 && item->field == planned.field)
			planned.missing = item->format.missing;
	}
	if (rc == 0 && planned.field < 0)
		rc = aid_map_require_field(map, condition->name, &planned.field, err);
	if (rc == 0)
		*out_condition = planned;
	return rc;
}

static int
plan_conditions(struct aid_map *map, const struct aid_profile_fact *fact, struct aid_map_plan *plan,
		struct aid_error *err)
{
	int rc = 0;
	/* One more: of what is unpivoted, only the cells that are stated. */
	plan->conditions =
		aid_arena_alloc(&map->arena, (fact->n_conditions + 1) * sizeof *plan->conditions);
	if (plan->conditions == NULL)
		return no_memory(err);
	for (size_t i = 0; i < fact->n_conditions && rc == 0; i++)
		rc = plan_condition(map, plan, &fact->conditions[i], &plan->conditions[i], err);
	plan->n_conditions = fact->n_conditions;
	return rc;
}

/* ---- facts ---- */

static int
refuse_many(const struct aid_map *map, struct aid_error *err)
{
	char limit[NUMBER_SIZE];
	snprintf(limit, sizeof limit, "%d", AID_LIMIT_FACTS_PER_RECORD);
	return aid_message_error(err, AID_E_REFUSED, AID_MSG_PROFILE_MANY, 2, map->profile->name,
				 limit);
}

/* The plan of a section; of one unpivoted column, where `cell` is none of -1. */
static int
add_fact(struct aid_map *map, size_t section, int cell, struct aid_error *err)
{
	const struct aid_profile_fact *fact = &map->profile->facts[section];
	struct aid_map_plan *plan;
	bool is_stated = true;
	if (map->n_plans == AID_LIMIT_FACTS_PER_RECORD)
		return refuse_many(map, err);
	int rc = aid_map_add_plan(map, aid_table_of(fact->kind), &plan, err);
	if (rc < 0)
		return rc;
	plan->part = (int)section;
	for (size_t i = 0; i < fact->n_columns && rc == 0; i++)
		rc = plan_column(map, plan, &fact->columns[i], cell, &is_stated, err);
	if (rc == 0)
		rc = plan_conditions(map, fact, plan, err);
	if (rc < 0 || cell < 0)
		return rc;
	uint64_t hash = (uint64_t)aid_digest_hash64(map->folded[cell], 0);
	plan->part += AID_LIMIT_FACT_SECTIONS * (1 + (int)(hash >> (64 - COLUMN_BITS)));
	plan->column = map->folded[cell];
	struct aid_map_condition *condition = &plan->conditions[plan->n_conditions++];
	*condition = (struct aid_map_condition){ .test = AID_PROFILE_STATED,
						 .field = cell,
						 .missing = AID_SLICE_EMPTY };
	for (size_t i = 0; i < plan->n_items; i++) {
		if (plan->items[i].field == cell)
			condition->missing = plan->items[i].format.missing;
	}
	if (!is_stated)
		map->n_plans--;
	return 0;
}

static int
refuse_order(const struct aid_map *map, const struct aid_profile_range *range,
	     struct aid_error *err)
{
	struct aid_buffer first, last;
	aid_buffer_init(&first);
	aid_buffer_init(&last);
	aid_cell_quote(range->first, &first);
	aid_cell_quote(range->last, &last);
	int rc = aid_buffer_check(&first, err);
	if (rc == 0)
		rc = aid_buffer_check(&last, err);
	if (rc == 0)
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_PROFILE_RANGE, 3,
				       map->profile->name, first.ptr, last.ptr);
	aid_buffer_done(&first);
	aid_buffer_done(&last);
	return rc;
}

static int
add_range(struct aid_map *map, size_t section, const struct aid_profile_range *range,
	  struct aid_error *err)
{
	int first, last = (int)map->header.n_names - 1;
	int rc = aid_map_require_field(map, range->first, &first, err);
	if (rc == 0 && range->last.len > 0)
		rc = aid_map_require_field(map, range->last, &last, err);
	if (rc == 0 && last < first)
		return refuse_order(map, range, err);
	for (int cell = first; rc == 0 && cell <= last; cell++) {
		if (map->folded[cell].len > 0)
			rc = add_fact(map, section, cell, err);
	}
	return rc;
}

/* A record that follows goods from stage to stage is one consignment, or one a waybill. A record that is unpivoted as well follows several, and only a
 * key or a waybill tells them from each other and from those of the next record. */
static int
check_cells(const struct aid_map *map, struct aid_error *err)
{
	if (map->profile->key.n_items > 0 || !aid_map_is_journey(map))
		return 0;
	for (size_t i = 0; i < map->n_plans; i++) {
		const struct aid_map_plan *plan = &map->plans[i];
		if (plan->column.len > 0 && plan->table->kind == AID_KIND_CROSSINGS &&
		    plan->slots[AID_CROSSINGS_WAYBILL] < 0)
			return aid_message_error(err, AID_E_REFUSED, AID_MSG_PROFILE_CELLS, 1,
						 map->profile->name);
	}
	return 0;
}

int
aid_map_plan_facts(struct aid_map *map, struct aid_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < map->profile->n_facts && rc == 0; i++) {
		const struct aid_profile_fact *fact = &map->profile->facts[i];
		if (fact->n_unpivot == 0)
			rc = add_fact(map, i, -1, err);
		for (size_t k = 0; k < fact->n_unpivot && rc == 0; k++)
			rc = add_range(map, i, &fact->unpivot[k], err);
	}
	return rc < 0 ? rc : check_cells(map, err);
}
