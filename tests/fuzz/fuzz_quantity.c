/* First byte: the format; the rest: the text. What is read is in range, and is read back from what
 * is written of it. */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "value/quantity.h"

static const struct aid_number_format formats[] = { { '.', '\0' }, { '.', ',' },  { ',', '.' },
						    { ',', ' ' },  { '.', '\'' }, { '.', ' ' },
						    { '\0', '\0' } };
#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

static void
check_again(struct aid_buffer *buffer, struct aid_number_format format, int64_t milli)
{
	int64_t again = -1;

	AID_REQUIRE(aid_quantity_parse(aid_buffer_slice(buffer), format, &again) == AID_MSG_NONE);
	AID_REQUIRE(again == milli);
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
