/* The bytes of a file as UTF-8 text, from its beginning to its end. UTF-8 is handed on as it is; other encodings are converted a piece at a time, so that nothing is
 * written down anywhere and memory does not grow with the file. */
#ifndef AID_READ_DECODE_H
#define AID_READ_DECODE_H

#include "base/message.h"
#include "read/dialect.h"
#include "text/encoding.h"

struct aid_decode {
	int fd;
	int64_t start;  /* of the text */
	int64_t offset; /* of the next byte of the file, and where its reading ends */
	int64_t end;
	struct aid_encoding *encoding; /* NULL: the bytes are UTF-8 */
	char *raw;                     /* bytes not yet converted: [from, to) */
	size_t from, to;
	const char *name;     /* "UTF-8", "windows-1256" ... */
	enum aid_message how; /* READ_ENCODING ...: where the name is from */
	bool has_bom;
};

/* Looks through all of `fd` (of its beginning, if the wish is for that): a byte order mark says what it is; else it is UTF-8 when it is valid as such, UTF-16 when it
 * can be nothing else, or the encoding of the wish. AID_E_REFUSED with a sentence: empty (DROP_EMPTY), too large (DROP_TOO_LARGE), no text but a
 * spreadsheet or the like (DROP_NOT_CSV), NUL bytes (DROP_NUL), not UTF-8 and nobody says what it is (DROP_NOT_TEXT, with the readings that are likely), not what
 * the file or the profile says (DROP_NOT_DECODED); AID_E_IO, AID_E_NOMEM. End it with aid_decode_close. */
int aid_decode_open(int fd, const struct aid_dialect_wish *wish, struct aid_decode *out_decode,
		    struct aid_error *err);
void aid_decode_close(struct aid_decode *decode);
/* Begins anew. */
void aid_decode_rewind(struct aid_decode *decode);
/* The next bytes of text, at most `size` (at least 16); *out_n 0 at the end. AID_E_IO. */
int aid_decode_read(struct aid_decode *decode, char *out, size_t size, size_t *out_n,
		    struct aid_error *err);

#endif
