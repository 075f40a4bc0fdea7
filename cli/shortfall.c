#include "report/shortfall.h"

#include "cli.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	struct aid_result result;
	int code;

	if (aid_shortfall_needs_goods(&options->filter)) {
		options->reckoned = CLI_MOMENT_ALL;
	}
	code = cli_run_report(options, aid_report_shortfall, &result, err);

	if (code == 0 && options->fail_on != NULL && result.n_notable > 0) {
		code = CLI_LOOK;
	}
	aid_result_done(&result);
	return code;
}

const struct cli_verb cli_verb_shortfall = {
	.name = "shortfall",
	.summary = "what was promised against what got there",
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_PROMISE | CLI_OPT_SOURCE | CLI_OPT_DUE | CLI_OPT_BY | CLI_OPT_FAIL_ON |
		   CLI_OPT_MEASURED,
	.fail_on = "shortfall",
	.reckoned = CLI_MOMENT_SUMS,
	.doc = "Every commitment: what was promised, how far it got, what is missing. What counts "
	       "towards no commitment stands "
	       "in rows \"(unallocated)\", of promises of access beside those of donors in rows "
	       "\"(unallocated-access)\".\v"
	       "--due-before DAY keeps what was due before the start of that day. --by sums up, a "
	       "row a unit; by age: a row a part, by how many days nothing was heard of it, and "
	       "why "
	       "what is lost was lost; by place: where it is, too. What was converted by a line of "
	       "units.csv counts with its nominal figure and stands between its bounds; --measured "
	       "leaves it out.\n\n"
	       "Examples:\n  aidtally shortfall --as-of 2024-02-29\n"
	       "  aidtally shortfall --by donor --format csv -o donors.csv",
	.run = run,
};
