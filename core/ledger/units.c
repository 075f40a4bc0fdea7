#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/integer.h"
#include "base/limits.h"
#include "base/message.h"
#include "ledger/units.h"
#include "text/fold.h"

struct unit_name {
	struct aid_slice folded;
	int64_t unit_id;
};

/* One of a unit is at most so many thousandths of another. */
struct unit_factor {
	int64_t unit_id, base_unit_id, high;
	bool is_of_ring;
};

struct aid_units {
	struct aid_arena arena;
	struct unit_name *names; /* sorted */
	size_t n_names;
	struct unit_factor *factors;
	size_t n_factors;
	int64_t last_unit;
	int64_t *most; /* of each unit, as aid_units_most says */
};

/* A chain has no more steps (schema/reconcile/conversions.sql). */
#define N_STEPS 8

static int
compare(const void *a, const void *b)
{
	return aid_slice_compare(((const struct unit_name *)a)->folded,
				 ((const struct unit_name *)b)->folded);
}

static int
load_factors(struct aid_db *db, struct aid_units *units, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	size_t n_room = 0;
	int result = aid_db_statement(db, "unit_factors", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		if (units->n_factors == n_room) {
			n_room = n_room == 0 ? 64 : n_room * 2;
			struct unit_factor *grown =
				realloc(units->factors, n_room * sizeof(*grown));
			if (grown == NULL) {
				aid_statement_reset(s);
				return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
			}
			units->factors = grown;
		}
		units->factors[units->n_factors++] =
			(struct unit_factor){ aid_column_int(s, 0), aid_column_int(s, 1),
					      aid_column_int(s, 2), false };
	}
	return result;
}

static int64_t
last_unit(const struct aid_units *units)
{
	int64_t last = 0;
	for (size_t k = 0; k < units->n_names; k++)
		last = units->names[k].unit_id > last ? units->names[k].unit_id : last;
	/* Of an earlier drop there may be lines of units that no name is known for. */
	for (size_t k = 0; k < units->n_factors; k++) {
		const struct unit_factor *f = &units->factors[k];
		last = f->unit_id > last ? f->unit_id : last;
		last = f->base_unit_id > last ? f->base_unit_id : last;
	}
	return last;
}

/* Do lines lead from the unit back to it? None of its lines are used then. */
static bool
is_in_ring(const struct aid_units *units, int64_t unit_id, bool *reached)
{
	memset(reached, 0, (size_t)(units->last_unit + 1) * sizeof(*reached));
	for (int step = 0; step < N_STEPS; step++) {
		for (size_t k = 0; k < units->n_factors; k++) {
			const struct unit_factor *f = &units->factors[k];
			if (f->unit_id == unit_id || reached[f->unit_id])
				reached[f->base_unit_id] = true;
		}
	}
	return reached[unit_id];
}

/* The most that one of each unit is of anything, in thousandths: the chains of lines followed to their ends. */
static void
follow_factors(const struct aid_units *units, int64_t *greatest)
{
	for (int64_t unit = 0; unit <= units->last_unit; unit++)
		greatest[unit] = 1000;
	for (int step = 0; step < N_STEPS; step++) {
		for (size_t k = 0; k < units->n_factors; k++) {
			const struct unit_factor *f = &units->factors[k];
			int64_t factor;
			if (f->is_of_ring)
				continue;
			if (!aid_integer_scale_up(f->high, greatest[f->base_unit_id], 1000,
						  &factor))
				factor = INT64_MAX;
			if (factor > greatest[f->unit_id])
				greatest[f->unit_id] = factor;
		}
	}
}

static int
find_most(struct aid_units *units, struct aid_error *err)
{
	units->last_unit = last_unit(units);
	size_t n = (size_t)(units->last_unit + 1);
	bool *reached = calloc(n, sizeof(*reached));
	units->most = calloc(n, sizeof(*units->most));
	if (reached == NULL || units->most == NULL) {
		free(reached);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	for (size_t k = 0; k < units->n_factors; k++)
		units->factors[k].is_of_ring =
			is_in_ring(units, units->factors[k].unit_id, reached);
	free(reached);
	follow_factors(units, units->most);
	for (size_t k = 0; k < n; k++)
		aid_integer_scale_down(AID_LIMIT_MEASURE_MILLI, 1000, units->most[k],
				       &units->most[k]);
	return 0;
}

int64_t
aid_units_most(const struct aid_units *units, int64_t unit_id)
{
	return units->most[unit_id];
}

static int
load_names(struct aid_db *db, int64_t known, struct aid_units *units, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	size_t n_room = 0;
	int result = aid_db_statement(db, "unit_names", &s, err);
	if (result == 0)
		aid_bind_int(s, ":known", known);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		if (units->n_names == n_room) {
			n_room = n_room == 0 ? 256 : n_room * 2;
			struct unit_name *grown = realloc(units->names, n_room * sizeof(*grown));
			if (grown == NULL) {
				aid_statement_reset(s);
				return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
			}
			units->names = grown;
		}
		struct unit_name *name = &units->names[units->n_names++];
		name->folded = aid_arena_copy(&units->arena, aid_column_text(s, 0));
		name->unit_id = aid_column_int(s, 1);
		if (name->folded.ptr == NULL)
			result = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	return result;
}

int
aid_units_load(struct aid_db *db, int64_t known, struct aid_units **out_units,
	       struct aid_error *err)
{
	struct aid_units *units = calloc(1, sizeof(*units));
	if (units == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	aid_arena_init(&units->arena);
	int result = load_names(db, known, units, err);
	if (result == 0)
		result = load_factors(db, units, err);
	if (result == 0)
		result = find_most(units, err);
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
	free(units->factors);
	free(units->most);
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
