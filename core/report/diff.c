/* What became known between two drops, and what it did to each shortfall. The ledger is taken from the earlier state to the later one class by class
 * (ledger/news.h), and `shortfall` is read in each state: the effect of a class is the difference of two states, and so all effects add up to the
 * difference of the ends (docs/adr/0015-what-became-known.md). */
#include <stdlib.h>

#include "report/diff.h"
#include "report/load.h"
#include "report/shortfall.h"
#include "value/date.h"

enum column {
	COMMITMENT_ID,
	DONOR,
	COMMODITY,
	DESTINATION,
	UNIT,
	CLASS,
	WHAT,
	COMMITTED,
	REACHED,
	SHORTFALL,
	N_COLUMNS
};

static const struct aid_result_column columns[N_COLUMNS] = {
	[COMMITMENT_ID] = { "commitment_id", "Commitment", false, 0 },
	[DONOR] = { "donor", "Donor", false, 4 },
	[COMMODITY] = { "commodity", "Commodity", false, 2 },
	[DESTINATION] = { "destination", "Destination", false, 3 },
	[UNIT] = { "unit", "Unit", false, 0 },
	[CLASS] = { "class", "", false, 0 },
	[WHAT] = { "what", "What", false, 0 },
	[COMMITTED] = { "committed", "Committed", true, 1 },
	[REACHED] = { "reached", "Reached", true, 0 },
	[SHORTFALL] = { "shortfall", "Short", true, 0 },
};

/* The state before all classes, and the one behind each. */
#define N_STATES (AID_NEWS_COUNT + 1)
#define N_FIGURES 3
static const enum column figures[N_FIGURES] = { COMMITTED, REACHED, SHORTFALL };

/* A commitment in one unit: where it is promised in another later, that is another line. Texts live in the result. */
struct line {
	struct aid_slice texts[UNIT + 1]; /* COMMITMENT_ID to UNIT */
	int64_t states[N_STATES][N_FIGURES];
	bool is_wanted; /* passes the filters at one of the ends */
};

struct report {
	struct aid_ledger *ledger;
	const struct aid_report_filter *filter;
	struct aid_result *result;
	struct aid_news_span span;
	bool has_facts[AID_NEWS_COUNT];
	struct line *lines; /* sorted by id and unit */
	size_t n_lines, n_room;
	bool is_filtered;
};

static int
compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = aid_slice_compare(x->texts[COMMITMENT_ID], y->texts[COMMITMENT_ID]);

	return order != 0 ? order : aid_slice_compare(x->texts[UNIT], y->texts[UNIT]);
}

static struct line *
find_line(struct report *r, size_t n_sorted, struct aid_slice id, struct aid_slice unit)
{
	struct line key = { .texts = { [COMMITMENT_ID] = id, [UNIT] = unit } };

	return n_sorted == 0 ? NULL : bsearch(&key, r->lines, n_sorted, sizeof(key), compare_lines);
}

static int
copy_text(struct report *r, struct aid_slice *text, struct aid_slice value, struct aid_error *err)
{
	*text = value.len == 0 ? AID_SLICE_EMPTY : aid_arena_copy(&r->result->arena, value);
	return value.len > 0 && text->ptr == NULL
		       ? aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0)
		       : 0;
}

static int
add_line(struct report *r, struct aid_slice id, struct aid_slice unit, struct line **out_line,
	 struct aid_error *err)
{
	struct line *line;
	int code;

	if (r->n_lines == r->n_room) {
		size_t n_room = r->n_room == 0 ? 256 : r->n_room * 2;
		struct line *grown = realloc(r->lines, n_room * sizeof(*grown));

		if (grown == NULL) {
			return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		}
		r->lines = grown;
		r->n_room = n_room;
	}
	line = &r->lines[r->n_lines++];
	*line = (struct line){ .is_wanted = !r->is_filtered };
	code = copy_text(r, &line->texts[COMMITMENT_ID], id, err);
	*out_line = line;
	return code == 0 ? copy_text(r, &line->texts[UNIT], unit, err) : code;
}

/* ---- the states ---- */

/* The place of a column of `shortfall`; its names are stable. */
static size_t
column_of(const struct aid_result *shortfall, enum column column)
{
	size_t i = 0;

	while (strcmp(shortfall->columns[i].name, columns[column].name) != 0) {
		i++;
		AID_REQUIRE(i < shortfall->n_columns);
	}
	return i;
}

