/* import beside a running daemon: the files go through its inbox, and their rows are awaited. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/message.h"
#include "cli.h"
#include "import.h"
#include "report/report.h"

#define POLL_MS 100
/* When nothing has come after so long, say what is being waited for. */
#define SAY_AFTER_MS 2000

struct handed {
	const char *path;
	char sha256[AID_DIGEST_HEX_SIZE];
	bool is_handed;
};

static void
pause_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

static int
last_drop(struct cli_import *import, int64_t *out_drop, struct aid_error *err)
{
	struct aid_ledger *ledger = NULL;
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_ledger_open(aid_home_ledger_path(import->home), AID_DB_READER, &ledger, err);

	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "drop_last", &s, err);
	}
	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
		*out_drop = code == 0 && has_row ? aid_column_int(s, 0) : 0;
		aid_statement_reset(s);
	}
	aid_ledger_close(ledger);
	return code;
}

/* Is anything of ours left in the folder, under its own name, claimed, or with its request? aid_home_submit names our files import-PID-N. */
static bool
is_folder_clear(int folder_fd)
{
	char mark[48];
	bool is_clear = true;
	int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (folder == NULL) {
		if (fd >= 0) {
			close(fd);
		}
		return false;
	}
	snprintf(mark, sizeof(mark), "import-%ld-", (long)getpid());
	while (is_clear && (entry = readdir(folder)) != NULL) {
		is_clear = strstr(entry->d_name, mark) == NULL;
	}
	closedir(folder);
	return is_clear;
}

static bool
is_inbox_clear(struct cli_import *import)
{
	const char *source = import->options->source;
	int inbox_fd = aid_home_inbox_fd(import->home);
	int folder_fd;
	bool is_clear;

	if (source == NULL) {
		return is_folder_clear(inbox_fd);
	}
	folder_fd = openat(inbox_fd, source, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder_fd < 0) {
		return errno == ENOENT;
	}
	is_clear = is_folder_clear(folder_fd);
	close(folder_fd);
	return is_clear;
}

/* Taken, and reckoned with? */
static int
is_settled(struct cli_import *import, bool *out_is_settled, struct aid_error *err)
{
	struct aid_ledger *ledger = NULL;
	bool is_waiting = true;
	int code;

	*out_is_settled = false;
	if (!is_inbox_clear(import)) {
		return 0;
	}
	code = aid_ledger_open(aid_home_ledger_path(import->home), AID_DB_READER, &ledger, err);
	if (code == 0) {
		code = aid_report_is_waiting(ledger, &is_waiting, err);
	}
	aid_ledger_close(ledger);
	*out_is_settled = code == 0 && !is_waiting;
	return code;
}

static int
await(struct cli_import *import, struct aid_error *err)
{
	int64_t waited_ms = 0, wait_ms = import->options->wait_s * 1000;
	bool is_done = false;
	char role[32], seconds[24];
	int64_t pid = 0;

	snprintf(seconds, sizeof(seconds), "%lld", (long long)import->options->wait_s);
	for (;;) {
		int code = is_settled(import, &is_done, err);

		if (code < 0 || is_done) {
			return code;
		}
		if (waited_ms >= wait_ms) {
			return aid_message_error(err, AID_E_BUSY, AID_MSG_CLI_WAIT_OVER, 1,
						 seconds);
		}
		if (waited_ms == SAY_AFTER_MS) {
			cli_print_message(AID_MSG_CLI_WAITING, 1, seconds);
		}
		code = aid_home_writer(import->home, &pid, role, sizeof(role), err);
		if (code == 0 && pid == 0) {
			return aid_message_error(err, AID_E_BUSY, AID_MSG_CLI_DAEMON_GONE, 0);
		}
		pause_ms(POLL_MS);
		waited_ms += POLL_MS;
	}
}

/* The last drop with these bytes, as an outcome. */
static int
read_outcome(struct aid_ledger *ledger, const char *sha256, int64_t last_before,
	     struct aid_drop_outcome *out, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "drop_find_bytes", &s, err);

	*out = (struct aid_drop_outcome){ 0 };
	if (code < 0) {
		return code;
	}
	aid_bind_text(s, ":sha256", aid_slice_of(sha256));
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		out->drop = aid_column_int(s, 0);
		code = aid_statement_step(s, &has_row, err);
	}
	aid_statement_reset(s);
	if (code == 0 && out->drop != 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "drop_one", &s, err);
	}
	if (code < 0 || out->drop == 0) {
		return code;
	}
	aid_bind_int(s, ":drop_id", out->drop);
	code = aid_statement_step(s, &has_row, err);
	if (code == 0 && has_row) {
		struct aid_slice why = aid_column_text(s, 4);

		out->is_refused = why.len > 0;
		snprintf(out->why, sizeof(out->why), "%.*s", (int)why.len,
			 why.len > 0 ? why.ptr : "");
		out->n_records = aid_column_int(s, 5);
		out->n_accepted = aid_column_int(s, 6);
		out->n_unchanged = aid_column_int(s, 7);
		out->n_superseding = aid_column_int(s, 8);
		out->n_rejected = aid_column_int(s, 9);
	}
	aid_statement_reset(s);
	out->is_repeated = out->drop <= last_before;
	return code;
}

