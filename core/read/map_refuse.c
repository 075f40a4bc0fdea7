/* Why a header is refused, in sentences that say what to write instead. */
#include "read/map_parts.h"

#include <stdio.h>

#include "base/message.h"

#define NUMBER_SIZE 24
/* Of a header that the sentence about it quotes. */
#define NAMES_BYTES 400
#define NEAREST_KINDS 3

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

static void
list_lacking(const struct aid_map_match *match, struct aid_buffer *out)
{
	for (int i = 0; i < match->table->n_columns; i++) {
		if (match->fields[i] < 0 && match->table->columns[i].is_required)
			append_name(out, aid_slice_of(match->table->columns[i].name));
	}
}

/* "shipments (has 2 of the 5 columns, lacks waybill)" */
static void
append_kind(const struct aid_map *map, const struct aid_map_match *match, struct aid_buffer *out)
{
	struct aid_buffer lacking;
	int n_named = 0;
	for (size_t i = 0; i < map->header.n_names; i++)
		n_named += map->folded[i].len > 0;
	aid_buffer_init(&lacking);
	list_lacking(match, &lacking);
	aid_buffer_append_format(out, "%s%s (has %d of the %d columns", out->len > 0 ? ", " : "",
				 match->table->name, match->n_matched, n_named);
	if (lacking.len > 0) {
		aid_buffer_append_text(out, ", lacks ");
		aid_buffer_append(out, aid_buffer_slice(&lacking));
	}
	aid_buffer_append_char(out, ')');
	out->is_failed = out->is_failed || lacking.is_failed;
	aid_buffer_done(&lacking);
}

/* A sentence with up to three texts of the file in it. */
static int
refuse(enum aid_message message, size_t n_args, const struct aid_slice *args, struct aid_error *err)
{
	struct aid_buffer quoted[3];
	int rc = 0;
	for (size_t i = 0; i < 3; i++) {
		aid_buffer_init(&quoted[i]);
		if (i < n_args) {
			aid_buffer_append_text(&quoted[i], "");
			aid_cell_quote(args[i], &quoted[i]);
			rc = rc == 0 ? aid_buffer_check(&quoted[i], err) : rc;
		}
	}
	if (rc == 0)
		rc = aid_message_error(err, AID_E_REFUSED, message, n_args, quoted[0].ptr,
				       quoted[1].ptr, quoted[2].ptr);
	for (size_t i = 0; i < 3; i++)
		aid_buffer_done(&quoted[i]);
	return rc;
}

/* ---- doubts ---- */

static int
refuse_twice(const struct aid_map *map, const struct aid_map_match *match, int column,
	     struct aid_error *err)
{
	int first = match->fields[column], second = match->twice[column];
	struct aid_slice args[] = { map->header.names[first], map->header.names[second],
				    aid_slice_of(match->table->columns[column].name) };
	if (aid_slice_is_equal(map->folded[first], map->folded[second]))
		return refuse(AID_MSG_DROP_COLUMN_TWICE, 1, args, err);
	return refuse(AID_MSG_DROP_COLUMN_SYNONYMS, 3, args, err);
}

/* The columns that a header shares and that no other header has taken: with one left, or none, nothing is in doubt. */
static int
refuse_shared(const struct aid_map *map, const struct aid_map_match *match, size_t field,
	      const struct aid_header_match *found, size_t n_found, struct aid_error *err)
{
	struct aid_buffer readings;
	int first = -1, n_open = 0;
	aid_buffer_init(&readings);
	for (size_t i = 0; i < n_found && found[i].reason == AID_HEADER_BY_SHARED; i++) {
		const char *name = match->table->columns[found[i].column].name;
		if (match->fields[found[i].column] >= 0)
			continue;
		first = first < 0 ? found[i].column : first;
		aid_buffer_append_text(&readings, n_open++ > 0 ? " or " : "");
		aid_buffer_append_text(&readings, name);
	}
	int rc = aid_buffer_check(&readings, err);
	if (rc == 0 && n_open > 1) {
		struct aid_slice args[] = { map->header.names[field], aid_buffer_slice(&readings),
					    aid_slice_of(match->table->columns[first].name) };
		rc = refuse(AID_MSG_DROP_COLUMN_SHARED, 3, args, err);
	}
	aid_buffer_done(&readings);
	return rc;
}

static int
refuse_unsure(const struct aid_map *map, const struct aid_map_match *match, size_t field,
	      const struct aid_header_match *found, struct aid_error *err)
{
	const struct aid_column *column = &match->table->columns[found->column];
	struct aid_slice args[] = { map->header.names[field], aid_slice_of(column->name) };
	if (match->fields[found->column] >= 0)
		return 0;
	if (column->type == AID_TYPE_QUANTITY && found->reason != AID_HEADER_BY_TYPO)
		return refuse(AID_MSG_DROP_COLUMN_UNIT, 2, args, err);
	return refuse(AID_MSG_DROP_COLUMN_PERHAPS, 2, args, err);
}

