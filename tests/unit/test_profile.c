#include "tests/unit/test.h"

#include "read/profile.h"
#include "value/words.h"

#define FACT "[fact f]\nkind = crossings\nstage = \"crossed\"\noccurred_at = Date\n"

static struct aid_profile *
parse(const char *text)
{
	struct aid_profile *profile = NULL;
	struct aid_error err = AID_ERROR_NONE;
	if (aid_profile_parse(aid_slice_of(text), "x.conf", &profile, &err) < 0)
		fail_msg("%s", err.text);
	return profile;
}

static void
test_settings(void **state)
{
	(void)state;
	const char *text =
		"\xEF\xBB\xBF# a comment\r\n[profile]\r\nname = Gaza trucks\r\nSource = COGAT\r\n"
		"match = *cogat*.csv\r\ndelimiter = ;\r\nheader_line = 3\r\nfollowed_to = "
		"Crossed\r\n" FACT;
	struct aid_profile *profile = parse(text);
	assert_string_equal(aid_profile_name(profile), "Gaza trucks");
	assert_true(aid_slice_is_equal(aid_profile_source(profile), AID_SLICE_LITERAL("COGAT")));
	assert_true(aid_slice_is_equal(aid_profile_text(profile), aid_slice_of(text)));
	assert_int_equal(aid_profile_followed_to(profile), AID_STAGE_CROSSED);
	assert_int_equal(aid_profile_wish(profile)->delimiter, ';');
	assert_int_equal(aid_profile_wish(profile)->header_line, 3);
	aid_profile_free(profile);

	profile = parse("");
	assert_string_equal(aid_profile_name(profile), "x.conf");
	assert_int_equal(aid_profile_source(profile).len, 0);
	assert_int_equal(aid_profile_followed_to(profile), 0);
	assert_int_equal(aid_profile_wish(profile)->delimiter, '\0');
	assert_int_equal(aid_profile_wish(profile)->header_line, 0);
	aid_profile_free(profile);
	aid_profile_free(NULL);
}

static void
test_cumulative(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_cumulative;
		unsigned scope;
		enum aid_vanished vanished;
	} cases[] = {
		{ "", false, AID_SCOPE_SOURCE, AID_VANISHED_WITHDRAW },
		{ "cumulative = no", false, AID_SCOPE_SOURCE, AID_VANISHED_WITHDRAW },
		{ "cumulative = Yes", true, AID_SCOPE_SOURCE, AID_VANISHED_WITHDRAW },
		{ "scope = source\ncumulative = yes", true, AID_SCOPE_SOURCE,
		  AID_VANISHED_WITHDRAW },
		{ "cumulative = yes\nscope = places\nvanished = hold", true, AID_SCOPE_PLACES,
		  AID_VANISHED_HOLD },
		{ "cumulative = yes\nvanished = Confirmed", true, AID_SCOPE_SOURCE,
		  AID_VANISHED_CONFIRMED },
		{ "cumulative = yes\nscope = dates | Places\nvanished = withdraw", true,
		  AID_SCOPE_PLACES | AID_SCOPE_DATES, AID_VANISHED_WITHDRAW },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		char text[200];
		snprintf(text, sizeof text, "[profile]\n%s\n", cases[i].text);
		struct aid_profile *profile = parse(text);
		assert_int_equal(aid_profile_is_cumulative(profile), cases[i].is_cumulative);
		assert_int_equal(aid_profile_scope(profile), cases[i].scope);
		assert_int_equal(aid_profile_vanished(profile), cases[i].vanished);
		aid_profile_free(profile);
	}
}

static void
test_delimiters(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		char delimiter;
	} cases[] = {
		{ "[profile]\ndelimiter = tab\n", '\t' },
		{ "[profile]\ndelimiter = ,\n", ',' },
		{ "[profile]\ndelimiter = |\n", '|' },
		{ "[profile]\ndelimiter = semicolon\n", ';' },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_profile *profile = parse(cases[i].text);
		assert_int_equal(aid_profile_wish(profile)->delimiter, cases[i].delimiter);
		aid_profile_free(profile);
	}
}

