#include "tests/unit/test.h"

#include <stdlib.h>

#include "base/sort.h"

#define N 5000

struct item {
	uint64_t first, second;
	int third, number;
};

static int
compare_third(const void *a, const void *b)
{
	const struct item *x = ((const struct aid_sort_entry *)a)->item;
	const struct item *y = ((const struct aid_sort_entry *)b)->item;
	return x->third != y->third ? (x->third < y->third ? -1 : 1) : x->number - y->number;
}

static int
compare_all(const void *a, const void *b)
{
	const struct item *x = ((const struct aid_sort_entry *)a)->item;
	const struct item *y = ((const struct aid_sort_entry *)b)->item;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->second != y->second)
		return x->second < y->second ? -1 : 1;
	return compare_third(a, b);
}

/* Numbers of few or many values, in any order or in order already: as qsort has them. */
static void
check(uint64_t n_first, uint64_t n_second, int n_third, uint64_t step, size_t n)
{
	static struct item items[N];
	static struct aid_sort_entry entries[N], expected[N], scratch[N];
	for (size_t k = 0; k < n; k++) {
		uint64_t value = (uint64_t)k * step;
		items[k] = (struct item){ value % n_first << 40 | value % n_first,
					  value / 7 % n_second * 0x0101010101, rand() % n_third,
					  (int)k };
		entries[k] = expected[k] =
			(struct aid_sort_entry){ items[k].first, items[k].second, &items[k] };
	}
	qsort(expected, n, sizeof(expected[0]), compare_all);
	aid_sort(entries, scratch, n, compare_third);
	for (size_t k = 0; k < n; k++)
		assert_ptr_equal(entries[k].item, expected[k].item);
}

static void
test_orders(void **state)
{
	(void)state;
	srand(1);
	check(1, 1, 1, 1, 0);
	check(1, 1, 1, 1, 1);
	check(1, 1, 3, 1, N);
	check(N, 1, 2, 1, N);
	check(300, 5, 3, 2654435761U, N);
	check(1U << 30, 300, 2, 2654435761U, N);
	check(2, 1U << 20, 1, 48271, N);
}

static void
test_prefixes(void **state)
{
	(void)state;
	assert_true(aid_sort_prefix(AID_SLICE_LITERAL("a"), 0) == (uint64_t)'a' << 56);
	assert_true(aid_sort_prefix(AID_SLICE_LITERAL("12345678b"), 8) == (uint64_t)'b' << 56);
	assert_true(aid_sort_prefix(AID_SLICE_LITERAL("12345678b"), 16) == 0);
	assert_true(aid_sort_prefix(AID_SLICE_LITERAL("\xc3"), 0) == (uint64_t)0xc3 << 56);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_prefixes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
