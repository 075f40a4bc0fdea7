#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Keeps the text one line of whole characters: file names may hold newlines and terminal escapes (also as the two-byte
 * C1 controls), and a cut may have split a character. */
static void
tidy(char *text)
{
	size_t len = strlen(text);
	if (len + 1 == AID_ERROR_TEXT_SIZE) {
		while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80)
			len--;
		if (len > 0 && (unsigned char)text[len - 1] >= 0x80)
			len--;
		text[len] = '\0';
	}
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c < 0x20 || c == 0x7F)
			text[i] = '?';
		else if (c == 0xC2 && (unsigned char)text[i + 1] >= 0x80 &&
			 (unsigned char)text[i + 1] < 0xA0)
			text[i] = text[i + 1] = '?';
	}
}

int
aid_error_set(struct aid_error *err, int code, const char *format, ...)
{
	if (err == NULL)
		return code;
	/* An argument may point into the old text. */
	char text[AID_ERROR_TEXT_SIZE];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	tidy(text);
	err->code = code;
	memcpy(err->text, text, sizeof err->text);
	return code;
}

static int
code_of_errno(int errno_value)
{
	switch (errno_value) {
	case ENOSPC:
	case EDQUOT:
		return AID_E_FULL;
	case ENOENT:
		return AID_E_NOTFOUND;
	case ENOMEM:
		return AID_E_NOMEM;
	default:
		return AID_E_IO;
	}
}

int
aid_error_set_errno(struct aid_error *err, int errno_value, const char *format, ...)
{
	int code = code_of_errno(errno_value);
	if (err == NULL)
		return code;
	char text[AID_ERROR_TEXT_SIZE];
	char reason[128];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (strerror_r(errno_value, reason, sizeof reason) != 0)
		(void)snprintf(reason, sizeof reason, "errno %d", errno_value);
	return aid_error_set(err, code, "%s: %s", text, reason);
}

int
aid_error_prefix(struct aid_error *err, const char *format, ...)
{
	if (err == NULL)
		return AID_E_IO;
	char text[AID_ERROR_TEXT_SIZE];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return aid_error_set(err, err->code, "%s: %s", text, err->text);
}

_Noreturn void
aid_error_abort(const char *condition, const char *file, int line)
{
	(void)fprintf(stderr, "%s:%d: this must hold and does not: %s\n", file, line, condition);
	abort();
}
