#include "tests/unit/test.h"
#include "tests/unit/test_file.h"

#include "read/survey.h"

/* What becomes of a file: "@refused sentence", or a line for each fact (day or moment, quantity, unit), each reject and
 * each note. */
static void
append_fact(struct aid_buffer *out, const struct aid_fact *fact)
{
	const struct aid_value *when = aid_fact_value(fact, AID_CROSSINGS_OCCURRED_AT);
	const struct aid_value *quantity = aid_fact_value(fact, AID_CROSSINGS_QUANTITY);
	const struct aid_value *unit = aid_fact_value(fact, AID_CROSSINGS_UNIT);
	aid_date_format_append(
		out, (struct aid_time){ when->number, (enum aid_precision)when->precision });
	if (aid_value_is_stated(quantity)) {
		aid_buffer_append_char(out, ' ');
		aid_quantity_format(out, quantity->number);
	}
	if (aid_value_is_stated(unit))
		aid_buffer_append_format(out, " %.*s", (int)unit->text.len, unit->text.ptr);
	if (fact->cell_unit.ptr != NULL)
		aid_buffer_append_format(out, " (%.*s)", (int)fact->cell_unit.len,
					 fact->cell_unit.ptr);
	aid_buffer_append_char(out, '\n');
}

static void
append_records(struct aid_buffer *out, struct aid_records *records, const struct aid_map *map)
{
	struct aid_arena arena;
	aid_arena_init(&arena);
	for (;;) {
		struct aid_record record;
		struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
		struct aid_reject reject;
		size_t n_facts;
		bool is_end;
		assert_int_equal(aid_records_next(records, &arena, &record, &is_end, NULL), 0);
		if (is_end)
			break;
		assert_int_equal(
			aid_map_record(map, &record, &arena, facts, &n_facts, &reject, NULL), 0);
		if (reject.message != AID_MSG_NONE)
			aid_buffer_append_format(out, "!%s %.*s\n",
						 aid_message_code(reject.message),
						 (int)reject.value.len, reject.value.ptr);
		for (size_t i = 0; i < n_facts; i++)
			append_fact(out, &facts[i]);
	}
	aid_arena_done(&arena);
}

static void
append_notes(struct aid_buffer *out, const struct aid_survey *survey)
{
	size_t n_notes;
	const struct aid_note *notes = aid_survey_notes(survey, &n_notes);
	for (size_t i = 0; i < n_notes; i++) {
		aid_buffer_append_format(out, "#%s %.*s=%.*s: ", aid_message_code(notes[i].message),
					 (int)notes[i].column.len, notes[i].column.ptr,
					 (int)notes[i].value.len, notes[i].value.ptr);
		aid_message_format_joined(out, notes[i].message, notes[i].args);
		aid_buffer_append_char(out, '\n');
	}
}

/* *out_n_read: records that the survey read. */
static void
read_file(const char *text, const char *profile_text, struct aid_buffer *out, int64_t *out_n_read)
{
	struct aid_records *records = NULL;
	struct aid_map *map = NULL;
	struct aid_survey *survey = NULL;
	struct aid_profile *profile = NULL;
	struct aid_error err = AID_ERROR_NONE;
	int fd = test_file(aid_slice_of(text));
	if (profile_text != NULL &&
	    aid_profile_parse(aid_slice_of(profile_text), "p.conf", &profile, &err) != 0)
		fail_msg("%s", err.text);
	int rc = aid_records_open(fd, NULL, &records, &err);
	assert_int_equal(rc, 0);
	struct aid_header header = aid_map_header(records);
	rc = aid_map_new(profile, &header, &map, &err);
	if (rc != 0)
		fail_msg("%s", err.text);
	bool is_over = false;
	*out_n_read = 0;
	rc = aid_survey_new(map, &survey, &err);
	assert_int_equal(rc, 0);
	while (survey != NULL && !is_over) {
		assert_int_equal(aid_survey_read(survey, records, 1, &is_over, &err), 0);
		++*out_n_read;
	}
	if (survey != NULL)
		rc = aid_survey_apply(survey, &err);
	assert_int_equal(aid_records_rewind(records, NULL), 0);
	if (rc == 0)
		append_records(out, records, map);
	else
		aid_buffer_append_format(out, "@%s", err.text);
	if (rc == 0 && survey != NULL)
		append_notes(out, survey);
	aid_survey_free(survey);
	aid_map_free(map);
	aid_records_close(records);
	aid_profile_free(profile);
	close(fd);
}

