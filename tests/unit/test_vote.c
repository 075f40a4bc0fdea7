#include "tests/unit/test.h"

#include <stdlib.h>

#include "read/vote.h"

/* Cells with '|' between; "text*40" stands forty times. */
static void
add_cells(struct aid_vote *vote, const char *cells)
{
	while (*cells != '\0') {
		size_t len = strcspn(cells, "|");
		struct aid_slice cell = { cells, len };
		const char *star = memchr(cells, '*', len);
		long n = 1;

		if (star != NULL) {
			cell.len = (size_t)(star - cells);
			n = strtol(star + 1, NULL, 10);
		}
		for (long i = 0; i < n; i++)
			aid_vote_add(vote, cell);
		cells += len + (cells[len] == '|');
	}
}

static void
append_sample(struct aid_buffer *out, const struct aid_vote *vote, int reading, const char *cell)
{
	aid_buffer_append_format(out, " %s=", cell);
	aid_vote_append_value(vote, reading, aid_slice_of(cell), out);
}

/* "day-first told 2", "undecided day-first month-first 05/06/2024=... =...", "canonical" */
static void
describe(const struct aid_vote *vote, struct aid_buffer *out)
{
	static const char *const reasons[] = { "one way", "told", "span", "filled" };
	struct aid_vote_result result = aid_vote_count(vote);
	const struct aid_vote_pair *pair = &vote->pairs[result.reading][result.other];

	switch (result.verdict) {
	case AID_VOTE_EMPTY:
		aid_buffer_append_text(out, "empty");
		break;
	case AID_VOTE_CANONICAL:
		aid_buffer_append_text(out, "canonical");
		break;
	case AID_VOTE_DECIDED:
		aid_buffer_append_format(out, "%s %s", aid_vote_setting(vote, result.reading),
					 reasons[result.reason]);
		if (result.reason == AID_VOTE_TOLD)
			aid_buffer_append_format(out, " %d", (int)result.n_telling);
		if (result.is_days)
			aid_buffer_append_text(out, " days");
		break;
	case AID_VOTE_UNDECIDED:
		aid_buffer_append_text(out, "undecided");
		append_sample(out, vote, result.reading, pair->differ.text);
		append_sample(out, vote, result.other, pair->differ.text);
		break;
	case AID_VOTE_DIVIDED:
		aid_buffer_append_text(out, "divided");
		append_sample(out, vote, result.reading, pair->over.text);
		append_sample(out, vote, result.other,
			      vote->pairs[result.other][result.reading].over.text);
		break;
	}
	if (vote->n_misfit > 0)
		aid_buffer_append_format(out, ", %d misfit", (int)vote->n_misfit);
}

struct vote_case {
	const char *cells, *expected;
};

static void
check_votes(enum aid_type type, bool has_unit, const struct vote_case *cases, size_t n_cases)
{
	struct aid_buffer out;
	aid_buffer_init(&out);
	for (size_t i = 0; i < n_cases; i++) {
		struct aid_vote vote;
		aid_vote_init(&vote, type, has_unit);
		add_cells(&vote, cases[i].cells);
		aid_buffer_reset(&out);
		describe(&vote, &out);
		if (strcmp(out.ptr, cases[i].expected) != 0)
			fail_msg("%s: %s, not %s", cases[i].cells, out.ptr, cases[i].expected);
	}
	aid_buffer_done(&out);
}

