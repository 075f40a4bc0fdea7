/* The inside of a profile, for the files that make one and the map that follows it. */
#ifndef AID_READ_PROFILE_PARTS_H
#define AID_READ_PROFILE_PARTS_H

#include "base/arena.h"
#include "read/cell.h"
#include "read/ini.h"

/* How the cells of a column are written, unless the column says otherwise. */
struct aid_profile_style {
	struct aid_number_format number;
	bool is_number_stated; /* else the column itself tells (read/survey.h) */
	struct aid_slice date; /* pattern; empty: the column itself tells */
	struct aid_slice zone;
	struct aid_slice day_zone;
};

/* What a column's text is made of; of several pieces joined by AID_PROFILE_JOINT. */
enum aid_profile_piece_kind {
	AID_PROFILE_NAMED,    /* a column of the file, by its name */
	AID_PROFILE_CONSTANT, /* "..." */
	AID_PROFILE_HEADER,   /* <header>: the name of the unpivoted column */
	AID_PROFILE_CELL      /* <cell>: what stands in it */
};
#define AID_PROFILE_JOINT " / "

struct aid_profile_piece {
	enum aid_profile_piece_kind kind;
	struct aid_slice text;
};

/* What is written, and the value that is meant: COLUMN.values. */
struct aid_profile_values {
	struct aid_slice *written; /* '*' stands for anything */
	struct aid_value *meant;
	size_t n;
};

/* COLUMN = ... of a [fact]. */
struct aid_profile_column {
	int column; /* of the kind */
	struct aid_profile_piece *pieces;
	size_t n_pieces;
	bool is_constant; /* one piece, "..." */
	struct aid_value constant;
	struct aid_profile_values values;
	enum aid_precision precision; /* what is finer is dropped; NONE: nothing */
	struct aid_zone *zone;        /* owned; on whose clock, NULL: UTC */
	struct aid_cell_format format;
	struct aid_date_format *date_format; /* owned; what format.date points to */
	struct aid_profile_style style;
};

enum aid_profile_test {
	AID_PROFILE_STATED,
	AID_PROFILE_MISSING,
	AID_PROFILE_EQUAL,
	AID_PROFILE_DIFFERENT
};

struct aid_profile_condition {
	struct aid_slice name; /* of the file's column, else of a column of the fact */
	enum aid_profile_test test;
	struct aid_slice value;
};

/* Columns of the file from one to another: `last` equals `first`, or is empty for "to the last". */
struct aid_profile_range {
	struct aid_slice first, last;
};

struct aid_profile_fact {
	const char *section; /* "fact NAME" */
	enum aid_kind kind;
	struct aid_profile_column *columns;
	size_t n_columns;
	struct aid_profile_condition *conditions; /* all must hold */
	size_t n_conditions;
	struct aid_profile_range *unpivot; /* the columns that state a fact each */
	size_t n_unpivot;
};

struct aid_profile_list {
	struct aid_slice *items;
	size_t n_items;
};

struct aid_profile {
	struct aid_arena arena; /* every text below */
	struct aid_slice text;
	const char *file; /* what messages call it */
	const char *name;
	struct aid_slice source;
	struct aid_profile_list match;
	struct aid_profile_list header; /* folded */
	struct aid_profile_list key;    /* columns of the file */
	struct aid_dialect_wish wish;
	int followed_to;
	bool is_cumulative;
	unsigned scope; /* enum aid_scope, joined */
	enum aid_vanished vanished;
	struct aid_slice unit;
	struct aid_slice reported_at; /* a column of the file, or empty */
	bool is_reported_at_constant;
	struct aid_value reported_at_constant;
	struct aid_profile_style style;
	struct aid_date_format *
		date_format; /* of `style`, for columns that a profile without [fact] matches by name; NULL: canonical */
	struct aid_profile_fact facts[AID_LIMIT_FACT_SECTIONS];
	size_t n_facts;
};

/* One [fact ...] of the profile; [profile] was read before. AID_E_INVALID, AID_E_NOMEM. */
int aid_profile_read_fact(struct aid_profile *profile, const struct aid_ini_section *section,
			  struct aid_profile_fact *out_fact, struct aid_error *err);

/* One setting COLUMN = ..., to be added to the fact, which has room for it; `index` is the column's in the table. */
int aid_profile_add_column(struct aid_profile *profile, const struct aid_ini_setting *setting,
			   int index, struct aid_profile_fact *fact, struct aid_error *err);
/* The settings COLUMN.attribute of the section for a column that was added, and its constant. *out_unknown is the first setting that is none, or NULL. */
int
aid_profile_read_attributes(struct aid_profile *profile, const struct aid_ini_section *section,
			    const struct aid_profile_fact *fact, struct aid_profile_column *column,
			    const struct aid_ini_setting **out_unknown, struct aid_error *err);
#define AID_PROFILE_ATTRIBUTES                                                                     \
	"decimal, grouping, date, zone, day_zone, precision, missing, values, round, times"
/* when = ... */
int aid_profile_read_condition(struct aid_profile *profile, const struct aid_ini_setting *setting,
			       struct aid_profile_fact *fact, struct aid_error *err);

/* ---- what all sections need ---- */

/* Of "quantity.decimal" the "quantity"; *out_attribute is the rest, ptr NULL when there is none. */
struct aid_slice
aid_profile_split_key(const struct aid_ini_setting *setting, struct aid_slice *out_attribute);
/* The text between two quotation marks, trimmed; false when they do not pair. */
bool aid_profile_unquote(struct aid_slice value, struct aid_slice *out_text);

/* `PROFILE_VALUE` with `reason` and its arguments. */
int aid_profile_refuse(const struct aid_profile *profile, const char *section, const char *key,
		       struct aid_slice value, enum aid_message reason, struct aid_error *err,
		       size_t n_args, const struct aid_slice *args);
int aid_profile_copy(struct aid_profile *profile, struct aid_slice text, struct aid_slice *out_copy,
		     struct aid_error *err);
/* The parts of a list with '|' between, trimmed, in the profile's arena; empty ones are refused. */
int aid_profile_list(struct aid_profile *profile, const char *section,
		     const struct aid_ini_setting *setting, struct aid_profile_list *out_list,
		     struct aid_error *err);
/* A sign by one of its names; a list of them ends with NULL. */
struct aid_profile_sign {
	const char *name;
	char sign;
};
int
aid_profile_set_sign(struct aid_profile *profile, const char *section,
		     const struct aid_ini_setting *setting, const struct aid_profile_sign *signs,
		     char *out_sign, struct aid_error *err);
/* Settings of the dialect. *out_is_one false when the setting is none of them. */
#define AID_PROFILE_DIALECT_SETTINGS "encoding, delimiter, quote, header_line, header_lines, notes"
int aid_profile_set_dialect(struct aid_profile *profile, const struct aid_ini_setting *setting,
			    bool *out_is_one, struct aid_error *err);
/* Settings of a style: decimal, grouping, date, zone, day_zone. *out_is_one false when `name` is
 * none of them. */
int aid_profile_set_style(struct aid_profile *profile, const char *section,
			  const struct aid_ini_setting *setting, struct aid_slice name,
			  struct aid_profile_style *style, bool *out_is_one, struct aid_error *err);
/* The style's date format; NULL for the canonical one. Checks the signs too. */
int aid_profile_style_format(struct aid_profile *profile, const char *section,
			     const struct aid_profile_style *style,
			     struct aid_date_format **out_format, struct aid_error *err);

#endif
