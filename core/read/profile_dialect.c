/* Settings of [profile] that say how its files are written. */
#include "read/profile_parts.h"

#include <inttypes.h>
#include <stdio.h>

#include "text/encoding.h"

#define NUMBER_SIZE 24
#define HEADER_LINE_MAX 1000

static const struct aid_profile_sign delimiters[] = { { ",", ',' },     { ";", ';' },
						      { "|", '|' },     { "tab", '\t' },
						      { "comma", ',' }, { "semicolon", ';' },
						      { "pipe", '|' },  { NULL, '\0' } };
static const struct aid_profile_sign quotes[] = {
	{ "\"", '"' },     { "'", '\'' },      { "none", AID_QUOTE_NONE },
	{ "double", '"' }, { "single", '\'' }, { NULL, '\0' }
};

/* A whole number, at least `low`. */
static int
set_lines(struct aid_profile *profile, const struct aid_ini_setting *setting, int64_t low,
	  int64_t high, int64_t *out_lines, struct aid_error *err)
{
	char low_text[NUMBER_SIZE], high_text[NUMBER_SIZE];
	int64_t milli;
	snprintf(low_text, sizeof low_text, "%" PRId64, low);
	snprintf(high_text, sizeof high_text, "%" PRId64, high);
	struct aid_slice args[2] = { aid_slice_of(low_text), aid_slice_of(high_text) };
	if (aid_quantity_parse(aid_slice_of(setting->value), AID_NUMBER_FORMAT_PLAIN, &milli) !=
		    AID_MSG_NONE ||
	    milli % 1000 != 0 || milli < 1000 * low || milli > 1000 * high)
		return aid_profile_refuse(profile, "profile", setting->key,
					  aid_slice_of(setting->value), AID_MSG_REASON_WHOLE, err,
					  2, args);
	*out_lines = milli / 1000;
	return 0;
}

static int
set_header_lines(struct aid_profile *profile, const struct aid_ini_setting *setting,
		 struct aid_error *err)
{
	int rc = set_lines(profile, setting, 0, AID_LIMIT_HEADER_LINES, &profile->wish.header_lines,
			   err);
	if (rc == 0 && profile->wish.header_lines == 0)
		profile->wish.header_lines = AID_HEADER_NONE;
	return rc;
}

static int
set_encoding(struct aid_profile *profile, const struct aid_ini_setting *setting,
	     struct aid_error *err)
{
	struct aid_encoding *encoding;
	int rc = aid_encoding_open(setting->value, &encoding, err);
	if (rc < 0)
		return aid_error_prefix(err, "%s: [profile] %s", profile->file, setting->key);
	profile->wish.encoding = aid_encoding_name(encoding);
	aid_encoding_close(encoding);
	return 0;
}

static int
set_notes(struct aid_profile *profile, const struct aid_ini_setting *setting, struct aid_error *err)
{
	static const struct aid_profile_sign choices[] = { { "yes", 'y' },
							   { "no", 'n' },
							   { NULL, '\0' } };
	char choice;
	int rc = aid_profile_set_sign(profile, "profile", setting, choices, &choice, err);
	if (rc == 0)
		profile->wish.has_no_remarks = choice == 'n';
	return rc;
}

int
aid_profile_set_dialect(struct aid_profile *profile, const struct aid_ini_setting *setting,
			bool *out_is_one, struct aid_error *err)
{
	struct aid_dialect_wish *wish = &profile->wish;
	struct aid_slice key = aid_slice_of(setting->key);
	*out_is_one = true;
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("encoding")))
		return set_encoding(profile, setting, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("delimiter")))
		return aid_profile_set_sign(profile, "profile", setting, delimiters,
					    &wish->delimiter, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("quote")))
		return aid_profile_set_sign(profile, "profile", setting, quotes, &wish->quote, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("header_line")))
		return set_lines(profile, setting, 1, HEADER_LINE_MAX, &wish->header_line, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("header_lines")))
		return set_header_lines(profile, setting, err);
	if (aid_slice_is_equal_nocase(key, AID_SLICE_LITERAL("notes")))
		return set_notes(profile, setting, err);
	*out_is_one = false;
	return 0;
}
