#include "read/map_parts.h"
#include "value/words.h"

#include <stdlib.h>

#include "base/message.h"
#include "text/fold.h"

/* Of the columns that a sentence lists. */
#define CAME_BYTES 300

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

int
aid_map_add_plan(struct aid_map *map, const struct aid_table *table, struct aid_map_plan **out_plan,
		 struct aid_error *err)
{
	if (map->plans == NULL)
		map->plans = aid_arena_alloc(&map->arena,
					     AID_LIMIT_FACTS_PER_RECORD * sizeof *map->plans);
	if (map->plans == NULL)
		return no_memory(err);
	AID_REQUIRE(map->n_plans < AID_LIMIT_FACTS_PER_RECORD);
	size_t n = (size_t)table->n_columns;
	struct aid_map_plan plan = {
		.table = table, .column = AID_SLICE_EMPTY, .quantity = -1, .unit = -1
	};
	plan.slots = aid_arena_alloc(&map->arena, n * sizeof *plan.slots);
	plan.items = aid_arena_alloc(&map->arena, n * sizeof *plan.items);
	if (plan.slots == NULL || plan.items == NULL)
		return no_memory(err);
	for (size_t i = 0; i < n; i++)
		plan.slots[i] = -1;
	map->plans[map->n_plans] = plan;
	*out_plan = &map->plans[map->n_plans++];
	return 0;
}

/* Can be written in more than one way. */
static bool
is_written(enum aid_type type)
{
	return type == AID_TYPE_DATE || type == AID_TYPE_QUANTITY || type == AID_TYPE_INTEGER;
}

struct aid_map_item *
aid_map_add_item(const struct aid_map *map, struct aid_map_plan *plan, int column, int field)
{
	AID_REQUIRE(plan->slots[column] < 0);
	const struct aid_column *known = &plan->table->columns[column];
	struct aid_map_item *item = &plan->items[plan->n_items];
	*item = (struct aid_map_item){
		.format = { .column = known,
			    .number = AID_NUMBER_FORMAT_PLAIN,
			    .missing = AID_SLICE_EMPTY },
		.field = field,
		.header = field < 0 ? aid_slice_of(known->name) : map->header.names[field],
		.zone = AID_SLICE_EMPTY,
		.day_zone = AID_SLICE_EMPTY,
		.is_open = field >= 0 && is_written(known->type),
	};
	plan->slots[column] = (int16_t)plan->n_items++;
	return item;
}

void
aid_map_set_style(struct aid_map_item *item, const struct aid_profile_style *style,
		  const struct aid_date_format *date_format)
{
	bool is_date = item->format.column->type == AID_TYPE_DATE;
	item->format.number = style->number;
	item->format.date = date_format;
	item->is_open =
		item->is_open && (is_date ? style->date.len == 0 : !style->is_number_stated);
	item->zone = style->zone;
	item->day_zone = style->day_zone;
}

/* ---- names of the file's columns ---- */

static int
copy_names(struct aid_map *map, const struct aid_slice *names, size_t n_names,
	   const struct aid_slice **out_names, struct aid_error *err)
{
	struct aid_slice *copies = aid_arena_alloc(&map->arena, n_names * sizeof *copies);
	if (copies == NULL)
		return no_memory(err);
	for (size_t i = 0; i < n_names; i++) {
		copies[i] = aid_arena_copy(&map->arena, names[i]);
		if (copies[i].ptr == NULL)
			return no_memory(err);
	}
	*out_names = copies;
	return 0;
}

static int
copy_header(struct aid_map *map, const struct aid_header *header, struct aid_error *err)
{
	struct aid_slice *folded = aid_arena_alloc(&map->arena, header->n_names * sizeof *folded);
	if (folded == NULL)
		return no_memory(err);
	int rc = copy_names(map, header->names, header->n_names, &map->header.names, err);
	if (rc == 0)
		rc = copy_names(map, header->tags, header->n_tags, &map->header.tags, err);
	struct aid_buffer scratch;
	aid_buffer_init(&scratch);
	for (size_t i = 0; i < header->n_names && rc == 0; i++) {
		rc = aid_fold_name(header->names[i], &scratch, err);
		folded[i] = aid_arena_copy(&map->arena, aid_buffer_slice(&scratch));
		if (rc == 0 && folded[i].ptr == NULL)
			rc = no_memory(err);
	}
	aid_buffer_done(&scratch);
	map->folded = folded;
	map->header.n_names = header->n_names;
	map->header.n_tags = header->n_tags;
	return rc;
}

static int
refuse_name(enum aid_message message, const char *first, struct aid_slice name,
	    struct aid_error *err)
{
	struct aid_buffer quoted;
	aid_buffer_init(&quoted);
	aid_cell_quote(name, &quoted);
	int rc = aid_buffer_check(&quoted, err);
	if (rc == 0 && first == NULL)
		rc = aid_message_error(err, AID_E_REFUSED, message, 1, quoted.ptr);
	else if (rc == 0)
		rc = aid_message_error(err, AID_E_REFUSED, message, 2, first, quoted.ptr);
	aid_buffer_done(&quoted);
	return rc;
}

