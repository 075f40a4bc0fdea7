#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	options->filter.subject = aid_slice_of(options->args[0]);
	return cli_report_status(options, aid_report_trace, err);
}

const struct cli_verb cli_verb_trace = {
	.name = "trace",
	.summary = "everything said about one waybill",
	.args = "WAYBILL",
	.n_args_least = 1,
	.n_args_most = 1,
	.reckoned = CLI_MOMENT_ALL,
	.options =
		CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT | CLI_OPT_ROWS,
	.doc = "The chain of custody of a waybill: each statement about it in the order of its "
	       "times, with the file and the line "
	       "that say so.\v"
	       "Blanks, hyphens, case and leading zeros of the number do not matter. Reports that "
	       "name no "
	       "waybill and are of this one say in joined_by what told that.\n\nExample:\n "
	       " aidtally trace wb-0012",
	.run = run,
};
