#include "tests/rules/scenario.h"

#include <dirent.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/integer.h"
#include "ledger/ledger.h"
#include "render/render.h"
#include "report/report.h"
#include "tests/rules/differences.h"
#include "value/date.h"
#include "value/quantity.h"

#define ORDERS_MAX 120
#define WORD_MAX 128
/* 2025-01-01, when the first drop arrives; the others follow by the hour. */
#define FIRST_ARRIVAL 1735689600
#define HOUR 3600
#define DAY_SECONDS 86400

struct world {
	const struct scenario *scenario;
	char folder[96];
	struct aid_ledger *ledger;
	/* Recomputes beside it, and looks at a moment from the first: tables made and dropped at each verify would have every statement prepared
	 * anew each time. */
	struct aid_ledger *verifier;
	int64_t last_drop;
	struct aid_error err;
	const struct moment *moment; /* that is looked at; NULL: now */
	int64_t known
		[DROPS_MAX +
		 1]; /* after so many files, the last drop: one that is there already is none */
	const char *doing; /* for messages */
	char order_text[64];
};

__attribute__((format(printf, 2, 3))) static _Noreturn void
give_up(const struct world *world, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "\n%s [order %s, %s]: ", world->scenario->name, world->order_text,
		world->doing);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	fail();
	abort();
}

static void
check_result(const struct world *world, int result)
{
	if (result != 0)
		give_up(world, "error %d: %s", result, world->err.text);
}

/* ---- reading numbers and days ---- */

static size_t
count_drops(const struct scenario *scenario)
{
	size_t n = 0;
	while (n < DROPS_MAX && scenario->drops[n].csv != NULL)
		n++;
	return n;
}

static int64_t
day_of(const struct world *world, const char *text)
{
	int year, month, day;
	if (sscanf(text, "%d-%d-%d", &year, &month, &day) != 3)
		give_up(world, "\"%s\" is no day", text);
	return aid_date_days_from_civil(year, month, day);
}

static int64_t
milli_of(const struct world *world, const char *text)
{
	int64_t whole = 0, part = 0;
	char digits[4] = "000";
	bool is_negative = text[0] == '-';
	char *end;
	whole = strtoll(text + (is_negative ? 1 : 0), &end, 10);
	if (*end == '.') {
		for (size_t k = 0; k < 3 && end[1 + k] != '\0'; k++)
			digits[k] = end[1 + k];
		part = strtoll(digits, NULL, 10);
	} else if (*end != '\0') {
		give_up(world, "\"%s\" is no number", text);
	}
	return (whole * 1000 + part) * (is_negative ? -1 : 1);
}

/* ---- the ledger's text ---- */

static int
append_bytes(void *context, struct aid_slice bytes, struct aid_error *err)
{
	(void)err;
	aid_buffer_append(context, bytes);
	return 0;
}

static char *
dump(struct world *world)
{
	struct aid_buffer out;
	aid_buffer_init(&out);
	check_result(world, aid_ledger_dump(world->ledger, append_bytes, &out, &world->err));
	aid_buffer_append_char(&out, '\0');
	return out.ptr;
}

/* Only what follows from the facts: positions, who counts, balances, findings. */
static char *
dump_what_follows(struct world *world)
{
	static const char *const sections[] = { "position\t", "count_source\t", "balance\t",
						"finding\t" };
	char *all = dump(world), *out = calloc(1, strlen(all) + 1);
	assert_non_null(out);
	char *end = out;
	for (const char *line = all; *line != '\0';) {
		size_t len = strcspn(line, "\n") + 1;
		for (size_t k = 0; k < N_OF(sections); k++)
			if (strncmp(line, sections[k], strlen(sections[k])) == 0) {
				memcpy(end, line, len);
				end += len;
			}
		line += len;
	}
	free(all);
	return out;
}

static bool
is_same_text(const struct world *world, const char *a, const char *b, const char *name_a,
	     const char *name_b)
{
	if (strcmp(a, b) == 0)
		return true;
	const char *x = a, *y = b;
	while (*x == *y) {
		x++;
		y++;
	}
	while (x > a && x[-1] != '\n')
		x--;
	while (y > b && y[-1] != '\n')
		y--;
	fprintf(stderr, "%s [order %s]\n%s: %.*s\n%s: %.*s\n", world->scenario->name,
		world->order_text, name_a, (int)strcspn(x, "\n"), x, name_b, (int)strcspn(y, "\n"),
		y);
	return false;
}

/* ---- expectations ---- */

/* The n-th cell of a line. */
static void
cell(const char *line, size_t n, char out[WORD_MAX])
{
	while (n > 0 && *line != '\n') {
		if (*line == '\t')
			n--;
		line++;
	}
	size_t len = n > 0 ? 0 : strcspn(line, "\t\n");
	snprintf(out, WORD_MAX, "%.*s", (int)len, line);
}

static const char *
next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\n' ? line + 1 : line;
}

