#include "status.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "render/visible.h"

#define NAME ".status.json"
#define TEMPORARY ".status.json.tmp"

/* The inside of a JSON string. Bytes that are no UTF-8, and what could steer a terminal, as the replacement character and as \u escapes. */
static void
append_string(struct aid_buffer *out, const char *text)
{
	struct aid_slice s = aid_slice_of(text);

	for (size_t at = 0; at < s.len;) {
		size_t from = at;
		uint32_t code_point = aid_visible_next(s, &at);

		if (code_point == '"' || code_point == '\\')
			aid_buffer_append_format(out, "\\%c", (int)code_point);
		else if (code_point > 0x10ffff)
			aid_buffer_append_text(out, "\\ufffd");
		else if (aid_visible_class(code_point) == AID_VISIBLE_PLAIN || code_point > 0xffff)
			aid_buffer_append(out, (struct aid_slice){ s.ptr + from, at - from });
		else
			aid_buffer_append_format(out, "\\u%04x", (unsigned)code_point);
	}
}

static void
append_status(struct aid_buffer *out, const struct daemon_status *status)
{
	aid_buffer_append_format(out, "{\"pid\":%lld,\"state\":\"%s\",\"file\":\"",
				 (long long)getpid(), status->state);
	if (status->folder != NULL && status->folder[0] != '\0') {
		append_string(out, status->folder);
		aid_buffer_append_char(out, '/');
	}
	append_string(out, status->name);
	aid_buffer_append_format(out, "\",\"waiting\":%zu,\"trouble\":\"", status->n_waiting);
	append_string(out, status->trouble);
	aid_buffer_append_format(out, "\",\"since\":%lld}\n", (long long)status->since);
}

static int
write_whole(const char *temporary, const char *path, struct aid_slice text)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	bool is_written;

	if (fd < 0)
		return AID_E_IO;
	is_written = write(fd, text.ptr, text.len) == (ssize_t)text.len;
	close(fd);
	return is_written && rename(temporary, path) == 0 ? 0 : AID_E_IO;
}

int
daemon_status_write(const struct aid_home *home, const struct daemon_status *status,
		    struct aid_buffer *last)
{
	struct aid_buffer text, temporary, path;
	int rc = 0;

	aid_buffer_init(&text);
	append_status(&text, status);
	if (aid_slice_is_equal(aid_buffer_slice(&text), aid_buffer_slice(last))) {
		aid_buffer_done(&text);
		return 0;
	}
	aid_buffer_init(&temporary);
	aid_buffer_init(&path);
	aid_buffer_append_format(&temporary, "%s/" TEMPORARY, aid_home_path(home));
	aid_buffer_append_format(&path, "%s/" NAME, aid_home_path(home));
	if (text.is_failed || temporary.is_failed || path.is_failed)
		rc = AID_E_NOMEM;
	else
		rc = write_whole(temporary.ptr, path.ptr, aid_buffer_slice(&text));
	aid_buffer_reset(last);
	if (rc == 0)
		aid_buffer_append(last, aid_buffer_slice(&text));
	aid_buffer_done(&path);
	aid_buffer_done(&temporary);
	aid_buffer_done(&text);
	return rc;
}

void
daemon_status_remove(const struct aid_home *home)
{
	struct aid_buffer path;

	aid_buffer_init(&path);
	aid_buffer_append_format(&path, "%s/" NAME, aid_home_path(home));
	if (!path.is_failed)
		unlink(path.ptr);
	aid_buffer_done(&path);
}
