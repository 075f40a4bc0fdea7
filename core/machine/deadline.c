#include "machine/deadline.h"

#include "base/integer.h"

void
aid_deadline_clear(struct aid_deadline *deadline)
{
	deadline->at_ms = AID_DEADLINE_NEVER;
}

void
aid_deadline_set(struct aid_deadline *deadline, int64_t now_ms, int64_t after_ms)
{
	if (!aid_integer_add(now_ms, after_ms, &deadline->at_ms))
		deadline->at_ms = AID_DEADLINE_NEVER;
}

void
aid_deadline_advance(struct aid_deadline *deadline, int64_t at_ms)
{
	if (at_ms < deadline->at_ms)
		deadline->at_ms = at_ms;
}

bool
aid_deadline_is_due(const struct aid_deadline *deadline, int64_t now_ms)
{
	return deadline->at_ms != AID_DEADLINE_NEVER && now_ms >= deadline->at_ms;
}
