#include "base/message.h"
#include "cli.h"

static int
run(struct cli_options *options, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	struct cli_spool *spool = NULL;
	bool is_waiting = false;
	bool is_sound = false, is_archived = false, is_whole = false, is_past_sound = false;
	int code = cli_spool_new(&spool, err);

	if (code == 0) {
		code = cli_open_reader(options, &home, &ledger, &is_waiting, err);
	}
	if (code == 0) {
		code = aid_home_verify(home, ledger, cli_spool_write, spool, &is_archived, err);
	}
	if (code == 0) {
		code = aid_ledger_verify_chain(
			ledger,
			options->n_args == 0 ? AID_SLICE_EMPTY : aid_slice_of(options->args[0]),
			cli_spool_write, spool, &is_whole, err);
	}
	if (code == 0) {
		code = aid_ledger_verify_past(ledger, cli_spool_write, spool, &is_past_sound, err);
	}
	if (code == 0) {
		code = aid_ledger_verify(ledger, cli_spool_write, spool, &is_sound, &is_waiting,
					 err);
	}
	aid_ledger_close(ledger);
	aid_home_close(home);
	if (code == AID_E_INVALID) {
		cli_print_error(aid_slice_of(err->text));
		code = CLI_USAGE;
	}
	/* What was found out before a ledger turned out to be too broken for the rest is worth knowing. */
	if (code <= 0 && spool != NULL) {
		int sent = cli_spool_send(spool, options, code == 0 ? err : NULL);
		code = code == 0 ? sent : code;
	}
	cli_spool_free(spool);
	/* What waits is no damage; the archive is checked all the same. */
	if (code == 0 &&
	    (!is_archived || !is_whole || !is_past_sound || (!is_sound && !is_waiting))) {
		cli_print_message(AID_MSG_CLI_UNSOUND, 0);
	}
	if (code == 0 && (!is_sound || !is_archived || !is_whole || !is_past_sound)) {
		code = CLI_FAILED;
	}
	return code;
}

const struct cli_verb cli_verb_verify = {
	.name = "verify",
	.summary = "does the ledger add up?",
	.args = "[CHAIN]",
	.n_args_most = 1,
	.options = CLI_OPT_OUTPUT,
	.doc = "Checks that every file is in the archive as it came, that nothing of any drop was "
	       "altered or removed since (the chain), that every record of every "
	       "file is accounted for, that all figures equal a "
	       "reckoning from the start, and "
	       "that what was promised adds up to where it is. Status 3 when it does not, or when "
	       "drops wait to be "
	       "reconciled: then nothing is wrong, and it says what to do.\v"
	       "CHAIN: what `aidtally status' showed as chain at an earlier time and somebody "
	       "noted "
	       "elsewhere, the first 16 digits or more: is everything up to then as it was?\n\n"
	       "Example:\n  aidtally verify",
	.run = run,
};
