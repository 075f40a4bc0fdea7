#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	int code = cli_report_status(
		options, options->is_statements ? aid_report_diff_statements : aid_report_diff,
		err);

	if (code == AID_E_INVALID) {
		cli_print_error(aid_slice_of(err->text));
		return CLI_USAGE;
	}
	return code;
}

const struct cli_verb cli_verb_diff = {
	.name = "diff",
	.summary = "what became known since, and what it did to each shortfall",
	.options = CLI_OPT_SPAN | CLI_OPT_AS_OF | CLI_OPT_FORMAT | CLI_OPT_OUTPUT |
		   CLI_OPT_PROMISE | CLI_OPT_SOURCE | CLI_OPT_DUE | CLI_OPT_STATEMENTS |
		   CLI_OPT_FAIL_ON,
	.fail_on = "moved",
	.reckoned = CLI_MOMENT_SPAN,
	.doc = "Why a figure is another than it was: for every commitment that moved, what it was "
	       "known to be short of before and after, and how much of the difference comes from "
	       "days that passed, changed commitments, what was reported late, corrected, "
	       "withdrawn, or has happened since, and from names, units and sources. It adds up "
	       "exactly.\v"
	       "--as-of looks at the same day from both ends. --statements lists what became "
	       "known, "
	       "the largest of each class first.\n\n"
	       "Examples:\n  aidtally diff\n"
	       "  aidtally diff --from 2024-02-28 --to 2024-02-29 --donor Norland\n"
	       "  aidtally diff --from 12 --statements --format csv",
	.run = run,
};