/* A column that the profile reads is not there: perhaps under one of the names that it does not know. */
static int
refuse_missing(const struct aid_map *map, struct aid_slice name, struct aid_error *err)
{
	const struct aid_profile_list *known = &map->profile->header;
	struct aid_buffer quoted, came;
	aid_buffer_init(&quoted);
	aid_buffer_init(&came);
	aid_cell_quote(name, &quoted);
	for (size_t i = 0; i < map->header.n_names && known->n_items > 0; i++) {
		bool is_known = map->folded[i].len == 0;
		for (size_t k = 0; k < known->n_items; k++)
			is_known = is_known || aid_slice_is_equal(known->items[k], map->folded[i]);
		if (is_known || came.len > CAME_BYTES)
			continue;
		aid_buffer_append_text(&came, came.len == 0 ? "" : ", ");
		aid_cell_quote(map->header.names[i], &came);
	}
	int rc = aid_buffer_check(&quoted, err);
	if (rc == 0)
		rc = aid_buffer_check(&came, err);
	if (rc == 0 && came.len > 0)
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_PROFILE_COLUMN_GONE, 3,
				       map->profile->name, quoted.ptr, came.ptr);
	else if (rc == 0)
		rc = refuse_name(AID_MSG_PROFILE_COLUMN, map->profile->name, name, err);
	aid_buffer_done(&quoted);
	aid_buffer_done(&came);
	return rc;
}

int
aid_map_find_field(const struct aid_map *map, struct aid_slice name, int *out_field,
		   struct aid_error *err)
{
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	int rc = aid_fold_name(name, &folded, err);
	int field = -1;
	for (size_t i = 0; i < map->header.n_names && rc == 0; i++) {
		if (!aid_slice_is_equal(map->folded[i], aid_buffer_slice(&folded)))
			continue;
		if (field >= 0)
			rc = refuse_name(AID_MSG_DROP_COLUMN_TWICE, NULL, map->header.names[i],
					 err);
		field = (int)i;
	}
	aid_buffer_done(&folded);
	if (rc == 0)
		*out_field = field;
	return rc;
}

int
aid_map_require_field(const struct aid_map *map, struct aid_slice name, int *out_field,
		      struct aid_error *err)
{
	int field;
	int rc = aid_map_find_field(map, name, &field, err);
	if (rc != 0)
		return rc;
	if (field < 0)
		return refuse_missing(map, name, err);
	*out_field = field;
	return 0;
}

/* ---- what the profile says for all its facts ---- */

/* The profile's style, for a file that calls its columns by our names. */
static void
set_style(struct aid_map *map)
{
	struct aid_map_plan *plan = &map->plans[0];
	for (size_t i = 0; i < plan->n_items; i++)
		aid_map_set_style(&plan->items[i], &map->profile->style, map->profile->date_format);
}

static int
set_reported_at(struct aid_map *map, struct aid_map_plan *plan, int column, struct aid_error *err)
{
	const struct aid_profile *profile = map->profile;
	if (profile->reported_at.len == 0 || plan->slots[column] >= 0)
		return 0;
	int field = -1;
	int rc = 0;
	if (!profile->is_reported_at_constant)
		rc = aid_map_require_field(map, profile->reported_at, &field, err);
	if (rc != 0)
		return rc;
	struct aid_map_item *item = aid_map_add_item(map, plan, column, field);
	item->constant = profile->reported_at_constant;
	aid_map_set_style(item, &profile->style, profile->date_format);
	return 0;
}

/* A unit for rows that name none. It is no unit of a table that has no quantity: there a unit is
 * what the row is about. */
static void
set_unit(struct aid_map *map, struct aid_map_plan *plan, int column)
{
	struct aid_slice unit = map->profile->unit;
	if (unit.len == 0)
		return;
	struct aid_map_item *item = plan->slots[column] < 0
					    ? aid_map_add_item(map, plan, column, -1)
					    : &plan->items[plan->slots[column]];
	if (!aid_value_is_stated(&item->constant))
		item->constant = (struct aid_value){ unit, 0, AID_PRECISION_NONE };
}

