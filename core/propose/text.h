/* The writing of a proposal, for the files that do it: text.c and text_*.c. */
#ifndef AID_PROPOSE_TEXT_H
#define AID_PROPOSE_TEXT_H

#include "base/message.h"
#include "propose/parts.h"

struct aid_propose_writer {
	const struct aid_proposal *proposal;
	const struct aid_inspection *inspection;
	struct aid_buffer *out;
	int n_asked;
	const char *date;     /* the setting that all dates share; NULL: there is none */
	bool is_unit_unknown; /* of every fact: one answer will do */
};

/* text_line.c */
/* A comment, `# SENTENCE`, or a question, `#? SENTENCE`; its arguments are slices. */
void aid_propose_comment(struct aid_propose_writer *w, bool is_question, enum aid_message message,
			 size_t n_args, ...);
/* KEY = VALUE */
void aid_propose_set(struct aid_propose_writer *w, const char *key, struct aid_slice value);
/* The same line as it would read, for a person to complete: `#? KEY = VALUE`. */
void aid_propose_offer(struct aid_propose_writer *w, const char *key, struct aid_slice value);
/* KEY = the name of the field's column */
void aid_propose_set_field(struct aid_propose_writer *w, const char *key, int field);
/* As it stands in the file. */
struct aid_slice aid_propose_name(const struct aid_propose_writer *w, int field);
/* The name of a column as a profile can say it: what would end or part it is a blank, which makes no difference to names. */
void aid_propose_append_name(struct aid_propose_writer *w, struct aid_slice name);
/* A few cells of a column: "Jordan | Egypt | ...". */
void aid_propose_append_values(const struct aid_inspected_values *values, struct aid_buffer *out);

/* text_profile.c: finds w->date and w->is_unit_unknown, which the facts go by. */
void aid_propose_write_profile(struct aid_propose_writer *w);

/* text_cells.c: what a profile says of the cells behind COLUMN = NAME. AID_E_NOMEM. */
int aid_propose_write_cells(struct aid_propose_writer *w, const struct aid_column *column,
			    int field, struct aid_error *err);

/* text_fact.c. AID_E_NOMEM. */
int aid_propose_write_fact(struct aid_propose_writer *w, const struct aid_proposed_fact *fact,
			   struct aid_error *err);

#endif
