#include "base/digest.h"

#include <stdlib.h>

#include <openssl/evp.h>
#include <xxhash.h>

#include "base/message.h"

#define DIGEST_BYTES 32

struct aid_digest {
	EVP_MD_CTX *context;
};

/* libcrypto refuses only when memory is out. */
static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

int
aid_digest_new(struct aid_digest **out_digest, struct aid_error *err)
{
	struct aid_digest *digest = calloc(1, sizeof *digest);
	if (digest == NULL)
		return no_memory(err);
	digest->context = EVP_MD_CTX_new();
	if (digest->context == NULL ||
	    EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1) {
		aid_digest_free(digest);
		return no_memory(err);
	}
	*out_digest = digest;
	return 0;
}

void
aid_digest_free(struct aid_digest *digest)
{
	if (digest == NULL)
		return;
	EVP_MD_CTX_free(digest->context);
	free(digest);
}

int
aid_digest_update(struct aid_digest *digest, const void *bytes, size_t size, struct aid_error *err)
{
	return EVP_DigestUpdate(digest->context, bytes, size) == 1 ? 0 : no_memory(err);
}

int
aid_digest_finish(struct aid_digest *digest, char out_hex[AID_DIGEST_HEX_SIZE],
		  struct aid_error *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int n_bytes = 0;
	if (EVP_DigestFinal_ex(digest->context, bytes, &n_bytes) != 1 ||
	    EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1)
		return no_memory(err);
	AID_REQUIRE(n_bytes == DIGEST_BYTES);
	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		out_hex[2 * i] = digits[bytes[i] >> 4];
		out_hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	out_hex[2 * DIGEST_BYTES] = '\0';
	return 0;
}

int64_t
aid_digest_hash64(struct aid_slice s, int64_t seed)
{
	return (int64_t)XXH3_64bits_withSeed(s.ptr, s.len, (XXH64_hash_t)seed);
}
