/* The [fact ...] sections of a profile: what a row states, and when. */
#include "read/profile_parts.h"

#include "text/fold.h"
#include "value/words.h"

#define ATTRIBUTES "decimal, grouping, date, zone, day_zone, missing, round, times"

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

static bool
is_key(const struct aid_ini_setting *setting, const char *key)
{
	return aid_slice_is_equal_nocase(aid_slice_of(setting->key), aid_slice_of(key));
}

/* Of "quantity.decimal" the "quantity"; *out_attribute is the rest, ptr NULL when there is none. */
static struct aid_slice
split_key(const struct aid_ini_setting *setting, struct aid_slice *out_attribute)
{
	struct aid_slice key = aid_slice_of(setting->key);
	const char *dot = memchr(key.ptr, '.', key.len);
	*out_attribute = (struct aid_slice){ NULL, 0 };
	if (dot == NULL)
		return key;
	*out_attribute = aid_slice_of(dot + 1);
	return (struct aid_slice){ key.ptr, (size_t)(dot - key.ptr) };
}

/* By its own name only: a profile is read by people too. */
static int
find_column(enum aid_kind kind, struct aid_slice name)
{
	const struct aid_table *table = aid_table_of(kind);
	for (int i = 0; i < table->n_columns; i++) {
		if (aid_slice_is_equal_nocase(name, aid_slice_of(table->columns[i].name)))
			return i;
	}
	return -1;
}

static int
refuse_key(const struct aid_profile *profile, const struct aid_profile_fact *fact,
	   const struct aid_ini_setting *setting, struct aid_error *err)
{
	const struct aid_table *table = aid_table_of(fact->kind);
	struct aid_buffer choices;
	aid_buffer_init(&choices);
	aid_buffer_append_text(&choices, "kind, when");
	for (int i = 0; i < table->n_columns; i++) {
		aid_buffer_append_text(&choices, ", ");
		aid_buffer_append_text(&choices, table->columns[i].name);
	}
	aid_buffer_append_text(&choices, "; COLUMN. " ATTRIBUTES);
	int rc = aid_buffer_check(&choices, err);
	if (rc == 0)
		rc = aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_KEY, 4, profile->file,
				       fact->section, setting->key, choices.ptr);
	aid_buffer_done(&choices);
	return rc;
}

static int
refuse(const struct aid_profile *profile, const struct aid_profile_fact *fact,
       const struct aid_ini_setting *setting, enum aid_message reason, struct aid_error *err)
{
	return aid_profile_refuse(profile, fact->section, setting->key,
				  aid_slice_of(setting->value), reason, err, 0, NULL);
}

/* ---- kind ---- */

static int
read_kind(struct aid_profile *profile, const struct aid_ini_section *section,
	  struct aid_profile_fact *fact, struct aid_error *err)
{
	struct aid_slice value = AID_SLICE_EMPTY;
	for (size_t i = 0; i < section->n_settings; i++) {
		if (is_key(&section->settings[i], "kind"))
			value = aid_slice_of(section->settings[i].value);
	}
	fact->kind = aid_table_find(value);
	if (fact->kind != AID_KIND_NONE)
		return 0;
	struct aid_buffer choices;
	aid_buffer_init(&choices);
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++) {
		aid_buffer_append_text(&choices, kind == AID_KIND_NONE + 1 ? "" : ", ");
		aid_buffer_append_text(&choices, aid_table_of((enum aid_kind)kind)->name);
	}
	struct aid_slice arg = aid_buffer_slice(&choices);
	int rc = aid_profile_refuse(profile, fact->section, "kind", value, AID_MSG_REASON_CHOICE,
				    err, 1, &arg);
	aid_buffer_done(&choices);
	return rc;
}

/* ---- columns ---- */

static bool
is_quoted(struct aid_slice value)
{
	return value.len > 0 && value.ptr[0] == '"';
}

/* The text between two quotation marks; false when they do not pair. */
static bool
unquote(struct aid_slice value, struct aid_slice *out_text)
{
	if (value.len < 2 || value.ptr[value.len - 1] != '"')
		return false;
	struct aid_slice text = { value.ptr + 1, value.len - 2 };
	if (memchr(text.ptr, '"', text.len) != NULL)
		return false;
	*out_text = aid_fold_trim(text);
	return true;
}

static int
add_column(struct aid_profile *profile, struct aid_profile_fact *fact,
	   const struct aid_ini_setting *setting, int index, struct aid_error *err)
{
	struct aid_profile_column column = { .column = index };
	int rc = aid_profile_copy(profile, aid_slice_of(setting->value), &column.name, err);
	if (rc < 0)
		return rc;
	if (column.name.len == 0)
		return refuse(profile, fact, setting, AID_MSG_REASON_EMPTY, err);
	if (is_quoted(column.name)) {
		column.is_constant = true;
		if (!unquote(column.name, &column.name))
			return refuse(profile, fact, setting, AID_MSG_REASON_QUOTE, err);
	}
	column.format.column = &aid_table_of(fact->kind)->columns[index];
	column.format.missing = AID_SLICE_EMPTY;
	fact->columns[fact->n_columns++] = column;
	return 0;
}

