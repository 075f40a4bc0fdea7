/* Sorting by a number of 16 bytes that nearly always decides: what is sorted may be large and lie apart. */
#ifndef AID_BASE_SORT_H
#define AID_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct aid_sort_entry {
	uint64_t first, second;
	void *item;
};

/* For entries of which both numbers are equal; takes two struct aid_sort_entry, as for qsort. */
typedef int aid_sort_compare(const void *a, const void *b);

/* The bytes of a text from `offset` on as a number in byte order; zeros behind its end. */
uint64_t aid_sort_prefix(struct aid_slice text, size_t offset);
/* Sorts by first, then second, then `compare`. `scratch` has room for n entries. */
void aid_sort(struct aid_sort_entry *entries, struct aid_sort_entry *scratch, size_t n,
	      aid_sort_compare *compare);

#endif
