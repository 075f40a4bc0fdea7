#include "read/rejoin.h"

#include "base/limits.h"

/* Ways that are tried: a row with more delimiters is beyond guessing. */
#define SURPLUS_MAX 8

/* The text from the first field to the last of `n`, if they stand in `raw` as they are. */
static bool
span_of(const struct aid_slice *fields, size_t n, struct aid_slice raw, struct aid_slice *out_text)
{
	for (size_t i = 0; i < n; i++) {
		bool is_inside = fields[i].ptr >= raw.ptr &&
				 fields[i].ptr + fields[i].len <= raw.ptr + raw.len;
		if (!is_inside || (fields[i].ptr > raw.ptr && fields[i].ptr[-1] == '"'))
			return false;
	}
	const char *end = fields[n - 1].ptr + fields[n - 1].len;
	*out_text = (struct aid_slice){ fields[0].ptr, (size_t)(end - fields[0].ptr) };
	return true;
}

static void
append_field(struct aid_buffer *out, struct aid_slice field, char delimiter)
{
	bool is_quoted = field.len > 0 && (memchr(field.ptr, delimiter, field.len) != NULL ||
					   memchr(field.ptr, '"', field.len) != NULL);
	if (is_quoted)
		aid_buffer_append_char(out, '"');
	for (size_t i = 0; i < field.len; i++) {
		if (field.ptr[i] == '"')
			aid_buffer_append_char(out, '"');
		aid_buffer_append_char(out, field.ptr[i]);
	}
	if (is_quoted)
		aid_buffer_append_char(out, '"');
}

static int
write_row(const struct aid_slice *fields, size_t n_fields, char delimiter, struct aid_arena *arena,
	  struct aid_slice *out_row, struct aid_error *err)
{
	struct aid_buffer row;
	aid_buffer_init(&row);
	for (size_t i = 0; i < n_fields; i++) {
		if (i > 0)
			aid_buffer_append_char(&row, delimiter);
		append_field(&row, fields[i], delimiter);
	}
	int rc = aid_buffer_check(&row, err);
	struct aid_slice copy = { NULL, 0 };
	if (rc == 0)
		copy = aid_arena_copy(arena, aid_buffer_slice(&row));
	aid_buffer_done(&row);
	if (rc == 0 && copy.ptr == NULL)
		rc = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	if (rc == 0)
		*out_row = copy;
	return rc;
}

/* The fields with those from `first` on joined; false where that cannot be. */
static bool
join_at(const struct aid_slice *fields, size_t n_fields, size_t n_columns, size_t first,
	struct aid_slice raw, struct aid_slice *out_fields)
{
	size_t n_joined = n_fields - n_columns + 1;
	if (!span_of(fields + first, n_joined, raw, &out_fields[first]))
		return false;
	for (size_t i = 0; i < first; i++)
		out_fields[i] = fields[i];
	for (size_t i = first + 1; i < n_columns; i++)
		out_fields[i] = fields[i + n_joined - 1];
	return true;
}

/* A blank behind each delimiter that was joined, and behind no other: so people write inside a text, and not between cells. */
static bool
is_spaced(const struct aid_slice *fields, size_t n_fields, size_t first, size_t n_joined)
{
	for (size_t i = 1; i < n_fields; i++) {
		bool is_joined = i > first && i < first + n_joined;
		if (fields[i].len > 0 && (fields[i].ptr[-1] == ' ') != is_joined)
			return false;
	}
	return true;
}

int
aid_rejoin(const struct aid_slice *fields, size_t n_fields, size_t n_columns, struct aid_slice raw,
	   char delimiter, aid_records_is_row *is_row, const void *context, struct aid_arena *arena,
	   struct aid_slice *out_row, struct aid_error *err)
{
	struct aid_slice joined[AID_LIMIT_COLUMNS];
	size_t n_ways = 0, way = 0, n_spaced = 0, spaced = 0;
	size_t n_joined = n_fields - n_columns + 1;
	*out_row = AID_SLICE_EMPTY;
	if (is_row == NULL || n_fields <= n_columns || n_fields - n_columns > SURPLUS_MAX)
		return 0;
	for (size_t first = 0; first < n_columns; first++) {
		if (!join_at(fields, n_fields, n_columns, first, raw, joined) ||
		    !is_row(context, joined, n_columns))
			continue;
		n_ways++;
		way = first;
		if (is_spaced(fields, n_fields, first, n_joined)) {
			n_spaced++;
			spaced = first;
		}
	}
	if (n_ways > 1 && n_spaced == 1)
		way = spaced;
	else if (n_ways != 1)
		return 0;
	(void)join_at(fields, n_fields, n_columns, way, raw, joined);
	return write_row(joined, n_columns, delimiter, arena, out_row, err);
}
