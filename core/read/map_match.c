/* Which kind of file a header belongs to, and which of its columns is which: by the canonical
 * names first, then by the synonyms. */
#include "read/map_parts.h"

#include <stdio.h>

#include "base/message.h"

#define NUMBER_SIZE 24
/* Of a header that the sentence about it quotes. */
#define NAMES_BYTES 400

struct match {
	const struct aid_table *table;
	int fields[AID_LIMIT_COLUMNS]; /* of each column of the table, or -1 */
	int twice[AID_LIMIT_COLUMNS];  /* a second field that could be the column as well, or -1 */
	int n_matched;
	int n_own; /* of those, by the canonical name */
	int n_lacking;
	bool is_usable; /* lacks nothing, and convinces */
};

static bool
is_own_name(const struct aid_map *map, const struct aid_table *table, int field, int column)
{
	return aid_table_column(table, map->folded[field], false) == column;
}

/* A canonical name beats a synonym; two of the same rank are for a person to sort out, if the
 * kind is taken at all. */
static void
match_field(const struct aid_map *map, struct match *match, int field)
{
	int column = aid_table_column(match->table, map->folded[field], true);
	if (column < 0)
		return;
	bool is_own = is_own_name(map, match->table, field, column);
	int earlier = match->fields[column];
	if (earlier < 0) {
		match->fields[column] = field;
		return;
	}
	bool is_earlier_own = is_own_name(map, match->table, earlier, column);
	if (is_own && !is_earlier_own) {
		match->fields[column] = field;
		match->twice[column] = -1;
	} else if (is_own == is_earlier_own) {
		match->twice[column] = field;
	}
}

static size_t
count_named(const struct aid_map *map)
{
	size_t n_named = 0;
	for (size_t i = 0; i < map->n_header; i++)
		n_named += map->folded[i].len > 0;
	return n_named;
}

/* A list of places needs one column only, and many a file has one that could be it. So half of
 * the file's columns must be the kind's, or three of them by our own names. */
static bool
is_convincing(const struct aid_map *map, const struct match *match)
{
	return match->n_own >= 3 || 2 * (size_t)match->n_matched >= count_named(map);
}

static void
match_table(const struct aid_map *map, const struct aid_table *table, struct match *out_match)
{
	*out_match = (struct match){ .table = table };
	for (int i = 0; i < table->n_columns; i++)
		out_match->fields[i] = out_match->twice[i] = -1;
	for (size_t i = 0; i < map->n_header; i++)
		match_field(map, out_match, (int)i);
	for (int i = 0; i < table->n_columns; i++) {
		int field = out_match->fields[i];
		out_match->n_matched += field >= 0;
		out_match->n_own += field >= 0 && is_own_name(map, table, field, i);
		out_match->n_lacking += field < 0 && table->columns[i].is_required;
	}
	out_match->is_usable = out_match->n_lacking == 0 && is_convincing(map, out_match);
}

/* The kind that can be used, then the one with the most columns, then with the most canonical
 * names, then the first. */
static bool
is_better(const struct match *a, const struct match *b)
{
	if (a->is_usable != b->is_usable)
		return a->is_usable;
	if (a->n_matched != b->n_matched)
		return a->n_matched > b->n_matched;
	if (a->n_own != b->n_own)
		return a->n_own > b->n_own;
	return a->n_lacking < b->n_lacking;
}

static void
append_name(struct aid_buffer *out, struct aid_slice name)
{
	if (out->len > NAMES_BYTES)
		return;
	if (out->len > 0)
		aid_buffer_append_text(out, ", ");
	if (out->len > NAMES_BYTES)
		aid_buffer_append_text(out, "\u2026");
	else
		aid_cell_quote(name, out);
}

