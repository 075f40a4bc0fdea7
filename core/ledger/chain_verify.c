/* Is everything as its drop wrote it? All rows are sealed anew and added up by drop; then the links are followed from the first on. */
#include <stdio.h>
#include <stdlib.h>

#include "ledger/chain.h"
#include "ledger/seal.h"
#include "text/fold.h"

#define NOTED_DIGITS_LEAST 16

/* A link, and what the rows of its drop come to now. */
struct entry {
	struct aid_chain_link link;
	bool has_drop, has_link;
	uint64_t sum;
	char digest[AID_DIGEST_HEX_SIZE];
};

struct chain {
	struct aid_ledger *ledger;
	struct entry *entries; /* in the order of the drops */
	size_t n_entries, n_room;
	size_t at;     /* that was found last */
	int64_t stray; /* the least drop of rows that no link has; 0: none */
	struct aid_buffer folded;
};

static void
copy_digest(char out[AID_DIGEST_HEX_SIZE], struct aid_slice digest)
{
	size_t len = digest.len < AID_DIGEST_HEX_SIZE ? digest.len : AID_DIGEST_HEX_SIZE - 1;
	if (len > 0)
		memcpy(out, digest.ptr, len);
	out[len] = '\0';
}

static int
add_entry(struct chain *chain, struct aid_statement *s, struct aid_error *err)
{
	if (chain->n_entries == chain->n_room) {
		size_t n_room = chain->n_room == 0 ? 64 : chain->n_room * 2;
		struct entry *entries = realloc(chain->entries, n_room * sizeof(*entries));
		if (entries == NULL)
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		chain->entries = entries;
		chain->n_room = n_room;
	}
	struct entry *entry = &chain->entries[chain->n_entries++];
	*entry = (struct entry){ .has_drop = !aid_column_is_null(s, 1),
				 .has_link = !aid_column_is_null(s, 2) };
	entry->link.drop = aid_column_int(s, 0);
	entry->link.sum = aid_column_int(s, 3);
	for (int k = 0; k < AID_CHAIN_SHARED; k++)
		entry->link.last[k] = aid_column_int(s, 4 + k);
	entry->link.known_at = aid_column_int(s, 8);
	copy_digest(entry->link.before, aid_column_text(s, 9));
	copy_digest(entry->digest, aid_column_text(s, 10));
	return 0;
}

static int
read_links(struct chain *chain, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(chain->ledger->db, "chain_links", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row)
		result = add_entry(chain, s, err);
	return result;
}

/* The entry of a drop. Rows lie together as they came: most are of the drop of the row before. */
static struct entry *
find_drop(struct chain *chain, int64_t drop)
{
	size_t low = 0, high = chain->n_entries;
	if (chain->at < high && chain->entries[chain->at].link.drop == drop)
		return &chain->entries[chain->at];
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (chain->entries[middle].link.drop < drop)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == chain->n_entries || chain->entries[low].link.drop != drop)
		return NULL;
	chain->at = low;
	return &chain->entries[low];
}

static void
add_row(struct chain *chain, int64_t drop, int64_t seal)
{
	/* What the schema brings is the first drop's. */
	struct entry *entry =
		drop == 0 && chain->n_entries > 0 ? &chain->entries[0] : find_drop(chain, drop);
	if (entry != NULL)
		entry->sum += (uint64_t)seal;
	else if (drop != 0 && (chain->stray == 0 || drop < chain->stray))
		chain->stray = drop;
}