/* The line of a section of which the cells from 1 on are `keys`, or NULL. */
static const char *
find_line(const char *text, const char *section, const char *const *keys, const size_t *columns,
	  size_t n_keys)
{
	for (const char *line = text; *line != '\0'; line = next_line(line)) {
		char found[WORD_MAX];
		cell(line, 0, found);
		bool is_found = strcmp(found, section) == 0;
		for (size_t k = 0; k < n_keys && is_found; k++) {
			cell(line, columns[k], found);
			is_found = strcmp(found, keys[k]) == 0;
		}
		if (is_found)
			return line;
	}
	return NULL;
}

static void
show_section(const char *text, const char *section)
{
	for (const char *line = text; *line != '\0'; line = next_line(line))
		if (strncmp(line, section, strlen(section)) == 0)
			fprintf(stderr, "    %.*s\n", (int)strcspn(line, "\n"), line);
}

struct pair {
	char name[WORD_MAX], value[WORD_MAX];
};

static size_t
read_pairs(const struct world *world, const char *text, struct pair *out_pairs, size_t n_room)
{
	size_t n = 0;
	int used;
	while (sscanf(text, " %127s %127s%n", out_pairs[n].name, out_pairs[n].value, &used) == 2) {
		text += used;
		if (++n == n_room)
			give_up(world, "too many figures");
	}
	return n;
}

static void
check_number(const struct world *world, const char *expected, const char *name, int64_t wanted,
	     int64_t found, const char *text, const char *section)
{
	if (wanted == found)
		return;
	fprintf(stderr, "the ledger says:\n");
	show_section(text, section);
	give_up(world, "\"%s\": %s is %.3f", expected, name, (double)found / 1000);
}

static void
check_balance(const struct world *world, const char *expected, const char *id, const char *figures,
	      const char *text)
{
	static const char *const names[] = { "w",         "a",           "o",
					     "x",         "c",           "v",
					     "moving",    "at_crossing", "uncollected",
					     "collected", "intercepted", "returned",
					     "lost",      "unaccounted" };
	struct pair pairs[20];
	static const size_t columns[] = { 1 };
	const char *line = find_line(text, "balance", &id, columns, 1);
	if (line == NULL)
		give_up(world, "\"%s\": there is no such balance", expected);
	size_t n_pairs = read_pairs(world, figures, pairs, N_OF(pairs));
	bool is_used[20] = { false };
	for (size_t k = 0; k < N_OF(names); k++) {
		char found[WORD_MAX];
		cell(line, 3 + k, found);
		int64_t number = strtoll(found, NULL, 10), wanted = 0;
		bool is_wanted = k >= 6;
		for (size_t p = 0; p < n_pairs; p++) {
			if (strcmp(pairs[p].name, names[k]) != 0 &&
			    !(k == 5 && strcmp(pairs[p].name, "delivered") == 0))
				continue;
			wanted = milli_of(world, pairs[p].value);
			is_wanted = is_used[p] = true;
		}
		if (is_wanted || k == 0 || k == 5)
			check_number(world, expected, names[k], wanted, number, text, "balance");
	}
	for (size_t p = 0; p < n_pairs; p++)
		if (!is_used[p])
			give_up(world, "\"%s\": %s is no figure of a balance", expected,
				pairs[p].name);
}

static void
check_position(const struct world *world, const char *expected, const char *subject,
	       const char *figures, const char *text)
{
	static const char *const names[] = {
		"w", "a", "o", "x", "c", "v", "i", "r", "l", "outcome"
	};
	char waybill[WORD_MAX] = "", line_name[WORD_MAX] = "", unit[WORD_MAX] = "";
	if (sscanf(subject, "%127s %127s %127s", waybill, line_name, unit) != 3)
		give_up(world, "\"%s\": waybill, line and unit", expected);
	static const size_t columns[] = { 1, 2, 3 };
	const char *keys[] = { waybill, strcmp(line_name, "-") == 0 ? "" : line_name, unit };
	const char *line = find_line(text, "position", keys, columns, 3);
	if (line == NULL) {
		show_section(text, "position");
		give_up(world, "\"%s\": there is no such position", expected);
	}
	struct pair pairs[20];
	size_t n_pairs = read_pairs(world, figures, pairs, N_OF(pairs));
	for (size_t p = 0; p < n_pairs; p++) {
		char found[WORD_MAX];
		bool is_used = false;
		for (size_t k = 0; k < N_OF(names); k++) {
			if (strcmp(pairs[p].name, names[k]) != 0)
				continue;
			cell(line, 8 + k, found);
			int64_t wanted = k == 9 ? strtoll(pairs[p].value, NULL, 10)
						: milli_of(world, pairs[p].value);
			check_number(world, expected, names[k], wanted, strtoll(found, NULL, 10),
				     text, "position");
			is_used = true;
		}
		if (strcmp(pairs[p].name, "day") == 0 || strcmp(pairs[p].name, "access") == 0) {
			cell(line, pairs[p].name[0] == 'd' ? 6 : 7, found);
			if (strtoll(found, NULL, 10) != day_of(world, pairs[p].value)) {
				show_section(text, "position");
				give_up(world, "\"%s\": %s is day %s, not %lld", expected,
					pairs[p].name, found,
					(long long)day_of(world, pairs[p].value));
			}
			is_used = true;
		}
		if (strcmp(pairs[p].name, "crossing") == 0) {
			cell(line, 4, found);
			if (strcmp(found, strcmp(pairs[p].value, "-") == 0 ? "" : pairs[p].value) !=
			    0)
				give_up(world, "\"%s\": crossing is \"%s\"", expected, found);
			is_used = true;
		}
		if (!is_used)
			give_up(world, "\"%s\": %s is no figure of a position", expected,
				pairs[p].name);
	}
}

