#include "read/profile_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/fold.h"
#include "text/zone.h"
#include "value/words.h"

#define NUMBER_SIZE 24
#define FACT_PREFIX "fact "
#define STYLE_SETTINGS "decimal, grouping, date, zone, day_zone"
#define PROFILE_SETTINGS                                                                           \
	"name, source, match, header, unit, key, followed_to, reported_at, cumulative, scope, "    \
	"vanished, " AID_PROFILE_DIALECT_SETTINGS ", " STYLE_SETTINGS

static const struct aid_profile_sign decimals[] = {
	{ ".", '.' }, { ",", ',' }, { "dot", '.' }, { "comma", ',' }, { NULL, '\0' }
};
static const struct aid_profile_sign groupings[] = {
	{ ",", ',' },   { ".", '.' },     { "'", '\'' },  { "space", ' ' }, { "none", '\0' },
	{ "any", '*' }, { "comma", ',' }, { "dot", '.' }, { NULL, '\0' }
};

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

int
aid_profile_refuse(const struct aid_profile *profile, const char *section, const char *key,
		   struct aid_slice value, enum aid_message reason, struct aid_error *err,
		   size_t n_args, const struct aid_slice *args)
{
	struct aid_buffer quoted, said;
	aid_buffer_init(&quoted);
	aid_buffer_init(&said);
	aid_cell_quote(value, &quoted);
	aid_buffer_append_text(&quoted, "");
	aid_message_format(&said, reason, args, n_args);
	int rc = aid_buffer_check(&quoted, err);
	if (rc == 0)
		rc = aid_buffer_check(&said, err);
	if (rc == 0)
		rc = aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_VALUE, 5, profile->file,
				       section, key, quoted.ptr, said.ptr);
	aid_buffer_done(&quoted);
	aid_buffer_done(&said);
	return rc;
}

int
aid_profile_copy(struct aid_profile *profile, struct aid_slice text, struct aid_slice *out_copy,
		 struct aid_error *err)
{
	struct aid_slice copy = aid_arena_copy(&profile->arena, text);
	if (copy.ptr == NULL)
		return no_memory(err);
	*out_copy = copy;
	return 0;
}

int
aid_profile_list(struct aid_profile *profile, const char *section,
		 const struct aid_ini_setting *setting, struct aid_profile_list *out_list,
		 struct aid_error *err)
{
	struct aid_slice text;
	int rc = aid_profile_copy(profile, aid_slice_of(setting->value), &text, err);
	if (rc < 0)
		return rc;
	size_t n_items = 1;
	for (size_t i = 0; i < text.len; i++)
		n_items += text.ptr[i] == '|';
	struct aid_slice *items = aid_arena_alloc(&profile->arena, n_items * sizeof *items);
	if (items == NULL)
		return no_memory(err);
	const char *p = text.ptr;
	for (size_t i = 0; i < n_items; i++) {
		size_t len = strcspn(p, "|");
		items[i] = aid_fold_trim((struct aid_slice){ p, len });
		if (items[i].len == 0)
			return aid_profile_refuse(profile, section, setting->key, text,
						  AID_MSG_REASON_EMPTY, err, 0, NULL);
		p += len + 1;
	}
	*out_list = (struct aid_profile_list){ items, n_items };
	return 0;
}

int
aid_profile_set_sign(struct aid_profile *profile, const char *section,
		     const struct aid_ini_setting *setting, const struct aid_profile_sign *signs,
		     char *out_sign, struct aid_error *err)
{
	struct aid_slice value = aid_slice_of(setting->value);
	struct aid_buffer choices;
	aid_buffer_init(&choices);
	for (const struct aid_profile_sign *sign = signs; sign->name != NULL; sign++) {
		if (aid_slice_is_equal_nocase(value, aid_slice_of(sign->name))) {
			*out_sign = sign->sign;
			aid_buffer_done(&choices);
			return 0;
		}
		aid_buffer_append_text(&choices, sign == signs ? "" : "  ");
		aid_buffer_append_text(&choices, sign->name);
	}
	struct aid_slice arg = aid_buffer_slice(&choices);
	int rc = aid_profile_refuse(profile, section, setting->key, value, AID_MSG_REASON_CHOICE,
				    err, 1, &arg);
	aid_buffer_done(&choices);
	return rc;
}

