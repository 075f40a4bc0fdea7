#include "read/drift.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/message.h"
#include "read/cell.h"
#include "text/fold.h"

/* Of one list. */
#define LIST_BYTES 300

void
aid_drift_init(struct aid_drift *drift)
{
	aid_buffer_init(&drift->came);
	aid_buffer_init(&drift->went);
	aid_buffer_init(&drift->moved);
}

void
aid_drift_done(struct aid_drift *drift)
{
	aid_buffer_done(&drift->came);
	aid_buffer_done(&drift->went);
	aid_buffer_done(&drift->moved);
}

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

static int
fold_names(const struct aid_slice *names, size_t n, struct aid_arena *arena,
	   struct aid_slice **out_folded, struct aid_error *err)
{
	struct aid_slice *folded = aid_arena_alloc(arena, (n + 1) * sizeof *folded);
	struct aid_buffer scratch;
	int rc = folded == NULL ? no_memory(err) : 0;
	aid_buffer_init(&scratch);
	for (size_t i = 0; i < n && rc == 0; i++) {
		rc = aid_fold_name(names[i], &scratch, err);
		folded[i] = aid_arena_copy(arena, aid_buffer_slice(&scratch));
		if (rc == 0 && folded[i].ptr == NULL)
			rc = no_memory(err);
	}
	aid_buffer_done(&scratch);
	if (rc == 0)
		*out_folded = folded;
	return rc;
}

/* The first column of that name that is not another's already; -1. */
static int
find_free(const struct aid_slice *folded, size_t n, struct aid_slice name, const int *partner)
{
	for (size_t i = 0; i < n; i++) {
		if (partner[i] < 0 && aid_slice_is_equal(folded[i], name))
			return (int)i;
	}
	return -1;
}

static void
append(struct aid_buffer *list, struct aid_slice name)
{
	if (name.len == 0 || list->len > LIST_BYTES)
		return;
	aid_buffer_append_text(list, list->len == 0 ? "" : ", ");
	if (list->len > LIST_BYTES)
		aid_buffer_append_text(list, "\u2026");
	else
		aid_cell_quote(name, list);
}

/* The longest run of columns in both orders stays; the rest has moved. `partner`: of each column now, where it stood. */
static void
list_moved(struct aid_drift *drift, const struct aid_slice *now, size_t n_now, const int *partner,
	   int *length, int *before)
{
	int last = -1;
	for (size_t i = 0; i < n_now; i++) {
		length[i] = partner[i] < 0 ? 0 : 1;
		before[i] = -1;
		for (size_t k = 0; k < i && partner[i] >= 0; k++) {
			if (partner[k] >= 0 && partner[k] < partner[i] &&
			    length[k] + 1 > length[i]) {
				length[i] = length[k] + 1;
				before[i] = (int)k;
			}
		}
		if (length[i] > 0 && (last < 0 || length[i] > length[last]))
			last = (int)i;
	}
	for (; last >= 0; last = before[last])
		length[last] = 0;
	for (size_t i = 0; i < n_now; i++) {
		if (length[i] > 0)
			append(&drift->moved, now[i]);
	}
}

int
aid_drift_compare(struct aid_drift *drift, const struct aid_slice *known, size_t n_known,
		  const struct aid_slice *now, size_t n_now, struct aid_error *err)
{
	struct aid_arena arena;
	struct aid_slice *folded_known = NULL, *folded_now = NULL;
	aid_arena_init(&arena);
	int *space = aid_arena_alloc(&arena, (n_known + 3 * n_now + 1) * sizeof *space);
	int rc = space == NULL ? no_memory(err) : 0;
	if (rc == 0)
		rc = fold_names(known, n_known, &arena, &folded_known, err);
	if (rc == 0)
		rc = fold_names(now, n_now, &arena, &folded_now, err);
	if (rc == 0) {
		int *later = space, *partner = space + n_known;
		for (size_t i = 0; i < n_known; i++)
			later[i] = -1;
		for (size_t i = 0; i < n_now; i++) {
			partner[i] = find_free(folded_known, n_known, folded_now[i], later);
			if (partner[i] >= 0)
				later[partner[i]] = (int)i;
			else
				append(&drift->came, now[i]);
		}
		for (size_t i = 0; i < n_known; i++) {
			if (later[i] < 0)
				append(&drift->went, known[i]);
		}
		list_moved(drift, now, n_now, partner, partner + n_now, partner + 2 * n_now);
		rc = aid_buffer_check(&drift->came, err);
		if (rc == 0)
			rc = aid_buffer_check(&drift->went, err);
		if (rc == 0)
			rc = aid_buffer_check(&drift->moved, err);
	}
	aid_arena_done(&arena);
	return rc;
}
