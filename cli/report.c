#include "cli.h"

#include "report/report.h"

static bool
is_reckoned(const struct cli_options *options)
{
	bool is_known_asked = options->moment.known_at_end != INT64_MAX;

	if (options->reckoned == CLI_MOMENT_ALL) {
		return is_known_asked || options->moment.as_of_end != INT64_MAX;
	}
	return options->reckoned == CLI_MOMENT_NAMES && is_known_asked;
}

int
cli_open_reader(const struct cli_options *options, struct aid_home **out_home,
		struct aid_ledger **out_ledger, bool *out_is_waiting, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	bool is_moment = is_reckoned(options);
	int code = aid_home_open(options->home, &home, err);

	if (code == 0) {
		code = aid_ledger_open(aid_home_ledger_path(home), AID_DB_READER, &ledger, err);
	}
	/* What is reckoned for another moment is reckoned from all that was dropped. */
	if (code == 0 && !is_moment) {
		code = aid_report_is_waiting(ledger, out_is_waiting, err);
	}
	if (code == 0 && is_moment) {
		code = aid_ledger_set_moment(ledger, options->moment, err);
	}
	if (code < 0) {
		aid_ledger_close(ledger);
		aid_home_close(home);
		return code;
	}
	*out_home = home;
	*out_ledger = ledger;
	return 0;
}

/* What was dropped and is not reckoned with yet: a reader of the figures must know. */
static int
note_waiting(const struct cli_options *options, struct aid_result *result, struct aid_error *err)
{
	struct aid_buffer text;
	int code;

	if (options->format != AID_FORMAT_TABLE) {
		cli_print_message(AID_MSG_REPORT_WAITING, 0);
		return 0;
	}
	aid_buffer_init(&text);
	aid_message_format(&text, AID_MSG_REPORT_WAITING, NULL, 0);
	code = aid_result_add_note(result, aid_buffer_slice(&text), err);
	aid_buffer_done(&text);
	return code;
}

/* One snapshot for all the statements of a report. */
static int
read_report(const struct cli_options *options, cli_report *report, struct aid_ledger *ledger,
	    struct aid_result *result, struct aid_error *err)
{
	struct aid_db *db = aid_ledger_db(ledger);
	int code = aid_db_begin(db, err);

	if (code == 0) {
		code = report(ledger, &options->filter, result, err);
		aid_db_rollback(db);
	}
	return code;
}

int
cli_run_report(const struct cli_options *options, cli_report *report, struct aid_result *out_result,
	       struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	bool is_waiting = false;
	int code = cli_open_reader(options, &home, &ledger, &is_waiting, err);

	aid_result_init(out_result, NULL, 0);
	if (code == 0) {
		code = read_report(options, report, ledger, out_result, err);
	}
	aid_ledger_close(ledger);
	aid_home_close(home);
	if (code == 0 && is_waiting) {
		code = note_waiting(options, out_result, err);
	}
	if (code == 0) {
		code = cli_output_result(options, out_result, err);
	}
	return code;
}

int
cli_report_status(const struct cli_options *options, cli_report *report, struct aid_error *err)
{
	struct aid_result result;
	int code = cli_run_report(options, report, &result, err);

	if (code == 0 && options->fail_on != NULL && result.n_rows > 0) {
		code = CLI_LOOK;
	}
	aid_result_done(&result);
	return code;
}