int
aid_profile_set_style(struct aid_profile *profile, const char *section,
		      const struct aid_ini_setting *setting, struct aid_slice name,
		      struct aid_profile_style *style, bool *out_is_one, struct aid_error *err)
{
	struct aid_slice value = aid_slice_of(setting->value);
	*out_is_one = true;
	style->is_number_stated = style->is_number_stated ||
				  aid_cell_is_listed(name, AID_SLICE_LITERAL("decimal|grouping"));
	if (aid_slice_is_equal_nocase(name, AID_SLICE_LITERAL("decimal")))
		return aid_profile_set_sign(profile, section, setting, decimals,
					    &style->number.decimal, err);
	if (aid_slice_is_equal_nocase(name, AID_SLICE_LITERAL("grouping")))
		return aid_profile_set_sign(profile, section, setting, groupings,
					    &style->number.grouping, err);
	if (aid_slice_is_equal_nocase(name, AID_SLICE_LITERAL("date")))
		return aid_profile_copy(profile, value, &style->date, err);
	if (aid_slice_is_equal_nocase(name, AID_SLICE_LITERAL("zone")))
		return aid_profile_copy(profile, value, &style->zone, err);
	if (aid_slice_is_equal_nocase(name, AID_SLICE_LITERAL("day_zone")))
		return aid_profile_copy(profile, value, &style->day_zone, err);
	*out_is_one = false;
	return 0;
}

int
aid_profile_style_format(struct aid_profile *profile, const char *section,
			 const struct aid_profile_style *style, struct aid_date_format **out_format,
			 struct aid_error *err)
{
	if (style->number.decimal == style->number.grouping)
		return aid_profile_refuse(profile, section, "grouping",
					  (struct aid_slice){ &style->number.grouping, 1 },
					  AID_MSG_REASON_SIGNS, err, 0, NULL);
	*out_format = NULL;
	if (style->date.len == 0 && style->zone.len == 0 && style->day_zone.len == 0)
		return 0;
	struct aid_slice pattern = style->date.len == 0 ? AID_SLICE_LITERAL("iso") : style->date;
	int rc = aid_date_format_new(pattern, style->zone, style->day_zone, out_format, err);
	return rc < 0 ? aid_error_prefix(err, "%s: [%s]", profile->file, section) : 0;
}

/* ---- [profile] ---- */

static int
set_followed_to(struct aid_profile *profile, const struct aid_ini_setting *setting,
		struct aid_error *err)
{
	int stage = aid_words_find(AID_WORDS_STAGE, aid_slice_of(setting->value));
	struct aid_slice choices = aid_slice_of(aid_words_choices(AID_WORDS_STAGE));
	if (stage < 0)
		return aid_profile_refuse(profile, "profile", setting->key,
					  aid_slice_of(setting->value), AID_MSG_REASON_CHOICE, err,
					  1, &choices);
	profile->followed_to = stage;
	return 0;
}

static int
refuse_choice(const struct aid_profile *profile, const struct aid_ini_setting *setting,
	      struct aid_slice choices, struct aid_error *err)
{
	return aid_profile_refuse(profile, "profile", setting->key, aid_slice_of(setting->value),
				  AID_MSG_REASON_CHOICE, err, 1, &choices);
}

static int
set_cumulative(struct aid_profile *profile, const struct aid_ini_setting *setting,
	       struct aid_error *err)
{
	struct aid_slice value = aid_slice_of(setting->value);
	profile->is_cumulative = aid_slice_is_equal_nocase(value, AID_SLICE_LITERAL("yes"));
	if (profile->is_cumulative || aid_slice_is_equal_nocase(value, AID_SLICE_LITERAL("no")))
		return 0;
	return refuse_choice(profile, setting, AID_SLICE_LITERAL("yes, no"), err);
}

