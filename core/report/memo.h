/* What was looked up once: keys of four numbers, each with a number of its own from 0 on, which tells where its answer stands in an array of the
 * caller's. */
#ifndef AID_REPORT_MEMO_H
#define AID_REPORT_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct aid_memo_key {
	int64_t parts[4];
};

struct aid_memo {
	struct aid_memo_key *keys; /* by number */
	uint32_t *slots;           /* number + 1; 0: free */
	size_t n_keys, n_slots;
};

void aid_memo_done(struct aid_memo *memo);
/* The number of the key; *out_is_new: it had none before. AID_E_NOMEM. */
int aid_memo_find(struct aid_memo *memo, const struct aid_memo_key *key, size_t *out_number,
		  bool *out_is_new, struct aid_error *err);
/* Makes room for the entry `number` of an array of entries of `size` bytes, zeroed. AID_E_NOMEM. */
int
aid_memo_make_room(void **array, size_t *n_room, size_t size, size_t number, struct aid_error *err);

#endif
