#include "read/dialect.h"

static const char delimiters[] = { ',', ';', '\t', '|' };
#define N_DELIMITERS (sizeof delimiters)

bool
aid_dialect_is_wished(const struct aid_dialect_wish *wish)
{
	return wish->encoding != NULL || wish->delimiter != 0 || wish->quote != 0 ||
	       wish->header_line != 0 || wish->header_lines != 0;
}

char
aid_dialect_sniff(struct aid_slice line)
{
	size_t counts[N_DELIMITERS] = { 0 };
	bool is_quoted = false;
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '"')
			is_quoted = !is_quoted;
		for (size_t d = 0; d < N_DELIMITERS && !is_quoted; d++)
			counts[d] += line.ptr[i] == delimiters[d];
	}
	size_t best = 0;
	for (size_t d = 1; d < N_DELIMITERS; d++) {
		if (counts[d] > counts[best])
			best = d;
	}
	return counts[best] == 0 ? '\0' : delimiters[best];
}

char
aid_dialect_declared(struct aid_slice line)
{
	line = aid_slice_trim(line);
	if (line.len >= 2 && line.ptr[0] == '"' && line.ptr[line.len - 1] == '"')
		line = (struct aid_slice){ line.ptr + 1, line.len - 2 };
	struct aid_slice prefix = AID_SLICE_LITERAL("sep=");
	bool is_tab = line.len == prefix.len; /* the blank at the end was trimmed */
	if (!is_tab && line.len != prefix.len + 1)
		return '\0';
	if (!aid_slice_is_equal_nocase((struct aid_slice){ line.ptr, prefix.len }, prefix))
		return '\0';
	char c = is_tab ? '\t' : line.ptr[prefix.len];
	return memchr(delimiters, c, N_DELIMITERS) == NULL ? '\0' : c;
}

bool
aid_dialect_is_blank(struct aid_slice line, char delimiter)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] != ' ' && line.ptr[i] != '\t' && line.ptr[i] != delimiter)
			return false;
	}
	return true;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* #org+name+funder, with blanks allowed around the '+'. */
static bool
is_tag(struct aid_slice cell)
{
	if (cell.len < 2 || cell.ptr[0] != '#' || !is_letter(cell.ptr[1]))
		return false;
	for (size_t i = 2; i < cell.len; i++) {
		char c = cell.ptr[i];
		if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '_' && c != '+' && c != ' ')
			return false;
	}
	return true;
}

bool
aid_dialect_is_hxl(const struct aid_slice *fields, size_t n_fields)
{
	size_t n_stated = 0, n_tags = 0;
	for (size_t i = 0; i < n_fields; i++) {
		n_stated += fields[i].len > 0;
		n_tags += is_tag(fields[i]);
	}
	return n_tags > 0 && 2 * n_tags >= n_stated;
}
