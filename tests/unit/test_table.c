#include "tests/unit/test.h"

#include "read/table.h"
#include "text/fold.h"
#include "value/words.h"

static void
test_find(void **state)
{
	(void)state;
	assert_null(aid_table_of(AID_KIND_NONE));
	assert_null(aid_table_of(AID_KIND_COUNT));
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++) {
		const struct aid_table *table = aid_table_of((enum aid_kind)kind);
		assert_non_null(table);
		assert_int_equal(table->kind, kind);
		assert_int_equal(aid_table_find(aid_slice_of(table->name)), kind);
		assert_true(table->n_columns > 0);
	}
	assert_int_equal(aid_table_find(AID_SLICE_LITERAL("Shipments")), AID_KIND_SHIPMENTS);
	assert_int_equal(aid_table_find(AID_SLICE_LITERAL("shipment")), AID_KIND_NONE);
	assert_int_equal(aid_table_find(AID_SLICE_EMPTY), AID_KIND_NONE);
}

/* A header that is not its own folding is never found. */
static void
check_folded(const struct aid_table *table, const struct aid_synonym *synonym)
{
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	assert_int_equal(aid_fold_name(aid_slice_of(synonym->header), &folded, NULL), 0);
	if (!aid_slice_is_equal(aid_buffer_slice(&folded), aid_slice_of(synonym->header)))
		fail_msg("%s: the header \"%s\" folds to \"%s\"", table->name, synonym->header,
			 folded.ptr);
	aid_buffer_done(&folded);
}

static void
test_columns(void **state)
{
	(void)state;
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++) {
		const struct aid_table *table = aid_table_of((enum aid_kind)kind);
		for (int i = 0; i < table->n_columns; i++) {
			const struct aid_column *column = &table->columns[i];
			for (const struct aid_synonym *s = column->synonyms; s->language != NULL;
			     s++) {
				check_folded(table, s);
				assert_ptr_equal(
					aid_column_synonym(column, s->use, aid_slice_of(s->header)),
					s);
			}
			if (column->type == AID_TYPE_WORD)
				assert_in_range(column->words, 0, AID_WORDS_COUNT - 1);
		}
	}
	const struct aid_column *occurred =
		&aid_table_of(AID_KIND_CROSSINGS)->columns[AID_CROSSINGS_OCCURRED_AT];
	assert_true(aid_column_is_named(occurred, AID_SLICE_LITERAL("occurred at")));
	assert_false(aid_column_is_named(occurred, AID_SLICE_LITERAL("occurred")));
	assert_false(aid_column_is_named(occurred, AID_SLICE_LITERAL("occurred at x")));
	assert_false(aid_column_is_named(occurred, AID_SLICE_EMPTY));
	assert_null(aid_column_synonym(occurred, AID_SYNONYM_ALONE, AID_SLICE_LITERAL("nothing")));
}

/* Every column can be met in each of the six languages; the list of a language may be short, never empty. */
static void
test_languages(void **state)
{
	(void)state;
	static const char *const languages[] = { "en", "fr", "ar", "es", "uk", "tr" };
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++) {
		const struct aid_table *table = aid_table_of((enum aid_kind)kind);
		for (int i = 0; i < table->n_columns; i++) {
			for (size_t k = 0; k < 6; k++) {
				const struct aid_synonym *s = table->columns[i].synonyms;
				while (s->language != NULL &&
				       strcmp(s->language, languages[k]) != 0)
					s++;
				if (s->language == NULL)
					fail_msg("%s.%s has no header in \"%s\"", table->name,
						 table->columns[i].name, languages[k]);
			}
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_find),
					    cmocka_unit_test(test_columns),
					    cmocka_unit_test(test_languages) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
