/* The kinds of CSV and their columns. schema/tables/KIND.json is the one place where a column is named; the list
 * columns.def is generated from it at build time (cmake/columns.py). */
#ifndef AID_READ_TABLE_H
#define AID_READ_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* X(kind, KIND) in the order of the files' names in cmake/columns.py. */
enum aid_kind {
	AID_KIND_NONE = 0,
	AID_KIND_COMMITMENTS,
	AID_KIND_SHIPMENTS,
	AID_KIND_CROSSINGS,
	AID_KIND_PLACES,
	AID_KIND_COMMODITIES,
	AID_KIND_UNITS,
	AID_KIND_SOURCES,
	AID_KIND_COUNT
};

enum aid_type {
	AID_TYPE_TEXT, /* any text, trimmed */
	AID_TYPE_NAME, /* a name of a registry: donor, place, commodity ... */
	AID_TYPE_KEY, /* a waybill, a line: folded with aid_fold_number for identity; the text is kept */
	AID_TYPE_QUANTITY, /* int64 thousandths >= 0 */
	AID_TYPE_INTEGER,  /* whole number >= 0 */
	AID_TYPE_UNIT,     /* a unit as written; known or not is the ledger's to say */
	AID_TYPE_DATE,     /* a day, a month or a moment */
	AID_TYPE_WORD      /* one of a closed vocabulary (value/words.h) */
};

enum aid_registry {
	AID_REGISTRY_NONE = 0,
	AID_REGISTRY_ORGANISATION,
	AID_REGISTRY_PLACE,
	AID_REGISTRY_COMMODITY,
	AID_REGISTRY_CATEGORY,
	AID_REGISTRY_SOURCE,
	AID_REGISTRY_COUNT
};

struct aid_column {
	const char *name;
	enum aid_type type;
	enum aid_registry registry; /* of AID_TYPE_NAME */
	int words;                  /* enum aid_words of AID_TYPE_WORD */
	bool is_required;           /* an empty value rejects the record */
	const char *synonyms;       /* further header names, folded, '|' between */
	const char *hxl;            /* tag, or "" */
	const char *description;
};

struct aid_table {
	enum aid_kind kind;
	const char *name; /* "commitments" */
	const char *description;
	const struct aid_column *columns;
	int n_columns;
};

/* AID_COMMITMENTS_COMMITMENT_ID ... AID_COMMITMENTS_COUNT, AID_SHIPMENTS_WAYBILL ...: indexes into `columns`. */
#include "columns_enum.h"

/* NULL for AID_KIND_NONE. */
const struct aid_table *aid_table_of(enum aid_kind kind);
/* AID_KIND_NONE for a name that is none. */
enum aid_kind aid_table_find(struct aid_slice name);
/* The column whose name, folded, equals `folded` or is among the synonyms; -1 for none. */
int aid_table_column(const struct aid_table *table, struct aid_slice folded, bool with_synonyms);

#endif
