/* Bytes that grow. An append that finds no memory sets `is_failed` and later appends do nothing, so that a
 * writer checks once at the end (aid_buffer_check). */
#ifndef AID_BASE_BUFFER_H
#define AID_BASE_BUFFER_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

struct aid_buffer {
	char *ptr; /* terminated once anything was appended */
	size_t len;
	size_t size;
	bool is_failed;
};

void aid_buffer_init(struct aid_buffer *buffer);
void aid_buffer_done(struct aid_buffer *buffer);
/* Empties it and keeps the memory. */
void aid_buffer_reset(struct aid_buffer *buffer);
void aid_buffer_append(struct aid_buffer *buffer, struct aid_slice s);
void aid_buffer_append_text(struct aid_buffer *buffer, const char *text);
void aid_buffer_append_char(struct aid_buffer *buffer, char c);
void aid_buffer_append_int(struct aid_buffer *buffer, int64_t number);
void aid_buffer_append_format(struct aid_buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct aid_slice aid_buffer_slice(const struct aid_buffer *buffer);
/* 0, or AID_E_NOMEM when an append found no memory. */
int aid_buffer_check(const struct aid_buffer *buffer, struct aid_error *err);

#endif
