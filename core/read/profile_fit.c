/* Which files a profile is for. */
#include "read/profile_parts.h"

#include <fnmatch.h>

#include "text/fold.h"

/* A pattern and a file's name, ASCII capitals lowered: COGAT.CSV matches *cogat*.csv. */
static bool
is_name_fit(struct aid_slice pattern, const char *file_name)
{
	char lower_pattern[AID_LIMIT_NAME_BYTES + 1], lower_name[AID_LIMIT_NAME_BYTES + 1];
	struct aid_slice from[2] = { pattern, aid_slice_of(file_name) };
	char *to[2] = { lower_pattern, lower_name };
	for (int i = 0; i < 2; i++) {
		if (from[i].len > AID_LIMIT_NAME_BYTES)
			return false;
		for (size_t c = 0; c < from[i].len; c++) {
			char byte = from[i].ptr[c];
			to[i][c] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
		}
		to[i][from[i].len] = '\0';
	}
	return fnmatch(lower_pattern, lower_name, 0) == 0;
}

static bool
has_column(const struct aid_slice *header, size_t n_header, struct aid_slice folded,
	   struct aid_buffer *scratch)
{
	for (size_t i = 0; i < n_header; i++) {
		if (aid_fold_name(header[i], scratch, NULL) == 0 &&
		    aid_slice_is_equal(aid_buffer_slice(scratch), folded))
			return true;
	}
	return false;
}

bool
aid_profile_is_match(const struct aid_profile *profile, const char *file_name)
{
	for (size_t i = 0; i < profile->match.n_items; i++) {
		if (is_name_fit(profile->match.items[i], file_name))
			return true;
	}
	return false;
}

bool
aid_profile_has_header(const struct aid_profile *profile)
{
	return profile->header.n_items > 0;
}

bool
aid_profile_is_fit(const struct aid_profile *profile, const char *file_name,
		   const struct aid_slice *header, size_t n_header)
{
	if (profile->match.n_items == 0 && profile->header.n_items == 0)
		return false;
	bool is_fit = profile->match.n_items == 0 || aid_profile_is_match(profile, file_name);
	struct aid_buffer scratch;
	aid_buffer_init(&scratch);
	for (size_t i = 0; i < profile->header.n_items && is_fit; i++)
		is_fit = has_column(header, n_header, profile->header.items[i], &scratch);
	aid_buffer_done(&scratch);
	return is_fit;
}
