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
bool
aid_column_is_named(const struct aid_column *column, struct aid_slice folded)
{
	const char *name = column->name;
	for (size_t i = 0; i < folded.len; i++) {
		if (name[i] == '\0' || folded.ptr[i] != (name[i] == '_' ? ' ' : name[i]))
			return false;
	}
	return name[folded.len] == '\0';
}

const struct aid_synonym *
aid_column_synonym(const struct aid_column *column, enum aid_synonym_use use,
		   struct aid_slice folded)
{
	for (const struct aid_synonym *s = column->synonyms; s->language != NULL; s++) {
		if (s->use == use && aid_slice_is_equal(folded, aid_slice_of(s->header)))
			return s;
	}
	return NULL;
}
