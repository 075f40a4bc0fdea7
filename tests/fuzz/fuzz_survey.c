/* The rows of a file below a header of ours. The survey ends, and reads nothing away: the file has the same records after it as
 * without it, and each is taken or rejected. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <unistd.h>

#include "read/survey.h"

static const char header[] = "report_id,stage,occurred_at,reported_at,quantity,unit,trucks\n";

struct reading {
	struct aid_records *records;
	struct aid_map *map;
};

static bool
open_file(int fd, struct reading *out_reading)
{
	struct aid_error err;
	struct aid_header names;

	if (aid_records_open(fd, NULL, &out_reading->records, &err) != 0)
		return false;
	names = aid_map_header(out_reading->records);
	if (aid_map_new(NULL, &names, &out_reading->map, &err) == 0)
		return true;
	aid_records_close(out_reading->records);
	return false;
}

static void
close_file(struct reading *reading)
{
	aid_map_free(reading->map);
	aid_records_close(reading->records);
}

static void
check_records(const struct reading *surveyed, const struct reading *fresh)
{
	struct aid_record one, other;
	struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
	struct aid_reject reject;
	struct aid_arena arena;
	size_t n_facts;
	bool is_end = false, is_other_end = false;

	aid_arena_init(&arena);
	for (;;) {
		AID_REQUIRE(aid_records_next(surveyed->records, &arena, &one, &is_end, NULL) == 0);
		AID_REQUIRE(aid_records_next(fresh->records, &arena, &other, &is_other_end, NULL) ==
			    0);
		AID_REQUIRE(is_end == is_other_end);
		if (is_end)
			break;
		AID_REQUIRE(one.line == other.line && one.number == other.number &&
			    one.reject == other.reject && aid_slice_is_equal(one.raw, other.raw));
		if (one.reject != AID_MSG_NONE)
			continue;
		AID_REQUIRE(aid_map_record(surveyed->map, &one, &arena, facts, &n_facts, &reject,
					   NULL) == 0);
		AID_REQUIRE((reject.message == AID_MSG_NONE) == (n_facts > 0));
	}
	aid_arena_done(&arena);
}

static void
check_file(int fd)
{
	struct reading surveyed, fresh;
	struct aid_survey *survey;
	struct aid_error err;
	bool is_over = false;
	size_t n_notes;
	int rc;

	if (!open_file(fd, &surveyed))
		return;
	AID_REQUIRE(open_file(fd, &fresh));
	AID_REQUIRE(aid_survey_new(surveyed.map, &survey, &err) == 0 && survey != NULL);
	while (!is_over)
		AID_REQUIRE(aid_survey_read(survey, surveyed.records, 16, &is_over, &err) == 0);
	AID_REQUIRE(aid_records_rewind(surveyed.records, &err) == 0);
	rc = aid_survey_apply(survey, &err);
	AID_REQUIRE(rc == 0 || (rc == AID_E_REFUSED && err.text[0] != '\0'));
	if (rc == 0) {
		const struct aid_note *notes = aid_survey_notes(survey, &n_notes);

		for (size_t i = 0; i < n_notes; i++)
			AID_REQUIRE(notes[i].message != AID_MSG_NONE && notes[i].column.len > 0);
		check_records(&surveyed, &fresh);
	}
	aid_survey_free(survey);
	close_file(&surveyed);
	close_file(&fresh);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	FILE *file = tmpfile();

	AID_REQUIRE(file != NULL);
	AID_REQUIRE(fwrite(header, 1, sizeof(header) - 1, file) == sizeof(header) - 1);
	AID_REQUIRE(fwrite(bytes, 1, size, file) == size && fflush(file) == 0);
	check_file(fileno(file));
	(void)fclose(file);
	return 0;
}
