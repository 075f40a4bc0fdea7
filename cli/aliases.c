#include "cli.h"
#include "report/report.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	return cli_report_status(options, aid_report_aliases, err);
}

const struct cli_verb cli_verb_aliases = {
	.name = "aliases",
	.summary = "spellings that may be one name",
	.options = CLI_OPT_KIND | CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_KNOWN_AT,
	.reckoned = CLI_MOMENT_NAMES,
	.doc = "Puts together what may be spellings of one name: the same letters or words, a "
	       "letter wrong, words left out, initials. Nothing is changed by it.\v"
	       "With --format csv each group is a line of the registry's file, with the new "
	       "spellings among its aliases. Take out what is wrong, and drop the file in "
	       "inbox/_office: what is in the ledger is reckoned anew where it is touched, and "
	       "read anew nowhere.\n\n"
	       "Example:\n  aidtally aliases --kind places --format csv -o places.csv",
	.run = run,
};
