/* status: who has the home, what waits, how the ledger stands. */
#include <jansson.h>
#include <stdio.h>

#include "base/message.h"
#include "cli.h"
#include "report/report.h"

struct inbox {
	int64_t n_files;
};

static int
count_file(void *context, const struct aid_home_found *found, struct aid_error *err)
{
	struct inbox *inbox = context;

	(void)err;
	inbox->n_files += found->name != NULL ? 1 : 0;
	return 0;
}

static int
add_text(struct aid_result *result, const char *name, const char *value, struct aid_error *err)
{
	struct aid_cell *cells;
	int code = aid_result_add_row(result, &cells, err);

	if (code == 0) {
		code = aid_result_set_text(result, &cells[0], aid_slice_of(name), err);
	}
	if (code == 0 && value[0] != '\0') {
		code = aid_result_set_text(result, &cells[1], aid_slice_of(value), err);
	}
	return code;
}

static int
add_number(struct aid_result *result, const char *name, int64_t value, struct aid_error *err)
{
	struct aid_cell *cells;
	int code = aid_result_add_row(result, &cells, err);

	if (code == 0) {
		code = aid_result_set_text(result, &cells[0], aid_slice_of(name), err);
	}
	if (code == 0) {
		aid_result_set_number(&cells[1], AID_CELL_INTEGER, value);
	}
	return code;
}

static int
add_seconds(struct aid_result *result, const char *name, int64_t seconds, struct aid_error *err)
{
	struct aid_cell *cells;
	int code = aid_result_add_row(result, &cells, err);

	if (code == 0) {
		code = aid_result_set_text(result, &cells[0], aid_slice_of(name), err);
	}
	if (code == 0) {
		aid_result_set_number(&cells[1], AID_CELL_SECONDS, seconds);
	}
	return code;
}

/* What the daemon wrote into HOME/.status.json (daemon/status.h); nothing where it has not, or another process has. */
static int
add_daemon(const char *home, int64_t pid, struct aid_result *result, struct aid_error *err)
{
	struct aid_buffer path;
	json_t *status;
	const char *state = "", *file = "", *trouble = "";
	json_int_t own_pid = 0, since = 0;
	int code = 0;

	aid_buffer_init(&path);
	aid_buffer_append_format(&path, "%s/.status.json", home);
	status = path.is_failed ? NULL : json_load_file(path.ptr, 0, NULL);
	aid_buffer_done(&path);
	if (status != NULL &&
	    json_unpack(status, "{s:I, s:s, s?s, s?s, s?I}", "pid", &own_pid, "state", &state,
			"file", &file, "trouble", &trouble, "since", &since) == 0 &&
	    own_pid == pid) {
		code = add_text(result, "doing", state, err);
		if (code == 0 && file[0] != '\0') {
			code = add_text(result, "file", file, err);
		}
		if (code == 0 && since != 0) {
			code = add_seconds(result, "doing_since", since, err);
		}
		if (code == 0 && trouble[0] != '\0') {
			code = add_text(result, "trouble", trouble, err);
		}
	}
	json_decref(status);
	return code;
}

static int
add_home(const struct cli_options *options, struct aid_result *result, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct inbox inbox = { 0 };
	char role[32] = "";
	int64_t pid = 0;
	int code = aid_home_open(options->home, &home, err);

	if (code == 0) {
		code = aid_home_writer(home, &pid, role, sizeof(role), err);
	}
	if (code == 0) {
		code = aid_home_scan(home, count_file, &inbox, err);
	}
	if (code == 0) {
		code = add_text(result, "home", aid_home_path(home), err);
	}
	if (code == 0) {
		code = add_text(result, "writer", pid == 0 ? "none" : role, err);
	}
	if (code == 0 && pid != 0) {
		code = add_number(result, "writer_pid", pid, err);
	}
	if (code == 0 && pid != 0) {
		code = add_daemon(aid_home_path(home), pid, result, err);
	}
	if (code == 0) {
		code = add_number(result, "waiting_files", inbox.n_files, err);
	}
	aid_home_close(home);
	return code;
}

/* The ledger's part of the report comes first; the home's rows are put behind it. */
static int
run(struct cli_options *options, struct aid_error *err)
{
	struct aid_result result;
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	bool is_waiting = false;
	int code = cli_open_reader(options, &home, &ledger, &is_waiting, err);

	aid_result_init(&result, NULL, 0);
	if (code == 0) {
		code = aid_report_status(ledger, &options->filter, &result, err);
	}
	aid_ledger_close(ledger);
	aid_home_close(home);
	if (code == 0) {
		code = add_home(options, &result, err);
	}
	if (code == 0) {
		code = cli_output_result(options, &result, err);
	}
	aid_result_done(&result);
	return code;
}

const struct cli_verb cli_verb_status = {
	.name = "status",
	.summary = "who has the home, what waits, how much is in the ledger",
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT,
	.doc = "Whether a daemon runs on the home and what it does, how many files wait in the "
	       "inbox, and what the "
	       "ledger holds.\v"
	       "Example:\n  aidtally status",
	.run = run,
};
