#include "machine/backoff.h"

#include "base/error.h"

void
aid_backoff_init(struct aid_backoff *backoff, int64_t first_ms, int64_t max_ms)
{
	AID_REQUIRE(first_ms > 0 && first_ms <= max_ms);
	backoff->first_ms = first_ms;
	backoff->max_ms = max_ms;
	backoff->n_troubles = 0;
}

int64_t
aid_backoff_next(struct aid_backoff *backoff)
{
	int64_t wait_ms = backoff->first_ms;

	/* The comparison with half the maximum keeps the doubling from ever overflowing. */
	for (int i = 0; i < backoff->n_troubles && wait_ms < backoff->max_ms; i++)
		wait_ms = wait_ms > backoff->max_ms / 2 ? backoff->max_ms : wait_ms * 2;
	if (backoff->n_troubles < INT16_MAX)
		backoff->n_troubles++;
	return wait_ms;
}

void
aid_backoff_reset(struct aid_backoff *backoff)
{
	backoff->n_troubles = 0;
}
