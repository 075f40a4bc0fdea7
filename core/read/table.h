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
	AID_KIND_ORGANISATIONS,
	AID_KIND_THRESHOLDS,
	AID_KIND_POLICIES,
	AID_KIND_MATCHES,
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

/* How a further header names a column. */
enum aid_synonym_use {
	AID_SYNONYM_ALONE,
	AID_SYNONYM_WITH_UNIT, /* only together with a unit: "Poids (kg)" */
	AID_SYNONYM_SHARED     /* perhaps: several columns of the table may be meant */
};

struct aid_synonym {
	const char *language; /* "en", "fr", "ar", "es", "uk", "tr"; NULL ends the list */
	enum aid_synonym_use use;
	const char *header; /* folded */
};

struct aid_column {
	const char *name;
	enum aid_type type;
	enum aid_registry registry;         /* of AID_TYPE_NAME */
	int words;                          /* enum aid_words of AID_TYPE_WORD */
	bool is_required;                   /* an empty value rejects the record */
	const struct aid_synonym *synonyms; /* further headers */
	const char *hxl;                    /* tag, or "" */
	const char *unit;                   /* of a quantity that is always in one, "kg"; else "" */
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
/* Does `folded` spell the column's own name? */
bool aid_column_is_named(const struct aid_column *column, struct aid_slice folded);
/* The synonym of that use which `folded` is; NULL for none. */
const struct aid_synonym *aid_column_synonym(const struct aid_column *column,
					     enum aid_synonym_use use, struct aid_slice folded);

#endif
