/* What may be meant by a name that no registry has: the nearest that one has, as proofreaders find it, or several at once. */
#ifndef AID_REPORT_SPELLINGS_H
#define AID_REPORT_SPELLINGS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct aid_spelling;

/* Spellings of all registries. All zero: none. */
struct aid_spellings {
	struct aid_spelling *items;
	size_t n, n_room;
	bool is_sorted;
	struct aid_arena arena;
};

void aid_spellings_done(struct aid_spellings *spellings);
/* A folded spelling of the entry `entry`, whose name is `text`; both are copied. AID_E_NOMEM. */
int aid_spellings_add(struct aid_spellings *spellings, int64_t registry, struct aid_slice folded,
		      int64_t entry, struct aid_slice text, struct aid_error *err);
/* The name of which a spelling is at most 2 letters from the folded name, and at most a third of its letters: of the fewest letters, then the first in the
 * order of bytes. Empty: none. Good until the next add. */
struct aid_slice
aid_spellings_nearest(struct aid_spellings *spellings, int64_t registry, struct aid_slice folded);
/* Does the folded name begin with words that one entry is known by, and end with words that another one is? */
bool aid_spellings_are_several(struct aid_spellings *spellings, int64_t registry,
			       struct aid_slice folded);

#endif
