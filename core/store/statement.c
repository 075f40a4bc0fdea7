#include "store/internal.h"

int
aid_bind_position(struct aid_statement *s, const char *name)
{
	int position = sqlite3_bind_parameter_index(s->stmt, name);
	AID_REQUIRE(position > 0);
	return position;
}

/* Binding fails only for a wrong position or without memory; the step that follows then fails on what is missing. */
void
aid_bind_int_at(struct aid_statement *s, int position, int64_t value)
{
	sqlite3_bind_int64(s->stmt, position, value);
}

void
aid_bind_text_at(struct aid_statement *s, int position, struct aid_slice text)
{
	if (text.ptr == NULL)
		sqlite3_bind_null(s->stmt, position);
	else
		sqlite3_bind_text64(s->stmt, position, text.ptr, text.len, SQLITE_STATIC,
				    SQLITE_UTF8);
}

void
aid_bind_null_at(struct aid_statement *s, int position)
{
	sqlite3_bind_null(s->stmt, position);
}

void
aid_bind_int(struct aid_statement *s, const char *name, int64_t value)
{
	aid_bind_int_at(s, aid_bind_position(s, name), value);
}

void
aid_bind_int_if(struct aid_statement *s, const char *name, int64_t value)
{
	int position = sqlite3_bind_parameter_index(s->stmt, name);
	if (position > 0)
		aid_bind_int_at(s, position, value);
}

void
aid_bind_text(struct aid_statement *s, const char *name, struct aid_slice text)
{
	aid_bind_text_at(s, aid_bind_position(s, name), text);
}

void
aid_bind_null(struct aid_statement *s, const char *name)
{
	aid_bind_null_at(s, aid_bind_position(s, name));
}

int
aid_statement_step(struct aid_statement *s, bool *out_has_row, struct aid_error *err)
{
	int result = sqlite3_step(s->stmt);
	if (result == SQLITE_ROW) {
		*out_has_row = true;
		return 0;
	}
	if (result == SQLITE_DONE) {
		*out_has_row = false;
		sqlite3_reset(s->stmt);
		return 0;
	}
	result = aid_db_fail(s->db, result, s->name, err);
	sqlite3_reset(s->stmt);
	return result;
}

int
aid_statement_run(struct aid_statement *s, struct aid_error *err)
{
	bool has_row = false;
	int result;
	do {
		result = aid_statement_step(s, &has_row, err);
	} while (result == 0 && has_row);
	return result;
}

void
aid_statement_reset(struct aid_statement *s)
{
	sqlite3_reset(s->stmt);
}

int64_t
aid_column_int(struct aid_statement *s, int column)
{
	return sqlite3_column_int64(s->stmt, column);
}

bool
aid_column_is_null(struct aid_statement *s, int column)
{
	return sqlite3_column_type(s->stmt, column) == SQLITE_NULL;
}

bool
aid_column_is_text(struct aid_statement *s, int column)
{
	return sqlite3_column_type(s->stmt, column) == SQLITE_TEXT;
}

struct aid_slice
aid_column_text(struct aid_statement *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s->stmt, column);
	return (struct aid_slice){ text, text == NULL
						 ? 0
						 : (size_t)sqlite3_column_bytes(s->stmt, column) };
}

int
aid_column_count(struct aid_statement *s)
{
	return sqlite3_column_count(s->stmt);
}

const char *
aid_column_name(struct aid_statement *s, int column)
{
	return sqlite3_column_name(s->stmt, column);
}
