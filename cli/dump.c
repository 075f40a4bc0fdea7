#include "base/message.h"
#include "cli.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	struct cli_spool *spool = NULL;
	bool is_waiting = false;
	int code = cli_spool_new(&spool, err);

	if (code == 0) {
		code = cli_open_reader(options, &home, &ledger, &is_waiting, err);
	}
	if (code == 0) {
		code = aid_ledger_dump(ledger, cli_spool_write, spool, err);
	}
	aid_ledger_close(ledger);
	aid_home_close(home);
	if (code == 0) {
		code = cli_spool_send(spool, options, err);
	}
	cli_spool_free(spool);
	if (code == 0 && is_waiting) {
		cli_print_message(AID_MSG_REPORT_WAITING, 0);
	}
	return code;
}

const struct cli_verb cli_verb_dump = {
	.name = "dump",
	.summary = "the whole ledger as text, the same for the same reports",
	.options = CLI_OPT_OUTPUT,
	.doc = "The current state of the ledger as text. Two ledgers that were given the same "
	       "reports, in any order, give the same "
	       "bytes.\v"
	       "Example:\n  aidtally dump | sha256sum",
	.run = run,
};
