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

static int
run(struct cli_options *options, struct aid_error *err)
{
	int code = aid_home_create(options->home, err);

	return code < 0 ? code : print_next(options, err);
}

const struct cli_verb cli_verb_init = {
	.name = "init",
	.summary = "set up a home: folders, templates, an empty ledger",
	.doc = "Sets up the home given with --home: folders, templates to fill in, an empty "
	       "ledger. What is there already is "
	       "kept.\v"
	       "Example:\n  aidtally --home ~/gaza init",
	.run = run,
};
