#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	if (options->n_args == 0) {
		return cli_report_status(options, aid_report_commitments, err);
	}
	options->filter.subject = aid_slice_of(options->args[0]);
	return cli_report_status(options, aid_report_commitment_history, err);
}

const struct cli_verb cli_verb_commitments = {
	.name = "commitments",
	.summary = "what was promised, by whom and where it is said",
	.args = "[COMMITMENT]",
	.n_args_least = 0,
	.n_args_most = 1,
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_PROMISE | CLI_OPT_SOURCE | CLI_OPT_DUE,
	.reckoned = CLI_MOMENT_SUMS,
	.doc = "Every commitment with what holds on the day: quantity, state, dates, what is "
	       "promised to that day, and the statement that says so. With COMMITMENT its history: "
	       "each statement and amendment, also those that no longer count, with file, SHA-256 "
	       "and line.\v"
	       "A history's worth: counts, other_source (another source counts), not_counted (it "
	       "cannot amend the commitment), superseded (a later statement stands for it), "
	       "withdrawn (left out of a later publication), older (it came late, when a later "
	       "statement was known, and changes nothing), contradicted (the statement that stands "
	       "is of the same moment).\n\n"
	       "Examples:\n  aidtally commitments --donor Norland\n"
	       "  aidtally commitments EX-RICE",
	.run = run,
};
