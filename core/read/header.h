/* What the columns of a file may be: the header, and the tags of an HXL row, against the columns of a kind. Pure. */
#ifndef AID_READ_HEADER_H
#define AID_READ_HEADER_H

#include "base/buffer.h"
#include "base/error.h"
#include "read/table.h"
#include "value/unit_word.h"

/* The names of a file's columns and, where it has an HXL row, their tags. */
struct aid_header {
	const struct aid_slice *names;
	size_t n_names;
	const struct aid_slice *tags; /* may be fewer than names, or none */
	size_t n_tags;
};

/* Why a header may be a column: X(NAME, score). The score says how sure that is, of 100; from AID_HEADER_SURE on a file is read so without
 * asking. Two headers for one column contend when their scores are in the same ten; else the higher is taken. */
#define AID_HEADER_REASON_LIST(X)                                                                  \
	X(NONE, 0)                                                                                 \
	X(TAG, 100)      /* its HXL tag, attributes in any order */                                \
	X(NAME, 95)      /* our own name */                                                        \
	X(SYNONYM, 85)   /* a synonym, in `language` */                                            \
	X(UNIT, 82)      /* a name or a synonym, and a unit: "Poids (kg)", "Quantity, MT" */       \
	X(BRACKETS, 75)  /* but for what stands in brackets: "Date (dd/mm)" */                     \
	X(BARE_UNIT, 70) /* nothing but a unit: "Tonnes" */                                        \
	X(SHARED, 60)    /* a synonym of several columns of the table: "Date" */                   \
	X(STRANGE_UNIT,                                                                            \
	  40) /* but for what stands in brackets, which is no unit: "Quantity (planned)" */        \
	X(NO_UNIT, 35) /* a quantity if a unit were said: "Tonnage" */                             \
	X(TYPO, 30)    /* a letter or two away from a name or a synonym */                         \
	X(WORDS, 15)   /* holds the words of a name or a synonym, among others */

enum aid_header_reason {
#define X(name, score) AID_HEADER_BY_##name,
	AID_HEADER_REASON_LIST(X)
#undef X
};

#define AID_HEADER_SURE 65
#define AID_HEADER_OWN 95 /* a tag or our own name */
#define AID_HEADER_MATCHES_MAX 8

struct aid_header_match {
	int column; /* of the table */
	int score;
	enum aid_header_reason reason;
	const char *language; /* of the synonym: "en", "fr" ...; "" for none */
	/* In the header of a quantity; NULL: none. Where its code is NULL, "ton" may be one of three. */
	const struct aid_unit_word *unit;
};

/* The columns of `table` that the file's column `field` may be, the likeliest first, each column once; of equals the first in the table. TYPO and
 * WORDS are looked for only `with_doubts`, and only where nothing is sure: they take time. AID_E_NOMEM. */
int aid_header_match(const struct aid_header *header, size_t field, const struct aid_table *table,
		     bool with_doubts, struct aid_header_match out_matches[AID_HEADER_MATCHES_MAX],
		     size_t *out_n_matches, struct aid_error *err);

/* Is the tag of a file (`#date +departure`) that of a column (`#date+departure`)? The hashtag and the attributes must be the same in any
 * order, but for attributes that do not change what is meant: +name, +num, +text, and languages (+en, +i_fr). */
bool aid_header_is_tag(struct aid_slice tag, const char *own);

#endif
