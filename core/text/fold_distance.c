/* How far two names are apart: optimal string alignment, banded, on the stack. */
#include "text/fold.h"

#include "text/utf8.h"

#define NAME_CODES 256

/* Code points of a name; NAME_CODES + 1 when there are more. */
static size_t
decode(struct aid_slice text, uint32_t codes[NAME_CODES])
{
	const char *p = text.ptr;
	const char *end = text.len == 0 ? p : p + text.len;
	size_t n = 0;

	while (p < end) {
		uint32_t code = 0xfffd;
		size_t len = aid_utf8_next(p, end, &code);

		if (n == NAME_CODES)
			return NAME_CODES + 1;
		codes[n++] = code;
		p += len == 0 ? 1 : len;
	}
	return n;
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Row i of the table: what turning the first i of `a` into the first 0 ... n_b of `b` costs. Cells
 * further than `limit` from the diagonal cannot be on a cheap way and read as limit + 1. Returns
 * the least of the row. */
static size_t
fill_row(const uint32_t *a, size_t i, const uint32_t *b, size_t n_b, size_t limit,
	 size_t *const rows[3])
{
	size_t far = limit + 1;
	size_t low = i > limit ? i - limit : 1;
	size_t high = smaller(n_b, i + limit);
	size_t *now = rows[0];
	const size_t *last = rows[1];
	const size_t *before = rows[2];
	size_t least;

	now[low - 1] = low == 1 ? smaller(i, far) : far;
	least = now[low - 1];
	for (size_t j = low; j <= high; j++) {
		size_t cost = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);

		cost = smaller(cost, smaller(last[j], now[j - 1]) + 1);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			cost = smaller(cost, before[j - 2] + 1);
		now[j] = smaller(cost, far);
		least = smaller(least, now[j]);
	}
	if (high < n_b)
		now[high + 1] = far;
	return least;
}

size_t
aid_fold_distance(struct aid_slice a, struct aid_slice b, size_t limit)
{
	uint32_t codes_a[NAME_CODES], codes_b[NAME_CODES];
	size_t cells[3][NAME_CODES + 1];
	size_t *rows[3] = { cells[0], cells[1], cells[2] };
	size_t n_a, n_b, last_least = 0;

	if (aid_slice_is_equal(a, b))
		return 0;
	limit = smaller(limit, NAME_CODES);
	n_a = decode(a, codes_a);
	n_b = decode(b, codes_b);
	if (n_a > NAME_CODES || n_b > NAME_CODES || (n_a > n_b ? n_a - n_b : n_b - n_a) > limit)
		return limit + 1;

	for (size_t j = 0; j <= n_b; j++)
		cells[1][j] = cells[2][j] = smaller(j, limit + 1);
	for (size_t i = 1; i <= n_a; i++) {
		size_t *oldest = rows[2];
		size_t least = fill_row(codes_a, i, codes_b, n_b, limit, rows);

		/* A swap reaches over one row: only two without a cheap cell end it. */
		if (least > limit && last_least > limit)
			return limit + 1;
		last_least = least;
		rows[2] = rows[1];
		rows[1] = rows[0];
		rows[0] = oldest;
	}
	return rows[1][n_b];
}
