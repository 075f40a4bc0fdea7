/* Memory that is given back all at once. One arena a batch of records; never one for a whole drop. */
#ifndef AID_BASE_ARENA_H
#define AID_BASE_ARENA_H

#include "base/slice.h"

struct aid_arena_block;

struct aid_arena {
	struct aid_arena_block *first;
	struct aid_arena_block *current;
	size_t n_bytes; /* handed out since the last reset */
};

void aid_arena_init(struct aid_arena *arena);
/* Gives every block back to the system. */
void aid_arena_done(struct aid_arena *arena);
/* Forgets what was handed out and keeps the blocks for the next batch. */
void aid_arena_reset(struct aid_arena *arena);
/* `size` bytes aligned for any type, not zeroed; NULL when memory is out. */
void *aid_arena_alloc(struct aid_arena *arena, size_t size);
/* A copy of `s` with a terminator behind it (not counted in `len`); ptr is NULL when memory is out. */
struct aid_slice aid_arena_copy(struct aid_arena *arena, struct aid_slice s);

#endif
