/* First byte: the type of the column, and whether a cell may hold a unit; the rest: its cells, a line each. In which order the cells come makes
 * no difference; what is decided fits as many cells as any other reading; a canonical cell has one value. */
#include "tests/fuzz/fuzz.h"

#include "read/vote.h"
#include "text/fold.h"

static const enum aid_type types[] = { AID_TYPE_DATE, AID_TYPE_QUANTITY, AID_TYPE_INTEGER };

/* The line that ends at `end`, or begins at `start`. */
static void
add_lines(struct aid_vote *vote, struct aid_slice text, bool is_backwards)
{
	size_t start = 0, end = text.len;

	while (start < end) {
		size_t from = start, to = end;

		if (is_backwards) {
			while (from < end && text.ptr[to - 1] != '\n' && to - 1 > start)
				to--;
			from = text.ptr[to - 1] == '\n' ? to : to - 1;
			to = end;
			end = from > start ? from - 1 : start;
		} else {
			to = from;
			while (to < end && text.ptr[to] != '\n')
				to++;
			start = to + 1;
		}
		aid_vote_add(vote, aid_fold_trim((struct aid_slice){ text.ptr + from, to - from }));
	}
}

static void
check_counts(const struct aid_vote *vote, const struct aid_vote_result *result)
{
	AID_REQUIRE(vote->n_misfit <= vote->n_stated && vote->n_canonical <= vote->n_stated);
	if (result->verdict == AID_VOTE_EMPTY)
		return;
	AID_REQUIRE(result->reading < vote->n_readings && vote->n_fit[result->reading] > 0);
	for (int r = 0; r < vote->n_readings; r++) {
		const struct aid_vote_pair *one = &vote->pairs[result->reading][r],
					   *other = &vote->pairs[r][result->reading];

		AID_REQUIRE(one->n_differ == other->n_differ);
		AID_REQUIRE(vote->n_fit[result->reading] - one->n_over ==
				    vote->n_fit[r] - other->n_over ||
			    r == result->reading);
		if (result->verdict == AID_VOTE_DECIDED && vote->n_fit[r] > 0 &&
		    result->reading != AID_DATE_EXCEL && r != AID_DATE_EXCEL)
			AID_REQUIRE(vote->n_fit[result->reading] >= vote->n_fit[r]);
	}
	if (result->verdict == AID_VOTE_UNDECIDED)
		AID_REQUIRE(vote->pairs[result->reading][result->other].n_differ > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct aid_vote forwards, backwards;
	struct aid_vote_result result, again;
	struct aid_slice text;
	bool has_unit;

	if (size == 0)
		return 0;
	has_unit = bytes[0] % 2 == 1;
	text = (struct aid_slice){ (const char *)bytes + 1, size - 1 };
	aid_vote_init(&forwards, types[bytes[0] / 2 % 3], has_unit);
	aid_vote_init(&backwards, types[bytes[0] / 2 % 3], has_unit);
	add_lines(&forwards, text, false);
	add_lines(&backwards, text, true);
	result = aid_vote_count(&forwards);
	again = aid_vote_count(&backwards);
	AID_REQUIRE(forwards.n_stated == backwards.n_stated);
	AID_REQUIRE(result.verdict == again.verdict && result.reading == again.reading &&
		    result.other == again.other && result.reason == again.reason &&
		    result.n_telling == again.n_telling);
	check_counts(&forwards, &result);
	return 0;
}
