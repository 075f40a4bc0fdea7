#include "base/message.h"

#include <stdarg.h>

struct entry {
	const char *code;
	const char *text;
	enum aid_severity severity;
};

static const struct entry entries[AID_MSG_COUNT] = {
	[AID_MSG_NONE] = { "", "", AID_SEVERITY_INFO },
#define X(name, code, severity, text) [AID_MSG_##name] = { code, text, severity },
#include "base/messages.def"
#undef X
};

const char *
aid_message_code(enum aid_message message)
{
	AID_REQUIRE(message < AID_MSG_COUNT);
	return entries[message].code;
}

enum aid_severity
aid_message_severity(enum aid_message message)
{
	AID_REQUIRE(message < AID_MSG_COUNT);
	return entries[message].severity;
}

enum aid_message
aid_message_find(struct aid_slice code)
{
	for (int i = AID_MSG_NONE + 1; i < AID_MSG_COUNT; i++) {
		if (aid_slice_is_equal(aid_slice_of(entries[i].code), code))
			return (enum aid_message)i;
	}
	return AID_MSG_NONE;
}

const char *
aid_severity_name(enum aid_severity severity)
{
	switch (severity) {
	case AID_SEVERITY_INFO:
		return "info";
	case AID_SEVERITY_WARNING:
		return "warning";
	case AID_SEVERITY_ERROR:
		return "error";
	}
	return "";
}

void
aid_message_format(struct aid_buffer *out, enum aid_message message, const struct aid_slice *args,
		   size_t n_args)
{
	AID_REQUIRE(message < AID_MSG_COUNT);
	const char *text = entries[message].text;
	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		aid_buffer_append(out, (struct aid_slice){ text, plain });
		text += plain;
		if (*text == '\0')
			break;
		bool is_place =
			text[1] >= '0' && text[1] < '0' + AID_MESSAGE_ARGS_MAX && text[2] == '}';
		if (!is_place) {
			aid_buffer_append_char(out, *text++);
			continue;
		}
		size_t index = (size_t)(text[1] - '0');
		if (index < n_args)
			aid_buffer_append(out, args[index]);
		text += 3;
	}
}

void
aid_message_format_joined(struct aid_buffer *out, enum aid_message message, struct aid_slice joined)
{
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];
	size_t n_args = 0;
	while (n_args < AID_MESSAGE_ARGS_MAX) {
		const char *end = joined.len == 0
					  ? NULL
					  : memchr(joined.ptr, AID_MESSAGE_SEPARATOR, joined.len);
		size_t len = end == NULL ? joined.len : (size_t)(end - joined.ptr);
		args[n_args++] = (struct aid_slice){ joined.ptr, len };
		if (end == NULL)
			break;
		joined.ptr += len + 1;
		joined.len -= len + 1;
	}
	aid_message_format(out, message, args, n_args);
}

int
aid_message_error(struct aid_error *err, int code, enum aid_message message, size_t n_args, ...)
{
	AID_REQUIRE(n_args <= AID_MESSAGE_ARGS_MAX);
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];
	va_list list;
	va_start(list, n_args);
	for (size_t i = 0; i < n_args; i++)
		args[i] = aid_slice_of(va_arg(list, const char *));
	va_end(list);
	if (err == NULL)
		return code;
	struct aid_buffer text;
	aid_buffer_init(&text);
	aid_message_format(&text, message, args, n_args);
	/* When memory is out even the bare code says more than nothing. */
	const char *said =
		text.is_failed || text.ptr == NULL ? aid_message_code(message) : text.ptr;
	(void)aid_error_set(err, code, "%s", said);
	aid_buffer_done(&text);
	return code;
}
