/* check --as-read: the column names and the records of a file as they are understood, whatever they mean. */
#include "as_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "read/reading.h"
#include "render/render.h"

#define PIECE_BYTES 65536
/* Rows that cannot be read and are named one by one. */
#define NAMED_ROWS 20

static int
open_file(const char *path, int *out_fd, struct aid_error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int code = 0;

	if (fd < 0 || fstat(fd, &st) != 0) {
		code = aid_error_set_errno(err, errno, "%s", path);
	} else if (!S_ISREG(st.st_mode)) {
		code = aid_message_error(err, AID_E_INVALID, AID_MSG_NOT_A_FILE, 1, path);
	}
	if (code != 0 && fd >= 0) {
		close(fd);
	}
	if (code == 0) {
		*out_fd = fd;
	}
	return code;
}

static void
append_row(struct aid_buffer *out, const struct aid_slice *fields, size_t n_fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0) {
			aid_buffer_append_char(out, ',');
		}
		aid_render_csv_field(out, i < n_fields ? fields[i] : AID_SLICE_EMPTY);
	}
	aid_buffer_append_char(out, '\n');
}

/* "line 7: the row has 2 fields, the header has 3" */
static void
print_reject(const struct aid_record *record)
{
	struct aid_buffer text;

	aid_buffer_init(&text);
	aid_buffer_append_format(&text, "line %lld: ", (long long)record->line);
	aid_message_format_joined(&text, record->reject, record->reject_args);
	cli_print_error(aid_buffer_slice(&text));
	aid_buffer_done(&text);
}

/* How the file was read, on stderr: stdout is the table. */
static int
print_reading(const struct aid_records *records, struct aid_error *err)
{
	struct aid_buffer reading, text;
	struct aid_slice rest, args;
	enum aid_message message;
	int code;

	aid_buffer_init(&reading);
	aid_buffer_init(&text);
	code = aid_reading_describe(records, &reading, err);
	rest = code == 0 ? aid_buffer_slice(&reading) : AID_SLICE_EMPTY;
	while (aid_reading_next(&rest, &message, &args)) {
		aid_buffer_reset(&text);
		aid_message_format_joined(&text, message, args);
		cli_print_error(aid_buffer_slice(&text));
	}
	aid_buffer_done(&reading);
	aid_buffer_done(&text);
	return code;
}

static int
hand_on(struct aid_buffer *out, size_t at_least, struct cli_spool *spool, struct aid_error *err)
{
	int code = aid_buffer_check(out, err);

	if (code == 0 && out->len > at_least) {
		code = cli_spool_write(spool, aid_buffer_slice(out), err);
		aid_buffer_reset(out);
	}
	return code;
}

static int
copy_records(struct aid_records *records, struct cli_spool *spool, int64_t *out_n_rejected,
	     struct aid_error *err)
{
	struct aid_arena arena;
	struct aid_buffer out;
	struct aid_record record;
	size_t n_header;
	const struct aid_slice *header = aid_records_header(records, &n_header);
	bool is_end = false;
	int64_t n_rejected = 0;
	int code = 0;

	aid_arena_init(&arena);
	aid_buffer_init(&out);
	append_row(&out, header, n_header, n_header);
	while (code == 0 && !is_end) {
		aid_arena_reset(&arena);
		code = aid_records_next(records, &arena, &record, &is_end, err);
		if (code != 0 || is_end) {
			break;
		}
		if (record.reject == AID_MSG_NONE) {
			append_row(&out, record.fields, record.n_fields, n_header);
			code = hand_on(&out, PIECE_BYTES, spool, err);
		} else if (n_rejected++ < NAMED_ROWS) {
			print_reject(&record);
		}
	}
	if (code == 0) {
		code = hand_on(&out, 0, spool, err);
	}
	if (code == 0) {
		*out_n_rejected = n_rejected;
	}
	aid_buffer_done(&out);
	aid_arena_done(&arena);
	return code;
}

static void
print_rest(int64_t n_rejected)
{
	char number[24];

	if (n_rejected > NAMED_ROWS) {
		snprintf(number, sizeof(number), "%lld", (long long)(n_rejected - NAMED_ROWS));
		cli_print_message(AID_MSG_CLI_MORE_ROWS, 1, number);
	}
}

static int
read_file(const struct cli_options *options, struct aid_home *home, int fd, struct cli_spool *spool,
	  int64_t *out_n_rejected, struct aid_error *err)
{
	const char *slash = strrchr(options->args[0], '/');
	const char *name = slash == NULL ? options->args[0] : slash + 1;
	const struct aid_profile *profile = NULL;
	struct aid_records *records = NULL;
	int code = aid_home_profile(home, name,
				    options->source == NULL ? AID_SLICE_EMPTY
							    : aid_slice_of(options->source),
				    fd, options->profile, &profile, err);

	if (code == 0) {
		code = aid_records_open(fd, profile == NULL ? NULL : aid_profile_wish(profile),
					&records, err);
	}
	if (code == 0) {
		code = copy_records(records, spool, out_n_rejected, err);
	}
	if (code == 0) {
		print_rest(*out_n_rejected);
		code = print_reading(records, err);
	}
	aid_records_close(records);
	return code;
}

int
cli_as_read(const struct cli_options *options, struct aid_home *home, struct aid_error *err)
{
	struct cli_spool *spool = NULL;
	int64_t n_rejected = 0;
	int fd = -1, code = open_file(options->args[0], &fd, err);

	if (code == 0) {
		code = cli_spool_new(&spool, err);
	}
	if (code == 0) {
		code = read_file(options, home, fd, spool, &n_rejected, err);
	}
	if (code == 0) {
		code = cli_spool_send(spool, options, err);
	}
	cli_spool_free(spool);
	if (fd >= 0) {
		close(fd);
	}
	if (code == AID_E_REFUSED) {
		cli_print_message(AID_MSG_CLI_CHECK_REFUSED, 2, options->args[0], err->text);
		return CLI_FAILED;
	}
	if (code < 0) {
		return code;
	}
	return options->fail_on != NULL && n_rejected > 0 ? CLI_LOOK : CLI_DONE;
}