static size_t
find_column(const struct world *world, const struct aid_result *result, const char *name)
{
	for (size_t k = 0; k < result->n_columns; k++)
		if (strcmp(result->columns[k].name, name) == 0)
			return k;
	give_up(world, "shortfall has no column %s", name);
}

/* P8, from the report: committed + surplus is the sum of where it is. */
static void
check_sums(const struct world *world, const struct aid_result *result)
{
	static const char *const pieces[] = { "not_dispatched", "moving",    "at_crossing",
					      "uncollected",    "collected", "delivered",
					      "intercepted",    "returned",  "lost",
					      "unaccounted" };
	size_t committed = find_column(world, result, "committed"),
	       surplus = find_column(world, result, "surplus");
	for (size_t row = 0; row < result->n_rows; row++) {
		const struct aid_cell *cells = &result->cells[row * result->n_columns];
		int64_t sum = 0;
		if (cells[0].text.len > 0 && cells[0].text.ptr[0] == '(')
			continue;
		for (size_t k = 0; k < N_OF(pieces); k++)
			sum += cells[find_column(world, result, pieces[k])].number;
		if (cells[committed].number + cells[surplus].number != sum)
			give_up(world, "committed + surplus of %.*s is not the sum of where it is",
				(int)cells[0].text.len, cells[0].text.ptr);
	}
}

static int64_t
end_of_today(const struct world *world)
{
	const char *today = world->scenario->today == NULL ? "2024-12-31" : world->scenario->today;
	if (world->moment != NULL && world->moment->as_of != NULL)
		today = world->moment->as_of;
	return (day_of(world, today) + 1) * DAY_SECONDS;
}

static void
report_shortfall(struct world *world, struct aid_result *result)
{
	struct aid_report_filter filter = AID_REPORT_FILTER_NONE;
	filter.as_of_end = end_of_today(world);
	check_result(world, aid_report_shortfall(world->ledger, &filter, result, &world->err));
	check_sums(world, result);
}

/* The first row whose first column is `id` and whose other one, if it is given, is `word`; n_rows when there is none. */
static size_t
find_row(const struct world *world, const struct aid_result *result, const char *id,
	 const char *column, const char *word)
{
	size_t row = 0, other = find_column(world, result, column);
	while (row < result->n_rows) {
		const struct aid_cell *cells = &result->cells[row * result->n_columns];
		if (aid_slice_is_equal(cells[0].text, aid_slice_of(id)) &&
		    (word[0] == '\0' || aid_slice_is_equal(cells[other].text, aid_slice_of(word))))
			break;
		row++;
	}
	return row;
}

static void
check_figures(const struct world *world, const struct aid_result *result, size_t row,
	      const char *expected, const char *figures)
{
	struct pair pairs[20];
	size_t n_pairs = read_pairs(world, figures, pairs, N_OF(pairs));
	if (row == result->n_rows)
		give_up(world, "\"%s\": there is no such row", expected);
	for (size_t p = 0; p < n_pairs; p++) {
		const struct aid_cell *found =
			&result->cells[row * result->n_columns +
				       find_column(world, result, pairs[p].name)];
		int64_t wanted = found->type == AID_CELL_DAY ? day_of(world, pairs[p].value)
							     : milli_of(world, pairs[p].value);
		if (strcmp(pairs[p].value, "-") == 0
			    ? found->type == AID_CELL_NONE
			    : found->type != AID_CELL_NONE && found->number == wanted)
			continue;
		give_up(world, "\"%s\": %s is %.3f (type %d)", expected, pairs[p].name,
			(double)found->number / 1000, (int)found->type);
	}
}

static void
check_shortfall(struct world *world, const char *expected, const char *subject, const char *figures,
		bool is_wanted)
{
	struct aid_result result;
	char id[WORD_MAX] = "", unit[WORD_MAX] = "";
	size_t row;
	sscanf(subject, "%127s %127s", id, unit);
	report_shortfall(world, &result);
	row = find_row(world, &result, id, "unit", unit);
	if (is_wanted)
		check_figures(world, &result, row, expected, figures);
	else if (row < result.n_rows)
		give_up(world, "\"%s\": there is such a row", expected);
	aid_result_done(&result);
}

