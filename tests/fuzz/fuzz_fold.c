/* Folding gives UTF-8 from any bytes and changes nothing the second time; the distance of two lines
 * is a distance. */
#include "tests/fuzz/fuzz.h"

#include "text/fold.h"

typedef int fold_function(struct aid_slice text, struct aid_buffer *out, struct aid_error *err);

static void
check_fold(fold_function *fold, struct aid_slice text, struct aid_buffer *once,
	   struct aid_buffer *again)
{
	struct aid_error err;

	AID_REQUIRE(fold(text, once, &err) == 0);
	AID_REQUIRE(aid_fold_valid_utf8(aid_buffer_slice(once)) == once->len);
	AID_REQUIRE(fold(aid_buffer_slice(once), again, &err) == 0);
	AID_REQUIRE(aid_slice_is_equal(aid_buffer_slice(once), aid_buffer_slice(again)));
}

static void
check_trim_and_digits(struct aid_slice text)
{
	struct aid_slice trimmed = aid_fold_trim(text);
	struct aid_slice again = aid_fold_trim(trimmed);
	char out[256];
	size_t len;

	AID_REQUIRE(trimmed.len == 0 ||
		    (trimmed.ptr >= text.ptr && trimmed.ptr + trimmed.len <= text.ptr + text.len));
	AID_REQUIRE(again.ptr == trimmed.ptr && again.len == trimmed.len);
	if (aid_fold_digits(text, out, sizeof(out), &len)) {
		AID_REQUIRE(len <= text.len);
		AID_REQUIRE(!aid_fold_is_ascii(text) ||
			    aid_slice_is_equal((struct aid_slice){ out, len }, text));
	} else {
		AID_REQUIRE(text.len > sizeof(out));
	}
}

static void
check_distance(struct aid_slice text)
{
	const char *end = text.len == 0 ? NULL : memchr(text.ptr, '\n', text.len);
	struct aid_slice a, b;

	if (end == NULL)
		return;
	a = (struct aid_slice){ text.ptr, (size_t)(end - text.ptr) };
	b = (struct aid_slice){ end + 1, text.len - a.len - 1 };
	for (size_t limit = 0; limit < 4; limit++) {
		size_t distance = aid_fold_distance(a, b, limit);

		AID_REQUIRE(distance <= limit + 1);
		AID_REQUIRE(distance == aid_fold_distance(b, a, limit));
		AID_REQUIRE((distance == 0) <= (a.len == b.len));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct aid_slice text = { (const char *)bytes, size };
	struct aid_buffer once, again;
	size_t n_valid = aid_fold_valid_utf8(text);

	AID_REQUIRE(n_valid <= size);
	AID_REQUIRE(aid_fold_valid_utf8((struct aid_slice){ text.ptr, n_valid }) == n_valid);
	AID_REQUIRE(!aid_fold_is_ascii(text) || n_valid == size);
	aid_buffer_init(&once);
	aid_buffer_init(&again);
	check_fold(aid_fold_name, text, &once, &again);
	check_fold(aid_fold_number, text, &once, &again);
	aid_buffer_done(&once);
	aid_buffer_done(&again);
	check_trim_and_digits(text);
	check_distance(text);
	return 0;
}
