/* The inside of a map: a plan for each fact that a record may state. */
#ifndef AID_READ_MAP_PARTS_H
#define AID_READ_MAP_PARTS_H

#include "base/arena.h"
#include "read/header.h"
#include "read/profile_parts.h"

/* One of several texts that are joined. */
struct aid_map_piece {
	int field; /* of the file; -1: `text` */
	struct aid_slice text;
};

/* One value of a fact. */
struct aid_map_item {
	struct aid_cell_format format;
	const struct aid_profile_column *column; /* what the profile says of it; may be NULL */
	int field;                               /* of the file; -1: `constant` */
	struct aid_map_piece *pieces;            /* or these, joined; NULL: `field` */
	size_t n_pieces;
	struct aid_value constant; /* also what stands in for an empty cell, where it is stated */
	struct aid_slice header;   /* what the file, or failing that the table, calls the column */
	bool is_open; /* how its dates or numbers are written is the survey's to say (read/survey.h) */
	struct aid_slice zone; /* for the survey: of its dates, as the profile has them */
	struct aid_slice day_zone;
};

struct aid_map_condition {
	enum aid_profile_test test;
	int field; /* -1: `constant` */
	struct aid_slice constant;
	struct aid_slice missing; /* further words for "not stated" */
	struct aid_slice value;
};

struct aid_map_plan {
	const struct aid_table *table;
	int16_t *slots; /* of each column of the table: index into the items, or -1 */
	struct aid_map_item *items;
	size_t n_items;
	struct aid_map_condition *conditions;
	size_t n_conditions;
	int part;                /* of its facts */
	struct aid_slice column; /* the unpivoted column, folded: part of the row's key; or empty */
	struct aid_slice
		header_unit; /* beside the quantity in the name of its column, "Quantity (kg)"; ptr NULL: none */
	int quantity; /* items whose values must come together, or -1 */
	int unit;
};

struct aid_map {
	struct aid_arena arena;
	const struct aid_profile *profile; /* may be NULL */
	struct aid_header header;
	const struct aid_slice *folded; /* its names, folded */
	struct aid_map_plan *plans;     /* room for AID_LIMIT_FACTS_PER_RECORD */
	size_t n_plans;
	int *key; /* fields */
	size_t n_key;
	const char *kinds;
	struct aid_date_format **formats; /* owned; what the survey found */
	size_t n_formats;
};

/* A plan for `table` with room for an item a column, none yet. AID_E_NOMEM. */
int aid_map_add_plan(struct aid_map *map, const struct aid_table *table,
		     struct aid_map_plan **out_plan, struct aid_error *err);
/* The item for a column of the plan's table, read from `field`, canonical; the caller changes it
 * as needed. */
struct aid_map_item *
aid_map_add_item(const struct aid_map *map, struct aid_map_plan *plan, int column, int field);
/* How the item's cells are written, as far as the profile says. */
void aid_map_set_style(struct aid_map_item *item, const struct aid_profile_style *style,
		       const struct aid_date_format *date_format);
/* The value that the item makes of a text of the file: by the profile's list of values, else parsed. What is wrong, as aid_cell_parse. */
enum aid_message aid_map_read_text(const struct aid_map_item *item, struct aid_slice text,
				   struct aid_value *out_value);
/* The one column of the file that is called `name`; *out_field -1 when there is none. AID_E_REFUSED when there are two, AID_E_NOMEM. */
int aid_map_find_field(const struct aid_map *map, struct aid_slice name, int *out_field,
		       struct aid_error *err);
/* The same, AID_E_REFUSED when there is none: the profile reads it. */
int aid_map_require_field(const struct aid_map *map, struct aid_slice name, int *out_field,
			  struct aid_error *err);
/* The plans of the profile's facts. AID_E_REFUSED, AID_E_NOMEM. */
int aid_map_plan_facts(struct aid_map *map, struct aid_error *err);
/* The columns of one kind in the file. */
struct aid_map_match {
	const struct aid_table *table;
	int fields[AID_LIMIT_COLUMNS]; /* of each column of the table, or -1 */
	int twice[AID_LIMIT_COLUMNS];  /* a second field that could be the column as well, or -1 */
	struct aid_header_match how[AID_LIMIT_COLUMNS]; /* of `fields` */
	int n_matched;
	int n_own; /* of those, by a tag or the canonical name */
	int n_lacking;
	bool is_convincing;
};

/* Is there nothing that the match lacks, and enough that it has? */
static inline bool
aid_map_match_is_usable(const struct aid_map_match *match)
{
	return match->n_lacking == 0 && match->is_convincing;
}

/* AID_E_REFUSED with the sentence why no kind can be taken; `matches` are those of all kinds, the best first. */
int aid_map_refuse(const struct aid_map *map, const struct aid_map_match *matches, size_t n_matches,
		   struct aid_error *err);
/* AID_E_REFUSED where the kind is clear, but a column could be one of several, several could be one, or one is not said clearly enough; else 0. */
int aid_map_refuse_doubts(const struct aid_map *map, const struct aid_map_match *match,
			  struct aid_error *err);

/* The plan of a file whose own header says what its columns are. AID_E_REFUSED, AID_E_NOMEM. */
int aid_map_match(struct aid_map *map, struct aid_error *err);

#endif