static void
test_dates(void **state)
{
	(void)state;
	static const struct vote_case cases[] = {
		{ "", "empty" },
		{ "-|N/A|", "empty" },
		{ "soon|later", "empty, 2 misfit" },
		{ "2024-03-31|2024-04|2024-05-01T10:05Z", "canonical" },
		{ "2024-03-31|soon", "canonical, 1 misfit" },
		/* one cell of the column tells for all */
		{ "05/06/2024|25/06/2024", "day-first told 1" },
		{ "05/06/2024|06/25/2024", "month-first told 1" },
		{ "05/06/2024*99|25/06/2024", "day-first told 1" },
		{ "05/06/2024|25/06/2024|soon|N/A", "day-first told 1, 1 misfit" },
		/* a cell that is alone among hundreds may be a slip */
		{ "05/06/2024*101|25/06/2024",
		  "undecided 05/06/2024=2024-06-05 05/06/2024=2024-05-06" },
		{ "05/06/2024", "undecided 05/06/2024=2024-06-05 05/06/2024=2024-05-06" },
		/* few such cells among canonical ones are not worth a file */
		{ "2024-06-05*19|05/06/2024", "canonical" },
		{ "2024-06-05*18|05/06/2024",
		  "undecided 05/06/2024=2024-06-05 05/06/2024=2024-05-06" },
		{ "05/06/2024|06/06/2024|14-Nov-06",
		  "undecided 05/06/2024=2024-06-05 05/06/2024=2024-05-06" },
		/* where both readings are the same there is nothing to decide */
		{ "05/05/2024|06/06/2024", "day-first one way" },
		{ "2024/03/31|2024/01/02", "year-first one way" },
		{ "20240331|20240401", "year-first one way" },
		{ "14-Nov-06|1-Sep-06", "day-first one way" },
		{ "Nov 14, 2006|September 1, 2006", "month-first one way" },
		{ "15 janv. 2024|3 août 2024", "day-first one way" },
		/* a slip is rejected; two ways of writing are for a person to sort out */
		{ "25/06/2024*19|06/25/2024", "day-first told 19" },
		{ "25/06/2024*18|06/25/2024",
		  "divided 25/06/2024=2024-06-25 06/25/2024=2024-06-25" },
		{ "25/06/2024|06/25/2024", "divided 25/06/2024=2024-06-25 06/25/2024=2024-06-25" },
		{ "1/4/2008|14-Nov-06|11/13/2006", "month-first told 1" },
		/* two-digit years: first or last */
		{ "05/06/07", "undecided 05/06/07=2005-06-07 05/06/07=2007-06-05" },
		{ "25/06/24|31/05/24", "undecided 25/06/24=2025-06-24 25/06/24=2024-06-25" },
		{ "31/12/98|05/06/98", "day-first told 1" },
		{ "98/12/31|98/06/05", "year-first one way" },
		{ "01/06/24|02/06/24|05/06/24|09/06/24|13/06/24|17/06/24|20/06/24|25/06/24|28/06/"
		  "24|31/05/24",
		  "day-first span" },
		{ "24-06-01|24-06-02|24-06-05|24-06-09|24-06-13|24-06-17|24-06-20|24-06-25|24-06-"
		  "28|24-05-31",
		  "year-first span" },
		/* day numbers, where nothing else stands */
		{ "45382|45383.75", "excel one way" },
		{ "45382*19|soon", "excel one way, 1 misfit" },
		{ "45382*18|soon", "empty, 1 misfit" },
		{ "45382|2024-03-31", "canonical" },
		{ "45382|31/03/2024", "day-first one way" },
		{ "2024|2023", "empty, 2 misfit" },
		/* times */
		{ "31/03/2024 00:00|30/03/2024 00:00:00", "day-first one way days" },
		{ "31/03/2024 00:00|30/03/2024 10:00", "day-first one way" },
		{ "2022-07-31 23:00:00|2022-08-02 23:00:00", "year-first one way" },
		{ "6/25/2024 3:05 PM|6/5/2024 3:05 AM", "month-first told 1" },
	};
	check_votes(AID_TYPE_DATE, false, cases, N_OF(cases));
}

