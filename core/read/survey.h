/* The reading before the reading: a vote (read/vote.h) over each column of dates or numbers that the map reads and whose
 * way of writing the profile does not state. Once every column has settled, after 1000 rows of a canonical file, it ends. */
#ifndef AID_READ_SURVEY_H
#define AID_READ_SURVEY_H

#include "read/map.h"
#include "read/note.h"
#include "read/vote.h"

struct aid_survey;

/* *out_survey NULL when the map leaves nothing open. The map stays the caller's, and must outlive the survey. AID_E_NOMEM. */
int aid_survey_new(struct aid_map *map, struct aid_survey **out_survey, struct aid_error *err);
void aid_survey_free(struct aid_survey *survey);
/* At most `n_most` records more. *out_is_over: every column has settled, or the file has ended. The caller rewinds the
 * records then. AID_E_IO, AID_E_NOMEM. */
int aid_survey_read(struct aid_survey *survey, struct aid_records *records, int64_t n_most,
		    bool *out_is_over, struct aid_error *err);
/* Tells the map how its columns are written. AID_E_REFUSED with a sentence for the first column that does not tell
 * (DROP_DATES_UNDECIDED ...): both readings of a cell, and what to write in a profile. */
int aid_survey_apply(struct aid_survey *survey, struct aid_error *err);
/* What was assumed, for the head of the receipt; after aid_survey_apply. A canonical file has none. */
const struct aid_note *aid_survey_notes(const struct aid_survey *survey, size_t *out_n_notes);

/* The columns that were looked at, in the order of the map, with what each is called in the file. */
size_t aid_survey_n_columns(const struct aid_survey *survey);
const struct aid_vote *
aid_survey_vote(const struct aid_survey *survey, size_t column, struct aid_slice *out_header);

#endif
