#include "base/integer.h"

/* GCC's and clang's 128-bit integer is no C11; __extension__ says so to -Wpedantic. */
__extension__ typedef __int128 wide;

bool
aid_integer_add(int64_t a, int64_t b, int64_t *out)
{
	int64_t sum;
	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*out = sum;
	return true;
}

bool
aid_integer_multiply(int64_t a, int64_t b, int64_t *out)
{
	int64_t product;
	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*out = product;
	return true;
}

bool
aid_integer_scale(int64_t a, int64_t b, int64_t c, int64_t *out)
{
	if (c <= 0)
		return false;
	wide product = (wide)a * b;
	wide whole = product / c; /* towards zero; the rest has the sign of the product */
	wide rest = product % c;
	if (rest < 0)
		rest = -rest;
	if (2 * rest >= c)
		whole += product < 0 ? -1 : 1;
	if (whole < INT64_MIN || whole > INT64_MAX)
		return false;
	*out = (int64_t)whole;
	return true;
}

bool
aid_integer_scale_down(int64_t a, int64_t b, int64_t c, int64_t *out)
{
	if (a < 0 || b < 0 || c <= 0)
		return false;
	wide whole = (wide)a * b / c;
	if (whole > INT64_MAX)
		return false;
	*out = (int64_t)whole;
	return true;
}

bool
aid_integer_scale_up(int64_t a, int64_t b, int64_t c, int64_t *out)
{
	if (a < 0 || b < 0 || c <= 0)
		return false;
	wide product = (wide)a * b;
	wide whole = product / c + (product % c != 0 ? 1 : 0);
	if (whole > INT64_MAX)
		return false;
	*out = (int64_t)whole;
	return true;
}
