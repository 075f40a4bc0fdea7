#include <stdio.h>

#include "base/message.h"
#include "cli.h"
#include "report/report.h"
#include "value/date.h"

static bool
is_reckoned(const struct cli_options *options)
{
	if (options->reckoned == CLI_MOMENT_ALL || options->reckoned == CLI_MOMENT_SUMS) {
		return options->known_at.is_asked || options->as_of_end != INT64_MAX;
	}
	if (options->reckoned == CLI_MOMENT_FILTER && options->source == NULL) {
		return false;
	}
	return (options->reckoned == CLI_MOMENT_NAMES || options->reckoned == CLI_MOMENT_FILTER) &&
	       options->known_at.is_asked;
}

int
cli_find_known(struct aid_ledger *ledger, const struct cli_clock *clock, int64_t now,
	       int64_t *out_known, int64_t *out_as_of_end, struct aid_error *err)
{
	char number[24];
	int code = 0;

	*out_as_of_end = now;
	if (clock->drop != 0) {
		int64_t known_at = 0;

		code = aid_ledger_known_at(ledger, clock->drop, &known_at, err);
		if (code == AID_E_NOTFOUND) {
			snprintf(number, sizeof(number), "%lld", (long long)clock->drop);
			*err = AID_ERROR_NONE;
			code = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_RECEIPT_NONE, 1,
						 number);
		}
		*out_known = clock->drop;
		*out_as_of_end = known_at + 1;
	} else {
		code = aid_ledger_find_known(ledger, clock->end, out_known, err);
		*out_as_of_end = clock->end < now ? clock->end : now;
	}
	return code;
}

/* The earlier end of a comparison, a day before the later one where nothing is said. */
static int
settle_span(struct cli_options *options, struct aid_ledger *ledger, struct aid_error *err)
{
	struct aid_report_filter *filter = &options->filter;
	struct aid_report_span *span = &filter->span;
	struct cli_clock from = options->from;
	int code;

	if (!from.is_asked) {
		from.end = filter->known_at_end - AID_DAY_SECONDS;
	}
	code = cli_find_known(ledger, &from, options->now, &span->known, &span->known_at_end, err);
	/* A drop of this very second ends with it. */
	if (from.drop != 0 && span->known_at_end > filter->known_at_end) {
		span->known_at_end = filter->known_at_end;
	}
	span->as_of_end = span->known_at_end;
	if (code == 0 &&
	    (span->known > filter->known || span->known_at_end > filter->known_at_end)) {
		code = aid_message_error(err, AID_E_INVALID, AID_MSG_CLI_SPAN, 0);
	}
	return code;
}

static int
reckon(const struct cli_options *options, struct aid_ledger *ledger, struct aid_error *err)
{
	struct aid_moment moment = { options->as_of_end, options->filter.known };

	if (options->reckoned == CLI_MOMENT_ALL) {
		return aid_ledger_set_moment(ledger, moment, err);
	}
	if (options->reckoned == CLI_MOMENT_SUMS) {
		return aid_ledger_set_sums(ledger, moment, NULL, err);
	}
	return aid_ledger_set_names(ledger, moment.known, err);
}

/* --known-at alone is the report as it stood then. */
int
cli_set_moment(struct cli_options *options, struct aid_ledger *ledger, struct aid_error *err)
{
	struct aid_report_filter *filter = &options->filter;
	int code = aid_db_begin(aid_ledger_db(ledger), err);

	if (code == 0) {
		code = cli_find_known(ledger, &options->known_at, options->now, &filter->known,
				      &filter->as_of_end, err);
	}
	filter->is_known_asked = options->known_at.is_asked;
	filter->known_at_end = filter->as_of_end;
	if (code == 0 && options->reckoned == CLI_MOMENT_SPAN) {
		code = settle_span(options, ledger, err);
	}
	filter->is_as_of_asked = options->as_of_end != INT64_MAX;
	if (filter->is_as_of_asked) {
		filter->as_of_end = filter->span.as_of_end = options->as_of_end;
	}
	if (code == 0 && is_reckoned(options)) {
		code = reckon(options, ledger, err);
	}
	return code;
}

