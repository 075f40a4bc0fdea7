#include "tests/unit/test.h"
#include "tests/unit/test_file.h"

#include "base/limits.h"
#include "read/decode.h"
#include "text/encoding.h"

#include <fnmatch.h>

#define BYTES(s)                                                                                   \
	{                                                                                          \
		s, sizeof(s) - 1                                                                   \
	}

static void
test_match(const char *text, const char *pattern)
{
	if (fnmatch(pattern, text, 0) != 0)
		fail_msg("'%s' is not '%s'", text, pattern);
}

/* All of the text, read in pieces of `size` bytes; the sentence where it is refused. */
static int
decode(struct aid_slice bytes, const struct aid_dialect_wish *wish, size_t size,
       struct aid_decode *out_found, struct aid_buffer *out)
{
	struct aid_decode text;
	struct aid_error err = AID_ERROR_NONE;
	char piece[4096];
	size_t n = 1;
	int fd = test_file(bytes);
	int rc = aid_decode_open(fd, wish, &text, &err);
	aid_buffer_reset(out);
	aid_buffer_append_text(out, err.text);
	while (rc == 0 && n > 0) {
		rc = aid_decode_read(&text, piece, size, &n, &err);
		aid_buffer_append(out, (struct aid_slice){ piece, n });
	}
	if (rc == 0) {
		*out_found = text;
		aid_decode_close(&text);
	}
	close(fd);
	return rc;
}

static void
test_read(void **state)
{
	(void)state;
	static const struct {
		struct aid_slice bytes;
		const char *wish;
		const char *text;
		const char *name;
		enum aid_message how;
	} cases[] = {
		{ BYTES("a,b\n"), NULL, "a,b\n", "UTF-8", AID_MSG_READ_ENCODING },
		{ BYTES("\xEF\xBB\xBF"
			"a,\xC3\xA9\n"),
		  NULL, "a,\xC3\xA9\n", "UTF-8", AID_MSG_READ_ENCODING },
		{ BYTES("\xFF\xFE"
			"a\0,\0\xE9\0\n\0"),
		  NULL, "a,\xC3\xA9\n", "UTF-16LE", AID_MSG_READ_ENCODING },
		{ BYTES("\xFE\xFF\0a\0,\0\xE9\0\n"), NULL, "a,\xC3\xA9\n", "UTF-16BE",
		  AID_MSG_READ_ENCODING },
		/* beyond the plane: a pair */
		{ BYTES("\xFE\xFF\xD8\x3D\xDE\x9A\0,"), NULL, "\xF0\x9F\x9A\x9A,", "UTF-16BE",
		  AID_MSG_READ_ENCODING },
		{ BYTES("\xFF\xFE\0\0a\0\0\0\n\0\0\0"), NULL, "a\n", "UTF-32LE",
		  AID_MSG_READ_ENCODING },
		/* without a mark, where it can be nothing else */
		{ BYTES("a\0,\0b\0\r\0\n\0001\0,\0\x27\x06\n\0"), NULL, "a,b\r\n1,\xD8\xA7\n",
		  "UTF-16LE", AID_MSG_READ_ENCODING_FOUND },
		{ BYTES("\0a\0,\0b\0\n"), NULL, "a,b\n", "UTF-16BE", AID_MSG_READ_ENCODING_FOUND },
		/* as the profile says */
		{ BYTES("a,caf\xE9\n"), "windows-1252", "a,caf\xC3\xA9\n", "windows-1252",
		  AID_MSG_READ_ENCODING_PROFILE },
		{ BYTES("a,\xDB\xD2\xC9\n"), "cp1256", "a,\xD8\xBA\xD8\xB2\xD8\xA9\n",
		  "windows-1256", AID_MSG_READ_ENCODING_PROFILE },
		{ BYTES("\xCB\xC9\xD7,\xA6\n"), "koi8-u", "\xD0\xBA\xD0\xB8\xD0\xB2,\xD1\x96\n",
		  "KOI8-U", AID_MSG_READ_ENCODING_PROFILE },
		{ BYTES("\xA5\x78\xA5\x5F,1\n"), "big5",
		  "\xE5\x8F\xB0\xE5\x8C\x97"
		  ",1\n",
		  "Big5", AID_MSG_READ_ENCODING_PROFILE },
		{ BYTES("\x83\x5C,1\n"), "shift_jis", "\xE3\x82\xBD,1\n", "Shift_JIS",
		  AID_MSG_READ_ENCODING_PROFILE },
		{ BYTES("\xB2\xE2,1\n"), "GB18030", "\xE6\xB5\x8B,1\n", "GB18030",
		  AID_MSG_READ_ENCODING_PROFILE },
		/* the profile's is for what is no UTF-8 */
		{ BYTES("a,b\n"), "windows-1252", "a,b\n", "UTF-8", AID_MSG_READ_ENCODING },
		{ BYTES("a,\xC3\xA9\n"), "windows-1252", "a,\xC3\xA9\n", "UTF-8",
		  AID_MSG_READ_ENCODING_OTHER },
	};
	struct aid_buffer out;
	aid_buffer_init(&out);
	for (size_t i = 0; i < N_OF(cases); i++) {
		for (size_t size = 16; size <= 4096; size *= 16) {
			struct aid_dialect_wish wish = { .encoding = cases[i].wish };
			struct aid_decode found;
			int rc = decode(cases[i].bytes, &wish, size, &found, &out);
			if (rc != 0 || strcmp(out.ptr, cases[i].text) != 0)
				fail_msg("%zu: %d '%s'", i, rc, out.ptr);
			assert_string_equal(found.name, cases[i].name);
			assert_int_equal(found.how, cases[i].how);
		}
	}
	aid_buffer_done(&out);
}