/* source alone; or places, dates, or both. */
static int
set_scope(struct aid_profile *profile, const struct aid_ini_setting *setting, struct aid_error *err)
{
	struct aid_profile_list list;
	int rc = aid_profile_list(profile, "profile", setting, &list, err);
	if (rc < 0)
		return rc;
	if (list.n_items == 1 &&
	    aid_slice_is_equal_nocase(list.items[0], AID_SLICE_LITERAL("source")))
		return 0;
	for (size_t i = 0; i < list.n_items; i++) {
		if (aid_slice_is_equal_nocase(list.items[i], AID_SLICE_LITERAL("places")))
			profile->scope |= AID_SCOPE_PLACES;
		else if (aid_slice_is_equal_nocase(list.items[i], AID_SLICE_LITERAL("dates")))
			profile->scope |= AID_SCOPE_DATES;
		else
			return refuse_choice(
				profile, setting,
				AID_SLICE_LITERAL("source, places, dates, places | dates"), err);
	}
	return 0;
}

static int
set_vanished(struct aid_profile *profile, const struct aid_ini_setting *setting,
	     struct aid_error *err)
{
	struct aid_slice value = aid_slice_of(setting->value);
	static const char *const names[] = { [AID_VANISHED_WITHDRAW] = "withdraw",
					     [AID_VANISHED_HOLD] = "hold",
					     [AID_VANISHED_CONFIRMED] = "confirmed" };
	for (int k = 0; k < (int)(sizeof(names) / sizeof(names[0])); k++)
		if (aid_slice_is_equal_nocase(value, aid_slice_of(names[k]))) {
			profile->vanished = (enum aid_vanished)k;
			return 0;
		}
	return refuse_choice(profile, setting, AID_SLICE_LITERAL("withdraw, hold, confirmed"), err);
}

/* scope and vanished say nothing of a file that is not cumulative: whoever wrote them meant it to be. */
static int
check_cumulative(const struct aid_profile *profile, const struct aid_ini_section *section,
		 struct aid_error *err)
{
	for (size_t i = 0; i < section->n_settings && !profile->is_cumulative; i++) {
		const struct aid_ini_setting *setting = &section->settings[i];
		struct aid_slice key = aid_slice_of(setting->key);
		if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("scope")) ||
		    aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("vanished")))
			return aid_profile_refuse(profile, "profile", setting->key,
						  aid_slice_of(setting->value),
						  AID_MSG_REASON_CUMULATIVE, err, 0, NULL);
	}
	return 0;
}

/* A day, with or without quotation marks, is a constant; anything else names a column. */
static int
set_reported_at(struct aid_profile *profile, const struct aid_ini_setting *setting,
		struct aid_error *err)
{
	struct aid_slice text;
	int rc = aid_profile_copy(profile, aid_slice_of(setting->value), &text, err);
	if (rc < 0)
		return rc;
	bool is_quoted = text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"';
	struct aid_slice bare = is_quoted ? (struct aid_slice){ text.ptr + 1, text.len - 2 } : text;
	struct aid_time time;
	enum aid_message message = aid_date_parse_iso(bare, &time);
	if (message == AID_MSG_NONE) {
		profile->is_reported_at_constant = true;
		profile->reported_at_constant =
			(struct aid_value){ bare, time.seconds, (int16_t)time.precision };
	} else if (is_quoted) {
		struct aid_slice args[2] = { bare, AID_SLICE_LITERAL("2024-03-31") };
		return aid_profile_refuse(profile, "profile", setting->key, text, message, err, 2,
					  args);
	}
	profile->reported_at = text;
	return 0;
}

