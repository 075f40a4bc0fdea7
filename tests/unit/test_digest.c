#include "tests/unit/test.h"

#include "base/digest.h"

static const struct {
	const char *text, *hex;
} cases[] = {
	/* FIPS 180-4's examples, as sha256sum prints them */
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void
test_sha256_in_any_pieces(void **state)
{
	(void)state;
	struct aid_digest *digest = NULL;
	assert_int_equal(aid_digest_new(&digest, NULL), 0);
	for (size_t i = 0; i < N_OF(cases); i++) {
		size_t len = strlen(cases[i].text);
		for (size_t cut = 0; cut <= len; cut++) {
			char hex[AID_DIGEST_HEX_SIZE];
			const char *rest = cases[i].text + cut;
			aid_digest_update(digest, cases[i].text, cut);
			aid_digest_update(digest, rest, len - cut);
			aid_digest_finish(digest, hex);
			assert_string_equal(hex, cases[i].hex);
		}
	}
	aid_digest_free(digest);
	aid_digest_free(NULL);
}

/* Kept in ledgers: these values may never change. */
static void
test_hash64_is_xxh3(void **state)
{
	(void)state;
	assert_true((uint64_t)aid_digest_hash64(AID_SLICE_EMPTY, 0) == 0x2D06800538D394C2u);
	assert_true((uint64_t)aid_digest_hash64(aid_slice_of("abc"), 0) == 0x78AF5F94892F3950u);
	struct aid_slice unset = { NULL, 0 };
	assert_true(aid_digest_hash64(unset, 0) == aid_digest_hash64(AID_SLICE_EMPTY, 0));
}

static void
test_hash64_chains(void **state)
{
	(void)state;
	struct aid_slice a = aid_slice_of("WB-1"), b = aid_slice_of("2");
	int64_t chained = aid_digest_hash64(b, aid_digest_hash64(a, 0));
	assert_true(chained != aid_digest_hash64(b, 0));
	assert_true(chained != aid_digest_hash64(a, aid_digest_hash64(b, 0)));
	assert_true(chained == aid_digest_hash64(b, aid_digest_hash64(a, 0)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sha256_in_any_pieces),
		cmocka_unit_test(test_hash64_is_xxh3),
		cmocka_unit_test(test_hash64_chains),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