static void
check(const char *text, const char *profile, const char *expected)
{
	struct aid_buffer out;
	int64_t n_read;
	aid_buffer_init(&out);
	read_file(text, profile, &out, &n_read);
	aid_buffer_append_text(&out, "");
	if (out.ptr == NULL || strcmp(out.ptr, expected) != 0)
		fail_msg("%s\ngives\n%s\nnot\n%s", text, out.ptr, expected);
	aid_buffer_done(&out);
}

#define HEADER "stage;occurred_at;quantity;unit\n"

static void
test_assumed(void **state)
{
	(void)state;
	check(HEADER "crossed;2024-06-05;12;t\ncrossed;2024-06;1250.5;t\n", NULL,
	      "2024-06-05 12 t\n2024-06 1250.5 t\n");
	check(HEADER "crossed;05/06/2024;1.250;t\ncrossed;25/06/2024;12,5;t\ncrossed;soon;1;t\n",
	      NULL,
	      "2024-06-05 1250 t\n2024-06-25 12.5 t\n!not_a_date soon\n#assumed_date_order "
	      "occurred_at=day-first: the dates in \"occurred_at\" are read as day/month/year: 1 "
	      "of 2 cells cannot be read otherwise; so \"05/06/2024\" is "
	      "2024-06-05\n#assumed_decimal_sign quantity=,: the numbers in \"quantity\" are read "
	      "as in 1.234,5: 1 of 3 cells cannot be read otherwise; so \"1.250\" is 1250\n");
	/* once the column has told, a cell is read in that way only */
	check(HEADER "crossed;25/06/2024;1;t\ncrossed;25/06/2024;1;t\ncrossed;06/25/"
		     "2024;1;t\ncrossed;25/06/2024;1;t\n",
	      NULL,
	      "@the dates in \"occurred_at\" are written in two ways: \"25/06/2024\" can only be "
	      "day-first, \"06/25/2024\" only month-first; correct the file, or say in a profile "
	      "which is meant (date = day-first or date = month-first): what is not will be "
	      "rejected");
	check(HEADER "crossed;25/06/2024;1;t\ncrossed;25/06/2024;1;t\ncrossed;06/25/2024;1;t\n",
	      "[profile]\nmatch = *\ndate = day-first\n",
	      "2024-06-25 1 t\n2024-06-25 1 t\n!not_a_date 06/25/2024\n");
	check(HEADER "crossed;2022-07-31 00:00:00;1;t\ncrossed;2022-08-01 00:00;1;t\n", NULL,
	      "2022-07-31 1 t\n2022-08-01 1 t\n#assumed_days occurred_at=year-first: every time in "
	      "\"occurred_at\" is 00:00, as in \"2022-07-31 00:00:00\": they are read as days\n");
}

static void
test_refused(void **state)
{
	(void)state;
	check(HEADER "crossed;05/06/2024;12;t\n", NULL,
	      "@\"05/06/2024\" in \"occurred_at\" is 2024-06-05 or 2024-05-06, and too few cells "
	      "of the column can be read in one way only; a profile says which: date = day-first "
	      "or date = month-first");
	check(HEADER "crossed;2024-06-05;1,250;t\n", NULL,
	      "@\"1,250\" in \"quantity\" is 1250 or 1.25, and too few cells of the column can be "
	      "read in one way only; a profile says which, with grouping = any and decimal = . or "
	      "decimal = ,");
	/* the profile says it for all columns, or for one */
	check(HEADER "crossed;05/06/2024;1,250;t\n",
	      "[profile]\nmatch = *\ndate = month-first\ndecimal = .\ngrouping = any\n",
	      "2024-05-06 1250 t\n");
	check(HEADER "crossed;05/06/2024;1,250;t\n",
	      "[profile]\nmatch = *\ndate = d/m/Y\ndecimal = ,\n", "2024-06-05 1.25 t\n");
	check(HEADER "crossed;05/06/2024;12,5;t\n",
	      "[profile]\nmatch = *\n[fact f]\nkind = crossings\nstage = stage\noccurred_at = "
	      "occurred_at\noccurred_at.date = d/m/Y\nquantity = quantity\nunit = unit\n",
	      "2024-06-05 12.5 t\n#read_numbers quantity=,: the numbers in \"quantity\" can each "
	      "be read in one way only: \"12,5\" is 12.5\n");
}