static int
set_folded_list(struct aid_profile *profile, const struct aid_ini_setting *setting,
		struct aid_profile_list *out_list, struct aid_error *err)
{
	int rc = aid_profile_list(profile, "profile", setting, out_list, err);
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	for (size_t i = 0; rc == 0 && i < out_list->n_items; i++) {
		rc = aid_fold_name(out_list->items[i], &folded, err);
		if (rc == 0)
			rc = aid_profile_copy(profile, aid_buffer_slice(&folded),
					      &out_list->items[i], err);
	}
	aid_buffer_done(&folded);
	return rc;
}

/* "t" and t are the same unit: there is no column that it could name. */
static int
set_unit(struct aid_profile *profile, const struct aid_ini_setting *setting, struct aid_error *err)
{
	struct aid_slice unit = aid_slice_of(setting->value);
	if (unit.len >= 2 && unit.ptr[0] == '"' && unit.ptr[unit.len - 1] == '"')
		unit = aid_fold_trim((struct aid_slice){ unit.ptr + 1, unit.len - 2 });
	if (aid_cell_is_missing(unit, false))
		return aid_profile_refuse(profile, "profile", setting->key, unit,
					  AID_MSG_REASON_MISSING, err, 0, NULL);
	return aid_profile_copy(profile, unit, &profile->unit, err);
}

static int
set_profile(struct aid_profile *profile, const struct aid_ini_setting *setting,
	    struct aid_error *err)
{
	struct aid_slice key = aid_slice_of(setting->key);
	struct aid_slice value = aid_slice_of(setting->value);
	struct aid_slice name = AID_SLICE_EMPTY;
	if (value.len == 0)
		return aid_profile_refuse(profile, "profile", setting->key, value,
					  AID_MSG_REASON_EMPTY, err, 0, NULL);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("name"))) {
		int rc = aid_profile_copy(profile, value, &name, err);
		profile->name = rc < 0 ? profile->name : name.ptr;
		return rc;
	}
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("source")))
		return aid_profile_copy(profile, value, &profile->source, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("match")))
		return aid_profile_list(profile, "profile", setting, &profile->match, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("header")))
		return set_folded_list(profile, setting, &profile->header, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("key")))
		return aid_profile_list(profile, "profile", setting, &profile->key, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("followed_to")))
		return set_followed_to(profile, setting, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("reported_at")))
		return set_reported_at(profile, setting, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("cumulative")))
		return set_cumulative(profile, setting, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("scope")))
		return set_scope(profile, setting, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("vanished")))
		return set_vanished(profile, setting, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("unit")))
		return set_unit(profile, setting, err);
	bool is_one;
	int rc = aid_profile_set_dialect(profile, setting, &is_one, err);
	if (rc == 0 && !is_one)
		rc = aid_profile_set_style(profile, "profile", setting, key, &profile->style,
					   &is_one, err);
	if (rc < 0 || is_one)
		return rc;
	return aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_KEY, 4, profile->file,
				 "profile", setting->key, PROFILE_SETTINGS);
}

static int
read_profile_section(struct aid_profile *profile, const struct aid_ini_section *section,
		     struct aid_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < section->n_settings && rc == 0; i++)
		rc = set_profile(profile, &section->settings[i], err);
	if (rc == 0)
		rc = check_cumulative(profile, section, err);
	if (rc == 0)
		rc = aid_profile_style_format(profile, "profile", &profile->style,
					      &profile->date_format, err);
	return rc;
}

static bool
is_fact_section(const char *name)
{
	return strncmp(name, FACT_PREFIX, strlen(FACT_PREFIX)) == 0;
}

static int
read_sections(struct aid_profile *profile, const struct aid_ini *ini, struct aid_error *err)
{
	int rc = 0;
	size_t n_facts = 0;
	for (size_t i = 0; i < ini->n_sections && rc == 0; i++) {
		const char *name = ini->sections[i].name;
		n_facts += is_fact_section(name);
		if (strcmp(name, "profile") == 0)
			rc = read_profile_section(profile, &ini->sections[i], err);
		else if (!is_fact_section(name))
			rc = aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_SECTION, 2,
					       profile->file, name);
	}
	if (rc == 0 && n_facts > AID_LIMIT_FACT_SECTIONS) {
		char count[NUMBER_SIZE], limit[NUMBER_SIZE];
		snprintf(count, sizeof count, "%zu", n_facts);
		snprintf(limit, sizeof limit, "%d", AID_LIMIT_FACT_SECTIONS);
		rc = aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_FACTS, 3, profile->file,
				       count, limit);
	}
	for (size_t i = 0; i < ini->n_sections && rc == 0; i++) {
		if (!is_fact_section(ini->sections[i].name))
			continue;
		rc = aid_profile_read_fact(profile, &ini->sections[i],
					   &profile->facts[profile->n_facts], err);
		profile->n_facts++;
	}
	return rc;
}

