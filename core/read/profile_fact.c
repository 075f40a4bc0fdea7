/* The [fact ...] sections of a profile: what a row states, and when. */
#include "read/profile_parts.h"

#include "text/fold.h"

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
	aid_buffer_append_text(&choices, "kind, when, unpivot");
	for (int i = 0; i < table->n_columns; i++) {
		aid_buffer_append_text(&choices, ", ");
		aid_buffer_append_text(&choices, table->columns[i].name);
	}
	aid_buffer_append_text(&choices, "; COLUMN. " AID_PROFILE_ATTRIBUTES);
	int rc = aid_buffer_check(&choices, err);
	if (rc == 0)
		rc = aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_KEY, 4, profile->file,
				       fact->section, setting->key, choices.ptr);
	aid_buffer_done(&choices);
	return rc;
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

static struct aid_profile_column *
column_of(const struct aid_profile_fact *fact, int index)
{
	for (size_t i = 0; i < fact->n_columns; i++) {
		if (fact->columns[i].column == index)
			return &fact->columns[i];
	}
	return NULL;
}

static bool
is_of_section(const struct aid_ini_setting *setting)
{
	return is_key(setting, "kind") || is_key(setting, "when") || is_key(setting, "unpivot");
}

static int
read_columns(struct aid_profile *profile, const struct aid_ini_section *section,
	     struct aid_profile_fact *fact, struct aid_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < section->n_settings && rc == 0; i++) {
		const struct aid_ini_setting *setting = &section->settings[i];
		struct aid_slice attribute;
		struct aid_slice name = aid_profile_split_key(setting, &attribute);
		if (attribute.ptr != NULL || is_of_section(setting))
			continue;
		int index = find_column(fact->kind, name);
		rc = index < 0 ? refuse_key(profile, fact, setting, err)
			       : aid_profile_add_column(profile, setting, index, fact, err);
	}
	for (size_t i = 0; i < fact->n_columns && rc == 0; i++) {
		const struct aid_ini_setting *unknown = NULL;
		rc = aid_profile_read_attributes(profile, section, fact, &fact->columns[i],
						 &unknown, err);
		if (rc == 0 && unknown != NULL)
			rc = refuse_key(profile, fact, unknown, err);
	}
	return rc;
}

/* ---- unpivot ---- */

/* "Jan ... Dec" as its ends; one name is both. */
static bool
parse_range(struct aid_slice text, struct aid_profile_range *out_range)
{
	struct aid_slice dots = AID_SLICE_LITERAL(" ...");
	size_t at = 0;
	while (at + dots.len <= text.len && memcmp(text.ptr + at, dots.ptr, dots.len) != 0)
		at++;
	if (at + dots.len > text.len) {
		*out_range = (struct aid_profile_range){ text, text };
		return text.len < 3 || memcmp(text.ptr, "...", 3) != 0;
	}
	out_range->first = aid_fold_trim((struct aid_slice){ text.ptr, at });
	out_range->last = aid_fold_trim(
		(struct aid_slice){ text.ptr + at + dots.len, text.len - at - dots.len });
	return out_range->first.len > 0;
}

static int
read_unpivot(struct aid_profile *profile, const struct aid_ini_setting *setting,
	     struct aid_profile_fact *fact, struct aid_error *err)
{
	struct aid_profile_list list;
	int rc = aid_profile_list(profile, fact->section, setting, &list, err);
	if (rc < 0)
		return rc;
	fact->unpivot = aid_arena_alloc(&profile->arena, list.n_items * sizeof *fact->unpivot);
	if (fact->unpivot == NULL)
		return no_memory(err);
	for (; fact->n_unpivot < list.n_items; fact->n_unpivot++) {
		if (!parse_range(list.items[fact->n_unpivot], &fact->unpivot[fact->n_unpivot]))
			return aid_profile_refuse(profile, fact->section, setting->key,
						  aid_slice_of(setting->value),
						  AID_MSG_REASON_RANGE, err, 0, NULL);
	}
	return 0;
}

/* <header> and <cell> are of an unpivoted column, and without <cell> it would state nothing. */
static int
check_unpivot(const struct aid_profile *profile, const struct aid_ini_section *section,
	      const struct aid_profile_fact *fact, struct aid_error *err)
{
	bool has_cell = false;
	for (size_t i = 0; i < fact->n_columns; i++) {
		const struct aid_profile_column *column = &fact->columns[i];
		for (size_t k = 0; k < column->n_pieces; k++) {
			enum aid_profile_piece_kind kind = column->pieces[k].kind;
			bool is_of_unpivot = kind == AID_PROFILE_HEADER || kind == AID_PROFILE_CELL;
			if (is_of_unpivot && fact->n_unpivot == 0)
				return aid_profile_refuse(profile, fact->section,
							  column->format.column->name,
							  column->pieces[k].text,
							  AID_MSG_REASON_NO_UNPIVOT, err, 0, NULL);
			has_cell = has_cell || kind == AID_PROFILE_CELL;
		}
	}
	for (size_t i = 0; i < section->n_settings && !has_cell; i++) {
		const struct aid_ini_setting *setting = &section->settings[i];
		if (is_key(setting, "unpivot"))
			return aid_profile_refuse(profile, fact->section, setting->key,
						  aid_slice_of(setting->value),
						  AID_MSG_REASON_NO_CELL, err, 0, NULL);
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
		struct aid_slice name = aid_profile_split_key(setting, &attribute);
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
			rc = aid_profile_read_condition(profile, &section->settings[i], out_fact,
							err);
		else if (is_key(&section->settings[i], "unpivot"))
			rc = read_unpivot(profile, &section->settings[i], out_fact, err);
	}
	return rc < 0 ? rc : check_unpivot(profile, section, out_fact, err);
}
