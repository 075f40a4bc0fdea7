#include <stdio.h>

#include "base/message.h"
#include "cli.h"
#include "render/visible.h"

/* Words of a message to stdout, lines kept. */
static int
print_next(const struct cli_options *options, struct aid_error *err)
{
	struct aid_slice home = aid_slice_of(options->home);
	struct aid_buffer text, visible;
	int code;

	aid_buffer_init(&text);
	aid_buffer_init(&visible);
	aid_message_format(&text, AID_MSG_CLI_INIT_DONE, &home, 1);
	aid_visible_append_lines(&visible, aid_buffer_slice(&text));
	aid_buffer_append_char(&visible, '\n');
	visible.is_failed = visible.is_failed || text.is_failed;
	code = aid_buffer_check(&visible, err);
	if (code == 0) {
		code = cli_output_bytes(options, aid_buffer_slice(&visible), err);
	}
	aid_buffer_done(&text);
	aid_buffer_done(&visible);
	return code;
}

/* Beside a daemon they are its to take. */
static int
take_registries(const struct cli_options *options, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	bool is_changed;
	int code = aid_home_open(options->home, &home, err);

	if (code == 0 && aid_home_has_registries(home)) {
		code = aid_home_lock(home, "init", err);
		if (code == 0) {
			code = aid_ledger_open(aid_home_ledger_path(home), AID_DB_WRITER, &ledger,
					       err);
		}
		if (code == 0) {
			code = aid_home_take_registries(home, ledger, cli_read_clock, err);
		}
		if (code == 0) {
			code = aid_ledger_reconcile(ledger, &is_changed, err);
		}
		aid_ledger_close(ledger);
		code = code == AID_E_BUSY ? 0 : code;
	}
	aid_home_close(home);
	return code;
}

static int
run(struct cli_options *options, struct aid_error *err)
{
	int code = aid_home_create(options->home, !options->is_empty, err);

	if (code == 0) {
		code = take_registries(options, err);
	}
	return code < 0 ? code : print_next(options, err);
}

const struct cli_verb cli_verb_init = {
	.name = "init",
	.options = CLI_OPT_EMPTY,
	.summary = "set up a home: folders, templates, an empty ledger",
	.doc = "Sets up the home given with --home: folders, templates to fill in, a "
	       "ledger with the registries that come with aidtally: countries, crossings, "
	       "organisations and commodities with their other names. What is there already is "
	       "kept.\v"
	       "Example:\n  aidtally --home ~/gaza init",
	.run = run,
};
