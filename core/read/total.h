/* Sums of what the records of a file state, against the totals that the file gives of itself. */
#ifndef AID_READ_TOTAL_H
#define AID_READ_TOTAL_H

#include "read/map.h"

struct aid_total;

/* Of every column of the file that the map reads a quantity or a whole number from. The map must outlive it. AID_E_NOMEM. */
int aid_total_new(const struct aid_map *map, struct aid_total **out_total, struct aid_error *err);
void aid_total_free(struct aid_total *total);
/* Adds the facts of one record that was taken. */
void aid_total_add(struct aid_total *total, const struct aid_fact *facts, size_t n_facts);
/* Is a record that could be taken a total of others: each of its figures the sum of all the rows taken above it, or of those since the last total, and a word for a total
 * in one of its cells? With words behind it, which may be a name, it takes a sum of two rows. */
bool aid_total_is_hidden(const struct aid_total *total, const struct aid_record *record,
			 const struct aid_fact *facts, size_t n_facts);
/* What a record rejected as TOTAL_ROW is: it stays so where each of its figures is the sum of all the rows taken above it, or of those since the last total; else it is
 * TOTAL_DIFFERS, with the first column that differs. AID_E_NOMEM. */
int aid_total_check(struct aid_total *total, const struct aid_record *record,
		    struct aid_arena *arena, struct aid_reject *reject, struct aid_error *err);

/* Of a reject: there is nothing to correct in it. */
static inline bool
aid_total_is_one(enum aid_message message)
{
	return message == AID_MSG_TOTAL_ROW || message == AID_MSG_TOTAL_DIFFERS;
}

#endif
