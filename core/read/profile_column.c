/* COLUMN = ... and COLUMN.attribute = ... of a [fact]: where a column's text comes from, and how it is to be read. */
#include "read/profile_parts.h"

#include "text/fold.h"
#include "text/zone.h"

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

struct aid_slice
aid_profile_split_key(const struct aid_ini_setting *setting, struct aid_slice *out_attribute)
{
	struct aid_slice key = aid_slice_of(setting->key);
	const char *dot = memchr(key.ptr, '.', key.len);
	*out_attribute = (struct aid_slice){ NULL, 0 };
	if (dot == NULL)
		return key;
	*out_attribute = aid_slice_of(dot + 1);
	return (struct aid_slice){ key.ptr, (size_t)(dot - key.ptr) };
}

bool
aid_profile_unquote(struct aid_slice value, struct aid_slice *out_text)
{
	if (value.len < 2 || value.ptr[0] != '"' || value.ptr[value.len - 1] != '"')
		return false;
	struct aid_slice text = { value.ptr + 1, value.len - 2 };
	if (memchr(text.ptr, '"', text.len) != NULL)
		return false;
	*out_text = aid_fold_trim(text);
	return true;
}

static int
refuse(const struct aid_profile *profile, const struct aid_profile_fact *fact,
       const struct aid_ini_setting *setting, enum aid_message reason, struct aid_error *err)
{
	return aid_profile_refuse(profile, fact->section, setting->key,
				  aid_slice_of(setting->value), reason, err, 0, NULL);
}

/* ---- what a column's text is made of ---- */

/* Where the piece that begins `text` ends: at a '|' outside quotation marks, or at the end. */
static size_t
piece_length(struct aid_slice text)
{
	bool is_in_quotes = false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			is_in_quotes = !is_in_quotes;
		if (!is_in_quotes && text.ptr[i] == '|')
			return i;
	}
	return text.len;
}

static enum aid_message
parse_piece(struct aid_slice text, struct aid_profile_piece *out_piece)
{
	*out_piece = (struct aid_profile_piece){ AID_PROFILE_NAMED, aid_fold_trim(text) };
	if (out_piece->text.len == 0)
		return AID_MSG_REASON_EMPTY;
	if (aid_slice_is_equal_nocase(out_piece->text, AID_SLICE_LITERAL("<header>")))
		out_piece->kind = AID_PROFILE_HEADER;
	else if (aid_slice_is_equal_nocase(out_piece->text, AID_SLICE_LITERAL("<cell>")))
		out_piece->kind = AID_PROFILE_CELL;
	else if (out_piece->text.ptr[0] == '"')
		out_piece->kind = AID_PROFILE_CONSTANT;
	if (out_piece->kind == AID_PROFILE_CONSTANT &&
	    !aid_profile_unquote(out_piece->text, &out_piece->text))
		return AID_MSG_REASON_QUOTE;
	return AID_MSG_NONE;
}

static bool
is_text(enum aid_type type)
{
	return type == AID_TYPE_TEXT || type == AID_TYPE_NAME || type == AID_TYPE_KEY;
}

int
aid_profile_add_column(struct aid_profile *profile, const struct aid_ini_setting *setting,
		       int index, struct aid_profile_fact *fact, struct aid_error *err)
{
	const struct aid_column *known = &aid_table_of(fact->kind)->columns[index];
	struct aid_profile_column column = { .column = index };
	struct aid_slice rest;
	int rc = aid_profile_copy(profile, aid_slice_of(setting->value), &rest, err);
	if (rc < 0)
		return rc;
	size_t room = 1;
	for (size_t i = 0; i < rest.len; i++)
		room += rest.ptr[i] == '|';
	column.pieces = aid_arena_alloc(&profile->arena, room * sizeof *column.pieces);
	if (column.pieces == NULL)
		return no_memory(err);
	for (;;) {
		size_t len = piece_length(rest);
		enum aid_message message = parse_piece((struct aid_slice){ rest.ptr, len },
						       &column.pieces[column.n_pieces++]);
		if (message != AID_MSG_NONE)
			return refuse(profile, fact, setting, message, err);
		if (len == rest.len)
			break;
		rest = (struct aid_slice){ rest.ptr + len + 1, rest.len - len - 1 };
	}
	if (column.n_pieces > 1 && !is_text(known->type))
		return refuse(profile, fact, setting, AID_MSG_REASON_JOINED, err);
	column.is_constant = column.n_pieces == 1 && column.pieces[0].kind == AID_PROFILE_CONSTANT;
	column.format.column = known;
	column.format.missing = AID_SLICE_EMPTY;
	fact->columns[fact->n_columns++] = column;
	return 0;
}

/* ---- COLUMN.attribute ---- */

static bool
is_number(enum aid_type type)
{
	return type == AID_TYPE_QUANTITY || type == AID_TYPE_INTEGER;
}

