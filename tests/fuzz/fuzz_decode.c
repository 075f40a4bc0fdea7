/* First byte: the encoding that a profile names, if any, and how much is read at once; the rest: the file. What is read is UTF-8
 * without NUL, the same in pieces of any size and when it is read again; what is refused says why. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_file.h"

#include "base/buffer.h"
#include "read/decode.h"
#include "text/fold.h"

static const char *const encodings[] = { NULL,       "windows-1252", "windows-1256", "windows-1251",
					 "KOI8-U",   "ISO-8859-1",   "macintosh",    "Big5",
					 "GB18030",  "Shift_JIS",    "EUC-KR",       "UTF-16",
					 "UTF-16LE", "UTF-32",       "UTF-8",        "IBM850" };

static void
read_all(struct aid_decode *text, size_t size, struct aid_buffer *out)
{
	char piece[4096];
	struct aid_error err;
	size_t n = 1;

	aid_buffer_reset(out);
	while (n > 0) {
		AID_REQUIRE(aid_decode_read(text, piece, size, &n, &err) == 0);
		AID_REQUIRE(n <= size);
		aid_buffer_append(out, (struct aid_slice){ piece, n });
	}
	AID_REQUIRE(!out->is_failed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct aid_dialect_wish wish = { .encoding = NULL };
	struct aid_decode text;
	struct aid_error err = AID_ERROR_NONE;
	struct aid_buffer once, again;
	size_t valid;
	FILE *file;

	if (size == 0)
		return 0;
	wish.encoding = encodings[bytes[0] % 16];
	if (bytes[0] >= 128)
		wish.n_head_bytes = size / 2;
	file = fuzz_file(bytes + 1, size - 1);
	if (aid_decode_open(fileno(file), &wish, &text, &err) != 0) {
		AID_REQUIRE(err.code == AID_E_REFUSED && err.text[0] != '\0');
		AID_REQUIRE(aid_fold_valid_utf8(aid_slice_of(err.text)) == strlen(err.text));
		(void)fclose(file);
		return 0;
	}
	aid_buffer_init(&once);
	aid_buffer_init(&again);
	read_all(&text, 4096, &once);
	aid_decode_rewind(&text);
	read_all(&text, 16 + bytes[0] % 64, &again);
	AID_REQUIRE(aid_slice_is_equal(aid_buffer_slice(&once), aid_buffer_slice(&again)));
	AID_REQUIRE(once.len == 0 || memchr(once.ptr, '\0', once.len) == NULL);
	/* the beginning of a file may end within a character */
	valid = once.len == 0 ? 0 : aid_fold_valid_utf8(aid_buffer_slice(&once));
	AID_REQUIRE(valid == once.len || (wish.n_head_bytes > 0 && once.len - valid < 4));
	aid_buffer_done(&once);
	aid_buffer_done(&again);
	aid_decode_close(&text);
	(void)fclose(file);
	return 0;
}