static int
refuse_field(const struct aid_map *map, const struct aid_map_match *match, size_t field,
	     struct aid_error *err)
{
	struct aid_header_match found[AID_HEADER_MATCHES_MAX];
	size_t n_found;
	int rc = aid_header_match(&map->header, field, match->table, true, found, &n_found, err);
	if (rc < 0 || n_found == 0)
		return rc;
	switch (found[0].reason) {
	case AID_HEADER_BY_SHARED:
		return refuse_shared(map, match, field, found, n_found, err);
	case AID_HEADER_BY_STRANGE_UNIT:
	case AID_HEADER_BY_NO_UNIT:
	case AID_HEADER_BY_TYPO:
		return refuse_unsure(map, match, field, &found[0], err);
	default:
		return 0;
	}
}

/* Tons are clear only where a column, or the profile, says the unit. */
static int
refuse_tons(const struct aid_map *map, const struct aid_map_match *match, int column,
	    struct aid_error *err)
{
	const struct aid_unit_word *unit = match->how[column].unit;
	bool is_weight = match->table->columns[column].unit[0] != '\0';
	if (unit == NULL || unit->code != NULL)
		return 0;
	if (!is_weight && map->profile != NULL && map->profile->unit.len > 0)
		return 0;
	for (int i = 0; i < match->table->n_columns && !is_weight; i++) {
		if (match->table->columns[i].type == AID_TYPE_UNIT && match->fields[i] >= 0)
			return 0;
	}
	return refuse(AID_MSG_DROP_UNIT_TON, 1, &map->header.names[match->fields[column]], err);
}

int
aid_map_refuse_doubts(const struct aid_map *map, const struct aid_map_match *match,
		      struct aid_error *err)
{
	int rc = 0;
	for (int i = 0; i < match->table->n_columns && rc == 0; i++) {
		if (match->twice[i] >= 0)
			rc = refuse_twice(map, match, i, err);
		else if (match->fields[i] >= 0)
			rc = refuse_tons(map, match, i, err);
	}
	for (size_t i = 0; i < map->header.n_names && rc == 0; i++)
		rc = refuse_field(map, match, i, err);
	return rc;
}

/* ---- no kind ---- */

/* So much of it is there that the kind can be meant. */
static bool
is_nearly(const struct aid_map_match *match)
{
	return match->n_lacking == 1 && match->n_matched > 1 && match->is_convincing;
}

/* Is what the kind lacks there, under a name that is nearly it, or with a question? */
static int
refuse_near(const struct aid_map *map, const struct aid_map_match *match, struct aid_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < map->header.n_names && rc == 0; i++) {
		struct aid_header_match found[AID_HEADER_MATCHES_MAX];
		size_t n_found;
		rc = aid_header_match(&map->header, i, match->table, true, found, &n_found, err);
		if (rc == 0 && n_found > 0 && match->fields[found[0].column] < 0 &&
		    match->table->columns[found[0].column].is_required)
			rc = refuse_field(map, match, i, err);
	}
	return rc;
}

int
aid_map_refuse(const struct aid_map *map, const struct aid_map_match *matches, size_t n_matches,
	       struct aid_error *err)
{
	const struct aid_map_match *best = &matches[0];
	int rc = 0;
	for (size_t k = 0; k < n_matches && rc == 0 && is_nearly(&matches[k]); k++)
		rc = refuse_near(map, &matches[k], err);
	if (rc < 0)
		return rc;
	struct aid_buffer lacking, header, nearest;
	aid_buffer_init(&lacking);
	aid_buffer_init(&header);
	aid_buffer_init(&nearest);
	list_lacking(best, &lacking);
	for (size_t i = 0; i < map->header.n_names; i++)
		append_name(&header, map->header.names[i]);
	for (size_t k = 0; k < n_matches && k < NEAREST_KINDS && matches[k].n_matched > 0; k++)
		append_kind(map, &matches[k], &nearest);
	if ((rc = aid_buffer_check(&lacking, err)) == 0 &&
	    (rc = aid_buffer_check(&header, err)) == 0 &&
	    (rc = aid_buffer_check(&nearest, err)) == 0) {
		if (best->n_matched == 0)
			rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_FOREIGN_COLUMNS, 1,
					       header.ptr);
		else if (is_nearly(best))
			rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_COLUMN_MISSING, 2,
					       lacking.ptr, header.ptr);
		else
			rc = aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_UNKNOWN_KIND, 1,
					       nearest.ptr);
	}
	aid_buffer_done(&lacking);
	aid_buffer_done(&header);
	aid_buffer_done(&nearest);
	return rc;
}
