/* The spellings of units that the ledger knows, as a snapshot that the reading thread can use. */
#ifndef AID_LEDGER_UNITS_H
#define AID_LEDGER_UNITS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "store/db.h"

struct aid_units;

int aid_units_load(struct aid_db *db, int64_t known, struct aid_units **out_units,
		   struct aid_error *err);
void aid_units_free(struct aid_units *units);
/* The id of a spelling (case and blanks ignored), 0 when it is not known. `scratch` is used for folding. */
int64_t
aid_units_find(const struct aid_units *units, struct aid_slice text, struct aid_buffer *scratch);
/* The greatest quantity of a unit, in thousandths, that can be reckoned with in whatever it is converted to. */
int64_t aid_units_most(const struct aid_units *units, int64_t unit_id);
/* Appends the known spelling nearest to `text`, if any is near. */
void
aid_units_nearest(const struct aid_units *units, struct aid_slice text, struct aid_buffer *out);

/* What was looked up last, so that a column of equal units folds once. */
struct aid_units_memo {
	struct aid_arena arena;
	struct {
		struct aid_slice text;
		int64_t unit_id;
	} slots[64];
};
int64_t aid_units_find_memo(const struct aid_units *units, struct aid_units_memo *memo,
			    struct aid_slice text, struct aid_buffer *scratch);

#endif
