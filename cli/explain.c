#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	int code;

	if (options->finding != NULL && options->n_args == 0) {
		options->filter.subject = aid_slice_of(options->finding);
		return cli_report_status(options, aid_report_explain_finding, err);
	}
	if (options->n_args == 0 || options->finding != NULL) {
		cli_print_message(AID_MSG_CLI_TOO_FEW, 2, "explain",
				  "COMMITMENT [COLUMN], or --finding ID");
		return CLI_USAGE;
	}
	options->filter.subject = aid_slice_of(options->args[0]);
	if (options->n_args > 1) {
		options->filter.figure = aid_slice_of(options->args[1]);
	}
	code = cli_report_status(options, aid_report_explain, err);
	if (code == AID_E_INVALID) {
		cli_print_error(aid_slice_of(err->text));
		return CLI_USAGE;
	}
	return code;
}

const struct cli_verb cli_verb_explain = {
	.name = "explain",
	.summary = "every row behind a commitment's figures",
	.args = "COMMITMENT [COLUMN]\n--finding ID",
	.n_args_most = 2,
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_ROWS | CLI_OPT_FINDING,
	.reckoned = CLI_MOMENT_ALL,
	.doc = "The rows behind a commitment's figures, or behind one column of `shortfall': which "
	       "file, which line, and why it "
	       "counts. With a COLUMN the numbers under Counts add up to it, and it says so.\v"
	       "Because: named (the shipment names the commitment), matched (donor, commodity and "
	       "destination fit), part (it "
	       "counts for the whole, and matches this part), elsewhere (so much of the rows above "
	       "counts towards other commitments or none, and nobody can tell which of them), "
	       "other_source (another source counts there). --rows adds each record as it came, "
	       "read from the archive and checked against its SHA-256; where the file is missing "
	       "or altered it says so, with status 3.\n\n"
	       "Example:\n  aidtally explain GAZA-2023-TRUCE crossed --as-of 2023-11-30",
	.run = run,
};