static void
test_fit(void **state)
{
	(void)state;
	static const struct aid_slice header[] = { { "Date", 4 },
						   { "الجهة المانحة", 25 },
						   { "Aid (tons)", 10 } };
	static const struct {
		const char *text;
		const char *file_name;
		bool is_fit;
	} cases[] = {
		{ "", "a.csv", false },
		{ "[profile]\nmatch = *cogat*.csv\n", "COGAT 2024.CSV", true },
		{ "[profile]\nmatch = *cogat*.csv\n", "cogat.csv.txt", false },
		{ "[profile]\nmatch = a.csv | b?.csv\n", "b1.csv", true },
		{ "[profile]\nmatch = a.csv | b?.csv\n", "b.csv", false },
		{ "[profile]\nheader = aid tons|DATE\n", "a.csv", true },
		{ "[profile]\nheader = الجهه المانحه\n", "a.csv", true },
		{ "[profile]\nheader = Date|Stage\n", "a.csv", false },
		{ "[profile]\nmatch = a.csv\nheader = Date|Stage\n", "a.csv", false },
		{ "[profile]\nmatch = b.csv\nheader = Date\n", "a.csv", false },
		{ "[profile]\nmatch = a.csv\nheader = Date\n", "a.csv", true },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_profile *profile = parse(cases[i].text);
		if (aid_profile_is_fit(profile, cases[i].file_name, header, N_OF(header)) !=
		    cases[i].is_fit)
			fail_msg("'%s' and %s", cases[i].text, cases[i].file_name);
		aid_profile_free(profile);
	}
}

