#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	return cli_report_status(options, aid_report_disagree, err);
}

const struct cli_verb cli_verb_disagree = {
	.name = "disagree",
	.summary = "sources side by side, and why they differ",
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_PROMISE | CLI_OPT_SOURCE | CLI_OPT_PERIOD,
	.reckoned = CLI_MOMENT_ALL,
	.doc = "What each source says of a place, a period and a stage, and the bridge from the "
	       "source that counts (or --base) to each of the others: stage, scope, unit basis, "
	       "cut-off day, late reports, days that one does not report, and what is left "
	       "unexplained. The parts add up to the "
	       "difference, to the last gram.\v"
	       "Example:\n  aidtally disagree --source OCHA --crossing \"Gaza Strip\" --period "
	       "week",
	.run = run,
};
