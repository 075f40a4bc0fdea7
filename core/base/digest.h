/* SHA-256 of a drop (nettle: anyone can check it with sha256sum) and the 64-bit hash of keys and contents (XXH3:
 * its values are fixed by its specification, so a ledger written today is read the same tomorrow). */
#ifndef AID_BASE_DIGEST_H
#define AID_BASE_DIGEST_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

#define AID_DIGEST_HEX_SIZE 65

struct aid_digest;

/* A running SHA-256; free it with aid_digest_free. AID_E_NOMEM. */
int aid_digest_new(struct aid_digest **out_digest, struct aid_error *err);
void aid_digest_free(struct aid_digest *digest);
void aid_digest_update(struct aid_digest *digest, const void *bytes, size_t size);
/* Lower-case hexadecimal with terminator; the digest then starts anew. */
void aid_digest_finish(struct aid_digest *digest, char out_hex[AID_DIGEST_HEX_SIZE]);

/* XXH3-64 of the bytes; the seed chains several pieces. Returned as int64_t for SQLite. */
int64_t aid_digest_hash64(struct aid_slice s, int64_t seed);

#endif
