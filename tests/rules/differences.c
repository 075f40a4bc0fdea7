#include "tests/rules/differences.h"

#include <stdio.h>

#include "report/report.h"

#define N_FIGURES 3
static const char *const figures[N_FIGURES] = { "committed", "reached", "shortfall" };

static const struct aid_cell *
cell_of(const struct aid_result *result, size_t row, const char *name)
{
	for (size_t k = 0; k < result->n_columns; k++)
		if (strcmp(result->columns[k].name, name) == 0)
			return &result->cells[row * result->n_columns + k];
	AID_REQUIRE(false);
	return NULL;
}

static bool
is_text(const struct aid_result *result, size_t row, const char *name, const char *text)
{
	return aid_slice_is_equal(cell_of(result, row, name)->text, aid_slice_of(text));
}

static bool
is_same_line(const struct aid_result *a, size_t row, const struct aid_result *b, size_t other)
{
	return aid_slice_is_equal(cell_of(a, row, "commitment_id")->text,
				  cell_of(b, other, "commitment_id")->text) &&
	       aid_slice_is_equal(cell_of(a, row, "unit")->text, cell_of(b, other, "unit")->text);
}

static struct aid_report_filter
filter_of(int64_t known, int64_t as_of_end)
{
	struct aid_report_filter filter = AID_REPORT_FILTER_NONE;
	filter.known = known;
	filter.as_of_end = as_of_end;
	return filter;
}

static int
read_shortfall(struct aid_ledger *ledger, int64_t known, int64_t as_of_end,
	       struct aid_result *result, struct aid_error *err)
{
	struct aid_report_filter filter = filter_of(known, as_of_end);
	aid_result_init(result, NULL, 0);
	int code = aid_ledger_set_moment(ledger, (struct aid_moment){ INT64_MAX, known }, err);
	if (code != 0)
		return code;
	return aid_report_shortfall(ledger, &filter, result, err);
}

/* The figures of the line at an end; 0 where it has none. */
static void
figures_at(const struct aid_result *end, const struct aid_result *of, size_t row,
	   int64_t out[N_FIGURES])
{
	memset(out, 0, N_FIGURES * sizeof(*out));
	for (size_t k = 0; k < end->n_rows; k++)
		for (size_t i = 0; i < N_FIGURES && is_same_line(of, row, end, k); i++)
			out[i] = cell_of(end, k, figures[i])->number;
}

/* The rows of one line of the diff, from its "from" on; gives the row behind them. */
static size_t
check_line(const struct aid_result *diff, size_t first, const struct aid_result ends[2],
	   bool has_rules, char *why, size_t n_why)
{
	static const char *const names[2] = { "from", "to" };
	int64_t sums[N_FIGURES] = { 0 };
	size_t row = first;
	while (row < diff->n_rows && !is_text(diff, row, "class", "to")) {
		if (is_text(diff, row, "class", "rules") && !has_rules)
			snprintf(why, n_why, "row %zu: rules changed nothing", row);
		for (size_t i = 0; i < N_FIGURES; i++)
			sums[i] += cell_of(diff, row, figures[i])->number;
		row++;
	}
	if (row == diff->n_rows || !is_text(diff, first, "class", "from")) {
		snprintf(why, n_why, "row %zu: no line from \"from\" to \"to\"", first);
		return diff->n_rows;
	}
	for (size_t i = 0; i < N_FIGURES; i++)
		if (sums[i] != cell_of(diff, row, figures[i])->number)
			snprintf(why, n_why, "row %zu: %s adds up to %lld", row, figures[i],
				 (long long)sums[i]);
	for (size_t end = 0; end < 2; end++) {
		size_t at = end == 0 ? first : row;
		int64_t expected[N_FIGURES];
		figures_at(&ends[end], diff, at, expected);
		for (size_t i = 0; i < N_FIGURES; i++)
			if (expected[i] != cell_of(diff, at, figures[i])->number)
				snprintf(why, n_why, "row %zu, %s: shortfall has %s %lld", at,
					 names[end], figures[i], (long long)expected[i]);
	}
	return row + 1;
}

