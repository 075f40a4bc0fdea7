/* Time zones: what an IANA name meant at a moment (ICU's rules, read once; looking up calls no ICU
 * and changes nothing, so that one zone serves several threads). Seconds since
 * 1970-01-01T00:00:00Z; local seconds are the same count read off a clock of the zone; an offset is
 * local minus UTC, in seconds. */
#ifndef AID_TEXT_ZONE_H
#define AID_TEXT_ZONE_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

struct aid_zone;

/* `name`: an IANA name ("Asia/Gaza", "Etc/GMT-3", "UTC"), or an offset "+03:00" up to 14 hours.
 * Short names like IST are refused: they mean India here and Israel there. AID_E_INVALID with a
 * sentence; AID_E_NOMEM. Free with aid_zone_free. */
int aid_zone_new(struct aid_slice name, struct aid_zone **out_zone, struct aid_error *err);
void aid_zone_free(struct aid_zone *zone);

/* Changes of the offset are known from 1989 to 2101; before and after, the first and the last one
 * hold. */
int64_t aid_zone_offset_at(const struct aid_zone *zone, int64_t seconds);

/* How often a local time was: when the clocks go forward, some never are; when they go back, some
 * come twice. */
enum aid_zone_local {
	AID_ZONE_LOCAL_SKIPPED = 0,
	AID_ZONE_LOCAL_ONCE = 1,
	AID_ZONE_LOCAL_TWICE = 2
};

/* *out_seconds is the moment in UTC, set only for AID_ZONE_LOCAL_ONCE. */
enum aid_zone_local
aid_zone_utc_of_local(const struct aid_zone *zone, int64_t local_seconds, int64_t *out_seconds);

/* "+03:00", "-11:30" at the start of `text`, up to 14 hours: bytes read, or 0. */
size_t aid_zone_read_offset(struct aid_slice text, int64_t *out_offset);

#endif
