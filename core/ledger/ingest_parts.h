/* The inside of an ingest, for ingest.c and ingest_*.c. */
#ifndef AID_LEDGER_INGEST_PARTS_H
#define AID_LEDGER_INGEST_PARTS_H

#include "ledger/internal.h"
#include "read/survey.h"

/* Whose the rows are that nobody else signs. */
#define AID_SOURCE_OFFICE "office"

struct aid_ingest_files {
	struct aid_records *records;
	struct aid_map *map;
	struct aid_survey *survey; /* NULL: the profile says how everything is written */
	struct aid_fixes *fixes;   /* NULL: it is no fix file */
	struct aid_row_maker maker;
	bool has_maker;
	struct aid_batches *batches;
	struct aid_row **movements;
};

/* ingest_file.c */
/* Opens the file and finds out what it is; AID_E_REFUSED when it cannot be read. Close it in either case. */
int
aid_ingest_open(struct aid_ingest *ingest, struct aid_ingest_files *files, struct aid_error *err);
void aid_ingest_close(struct aid_ingest_files *files);

/* ingest_drop.c */
/* Who the drop is from: the folder or --source, else the profile, else nobody in particular. What the office drops (in _office, or without
 * saying) may be anybody's: there the rows' own source column speaks. */
struct aid_slice aid_ingest_source(const struct aid_drop_request *request);
/* Makes the drop's row, and so ingest->drop. files: NULL for one that is refused. */
int aid_ingest_put_drop(struct aid_ingest *ingest, const struct aid_ingest_files *files,
			enum aid_drop_state state, const char *why, struct aid_error *err);
/* How the file was read, once it is. */
int aid_ingest_put_reading(struct aid_ingest *ingest, const struct aid_ingest_files *files,
			   struct aid_error *err);

/* ingest_rows.c: all rows of the file into the ledger, a batch at a time. AID_E_INTERRUPTED. */
int
aid_ingest_rows(struct aid_ingest *ingest, struct aid_ingest_files *files, struct aid_error *err);

#endif