static int
find_own(const struct aid_table *table, const char *name)
{
	for (int i = 0; i < table->n_columns; i++) {
		if (strcmp(table->columns[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* What the profile says for all its facts, and which values need each other. */
static int
finish_plan(struct aid_map *map, struct aid_map_plan *plan, struct aid_error *err)
{
	int quantity = find_own(plan->table, "quantity");
	int unit = find_own(plan->table, "unit");
	int reported_at = find_own(plan->table, "reported_at");
	int rc = 0;
	if (map->profile != NULL && quantity >= 0 && unit >= 0)
		set_unit(map, plan, unit);
	if (map->profile != NULL && reported_at >= 0)
		rc = set_reported_at(map, plan, reported_at, err);
	if (quantity < 0 || unit < 0)
		return rc;
	plan->quantity = plan->slots[quantity];
	/* A cell may hold its unit, which then has a value too. */
	if (plan->quantity >= 0 && plan->slots[unit] < 0)
		aid_map_add_item(map, plan, unit, -1);
	plan->unit = plan->slots[unit];
	return rc;
}

static int
set_key(struct aid_map *map, struct aid_error *err)
{
	const struct aid_profile_list *key = &map->profile->key;
	if (key->n_items == 0)
		return 0;
	map->key = aid_arena_alloc(&map->arena, key->n_items * sizeof *map->key);
	if (map->key == NULL)
		return no_memory(err);
	for (size_t i = 0; i < key->n_items; i++) {
		int rc = aid_map_require_field(map, key->items[i], &map->key[i], err);
		if (rc != 0)
			return rc;
	}
	map->n_key = key->n_items;
	return 0;
}

/* "commitments+shipments": each once, in the order of the facts. */
static int
set_kinds(struct aid_map *map, struct aid_error *err)
{
	struct aid_buffer text;
	aid_buffer_init(&text);
	for (size_t i = 0; i < map->n_plans; i++) {
		bool is_new = true;
		for (size_t j = 0; j < i; j++)
			is_new = is_new && map->plans[j].table != map->plans[i].table;
		if (!is_new)
			continue;
		aid_buffer_append_text(&text, text.len == 0 ? "" : "+");
		aid_buffer_append_text(&text, map->plans[i].table->name);
	}
	int rc = aid_buffer_check(&text, err);
	struct aid_slice copy = rc == 0 ? aid_arena_copy(&map->arena, aid_buffer_slice(&text))
					: (struct aid_slice){ NULL, 0 };
	aid_buffer_done(&text);
	if (rc == 0 && copy.ptr == NULL)
		rc = no_memory(err);
	map->kinds = copy.ptr;
	return rc;
}

static int
make_plans(struct aid_map *map, struct aid_error *err)
{
	int rc = 0;
	if (map->profile == NULL || map->profile->n_facts == 0) {
		rc = aid_map_match(map, err);
		if (rc == 0 && map->profile != NULL)
			set_style(map);
	} else {
		rc = aid_map_plan_facts(map, err);
	}
	for (size_t i = 0; i < map->n_plans && rc == 0; i++)
		rc = finish_plan(map, &map->plans[i], err);
	if (rc == 0 && map->profile != NULL)
		rc = set_key(map, err);
	return rc;
}

struct aid_header
aid_map_header(const struct aid_records *records)
{
	struct aid_header header;
	header.names = aid_records_header(records, &header.n_names);
	header.tags = aid_records_tags(records, &header.n_tags);
	return header;
}

int
aid_map_new(const struct aid_profile *profile, const struct aid_header *header,
	    struct aid_map **out_map, struct aid_error *err)
{
	struct aid_map *map = calloc(1, sizeof *map);
	if (map == NULL)
		return no_memory(err);
	map->profile = profile;
	aid_arena_init(&map->arena);
	int rc = copy_header(map, header, err);
	if (rc == 0)
		rc = make_plans(map, err);
	if (rc == 0)
		rc = set_kinds(map, err);
	if (rc == 0)
		*out_map = map;
	else
		aid_map_free(map);
	return rc;
}

void
aid_map_free(struct aid_map *map)
{
	if (map == NULL)
		return;
	for (size_t i = 0; i < map->n_formats; i++)
		aid_date_format_free(map->formats[i]);
	aid_arena_done(&map->arena);
	free(map);
}

/* The stage that a plan's facts are at: a shipment is dispatched; 0 where the file's cells say. */
static int64_t
stage_of_plan(const struct aid_map_plan *plan)
{
	if (plan->table->kind == AID_KIND_SHIPMENTS)
		return AID_STAGE_DISPATCHED;
	int slot = plan->slots[AID_CROSSINGS_STAGE];
	return slot < 0 || plan->items[slot].field >= 0 ? 0 : plan->items[slot].constant.number;
}

bool
aid_map_is_journey(const struct aid_map *map)
{
	const struct aid_map_plan *first = NULL;
	for (size_t k = 0; k < map->n_plans; k++) {
		const struct aid_map_plan *plan = &map->plans[k];
		if (plan->table->kind != AID_KIND_SHIPMENTS &&
		    plan->table->kind != AID_KIND_CROSSINGS)
			continue;
		if (first != NULL && stage_of_plan(plan) != stage_of_plan(first))
			return true;
		if (first == NULL)
			first = plan;
	}
	return false;
}

bool
aid_map_is_reference(const struct aid_map *map)
{
	for (size_t k = 0; k < map->n_plans; k++)
		if (map->plans[k].table->kind >= AID_KIND_PLACES)
			return true;
	return false;
}

const char *
aid_map_kinds(const struct aid_map *map)
{
	return map->kinds;
}
