#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/message.h"

#define FIRST_BYTES 256

/* Room for `more` bytes and the terminator. */
static bool
reserve(struct aid_buffer *buffer, size_t more)
{
	if (buffer->is_failed)
		return false;
	if (buffer->size > buffer->len && buffer->size - buffer->len > more)
		return true;
	if (more > SIZE_MAX / 4 || buffer->len > SIZE_MAX / 4) {
		buffer->is_failed = true;
		return false;
	}
	size_t needed = buffer->len + more + 1;
	size_t size = buffer->size == 0 ? FIRST_BYTES : buffer->size;
	while (size < needed)
		size *= 2;
	char *ptr = realloc(buffer->ptr, size);
	if (ptr == NULL) {
		buffer->is_failed = true;
		return false;
	}
	buffer->ptr = ptr;
	buffer->size = size;
	return true;
}

void
aid_buffer_init(struct aid_buffer *buffer)
{
	*buffer = (struct aid_buffer){ NULL, 0, 0, false };
}

void
aid_buffer_done(struct aid_buffer *buffer)
{
	free(buffer->ptr);
	aid_buffer_init(buffer);
}

void
aid_buffer_reset(struct aid_buffer *buffer)
{
	buffer->len = 0;
	buffer->is_failed = false;
	if (buffer->ptr != NULL)
		buffer->ptr[0] = '\0';
}

void
aid_buffer_append(struct aid_buffer *buffer, struct aid_slice s)
{
	if (!reserve(buffer, s.len))
		return;
	if (s.len > 0)
		memcpy(buffer->ptr + buffer->len, s.ptr, s.len);
	buffer->len += s.len;
	buffer->ptr[buffer->len] = '\0';
}

void
aid_buffer_append_text(struct aid_buffer *buffer, const char *text)
{
	aid_buffer_append(buffer, aid_slice_of(text));
}

void
aid_buffer_append_char(struct aid_buffer *buffer, char c)
{
	if (!reserve(buffer, 1))
		return;
	buffer->ptr[buffer->len++] = c;
	buffer->ptr[buffer->len] = '\0';
}

void
aid_buffer_append_int(struct aid_buffer *buffer, int64_t number)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		digits[--at] = '-';
	aid_buffer_append(buffer, (struct aid_slice){ digits + at, sizeof digits - at });
}

void
aid_buffer_append_format(struct aid_buffer *buffer, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	if (length < 0)
		buffer->is_failed = true;
	else if (reserve(buffer, (size_t)length)) {
		(void)vsnprintf(buffer->ptr + buffer->len, (size_t)length + 1, format, again);
		buffer->len += (size_t)length;
	}
	va_end(again);
	va_end(args);
}

struct aid_slice
aid_buffer_slice(const struct aid_buffer *buffer)
{
	if (buffer->ptr == NULL)
		return AID_SLICE_EMPTY;
	return (struct aid_slice){ buffer->ptr, buffer->len };
}

int
aid_buffer_check(const struct aid_buffer *buffer, struct aid_error *err)
{
	if (!buffer->is_failed)
		return 0;
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}