static void
test_numbers(void **state)
{
	(void)state;
	static const struct vote_case cases[] = {
		{ "12|1250|0.5|1234.500|0.250", "canonical" },
		{ "1,250", "undecided 1,250=1250 1,250=1.25" },
		{ "1.250", "undecided 1.250=1.25 1.250=1250" },
		{ "1250*19|1,250", "canonical" },
		{ "1250*19|1.250", "undecided 1.250=1.25 1.250=1250" },
		{ "1,250|980|3,500", "undecided 1,250=1250 1,250=1.25" },
		{ "1,250|12.5", ". told 1" },
		{ "1.250|12,5", ", told 1" },
		{ "1,250|1,250,000", ". told 1" },
		{ "1.250|0,5", ", told 1" },
		{ "1,250*100|0,500", ", told 1" },
		{ "1,250*101|0,500", "undecided 1,250=1.25 1,250=1250" },
		{ "(1,250)|12", ". one way" },
		{ "12,5|12.5", "divided 12.5=12.5 12,5=12.5" },
		{ "12.5*19|12,5", ". told 19" },
		{ "1 250|12", ". one way" },
		{ "1\u00a0250|1\u202f000\u202f000", ". one way" },
		{ "1'250|12", ". one way" },
		{ "1 250,5|12", ", one way" },
		{ "(1,250.5)|12-|-3", ". one way" },
		{ "\u0661\u066c\u0662\u0665\u0660|\u0661\u0662\u066b\u0665", ". one way" },
		{ "\u0661\u0662\u066b\u0665|1,250", "undecided 1,250=1250 1,250=1.25" },
		{ "see note|12", "canonical, 1 misfit" },
		/* thousands by habit: filled with zeros, beside numbers that have no sign */
		{ "1,250|1,500|12,400|2,000|3,130|980|12|7|400|55", ". filled" },
		{ "1.250|1.500|12.400|2.000|3.130|980|12|7|400|55", ", filled" },
		{ "1,250|1,500|12,400|2,000|3,130|980|12|7|400",
		  "undecided 1,250=1250 1,250=1.25" },
		{ "1,251|1,503|12,407|2,001|3,139|980|12|7|400|55",
		  "undecided 1,251=1251 1,251=1.251" },
		{ "1,250|1,500|12,400|2,000|3,130|980|12|7|400|55|1400",
		  "undecided 1,250=1250 1,250=1.25" },
		{ "1,250|1,500|12,400|2,000|3.130|980|12|7|400|55",
		  "undecided 1,250=1250 1,250=1.25" },
		{ "12 MT|1650 Pallets", "empty, 2 misfit" },
	};
	check_votes(AID_TYPE_QUANTITY, false, cases, N_OF(cases));
	static const struct vote_case with_units[] = {
		{ "12 MT|1650 Pallets|12t", ". one way" },
		{ "1,250 MT", "undecided 1,250 MT=1250 1,250 MT=1.25" },
		{ "1,250 MT|12.5", ". told 1" },
		{ "MT 12", "empty, 1 misfit" },
		{ "12|1E4|1.5E+03", "canonical, 2 misfit" },
	};
	check_votes(AID_TYPE_QUANTITY, true, with_units, N_OF(with_units));
	/* no part of a truck */
	static const struct vote_case whole[] = {
		{ "1,250|980", ". one way" },
		{ "1.250|980", ", one way" },
		{ "1,000", "undecided 1,000=1000 1,000=1" },
		{ "12.5|3", "canonical, 1 misfit" },
	};
	check_votes(AID_TYPE_INTEGER, false, whole, N_OF(whole));
}

static void
test_settled(void **state)
{
	(void)state;
	struct aid_vote vote;
	aid_vote_init(&vote, AID_TYPE_QUANTITY, false);
	add_cells(&vote, "12*999|-*500");
	assert_false(aid_vote_is_settled(&vote));
	add_cells(&vote, "13");
	assert_false(aid_vote_is_settled(&vote));
	add_cells(&vote, "13.5");
	assert_true(aid_vote_is_settled(&vote));
	aid_vote_init(&vote, AID_TYPE_DATE, false);
	add_cells(&vote, "2024-03-31*1000");
	assert_true(aid_vote_is_settled(&vote));
	aid_vote_init(&vote, AID_TYPE_DATE, false);
	add_cells(&vote, "2024-03-31*1000|31/03/2024");
	assert_false(aid_vote_is_settled(&vote));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_settled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