/* Rows that name the drop that wrote them and, where they do, the drop that ended them. */
static int
add_rows(struct chain *chain, const char *statement, const char *table, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_seal_columns columns;
	bool has_row;
	int result = aid_db_statement(chain->ledger->db, statement, &s, err);
	if (result != 0)
		return result;
	columns = aid_seal_columns_of(s);
	AID_REQUIRE(columns.drop >= 0);
	while ((result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		int64_t seal = aid_seal_row(s, &columns, table);
		int64_t end = columns.end < 0 ? 0 : aid_column_int(s, columns.end);
		add_row(chain, aid_column_int(s, columns.drop), seal);
		if (end != 0 && end != AID_KNOWN_OPEN)
			add_row(chain, end, aid_seal_ended(seal));
	}
	return result;
}

/* The drop that sealed a row which all drops share: the first that had sealed as far. What came after the last of them is not sealed yet. */
static void
add_shared(struct chain *chain, int shared, int64_t id, int64_t seal)
{
	size_t low = 0, high = chain->n_entries;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (chain->entries[middle].link.last[shared] < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < chain->n_entries)
		chain->entries[low].sum += (uint64_t)seal;
}

static int
add_shared_rows(struct chain *chain, int shared, const char *statement, const char *table,
		int id_column, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_seal_columns columns;
	bool has_row;
	int result = aid_db_statement(chain->ledger->db, statement, &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":after", 0);
	columns = aid_seal_columns_of(s);
	while ((result = aid_statement_step(s, &has_row, err)) == 0 && has_row)
		add_shared(chain, shared, aid_column_int(s, id_column),
			   aid_seal_row(s, &columns, table));
	return result;
}

/* Is it written as what it is known by? Only the form for people may change. */
static bool
is_form_of(struct chain *chain, struct aid_slice written, struct aid_slice folded)
{
	if (aid_slice_is_equal(written, folded))
		return true;
	return written.ptr != NULL && aid_fold_number(written, &chain->folded, NULL) == 0 &&
	       chain->folded.len > 0 &&
	       aid_slice_is_equal(aid_buffer_slice(&chain->folded), folded);
}

static int
add_waybills(struct chain *chain, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(chain->ledger->db, "chain_waybills", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		int64_t id = aid_column_int(s, 0);
		struct aid_slice folded = aid_column_text(s, 1);
		int64_t seal = aid_seal_waybill(id, aid_digest_hash64(folded, 0));
		bool is_own = is_form_of(chain, aid_column_text(s, 2), folded);
		add_shared(chain, AID_CHAIN_WAYBILL, id, is_own ? seal : ~seal);
	}
	return result;
}

static int
add_all(struct chain *chain, struct aid_error *err)
{
	static const struct {
		const char *statement, *table;
	} written[] = {
		{ "chain_shipment", "shipment" },
		{ "chain_observation", "observation" },
		{ "chain_count_report", "count_report" },
		{ "chain_commitment_line", "commitment_line" },
		{ "chain_commitment_passed", "commitment_passed" },
		{ "chain_place_line", "place_line" },
		{ "chain_commodity_line", "commodity_line" },
		{ "chain_organisation_line", "organisation_line" },
		{ "chain_source_line", "source_line" },
		{ "chain_threshold_line", "threshold_line" },
		{ "chain_policy_line", "policy_line" },
		{ "chain_conversion", "conversion" },
		{ "chain_match_line", "match_line" },
		{ "chain_alias", "alias" },
		{ "chain_outcome_run", "outcome_run" },
		{ "chain_record_key", "record_key" },
		{ "chain_reject", "reject" },
		{ "chain_drop_finding", "drop_finding" },
		{ "chain_drop_note", "drop_note" },
		{ "chain_publication", "publication" },
		{ "chain_publication_place", "publication_place" },
	};
	static const struct {
		int shared;
		const char *statement, *table;
		int id_column;
	} shared[] = {
		{ AID_CHAIN_NAME, "chain_names", "name", 0 },
		{ AID_CHAIN_LANE, "chain_lanes", "lane", 0 },
		{ AID_CHAIN_UNIT, "chain_units", "unit", 0 },
		{ AID_CHAIN_UNIT, "chain_unit_names", "unit_name", 1 },
	};
	int result = 0;
	for (size_t k = 0; k < sizeof(written) / sizeof(written[0]) && result == 0; k++)
		result = add_rows(chain, written[k].statement, written[k].table, err);
	for (size_t k = 0; k < sizeof(shared) / sizeof(shared[0]) && result == 0; k++)
		result = add_shared_rows(chain, shared[k].shared, shared[k].statement,
					 shared[k].table, shared[k].id_column, err);
	return result == 0 ? add_waybills(chain, err) : result;
}

/* What is wrong with a link, AID_MSG_NONE for nothing. */
static int
check_entry(struct chain *chain, const struct entry *entry, const char *before,
	    enum aid_message *out_wrong, struct aid_error *err)
{
	char digest[AID_DIGEST_HEX_SIZE];
	*out_wrong = AID_MSG_NONE;
	if (!entry->has_drop) {
		*out_wrong = AID_MSG_VERIFY_CHAIN_GONE;
		return 0;
	}
	if (!entry->has_link || strcmp(entry->link.before, before) != 0) {
		*out_wrong = AID_MSG_VERIFY_CHAIN_BEFORE;
		return 0;
	}
	int result = aid_chain_digest(chain->ledger->db, &entry->link, digest, err);
	if (result != 0)
		return result;
	if (strcmp(digest, entry->digest) != 0)
		*out_wrong = AID_MSG_VERIFY_CHAIN_DROP;
	else if ((uint64_t)entry->link.sum != entry->sum)
		*out_wrong = AID_MSG_VERIFY_CHAIN_ROWS;
	return 0;
}

/* The first drop at which it breaks: *out_n of them are whole. Rows of a drop that is gone altogether break it where the drop was. */
static int
follow(struct chain *chain, size_t *out_n, int64_t *out_drop, enum aid_message *out_wrong,
       struct aid_error *err)
{
	const char *before = "";
	size_t k = 0;
	*out_wrong = AID_MSG_NONE;
	for (; k < chain->n_entries; k++) {
		const struct entry *entry = &chain->entries[k];
		*out_drop = entry->link.drop;
		if (chain->stray != 0 && chain->stray < entry->link.drop)
			break;
		int result = check_entry(chain, entry, before, out_wrong, err);
		if (result != 0)
			return result;
		if (*out_wrong != AID_MSG_NONE)
			break;
		before = entry->digest;
	}
	*out_n = k;
	if (*out_wrong == AID_MSG_NONE && chain->stray != 0) {
		*out_wrong = AID_MSG_VERIFY_CHAIN_GONE;
		*out_drop = chain->stray;
	}
	return 0;
}

static int
say(aid_ledger_write *write, void *context, enum aid_message message, struct aid_slice first,
    struct aid_slice second, struct aid_slice third, struct aid_error *err)
{
	struct aid_slice args[] = { first, second, third };
	struct aid_buffer line;
	aid_buffer_init(&line);
	aid_message_format(&line, message, args, 3);
	aid_buffer_append_char(&line, '\n');
	int result = aid_buffer_check(&line, err);
	if (result == 0)
		result = write(context, aid_buffer_slice(&line), err);
	aid_buffer_done(&line);
	return result;
}

static struct aid_slice
number_of(char out[24], int64_t number)
{
	snprintf(out, 24, "%lld", (long long)number);
	return aid_slice_of(out);
}

/* With the name of the drop, where it is still there. */
static int
say_of_drop(struct chain *chain, aid_ledger_write *write, void *context, enum aid_message message,
	    int64_t drop, struct aid_slice digest, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_slice name = AID_SLICE_EMPTY;
	char number[24];
	bool has_row = false;
	int result = aid_db_statement(chain->ledger->db, "receipt_counts", &s, err);
	if (result == 0) {
		aid_bind_int(s, ":drop", drop);
		result = aid_statement_step(s, &has_row, err);
	}
	if (result == 0 && has_row)
		name = aid_column_text(s, 1);
	if (result == 0)
		result = say(write, context, message, number_of(number, drop), name, digest, err);
	if (has_row)
		aid_statement_reset(s);
	return result;
}

/* Is what was noted elsewhere the beginning of a link's digest, and everything up to it as it was? */
static int
check_noted(struct chain *chain, struct aid_slice noted, size_t n_whole, aid_ledger_write *write,
	    void *context, bool *out_is_there, struct aid_error *err)
{
	int result = 0;
	*out_is_there = false;
	for (size_t k = 0; k < n_whole && result == 0 && !*out_is_there; k++) {
		const struct entry *entry = &chain->entries[k];
		if (strncmp(entry->digest, noted.ptr, noted.len) != 0)
			continue;
		*out_is_there = true;
		result = say_of_drop(chain, write, context, AID_MSG_VERIFY_CHAIN_NOTED,
				     entry->link.drop, noted, err);
	}
	if (result == 0 && !*out_is_there)
		result = say(write, context, AID_MSG_VERIFY_CHAIN_UNKNOWN, noted, AID_SLICE_EMPTY,
			     AID_SLICE_EMPTY, err);
	return result;
}

static int
check_noted_form(struct aid_slice noted, struct aid_error *err)
{
	size_t n_digits = 0;
	while (n_digits < noted.len && memchr("0123456789abcdef", noted.ptr[n_digits], 16) != NULL)
		n_digits++;
	if (noted.len == 0 || (n_digits == noted.len && n_digits >= NOTED_DIGITS_LEAST &&
			       n_digits < AID_DIGEST_HEX_SIZE))
		return 0;
	return aid_message_error(err, AID_E_INVALID, AID_MSG_VERIFY_NOTED, 0);
}

static int
verify(struct chain *chain, struct aid_slice noted, aid_ledger_write *write, void *context,
       bool *out_is_whole, struct aid_error *err)
{
	size_t n_whole = 0;
	int64_t drop = 0;
	enum aid_message wrong = AID_MSG_NONE;
	bool is_there = true;
	char number[24];
	int result = read_links(chain, err);
	if (result == 0)
		result = add_all(chain, err);
	if (result == 0)
		result = follow(chain, &n_whole, &drop, &wrong, err);
	if (result == 0 && wrong != AID_MSG_NONE)
		result = say_of_drop(chain, write, context, wrong, drop, AID_SLICE_EMPTY, err);
	else if (result == 0 && n_whole > 0)
		result = say(
			write, context, AID_MSG_VERIFY_CHAIN, number_of(number, (int64_t)n_whole),
			aid_slice_of(chain->entries[n_whole - 1].digest), AID_SLICE_EMPTY, err);
	if (result == 0 && noted.len > 0)
		result = check_noted(chain, noted, n_whole, write, context, &is_there, err);
	if (result == 0)
		*out_is_whole = wrong == AID_MSG_NONE && is_there;
	return result;
}

int
aid_ledger_verify_chain(struct aid_ledger *ledger, struct aid_slice noted, aid_ledger_write *write,
			void *context, bool *out_is_whole, struct aid_error *err)
{
	struct chain chain = { .ledger = ledger };
	int result = check_noted_form(noted, err);
	if (result != 0)
		return result;
	aid_buffer_init(&chain.folded);
	result = aid_db_begin(ledger->db, err);
	if (result == 0) {
		result = verify(&chain, noted, write, context, out_is_whole, err);
		aid_db_rollback(ledger->db);
	}
	aid_buffer_done(&chain.folded);
	free(chain.entries);
	return result;
}