static struct aid_profile_column *
column_of(struct aid_profile_fact *fact, int index)
{
	for (size_t i = 0; i < fact->n_columns; i++) {
		if (fact->columns[i].column == index)
			return &fact->columns[i];
	}
	return NULL;
}

/* ---- COLUMN.attribute ---- */

static bool
is_number(enum aid_type type)
{
	return type == AID_TYPE_QUANTITY || type == AID_TYPE_INTEGER;
}

/* Dates have no decimal sign and numbers no time zone. */
static int
check_attribute(const struct aid_profile *profile, const struct aid_profile_fact *fact,
		const struct aid_ini_setting *setting, struct aid_slice attribute,
		const struct aid_column *column, struct aid_error *err)
{
	bool is_of_number =
		aid_cell_is_listed(attribute, AID_SLICE_LITERAL("decimal|grouping|round|times"));
	bool is_of_date = aid_cell_is_listed(attribute, AID_SLICE_LITERAL("date|zone|day_zone"));
	if (is_of_number && !is_number(column->type)) {
		struct aid_slice args[2] = { aid_slice_of(column->name),
					     AID_SLICE_LITERAL("number") };
		return aid_profile_refuse(profile, fact->section, setting->key,
					  aid_slice_of(setting->value), AID_MSG_REASON_TYPE, err, 2,
					  args);
	}
	if (is_of_date && column->type != AID_TYPE_DATE) {
		struct aid_slice args[2] = { aid_slice_of(column->name),
					     AID_SLICE_LITERAL("date") };
		return aid_profile_refuse(profile, fact->section, setting->key,
					  aid_slice_of(setting->value), AID_MSG_REASON_TYPE, err, 2,
					  args);
	}
	return 0;
}

static int
set_round(struct aid_profile *profile, const struct aid_profile_fact *fact,
	  const struct aid_ini_setting *setting, struct aid_profile_column *column,
	  struct aid_error *err)
{
	struct aid_slice value = aid_slice_of(setting->value),
			 choices = AID_SLICE_LITERAL("yes, no");
	column->format.is_rounded = aid_slice_is_equal_nocase(value, AID_SLICE_LITERAL("yes"));
	if (column->format.is_rounded || aid_slice_is_equal_nocase(value, AID_SLICE_LITERAL("no")))
		return 0;
	return aid_profile_refuse(profile, fact->section, setting->key, value,
				  AID_MSG_REASON_CHOICE, err, 1, &choices);
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
	struct aid_slice choices = AID_SLICE_LITERAL("1, 10, 100, 1000, 10000, 100000, 1000000");
	for (size_t k = 0; k < sizeof powers / sizeof powers[0]; k++) {
		if (strcmp(setting->value, powers[k]) == 0) {
			column->format.n_shift = (int)k;
			return 0;
		}
	}
	return aid_profile_refuse(profile, fact->section, setting->key,
				  aid_slice_of(setting->value), AID_MSG_REASON_CHOICE, err, 1,
				  &choices);
}

/* The settings of one column of the fact, on top of the profile's own. */
static int
read_attributes(struct aid_profile *profile, const struct aid_ini_section *section,
		struct aid_profile_fact *fact, struct aid_profile_column *column,
		struct aid_error *err)
{
	struct aid_profile_style style = profile->style;
	const struct aid_column *known = column->format.column;
	for (size_t i = 0; i < section->n_settings; i++) {
		const struct aid_ini_setting *setting = &section->settings[i];
		struct aid_slice attribute;
		struct aid_slice name = split_key(setting, &attribute);
		if (attribute.ptr == NULL ||
		    !aid_slice_is_equal_nocase(name, aid_slice_of(known->name)))
			continue;
		if (setting->value[0] == '\0')
			return refuse(profile, fact, setting, AID_MSG_REASON_EMPTY, err);
		int rc = check_attribute(profile, fact, setting, attribute, known, err);
		bool is_style = false;
		if (rc == 0)
			rc = aid_profile_set_style(profile, fact->section, setting, attribute,
						   &style, &is_style, err);
		if (rc == 0 && !is_style) {
			if (aid_slice_is_equal_nocase(attribute, AID_SLICE_LITERAL("missing")))
				rc = aid_profile_copy(profile, aid_slice_of(setting->value),
						      &column->format.missing, err);
			else if (aid_slice_is_equal_nocase(attribute, AID_SLICE_LITERAL("round")))
				rc = set_round(profile, fact, setting, column, err);
			else if (aid_slice_is_equal_nocase(attribute, AID_SLICE_LITERAL("times")))
				rc = set_times(profile, fact, setting, column, err);
			else
				rc = refuse_key(profile, fact, setting, err);
		}
		if (rc < 0)
			return rc;
	}
	column->format.number = style.number;
	int rc = 0;
	if (known->type == AID_TYPE_DATE || is_number(known->type))
		rc = aid_profile_style_format(profile, fact->section, &style, &column->date_format,
					      err);
	column->format.date = column->date_format;
	return rc;
}