static void
test_times(void **state)
{
	(void)state;
	const char *file = HEADER "crossed;31/07/2022 23:00;1;t\ncrossed;02/08/2022 22:00;1;t\n";
	check(file, NULL,
	      "2022-07-31T23:00Z 1 t\n2022-08-02T22:00Z 1 t\n#assumed_date_order "
	      "occurred_at=day-first: the dates in \"occurred_at\" are read as day/month/year: 1 "
	      "of 2 cells cannot be read otherwise; so \"02/08/2022 22:00\" is "
	      "2022-08-02T22:00Z\n#assumed_utc occurred_at=day-first: times in \"occurred_at\" "
	      "name no time zone and are taken as UTC: \"31/07/2022 23:00\" is 2022-07-31T23:00Z; "
	      "zone = Asia/Gaza, say, in a profile reads them as what they are\n#evening_times "
	      "occurred_at=day-first: every time in \"occurred_at\" is 21:00, 22:00 or 23:00 "
	      "sharp, as in \"31/07/2022 23:00\": if those are days that a program wrote as the "
	      "midnight of a place further east, zone and day_zone in a profile make them days "
	      "again\n");
	/* the column tells the order, the profile the zone */
	check(HEADER "crossed;31/07/2022 23:00;1;t\ncrossed;02/08/2022 23:00;1;t\n",
	      "[profile]\nmatch = *\nzone = Europe/Rome\nday_zone = Europe/Istanbul\n",
	      "2022-08-01 1 t\n2022-08-03 1 t\n#assumed_date_order occurred_at=day-first: the "
	      "dates in \"occurred_at\" are read as day/month/year: 1 of 2 cells cannot be read "
	      "otherwise; so \"02/08/2022 23:00\" is 2022-08-02T23:00Z\n");
}

static void
test_units(void **state)
{
	(void)state;
	check("stage,occurred_at,quantity\ncrossed,2024-06-05,12 MT\ncrossed,2024-06-05,1650 "
	      "Pallets\ncrossed,2024-06-05,3\n",
	      NULL,
	      "2024-06-05 12 MT\n2024-06-05 1650 Pallets\n!missing_unit 3\n#read_units quantity=.: "
	      "cells in \"quantity\" hold a number with its unit, as in \"12 MT\"\n");
	/* beside a unit of its own: both, to be compared */
	check("stage,occurred_at,quantity,unit\ncrossed,2024-06-05,12 "
	      "MT,t\ncrossed,2024-06-05,12t,\ncrossed,2024-06-05,- MT,t\n",
	      NULL,
	      "2024-06-05 12 t (MT)\n2024-06-05 12 t\n!not_a_number - MT\n#read_units quantity=.: "
	      "cells in \"quantity\" hold a number with its unit, as in \"12 MT\"\n");
	/* the profile's unit is for rows that name none; of a larger unit than is kept none is read */
	check("stage,occurred_at,quantity\ncrossed,2024-06-05,12 MT\ncrossed,2024-06-05,3\n",
	      "[profile]\nmatch = *\nunit = pallet\n",
	      "2024-06-05 12 MT\n2024-06-05 3 pallet\n#read_units quantity=.: cells in "
	      "\"quantity\" hold a number with its unit, as in \"12 MT\"\n");
	check("stage,occurred_at,tons\ncrossed,2024-06-05,12 MT\ncrossed,2024-06-05,3\n",
	      "[profile]\nmatch = *\nunit = kg\n[fact f]\nkind = crossings\nstage = "
	      "stage\noccurred_at = occurred_at\nquantity = tons\nquantity.times = 1000\n",
	      "!not_a_number 12 MT\n2024-06-05 3000 kg\n");
}

/* A canonical file is looked at no further than its first thousand rows. */
static void
test_canonical(void **state)
{
	(void)state;
	struct aid_buffer text, out;
	int64_t n_read;
	aid_buffer_init(&text);
	aid_buffer_init(&out);
	aid_buffer_append_text(&text, HEADER);
	for (int i = 0; i < 3000; i++)
		aid_buffer_append_format(&text, "crossed;2024-06-05;%d.5;t\n", i + 1);
	aid_buffer_append_text(&text, "crossed;05/06/2024;1,250;t\n");
	read_file(text.ptr, NULL, &out, &n_read);
	assert_int_equal(n_read, AID_VOTE_SETTLED);
	assert_non_null(strstr(out.ptr, "2024-06-05 3000.5 t\n!not_a_date 05/06/2024\n"));
	aid_buffer_done(&text);
	aid_buffer_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_assumed),   cmocka_unit_test(test_refused),
		cmocka_unit_test(test_times),     cmocka_unit_test(test_units),
		cmocka_unit_test(test_canonical),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
