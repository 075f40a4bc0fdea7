/* Work that runs ahead of the one who needs it: a thread fills items, the caller takes them in order and gives them back. There are only so
 * many items, so that memory does not grow with the work. */
#ifndef AID_BASE_AHEAD_H
#define AID_BASE_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define AID_AHEAD_ITEMS 2

struct aid_ahead;

/* Fills an item, on the thread; *out_is_last ends the work with this item. */
typedef int aid_ahead_fill(void *context, void *item, bool *out_is_last, struct aid_error *err);

/* Starts the thread. `context` and the items belong to it until aid_ahead_stop, but for the item that was taken. AID_E_NOMEM. */
int aid_ahead_start(aid_ahead_fill *fill, void *context, void *const items[AID_AHEAD_ITEMS],
		    struct aid_ahead **out_ahead, struct aid_error *err);
/* The next item, or what stopped the filling. Give it back before asking for the one after; do not ask behind the last. */
int aid_ahead_next(struct aid_ahead *ahead, void **out_item, struct aid_error *err);
void aid_ahead_give_back(struct aid_ahead *ahead, void *item);
/* Ends the thread, wherever it is, and frees; NULL is nothing. */
void aid_ahead_stop(struct aid_ahead *ahead);

#endif
