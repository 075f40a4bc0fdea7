/* First byte: the format; the rest: the text. What is read is in range, and is read back from what
 * is written of it. */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "value/quantity.h"

static const struct aid_number_format formats[] = { { '.', '\0' },  { '.', ',' },  { ',', '.' },
						    { ',', ' ' },   { '.', '\'' }, { '.', ' ' },
						    { '\0', '\0' }, { '.', '*' },  { ',', '*' } };
#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

static void
check_again(struct aid_buffer *buffer, struct aid_number_format format, int64_t milli)
{
	int64_t again = -1;

	AID_REQUIRE(aid_quantity_parse(aid_buffer_slice(buffer), format, &again) == AID_MSG_NONE);
	AID_REQUIRE(again == milli);
}

/* What is a quantity is the number that is written, and a unit behind it changes nothing. */
static void
check_read(struct aid_slice text, struct aid_number_format format, enum aid_message message,
	   int64_t milli)
{
	struct aid_slice number, unit;
	int64_t written = -1;

	if (message == AID_MSG_NONE)
		AID_REQUIRE(aid_quantity_read(text, format, &written) == AID_MSG_NONE &&
			    written == milli);
	if (message == AID_MSG_NOT_A_NUMBER)
		AID_REQUIRE(aid_quantity_read(text, format, &written) == AID_MSG_NOT_A_NUMBER);
	if (!aid_quantity_split(text, &number, &unit))
		return;
	AID_REQUIRE(number.len > 0 && unit.len > 0 && number.ptr >= text.ptr &&
		    number.ptr + number.len <= unit.ptr &&
		    unit.ptr + unit.len <= text.ptr + text.len);
	AID_REQUIRE(!aid_quantity_split(number, &number, &unit));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct aid_buffer buffer;
	struct aid_slice text;
	enum aid_message message;
	int64_t milli = -1;

	if (size == 0)
		return 0;
	text = (struct aid_slice){ (const char *)bytes + 1, size - 1 };
	message = aid_quantity_parse(text, formats[bytes[0] % N_FORMATS], &milli);
	check_read(text, formats[bytes[0] % N_FORMATS], message, milli);
	if (message != AID_MSG_NONE) {
		AID_REQUIRE(message == AID_MSG_NOT_A_NUMBER ||
			    message == AID_MSG_NEGATIVE_QUANTITY ||
			    message == AID_MSG_QUANTITY_RANGE);
		AID_REQUIRE(milli == -1);
		return 0;
	}
	AID_REQUIRE(milli >= 0 && milli <= AID_LIMIT_QUANTITY_MILLI);
	aid_buffer_init(&buffer);
	aid_quantity_format(&buffer, milli);
	check_again(&buffer, formats[0], milli);
	aid_buffer_reset(&buffer);
	aid_quantity_format_grouped(&buffer, milli);
	check_again(&buffer, formats[1], milli);
	aid_buffer_done(&buffer);
	return 0;
}