static int
take_row(struct report *r, const struct aid_result *shortfall, size_t row, size_t state,
	 size_t n_sorted, struct aid_error *err)
{
	const struct aid_cell *cells = shortfall->cells + row * shortfall->n_columns;
	struct aid_slice id = cells[column_of(shortfall, COMMITMENT_ID)].text;
	struct aid_slice unit = cells[column_of(shortfall, UNIT)].text;
	struct line *line = find_line(r, n_sorted, id, unit);
	int code = line == NULL ? add_line(r, id, unit, &line, err) : 0;

	/* What a commitment is for is told as it is known last. */
	for (enum column i = DONOR; code == 0 && i <= DESTINATION; i++) {
		struct aid_slice text = cells[column_of(shortfall, i)].text;

		if (!aid_slice_is_equal(text, line->texts[i])) {
			code = copy_text(r, &line->texts[i], text, err);
		}
	}
	for (size_t i = 0; code == 0 && i < N_FIGURES; i++) {
		line->states[state][i] = cells[column_of(shortfall, figures[i])].number;
	}
	return code;
}

/* The figures of all commitments in the state that the ledger speaks of. */
static int
read_state(struct report *r, size_t state, int64_t known, int64_t as_of_end, struct aid_error *err)
{
	struct aid_report_filter filter = AID_REPORT_FILTER_NONE;
	struct aid_result shortfall;
	size_t n_sorted = r->n_lines;
	int code;

	filter.known = known;
	filter.as_of_end = as_of_end;
	filter.is_as_of_asked = r->filter->is_as_of_asked;
	code = aid_shortfall_of(r->ledger, &filter, 0, &shortfall, err);
	for (size_t row = 0; code == 0 && row < shortfall.n_rows; row++) {
		code = take_row(r, &shortfall, row, state, n_sorted, err);
	}
	aid_result_done(&shortfall);
	if (r->n_lines > n_sorted) {
		qsort(r->lines, r->n_lines, sizeof(*r->lines), compare_lines);
	}
	return code;
}

/* Which commitments the filters let through, in the state that the ledger speaks of. At the earlier end a name may not be known yet. */
static int
mark_wanted(struct report *r, int64_t known, bool is_end, struct aid_error *err)
{
	struct aid_report_filter filter = *r->filter;
	struct aid_result shortfall;
	int code;

	if (!r->is_filtered) {
		return 0;
	}
	filter.known = known;
	code = aid_report_shortfall(r->ledger, &filter, &shortfall, err);
	if (code == AID_E_NOTFOUND && !is_end) {
		*err = AID_ERROR_NONE;
		code = 0;
	}
	for (size_t row = 0; code == 0 && row < shortfall.n_rows; row++) {
		const struct aid_cell *cells = shortfall.cells + row * shortfall.n_columns;
		struct line *line =
			find_line(r, r->n_lines, cells[column_of(&shortfall, COMMITMENT_ID)].text,
				  cells[column_of(&shortfall, UNIT)].text);

		if (line != NULL) {
			line->is_wanted = true;
		}
	}
	aid_result_done(&shortfall);
	return code;
}

static void
keep_state(struct report *r, size_t state)
{
	for (size_t i = 0; i < r->n_lines; i++) {
		memcpy(r->lines[i].states[state], r->lines[i].states[state - 1],
		       sizeof(r->lines[i].states[state]));
	}
}

/* From the earlier drop to the later one; state k + 1 is the one behind class k. */
static int
walk(struct report *r, struct aid_error *err)
{
	int64_t as_of_end = r->filter->as_of_end;
	int code = read_state(r, 0, r->span.from, r->filter->span.as_of_end, err);

	if (code == 0) {
		code = mark_wanted(r, r->span.from, false, err);
	}
	if (code == 0) {
		code = read_state(r, AID_NEWS_TIME + 1, r->span.from, as_of_end, err);
	}
	for (enum aid_news news = AID_NEWS_COMMITMENTS; code == 0 && news <= AID_NEWS_NEW; news++) {
		if (!r->has_facts[news]) {
			keep_state(r, news + 1);
			continue;
		}
		code = aid_news_admit(r->ledger, news, err);
		if (code == 0) {
			code = read_state(r, news + 1, r->span.from, as_of_end, err);
		}
	}
	if (code == 0) {
		code = aid_news_close(r->ledger, &r->span, err);
	}
	if (code == 0) {
		code = read_state(r, AID_NEWS_RULES + 1, r->span.to, as_of_end, err);
	}
	return code == 0 ? mark_wanted(r, r->span.to, true, err) : code;
}

/* ---- rows ---- */

static int
add_row(struct report *r, const struct line *line, const char *class, enum aid_message label,
	const int64_t values[N_FIGURES], struct aid_error *err)
{
	struct aid_cell *cells;
	struct aid_buffer text;
	int code = aid_result_add_row(r->result, &cells, err);

	for (enum column i = COMMITMENT_ID; code == 0 && i <= UNIT; i++) {
		if (line->texts[i].len > 0) {
			cells[i] = (struct aid_cell){ AID_CELL_TEXT, 0, line->texts[i] };
		}
	}
	if (code == 0) {
		code = aid_result_set_text(r->result, &cells[CLASS], aid_slice_of(class), err);
	}
	aid_buffer_init(&text);
	aid_message_format(&text, label, NULL, 0);
	if (code == 0) {
		code = aid_buffer_check(&text, err);
	}
	if (code == 0) {
		code = aid_result_set_text(r->result, &cells[WHAT], aid_buffer_slice(&text), err);
	}
	aid_buffer_done(&text);
	for (size_t i = 0; code == 0 && i < N_FIGURES; i++) {
		aid_result_set_number(&cells[figures[i]], AID_CELL_QUANTITY, values[i]);
	}
	return code;
}