/* Dates have no decimal sign and numbers no time zone; a constant is written our way. */
static int
check_attribute(const struct aid_profile *profile, const struct aid_profile_fact *fact,
		const struct aid_ini_setting *setting, struct aid_slice attribute,
		const struct aid_profile_column *column, struct aid_error *err)
{
	const struct aid_column *known = column->format.column;
	struct aid_slice args[2] = { aid_slice_of(known->name), AID_SLICE_LITERAL("number") };
	bool is_of_number =
		aid_cell_is_listed(attribute, AID_SLICE_LITERAL("decimal|grouping|round|times"));
	bool is_of_date =
		aid_cell_is_listed(attribute, AID_SLICE_LITERAL("date|zone|day_zone|precision"));
	enum aid_message reason = AID_MSG_REASON_TYPE;
	if (is_of_date)
		args[1] = AID_SLICE_LITERAL("date");
	if (setting->value[0] == '\0')
		reason = AID_MSG_REASON_EMPTY;
	else if (column->is_constant)
		reason = AID_MSG_REASON_CONSTANT;
	else if ((!is_of_number || is_number(known->type)) &&
		 (!is_of_date || known->type == AID_TYPE_DATE))
		return 0;
	return aid_profile_refuse(profile, fact->section, setting->key,
				  aid_slice_of(setting->value), reason, err, 2, args);
}

static int
refuse_choice(const struct aid_profile *profile, const struct aid_profile_fact *fact,
	      const struct aid_ini_setting *setting, struct aid_slice choices,
	      struct aid_error *err)
{
	return aid_profile_refuse(profile, fact->section, setting->key,
				  aid_slice_of(setting->value), AID_MSG_REASON_CHOICE, err, 1,
				  &choices);
}

static int
set_round(struct aid_profile *profile, const struct aid_profile_fact *fact,
	  const struct aid_ini_setting *setting, struct aid_profile_column *column,
	  struct aid_error *err)
{
	struct aid_slice value = aid_slice_of(setting->value);
	column->format.is_rounded = aid_slice_is_equal_nocase(value, AID_SLICE_LITERAL("yes"));
	if (column->format.is_rounded || aid_slice_is_equal_nocase(value, AID_SLICE_LITERAL("no")))
		return 0;
	return refuse_choice(profile, fact, setting, AID_SLICE_LITERAL("yes, no"), err);
}

/* A power of ten: what is written in tons can be kept in kilograms, to the gram. */
static int
set_times(struct aid_profile *profile, const struct aid_profile_fact *fact,
	  const struct aid_ini_setting *setting, struct aid_profile_column *column,
	  struct aid_error *err)
{
	static const char *const powers[] = {
		"1", "10", "100", "1000", "10000", "100000", "1000000"
	};
	for (size_t k = 0; k < sizeof powers / sizeof powers[0]; k++) {
		if (strcmp(setting->value, powers[k]) == 0) {
			column->format.n_shift = (int)k;
			return 0;
		}
	}
	return refuse_choice(profile, fact, setting,
			     AID_SLICE_LITERAL("1, 10, 100, 1000, 10000, 100000, 1000000"), err);
}

static int
set_precision(struct aid_profile *profile, const struct aid_profile_fact *fact,
	      const struct aid_ini_setting *setting, struct aid_profile_column *column,
	      struct aid_error *err)
{
	static const struct {
		const char *name;
		enum aid_precision precision;
	} choices[] = { { "month", AID_PRECISION_MONTH },
			{ "day", AID_PRECISION_DAY },
			{ "minute", AID_PRECISION_MINUTE } };
	for (size_t k = 0; k < sizeof choices / sizeof choices[0]; k++) {
		if (aid_slice_is_equal_nocase(aid_slice_of(setting->value),
					      aid_slice_of(choices[k].name))) {
			column->precision = choices[k].precision;
			return 0;
		}
	}
	return refuse_choice(profile, fact, setting, AID_SLICE_LITERAL("month, day, minute"), err);
}

/* A text of the profile that stands for a value is written the canonical way, whatever the file does. */
static int
parse_value(struct aid_profile *profile, const struct aid_profile_fact *fact, const char *key,
	    const struct aid_column *known, struct aid_slice text, struct aid_value *out_value,
	    struct aid_error *err)
{
	struct aid_cell_format format = { .column = known,
					  .number = AID_NUMBER_FORMAT_PLAIN,
					  .date = NULL,
					  .missing = AID_SLICE_EMPTY };
	enum aid_message message = aid_cell_parse(&format, text, out_value);
	if (message == AID_MSG_NONE && aid_value_is_stated(out_value))
		return 0;
	if (message == AID_MSG_NONE)
		message = AID_MSG_REASON_MISSING;
	struct aid_slice args[2] = { text, aid_cell_example(&format) };
	return aid_profile_refuse(profile, fact->section, key, text, message, err, 2, args);
}

