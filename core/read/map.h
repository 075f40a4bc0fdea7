/* From records to facts: which columns of the file say what, and their values parsed, strictly. Pure: knows no ledger. */
#ifndef AID_READ_MAP_H
#define AID_READ_MAP_H

#include "read/header.h"
#include "read/profile.h"
#include "read/record.h"

struct aid_value {
	struct aid_slice text; /* as written, trimmed; ptr NULL: not stated */
	int64_t number;        /* quantity: thousandths; integer; word: its number; date: seconds */
	int16_t precision;     /* of a date */
};

struct aid_fact {
	enum aid_kind kind;
	const int16_t *slots; /* column of the kind -> index into values, or -1; owned by the map */
	const struct aid_value *values; /* in the batch's arena */
	struct aid_slice
		row_key; /* the profile's key columns, and the name of an unpivoted column, joined by AID_MESSAGE_SEPARATOR; ptr NULL: none */
	struct aid_slice
		cell_unit; /* beside the quantity in its cell, "12 MT", where the unit has a cell of its own as well; ptr NULL: none */
	struct aid_slice
		header_unit; /* likewise in the name of the quantity's column, "Quantity (kg)" */
	int part; /* tells it from the record's other facts: which of the profile's [fact] sections states it, 0 ..., and of which unpivoted column */
};

struct aid_reject {
	enum aid_message message;  /* AID_MSG_NONE: not rejected */
	struct aid_slice args;     /* joined */
	struct aid_slice column;   /* as the file names it; may be empty */
	struct aid_slice value;    /* as written */
	struct aid_slice proposal; /* the row as it was probably meant; or empty */
};

struct aid_map;

/* The header of a file that is being read, with its HXL row; the reader's own. */
struct aid_header aid_map_header(const struct aid_records *records);
/* `profile` NULL, or one without facts: the header is matched (read/header.h), and the kind with all its required columns and the most
 * matches is taken. AID_E_REFUSED with a sentence: no kind fits (DROP_UNKNOWN_KIND, DROP_COLUMN_MISSING ...), two columns may be one or one
 * several (DROP_COLUMN_TWICE, DROP_COLUMN_SHARED ...), or the profile reads a column that is not there (PROFILE_COLUMN). Keeps pointers into
 * profile; the header is copied. */
int aid_map_new(const struct aid_profile *profile, const struct aid_header *header,
		struct aid_map **out_map, struct aid_error *err);
void aid_map_free(struct aid_map *map);
/* The kinds it states, as "commitments+shipments". */
const char *aid_map_kinds(const struct aid_map *map);
/* Does a record follow goods from stage to stage (a departure and an inspection)? Its facts then share one consignment even without a
 * waybill; facts at one stage only, such as trucks or else airdrops, are counts. */
bool aid_map_is_journey(const struct aid_map *map);
/* Does it state reference entries (places, commodities, organisations, units, sources)? Those come from the office. */
bool aid_map_is_reference(const struct aid_map *map);
/* Facts of one record into `arena` (room for AID_LIMIT_FACTS_PER_RECORD in out_facts). A record is taken whole or rejected whole: then
 * out_reject->message is set and *out_n_facts is 0. Copies no text: slices point into the record. AID_E_NOMEM. */
int aid_map_record(const struct aid_map *map, const struct aid_record *record,
		   struct aid_arena *arena, struct aid_fact *out_facts, size_t *out_n_facts,
		   struct aid_reject *out_reject, struct aid_error *err);

/* Does it read one of our own words from that field of the file (`total` is a basis)? */
bool aid_map_is_word(const struct aid_map *map, size_t field);
/* Do these fields, as one row, pass the columns' types, with a number, a date or a word among them? What aid_records_set_check asks of a
 * line inside a field; the context is the map. */
bool aid_map_is_row(const void *map, const struct aid_slice *fields, size_t n_fields);

/* The value of a column, never NULL: an unset one where the file does not have it. */
static inline const struct aid_value *
aid_fact_value(const struct aid_fact *fact, int column)
{
	static const struct aid_value unset = { { NULL, 0 }, 0, 0 };
	return fact->slots[column] < 0 ? &unset : &fact->values[fact->slots[column]];
}

static inline bool
aid_value_is_stated(const struct aid_value *value)
{
	return value->text.ptr != NULL;
}

#endif
