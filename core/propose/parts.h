/* The inside of a proposal, for the files that find it and those that write it. */
#ifndef AID_PROPOSE_PARTS_H
#define AID_PROPOSE_PARTS_H

#include "base/limits.h"
#include "propose/propose.h"

/* What a column's name says of its dates, or of the values in it. */
enum aid_role {
	AID_ROLE_NONE,
	AID_ROLE_REPORTED, /* when the row was written or changed */
	AID_ROLE_ORDERED,  /* when something was asked for: no fact of ours */
	AID_ROLE_ETA,      /* when something is expected */
	AID_ROLE_DUE,      /* by when something is promised */
	AID_ROLE_STARTS,   /* from when on */
	AID_ROLE_STATED,   /* when something was promised */
	AID_ROLE_STAGE     /* when something was at `stage` */
};

struct aid_role_found {
	enum aid_role role;
	int stage; /* of AID_ROLE_STAGE */
};

/* Appends the name with a blank where a capital follows a small letter: "amountUSD" is "amount USD". */
void aid_role_part(struct aid_slice name, struct aid_buffer *out);
/* By the words of a header: "Departure", "scheduled delivery date", "LatestUpdate". AID_E_NOMEM. */
int
aid_role_of_name(struct aid_slice name, struct aid_role_found *out_found, struct aid_error *err);
/* By the words of a cell: what it may mean in a column of `words` (enum aid_words); -1: nothing known. AID_E_NOMEM. */
int aid_role_of_value(struct aid_slice text, int words, int *out_meant, struct aid_error *err);
/* The words for units in a header, camel case parted: of "amountUSD" one, of "kg_pallet" both; NULL where there is none. AID_E_NOMEM. */
int aid_role_units(struct aid_slice name, const struct aid_unit_word *out_units[2],
		   struct aid_error *err);

#define AID_PROPOSED_ASKED_MAX 16

/* A field that could be several columns of the kind: there is a question for each. */
struct aid_proposed_question {
	int field, column;
};

struct aid_proposed_fact {
	const char *name;
	enum aid_kind kind;
	int stage;                     /* 0: not known, or the kind has none */
	int when;                      /* the field that must be stated; -1 */
	int fields[AID_LIMIT_COLUMNS]; /* of each column of the kind, or -1 */
	struct aid_header_match
		how[AID_LIMIT_COLUMNS];           /* of these; score 0: by its role, not its name */
	const char *constants[AID_LIMIT_COLUMNS]; /* of each column, or NULL */
	struct aid_proposed_question asked[AID_PROPOSED_ASKED_MAX];
	size_t n_asked;
	bool is_id_joined;                /* commitment_id is the key's columns */
	const struct aid_unit_word *unit; /* that the quantity's header names; NULL: none */
	int unpivot_first, unpivot_last;  /* fields; -1 */
	bool is_unpivot_of_dates;
	const char *unpivot_date; /* how these dates are written; NULL: our way */
};

struct aid_proposal {
	const struct aid_inspection *inspection;
	const struct aid_propose_request *request;
	struct aid_role_found *roles; /* of each field */
	bool *is_date;                /* of each field: its cells are dates */
	bool is_canonical;            /* no facts: the columns have our names */
	struct aid_proposed_fact facts[AID_LIMIT_FACT_SECTIONS];
	size_t n_facts;
	int reported_at; /* field, or -1 */
	int key[AID_INSPECT_KEY_COLUMNS];
	size_t n_key;
	bool is_key_doubtful; /* it holds what a correction may change */
};

/* column.c */
/* Are the field's cells numbers, and no dates? */
bool aid_propose_is_number(const struct aid_proposal *proposal, size_t field);
/* The column of that name in a kind; -1. */
int aid_propose_column(enum aid_kind kind, const char *name);
/* Finds the fields, and so the unit, of a fact whose kind, stage and dates are set. `header` has the names with their words parted. AID_E_NOMEM. */
int aid_propose_fill(const struct aid_proposal *proposal, const struct aid_header *header,
		     struct aid_proposed_fact *fact, struct aid_error *err);

/* fact.c */
/* The first field of dates in that role, from the field `from` on; -1. */
int aid_propose_date(const struct aid_proposal *proposal, enum aid_role role, size_t from);
/* Finds the facts, at least one, and fills them. AID_E_NOMEM. */
int aid_propose_facts(struct aid_proposal *proposal, const struct aid_header *header,
		      struct aid_error *err);

/* key.c: finds the key, once the facts are known, and with it what names each of them. AID_E_NOMEM. */
int aid_propose_key(struct aid_proposal *proposal, struct aid_error *err);

/* text.c */
int aid_propose_write(const struct aid_proposal *proposal, struct aid_buffer *out,
		      struct aid_error *err);

#endif
