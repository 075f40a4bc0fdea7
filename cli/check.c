/* check: what would become of a file, without taking it in. It goes all the way through a home that is thrown away. */
#include <stdio.h>

#include "as_read.h"
#include "base/message.h"
#include "cli.h"
#include "receipt.h"
#include "report/report.h"
#include "scratch.h"

static int
print_csv(struct cli_options *options, struct aid_ledger *ledger, int64_t drop,
	  struct aid_error *err)
{
	struct cli_spool *spool = NULL;
	int code = cli_spool_new(&spool, err);

	if (code == 0) {
		code = cli_receipt_fill(ledger, drop, INT64_MAX, spool, err);
	}
	if (code == 0) {
		code = cli_spool_send(spool, options, err);
	}
	cli_spool_free(spool);
	return code;
}

static int
print_result(struct cli_options *options, struct aid_ledger *ledger, int64_t drop,
	     struct aid_error *err)
{
	char number[24];
	struct aid_result result;
	int code;

	snprintf(number, sizeof(number), "%lld", (long long)drop);
	options->filter.subject = aid_slice_of(number);
	code = options->format == AID_FORMAT_TABLE
		       ? aid_report_receipt(ledger, &options->filter, &result, err)
		       : aid_report_receipt_lines(ledger, &options->filter, &result, err);
	if (code == 0) {
		code = cli_output_result(options, &result, err);
	}
	aid_result_done(&result);
	return code;
}

static int
check(struct cli_options *options, struct cli_scratch *scratch, struct aid_error *err)
{
	struct aid_passage_request request = { .path = options->args[0],
					       .source = options->source,
					       .profile = options->profile,
					       .now = options->now };
	struct aid_drop_outcome outcome;
	int code = aid_home_pass(scratch->home, scratch->ledger, &request, &outcome, err);

	if (code < 0) {
		return code;
	}
	if (outcome.is_refused) {
		cli_print_message(AID_MSG_CLI_CHECK_REFUSED, 2, options->args[0], outcome.why);
		return CLI_FAILED;
	}
	code = options->format == AID_FORMAT_CSV
		       ? print_csv(options, scratch->ledger, outcome.drop, err)
		       : print_result(options, scratch->ledger, outcome.drop, err);
	if (code < 0) {
		return code;
	}
	return options->fail_on != NULL && outcome.n_rejected > 0 ? CLI_LOOK : CLI_DONE;
}

static int
run(struct cli_options *options, struct aid_error *err)
{
	struct cli_scratch scratch;
	int code = cli_scratch_init(&scratch, options, err);

	if (code == 0) {
		code = options->is_as_read ? cli_as_read(options, scratch.home, err)
					   : check(options, &scratch, err);
	}
	cli_scratch_done(&scratch);
	return code;
}

const struct cli_verb cli_verb_check = {
	.name = "check",
	.summary = "what would become of a file; takes nothing in",
	.args = "FILE",
	.n_args_least = 1,
	.n_args_most = 1,
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_PROFILE | CLI_OPT_SPEAKER |
		   CLI_OPT_FAIL_ON | CLI_OPT_AS_READ,
	.fail_on = "rejected",
	.doc = "Reads a file as import would, and shows which rows would be accepted and which "
	       "rejected, and why. Takes nothing "
	       "in, and needs no home; where there is one, its profiles, units and names are "
	       "used. "
	       "With --as-read it shows instead how the file is understood, whatever its columns "
	       "mean: "
	       "column names and rows as clean UTF-8 CSV, and on stderr what was found and "
	       "what cannot be read.\v"
	       "Examples:\n  aidtally check --profile wfp.conf march.csv\n"
	       "  aidtally check --as-read march.csv | head",
	.run = run,
};