int
cli_open_reader(const struct cli_options *options, struct aid_home **out_home,
		struct aid_ledger **out_ledger, bool *out_is_waiting, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	int code = aid_home_open(options->home, &home, err);

	if (code == 0) {
		code = aid_ledger_open(aid_home_ledger_path(home), AID_DB_READER, &ledger, err);
	}
	/* What is reckoned for another moment is reckoned from all that was dropped. */
	if (code == 0 && !is_reckoned(options) && options->reckoned != CLI_MOMENT_SPAN) {
		code = aid_report_is_waiting(ledger, out_is_waiting, err);
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

int
cli_run_report(struct cli_options *options, cli_report *report, struct aid_result *out_result,
	       struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	bool is_waiting = false, is_whole = true;
	int code = cli_open_reader(options, &home, &ledger, &is_waiting, err);

	aid_result_init(out_result, NULL, 0);
	if (code == 0) {
		code = cli_set_moment(options, ledger, err);
	}
	if (code == 0) {
		code = report(ledger, &options->filter, out_result, err);
	}
	if (code == 0 && options->is_rows) {
		code = cli_add_originals(options, home, ledger, out_result, &is_whole, err);
	}
	aid_ledger_close(ledger);
	aid_home_close(home);
	if (code == 0 && is_waiting) {
		code = note_waiting(options, out_result, err);
	}
	if (code == 0) {
		code = cli_output_result(options, out_result, err);
	}
	return code == 0 && !is_whole ? CLI_FAILED : code;
}

/* Renders the rows that are there into the spool. */
struct stream {
	const struct cli_options *options;
	struct cli_spool *spool;
	struct aid_buffer bytes;
};

static int
take_rows(void *context, const struct aid_result *result, struct aid_error *err)
{
	struct stream *stream = context;
	int code;

	aid_buffer_reset(&stream->bytes);
	code = stream->options->format == AID_FORMAT_CSV
		       ? aid_render_csv(result, false, &stream->bytes, err)
		       : aid_render_json(result, &stream->bytes, err);
	return code < 0 ? code
			: cli_spool_write(stream->spool, aid_buffer_slice(&stream->bytes), err);
}

/* As cli_run_report, for a report that can be long: in CSV and JSON its rows are never in memory all at once. */
static int
stream_report(struct cli_options *options, cli_report *report, struct aid_result *result,
	      struct aid_error *err)
{
	struct stream stream = { .options = options };
	const struct aid_result_drain drain = { take_rows, &stream };
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	bool is_waiting = false;
	int code = cli_open_reader(options, &home, &ledger, &is_waiting, err);

	aid_result_init(result, NULL, 0);
	aid_buffer_init(&stream.bytes);
	options->filter.drain = &drain;
	if (code == 0) {
		code = cli_set_moment(options, ledger, err);
	}
	if (code == 0) {
		code = cli_spool_new(&stream.spool, err);
	}
	if (code == 0) {
		code = report(ledger, &options->filter, result, err);
	}
	aid_ledger_close(ledger);
	aid_home_close(home);
	if (code == 0 && is_waiting) {
		code = note_waiting(options, result, err);
	}
	if (code == 0) {
		code = take_rows(&stream, result, err);
	}
	if (code == 0) {
		code = cli_spool_send(stream.spool, options, err);
	}
	options->filter.drain = NULL;
	cli_spool_free(stream.spool);
	aid_buffer_done(&stream.bytes);
	return code;
}

int
cli_report_long(struct cli_options *options, cli_report *report, struct aid_error *err)
{
	struct aid_result result;
	int code = options->format == AID_FORMAT_TABLE
			   ? cli_run_report(options, report, &result, err)
			   : stream_report(options, report, &result, err);

	if (code == 0 && options->fail_on != NULL && result.n_drained + result.n_rows > 0) {
		code = CLI_LOOK;
	}
	aid_result_done(&result);
	return code;
}

int
cli_report_status(struct cli_options *options, cli_report *report, struct aid_error *err)
{
	struct aid_result result;
	int code = cli_run_report(options, report, &result, err);

	if (code == 0 && options->fail_on != NULL && result.n_rows > 0) {
		code = CLI_LOOK;
	}
	aid_result_done(&result);
	return code;
}
