#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger/ledger.h"
#include "ledger/units.h"
#include "value/unit_word.h"

struct place {
	char folder[64], path[96];
	struct aid_ledger *ledger;
	struct aid_units *units;
	struct aid_buffer scratch;
};

static int
open_place(void **state)
{
	static struct place place;
	struct aid_error err = AID_ERROR_NONE;
	const char *tmp = getenv("TMPDIR");
	snprintf(place.folder, sizeof place.folder, "%.40s/aid-units-XXXXXX",
		 tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(place.folder) == NULL)
		return -1;
	snprintf(place.path, sizeof place.path, "%s/a.db", place.folder);
	aid_buffer_init(&place.scratch);
	*state = &place;
	return aid_ledger_open(place.path, AID_DB_WRITER, &place.ledger, &err) != 0 ||
	       aid_units_load(aid_ledger_db(place.ledger), INT64_MAX, &place.units, &err) != 0;
}

static int
close_place(void **state)
{
	struct place *place = *state;
	aid_units_free(place->units);
	aid_ledger_close(place->ledger);
	aid_buffer_done(&place->scratch);
	static const char *const files[] = { "a.db", "a.db-wal", "a.db-shm" };
	for (size_t i = 0; i < N_OF(files); i++) {
		snprintf(place->path, sizeof place->path, "%s/%s", place->folder, files[i]);
		unlink(place->path);
	}
	return rmdir(place->folder);
}

static int64_t
find(struct place *place, const char *text)
{
	return aid_units_find(place->units, aid_slice_of(text), &place->scratch);
}

/* A word that a header may have is a unit that every ledger knows, and the same one; "ton" is none. */
static void
test_words(void **state)
{
	struct place *place = *state;
	for (const struct aid_unit_word *unit = aid_unit_words(); unit->words != NULL; unit++) {
		const char *words = unit->words;
		struct aid_slice word;
		int64_t code = unit->code == NULL ? 0 : find(place, unit->code);
		assert_true(unit->code == NULL || code != 0);
		while (aid_unit_word_next(&words, &word)) {
			assert_ptr_equal(aid_unit_word_find(word), unit);
			if (aid_units_find(place->units, word, &place->scratch) != code)
				fail_msg("\"%.*s\" is not %s", (int)word.len, word.ptr,
					 unit->code == NULL ? "nothing" : unit->code);
		}
	}
}

/* 10^11 of what a unit comes to. */
static void
test_most(void **state)
{
	static const struct {
		const char *unit;
		int64_t most;
	} cases[] = { { "kg", 100000000000000 }, { "g", 100000000000000 },
		      { "t", 100000000000 },     { "kt", 100000000 },
		      { "m3", 100000000000 },    { "pallet", 100000000000000 } };
	struct place *place = *state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(aid_units_most(place->units, find(place, cases[i].unit)),
				 cases[i].most);
}

/* Codes of UN/CEFACT Recommendations 20 and 21, and what people write for them. */
static void
test_codes(void **state)
{
	static const struct {
		const char *code, *same;
	} cases[] = {
		{ "TNE", "t" },           { "KGM", "kg" },
		{ "GRM", "g" },           { "LTR", "L" },
		{ "MTQ", "m\u00b3" },     { "STN", "Short tons" },
		{ "LTN", "long ton" },    { "DTN", "quintal m\u00e9trique" },
		{ "C62", "pcs" },         { "H87", "piece" },
		{ "EA", "each" },         { "DZN", "dozen" },
		{ "PR", "pairs" },        { "SET", "sets" },
		{ "NMP", "packs" },       { "XPX", "Pallets" },
		{ "PX", "pallet" },       { "XCT", "CTN" },
		{ "XBG", "bags" },        { "XBX", "boxes" },
		{ "XSA", "sack" },        { "XDR", "drums" },
		{ "XJC", "Jerrycan" },    { "XJY", "jerricans" },
		{ "XKI", "kits" },        { "XPK", "package" },
		{ "XBE", "bundles" },     { "XRO", "rolls" },
		{ "XCR", "crate" },       { "XCS", "cases" },
		{ "XWA", "IBC" },         { "XPC", "parcels" },
		{ "BLL", "barrel (US)" },
	};
	struct place *place = *state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t id = find(place, cases[i].code);
		if (id == 0 || id != find(place, cases[i].same))
			fail_msg("%s, %s", cases[i].code, cases[i].same);
	}
	assert_int_equal(find(place, "ton"), 0);
	assert_int_equal(find(place, "tons"), 0);
	assert_int_equal(find(place, "LT"), 0);
	assert_int_equal(find(place, "20"), 0);
	assert_int_not_equal(find(place, "XPC"), find(place, "PC"));
	assert_int_not_equal(find(place, "barrel"), find(place, "BLL"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_words),
					    cmocka_unit_test(test_most),
					    cmocka_unit_test(test_codes) };
	return cmocka_run_group_tests(tests, open_place, close_place);
}
