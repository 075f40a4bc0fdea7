#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	return cli_report_status(options, aid_report_crossings, err);
}

const struct cli_verb cli_verb_crossings = {
	.name = "crossings",
	.summary = "what passed where, day by day, and who says so",
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_PROMISE | CLI_OPT_SOURCE,
	.reckoned = CLI_MOMENT_NAMES,
	.doc = "What each source reported at each place, stage and day: trucks, quantities, how "
	       "long goods waited there. Sources stand "
	       "side by side and are never added.\v"
	       "Example:\n  aidtally crossings --source COGAT --as-of 2024-02-29 --format csv",
	.run = run,
};
