#include "ledger/chain.h"

#include <stdio.h>

#include "ledger/seal.h"

void
aid_chain_add(struct aid_ingest *ingest, enum aid_chain_act act, int64_t seal)
{
	if (act == AID_CHAIN_FORGET)
		ingest->seals -= (uint64_t)seal;
	else
		ingest->seals += (uint64_t)(act == AID_CHAIN_PUT ? seal : aid_seal_ended(seal));
}

int
aid_chain_run(struct aid_ingest *ingest, struct aid_statement *s, const char *table,
	      enum aid_chain_act act, int64_t *out_n_rows, struct aid_error *err)
{
	struct aid_seal_columns columns = aid_seal_columns_of(s);
	int64_t n_rows = 0;
	bool has_row;
	int result;
	while ((result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		n_rows++;
		aid_chain_add(ingest, act, aid_seal_row(s, &columns, table));
	}
	if (result == 0 && out_n_rows != NULL)
		*out_n_rows = n_rows;
	return result;
}

static void
copy_digest(char out[AID_DIGEST_HEX_SIZE], struct aid_slice digest)
{
	AID_REQUIRE(digest.len < AID_DIGEST_HEX_SIZE);
	memcpy(out, digest.ptr, digest.len);
	out[digest.len] = '\0';
}

/* What the drop before left: nothing at all for the first. */
static int
read_last(struct aid_ingest *ingest, struct aid_chain_link *out_link, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	*out_link = (struct aid_chain_link){ .known_at = INT64_MIN, .before = "" };
	int result = aid_db_statement(ingest->db, "chain_last", &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result != 0 || !has_row)
		return result;
	for (int k = 0; k < AID_CHAIN_SHARED; k++)
		out_link->last[k] = aid_column_int(s, k);
	copy_digest(out_link->before, aid_column_text(s, AID_CHAIN_SHARED));
	out_link->known_at = aid_column_int(s, AID_CHAIN_SHARED + 1);
	aid_statement_reset(s);
	return 0;
}

/* Rows of a table that all drops share which came since the drop before; *inout_last is the last that was known and becomes the last of them. */
static int
seal_shared(struct aid_ingest *ingest, const char *statement, const char *table,
	    int64_t *inout_last, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_seal_columns columns;
	bool has_row;
	int result = aid_db_statement(ingest->db, statement, &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":after", *inout_last);
	columns = aid_seal_columns_of(s);
	while ((result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		*inout_last = aid_column_int(s, 0);
		aid_chain_add(ingest, AID_CHAIN_PUT, aid_seal_row(s, &columns, table));
	}
	return result;
}

static int
seal_where(struct aid_ingest *ingest, const char *statement, const char *table, int64_t after,
	   struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, statement, &s, err);
	if (result != 0)
		return result;
	aid_bind_int_if(s, ":after", after);
	return aid_chain_run(ingest, s, table, AID_CHAIN_PUT, NULL, err);
}

/* Names, lanes, units and waybills are everybody's: a drop seals those that came with it, or with the reconciling before it. */
static int
seal_all_shared(struct aid_ingest *ingest, struct aid_chain_link *link, struct aid_error *err)
{
	bool is_first = link->before[0] == '\0';
	int64_t last_unit = link->last[AID_CHAIN_UNIT];
	int result = seal_shared(ingest, "chain_names", "name", &link->last[AID_CHAIN_NAME], err);
	if (result == 0)
		result = seal_shared(ingest, "chain_lanes", "lane", &link->last[AID_CHAIN_LANE],
				     err);
	if (result == 0)
		result = seal_shared(ingest, "chain_units", "unit", &link->last[AID_CHAIN_UNIT],
				     err);
	if (result == 0 && link->last[AID_CHAIN_UNIT] > last_unit)
		result = seal_where(ingest, "chain_unit_names", "unit_name", last_unit, err);
	/* What everyone knows without having been told is the first drop's. */
	if (result == 0 && is_first)
		result = seal_where(ingest, "chain_built_in", "conversion", 0, err);
	if (result != 0)
		return result;
	ingest->seals += aid_waybills_take_seals(ingest->ledger->waybills);
	return aid_waybills_last(ingest->ledger->waybills, &link->last[AID_CHAIN_WAYBILL], err);
}

/* "LENGTH:BYTES,", so that no two lists of values are written alike. */
static void
digest_value(struct aid_digest *digest, struct aid_slice value)
{
	char length[24];
	int n = snprintf(length, sizeof(length), "%zu:", value.len);
	aid_digest_update(digest, length, (size_t)n);
	if (value.len > 0)
		aid_digest_update(digest, value.ptr, value.len);
	aid_digest_update(digest, ",", 1);
}

static void
digest_number(struct aid_digest *digest, int64_t number)
{
	char text[24];
	snprintf(text, sizeof(text), "%lld", (long long)number);
	digest_value(digest, aid_slice_of(text));
}

/* The columns of statement chain_drop, then the link. */
static void
digest_drop(struct aid_statement *s, const struct aid_chain_link *link, struct aid_digest *digest)
{
	digest_value(digest, aid_slice_of(link->before));
	for (int column = 0; column < aid_column_count(s); column++)
		digest_value(digest, aid_column_text(s, column));
	for (int k = 0; k < AID_CHAIN_SHARED; k++)
		digest_number(digest, link->last[k]);
	digest_number(digest, link->known_at);
	digest_number(digest, link->sum);
}

int
aid_chain_digest(struct aid_db *db, const struct aid_chain_link *link,
		 char out_digest[AID_DIGEST_HEX_SIZE], struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_digest *digest = NULL;
	bool has_row = false;
	int result = aid_digest_new(&digest, err);
	if (result == 0)
		result = aid_db_statement(db, "chain_drop", &s, err);
	if (result == 0) {
		aid_bind_int(s, ":drop", link->drop);
		result = aid_statement_step(s, &has_row, err);
	}
	if (result == 0 && !has_row)
		result = AID_E_NOTFOUND;
	if (result == 0) {
		digest_drop(s, link, digest);
		aid_digest_finish(digest, out_digest);
	}
	if (has_row)
		aid_statement_reset(s);
	aid_digest_free(digest);
	return result;
}

/* As late as can be said in the transaction itself: what is left is its commit. Where the clock went back meanwhile, with the drop before it, as a moment
 * of which was once said what was known is asked for again. */
static int64_t
find_known_at(const struct aid_drop_request *request, int64_t before)
{
	int64_t now = request->read_clock == NULL ? request->received_at : request->read_clock();
	if (now < request->received_at)
		now = request->received_at;
	return now < before ? before : now;
}

int
aid_chain_finish(struct aid_ingest *ingest, struct aid_error *err)
{
	static const char *const last[AID_CHAIN_SHARED] = { ":last_name", ":last_lane",
							    ":last_unit", ":last_waybill" };
	struct aid_chain_link link;
	struct aid_statement *s;
	char digest[AID_DIGEST_HEX_SIZE];
	int result = read_last(ingest, &link, err);
	if (result == 0)
		result = seal_all_shared(ingest, &link, err);
	if (result != 0)
		return result;
	link.drop = ingest->drop;
	link.sum = (int64_t)ingest->seals;
	link.known_at = find_known_at(ingest->request, link.known_at);
	result = aid_chain_digest(ingest->db, &link, digest, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "chain_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", link.drop);
	aid_bind_int(s, ":seals", link.sum);
	for (int k = 0; k < AID_CHAIN_SHARED; k++)
		aid_bind_int(s, last[k], link.last[k]);
	aid_bind_int(s, ":known_at", link.known_at);
	aid_bind_text(s, ":before", aid_slice_of(link.before));
	aid_bind_text(s, ":digest", aid_slice_of(digest));
	return aid_statement_run(s, err);
}