/* What changed from one state to the next; false when nothing did. */
static bool
find_change(const struct line *line, size_t state, int64_t out_change[N_FIGURES])
{
	bool is_any = false;

	for (size_t i = 0; i < N_FIGURES; i++) {
		out_change[i] = line->states[state + 1][i] - line->states[state][i];
		is_any = is_any || out_change[i] != 0;
	}
	return is_any;
}

static bool
is_moved(const struct line *line)
{
	int64_t change[N_FIGURES];
	bool is_any = false;

	for (size_t state = 0; state < AID_NEWS_COUNT; state++) {
		is_any = find_change(line, state, change) || is_any;
	}
	return is_any;
}

static int
add_line_rows(struct report *r, const struct line *line, struct aid_error *err)
{
	int code = add_row(r, line, "from", AID_MSG_DIFF_FROM, line->states[0], err);

	for (enum aid_news news = 0; code == 0 && news < AID_NEWS_COUNT; news++) {
		int64_t change[N_FIGURES];

		if (find_change(line, news, change)) {
			code = add_row(r, line, aid_news_code(news), aid_diff_label(news), change,
				       err);
		}
	}
	return code == 0 ? add_row(r, line, "to", AID_MSG_DIFF_TO, line->states[N_STATES - 1], err)
			 : code;
}

static int
add_rows(struct report *r, size_t *out_n_moved, struct aid_error *err)
{
	int code = 0;

	*out_n_moved = 0;
	for (size_t i = 0; code == 0 && i < r->n_lines; i++) {
		if (r->lines[i].is_wanted && is_moved(&r->lines[i])) {
			code = add_line_rows(r, &r->lines[i], err);
			(*out_n_moved)++;
		}
	}
	return code;
}

/* ---- words ---- */

/* "2024-03-31" where the moment ends that day, else "2024-03-31T10:05Z". */
static void
append_moment(struct aid_buffer *out, int64_t end)
{
	if (end % AID_DAY_SECONDS == 0) {
		aid_date_append_day(out, end / AID_DAY_SECONDS - 1);
	} else {
		aid_date_append_seconds(out, end);
	}
}

static int
add_title(struct report *r, size_t n_moved, struct aid_error *err)
{
	char n[AID_LOAD_NUMBER_SIZE], from[AID_LOAD_NUMBER_SIZE], to[AID_LOAD_NUMBER_SIZE];
	struct aid_buffer before, after;
	int code;

	aid_buffer_init(&before);
	aid_buffer_init(&after);
	append_moment(&before, r->filter->span.known_at_end);
	append_moment(&after, r->filter->known_at_end);
	code = aid_buffer_check(&before, err);
	if (code == 0) {
		code = aid_buffer_check(&after, err);
	}
	if (code == 0) {
		code = aid_load_title(r->result, err, AID_MSG_DIFF_TITLE, 5, before.ptr,
				      aid_load_number(from, r->span.from * 1000), after.ptr,
				      aid_load_number(to, r->span.to * 1000),
				      aid_load_number(n, (int64_t)n_moved * 1000));
	}
	aid_buffer_done(&before);
	aid_buffer_done(&after);
	return code;
}

int
aid_report_diff(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		struct aid_result *result, struct aid_error *err)
{
	struct report r = { .ledger = ledger, .filter = filter, .result = result };
	size_t n_moved = 0;
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	r.is_filtered = filter->donor.ptr != NULL || filter->commodity.ptr != NULL ||
			filter->destination.ptr != NULL || filter->crossing.ptr != NULL ||
			filter->source.ptr != NULL || filter->due_before_day != INT64_MAX;
	r.span = (struct aid_news_span){ filter->span.known, filter->known,
					 filter->span.known_at_end,
					 filter->is_as_of_asked ? filter->as_of_end : INT64_MAX };
	code = aid_news_open(ledger, &r.span, r.has_facts, err);
	if (code == 0) {
		code = walk(&r, err);
	}
	if (code == 0) {
		code = add_rows(&r, &n_moved, err);
	}
	if (code == 0) {
		code = add_title(&r, n_moved, err);
	}
	if (code == 0) {
		code = aid_diff_note_statements(ledger, filter, result, err);
	}
	free(r.lines);
	return code;
}