static void
check_diff(struct world *world, const char *expected, const char *subject, const char *figures,
	   bool is_wanted)
{
	struct aid_report_filter filter = AID_REPORT_FILTER_NONE;
	struct aid_result result;
	char id[WORD_MAX] = "", class[WORD_MAX] = "";
	const struct moment *moment = world->moment;
	if (moment == NULL || sscanf(subject, "%127s %127s", id, class) != 2)
		give_up(world, "\"%s\": an id and a class, in a moment", expected);
	filter.is_as_of_asked = moment->as_of != NULL;
	filter.known = world->known[moment->known != 0 ? (size_t)moment->known
						       : count_drops(world->scenario)];
	filter.known_at_end = FIRST_ARRIVAL + (filter.known - 1) * HOUR + 1;
	filter.span =
		(struct aid_report_span){ world->known[moment->from],
					  FIRST_ARRIVAL + (int64_t)(moment->from - 1) * HOUR + 1,
					  0 };
	filter.as_of_end = moment->as_of == NULL ? filter.known_at_end
						 : (day_of(world, moment->as_of) + 1) * DAY_SECONDS;
	filter.span.as_of_end = moment->as_of == NULL ? filter.span.known_at_end : filter.as_of_end;
	check_result(world, aid_report_diff(world->ledger, &filter, &result, &world->err));
	size_t row = find_row(world, &result, id, "class", class);
	if (is_wanted)
		check_figures(world, &result, row, expected, figures);
	else if (row < result.n_rows)
		give_up(world, "\"%s\" does not hold", expected);
	aid_result_done(&result);
}

static void
check_rows(const struct world *world, const char *expected, const char *section, const char *number,
	   const char *text)
{
	int64_t n_found = 0;
	for (const char *line = text; *line != '\0'; line = next_line(line)) {
		char found[WORD_MAX];
		cell(line, 0, found);
		n_found += strcmp(found, section) == 0;
	}
	if (n_found != strtoll(number, NULL, 10)) {
		show_section(text, section);
		give_up(world, "\"%s\": there are %lld", expected, (long long)n_found);
	}
}

static void
check_line(const struct world *world, const char *expected, const char *section,
	   const char *const *keys, const size_t *columns, size_t n_keys, bool is_wanted,
	   const char *text)
{
	if ((find_line(text, section, keys, columns, n_keys) != NULL) == is_wanted)
		return;
	show_section(text, section);
	give_up(world, "\"%s\" does not hold", expected);
}

static void
check_count_source(const struct world *world, const char *expected, const char *subject,
		   const char *source, const char *text)
{
	char area[WORD_MAX], stage[WORD_MAX], day[WORD_MAX], day_number[WORD_MAX];
	if (sscanf(subject, "%127s %127s %127s", area, stage, day) != 3)
		give_up(world, "\"%s\": area, stage and day", expected);
	snprintf(day_number, sizeof(day_number), "%lld", (long long)day_of(world, day));
	static const size_t columns[] = { 1, 2, 3, 4 };
	const char *keys[] = { strcmp(area, "-") == 0 ? "" : area, stage, day_number, source };
	check_line(world, expected, "count_source", keys, columns, source == NULL ? 3 : 4,
		   source != NULL, text);
}

/* Is the cell what was written? A number as thousandths or whole, a text as it is, "-" for none. */
static bool
is_cell(const struct world *world, const struct aid_cell *found, const char *wanted)
{
	switch (found->type) {
	case AID_CELL_NONE:
		return strcmp(wanted, "-") == 0;
	case AID_CELL_TEXT:
		return aid_slice_is_equal(found->text, aid_slice_of(wanted));
	case AID_CELL_INTEGER:
		return found->number == strtoll(wanted, NULL, 10);
	default:
		return found->number == milli_of(world, wanted);
	}
}

/* Rows of another report: of which the first cells are the words of `subject`. */
static void
check_report(struct world *world, const char *expected, struct aid_result *result,
	     const size_t *columns, const char *subject, const char *figures, bool is_wanted)
{
	struct pair pairs[12];
	char words[3][WORD_MAX] = { "", "", "" };
	int n_words = sscanf(subject, "%127s %127s %127s", words[0], words[1], words[2]);
	size_t n_pairs = read_pairs(world, figures, pairs, N_OF(pairs)), row = 0;
	const struct aid_cell *cells = NULL;
	for (; row < result->n_rows && cells == NULL; row++) {
		cells = &result->cells[row * result->n_columns];
		for (int k = 0; k < n_words; k++)
			if (cells != NULL && !is_cell(world, &cells[columns[k]], words[k]))
				cells = NULL;
	}
	if ((cells != NULL) != is_wanted)
		give_up(world, "\"%s\": there is %s row", expected, cells == NULL ? "no" : "a");
	for (size_t p = 0; p < n_pairs; p++) {
		const struct aid_cell *found = &cells[find_column(world, result, pairs[p].name)];
		if (!is_cell(world, found, pairs[p].value))
			give_up(world, "\"%s\": %s is %lld %.*s", expected, pairs[p].name,
				(long long)found->number, (int)found->text.len, found->text.ptr);
	}
	aid_result_done(result);
}

