#include "render/render.h"

int
aid_format_find(struct aid_slice name)
{
	static const struct {
		struct aid_slice name;
		enum aid_format format;
	} formats[] = {
		{ { "table", 5 }, AID_FORMAT_TABLE },
		{ { "csv", 3 }, AID_FORMAT_CSV },
		{ { "json", 4 }, AID_FORMAT_JSON },
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (aid_slice_is_equal(name, formats[i].name)) {
			return (int)formats[i].format;
		}
	}
	return -1;
}
