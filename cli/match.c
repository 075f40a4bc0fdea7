/* match: what the office decides of a report without a waybill, as a drop of its own. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/message.h"
#include "cli.h"
#include "report/report.h"

#define PATH_SIZE 512
#define FILE_NAME "matches.csv"

static void
append_cell(struct aid_buffer *out, const char *text, bool is_last)
{
	aid_buffer_append_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"') {
			aid_buffer_append_char(out, '"');
		}
		aid_buffer_append_char(out, *text);
	}
	aid_buffer_append_text(out, is_last ? "\"\n" : "\",");
}

/* When it is decided: now, and later than what was decided before. */
static int
find_moment(const struct cli_options *options, int64_t *out_at, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	struct aid_statement *s;
	bool is_waiting, has_row = false;
	int code = cli_open_reader(options, &home, &ledger, &is_waiting, err);

	*out_at = options->now;
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), "match_latest", &s, err);
	}
	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
		if (code == 0 && has_row && aid_column_int(s, 0) >= *out_at) {
			*out_at = aid_column_int(s, 0) + 1;
		}
		aid_statement_reset(s);
	}
	aid_ledger_close(ledger);
	aid_home_close(home);
	return code;
}

/* When it was decided stands in it: the same may be decided again, and is then another file. */
static int
write_decision(const struct cli_options *options, int64_t at, FILE *file, struct aid_error *err)
{
	bool is_decided = options->decision == NULL;
	const char *report = options->args[options->n_args - 1];
	const char *waybill = is_decided && options->n_args == 2 ? options->args[0] : "";
	const char *cells[] = { report, options->source == NULL ? "" : options->source, waybill,
				options->line == NULL ? "" : options->line,
				is_decided ? "matched" : options->decision };
	time_t now = (time_t)at;
	struct tm moment;
	char when[32];
	struct aid_buffer text;
	int code;

	gmtime_r(&now, &moment);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &moment);
	aid_buffer_init(&text);
	aid_buffer_append_text(&text, "report,source,waybill,line,decision,reported_at\n");
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		append_cell(&text, cells[i], false);
	}
	append_cell(&text, when, true);
	code = aid_buffer_check(&text, err);
	if (code == 0 && fwrite(text.ptr, 1, text.len, file) != text.len) {
		code = aid_error_set(err, AID_E_IO, FILE_NAME);
	}
	aid_buffer_done(&text);
	return code;
}

/* Does the decision wait for what it names? Columns of `findings`; the subject is the report, behind its source and a blank where one is named. */
static bool
is_waiting(const struct aid_cell *cells, struct aid_slice report)
{
	enum { CODE = 2, SUBJECT = 5 };
	struct aid_slice subject = cells[SUBJECT].text;

	if (!aid_slice_is_equal(cells[CODE].text, AID_SLICE_LITERAL("match_waits")) ||
	    subject.len < report.len ||
	    (subject.len > report.len && subject.ptr[subject.len - report.len - 1] != ' ')) {
		return false;
	}
	return memcmp(subject.ptr + subject.len - report.len, report.ptr, report.len) == 0;
}

/* What the decision did, as a report without rows. The waybill is the filter's figure; "": of none, NULL: nothing is decided. */
static int
report_decision(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		struct aid_result *result, struct aid_error *err)
{
	enum { MESSAGE = 6 };
	const struct aid_slice args[] = { filter->subject, filter->figure };
	struct aid_result findings;
	struct aid_buffer text;
	int code = aid_report_findings(ledger, filter, &findings, err);

	aid_result_init(result, findings.columns, findings.n_columns);
	aid_buffer_init(&text);
	aid_message_format(&text,
			   filter->figure.len > 0       ? AID_MSG_CLI_MATCH_DONE
			   : filter->figure.ptr == NULL ? AID_MSG_CLI_MATCH_UNDONE
							: AID_MSG_CLI_MATCH_APART,
			   args, 2);
	for (size_t row = 0; code == 0 && row < findings.n_rows; row++) {
		const struct aid_cell *cells = findings.cells + row * findings.n_columns;

		if (is_waiting(cells, filter->subject)) {
			aid_buffer_reset(&text);
			aid_buffer_append(&text, cells[MESSAGE].text);
		}
	}
	if (code == 0) {
		code = aid_buffer_check(&text, err);
	}
	if (code == 0) {
		code = aid_result_set_title(result, aid_buffer_slice(&text), err);
	}
	aid_buffer_done(&text);
	aid_result_done(&findings);
	return code;
}

static int
tell_decision(const struct cli_options *options, struct aid_error *err)
{
	struct cli_options asked = *options;
	const char *word = options->decision;

	asked.filter.subject = aid_slice_of(options->args[options->n_args - 1]);
	asked.filter.figure = word == NULL ? aid_slice_of(options->args[0]) : AID_SLICE_EMPTY;
	if (word != NULL && strcmp(word, "undone") == 0) {
		asked.filter.figure.ptr = NULL;
	}
	return cli_report_status(&asked, report_decision, err);
}

static int
run(struct cli_options *options, struct aid_error *err)
{
	static char office[] = "_office";
	char folder[PATH_SIZE], path[PATH_SIZE + sizeof(FILE_NAME)];
	char *args[] = { path };
	struct cli_options import = *options;
	FILE *file;
	int64_t at;
	int code;

	if (options->decision == NULL && options->n_args < 2) {
		cli_print_message(AID_MSG_CLI_MATCH_WAYBILL, 0);
		return CLI_USAGE;
	}
	code = find_moment(options, &at, err);
	if (code < 0) {
		return code;
	}
	snprintf(folder, sizeof(folder), "%s/aidtally-match-XXXXXX", cli_temporary_folder());
	if (mkdtemp(folder) == NULL) {
		return aid_error_set(err, AID_E_IO, "%s", folder);
	}
	snprintf(path, sizeof(path), "%s/" FILE_NAME, folder);
	file = fopen(path, "wbx");
	code = file == NULL ? aid_error_set(err, AID_E_IO, "%s", path)
			    : write_decision(options, at, file, err);
	if (file != NULL && fclose(file) != 0 && code == 0) {
		code = aid_error_set(err, AID_E_IO, "%s", path);
	}
	if (code == 0) {
		import.source = office;
		import.args = args;
		import.n_args = 1;
		code = cli_verb_import.run(&import, err);
	}
	unlink(path);
	rmdir(folder);
	return code == 0 ? tell_decision(options, err) : code;
}

const struct cli_verb cli_verb_match = {
	.name = "match",
	.summary = "decide which shipment a report without a waybill is of",
	.args = "[WAYBILL] REPORT",
	.n_args_least = 1,
	.n_args_most = 2,
	.options = CLI_OPT_MATCH | CLI_OPT_SOURCE | CLI_OPT_WAIT,
	.doc = "Decides that a report without a waybill is of WAYBILL, whatever its vehicle, goods "
	       "and dates say. REPORT is its report_id, or the sixteen digits that `aidtally "
	       "findings' shows of it.\v"
	       "The decision is a drop of the office like any other: `drops' lists it, reports of "
	       "an earlier --known-at do not know it, and a later one takes its place. The same "
	       "can be said with lines of matches.csv.\n\n"
	       "Examples:\n  aidtally match WB-0012 r1\n  aidtally match --apart r1\n  aidtally "
	       "match --undo r1",
	.run = run,
};
