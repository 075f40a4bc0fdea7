/* A profile: how to read one kind of file of one source. Plain INI (libini_config), see docs/PROFILES.md:
 *
 *   [profile]   name, source, match (file name pattern, fnmatch), header (column names that must all be there, '|' between),
 *               delimiter, header_line, decimal, grouping, date (pattern), zone, day_zone, unit (default unit),
 *               key (columns that identify a row, '|' between), followed_to (stage), reported_at (a column or a date),
 *               cumulative (yes|no), scope (source | places | dates), vanished (withdraw|hold|confirmed)
 *   [fact NAME] kind (commitments|shipments|crossings|places ...), when (CONDITION), and for each canonical column either
 *               COLUMN = name of the file's column   or   COLUMN = "constant" (in double quotes);
 *               COLUMN.date, COLUMN.decimal, COLUMN.grouping, COLUMN.zone, COLUMN.day_zone override the profile's for that column;
 *               COLUMN.missing = values that mean "not stated" ('|' between, '*' stands for anything; "-", "N/A" ... are always so)
 *               COLUMN.round = yes (of a quantity): decimals beyond the third are rounded, half away from zero, instead of refused
 *               COLUMN.times = 1000 (of a quantity; a power of ten): the column is written in units so many times larger: tons, kept as
 *               kilograms to the gram (fixtures/profiles/cogat.conf)
 *   CONDITION   (COLUMN being the file's, or one that the fact states)
 *               COLUMN is stated | COLUMN is missing | COLUMN = "v" | COLUMN != "v", joined by " and "
 */
#ifndef AID_READ_PROFILE_H
#define AID_READ_PROFILE_H

#include "base/error.h"
#include "base/limits.h"
#include "read/dialect.h"
#include "read/table.h"
#include "value/date.h"
#include "value/quantity.h"

struct aid_profile;

/* From the text of a profile (not its path: the ledger keeps profiles too). `name` is for messages. AID_E_INVALID with file, section, key. */
int aid_profile_parse(struct aid_slice text, const char *name, struct aid_profile **out_profile,
		      struct aid_error *err);
void aid_profile_free(struct aid_profile *profile);
const char *aid_profile_name(const struct aid_profile *profile);
/* "" when it names none. */
struct aid_slice aid_profile_source(const struct aid_profile *profile);
struct aid_slice aid_profile_text(const struct aid_profile *profile);
/* Is the profile for files of this name? False for one without `match`. */
bool aid_profile_is_match(const struct aid_profile *profile, const char *file_name);
/* Does it name columns that a file must have? One that does not knows its files by nothing but their names. */
bool aid_profile_has_header(const struct aid_profile *profile);
/* Does it fit a file of this name with these header fields? */
bool aid_profile_is_fit(const struct aid_profile *profile, const char *file_name,
			const struct aid_slice *header, size_t n_header);
/* enum aid_stage, or 0: how far the source follows a consignment. */
int aid_profile_followed_to(const struct aid_profile *profile);
/* How its files are written, owned by the profile. */
const struct aid_dialect_wish *aid_profile_wish(const struct aid_profile *profile);
/* A cumulative publication lists again all that its scope holds: what it no longer lists is gone (DESIGN 3). */
bool aid_profile_is_cumulative(const struct aid_profile *profile);
/* What such a file speaks for. AID_SCOPE_SOURCE alone: everything that this source said of the kinds that the file states. Else one or both of
 * AID_SCOPE_PLACES (what it said of places that stand in the file) and AID_SCOPE_DATES (what it said of days from the file's first to its last). */
enum aid_scope { AID_SCOPE_SOURCE = 0, AID_SCOPE_PLACES = 1, AID_SCOPE_DATES = 2 };
unsigned aid_profile_scope(const struct aid_profile *profile);
/* What is done with facts that a cumulative file no longer lists. */
enum aid_vanished {
	AID_VANISHED_WITHDRAW, /* withdrawn; held where that is a suspiciously large part of the scope */
	AID_VANISHED_HOLD,     /* always held until a person confirms */
	AID_VANISHED_CONFIRMED /* a person has looked: withdrawn, however many */
};
enum aid_vanished aid_profile_vanished(const struct aid_profile *profile);
/* When its files were made, where the profile gives a day or a moment; else false. */
bool aid_profile_reported_at(const struct aid_profile *profile, int64_t *out_at);

#endif
