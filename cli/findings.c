#include "cli.h"
#include "report/report.h"

#define SEVERITY_COLUMN 1

/* Rows come with the gravest first: the first one decides. */
static bool
is_grave(const struct aid_result *result, const char *least)
{
	struct aid_slice severity;

	if (result->n_rows == 0) {
		return false;
	}
	severity = result->cells[SEVERITY_COLUMN].text;
	if (strcmp(least, "info") == 0 ||
	    aid_slice_is_equal(severity, AID_SLICE_LITERAL("error"))) {
		return true;
	}
	return strcmp(least, "warning") == 0 &&
	       aid_slice_is_equal(severity, AID_SLICE_LITERAL("warning"));
}

static int
run(struct cli_options *options, struct aid_error *err)
{
	struct aid_result result;
	int code = cli_run_report(options, aid_report_findings, &result, err);

	if (code == 0 && options->fail_on != NULL && is_grave(&result, options->fail_on)) {
		code = CLI_LOOK;
	}
	aid_result_done(&result);
	return code;
}

const struct cli_verb cli_verb_findings = {
	.name = "findings",
	.summary = "what needs a person, with file and line",
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_SOURCE | CLI_OPT_FAIL_ON | CLI_OPT_ROWS,
	.fail_on = "info|warning|error",
	.reckoned = CLI_MOMENT_ALL,
	.doc = "What needs a person: rows that contradict each other, names nobody knows, files "
	       "that were refused. The gravest "
	       "first.\v"
	       "Example:\n  aidtally findings --fail-on error",
	.run = run,
};
