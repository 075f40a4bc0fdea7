#include "ledger/tally.h"

#include <stdlib.h>

#include "base/message.h"
#include "value/date.h"

/* Sums in memory before they are written: a power of two. */
#define N_SLOTS 32768
#define N_SLOTS_USED (N_SLOTS / 4 * 3)

struct slot {
	int64_t kind; /* 0: free */
	int64_t place, period, hours, n;
};

struct aid_tally {
	struct aid_db *db;
	struct slot slots[N_SLOTS];
	uint16_t used[N_SLOTS_USED]; /* slots that are not free */
	size_t n_used;
};

int
aid_tally_new(struct aid_db *db, struct aid_tally **out_tally, struct aid_error *err)
{
	struct aid_tally *tally = calloc(1, sizeof(*tally));
	if (tally == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	tally->db = db;
	*out_tally = tally;
	return 0;
}

void
aid_tally_free(struct aid_tally *tally)
{
	free(tally);
}

static int
write_slot(struct aid_tally *tally, const struct slot *slot, const char *name,
	   struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(tally->db, name, &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":kind", slot->kind);
	aid_bind_int(s, ":place", slot->place);
	aid_bind_int(s, ":period", slot->period);
	aid_bind_int(s, ":hours", slot->hours);
	aid_bind_int_if(s, ":n", slot->n);
	return aid_statement_run(s, err);
}

int
aid_tally_keep(struct aid_tally *tally, struct aid_error *err)
{
	int result = 0;
	for (size_t k = 0; k < tally->n_used && result == 0; k++) {
		struct slot *slot = &tally->slots[tally->used[k]];
		if (slot->n != 0)
			result = write_slot(tally, slot, "tally_add", err);
		if (result == 0 && slot->n < 0)
			result = write_slot(tally, slot, "tally_prune", err);
		*slot = (struct slot){ 0 };
	}
	tally->n_used = 0;
	return result;
}

static size_t
hash_of(const struct slot *key)
{
	uint64_t h = (uint64_t)key->place * 0x9E3779B97F4A7C15U;
	h = (h ^ (uint64_t)key->hours) * 0xC2B2AE3D27D4EB4FU;
	h = (h ^ (uint64_t)(key->period * 8 + key->kind)) * 0x165667B19E3779F9U;
	return (size_t)(h >> 40) % N_SLOTS;
}

static int
add(struct aid_tally *tally, const struct slot *line, struct aid_error *err)
{
	size_t k = hash_of(line);
	struct slot *slot = &tally->slots[k];
	while (slot->kind != 0 && (slot->kind != line->kind || slot->place != line->place ||
				   slot->period != line->period || slot->hours != line->hours)) {
		k = (k + 1) % N_SLOTS;
		slot = &tally->slots[k];
	}
	if (slot->kind != 0) {
		slot->n += line->n;
		return 0;
	}
	*slot = *line;
	tally->used[tally->n_used++] = (uint16_t)k;
	return tally->n_used < N_SLOTS_USED ? 0 : aid_tally_keep(tally, err);
}

/* Columns of tally_rows. */
enum field { CROSSING, DESTINATION, DAY, ACCESS_DAY, SEEN_AT, X, ROAD, AT_CROSSING, ONWARD };

static int
add_row(struct aid_tally *tally, struct aid_statement *s, int64_t sign, struct aid_error *err)
{
	int64_t crossing = aid_column_int(s, CROSSING), to = aid_column_int(s, DESTINATION),
		access_day = aid_column_int(s, ACCESS_DAY);
	const struct {
		bool is_told;
		struct slot line;
	} lines[] = {
		{ !aid_column_is_null(s, ROAD),
		  { AID_TALLY_ROAD, to, aid_column_int(s, DAY) / AID_TALLY_PERIOD_DAYS,
		    aid_column_int(s, ROAD), sign } },
		{ !aid_column_is_null(s, AT_CROSSING) && crossing != 0,
		  { AID_TALLY_CROSSING, crossing, access_day / AID_TALLY_PERIOD_DAYS,
		    aid_column_int(s, AT_CROSSING), sign } },
		{ !aid_column_is_null(s, ONWARD),
		  { AID_TALLY_ONWARD, to,
		    aid_date_day_of(aid_column_int(s, SEEN_AT)) / AID_TALLY_PERIOD_DAYS,
		    aid_column_int(s, ONWARD), sign } },
		{ aid_column_int(s, X) > 0 && crossing != 0,
		  { AID_TALLY_PASSED_CROSSING, crossing, access_day, 0, sign } },
		{ aid_column_int(s, X) > 0,
		  { AID_TALLY_PASSED_DESTINATION, to, access_day, 0, sign } },
	};
	int result = 0;
	for (size_t k = 0; k < sizeof(lines) / sizeof(lines[0]) && result == 0; k++) {
		if (lines[k].is_told)
			result = add(tally, &lines[k].line, err);
	}
	return result;
}

int
aid_tally_sum(struct aid_tally *tally, int64_t sign, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int result = aid_db_statement(tally->db, "tally_rows", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		result = add_row(tally, s, sign, err);
		if (result != 0)
			aid_statement_reset(s);
	}
	return result;
}