static void
check_stalled(struct world *world, const char *expected, const char *subject, const char *figures,
	      bool is_wanted)
{
	static const size_t columns[] = { 0, 1 };
	struct aid_result result;
	struct aid_report_filter filter = AID_REPORT_FILTER_NONE;
	filter.as_of_end = end_of_today(world);
	if (world->moment != NULL && world->moment->known != 0)
		filter.known = world->known[world->moment->known];
	check_result(world, aid_report_stalled(world->ledger, &filter, &result, &world->err));
	check_report(world, expected, &result, columns, subject, figures, is_wanted);
}

/* The subject: unit, part and, where there is one, the reason. */
static void
check_aged(struct world *world, const char *expected, const char *subject, const char *figures,
	   bool is_wanted)
{
	static const size_t columns[] = { 0, 1, 2 };
	struct aid_result result;
	struct aid_report_filter filter = AID_REPORT_FILTER_NONE;
	filter.as_of_end = end_of_today(world);
	filter.by = AID_REPORT_BY_AGE;
	check_result(world, aid_report_shortfall(world->ledger, &filter, &result, &world->err));
	check_report(world, expected, &result, columns, subject, figures, is_wanted);
}

/* The section's line of these cells, blanks between them. */
static void
check_dump_line(const struct world *world, const char *expected, const char *section,
		const char *cells, const char *text)
{
	char wanted[2 * WORD_MAX];
	int n = snprintf(wanted, sizeof(wanted), "%s\t%s\n", section, cells);
	for (char *p = wanted; *p != '\0'; p++)
		*p = *p == ' ' ? '\t' : *p;
	for (const char *line = text; *line != '\0'; line = next_line(line))
		if (strncmp(line, wanted, (size_t)n) == 0)
			return;
	show_section(text, section);
	give_up(world, "\"%s\": there is no such line", expected);
}

/* What stands after the first " | " is what the finding says, as it is kept. */
static void
check_finding(const struct world *world, const char *expected, const char *code,
	      const char *figures, bool is_wanted, const char *text)
{
	static const size_t columns[] = { 1, 2, 3 };
	char subject[WORD_MAX], args[4 * WORD_MAX] = "";
	const char *bar = strstr(figures, " | ");
	size_t n_keys = !is_wanted ? 1 : bar == NULL ? 2 : 3;
	snprintf(subject, sizeof(subject), "%.*s",
		 (int)(bar == NULL ? strlen(figures) : (size_t)(bar - figures)), figures);
	while (bar != NULL) {
		const char *arg = bar + 3, *next = strstr(arg, " | ");
		size_t len = next == NULL ? strlen(arg) : (size_t)(next - arg), n = strlen(args);
		snprintf(args + n, sizeof(args) - n, "%s%.*s", n == 0 ? "" : "\\x1f", (int)len,
			 arg);
		bar = next;
	}
	const char *keys[] = { code, subject, args };
	check_line(world, expected, "finding", keys, columns, n_keys, is_wanted, text);
}

/* One line of `expected`. */
static void
check_statement(struct world *world, const char *expected, const char *text)
{
	char verb[WORD_MAX], subject[WORD_MAX] = "";
	const char *rest = expected;
	int used = 0;
	bool is_negated = strncmp(rest, "no ", 3) == 0;
	rest += is_negated ? 3 : 0;
	if (sscanf(rest, "%127s%n", verb, &used) != 1)
		give_up(world, "\"%s\" cannot be read", expected);
	rest += used;
	rest += strspn(rest, " ");
	const char *colon = strstr(rest, ": ");
	size_t len = colon == NULL ? strlen(rest) : (size_t)(colon - rest);
	snprintf(subject, sizeof(subject), "%.*s", (int)len, rest);
	const char *figures = colon == NULL ? "" : colon + 2;
	if (strcmp(verb, "balance") == 0)
		check_balance(world, expected, subject, figures, text);
	else if (strcmp(verb, "position") == 0)
		check_position(world, expected, subject, figures, text);
	else if (strcmp(verb, "shortfall") == 0)
		check_shortfall(world, expected, subject, figures, !is_negated);
	else if (strcmp(verb, "diff") == 0)
		check_diff(world, expected, subject, figures, !is_negated);
	else if (strcmp(verb, "stalled") == 0)
		check_stalled(world, expected, subject, figures, !is_negated);
	else if (strcmp(verb, "aged") == 0)
		check_aged(world, expected, subject, figures, !is_negated);
	else if (strcmp(verb, "rows") == 0)
		check_rows(world, expected, subject, figures, text);
	else if (strcmp(verb, "line") == 0)
		check_dump_line(world, expected, subject, figures, text);
	else if (strcmp(verb, "finding") == 0)
		check_finding(world, expected, subject, figures, !is_negated, text);
	else if (strcmp(verb, "count_source") == 0)
		check_count_source(world, expected, subject, is_negated ? NULL : figures, text);
	else
		give_up(world, "\"%s\" cannot be read", expected);
}

