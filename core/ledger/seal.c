#include "ledger/seal.h"

#include <string.h>

#include "base/digest.h"
#include "base/message.h"

/* No column holds it, and no hash is likely to be it. */
#define NONE INT64_MIN

void
aid_seal_begin(struct aid_seal *seal, const char *table)
{
	seal->seed = aid_digest_hash64(aid_slice_of(table), 0);
	seal->n_values = 0;
}

void
aid_seal_int(struct aid_seal *seal, int64_t number)
{
	AID_REQUIRE(seal->n_values < AID_SEAL_VALUES);
	seal->values[seal->n_values++] = number;
}

void
aid_seal_null(struct aid_seal *seal)
{
	aid_seal_int(seal, NONE);
}

void
aid_seal_text(struct aid_seal *seal, struct aid_slice text)
{
	aid_seal_int(seal, text.ptr == NULL ? NONE : aid_digest_hash64(text, 1));
}

static int64_t
hash_values(const int64_t *values, size_t n_values, int64_t seed)
{
	struct aid_slice bytes = { (const char *)values, n_values * sizeof(*values) };
	return aid_digest_hash64(bytes, seed);
}

int64_t
aid_seal_end(const struct aid_seal *seal)
{
	return hash_values(seal->values, seal->n_values, seal->seed);
}

int64_t
aid_seal_waybill(int64_t waybill_id, int64_t folded_hash)
{
	return hash_values((const int64_t[]){ waybill_id, folded_hash }, 2, 0);
}

int64_t
aid_seal_ended(int64_t seal)
{
	return hash_values(&seal, 1, 1);
}

struct aid_seal_columns
aid_seal_columns_of(struct aid_statement *s)
{
	static const char *const changing[] = { "known_to", "corrected_by", "corrected_line",
						"affirmed_at", "access_lane_id" };
	struct aid_seal_columns columns = { 0, -1, -1 };
	int n_columns = aid_column_count(s);
	AID_REQUIRE(n_columns <= AID_SEAL_VALUES);
	for (int column = 0; column < n_columns; column++) {
		const char *name = aid_column_name(s, column);
		for (size_t k = 0; k < sizeof(changing) / sizeof(changing[0]); k++) {
			if (strcmp(name, changing[k]) != 0)
				continue;
			columns.left_out |= (uint64_t)1 << column;
			if (k < 2)
				columns.end = column;
		}
		if (strcmp(name, "known_from") == 0 || strcmp(name, "drop_id") == 0)
			columns.drop = column;
	}
	return columns;
}

int64_t
aid_seal_row(struct aid_statement *s, const struct aid_seal_columns *columns, const char *table)
{
	struct aid_seal seal;
	int n_columns = aid_column_count(s);
	aid_seal_begin(&seal, table);
	for (int column = 0; column < n_columns; column++) {
		if ((columns->left_out >> column & 1) != 0)
			continue;
		if (aid_column_is_text(s, column))
			aid_seal_text(&seal, aid_column_text(s, column));
		else if (aid_column_is_null(s, column))
			aid_seal_null(&seal);
		else
			aid_seal_int(&seal, aid_column_int(s, column));
	}
	return aid_seal_end(&seal);
}