static int
print_handed(struct cli_import *import, const struct handed *handed, size_t n_handed,
	     int64_t last_before, struct aid_error *err)
{
	struct aid_ledger *ledger = NULL;
	int code = aid_ledger_open(aid_home_ledger_path(import->home), AID_DB_READER, &ledger, err);

	for (size_t i = 0; code == 0 && i < n_handed; i++) {
		struct aid_drop_outcome outcome;
		char view[AID_HOME_VIEW_SIZE] = "";

		if (!handed[i].is_handed) {
			continue;
		}
		code = read_outcome(ledger, handed[i].sha256, last_before, &outcome, err);
		if (code == 0 && outcome.drop == 0) {
			cli_print_message(AID_MSG_CLI_NO_ROW, 1, handed[i].path);
			import->n_failed++;
		} else if (code == 0) {
			aid_home_view_path(import->home, ledger, outcome.drop, view, NULL);
			cli_import_count(import, &outcome);
			cli_import_print(handed[i].path, &outcome, view);
		}
	}
	aid_ledger_close(ledger);
	return code;
}

/* Do two small files hold the same bytes? */
static bool
is_same_file(const char *a, const char *b)
{
	FILE *x = fopen(a, "rb"), *y = fopen(b, "rb");
	bool is_same = x != NULL && y != NULL;
	size_t n_read = 0;

	while (is_same && n_read < AID_LIMIT_PROFILE_BYTES) {
		int c = getc(x);

		is_same = c == getc(y);
		n_read++;
		if (c == EOF) {
			break;
		}
	}
	if (x != NULL) {
		fclose(x);
	}
	if (y != NULL) {
		fclose(y);
	}
	return is_same;
}

/* The daemon reads profiles from HOME/profiles only: a file elsewhere will do where the home has the same under the same name. */
static const char *
name_profile(const struct cli_import *import)
{
	const char *slash = import->profile == NULL ? NULL : strrchr(import->profile, '/');
	struct aid_buffer path;
	bool is_same;

	if (slash == NULL) {
		return import->profile;
	}
	aid_buffer_init(&path);
	aid_buffer_append_format(&path, "%s/profiles/%s", aid_home_path(import->home), slash + 1);
	is_same = !path.is_failed && is_same_file(import->profile, path.ptr);
	aid_buffer_done(&path);
	return is_same ? slash + 1 : import->profile;
}

int
cli_import_hand_over(struct cli_import *import, struct aid_error *err)
{
	struct cli_options *options = import->options;
	struct aid_error reason = AID_ERROR_NONE;
	struct handed *handed;
	int64_t pid = 0, last_before = 0, n_handed = 0;
	char role[32] = "";
	int code = aid_home_writer(import->home, &pid, role, sizeof(role), &reason);

	if (code < 0 || strcmp(role, "daemon") != 0) {
		return AID_E_BUSY;
	}
	handed = calloc(options->n_args, sizeof(*handed));
	if (handed == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	code = last_drop(import, &last_before, err);
	for (size_t i = 0; code == 0 && i < options->n_args; i++) {
		struct aid_passage_request request = { .path = options->args[i],
						       .source = options->source,
						       .profile = name_profile(import),
						       .now = options->now };

		handed[i].path = options->args[i];
		reason = AID_ERROR_NONE;
		handed[i].is_handed =
			aid_home_submit(import->home, &request, handed[i].sha256, &reason) == 0;
		n_handed += handed[i].is_handed ? 1 : 0;
		if (!handed[i].is_handed) {
			cli_print_error(aid_slice_of(reason.text));
			import->n_failed++;
		}
	}
	if (code == 0 && n_handed > 0) {
		code = await(import, err);
	}
	if (code == 0) {
		code = print_handed(import, handed, options->n_args, last_before, err);
	}
	free(handed);
	return code;
}
