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

/* A name or synonym that is not its own folding is never found, and one that two columns share
 * is found for the wrong one. */
static void
check_header(const struct aid_table *table, int column, struct aid_slice header, bool is_synonym)
{
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	assert_int_equal(aid_fold_name(header, &folded, NULL), 0);
	if (is_synonym && !aid_slice_is_equal(aid_buffer_slice(&folded), header))
		fail_msg("%s.%s: the synonym \"%.*s\" folds to \"%s\"", table->name,
			 table->columns[column].name, (int)header.len, header.ptr, folded.ptr);
	int found = aid_table_column(table, aid_buffer_slice(&folded), true);
	if (found != column)
		fail_msg("%s: \"%.*s\" finds %s, not %s", table->name, (int)header.len, header.ptr,
			 found < 0 ? "nothing" : table->columns[found].name,
			 table->columns[column].name);
	found = aid_table_column(table, aid_buffer_slice(&folded), false);
	assert_int_equal(found, is_synonym ? -1 : column);
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
			check_header(table, i, aid_slice_of(column->name), false);
			for (const char *p = column->synonyms; *p != '\0';) {
				size_t len = strcspn(p, "|");
				check_header(table, i, (struct aid_slice){ p, len }, true);
				p += len + (p[len] == '|');
			}
			if (column->type == AID_TYPE_WORD)
				assert_in_range(column->words, 0, AID_WORDS_COUNT - 1);
		}
		assert_int_equal(aid_table_column(table, AID_SLICE_LITERAL("no such column"), true),
				 -1);
		assert_int_equal(aid_table_column(table, AID_SLICE_EMPTY, true), -1);
	}
	const struct aid_table *crossings = aid_table_of(AID_KIND_CROSSINGS);
	assert_int_equal(aid_table_column(crossings, AID_SLICE_LITERAL("occurred at"), false),
			 AID_CROSSINGS_OCCURRED_AT);
	assert_int_equal(aid_table_column(crossings, AID_SLICE_LITERAL("occurred"), false), -1);
	assert_int_equal(aid_table_column(crossings, AID_SLICE_LITERAL("occurred at x"), false),
			 -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_find),
					    cmocka_unit_test(test_columns) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
