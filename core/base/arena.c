#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>

/* With AddressSanitizer, memory that was given back is poisoned: a slice kept beyond its batch is then found by the
 * first test that reads it. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_POISON 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WITH_POISON 1
#endif
#ifdef WITH_POISON
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
#endif

#define BLOCK_BYTES ((size_t)256 * 1024)
#define ALIGNMENT _Alignof(max_align_t)

struct aid_arena_block {
	struct aid_arena_block *next;
	size_t size;
	size_t used;
	max_align_t bytes[];
};

static struct aid_arena_block *
block_new(size_t size)
{
	size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	struct aid_arena_block *block = malloc(sizeof *block + room);
	if (block == NULL)
		return NULL;
	block->next = NULL;
	block->size = room;
	block->used = 0;
	ASAN_POISON_MEMORY_REGION(block->bytes, room);
	return block;
}

/* Makes a block current that has room for `size`: the next one if it is large enough, else a new one in front of it. */
static bool
advance(struct aid_arena *arena, size_t size)
{
	struct aid_arena_block *after = arena->current;
	struct aid_arena_block *next = after == NULL ? arena->first : after->next;
	if (next == NULL || next->size < size) {
		struct aid_arena_block *block = block_new(size);
		if (block == NULL)
			return false;
		block->next = next;
		if (after == NULL)
			arena->first = block;
		else
			after->next = block;
		next = block;
	}
	next->used = 0;
	arena->current = next;
	return true;
}

void
aid_arena_init(struct aid_arena *arena)
{
	*arena = (struct aid_arena){ NULL, NULL, 0 };
}

void
aid_arena_done(struct aid_arena *arena)
{
	struct aid_arena_block *block = arena->first;
	while (block != NULL) {
		struct aid_arena_block *next = block->next;
		ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
		free(block);
		block = next;
	}
	aid_arena_init(arena);
}

void
aid_arena_reset(struct aid_arena *arena)
{
	for (struct aid_arena_block *b = arena->first; b != NULL; b = b->next)
		ASAN_POISON_MEMORY_REGION(b->bytes, b->size);
	arena->current = arena->first;
	if (arena->current != NULL)
		arena->current->used = 0;
	arena->n_bytes = 0;
}

void *
aid_arena_alloc(struct aid_arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		return NULL;
	size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (rounded == 0)
		rounded = ALIGNMENT;
	if (arena->current == NULL || arena->current->size - arena->current->used < rounded) {
		if (!advance(arena, rounded))
			return NULL;
	}
	char *start = (char *)arena->current->bytes + arena->current->used;
	arena->current->used += rounded;
	arena->n_bytes += rounded;
	ASAN_UNPOISON_MEMORY_REGION(start, size);
	return start;
}

struct aid_slice
aid_arena_copy(struct aid_arena *arena, struct aid_slice s)
{
	char *copy = s.len == SIZE_MAX ? NULL : aid_arena_alloc(arena, s.len + 1);
	if (copy == NULL)
		return (struct aid_slice){ NULL, 0 };
	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return (struct aid_slice){ copy, s.len };
}
