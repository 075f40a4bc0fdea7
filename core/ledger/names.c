#include <stdlib.h>

#include "base/digest.h"
#include "base/message.h"
#include "ledger/names.h"
#include "text/fold.h"

/* Half-full open addressing; when it is full all is forgotten and learned anew. */
#define SLOTS 65536
#define ENTRIES_MAX 32768
#define TEXT_BYTES_MAX (8 * 1024 * 1024)
#define KIND_LANE 100

struct entry {
	int64_t hash;
	int64_t id;
	struct aid_slice text;
	int kind; /* registry, or KIND_LANE; 0: free */
};

struct aid_names {
	struct aid_db *db;
	struct aid_arena arena;
	struct entry *entries;
	size_t n_entries;
	struct aid_buffer folded;
};

int
aid_names_new(struct aid_db *db, struct aid_names **out_names, struct aid_error *err)
{
	struct aid_names *names = calloc(1, sizeof(*names));
	struct entry *entries = calloc(SLOTS, sizeof(*entries));
	if (names == NULL || entries == NULL) {
		free(names);
		free(entries);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	names->db = db;
	names->entries = entries;
	aid_arena_init(&names->arena);
	aid_buffer_init(&names->folded);
	*out_names = names;
	return 0;
}

void
aid_names_free(struct aid_names *names)
{
	if (names == NULL)
		return;
	aid_arena_done(&names->arena);
	aid_buffer_done(&names->folded);
	free(names->entries);
	free(names);
}

void
aid_names_forget(struct aid_names *names)
{
	memset(names->entries, 0, SLOTS * sizeof(*names->entries));
	names->n_entries = 0;
	aid_arena_reset(&names->arena);
}

/* The entry of a text, or the free slot where it belongs. */
static struct entry *
find(struct aid_names *names, int kind, struct aid_slice text, int64_t hash)
{
	size_t slot = (size_t)hash & (SLOTS - 1);
	for (;;) {
		struct entry *entry = &names->entries[slot];
		if (entry->kind == 0 || (entry->hash == hash && entry->kind == kind &&
					 aid_slice_is_equal(entry->text, text)))
			return entry;
		slot = (slot + 1) & (SLOTS - 1);
	}
}

static int
remember(struct aid_names *names, int kind, struct aid_slice text, int64_t hash, int64_t id,
	 struct aid_error *err)
{
	if (names->n_entries >= ENTRIES_MAX || names->arena.n_bytes > TEXT_BYTES_MAX)
		aid_names_forget(names);
	struct aid_slice copy = aid_arena_copy(&names->arena, text);
	if (copy.ptr == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*find(names, kind, text, hash) = (struct entry){ hash, id, copy, kind };
	names->n_entries++;
	return 0;
}

static int
put_name(struct aid_names *names, int registry, struct aid_slice text, int64_t *out_id,
	 struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(names->db, "name_get", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":registry", registry);
	aid_bind_text(s, ":text", text);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	if (has_row) {
		*out_id = aid_column_int(s, 0);
		aid_statement_reset(s);
		return 0;
	}
	result = aid_fold_name(text, &names->folded, err);
	if (result == 0)
		result = aid_db_statement(names->db, "name_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":registry", registry);
	aid_bind_text(s, ":text", text);
	aid_bind_text(s, ":folded",
		      names->folded.len == 0 ? text : aid_buffer_slice(&names->folded));
	aid_bind_int(s, ":order_hash", aid_digest_hash64(text, registry));
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	*out_id = aid_column_int(s, 0);
	aid_statement_reset(s);
	return 0;
}

int
aid_names_id(struct aid_names *names, int registry, struct aid_slice text, int64_t *out_id,
	     struct aid_error *err)
{
	if (text.ptr == NULL || text.len == 0) {
		*out_id = 0;
		return 0;
	}
	int64_t hash = aid_digest_hash64(text, registry);
	struct entry *entry = find(names, registry, text, hash);
	if (entry->kind != 0) {
		*out_id = entry->id;
		return 0;
	}
	int64_t id = 0;
	int result = put_name(names, registry, text, &id, err);
	if (result == 0)
		result = remember(names, registry, text, hash, id, err);
	if (result == 0)
		*out_id = id;
	return result;
}

static int
put_lane(struct aid_names *names, const struct aid_row *row, int64_t *out_id, struct aid_error *err)
{
	static const int registries[AID_LANE_COUNT] = { AID_REGISTRY_ORGANISATION,
							AID_REGISTRY_COMMODITY,
							AID_REGISTRY_CATEGORY, AID_REGISTRY_PLACE,
							AID_REGISTRY_PLACE };
	static const char *const parameters[AID_LANE_COUNT] = { ":donor", ":commodity", ":category",
								":destination", ":crossing" };
	static const char *const statements[] = { "lane_get", "lane_put" };
	int64_t ids[AID_LANE_COUNT];
	int result = 0;
	for (int k = 0; k < AID_LANE_COUNT && result == 0; k++)
		result = aid_names_id(names, registries[k], row->lane[k], &ids[k], err);
	bool has_row = false;
	for (size_t n = 0; n < 2 && result == 0 && !has_row; n++) {
		struct aid_statement *s;
		result = aid_db_statement(names->db, statements[n], &s, err);
		for (int k = 0; k < AID_LANE_COUNT && result == 0; k++)
			aid_bind_int(s, parameters[k], ids[k]);
		if (result == 0)
			result = aid_statement_step(s, &has_row, err);
		if (result == 0 && has_row) {
			*out_id = aid_column_int(s, 0);
			aid_statement_reset(s);
		}
	}
	return result;
}

int
aid_names_lane(struct aid_names *names, const struct aid_row *row, int64_t *out_id,
	       struct aid_error *err)
{
	int64_t hash = aid_digest_hash64(row->lane_key, KIND_LANE);
	struct entry *entry = find(names, KIND_LANE, row->lane_key, hash);
	if (entry->kind != 0) {
		*out_id = entry->id;
		return 0;
	}
	int64_t id = 0;
	int result = put_lane(names, row, &id, err);
	if (result == 0)
		result = remember(names, KIND_LANE, row->lane_key, hash, id, err);
	if (result == 0)
		*out_id = id;
	return result;
}