/* One "a => b". */
static int
set_meaning(struct aid_profile *profile, const struct aid_profile_fact *fact,
	    const struct aid_ini_setting *setting, struct aid_slice text,
	    struct aid_profile_column *column, struct aid_error *err)
{
	size_t at = 0;
	while (at + 1 < text.len && memcmp(text.ptr + at, "=>", 2) != 0)
		at++;
	if (at + 1 >= text.len)
		return refuse(profile, fact, setting, AID_MSG_REASON_VALUES, err);
	struct aid_slice written = aid_fold_trim((struct aid_slice){ text.ptr, at });
	struct aid_slice meant =
		aid_fold_trim((struct aid_slice){ text.ptr + at + 2, text.len - at - 2 });
	if (written.len == 0 || meant.len == 0)
		return refuse(profile, fact, setting, AID_MSG_REASON_VALUES, err);
	struct aid_value value;
	int rc =
		parse_value(profile, fact, setting->key, column->format.column, meant, &value, err);
	if (rc < 0)
		return rc;
	column->values.written[column->values.n] = written;
	column->values.meant[column->values.n++] = value;
	return 0;
}

static int
set_values(struct aid_profile *profile, const struct aid_profile_fact *fact,
	   const struct aid_ini_setting *setting, struct aid_profile_column *column,
	   struct aid_error *err)
{
	struct aid_profile_list list;
	int rc = aid_profile_list(profile, fact->section, setting, &list, err);
	if (rc < 0)
		return rc;
	column->values.written =
		aid_arena_alloc(&profile->arena, list.n_items * sizeof *column->values.written);
	column->values.meant =
		aid_arena_alloc(&profile->arena, list.n_items * sizeof *column->values.meant);
	if (column->values.written == NULL || column->values.meant == NULL)
		return no_memory(err);
	for (size_t i = 0; i < list.n_items && rc == 0; i++)
		rc = set_meaning(profile, fact, setting, list.items[i], column, err);
	return rc;
}

/* *out_is_one false when it is none of those that a column has beyond its style. */
static int
set_attribute(struct aid_profile *profile, const struct aid_profile_fact *fact,
	      const struct aid_ini_setting *setting, struct aid_slice attribute,
	      struct aid_profile_column *column, bool *out_is_one, struct aid_error *err)
{
	*out_is_one = true;
	if (aid_slice_is_equal_nocase(attribute, AID_SLICE_LITERAL("missing")))
		return aid_profile_copy(profile, aid_slice_of(setting->value),
					&column->format.missing, err);
	if (aid_slice_is_equal_nocase(attribute, AID_SLICE_LITERAL("values")))
		return set_values(profile, fact, setting, column, err);
	if (aid_slice_is_equal_nocase(attribute, AID_SLICE_LITERAL("precision")))
		return set_precision(profile, fact, setting, column, err);
	if (aid_slice_is_equal_nocase(attribute, AID_SLICE_LITERAL("round")))
		return set_round(profile, fact, setting, column, err);
	if (aid_slice_is_equal_nocase(attribute, AID_SLICE_LITERAL("times")))
		return set_times(profile, fact, setting, column, err);
	*out_is_one = false;
	return 0;
}

/* The formats that follow from the column's settings and the profile's. */
static int
finish_column(struct aid_profile *profile, const struct aid_profile_fact *fact,
	      const struct aid_profile_style *style, struct aid_profile_column *column,
	      struct aid_error *err)
{
	const struct aid_column *known = column->format.column;
	int rc = 0;
	column->format.number = style->number;
	column->style = *style;
	if (known->type == AID_TYPE_DATE || is_number(known->type))
		rc = aid_profile_style_format(profile, fact->section, style, &column->date_format,
					      err);
	column->format.date = column->date_format;
	if (rc == 0 && column->precision != AID_PRECISION_NONE && style->zone.len > 0)
		rc = aid_zone_new(style->zone, &column->zone, err);
	if (rc == 0 && column->is_constant)
		rc = parse_value(profile, fact, known->name, known, column->pieces[0].text,
				 &column->constant, err);
	return rc;
}

int
aid_profile_read_attributes(struct aid_profile *profile, const struct aid_ini_section *section,
			    const struct aid_profile_fact *fact, struct aid_profile_column *column,
			    const struct aid_ini_setting **out_unknown, struct aid_error *err)
{
	struct aid_profile_style style = profile->style;
	const struct aid_column *known = column->format.column;
	*out_unknown = NULL;
	for (size_t i = 0; i < section->n_settings; i++) {
		const struct aid_ini_setting *setting = &section->settings[i];
		struct aid_slice attribute;
		struct aid_slice name = aid_profile_split_key(setting, &attribute);
		if (attribute.ptr == NULL ||
		    !aid_slice_is_equal_nocase(name, aid_slice_of(known->name)))
			continue;
		bool is_one = false;
		int rc = check_attribute(profile, fact, setting, attribute, column, err);
		if (rc == 0)
			rc = aid_profile_set_style(profile, fact->section, setting, attribute,
						   &style, &is_one, err);
		if (rc == 0 && !is_one)
			rc = set_attribute(profile, fact, setting, attribute, column, &is_one, err);
		if (rc < 0)
			return rc;
		if (!is_one) {
			*out_unknown = setting;
			return 0;
		}
	}
	return finish_column(profile, fact, &style, column, err);
}
