#include "report/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"

/* Slots are a power of two. */
#define LEAST_SLOTS 64

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

void
aid_memo_done(struct aid_memo *memo)
{
	free(memo->keys);
	free(memo->slots);
	*memo = (struct aid_memo){ 0 };
}

static size_t
hash_of(const struct aid_memo_key *key)
{
	uint64_t h = 0;

	for (size_t i = 0; i < 4; i++) {
		h = (h ^ (uint64_t)key->parts[i]) * 0x9E3779B97F4A7C15U;
		h ^= h >> 32;
	}
	return (size_t)h;
}

/* Twice the slots; at most half of them are ever taken. */
static int
grow(struct aid_memo *memo, struct aid_error *err)
{
	size_t n_slots = memo->n_slots == 0 ? LEAST_SLOTS : memo->n_slots * 2;
	uint32_t *slots = calloc(n_slots, sizeof(*slots));
	struct aid_memo_key *keys = realloc(memo->keys, n_slots / 2 * sizeof(*keys));

	if (keys != NULL) {
		memo->keys = keys;
	}
	if (slots == NULL || keys == NULL) {
		free(slots);
		return no_memory(err);
	}
	for (size_t number = 0; number < memo->n_keys; number++) {
		size_t slot = hash_of(&keys[number]) & (n_slots - 1);

		while (slots[slot] != 0) {
			slot = (slot + 1) & (n_slots - 1);
		}
		slots[slot] = (uint32_t)number + 1;
	}
	free(memo->slots);
	memo->slots = slots;
	memo->n_slots = n_slots;
	return 0;
}

int
aid_memo_find(struct aid_memo *memo, const struct aid_memo_key *key, size_t *out_number,
	      bool *out_is_new, struct aid_error *err)
{
	size_t slot;

	if (memo->n_keys * 2 >= memo->n_slots) {
		int code = grow(memo, err);

		if (code < 0) {
			return code;
		}
	}
	slot = hash_of(key) & (memo->n_slots - 1);
	while (memo->slots[slot] != 0) {
		size_t number = memo->slots[slot] - 1;

		if (memcmp(&memo->keys[number], key, sizeof(*key)) == 0) {
			*out_number = number;
			*out_is_new = false;
			return 0;
		}
		slot = (slot + 1) & (memo->n_slots - 1);
	}
	memo->keys[memo->n_keys] = *key;
	memo->slots[slot] = (uint32_t)memo->n_keys + 1;
	*out_number = memo->n_keys++;
	*out_is_new = true;
	return 0;
}

int
aid_memo_make_room(void **array, size_t *n_room, size_t size, size_t number, struct aid_error *err)
{
	size_t n_more = *n_room == 0 ? LEAST_SLOTS : *n_room * 2;
	char *more;

	if (number < *n_room) {
		return 0;
	}
	while (n_more <= number) {
		n_more *= 2;
	}
	more = realloc(*array, n_more * size);
	if (more == NULL) {
		return no_memory(err);
	}
	memset(more + *n_room * size, 0, (n_more - *n_room) * size);
	*array = more;
	*n_room = n_more;
	return 0;
}
