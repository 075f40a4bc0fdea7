#include "base/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

uint64_t
aid_sort_prefix(struct aid_slice text, size_t offset)
{
	uint64_t prefix = 0;
	for (size_t k = offset; k < offset + 8; k++)
		prefix = prefix << 8 | (k < text.len ? (unsigned char)text.ptr[k] : 0);
	return prefix;
}

static bool
is_less(const struct aid_sort_entry *a, const struct aid_sort_entry *b)
{
	return a->first != b->first ? a->first < b->first : a->second < b->second;
}

/* One byte of `first` or `second`: entries with equal bytes stay in their order. */
static void
sort_byte(const struct aid_sort_entry *from, struct aid_sort_entry *to, size_t n, bool is_second,
	  unsigned shift)
{
	size_t at[256] = { 0 }, sum = 0;
	for (size_t k = 0; k < n; k++)
		at[(is_second ? from[k].second : from[k].first) >> shift & 0xff]++;
	for (size_t k = 0; k < 256; k++) {
		size_t n_byte = at[k];
		at[k] = sum;
		sum += n_byte;
	}
	for (size_t k = 0; k < n; k++)
		to[at[(is_second ? from[k].second : from[k].first) >> shift & 0xff]++] = from[k];
}

void
aid_sort(struct aid_sort_entry *entries, struct aid_sort_entry *scratch, size_t n,
	 aid_sort_compare *compare)
{
	struct aid_sort_entry *from = entries, *to = scratch;
	uint64_t varies[2] = { 0, 0 };
	bool is_sorted = true;
	for (size_t k = 1; k < n; k++) {
		varies[1] |= entries[k].first ^ entries[0].first;
		varies[0] |= entries[k].second ^ entries[0].second;
		is_sorted = is_sorted && !is_less(&entries[k], &entries[k - 1]);
	}
	/* From the last byte to the first, but for those that all have alike. */
	for (int part = 0; part < 2 && !is_sorted; part++) {
		for (unsigned shift = 0; shift < 64; shift += 8) {
			if ((varies[part] >> shift & 0xff) == 0)
				continue;
			sort_byte(from, to, n, part == 0, shift);
			struct aid_sort_entry *other = from;
			from = to;
			to = other;
		}
	}
	if (from != entries && n > 0)
		memcpy(entries, from, n * sizeof(*entries));
	for (size_t start = 0, k = 1; k <= n; k++) {
		if (k < n && !is_less(&entries[start], &entries[k]))
			continue;
		if (k - start > 1)
			qsort(&entries[start], k - start, sizeof(*entries), compare);
		start = k;
	}
}
