/* How long to wait after the n-th trouble in a row: first, twice that, four times ... up to a maximum. */
#ifndef AID_MACHINE_BACKOFF_H
#define AID_MACHINE_BACKOFF_H

#include <stdint.h>

struct aid_backoff {
	int64_t first_ms;
	int64_t max_ms;
	int n_troubles; /* in a row */
};

/* 0 < first_ms <= max_ms. */
void aid_backoff_init(struct aid_backoff *backoff, int64_t first_ms, int64_t max_ms);
/* One more trouble; how long to wait now. */
int64_t aid_backoff_next(struct aid_backoff *backoff);
/* It went well again. */
void aid_backoff_reset(struct aid_backoff *backoff);

#endif
