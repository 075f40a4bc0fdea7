#include "log.h"

#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include "render/visible.h"
#include "value/date.h"

void
daemon_log_escape(struct aid_buffer *out, const char *text)
{
	struct aid_slice s = aid_slice_of(text);

	for (size_t at = 0; at < s.len;) {
		size_t from = at;
		uint32_t code_point = aid_visible_next(s, &at);

		if (code_point == '"' || code_point == '\\') {
			aid_buffer_append_char(out, '\\');
			aid_buffer_append_char(out, (char)code_point);
		} else if (code_point == '\n') {
			aid_buffer_append_text(out, "\\n");
		} else if (aid_visible_class(code_point) == AID_VISIBLE_PLAIN) {
			aid_buffer_append(out, (struct aid_slice){ s.ptr + from, at - from });
		} else {
			aid_visible_append_escape(out, code_point);
		}
	}
}

static void
append_quoted(struct aid_buffer *out, const char *key, const char *value)
{
	aid_buffer_append_format(out, " %s=\"", key);
	daemon_log_escape(out, value);
	aid_buffer_append_char(out, '"');
}

void
daemon_log_begin(struct daemon_log *log, enum aid_severity level, const char *event)
{
	aid_buffer_init(&log->line);
	aid_buffer_append_text(&log->line, "time=");
	aid_date_append_seconds(&log->line, time(NULL));
	aid_buffer_append_format(&log->line, " level=%s event=%s", aid_severity_name(level), event);
}

void
daemon_log_text(struct daemon_log *log, const char *key, const char *value)
{
	append_quoted(&log->line, key, value);
}

void
daemon_log_file(struct daemon_log *log, const char *folder, const char *name)
{
	aid_buffer_append_text(&log->line, " file=\"");
	daemon_log_escape(&log->line, folder);
	if (folder[0] != '\0')
		aid_buffer_append_char(&log->line, '/');
	daemon_log_escape(&log->line, name);
	aid_buffer_append_char(&log->line, '"');
}

void
daemon_log_int(struct daemon_log *log, const char *key, int64_t value)
{
	aid_buffer_append_format(&log->line, " %s=", key);
	aid_buffer_append_int(&log->line, value);
}

void
daemon_log_end_text(struct daemon_log *log, const char *sentence)
{
	struct aid_slice line;

	append_quoted(&log->line, "msg", sentence);
	aid_buffer_append_char(&log->line, '\n');
	line = aid_buffer_slice(&log->line);
	/* In one piece, so that lines of several writers do not mix. Where the log cannot be written there is nobody to tell. */
	if (!log->line.is_failed && write(STDERR_FILENO, line.ptr, line.len) < 0)
		log->line.is_failed = true;
	aid_buffer_done(&log->line);
}

void
daemon_log_end(struct daemon_log *log, enum aid_message message, size_t n_args, ...)
{
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];
	struct aid_buffer sentence;
	va_list list;

	AID_REQUIRE(n_args <= AID_MESSAGE_ARGS_MAX);
	va_start(list, n_args);
	for (size_t i = 0; i < n_args; i++)
		args[i] = aid_slice_of(va_arg(list, const char *));
	va_end(list);
	aid_buffer_init(&sentence);
	aid_message_format(&sentence, message, args, n_args);
	daemon_log_end_text(log, sentence.ptr == NULL ? aid_message_code(message) : sentence.ptr);
	aid_buffer_done(&sentence);
}
