#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/message.h"
#include "cli.h"
#include "render/visible.h"

#define DEFAULT_WIDTH 80
#define LEAST_WIDTH 40
#define MOST_WIDTH 1000
#define PIECE_BYTES (64 * 1024)

int
cli_output_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long width = 0;

	if (columns != NULL && *columns != '\0') {
		char *end;

		width = strtol(columns, &end, 10);
		width = *end == '\0' ? width : 0;
	}
	if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
		width = size.ws_col;
	}
	if (width <= 0) {
		return DEFAULT_WIDTH;
	}
	return width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : (int)width;
}

void
cli_print_error(struct aid_slice text)
{
	struct aid_buffer line;

	aid_buffer_init(&line);
	aid_buffer_append_text(&line, "aidtally: ");
	aid_visible_append(&line, text);
	aid_buffer_append_char(&line, '\n');
	fflush(stdout);
	fputs(line.is_failed ? "aidtally: memory is out\n" : line.ptr, stderr);
	aid_buffer_done(&line);
}

void
cli_print_message(enum aid_message message, size_t n_args, ...)
{
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];
	struct aid_buffer text;
	va_list list;

	AID_REQUIRE(n_args <= AID_MESSAGE_ARGS_MAX);
	va_start(list, n_args);
	for (size_t i = 0; i < n_args; i++) {
		args[i] = aid_slice_of(va_arg(list, const char *));
	}
	va_end(list);
	aid_buffer_init(&text);
	aid_message_format(&text, message, args, n_args);
	cli_print_error(aid_buffer_slice(&text));
	aid_buffer_done(&text);
}

static int
write_all(int fd, const char *what, struct aid_slice bytes, struct aid_error *err)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return aid_error_set_errno(err, errno, "%s", what);
		}
		bytes = (struct aid_slice){ bytes.ptr + n, bytes.len - (size_t)n };
	}
	return 0;
}

/* stdout, or -o FILE, truncated. */
static int
open_output(const struct cli_options *options, int *out_fd, const char **out_what,
	    struct aid_error *err)
{
	*out_fd = STDOUT_FILENO;
	*out_what = "stdout";
	if (options->output == NULL) {
		return 0;
	}
	*out_what = options->output;
	*out_fd = open(options->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	return *out_fd < 0 ? aid_error_set_errno(err, errno, "%s", options->output) : 0;
}

/* A full disk may show itself only here. */
static int
close_output(const struct cli_options *options, int fd, struct aid_error *err)
{
	if (options->output != NULL && close(fd) != 0) {
		return aid_error_set_errno(err, errno, "%s", options->output);
	}
	return 0;
}

int
cli_output_bytes(const struct cli_options *options, struct aid_slice bytes, struct aid_error *err)
{
	const char *what;
	int fd, code = open_output(options, &fd, &what, err);

	if (code < 0) {
		return code;
	}
	code = write_all(fd, what, bytes, err);
	if (code < 0) {
		close_output(options, fd, NULL);
		return code;
	}
	return close_output(options, fd, err);
}

int
cli_output_result(const struct cli_options *options, const struct aid_result *result,
		  struct aid_error *err)
{
	struct aid_buffer bytes;
	int code;

	aid_buffer_init(&bytes);
	switch (options->format) {
	case AID_FORMAT_CSV:
		code = aid_render_csv(result, false, &bytes, err);
		break;
	case AID_FORMAT_JSON:
		code = aid_render_json(result, &bytes, err);
		break;
	default:
		code = aid_render_table(result, cli_output_width(), &bytes, err);
		break;
	}
	if (code == 0) {
		code = cli_output_bytes(options, aid_buffer_slice(&bytes), err);
	}
	aid_buffer_done(&bytes);
	return code;
}

const char *
cli_temporary_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder == NULL || folder[0] == '\0' ? "/tmp" : folder;
}

struct cli_spool {
	FILE *file;
};

/* A file without a name: gone when the process is. */
static FILE *
open_nameless(void)
{
	struct aid_buffer path;
	FILE *file = NULL;
	int fd;

	aid_buffer_init(&path);
	aid_buffer_append_format(&path, "%s/aidtally.XXXXXX", cli_temporary_folder());
	fd = path.is_failed ? -1 : mkstemp(path.ptr);
	if (fd >= 0) {
		unlink(path.ptr);
		file = fdopen(fd, "w+");
		if (file == NULL) {
			close(fd);
		}
	}
	aid_buffer_done(&path);
	return file;
}

int
cli_spool_new(struct cli_spool **out_spool, struct aid_error *err)
{
	struct cli_spool *spool = calloc(1, sizeof(*spool));

	if (spool == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	spool->file = open_nameless();
	if (spool->file == NULL) {
		int errno_value = errno;

		free(spool);
		return aid_error_set_errno(err, errno_value, "%s", cli_temporary_folder());
	}
	*out_spool = spool;
	return 0;
}

void
cli_spool_free(struct cli_spool *spool)
{
	if (spool != NULL) {
		fclose(spool->file);
		free(spool);
	}
}

int
cli_spool_write(void *context, struct aid_slice bytes, struct aid_error *err)
{
	struct cli_spool *spool = context;

	if (bytes.len > 0 && fwrite(bytes.ptr, 1, bytes.len, spool->file) != bytes.len) {
		return aid_error_set_errno(err, errno, "%s", cli_temporary_folder());
	}
	return 0;
}

int
cli_spool_send(struct cli_spool *spool, const struct cli_options *options, struct aid_error *err)
{
	char *piece = malloc(PIECE_BYTES);
	const char *what = NULL;
	int fd = -1, code;

	if (piece == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	code = fflush(spool->file) == 0 && fseek(spool->file, 0, SEEK_SET) == 0
		       ? open_output(options, &fd, &what, err)
		       : aid_error_set_errno(err, errno, "%s", cli_temporary_folder());
	while (code == 0) {
		size_t n = fread(piece, 1, PIECE_BYTES, spool->file);

		if (n == 0) {
			code = close_output(options, fd, err);
			break;
		}
		code = write_all(fd, what, (struct aid_slice){ piece, n }, err);
	}
	free(piece);
	return code;
}
