#include "cli.h"
#include "report/report.h"

#define REJECTED_COLUMN 9
#define STATE_COLUMN 10

static bool
is_any_rejected(const struct aid_result *result)
{
	for (size_t row = 0; row < result->n_rows; row++) {
		const struct aid_cell *cells = result->cells + row * result->n_columns;

		if (cells[REJECTED_COLUMN].number > 0 ||
		    aid_slice_is_equal(cells[STATE_COLUMN].text, AID_SLICE_LITERAL("refused"))) {
			return true;
		}
	}
	return false;
}

static int
run(struct cli_options *options, struct aid_error *err)
{
	struct aid_result result;
	int code = cli_run_report(options, aid_report_drops, &result, err);

	if (code == 0 && options->fail_on != NULL && is_any_rejected(&result)) {
		code = CLI_LOOK;
	}
	aid_result_done(&result);
	return code;
}

const struct cli_verb cli_verb_drops = {
	.name = "drops",
	.summary = "what came in, and what became of it",
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_KNOWN_AT | CLI_OPT_SOURCE |
		   CLI_OPT_FAIL_ON,
	.fail_on = "rejected",
	.reckoned = CLI_MOMENT_FILTER,
	.doc = "Every file that came in: from whom, how many records, how many of them were "
	       "accepted or rejected.\v"
	       "Example:\n  aidtally drops --source WFP",
	.run = run,
};
