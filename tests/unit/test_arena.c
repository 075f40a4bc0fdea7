#include "tests/unit/test.h"

#include "base/arena.h"

static void
test_pieces_are_aligned_and_apart(void **state)
{
	(void)state;
	struct aid_arena arena;
	aid_arena_init(&arena);
	unsigned char *pieces[200];
	size_t sizes[200];
	for (size_t i = 0; i < N_OF(pieces); i++) {
		sizes[i] = (i * 7919) % 9000;
		pieces[i] = aid_arena_alloc(&arena, sizes[i]);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		memset(pieces[i], (int)(i % 251), sizes[i]);
	}
	for (size_t i = 0; i < N_OF(pieces); i++) {
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(pieces[i][k], i % 251);
	}
	aid_arena_done(&arena);
	assert_null(arena.first);
}

static void
test_reset_uses_the_same_memory(void **state)
{
	(void)state;
	struct aid_arena arena;
	aid_arena_init(&arena);
	char *first = NULL;
	for (int round = 0; round < 3; round++) {
		char *start = aid_arena_alloc(&arena, 100);
		if (round == 0)
			first = start;
		assert_ptr_equal(start, first);
		for (int i = 0; i < 1000; i++)
			memset(aid_arena_alloc(&arena, 3000), round, 3000);
		assert_true(arena.n_bytes >= 3000100);
		aid_arena_reset(&arena);
		assert_int_equal(arena.n_bytes, 0);
	}
	aid_arena_done(&arena);
}

static void
test_larger_than_a_block(void **state)
{
	(void)state;
	struct aid_arena arena;
	aid_arena_init(&arena);
	char *small = aid_arena_alloc(&arena, 10);
	memset(small, 'a', 10);
	char *large = aid_arena_alloc(&arena, 5 * 1024 * 1024);
	assert_non_null(large);
	memset(large, 'b', 5 * 1024 * 1024);
	memset(aid_arena_alloc(&arena, 10), 'c', 10);
	assert_memory_equal(small, "aaaaaaaaaa", 10);
	assert_int_equal(large[5 * 1024 * 1024 - 1], 'b');
	assert_null(aid_arena_alloc(&arena, SIZE_MAX));
	assert_null(aid_arena_alloc(&arena, SIZE_MAX - 8));
	aid_arena_done(&arena);
}

static void
test_copy_is_terminated(void **state)
{
	(void)state;
	struct aid_arena arena;
	aid_arena_init(&arena);
	char text[] = "waybill";
	struct aid_slice copy = aid_arena_copy(&arena, (struct aid_slice){ text, 3 });
	text[0] = 'W';
	assert_int_equal(copy.len, 3);
	assert_string_equal(copy.ptr, "way");
	struct aid_slice empty = aid_arena_copy(&arena, (struct aid_slice){ NULL, 0 });
	assert_string_equal(empty.ptr, "");
	assert_null(aid_arena_copy(&arena, (struct aid_slice){ text, SIZE_MAX }).ptr);
	aid_arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces_are_aligned_and_apart),
		cmocka_unit_test(test_reset_uses_the_same_memory),
		cmocka_unit_test(test_larger_than_a_block),
		cmocka_unit_test(test_copy_is_terminated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
