#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	return cli_report_status(options, aid_report_stalled, err);
}

const struct cli_verb cli_verb_stalled = {
	.name = "stalled",
	.summary = "consignments that stand still, and why",
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_PROMISE | CLI_OPT_SOURCE | CLI_OPT_THRESHOLD | CLI_OPT_FAIL_ON,
	.fail_on = "stalled",
	.reckoned = CLI_MOMENT_ALL,
	.doc = "Consignments on the road of which nothing was heard for too long (72 hours, unless "
	       "--threshold says otherwise), the longest "
	       "first.\v"
	       "Why: stuck (others pass), nothing_passes (the way is closed), source_silent "
	       "(nobody reports).\n\n"
	       "Example:\n  aidtally stalled --threshold 10d --destination \"Gaza Strip\"",
	.run = run,
};
