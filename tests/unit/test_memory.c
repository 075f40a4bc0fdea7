/* The n-th allocation fails, for every n: nothing is lost, nothing leaks, and the error says what it is. The linker puts the
 * wraps below between the libraries and the allocator. */
#include "tests/unit/test.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/message.h"

static int allocations_left = -1; /* -1: without end */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *ptr, size_t size);

static bool
is_refused(void)
{
	if (allocations_left < 0)
		return false;
	if (allocations_left == 0)
		return true;
	allocations_left--;
	return false;
}

void *
__wrap_malloc(size_t size)
{
	return is_refused() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return is_refused() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *ptr, size_t size)
{
	return is_refused() ? NULL : __real_realloc(ptr, size);
}

static void
test_arena(void **state)
{
	(void)state;
	for (int n = 0; n < 4; n++) {
		struct aid_arena arena;
		aid_arena_init(&arena);
		allocations_left = n;
		int n_given = 0;
		while (n_given < 10 && aid_arena_alloc(&arena, 200000) != NULL)
			n_given++;
		allocations_left = -1;
		assert_int_equal(n_given, n);
		assert_non_null(aid_arena_alloc(&arena, 200000));
		allocations_left = 0;
		assert_null(
			aid_arena_copy(&arena, (struct aid_slice){ (char[100000]){ 0 }, 100000 })
				.ptr);
		allocations_left = -1;
		aid_arena_done(&arena);
	}
}

static void
test_buffer(void **state)
{
	(void)state;
	struct aid_buffer buffer;
	aid_buffer_init(&buffer);
	allocations_left = 1;
	for (int i = 0; i < 1000; i++)
		aid_buffer_append_format(&buffer, "%d", i % 10);
	allocations_left = -1;
	struct aid_error err = AID_ERROR_NONE;
	assert_int_equal(aid_buffer_check(&buffer, &err), AID_E_NOMEM);
	assert_int_equal(buffer.len, strlen(buffer.ptr));
	assert_memory_equal(buffer.ptr, "0123456789", 10);
	aid_buffer_done(&buffer);
}

static void
test_digest(void **state)
{
	(void)state;
	struct aid_digest *digest = NULL;
	struct aid_error err = AID_ERROR_NONE;
	allocations_left = 0;
	assert_int_equal(aid_digest_new(&digest, &err), AID_E_NOMEM);
	allocations_left = -1;
	assert_null(digest);
}

/* Even the sentence cannot be put together; the code of the message still says what happened. */
static void
test_message(void **state)
{
	(void)state;
	struct aid_error err = AID_ERROR_NONE;
	allocations_left = 0;
	int rc = aid_message_error(&err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	allocations_left = -1;
	assert_int_equal(rc, AID_E_NOMEM);
	assert_string_equal(err.text, "no_memory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_buffer),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_message),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
