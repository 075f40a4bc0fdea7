/* A corrected fix file that comes back: which rejected record each of its rows was (columns _drop and _line), and what that said. */
#ifndef AID_LEDGER_FIXED_H
#define AID_LEDGER_FIXED_H

#include "read/record.h"
#include "store/db.h"

/* A record that was rejected and is not corrected yet. */
struct aid_fixed {
	int64_t drop, line; /* as the fix file has it */
	int64_t first_drop,
		first_record; /* where it first stood: itself, unless a fix file had it wrong again */
	int64_t reported_at; /* of that drop, for rows that do not say */
	struct aid_slice raw;
	size_t origin; /* among the drops that the file corrects */
};

struct aid_fixes;

/* Reads the file to its end, loads what its rows may correct, and rewinds it. *out_fixes NULL when it is no fix file. `source_id`: who drops it.
 * AID_E_REFUSED where somebody else dropped what it corrects; AID_E_IO, AID_E_NOMEM, AID_E_DB. */
int aid_fixes_load(struct aid_db *db, struct aid_records *records, int64_t source_id,
		   struct aid_fixes **out_fixes, struct aid_error *err);
void aid_fixes_free(struct aid_fixes *fixes);
/* A record of the file: *out_fixed is the rejected record that it corrects (NULL: none that this ledger knows, or one that is corrected). Gives back
 * the leading zeros that a spreadsheet ate (a field that is the rejected one without them becomes that one), and makes record->raw the row of the file
 * that it first stood in, without _drop, _line and _why. AID_E_NOMEM. */
int
aid_fixes_take(struct aid_fixes *fixes, struct aid_record *record, char delimiter,
	       struct aid_arena *arena, const struct aid_fixed **out_fixed, struct aid_error *err);

#endif