/* A constant is written the canonical way, whatever the file does. */
static int
parse_constant(struct aid_profile *profile, const struct aid_profile_fact *fact,
	       struct aid_profile_column *column, struct aid_error *err)
{
	struct aid_cell_format format = { .column = column->format.column,
					  .number = AID_NUMBER_FORMAT_PLAIN,
					  .date = NULL,
					  .missing = AID_SLICE_EMPTY };
	enum aid_message message = aid_cell_parse(&format, column->name, &column->constant);
	if (message == AID_MSG_NONE && aid_value_is_stated(&column->constant))
		return 0;
	if (message == AID_MSG_NONE)
		return aid_profile_refuse(profile, fact->section, format.column->name, column->name,
					  AID_MSG_REASON_MISSING, err, 0, NULL);
	struct aid_slice args[2] = { column->name, AID_SLICE_LITERAL("2024-03-31") };
	if (message == AID_MSG_UNKNOWN_CHOICE)
		args[1] = aid_slice_of(aid_words_choices((enum aid_words)format.column->words));
	return aid_profile_refuse(profile, fact->section, format.column->name, column->name,
				  message, err, 2, args);
}

static int
read_columns(struct aid_profile *profile, const struct aid_ini_section *section,
	     struct aid_profile_fact *fact, struct aid_error *err)
{
	for (size_t i = 0; i < section->n_settings; i++) {
		const struct aid_ini_setting *setting = &section->settings[i];
		struct aid_slice attribute;
		struct aid_slice name = split_key(setting, &attribute);
		if (attribute.ptr != NULL || is_key(setting, "kind") || is_key(setting, "when"))
			continue;
		int index = find_column(fact->kind, name);
		int rc = index < 0 ? refuse_key(profile, fact, setting, err)
				   : add_column(profile, fact, setting, index, err);
		if (rc < 0)
			return rc;
	}
	for (size_t i = 0; i < fact->n_columns; i++) {
		struct aid_profile_column *column = &fact->columns[i];
		int rc = read_attributes(profile, section, fact, column, err);
		if (rc == 0 && column->is_constant)
			rc = parse_constant(profile, fact, column, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Attributes of columns that the section does not read, and of none. */
static int
check_keys(const struct aid_profile *profile, const struct aid_ini_section *section,
	   struct aid_profile_fact *fact, struct aid_error *err)
{
	for (size_t i = 0; i < section->n_settings; i++) {
		const struct aid_ini_setting *setting = &section->settings[i];
		struct aid_slice attribute;
		struct aid_slice name = split_key(setting, &attribute);
		if (attribute.ptr == NULL)
			continue;
		int index = find_column(fact->kind, name);
		if (index < 0)
			return refuse_key(profile, fact, setting, err);
		if (column_of(fact, index) == NULL)
			return aid_profile_refuse(profile, fact->section, setting->key,
						  aid_slice_of(setting->value),
						  AID_MSG_REASON_UNREAD, err, 1, &name);
	}
	return 0;
}

/* What every row of the kind needs must come from somewhere. */
static int
check_required(const struct aid_profile *profile, struct aid_profile_fact *fact,
	       struct aid_error *err)
{
	const struct aid_table *table = aid_table_of(fact->kind);
	for (int i = 0; i < table->n_columns; i++) {
		const struct aid_column *column = &table->columns[i];
		bool is_given =
			column_of(fact, i) != NULL ||
			(column->type == AID_TYPE_UNIT && strcmp(column->name, "unit") == 0 &&
			 profile->unit.len > 0) ||
			(strcmp(column->name, "reported_at") == 0 && profile->reported_at.len > 0);
		if (column->is_required && !is_given)
			return aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_LACKS, 4,
						 profile->file, fact->section, column->name,
						 table->name);
	}
	return 0;
}

/* ---- when ---- */

static bool
ends_with(struct aid_slice text, struct aid_slice end, struct aid_slice *out_rest)
{
	if (text.len <= end.len)
		return false;
	struct aid_slice tail = { text.ptr + text.len - end.len, end.len };
	if (!aid_slice_is_equal_nocase(tail, end))
		return false;
	*out_rest = (struct aid_slice){ text.ptr, text.len - end.len };
	return true;
}

/* COLUMN = "v" or COLUMN != "v", the value's closing mark being the last character. */
static bool
parse_comparison(struct aid_slice clause, struct aid_profile_condition *out_condition)
{
	size_t open = clause.len - 1;
	while (open > 0 && clause.ptr[open - 1] != '"')
		open--;
	if (open == 0)
		return false;
	struct aid_slice value = { clause.ptr + open, clause.len - 1 - open };
	struct aid_slice left = aid_slice_trim((struct aid_slice){ clause.ptr, open - 1 });
	if (left.len < 2 || left.ptr[left.len - 1] != '=')
		return false;
	left.len--;
	out_condition->test = AID_PROFILE_EQUAL;
	if (left.ptr[left.len - 1] == '!') {
		left.len--;
		out_condition->test = AID_PROFILE_DIFFERENT;
	}
	out_condition->name = left;
	out_condition->value = aid_fold_trim(value);
	return true;
}

static bool
parse_clause(struct aid_slice clause, struct aid_profile_condition *out_condition)
{
	struct aid_profile_condition condition = { .value = AID_SLICE_EMPTY };
	clause = aid_slice_trim(clause);
	if (ends_with(clause, AID_SLICE_LITERAL(" is stated"), &condition.name))
		condition.test = AID_PROFILE_STATED;
	else if (ends_with(clause, AID_SLICE_LITERAL(" is missing"), &condition.name))
		condition.test = AID_PROFILE_MISSING;
	else if (clause.len < 4 || clause.ptr[clause.len - 1] != '"' ||
		 !parse_comparison(clause, &condition))
		return false;
	condition.name = aid_slice_trim(condition.name);
	/* A name may stand in quotation marks, so that it can hold " and ". */
	if (is_quoted(condition.name) && !unquote(condition.name, &condition.name))
		return false;
	if (condition.name.len == 0 || memchr(condition.name.ptr, '"', condition.name.len) != NULL)
		return false;
	*out_condition = condition;
	return true;
}

/* Where the clause that begins `text` ends: at an " and " outside quotation marks, or at the
 * end. */
static size_t
clause_length(struct aid_slice text)
{
	struct aid_slice joint = AID_SLICE_LITERAL(" and ");
	bool is_in_quotes = false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			is_in_quotes = !is_in_quotes;
		if (!is_in_quotes && text.len - i >= joint.len &&
		    aid_slice_is_equal_nocase((struct aid_slice){ text.ptr + i, joint.len }, joint))
			return i;
	}
	return text.len;
}

static int
read_condition(struct aid_profile *profile, const struct aid_ini_setting *setting,
	       struct aid_profile_fact *fact, struct aid_error *err)
{
	struct aid_slice rest;
	int rc = aid_profile_copy(profile, aid_slice_of(setting->value), &rest, err);
	if (rc < 0)
		return rc;
	/* A clause and its " and " are at least that long. */
	fact->conditions =
		aid_arena_alloc(&profile->arena, (rest.len / 5 + 1) * sizeof *fact->conditions);
	if (fact->conditions == NULL)
		return no_memory(err);
	for (;;) {
		size_t len = clause_length(rest);
		if (!parse_clause((struct aid_slice){ rest.ptr, len },
				  &fact->conditions[fact->n_conditions]))
			return refuse(profile, fact, setting, AID_MSG_REASON_CONDITION, err);
		fact->n_conditions++;
		if (len == rest.len)
			return 0;
		rest.ptr += len + 5;
		rest.len -= len + 5;
	}
}

int
aid_profile_read_fact(struct aid_profile *profile, const struct aid_ini_section *section,
		      struct aid_profile_fact *out_fact, struct aid_error *err)
{
	struct aid_slice name;
	int rc = aid_profile_copy(profile, aid_slice_of(section->name), &name, err);
	if (rc < 0)
		return rc;
	*out_fact = (struct aid_profile_fact){ .section = name.ptr };
	rc = read_kind(profile, section, out_fact, err);
	if (rc < 0)
		return rc;
	out_fact->columns = aid_arena_alloc(&profile->arena,
					    (section->n_settings + 1) * sizeof *out_fact->columns);
	if (out_fact->columns == NULL)
		return no_memory(err);
	rc = read_columns(profile, section, out_fact, err);
	if (rc == 0)
		rc = check_keys(profile, section, out_fact, err);
	if (rc == 0)
		rc = check_required(profile, out_fact, err);
	for (size_t i = 0; i < section->n_settings && rc == 0; i++) {
		if (is_key(&section->settings[i], "when"))
			rc = read_condition(profile, &section->settings[i], out_fact, err);
	}
	return rc;
}