static int
copy_texts(struct aid_profile *profile, struct aid_slice text, const char *name,
	   struct aid_error *err)
{
	struct aid_slice file = AID_SLICE_EMPTY;
	int rc = aid_profile_copy(profile, aid_slice_of(name), &file, err);
	if (rc == 0)
		rc = aid_profile_copy(profile, text, &profile->text, err);
	if (rc < 0)
		return rc;
	profile->file = file.ptr;
	profile->name = file.ptr;
	return 0;
}

int
aid_profile_parse(struct aid_slice text, const char *name, struct aid_profile **out_profile,
		  struct aid_error *err)
{
	if (text.len > AID_LIMIT_PROFILE_BYTES) {
		char size[NUMBER_SIZE], limit[NUMBER_SIZE];
		snprintf(size, sizeof size, "%zu", text.len);
		snprintf(limit, sizeof limit, "%d", AID_LIMIT_PROFILE_BYTES);
		return aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_TOO_LARGE, 3, name,
					 size, limit);
	}
	struct aid_ini *ini;
	int rc = aid_ini_parse(text, name, &ini, err);
	if (rc < 0)
		return rc;
	struct aid_profile *profile = calloc(1, sizeof *profile);
	if (profile == NULL) {
		aid_ini_free(ini);
		return no_memory(err);
	}
	aid_arena_init(&profile->arena);
	profile->style.number = AID_NUMBER_FORMAT_PLAIN;
	rc = copy_texts(profile, text, name, err);
	if (rc == 0)
		rc = read_sections(profile, ini, err);
	aid_ini_free(ini);
	if (rc == 0)
		*out_profile = profile;
	else
		aid_profile_free(profile);
	return rc;
}

void
aid_profile_free(struct aid_profile *profile)
{
	if (profile == NULL)
		return;
	for (size_t i = 0; i < profile->n_facts; i++) {
		for (size_t c = 0; c < profile->facts[i].n_columns; c++) {
			aid_date_format_free(profile->facts[i].columns[c].date_format);
			aid_zone_free(profile->facts[i].columns[c].zone);
		}
	}
	aid_date_format_free(profile->date_format);
	aid_arena_done(&profile->arena);
	free(profile);
}

const char *
aid_profile_name(const struct aid_profile *profile)
{
	return profile->name;
}

struct aid_slice
aid_profile_source(const struct aid_profile *profile)
{
	return profile->source.ptr == NULL ? AID_SLICE_EMPTY : profile->source;
}

struct aid_slice
aid_profile_text(const struct aid_profile *profile)
{
	return profile->text;
}

int
aid_profile_followed_to(const struct aid_profile *profile)
{
	return profile->followed_to;
}

const struct aid_dialect_wish *
aid_profile_wish(const struct aid_profile *profile)
{
	return &profile->wish;
}

bool
aid_profile_is_cumulative(const struct aid_profile *profile)
{
	return profile->is_cumulative;
}

unsigned
aid_profile_scope(const struct aid_profile *profile)
{
	return profile->scope;
}

enum aid_vanished
aid_profile_vanished(const struct aid_profile *profile)
{
	return profile->vanished;
}

bool
aid_profile_reported_at(const struct aid_profile *profile, int64_t *out_at)
{
	if (profile->is_reported_at_constant)
		*out_at = profile->reported_at_constant.number;
	return profile->is_reported_at_constant;
}
