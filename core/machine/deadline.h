/* A moment on a monotonic clock of milliseconds by which something is due, or never. The clock itself is the caller's. */
#ifndef AID_MACHINE_DEADLINE_H
#define AID_MACHINE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#define AID_DEADLINE_NEVER INT64_MAX

struct aid_deadline {
	int64_t at_ms; /* AID_DEADLINE_NEVER: nothing is due */
};

void aid_deadline_clear(struct aid_deadline *deadline);
/* Due `after_ms` from `now_ms`, whatever was set before. */
void aid_deadline_set(struct aid_deadline *deadline, int64_t now_ms, int64_t after_ms);
/* Due at `at_ms` or at what was set before, whichever comes first. */
void aid_deadline_advance(struct aid_deadline *deadline, int64_t at_ms);
bool aid_deadline_is_due(const struct aid_deadline *deadline, int64_t now_ms);

#endif
