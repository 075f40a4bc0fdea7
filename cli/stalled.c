#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	options->filter.is_summed = options->format == AID_FORMAT_TABLE;
	return cli_report_long(options, aid_report_stalled, err);
}

const struct cli_verb cli_verb_stalled = {
	.name = "stalled",
	.summary = "consignments that stand still, and why",
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_PROMISE | CLI_OPT_SOURCE | CLI_OPT_THRESHOLD | CLI_OPT_LIMIT |
		   CLI_OPT_FAIL_ON,
	.fail_on = "stalled",
	.reckoned = CLI_MOMENT_ALL,
	.doc = "Consignments on the road of which nothing was heard for too long, the longest "
	       "first. Too long is what 95 of 100 that went the same way did not take (at least "
	       "72 hours), or what --threshold says.\v"
	       "Why: stuck (others pass), nothing_passes (the way is closed), source_silent "
	       "(nobody reports). In the table all that wait at a closed crossing are one line; "
	       "csv "
	       "and json have a row for each.\n\n"
	       "Example:\n  aidtally stalled --threshold 10d --destination \"Gaza Strip\"",
	.run = run,
};
