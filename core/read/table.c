#include "read/table.h"

#include "columns_tables.inc"

const struct aid_table *
aid_table_of(enum aid_kind kind)
{
	return kind > AID_KIND_NONE && kind < AID_KIND_COUNT ? &tables[kind] : NULL;
}

enum aid_kind
aid_table_find(struct aid_slice name)
{
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++) {
		if (aid_slice_is_equal_nocase(name, aid_slice_of(tables[kind].name)))
			return (enum aid_kind)kind;
	}
	return AID_KIND_NONE;
}

/* Folding turns '_' into a blank. */
static bool
is_name(struct aid_slice folded, const char *name)
{
	for (size_t i = 0; i < folded.len; i++) {
		if (name[i] == '\0' || folded.ptr[i] != (name[i] == '_' ? ' ' : name[i]))
			return false;
	}
	return name[folded.len] == '\0';
}

static bool
is_synonym(struct aid_slice folded, const char *synonyms)
{
	while (*synonyms != '\0') {
		size_t len = strcspn(synonyms, "|");
		if (aid_slice_is_equal(folded, (struct aid_slice){ synonyms, len }))
			return true;
		synonyms += len + (synonyms[len] == '|');
	}
	return false;
}

int
aid_table_column(const struct aid_table *table, struct aid_slice folded, bool with_synonyms)
{
	if (folded.len == 0)
		return -1;
	for (int i = 0; i < table->n_columns; i++) {
		if (is_name(folded, table->columns[i].name))
			return i;
	}
	for (int i = 0; i < table->n_columns && with_synonyms; i++) {
		if (is_synonym(folded, table->columns[i].synonyms))
			return i;
	}
	return -1;
}