static void
test_refused(void **state)
{
	(void)state;
	static const struct {
		struct aid_slice bytes;
		const char *wish;
		const char *sentence; /* parts of it, '*' between */
	} cases[] = {
		{ BYTES("a,b\n1,caf\xE9 noir\n"), NULL,
		  "line 2, byte 6: not valid UTF-8*as windows-1252 it reads \"1,caf\xC3\xA9 "
		  "noir\"*" },
		{ BYTES("a,b\n1,\xC7\xE1\xE3\xD3\xC7\xDA\xCF\xC7\xCA "
			"\xC7\xE1\xDB\xD0\xC7\xC6\xED\xC9\n"),
		  NULL,
		  "line 2, byte 3: not valid UTF-8*: as windows-1256 it reads "
		  "\"1,\xD8\xA7\xD9\x84\xD9\x85\xD8\xB3\xD8\xA7\xD8\xB9\xD8\xAF\xD8\xA7\xD8\xAA "
		  "\xD8\xA7\xD9\x84\xD8\xBA\xD8\xB0\xD8\xA7\xD8\xA6\xD9\x8A\xD8\xA9\"*" },
		{ BYTES("a,b\r\n1,\xC7\xE5\xF0\xED\xEE \xF2\xE0 "
			"\xE1\xEE\xF0\xEE\xF8\xED\xEE\r\n"),
		  NULL,
		  "line 2, byte 3: not valid UTF-8*as windows-1251 it reads "
		  "\"1,\xD0\x97\xD0\xB5\xD1\x80\xD0\xBD\xD0\xBE*" },
		{ BYTES("a,\xA5\x78\xA5\x5F\xA5\xAB\n1,\xB5\xD8\n"), NULL, "*as Big5 it reads*" },
		{ BYTES("a,b\n1,\x81\n2,\x8D\n"), "windows-1252",
		  "line 2, byte 3: not valid windows-1252*" },
		{ BYTES("a,b\n1,\x92\n"), "iso-8859-1", "line 2, byte 3: not valid ISO-8859-1*" },
		{ BYTES("a,\xA5\x78\n\n1,\xA5"), "big5", "line 3, byte 3: not valid Big5*" },
		{ BYTES("\xFF\xFE"
			"a\0\r\0\n\0b\0\x00\xD8"
			"c\0"),
		  NULL, "line 2, byte 3: not valid UTF-16LE*" },
		{ BYTES("\xFF\xFE"
			"a\0\r\0b\0\0\0"),
		  NULL, "line 2, byte 3: not valid UTF-16LE*" },
		{ BYTES("a,b\nc\0d,e\n"), NULL, "line 2, byte 2: a NUL byte*" },
		{ BYTES("PK\x03\x04\x14\0\x06\0"), NULL, "this is a spreadsheet*" },
		{ BYTES("%PDF-1.4\n"), NULL, "this is a PDF document*" },
		{ BYTES("\x1F\x8B\x08\0"), NULL, "this is a packed file*" },
		{ BYTES("<HTML><table>\n"), NULL, "this is a web page*" },
		{ BYTES(""), NULL, "the file is empty" },
		{ BYTES("\xFF\xFE"), NULL, "the file is empty" },
	};
	struct aid_buffer out;
	aid_buffer_init(&out);
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct aid_dialect_wish wish = { .encoding = cases[i].wish };
		struct aid_decode found;
		assert_int_equal(decode(cases[i].bytes, &wish, 4096, &found, &out), AID_E_REFUSED);
		test_match(out.ptr, cases[i].sentence);
	}
	aid_buffer_done(&out);
}