static void
test_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *sentence;
	} cases[] = {
		/* the file */
		{ "[profile\nname = x\n", "x.conf: line 1: No closing bracket." },
		{ "[profile]\nname = x\nname = y\n",
		  "x.conf: line 3: Duplicate key is not allowed." },
		{ "[profile]\nname = x\n[profile]\n",
		  "x.conf: line 3: Duplicate section is not allowed." },
		{ "[profile]\nname\n", "x.conf: line 2: Equal sign is missing." },
		{ "[profile]\nname = caf\xE9\n", "x.conf: line 2: not valid UTF-8" },
		{ "[profile]\nاسم = x\n", "x.conf: line 2: the name before the = is one of our "
					  "settings; what the file calls a column stands "
					  "behind the =" },
		{ "[profiles]\nname = x\n",
		  "x.conf: [profiles]: no such section; there are [profile] and [fact NAME]" },
		{ "[fact]\nkind = crossings\n",
		  "x.conf: [fact]: no such section; there are [profile] and [fact NAME]" },
		/* [profile] */
		{ "[profile]\ndecimals = ,\n", "x.conf: [profile] decimals: no such setting here; "
					       "settings are: name, source, match, header, " },
		{ "[profile]\nname =\n",
		  "x.conf: [profile] name: \"\" cannot be used: nothing stands behind the =" },
		{ "[profile]\nkey = a||b\n",
		  "x.conf: [profile] key: \"a||b\" cannot be used: nothing stands behind the =" },
		{ "[profile]\ndelimiter = /\n",
		  "x.conf: [profile] delimiter: \"/\" cannot be used: it is one of: ,  ;  |  tab" },
		{ "[profile]\ndecimal = ,\ngrouping = ,\n",
		  "x.conf: [profile] grouping: \",\" cannot be used: decimal and grouping are the "
		  "same sign" },
		{ "[profile]\nheader_line = 0\n", "x.conf: [profile] header_line: \"0\" cannot be "
						  "used: it is a whole number from 1 to 1000" },
		{ "[profile]\nheader_line = 1.5\n",
		  "x.conf: [profile] header_line: \"1.5\" cannot be used: " },
		{ "[profile]\nfollowed_to = arrived\n",
		  "x.conf: [profile] followed_to: \"arrived\" cannot be used: it is one of: "
		  "dispatched, at_crossing" },
		{ "[profile]\ndate = 31.12.\n",
		  "x.conf: [profile]: \"31.12.\" is no date pattern" },
		{ "[profile]\nzone = Gaza\n", "x.conf: [profile]: \"Gaza\" is no time zone" },
		{ "[profile]\nunit = -\n",
		  "x.conf: [profile] unit: \"-\" cannot be used: it means \"not stated\"" },
		{ "[profile]\nreported_at = \"soon\"\n",
		  "x.conf: [profile] reported_at: \"\"soon\"\" cannot be used: \"soon\" is not a "
		  "date; write it like "
		  "2024-03-31" },
		{ "[profile]\ncumulative = maybe\n", "x.conf: [profile] cumulative: \"maybe\" "
						     "cannot be used: it is one of: yes, no" },
		{ "[profile]\ncumulative = yes\nscope = source | dates\n",
		  "x.conf: [profile] scope: \"source | dates\" cannot be used: it is one of: "
		  "source, places, dates, places | dates" },
		{ "[profile]\ncumulative = yes\nvanished = delete\n",
		  "x.conf: [profile] vanished: \"delete\" cannot be used: it is one of: "
		  "withdraw, hold, confirmed" },
		{ "[profile]\nvanished = hold\n",
		  "x.conf: [profile] vanished: \"hold\" cannot be used: it is for cumulative "
		  "publications; say cumulative = yes" },
		{ "[profile]\nscope = dates\ncumulative = no\n",
		  "x.conf: [profile] scope: \"dates\" cannot be used: it is for cumulative" },
		/* [fact] */
		{ "[fact f]\nstage = \"crossed\"\n",
		  "x.conf: [fact f] kind: \"\" cannot be used: it is one of: commitments, "
		  "shipments, crossings" },
		{ "[fact f]\nkind = trucks\n",
		  "x.conf: [fact f] kind: \"trucks\" cannot be used: it is one of: " },
		{ FACT "weight = W\n", "x.conf: [fact f] weight: no such setting here; settings "
				       "are: kind, when, unpivot, report_id, source, stage" },
		{ FACT "quantity.unit = W\n",
		  "x.conf: [fact f] quantity.unit: \"W\" cannot be used: the section does not "
		  "say what quantity is" },
		{ FACT "quantity = W\nquantity.unit = t\n",
		  "x.conf: [fact f] quantity.unit: no such setting here; settings are: kind, "
		  "when, unpivot, " },
		{ FACT "weight.decimal = ,\n",
		  "x.conf: [fact f] weight.decimal: no such setting here" },
		{ FACT "quantity = W\nquantity.date = d/m/Y\n",
		  "x.conf: [fact f] quantity.date: \"d/m/Y\" cannot be used: the column quantity "
		  "holds no date" },
		{ FACT "occurred_at.round = yes\n",
		  "x.conf: [fact f] occurred_at.round: \"yes\" cannot be used: the column "
		  "occurred_at holds no number" },
		{ FACT "quantity = W\nquantity.round = up\n",
		  "x.conf: [fact f] quantity.round: \"up\" cannot be used: it is one of: yes, no" },
		{ FACT "quantity = W\nquantity.decimal = ,\nquantity.grouping = ,\n",
		  "x.conf: [fact f] grouping: \",\" cannot be used: decimal and grouping are the "
		  "same sign" },
		{ FACT "occurred_at.date = d.m\n", "x.conf: [fact f]: \"d.m\" is no date pattern" },
		{ FACT "place =\n",
		  "x.conf: [fact f] place: \"\" cannot be used: nothing stands behind the =" },
		{ FACT "place = \"Rafah\n", "x.conf: [fact f] place: \"\"Rafah\" cannot be used: a "
					    "constant stands between two quotation marks" },
		{ FACT "place = \"a\" b\"\n",
		  "x.conf: [fact f] place: \"\"a\" b\"\" cannot be used: a constant stands" },
		{ FACT "place = \"N/A\"\n",
		  "x.conf: [fact f] place: \"N/A\" cannot be used: it means \"not stated\"" },
		{ FACT "trucks = \"one\"\n",
		  "x.conf: [fact f] trucks: \"one\" cannot be used: \"one\" is not a number" },
		{ "[fact f]\nkind = crossings\nstage = \"arrived\"\noccurred_at = D\n",
		  "x.conf: [fact f] stage: \"arrived\" cannot be used: \"arrived\" is not one of: "
		  "dispatched, " },
		{ "[fact f]\nkind = crossings\nstage = S\n",
		  "x.conf: [fact f] lacks occurred_at, which every crossings row needs" },
		{ FACT "note = A | | B\n",
		  "x.conf: [fact f] note: \"A | | B\" cannot be used: nothing stands behind" },
		{ FACT "note = A | \"b\n",
		  "x.conf: [fact f] note: \"A | \"b\" cannot be used: a constant stands" },
		{ FACT "trucks = A | B\n",
		  "x.conf: [fact f] trucks: \"A | B\" cannot be used: only "
		  "names and numbers of papers" },
		{ FACT "trucks = \"1\"\ntrucks.grouping = ,\n",
		  "x.conf: [fact f] trucks.grouping: \",\" cannot be used: it says how the file "
		  "writes the column, but trucks is a constant here" },
		{ FACT "place = P\nplace.precision = day\n",
		  "x.conf: [fact f] place.precision: \"day\" cannot be used: the column place "
		  "holds no date" },
		{ FACT "occurred_at.precision = year\n",
		  "x.conf: [fact f] occurred_at.precision: \"year\" cannot be used: it is one "
		  "of: month, day, minute" },
		{ FACT "place = P\nplace.values = a, b\n",
		  "x.conf: [fact f] place.values: \"a, b\" cannot be used: what the file writes "
		  "and what it means are written" },
		{ FACT "place = P\nplace.values = a => b | => c\n",
		  "x.conf: [fact f] place.values: \"a => b | => c\" cannot be used: what the" },
		{ FACT "place = P\nplace.values = a => -\n",
		  "x.conf: [fact f] place.values: \"-\" cannot be used: it means \"not stated\"" },
		{ "[fact f]\nkind = crossings\noccurred_at = D\nstage = S\nstage.values = In => "
		  "entered\n",
		  "x.conf: [fact f] stage.values: \"entered\" cannot be used: \"entered\" is not "
		  "one "
		  "of: dispatched, " },
		{ FACT "quantity = <cell>\n", "x.conf: [fact f] quantity: \"<cell>\" cannot be "
					      "used: <header> and <cell> are of "
					      "the columns that unpivot" },
		{ FACT "note = A | <Header>\n",
		  "x.conf: [fact f] note: \"<Header>\" cannot be used: <header> and <cell>" },
		{ FACT "unpivot = Flour | Rice\ncommodity = <header>\n",
		  "x.conf: [fact f] unpivot: \"Flour | Rice\" cannot be used: no column of the "
		  "section is <cell>" },
		{ FACT "unpivot = ... Rice\nquantity = <cell>\n",
		  "x.conf: [fact f] unpivot: \"... Rice\" cannot be used: columns are named one "
		  "by one" },
		{ FACT "when = Route\n", "x.conf: [fact f] when: \"Route\" cannot be used: a "
					 "condition is written COLUMN" },
		{ FACT "when = is stated\n",
		  "x.conf: [fact f] when: \"is stated\" cannot be used: a condition" },
		{ FACT "when = Route = Land\n",
		  "x.conf: [fact f] when: \"Route = Land\" cannot be used: a condition" },
		{ FACT "when = Route > \"1\"\n", "x.conf: [fact f] when: " },
		{ FACT "when = Route = \"a\" or Route = \"b\"\n", "x.conf: [fact f] when: " },
		{ FACT "when = = \"a\"\n", "x.conf: [fact f] when: " },
		{ FACT "when = A is stated and \n", "x.conf: [fact f] when: " },
		{ "[fact 1]\n[fact 2]\n[fact 3]\n[fact 4]\n[fact 5]\n[fact 6]\n[fact 7]\n[fact "
		  "8]\n[fact 9]\n",
		  "x.conf: there are 9 sections [fact ...]; the limit is 8" },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_profile *profile = NULL;
		struct aid_error err = AID_ERROR_NONE;
		int rc = aid_profile_parse(aid_slice_of(cases[i].text), "x.conf", &profile, &err);
		if (rc != AID_E_INVALID || profile != NULL ||
		    strncmp(err.text, cases[i].sentence, strlen(cases[i].sentence)) != 0)
			fail_msg("%s\ngives %d: %s\nnot: %s", cases[i].text, rc, err.text,
				 cases[i].sentence);
	}
}