static int
refuse_few(const struct aid_map *map, const struct match *match, struct aid_error *err)
{
	char matched[NUMBER_SIZE], named[NUMBER_SIZE];
	snprintf(matched, sizeof matched, "%d", match->n_matched);
	snprintf(named, sizeof named, "%zu", count_named(map));
	return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_FEW_COLUMNS, 3,
				 match->table->name, matched, named);
}

static int
refuse_lacking(const struct aid_map *map, const struct match *match, struct aid_error *err)
{
	struct aid_buffer lacking, header;
	aid_buffer_init(&lacking);
	aid_buffer_init(&header);
	for (int i = 0; i < match->table->n_columns; i++) {
		if (match->fields[i] < 0 && match->table->columns[i].is_required)
			append_name(&lacking, aid_slice_of(match->table->columns[i].name));
	}
	for (size_t i = 0; i < map->n_header; i++)
		append_name(&header, map->header[i]);
	int rc = aid_buffer_check(&lacking, err);
	if (rc == 0)
		rc = aid_buffer_check(&header, err);
	/* So much of it is there that no other kind can be meant. */
	bool is_nearly = match->n_lacking == 1 && match->n_matched > 1 && is_convincing(map, match);
	if (rc == 0 && match->n_matched == 0)
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_FOREIGN_COLUMNS, 1,
				       header.ptr);
	else if (rc == 0 && is_nearly)
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_COLUMN_MISSING, 2,
				       lacking.ptr, header.ptr);
	else if (rc == 0)
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_UNKNOWN_KIND, 2,
				       match->table->name, lacking.ptr);
	aid_buffer_done(&lacking);
	aid_buffer_done(&header);
	return rc;
}

static int
refuse_twice(const struct aid_map *map, const struct match *match, int column,
	     struct aid_error *err)
{
	struct aid_slice first = map->header[match->fields[column]];
	struct aid_slice second = map->header[match->twice[column]];
	bool is_same = aid_slice_is_equal(map->folded[match->fields[column]],
					  map->folded[match->twice[column]]);
	struct aid_buffer quoted, second_quoted;
	aid_buffer_init(&quoted);
	aid_buffer_init(&second_quoted);
	aid_cell_quote(first, &quoted);
	aid_cell_quote(second, &second_quoted);
	int rc = aid_buffer_check(&quoted, err);
	if (rc == 0)
		rc = aid_buffer_check(&second_quoted, err);
	if (rc == 0 && is_same)
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_COLUMN_TWICE, 1,
				       quoted.ptr);
	else if (rc == 0)
		rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_COLUMN_SYNONYMS, 3,
				       quoted.ptr, second_quoted.ptr,
				       match->table->columns[column].name);
	aid_buffer_done(&quoted);
	aid_buffer_done(&second_quoted);
	return rc;
}

/* The items in the order of the file, so that the first wrong cell of a row is the one that is
 * named. */
static int
make_plan(struct aid_map *map, const struct match *match, struct aid_error *err)
{
	struct aid_map_plan *plan;
	int rc = aid_map_add_plan(map, match->table, &plan, err);
	if (rc < 0)
		return rc;
	for (int field = 0; field < (int)map->n_header; field++) {
		for (int i = 0; i < match->table->n_columns; i++) {
			if (match->fields[i] == field)
				aid_map_add_item(map, plan, i, field);
		}
	}
	return 0;
}

int
aid_map_match(struct aid_map *map, struct aid_error *err)
{
	struct match best = { .table = NULL }, match;
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++) {
		match_table(map, aid_table_of((enum aid_kind)kind), &match);
		if (kind == AID_KIND_NONE + 1 || is_better(&match, &best))
			best = match;
	}
	if (best.n_lacking > 0)
		return refuse_lacking(map, &best, err);
	if (!best.is_usable)
		return refuse_few(map, &best, err);
	for (int i = 0; i < best.table->n_columns; i++) {
		if (best.twice[i] >= 0)
			return refuse_twice(map, &best, i, err);
	}
	return make_plan(map, &best, err);
}
