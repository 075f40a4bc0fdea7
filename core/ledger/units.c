#include <stdlib.h>

#include "base/digest.h"
#include "base/message.h"
#include "ledger/units.h"
#include "text/fold.h"

struct unit_name {
	struct aid_slice folded;
	int64_t unit_id;
};

struct aid_units {
	struct aid_arena arena;
	struct unit_name *names; /* sorted */
	size_t n_names;
};

static int
compare(const void *a, const void *b)
{
	return aid_slice_compare(((const struct unit_name *)a)->folded,
				 ((const struct unit_name *)b)->folded);
}

int
aid_units_load(struct aid_db *db, int64_t known, struct aid_units **out_units,
	       struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	size_t n_room = 0;
	struct aid_units *units = calloc(1, sizeof(*units));
	if (units == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	aid_arena_init(&units->arena);
	int result = aid_db_statement(db, "unit_names", &s, err);
	if (result == 0)
		aid_bind_int(s, ":known", known);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		if (units->n_names == n_room) {
			n_room = n_room == 0 ? 256 : n_room * 2;
			struct unit_name *grown = realloc(units->names, n_room * sizeof(*grown));
			if (grown == NULL) {
				result = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
				break;
			}
			units->names = grown;
		}
		struct unit_name *name = &units->names[units->n_names++];
		name->folded = aid_arena_copy(&units->arena, aid_column_text(s, 0));
		name->unit_id = aid_column_int(s, 1);
		if (name->folded.ptr == NULL)
			result = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	if (result != 0) {
		aid_units_free(units);
		return result;
	}
	if (units->n_names > 0)
		qsort(units->names, units->n_names, sizeof(*units->names), compare);
	*out_units = units;
	return 0;
}

void
aid_units_free(struct aid_units *units)
{
	if (units == NULL)
		return;
	aid_arena_done(&units->arena);
	free(units->names);
	free(units);
}

int64_t
aid_units_find(const struct aid_units *units, struct aid_slice text, struct aid_buffer *scratch)
{
	if (aid_fold_name(text, scratch, NULL) != 0 || units->n_names == 0)
		return 0;
	struct unit_name key = { aid_buffer_slice(scratch), 0 };
	const struct unit_name *found =
		bsearch(&key, units->names, units->n_names, sizeof(key), compare);
	return found == NULL ? 0 : found->unit_id;
}

void
aid_units_nearest(const struct aid_units *units, struct aid_slice text, struct aid_buffer *out)
{
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	const struct unit_name *best = NULL;
	if (aid_fold_name(text, &folded, NULL) == 0) {
		size_t best_distance = 3;
		for (size_t k = 0; k < units->n_names; k++) {
			size_t distance = aid_fold_distance(aid_buffer_slice(&folded),
							    units->names[k].folded, best_distance);
			if (distance < best_distance && distance < units->names[k].folded.len) {
				best = &units->names[k];
				best_distance = distance;
			}
		}
	}
	if (best != NULL)
		aid_buffer_append(out, best->folded);
	aid_buffer_done(&folded);
}

int64_t
aid_units_find_memo(const struct aid_units *units, struct aid_units_memo *memo,
		    struct aid_slice text, struct aid_buffer *scratch)
{
	size_t slot = (size_t)aid_digest_hash64(text, 0) & 63;
	if (memo->slots[slot].text.ptr != NULL && aid_slice_is_equal(memo->slots[slot].text, text))
		return memo->slots[slot].unit_id;
	int64_t unit_id = aid_units_find(units, text, scratch);
	/* Only what is known is remembered: strange units do not fill the arena. */
	if (unit_id != 0 && text.len <= 64) {
		struct aid_slice copy = aid_arena_copy(&memo->arena, text);
		if (copy.ptr != NULL) {
			memo->slots[slot].text = copy;
			memo->slots[slot].unit_id = unit_id;
		}
	}
	return unit_id;
}
