/* Exact integers: every sum and product of a quantity goes through here or through a statement with the same rule. */
#ifndef AID_BASE_INTEGER_H
#define AID_BASE_INTEGER_H

#include <stdbool.h>
#include <stdint.h>

/* False when the result does not fit; *out is then untouched. */
bool aid_integer_add(int64_t a, int64_t b, int64_t *out);
bool aid_integer_multiply(int64_t a, int64_t b, int64_t *out);
/* round(a * b / c) through 128 bits, half away from zero, c > 0: the one rounding rule of conversions. False when
 * the result does not fit or c <= 0. */
bool aid_integer_scale(int64_t a, int64_t b, int64_t c, int64_t *out);
/* The same product of what is not negative, rounded down (or up) where it is no whole number: the ends of a range. */
bool aid_integer_scale_down(int64_t a, int64_t b, int64_t c, int64_t *out);
bool aid_integer_scale_up(int64_t a, int64_t b, int64_t c, int64_t *out);

#endif
