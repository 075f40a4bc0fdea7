#include "base/digest.h"

#include <stdlib.h>

#include <nettle/sha2.h>
#include <xxhash.h>

#include "base/message.h"

struct aid_digest {
	struct sha256_ctx sha256;
};

int
aid_digest_new(struct aid_digest **out_digest, struct aid_error *err)
{
	struct aid_digest *digest = calloc(1, sizeof *digest);
	if (digest == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	sha256_init(&digest->sha256);
	*out_digest = digest;
	return 0;
}

void
aid_digest_free(struct aid_digest *digest)
{
	free(digest);
}

void
aid_digest_update(struct aid_digest *digest, const void *bytes, size_t size)
{
	sha256_update(&digest->sha256, size, bytes);
}

void
aid_digest_finish(struct aid_digest *digest, char out_hex[AID_DIGEST_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t bytes[SHA256_DIGEST_SIZE];
	sha256_digest(&digest->sha256, sizeof(bytes), bytes);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		out_hex[2 * i] = digits[bytes[i] >> 4];
		out_hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	out_hex[2 * sizeof(bytes)] = '\0';
}

int64_t
aid_digest_hash64(struct aid_slice s, int64_t seed)
{
	return (int64_t)XXH3_64bits_withSeed(s.ptr, s.len, (XXH64_hash_t)seed);
}