static bool
is_unallocated(const struct aid_result *result, size_t row)
{
	return is_text(result, row, "commitment_id", AID_REPORT_UNALLOCATED) ||
	       is_text(result, row, "commitment_id", AID_REPORT_UNALLOCATED_ACCESS);
}

/* A line that differs between the ends is in the diff. */
static void
check_missing(const struct aid_result *diff, const struct aid_result ends[2], char *why,
	      size_t n_why)
{
	for (size_t end = 0; end < 2; end++) {
		for (size_t k = 0; k < ends[end].n_rows; k++) {
			int64_t before[N_FIGURES], after[N_FIGURES];
			bool is_there = is_unallocated(&ends[end], k);
			figures_at(&ends[0], &ends[end], k, before);
			figures_at(&ends[1], &ends[end], k, after);
			for (size_t row = 0; row < diff->n_rows && !is_there; row++)
				is_there = is_same_line(diff, row, &ends[end], k);
			if (!is_there && memcmp(before, after, sizeof(before)) != 0)
				snprintf(why, n_why, "%.*s is missing",
					 (int)cell_of(&ends[end], k, "commitment_id")->text.len,
					 cell_of(&ends[end], k, "commitment_id")->text.ptr);
		}
	}
}

/* Does a drop behind `from`, up to `to`, hold anything but commitments, shipments and reports? */
static int
find_rules(struct aid_ledger *ledger, int64_t from, int64_t to, bool *out_has_rules,
	   struct aid_error *err)
{
	struct aid_report_filter filter = filter_of(to, INT64_MAX);
	struct aid_result drops;
	int code = aid_report_drops(ledger, &filter, &drops, err);
	*out_has_rules = false;
	for (size_t row = 0; code == 0 && row < drops.n_rows; row++) {
		struct aid_slice kinds = cell_of(&drops, row, "kind")->text;
		if (cell_of(&drops, row, "drop")->number <= from)
			continue;
		while (kinds.len > 0) {
			const char *plus = memchr(kinds.ptr, '+', kinds.len);
			size_t len = plus == NULL ? kinds.len : (size_t)(plus - kinds.ptr);
			struct aid_slice kind = { kinds.ptr, len };
			if (!aid_slice_is_equal(kind, AID_SLICE_LITERAL("commitments")) &&
			    !aid_slice_is_equal(kind, AID_SLICE_LITERAL("shipments")) &&
			    !aid_slice_is_equal(kind, AID_SLICE_LITERAL("crossings")))
				*out_has_rules = true;
			len += plus == NULL ? 0 : 1;
			kinds = (struct aid_slice){ kinds.ptr + len, kinds.len - len };
		}
	}
	aid_result_done(&drops);
	return code;
}

int
differences_check(struct aid_ledger *ledger, int64_t from, int64_t to, int64_t as_of_end, char *why,
		  size_t n_why, struct aid_error *err)
{
	struct aid_report_filter filter = filter_of(to, as_of_end);
	struct aid_result ends[2], diff;
	bool has_rules = false;
	why[0] = '\0';
	aid_result_init(&ends[1], NULL, 0);
	aid_result_init(&diff, NULL, 0);
	filter.known_at_end = as_of_end;
	filter.span = (struct aid_report_span){ from, as_of_end, as_of_end };
	int code = read_shortfall(ledger, from, as_of_end, &ends[0], err);
	if (code == 0)
		code = aid_report_diff(ledger, &filter, &diff, err);
	if (code == 0)
		code = read_shortfall(ledger, to, as_of_end, &ends[1], err);
	if (code == 0)
		code = find_rules(ledger, from, to, &has_rules, err);
	if (code == 0) {
		for (size_t row = 0; row < diff.n_rows;)
			row = check_line(&diff, row, ends, has_rules, why, n_why);
		check_missing(&diff, ends, why, n_why);
	}
	aid_result_done(&ends[0]);
	aid_result_done(&ends[1]);
	aid_result_done(&diff);
	return code;
}
