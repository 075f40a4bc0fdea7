/* The known name that is meant by one that nobody knows: the nearest spelling, as proofreaders find it. */
#ifndef AID_REPORT_NEAREST_H
#define AID_REPORT_NEAREST_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct aid_nearest_spelling;

/* Spellings of all registries. All zero: none. */
struct aid_nearest {
	struct aid_nearest_spelling *items;
	size_t n, n_room;
	bool is_sorted;
	struct aid_arena arena;
};

void aid_nearest_done(struct aid_nearest *nearest);
/* A folded spelling of the name `text`; both are copied. AID_E_NOMEM. */
int aid_nearest_add(struct aid_nearest *nearest, int64_t registry, struct aid_slice folded,
		    struct aid_slice text, struct aid_error *err);
/* The name of which a spelling is at most 2 letters from the folded name, and at most a third of its letters: of the fewest letters, then the first in the
 * order of bytes. Empty: none. Good until the next add. */
struct aid_slice
aid_nearest_find(struct aid_nearest *nearest, int64_t registry, struct aid_slice folded);

#endif
