/* How the columns of a file differ from those that were known: which came, which went, which stand elsewhere. Pure. */
#ifndef AID_READ_DRIFT_H
#define AID_READ_DRIFT_H

#include "base/buffer.h"
#include "base/error.h"

/* Lists of column names for a sentence, as the files write them, ", " between; empty ones where nothing changed. */
struct aid_drift {
	struct aid_buffer came, went, moved;
};

void aid_drift_init(struct aid_drift *drift);
void aid_drift_done(struct aid_drift *drift);
/* Compares two headers by their folded names. Of columns that stand in both, the fewest are `moved` that leave the rest in their order. AID_E_NOMEM. */
int aid_drift_compare(struct aid_drift *drift, const struct aid_slice *known, size_t n_known,
		      const struct aid_slice *now, size_t n_now, struct aid_error *err);

#endif
