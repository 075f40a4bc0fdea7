#include "read/reading.h"

#include "read/cell.h"
#include "read/lines.h"

struct statements {
	struct aid_buffer *out;
	size_t start;
};

static void
say(struct statements *statements, enum aid_message message)
{
	if (statements->out->len > statements->start)
		aid_buffer_append_char(statements->out, AID_READING_SEPARATOR);
	aid_buffer_append_text(statements->out, aid_message_code(message));
}

static void
with(struct statements *statements, const char *argument)
{
	aid_buffer_append_char(statements->out, AID_MESSAGE_SEPARATOR);
	aid_buffer_append_text(statements->out, argument);
}

static void
with_number(struct statements *statements, int64_t number)
{
	aid_buffer_append_char(statements->out, AID_MESSAGE_SEPARATOR);
	aid_buffer_append_int(statements->out, number);
}

static const char *
name_of(char delimiter)
{
	switch (delimiter) {
	case ';':
		return "semicolon";
	case '\t':
		return "tab";
	case '|':
		return "pipe";
	default:
		return "comma";
	}
}

/* More than one kind of line end, or a last line without one. */
static void
say_line_ends(struct statements *statements, unsigned ends)
{
	static const struct {
		unsigned end;
		const char *name;
	} kinds[] = { { AID_LINE_LF, "LF" }, { AID_LINE_CRLF, "CRLF" }, { AID_LINE_CR, "CR" } };
	unsigned all = AID_LINE_LF | AID_LINE_CRLF | AID_LINE_CR;
	bool is_mixed = (ends & all) != 0 && ((ends & all) & ((ends & all) - 1)) != 0;
	bool is_first = true;
	if (is_mixed)
		say(statements, AID_MSG_READ_LINE_ENDS);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && is_mixed; i++) {
		if ((ends & kinds[i].end) == 0)
			continue;
		if (is_first)
			with(statements, kinds[i].name);
		else
			aid_buffer_append_format(statements->out, ", %s", kinds[i].name);
		is_first = false;
	}
	if ((ends & AID_LINE_NONE) != 0)
		say(statements, AID_MSG_READ_LAST_OPEN);
}

static bool
is_repeated(const struct aid_slice *names, size_t n, size_t index)
{
	size_t n_before = 0, n_behind = 0;
	for (size_t i = 0; i < n && names[index].len > 0; i++) {
		bool is_same = i != index && aid_slice_is_equal(names[i], names[index]);
		n_before += is_same && i < index;
		n_behind += is_same && i > index;
	}
	return n_before == 0 && n_behind > 0;
}

/* Names that stand more than once, and columns that hold something and have none. */
static void
say_columns(struct statements *statements, const struct aid_records *records,
	    const struct aid_dialect *dialect)
{
	size_t n_names;
	const struct aid_slice *names = aid_records_header(records, &n_names);
	struct aid_own_columns own = aid_records_own(records);
	bool is_first = true;
	for (size_t i = 0; i < n_names; i++) {
		if (!is_repeated(names, n_names, i))
			continue;
		if (is_first)
			say(statements, AID_MSG_READ_REPEATED);
		aid_buffer_append_text(statements->out, is_first ? "\x1f" : ", ");
		aid_cell_quote(names[i], statements->out);
		is_first = false;
	}
	is_first = true;
	for (size_t i = 0; i < dialect->n_columns; i++) {
		bool is_own = (int)i == own.drop || (int)i == own.line || (int)i == own.why;
		if (is_own || !dialect->is_used[i] || (i < n_names && names[i].len > 0))
			continue;
		if (is_first)
			say(statements, AID_MSG_READ_NAMELESS);
		aid_buffer_append_text(statements->out, is_first ? "\x1f" : ", ");
		aid_buffer_append_int(statements->out, (int64_t)i + 1);
		is_first = false;
	}
}

int
aid_reading_describe(const struct aid_records *records, struct aid_buffer *out,
		     struct aid_error *err)
{
	struct aid_dialect dialect = aid_records_dialect(records);
	struct aid_line_roles roles = aid_records_roles(records);
	struct statements statements = { out, out->len };
	say(&statements, dialect.encoding_how);
	with(&statements, dialect.encoding);
	say(&statements, dialect.delimiter_how);
	with(&statements, name_of(dialect.delimiter));
	if (dialect.quote != '"') {
		say(&statements, AID_MSG_READ_QUOTE);
		with(&statements, dialect.quote == '\'' ? "apostrophes" : "no marks");
	}
	if (dialect.header_line == 0 && dialect.hxl_line == 0) {
		say(&statements, AID_MSG_READ_HEADER_NONE);
	} else if (dialect.header_line > 0) {
		say(&statements,
		    dialect.n_header_rows > 1 ? AID_MSG_READ_HEADER_JOINED : AID_MSG_READ_HEADER);
		with_number(&statements, dialect.header_line);
	}
	if (dialect.n_header_rows > 1)
		with_number(&statements, dialect.n_header_rows);
	if (roles.n_preamble > 0) {
		say(&statements, AID_MSG_READ_TITLES);
		with_number(&statements, roles.n_preamble);
	}
	if (dialect.hxl_line > 0) {
		say(&statements, AID_MSG_READ_HXL);
		with_number(&statements, dialect.hxl_line);
	}
	say_columns(&statements, records, &dialect);
	say_line_ends(&statements, dialect.line_ends);
	if (roles.n_footer > 0) {
		say(&statements, AID_MSG_READ_NOTES);
		with_number(&statements, roles.n_footer);
		with_number(&statements, dialect.first_note);
	}
	return aid_buffer_check(out, err);
}

static struct aid_slice
cut(struct aid_slice *rest, char separator)
{
	const char *end = rest->len == 0 ? NULL : memchr(rest->ptr, separator, rest->len);
	size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
	struct aid_slice first = { rest->ptr, len };
	size_t taken = end == NULL ? len : len + 1;
	*rest = (struct aid_slice){ rest->ptr + taken, rest->len - taken };
	return first;
}

bool
aid_reading_next(struct aid_slice *rest, enum aid_message *out_message, struct aid_slice *out_args)
{
	if (rest->len == 0)
		return false;
	struct aid_slice statement = cut(rest, AID_READING_SEPARATOR);
	*out_message = aid_message_find(cut(&statement, AID_MESSAGE_SEPARATOR));
	*out_args = statement;
	return true;
}
