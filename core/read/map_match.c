/* Which kind of file a header belongs to, and which of its columns is which. */
#include "read/map_parts.h"

#include "base/message.h"

/* Two headers contend for a column when their scores are in the same ten. */
static int
rank(const struct aid_header_match *how)
{
	return how->score / 10;
}

static void
match_field(struct aid_map_match *match, int field, const struct aid_header_match *how)
{
	int column = how->column;
	int earlier = match->fields[column];
	if (earlier >= 0 && rank(how) < rank(&match->how[column]))
		return;
	if (earlier >= 0 && rank(how) == rank(&match->how[column])) {
		match->twice[column] = field;
		return;
	}
	match->fields[column] = field;
	match->how[column] = *how;
	match->twice[column] = -1;
}

static size_t
count_named(const struct aid_map *map)
{
	size_t n_named = 0;
	for (size_t i = 0; i < map->header.n_names; i++)
		n_named += map->folded[i].len > 0;
	return n_named;
}

/* A tonnage says no unit; a profile that says one for the file completes it. */
static bool
is_sure(const struct aid_map *map, const struct aid_table *table,
	const struct aid_header_match *how)
{
	bool has_unit = map->profile != NULL && map->profile->unit.len > 0;
	return how->score >= AID_HEADER_SURE || (how->reason == AID_HEADER_BY_NO_UNIT && has_unit &&
						 table->columns[how->column].unit[0] == '\0');
}

/* A list of places needs one column only, and many a file has one that could be it. So half of
 * the file's columns must be the kind's, or three of them by our own names. */
static void
count_matched(const struct aid_map *map, struct aid_map_match *match)
{
	for (int i = 0; i < match->table->n_columns; i++) {
		bool is_there = match->fields[i] >= 0;
		match->n_matched += is_there;
		match->n_own += is_there && match->how[i].score >= AID_HEADER_OWN;
		match->n_lacking += !is_there && match->table->columns[i].is_required;
	}
	match->is_convincing =
		match->n_own >= 3 || 2 * (size_t)match->n_matched >= count_named(map);
}

static int
match_table(const struct aid_map *map, const struct aid_table *table,
	    struct aid_map_match *out_match, struct aid_error *err)
{
	*out_match = (struct aid_map_match){ .table = table };
	for (int i = 0; i < table->n_columns; i++)
		out_match->fields[i] = out_match->twice[i] = -1;
	for (size_t i = 0; i < map->header.n_names; i++) {
		struct aid_header_match found[AID_HEADER_MATCHES_MAX];
		size_t n_found;
		int rc = aid_header_match(&map->header, i, table, false, found, &n_found, err);
		if (rc < 0)
			return rc;
		if (n_found > 0 && is_sure(map, table, &found[0]))
			match_field(out_match, (int)i, &found[0]);
	}
	count_matched(map, out_match);
	return 0;
}

/* The kind that can be used, then the one with the most columns, then with the most canonical
 * names, then the one that lacks least. */
static bool
is_better(const struct aid_map_match *a, const struct aid_map_match *b)
{
	if (aid_map_match_is_usable(a) != aid_map_match_is_usable(b))
		return aid_map_match_is_usable(a);
	if (a->n_matched != b->n_matched)
		return a->n_matched > b->n_matched;
	if (a->n_own != b->n_own)
		return a->n_own > b->n_own;
	return a->n_lacking < b->n_lacking;
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

/* What the header says of the unit: of a weight, how many tens it is written too small; of the quantity the unit, which the other cells of a
 * row may leave out but not contradict. */
static void
note_unit(struct aid_map_plan *plan, const struct aid_map_match *match, int column,
	  struct aid_map_item *item)
{
	const struct aid_unit_word *word = match->how[column].unit;
	if (word == NULL || word->code == NULL)
		return;
	if (match->table->columns[column].unit[0] != '\0')
		item->format.n_shift = word->kg_tens;
	else if (column == find_own(match->table, "quantity"))
		plan->header_unit = aid_slice_of(word->code);
}

static void
plan_unit(const struct aid_map *map, struct aid_map_plan *plan, const struct aid_map_match *match)
{
	int unit = find_own(match->table, "unit");
	if (plan->header_unit.ptr == NULL || unit < 0)
		return;
	struct aid_map_item *item = plan->slots[unit] < 0 ? aid_map_add_item(map, plan, unit, -1)
							  : &plan->items[plan->slots[unit]];
	item->constant = (struct aid_value){ plan->header_unit, 0, AID_PRECISION_NONE };
}

/* The items in the order of the file, so that the first wrong cell of a row is the one that is
 * named. */
static int
make_plan(struct aid_map *map, const struct aid_map_match *match, struct aid_error *err)
{
	struct aid_map_plan *plan;
	int rc = aid_map_add_plan(map, match->table, &plan, err);
	if (rc < 0)
		return rc;
	for (int field = 0; field < (int)map->header.n_names; field++) {
		for (int i = 0; i < match->table->n_columns; i++) {
			if (match->fields[i] == field)
				note_unit(plan, match, i, aid_map_add_item(map, plan, i, field));
		}
	}
	plan_unit(map, plan, match);
	return 0;
}

int
aid_map_match(struct aid_map *map, struct aid_error *err)
{
	size_t n_matches = 0;
	struct aid_map_match *matches =
		aid_arena_alloc(&map->arena, AID_KIND_COUNT * sizeof *matches);
	if (matches == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++) {
		struct aid_map_match match;
		int rc = match_table(map, aid_table_of((enum aid_kind)kind), &match, err);
		if (rc < 0)
			return rc;
		size_t at = n_matches++;
		for (; at > 0 && is_better(&match, &matches[at - 1]); at--)
			matches[at] = matches[at - 1];
		matches[at] = match;
	}
	if (!aid_map_match_is_usable(&matches[0]))
		return aid_map_refuse(map, matches, n_matches, err);
	int rc = aid_map_refuse_doubts(map, &matches[0], err);
	return rc == 0 ? make_plan(map, &matches[0], err) : rc;
}