static void
check_all(struct world *world, const char *const *expected)
{
	char *text = dump(world);
	for (size_t k = 0; k < EXPECTED_MAX && expected[k] != NULL; k++)
		check_statement(world, expected[k], text);
	free(text);
}

/* ---- running ---- */

static void
open_world(struct world *world)
{
	char path[128];
	const char *base = getenv("TMPDIR");
	if (base == NULL || strlen(base) > 60)
		base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(world->folder, sizeof(world->folder), "%.60s/aidtally-rules-XXXXXX", base);
	assert_non_null(mkdtemp(world->folder));
	snprintf(path, sizeof(path), "%s/ledger.db", world->folder);
	world->doing = "opening";
	world->last_drop = 0;
	check_result(world, aid_ledger_open(path, AID_DB_WRITER, &world->ledger, &world->err));
	check_result(world, aid_ledger_open(path, AID_DB_READER, &world->verifier, &world->err));
	check_result(world, aid_ledger_set_moment(world->verifier, (struct aid_moment){ 0, 0 },
						  &world->err));
}

static void
close_world(struct world *world)
{
	aid_ledger_close(world->verifier);
	aid_ledger_close(world->ledger);
	world->ledger = world->verifier = NULL;
	DIR *folder = opendir(world->folder);
	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		char path[512];
		snprintf(path, sizeof(path), "%s/%s", world->folder, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	closedir(folder);
	rmdir(world->folder);
}

static void
check_outcome(const struct world *world, const struct drop *drop,
	      const struct aid_drop_outcome *outcome)
{
	struct pair pairs[8];
	static const char *const names[] = { "accepted", "unchanged", "superseding", "rejected" };
	const int64_t found[] = { outcome->n_accepted, outcome->n_unchanged, outcome->n_superseding,
				  outcome->n_rejected };
	size_t n_pairs = read_pairs(world, drop->outcome, pairs, N_OF(pairs));
	for (size_t k = 0; k < N_OF(names); k++) {
		int64_t wanted = 0;
		for (size_t p = 0; p < n_pairs; p++)
			if (strcmp(pairs[p].name, names[k]) == 0)
				wanted = strtoll(pairs[p].value, NULL, 10);
		if (wanted != found[k])
			give_up(world,
				"\"%s\": accepted %lld unchanged %lld superseding %lld rejected "
				"%lld",
				drop->outcome, (long long)found[0], (long long)found[1],
				(long long)found[2], (long long)found[3]);
	}
}

static void
ingest(struct world *world, const struct drop *drop, int n_before, bool is_outcome_checked)
{
	char path[128], sha256[AID_DIGEST_HEX_SIZE], name[32];
	struct aid_digest *digest;
	size_t len = strlen(drop->csv);
	snprintf(path, sizeof(path), "%s/drop.csv", world->folder);
	snprintf(name, sizeof(name), "drop%d.csv", n_before + 1);
	FILE *file = fopen(path, "w+");
	assert_non_null(file);
	assert_int_equal(fwrite(drop->csv, 1, len, file), len);
	assert_int_equal(fflush(file), 0);
	check_result(world, aid_digest_new(&digest, &world->err));
	aid_digest_update(digest, drop->csv, len);
	aid_digest_finish(digest, sha256);
	aid_digest_free(digest);
	struct aid_drop_request request = {
		.fd = fileno(file),
		.name = name,
		.source = aid_slice_of(drop->source),
		.sha256 = sha256,
		.n_bytes = (int64_t)len,
		.file_time = day_of(world, drop->day) * DAY_SECONDS,
		.received_at =
			(drop->received == NULL ? FIRST_ARRIVAL
						: day_of(world, drop->received) * DAY_SECONDS) +
			n_before * HOUR,
		/* Some are reconciled with their drop, the others after it. */
		.is_last = sha256[0] % 2 == 0
	};
	struct aid_drop_outcome outcome;
	struct aid_profile *profile = NULL;
	if (drop->profile != NULL)
		check_result(world, aid_profile_parse(aid_slice_of(drop->profile), "test.conf",
						      &profile, &world->err));
	request.profile = profile;
	check_result(world, aid_ledger_ingest(world->ledger, &request, &outcome, &world->err));
	aid_profile_free(profile);
	fclose(file);
	if (outcome.drop > world->last_drop)
		world->last_drop = outcome.drop;
	if (outcome.is_refused)
		give_up(world, "refused: %s", outcome.why);
	world->known[n_before + 1] = outcome.is_repeated ? world->known[n_before] : outcome.drop;
	if (drop->outcome != NULL && is_outcome_checked)
		check_outcome(world, drop, &outcome);
	if (drop->outcome == NULL && outcome.n_rejected != 0)
		give_up(world, "%lld rows were rejected", (long long)outcome.n_rejected);
}

static void
reconcile(struct world *world)
{
	bool is_changed;
	check_result(world, aid_ledger_reconcile(world->ledger, &is_changed, &world->err));
}

static void
verify(struct world *world)
{
	struct aid_buffer out;
	bool is_sound = false, is_waiting = false, is_whole = false;
	aid_buffer_init(&out);
	check_result(world, aid_ledger_verify_chain(world->ledger, AID_SLICE_EMPTY, append_bytes,
						    &out, &is_whole, &world->err));
	check_result(world, aid_ledger_verify(world->verifier, append_bytes, &out, &is_sound,
					      &is_waiting, &world->err));
	aid_buffer_append_char(&out, '\0');
	if (!is_sound || !is_whole)
		give_up(world, "verify:\n%s", out.ptr);
	aid_buffer_done(&out);
}

/* Drops in the given order, all reconciled at once or each for itself. `follows[k]` is what followed with drop k. */
static void
run_drops(struct world *world, const size_t *order, size_t n_drops, bool is_given, bool is_each,
	  char **follows, int64_t *known)
{
	char doing[64];
	for (size_t k = 0; k < n_drops; k++) {
		snprintf(doing, sizeof(doing), "drop %zu%s", order[k] + 1,
			 is_each ? "" : ", all at once");
		world->doing = doing;
		ingest(world, &world->scenario->drops[order[k]], (int)k, is_given);
		if (!is_each && k + 1 < n_drops)
			continue;
		reconcile(world);
		verify(world);
		struct aid_result result;
		report_shortfall(world, &result);
		aid_result_done(&result);
		if (is_each)
			follows[k] = dump_what_follows(world);
		known[k] = world->last_drop;
	}
	world->doing = "at the end";
}

/* How often the journals led back. */
static int n_brought_back;

static char *
shortfall_text(struct world *world, bool is_measured)
{
	struct aid_report_filter filter = AID_REPORT_FILTER_NONE;
	struct aid_result result;
	struct aid_buffer text;
	filter.as_of_end = end_of_today(world);
	filter.is_measured = is_measured;
	aid_buffer_init(&text);
	check_result(world, aid_report_shortfall(world->ledger, &filter, &result, &world->err));
	check_result(world, aid_render_csv(&result, false, &text, &world->err));
	aid_buffer_append_char(&text, '\0');
	assert_false(text.is_failed);
	aid_result_done(&result);
	char *copy = strdup(text.ptr);
	assert_non_null(copy);
	aid_buffer_done(&text);
	return copy;
}

/* Whether sums are brought back from the journals or worked out anew is no matter to whom they are told. */
static void
check_sums_brought_back(struct world *world, struct aid_moment moment)
{
	char *anew[] = { shortfall_text(world, false), shortfall_text(world, true) };
	bool is_brought_back = false;
	check_result(world,
		     aid_ledger_set_sums(world->ledger, moment, &is_brought_back, &world->err));
	n_brought_back += is_brought_back ? 1 : 0;
	for (int k = 0; k < 2; k++) {
		char *then = shortfall_text(world, k == 1);
		bool is_same = is_same_text(world, anew[k], then, "anew", "brought back");
		free(then);
		free(anew[k]);
		if (!is_same)
			give_up(world, "shortfall from the journals differs");
	}
}

/* What was known with each drop is what a look back gives. */
static void
look_back(struct world *world, size_t n_drops, char **follows, const int64_t *known)
{
	char doing[64];
	for (size_t k = 0; k < n_drops; k++) {
		struct aid_moment moment = { INT64_MAX, known[k] };
		snprintf(doing, sizeof(doing), "as known with %zu drops", k + 1);
		world->doing = doing;
		check_result(world, aid_ledger_set_moment(world->ledger, moment, &world->err));
		char *then = dump_what_follows(world);
		bool is_same = is_same_text(world, follows[k], then, "was ", "then");
		free(then);
		if (!is_same)
			give_up(world, "the look back differs");
		check_sums_brought_back(world, moment);
	}
}

/* What became known with the last drop, and with the second half of them, adds up. */
static void
check_differences(struct world *world, size_t n_drops)
{
	const char *today = world->scenario->today == NULL ? "2024-12-31" : world->scenario->today;
	int64_t as_of_end = (day_of(world, today) + 1) * DAY_SECONDS;
	const size_t from[] = { n_drops - 1, n_drops / 2 };
	char why[256];
	for (size_t k = 0; k < N_OF(from) && (k == 0 || from[k] != from[0]); k++) {
		world->doing = k == 0 ? "diff of the last drop" : "diff of the second half";
		check_result(world, differences_check(world->ledger, world->known[from[k]],
						      (int64_t)n_drops, as_of_end, why, sizeof(why),
						      &world->err));
		if (why[0] != '\0')
			give_up(world, "%s", why);
	}
}

static void
check_moments(struct world *world)
{
	for (size_t k = 0; k < MOMENTS_MAX && world->scenario->moments[k].expected[0] != NULL;
	     k++) {
		const struct moment *m = &world->scenario->moments[k];
		struct aid_moment moment = AID_MOMENT_NOW;
		if (m->as_of != NULL)
			moment.as_of_end = (day_of(world, m->as_of) + 1) * DAY_SECONDS;
		if (m->known != 0)
			moment.known = world->known[m->known];
		world->doing = "at a moment";
		world->moment = m;
		check_result(world, aid_ledger_set_moment(world->ledger, moment, &world->err));
		check_all(world, m->expected);
		check_result(world, aid_ledger_set_moment(world->ledger, moment, &world->err));
		check_sums_brought_back(world, moment);
	}
	world->moment = NULL;
}

/* One order: gives the dump at its end. */
static char *
run_order(struct world *world, const size_t *order, size_t n_drops, bool is_given, bool is_each)
{
	char *follows[DROPS_MAX] = { NULL };
	int64_t known[DROPS_MAX];
	for (size_t k = 0; k < n_drops; k++)
		snprintf(world->order_text + k, sizeof(world->order_text) - k, "%zu", order[k] + 1);
	open_world(world);
	run_drops(world, order, n_drops, is_given, is_each, follows, known);
	check_all(world, world->scenario->expected);
	char *text = dump(world);
	if (is_given && is_each) {
		look_back(world, n_drops, follows, known);
		check_differences(world, n_drops);
		check_moments(world);
	}
	for (size_t k = 0; k < n_drops; k++)
		free(follows[k]);
	close_world(world);
	return text;
}

struct orders {
	size_t orders[ORDERS_MAX][DROPS_MAX];
	size_t n_orders;
};

static void
add_order(struct orders *all, const size_t *order, size_t n_drops)
{
	assert_true(all->n_orders < ORDERS_MAX);
	memcpy(all->orders[all->n_orders++], order, n_drops * sizeof(*order));
}

static void
permute(struct orders *all, size_t *order, size_t n_fixed, size_t n_drops)
{
	if (n_fixed == n_drops) {
		add_order(all, order, n_drops);
		return;
	}
	for (size_t k = n_fixed; k < n_drops; k++) {
		size_t kept = order[n_fixed];
		order[n_fixed] = order[k];
		order[k] = kept;
		permute(all, order, n_fixed + 1, n_drops);
		order[k] = order[n_fixed];
		order[n_fixed] = kept;
	}
}

/* The given order first. */
static void
choose_orders(const struct scenario *scenario, size_t n_drops, struct orders *all)
{
	size_t order[DROPS_MAX];
	for (size_t k = 0; k < n_drops; k++)
		order[k] = k;
	if (scenario->order == ORDER_GIVEN) {
		add_order(all, order, n_drops);
	} else if (scenario->order == ORDER_ALL) {
		permute(all, order, 0, n_drops);
	} else {
		add_order(all, order, n_drops);
		for (size_t k = 0; k < n_drops; k++)
			order[k] = n_drops - 1 - k;
		if (n_drops > 1)
			add_order(all, order, n_drops);
	}
}

static void
run_scenario(void **state)
{
	struct world *world = *state;
	struct orders *all = calloc(1, sizeof(*all));
	size_t n_drops = count_drops(world->scenario);
	char *first = NULL;
	assert_non_null(all);
	choose_orders(world->scenario, n_drops, all);
	for (size_t k = 0; k <= all->n_orders; k++) {
		/* The given order is also reconciled once, at its end. */
		bool is_each = k < all->n_orders;
		const size_t *order = all->orders[is_each ? k : 0];
		char *text = run_order(world, order, n_drops, order == all->orders[0], is_each);
		if (first == NULL) {
			first = text;
			continue;
		}
		assert_true(
			is_same_text(world, first, text, "in the given order", "in this order"));
		free(text);
	}
	free(first);
	free(all);
}

/* What a test that failed has left open. */
static int
tear_down(void **state)
{
	struct world *world = *state;
	if (world->ledger != NULL)
		close_world(world);
	return 0;
}

int
run_scenarios(const char *group, const struct scenario *scenarios, size_t n_scenarios)
{
	struct CMUnitTest *tests = calloc(n_scenarios, sizeof(*tests));
	struct world *worlds = calloc(n_scenarios, sizeof(*worlds));
	const char *only = getenv("AID_SCENARIO");
	size_t n_tests = 0;
	if (tests == NULL || worlds == NULL)
		return 1;
	for (size_t k = 0; k < n_scenarios; k++) {
		if (only != NULL && strstr(scenarios[k].name, only) == NULL)
			continue;
		worlds[n_tests].scenario = &scenarios[k];
		tests[n_tests].name = scenarios[k].name;
		tests[n_tests].test_func = run_scenario;
		tests[n_tests].teardown_func = tear_down;
		tests[n_tests].initial_state = &worlds[n_tests];
		n_tests++;
	}
	int result = _cmocka_run_group_tests(group, tests, n_tests, NULL, NULL);
	/* A journal that never leads back would agree with everything. */
	if (result == 0 && only == NULL && n_brought_back == 0) {
		printf("no sums were brought back\n");
		result = 1;
	}
	free(tests);
	free(worlds);
	return result;
}
