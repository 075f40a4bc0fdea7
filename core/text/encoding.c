#include "text/encoding.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>

#include "base/message.h"
#include "text/utf8.h"

#define PIVOT 2048
/* The most bytes of UTF-8 that one unit of UTF-16 becomes, and one for a half that waited. */
#define BYTES_A_UNIT 3

struct aid_encoding {
	UConverter *icu;
	const char *name;
	int width;      /* bytes of a line end */
	int64_t n_read; /* bytes, since the beginning */
	UChar high;     /* the first half of a pair whose second has yet to come; 0 */
	int64_t line;   /* that is being read, from 1, and the byte where it begins */
	int64_t line_start;
	bool is_behind_cr;
	int64_t broken_at;
	UChar pivot[PIVOT];
	int32_t offsets[PIVOT];
};

/* What CSV is made of must be read as itself. */
static bool
is_ascii_kept(UConverter *icu)
{
	static const char text[] = "abcxyzABCXYZ0123456789,;|\t\"'.-+/: \r\n";
	UChar units[sizeof text];
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = ucnv_toUChars(icu, units, (int32_t)sizeof text, text, (int32_t)strlen(text),
				  &status);
	if (U_FAILURE(status) || n != (int32_t)strlen(text))
		return false;
	for (int32_t i = 0; i < n; i++) {
		if (units[i] != (UChar)text[i])
			return false;
	}
	return true;
}

static const char *
usual_name(UConverter *icu, UErrorCode *status)
{
	const char *own = ucnv_getName(icu, status);
	UErrorCode ignored = U_ZERO_ERROR;
	const char *usual = ucnv_getStandardName(own, "MIME", &ignored);
	if (usual == NULL)
		usual = ucnv_getStandardName(own, "IANA", &ignored);
	return usual == NULL ? own : usual;
}

static int
refuse_name(const char *name, struct aid_error *err)
{
	return aid_message_error(err, AID_E_INVALID, AID_MSG_ENCODING_UNKNOWN, 1, name);
}

/* Bytes of a line end; 0 for encodings that nobody writes tables in. */
static int
width_of(UConverterType type)
{
	switch (type) {
	case UCNV_SBCS:
	case UCNV_MBCS:
	case UCNV_LATIN_1:
	case UCNV_US_ASCII:
	case UCNV_UTF8:
		return 1;
	case UCNV_UTF16:
	case UCNV_UTF16_LittleEndian:
	case UCNV_UTF16_BigEndian:
		return 2;
	case UCNV_UTF32:
	case UCNV_UTF32_LittleEndian:
	case UCNV_UTF32_BigEndian:
		return 4;
	default:
		return 0;
	}
}

int
aid_encoding_open(const char *name, struct aid_encoding **out_encoding, struct aid_error *err)
{
	if (name[0] == '\0' || strpbrk(name, ",") != NULL)
		return refuse_name(name, err); /* ICU would take its own, and options */
	UErrorCode status = U_ZERO_ERROR;
	UConverter *icu = ucnv_open(name, &status);
	if (U_FAILURE(status))
		return refuse_name(name, err);
	int width = width_of(ucnv_getType(icu));
	ucnv_setToUCallBack(icu, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
	struct aid_encoding *encoding = malloc(sizeof *encoding);
	if (U_FAILURE(status) || encoding == NULL) {
		free(encoding);
		ucnv_close(icu);
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	encoding->icu = icu;
	encoding->name = usual_name(icu, &status);
	encoding->width = width;
	if (width == 0 || (width == 1 && !is_ascii_kept(icu))) {
		aid_encoding_close(encoding);
		return refuse_name(name, err);
	}
	aid_encoding_reset(encoding);
	*out_encoding = encoding;
	return 0;
}

void
aid_encoding_close(struct aid_encoding *encoding)
{
	if (encoding == NULL)
		return;
	ucnv_close(encoding->icu);
	free(encoding);
}

const char *
aid_encoding_name(const struct aid_encoding *encoding)
{
	return encoding->name;
}

void
aid_encoding_reset(struct aid_encoding *encoding)
{
	ucnv_resetToUnicode(encoding->icu);
	encoding->n_read = 0;
	encoding->high = 0;
	encoding->line = 1;
	encoding->line_start = 0;
	encoding->is_behind_cr = false;
	encoding->broken_at = -1;
}

static bool
is_text(UChar unit)
{
	return unit != 0 && !(unit >= 0x80 && unit < 0xa0 && unit != 0x85);
}

static void
count_line(struct aid_encoding *encoding, UChar unit, int64_t at)
{
	if (unit == '\n' && encoding->is_behind_cr)
		encoding->line--;
	encoding->is_behind_cr = unit == '\r';
	encoding->line++;
	encoding->line_start = at + encoding->width;
}

/* The first `n` units of the pivot as UTF-8; false at one that is no text. */
static bool
write_units(struct aid_encoding *encoding, size_t n, char *out, size_t *len)
{
	for (size_t i = 0; i < n; i++) {
		UChar unit = encoding->pivot[i];
		int32_t offset = encoding->offsets[i];
		int64_t at = encoding->n_read + (offset < 0 ? -1 : offset);
		if (unit >= ' ' && unit < 0x7f) {
			out[(*len)++] = (char)unit;
			encoding->is_behind_cr = false;
			continue;
		}
		if (!is_text(unit)) {
			encoding->broken_at = at;
			return false;
		}
		if (unit == '\n' || unit == '\r')
			count_line(encoding, unit, at);
		else
			encoding->is_behind_cr = false;
		if (U16_IS_LEAD(unit)) {
			encoding->high = unit;
			continue;
		}
		uint32_t code = U16_IS_TRAIL(unit)
					? (uint32_t)U16_GET_SUPPLEMENTARY(encoding->high, unit)
					: unit;
		*len += aid_utf8_put(code, out + *len);
	}
	return true;
}

/* Where the bytes begin that ICU stopped at. */
static int64_t
find_break(struct aid_encoding *encoding, int64_t n_used)
{
	char bytes[32];
	int8_t n = (int8_t)sizeof bytes;
	UErrorCode status = U_ZERO_ERROR;
	ucnv_getInvalidChars(encoding->icu, bytes, &n, &status);
	return encoding->n_read + n_used - (U_FAILURE(status) ? 1 : n);
}

bool
aid_encoding_read(struct aid_encoding *encoding, const char **in, const char *in_end, bool is_last,
		  char *out, size_t size, size_t *out_len)
{
	*out_len = 0;
	for (;;) {
		size_t room = (size - *out_len) / BYTES_A_UNIT;
		if (room < 2)
			return true;
		const char *start = *in;
		UChar *end = encoding->pivot;
		const UChar *limit = encoding->pivot + (room < PIVOT ? room : PIVOT) - 1;
		UErrorCode status = U_ZERO_ERROR;
		ucnv_toUnicode(encoding->icu, &end, limit, in, in_end, encoding->offsets, is_last,
			       &status);
		bool is_full = status == U_BUFFER_OVERFLOW_ERROR;
		if (U_FAILURE(status) && !is_full)
			encoding->broken_at = find_break(encoding, *in - start);
		if (!write_units(encoding, (size_t)(end - encoding->pivot), out, out_len))
			return false;
		encoding->n_read += *in - start;
		if (!is_full)
			return U_SUCCESS(status);
	}
}

void
aid_encoding_place(const struct aid_encoding *encoding, int64_t *out_line, int64_t *out_byte)
{
	int64_t at = encoding->broken_at < encoding->line_start ? encoding->line_start
								: encoding->broken_at;
	*out_line = encoding->line;
	*out_byte = at - encoding->line_start + 1;
}
