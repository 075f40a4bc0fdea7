#include "home/shelf.h"

#include <stdio.h>

#include "value/date.h"

void
aid_shelf_folder(const struct aid_drop_row *row, const char *top, char out[AID_SHELF_SIZE])
{
	char source[AID_FILES_SAFE_SIZE];
	int year, month, day;

	aid_files_safe_name(row->source, source);
	aid_date_civil_from_days(aid_date_day_of(row->received_at), &year, &month, &day);
	snprintf(out, AID_SHELF_SIZE, "%s/%04d-%02d-%02d/%s", top, year, month, day, source);
}

void
aid_shelf_name(const struct aid_drop_row *row, const char *suffix, const char *extension,
	       char out[AID_SHELF_NAME_SIZE])
{
	char name[AID_FILES_SAFE_SIZE];

	aid_files_safe_name(row->name, name);
	snprintf(out, AID_SHELF_NAME_SIZE, "%s%s%s", name, suffix, extension);
}

void
aid_shelf_suffix(const struct aid_drop_row *row, bool is_whole, char out[AID_DIGEST_HEX_SIZE + 2])
{
	if (row->sha256[0] == '\0')
		snprintf(out, AID_DIGEST_HEX_SIZE + 2, "--drop%lld", (long long)row->drop);
	else
		snprintf(out, AID_DIGEST_HEX_SIZE + 2, "--%.*s",
			 is_whole ? AID_DIGEST_HEX_SIZE - 1 : 8, row->sha256);
}
