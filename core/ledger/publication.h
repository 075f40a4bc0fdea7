/* Cumulative publications (DESIGN 3, which statement stands): each lists again all that its scope holds, so what it no longer lists is gone. A list is
 * what one source says through one profile. */
#ifndef AID_LEDGER_PUBLICATION_H
#define AID_LEDGER_PUBLICATION_H

#include "ledger/withdrawal.h"

/* Of a drop whose profile is cumulative: what is known of its list. All its rows are said at the moment of the publication. */
int aid_publication_open(struct aid_ingest *ingest, struct aid_error *err);
/* Before the row is merged: the places and days that the publication speaks for. `place_id` as table listed has it. */
int
aid_publication_see(struct aid_ingest *ingest, const struct aid_row *row, struct aid_error *err);
/* Does a later publication leave the row out, unless its fact stands: of its list, or (any other file of the source) of one that ever had the fact?
 * `subject_id`: its waybill or commitment, 0 of a count. */
int aid_publication_leaves_out(struct aid_ingest *ingest, const struct aid_row *row,
			       int64_t subject_id, bool *out_is_left_out, struct aid_error *err);
/* A row of the list was merged. is_put: it is what stands now, is_new: and nothing stood before; is_gone: nothing stands now. */
struct aid_publication_row {
	bool is_put, is_new, is_gone;
};
int aid_publication_list(struct aid_ingest *ingest, const struct aid_row *row, int64_t subject_id,
			 struct aid_publication_row what, struct aid_error *err);
/* Withdraws what the publication leaves out, or holds it, and says so. */
int aid_publication_finish(struct aid_ingest *ingest, struct aid_error *err);

#endif