/* Characters that the chunks of the file cut, in an encoding of two bytes a character, and a
 * mistake far behind them. */
static void
test_long(void **state)
{
	(void)state;
	struct aid_buffer bytes, expected, out;
	struct aid_dialect_wish wish = { .encoding = "Big5" };
	struct aid_decode found;
	aid_buffer_init(&bytes);
	aid_buffer_init(&expected);
	aid_buffer_init(&out);
	aid_buffer_append_text(&bytes, "x");
	aid_buffer_append_text(&expected, "x");
	for (int i = 0; i < 100000; i++) {
		aid_buffer_append_text(&bytes, "\xA5\x78,\xA5\x5F\r\n");
		aid_buffer_append_text(&expected, "\xE5\x8F\xB0,\xE5\x8C\x97\r\n");
	}
	assert_int_equal(decode(aid_buffer_slice(&bytes), &wish, 4096, &found, &out), 0);
	assert_true(aid_slice_is_equal(aid_buffer_slice(&out), aid_buffer_slice(&expected)));
	aid_buffer_append_text(&bytes, "\xA5\x78,\xA5\n");
	assert_int_equal(decode(aid_buffer_slice(&bytes), &wish, 4096, &found, &out),
			 AID_E_REFUSED);
	test_match(out.ptr, "line 100001, byte 4: not valid Big5*");
	/* the beginning alone may end in the middle of a character */
	wish.n_head_bytes = 1024;
	assert_int_equal(decode(aid_buffer_slice(&bytes), &wish, 4096, &found, &out), 0);
	assert_true(out.len > 1024 && out.len < 2048);
	wish.encoding = NULL;
	for (wish.n_head_bytes = 7; wish.n_head_bytes < 13; wish.n_head_bytes++)
		assert_int_equal(decode(AID_SLICE_LITERAL("a,b\n1,\xE5\x8F\xB0\xE5\x8C\x97\n\xFF"),
					&wish, 4096, &found, &out),
				 0);
	aid_buffer_done(&bytes);
	aid_buffer_done(&expected);
	aid_buffer_done(&out);
}

static void
test_names(void **state)
{
	(void)state;
	static const char *const good[] = {
		"windows-1250", "Windows-1251", "cp1252",         "windows-1254", "windows-1256",
		"ISO-8859-1",   "ISO-8859-6",   "latin1",         "iso-8859-9",   "KOI8-U",
		"KOI8-R",       "macintosh",    "x-mac-cyrillic", "Big5",         "GB18030",
		"gbk",          "Shift_JIS",    "EUC-JP",         "windows-949",  "cp949",
		"EUC-KR",       "UTF-16",       "UTF-16LE",       "UTF-8",        "IBM850",
	};
	static const char *const bad[] = { "",      "windows-9999",         "utf",
					   "UTF-7", "ebcdic-cp-us",         "IBM037",
					   "SCSU",  "windows-1252,swaplfnl" };
	struct aid_encoding *encoding;
	struct aid_error err;
	for (size_t i = 0; i < N_OF(good); i++) {
		if (aid_encoding_open(good[i], &encoding, &err) != 0)
			fail_msg("%s", err.text);
		aid_encoding_close(encoding);
	}
	for (size_t i = 0; i < N_OF(bad); i++) {
		if (aid_encoding_open(bad[i], &encoding, &err) == 0)
			fail_msg("%s is taken for %s", bad[i], aid_encoding_name(encoding));
		test_match(err.text, "*is no encoding that can be read*");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
