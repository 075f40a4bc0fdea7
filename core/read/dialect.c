#include "read/dialect.h"

static const char delimiters[AID_DIALECT_DELIMITERS] = { ',', ';', '\t', '|' };
#define N_DELIMITERS (sizeof delimiters)

bool
aid_dialect_is_wished(const struct aid_dialect_wish *wish)
{
	return wish->encoding != NULL || wish->delimiter != 0 || wish->quote != 0 ||
	       wish->header_line != 0 || wish->header_lines != 0 || wish->has_no_remarks;
}

size_t
aid_dialect_count(struct aid_slice line, char delimiter)
{
	size_t n = 0;
	for (size_t i = 0; i < line.len; i++)
		n += line.ptr[i] == delimiter;
	return n;
}

/* Fields of the line, cut at the delimiter, and how many stand between apostrophes. */
static void
count_single(struct aid_slice line, char delimiter, uint32_t *n_fields, uint32_t *n_single)
{
	const char *end = line.ptr + line.len;
	for (const char *p = line.ptr; p <= end;) {
		const char *stop = p == end ? NULL : memchr(p, delimiter, (size_t)(end - p));
		if (stop == NULL)
			stop = end;
		struct aid_slice field =
			aid_slice_trim((struct aid_slice){ p, (size_t)(stop - p) });
		*n_fields += field.len > 0;
		*n_single +=
			field.len > 1 && field.ptr[0] == '\'' && field.ptr[field.len - 1] == '\'';
		p = stop + 1;
	}
}

void
aid_dialect_look(struct aid_dialect_sample *sample, struct aid_slice line)
{
	uint32_t counts[N_DELIMITERS] = { 0 };
	bool is_quoted = false;
	if (sample->n_lines == AID_DIALECT_LINES)
		return;
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '"')
			is_quoted = !is_quoted;
		for (size_t d = 0; d < N_DELIMITERS && !is_quoted; d++)
			counts[d] += line.ptr[i] == delimiters[d];
	}
	sample->has_double = sample->has_double || memchr(line.ptr, '"', line.len) != NULL;
	for (size_t d = 0; d < N_DELIMITERS; d++) {
		sample->counts[sample->n_lines][d] = counts[d];
		if (memchr(line.ptr, '\'', line.len) != NULL)
			count_single(line, delimiters[d], &sample->n_fields[d],
				     &sample->n_single[d]);
	}
	sample->n_lines++;
}

/* How many lines hold the delimiter as often as most that hold it, and how often that is. */
static void
agree(const struct aid_dialect_sample *sample, size_t d, size_t *out_n_lines, uint32_t *out_count)
{
	*out_n_lines = 0;
	*out_count = 0;
	for (size_t i = 0; i < sample->n_lines; i++) {
		uint32_t count = sample->counts[i][d];
		size_t n_lines = 0;
		for (size_t k = 0; k < sample->n_lines; k++)
			n_lines += sample->counts[k][d] == count;
		if (count > 0 &&
		    (n_lines > *out_n_lines || (n_lines == *out_n_lines && count > *out_count))) {
			*out_n_lines = n_lines;
			*out_count = count;
		}
	}
}

char
aid_dialect_delimiter(const struct aid_dialect_sample *sample)
{
	size_t best = 0, best_lines;
	uint32_t best_count;
	agree(sample, best, &best_lines, &best_count);
	for (size_t d = 1; d < N_DELIMITERS; d++) {
		size_t n_lines;
		uint32_t count;
		agree(sample, d, &n_lines, &count);
		if (n_lines > best_lines || (n_lines == best_lines && count > best_count)) {
			best = d;
			best_lines = n_lines;
			best_count = count;
		}
	}
	return delimiters[best];
}

char
aid_dialect_quote(const struct aid_dialect_sample *sample, char delimiter)
{
	const char *found = memchr(delimiters, delimiter, N_DELIMITERS);
	if (sample->has_double || found == NULL)
		return '"';
	size_t d = (size_t)(found - delimiters);
	return sample->n_single[d] > 1 && 2 * sample->n_single[d] >= sample->n_fields[d] ? '\''
											 : '"';
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

/* Takes a field off the line if that is what stands there, with or without quotation marks. */
static bool
take_field(struct aid_slice *line, struct aid_slice name)
{
	size_t n_quotes = line->len > 0 && line->ptr[0] == '"' ? 1 : 0;
	size_t len = name.len + 2 * n_quotes;
	if (line->len <= len || memcmp(line->ptr + n_quotes, name.ptr, name.len) != 0 ||
	    (n_quotes > 0 && line->ptr[len - 1] != '"') ||
	    memchr(delimiters, line->ptr[len], N_DELIMITERS) == NULL)
		return false;
	*line = (struct aid_slice){ line->ptr + len + 1, line->len - len - 1 };
	return true;
}

bool
aid_dialect_is_own(struct aid_slice line)
{
	return take_field(&line, AID_SLICE_LITERAL("_drop")) &&
	       take_field(&line, AID_SLICE_LITERAL("_line"));
}

bool
aid_dialect_is_blank(struct aid_slice line, char delimiter, char quote)
{
	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];
		if (c == ' ' || c == '\t' || c == delimiter)
			continue;
		bool is_behind = i == 0 || line.ptr[i - 1] == ' ' || line.ptr[i - 1] == delimiter;
		if (c != quote || !is_behind || i + 1 == line.len || line.ptr[i + 1] != quote)
			return false;
		i++;
		if (i + 1 < line.len && line.ptr[i + 1] != ' ' && line.ptr[i + 1] != delimiter)
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
