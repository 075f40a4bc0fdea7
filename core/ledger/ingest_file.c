/* The file of a drop: opened, with all that reading it needs, and closed. */
#include "ledger/ingest_parts.h"

#include <stdlib.h>

#include "base/limits.h"

/* How the columns are written of which the profile does not say it. */
static int
survey_columns(struct aid_ingest *ingest, struct aid_ingest_files *files, struct aid_error *err)
{
	bool is_over = false;
	int result = aid_survey_new(files->map, &files->survey, err);
	if (result != 0 || files->survey == NULL)
		return result;
	while (result == 0 && !is_over) {
		result = aid_survey_read(files->survey, files->records, AID_LIMIT_BATCH_RECORDS,
					 &is_over, err);
		if (result == 0 && atomic_load(&ingest->ledger->is_interrupted))
			result = aid_message_error(err, AID_E_INTERRUPTED, AID_MSG_INTERRUPTED, 0);
	}
	if (result == 0)
		result = aid_survey_apply(files->survey, err);
	return result == 0 ? aid_records_rewind(files->records, err) : result;
}

int
aid_ingest_open(struct aid_ingest *ingest, struct aid_ingest_files *files, struct aid_error *err)
{
	const struct aid_profile *profile = ingest->request->profile;
	if (aid_slice_is_equal_nocase(ingest->request->source,
				      AID_SLICE_LITERAL(AID_SOURCE_OFFICE)))
		return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_SOURCE_OFFICE, 0);
	int result = aid_records_open(ingest->request->fd,
				      profile == NULL ? NULL : aid_profile_wish(profile),
				      &files->records, err);
	if (result != 0)
		return result;
	struct aid_header header = aid_map_header(files->records);
	result = aid_map_new(profile, &header, &files->map, err);
	if (result != 0)
		return result;
	aid_records_set_check(files->records, aid_map_is_row, files->map,
			      aid_map_is_reference(files->map), aid_map_is_word(files->map, 0));
	bool is_office =
		ingest->drop_source.len == 0 ||
		aid_slice_is_equal(ingest->drop_source, AID_SLICE_LITERAL(AID_SOURCE_OFFICE));
	if (aid_map_is_reference(files->map) && !is_office)
		return aid_message_error(err, AID_E_REFUSED, AID_MSG_DROP_NOT_OFFICE, 1,
					 aid_map_kinds(files->map));
	result = aid_fixes_load(ingest->db, files->records,
				ingest->drop_source_id != 0 ? ingest->drop_source_id
							    : ingest->fallback_source_id,
				&files->fixes, err);
	ingest->list.is_fix = files->fixes != NULL;
	if (result == 0)
		result = survey_columns(ingest, files, err);
	struct aid_ledger *ledger = ingest->ledger;
	if (result == 0 && ledger->units == NULL)
		result = aid_units_load(ingest->db, INT64_MAX, &ledger->units, err);
	if (result != 0)
		return result;
	aid_row_maker_init(&files->maker, ledger->units, ingest->drop_source,
			   aid_map_is_journey(files->map));
	files->maker.is_list = ingest->list.is_open;
	files->has_maker = true;
	files->movements = malloc((AID_LIMIT_BATCH_RECORDS + AID_LIMIT_FACTS_PER_RECORD) *
				  sizeof(struct aid_row *));
	return files->movements == NULL ? aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0)
					: 0;
}

void
aid_ingest_close(struct aid_ingest_files *files)
{
	aid_batches_stop(files->batches);
	if (files->has_maker)
		aid_row_maker_done(&files->maker);
	aid_fixes_free(files->fixes);
	aid_survey_free(files->survey);
	if (files->map != NULL)
		aid_map_free(files->map);
	if (files->records != NULL)
		aid_records_close(files->records);
	free(files->movements);
}