static void
test_too_large(void **state)
{
	(void)state;
	struct aid_buffer text;
	aid_buffer_init(&text);
	aid_buffer_append_text(&text, "[profile]\n");
	while (text.len <= AID_LIMIT_PROFILE_BYTES)
		aid_buffer_append_text(&text, "# nothing to see\n");
	struct aid_profile *profile;
	struct aid_error err;
	assert_int_equal(aid_profile_parse(aid_buffer_slice(&text), "x.conf", &profile, &err),
			 AID_E_INVALID);
	assert_non_null(strstr(err.text, "; the limit is 262144"));
	text.len = AID_LIMIT_PROFILE_BYTES - 20;
	assert_int_equal(aid_profile_parse(aid_buffer_slice(&text), "x.conf", &profile, &err), 0);
	aid_profile_free(profile);
	assert_int_equal(
		aid_profile_parse((struct aid_slice){ "[a]\0=", 5 }, "x.conf", &profile, &err),
		AID_E_INVALID);
	assert_string_equal(err.text, "x.conf: line 1: a NUL byte");
	aid_buffer_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings),   cmocka_unit_test(test_cumulative),
		cmocka_unit_test(test_delimiters), cmocka_unit_test(test_fit),
		cmocka_unit_test(test_wrong),      cmocka_unit_test(test_too_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
