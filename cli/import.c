/* import: takes files in by itself, or, where a daemon has the home, hands them to it and waits. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/message.h"
#include "cli.h"
#include "import.h"
#include "render/visible.h"

/* --profile FILE may be a file anywhere; a bare name is one of HOME/profiles unless a file here has it. */
static const char *
settle_profile(const char *profile, struct aid_buffer *path)
{
	struct stat st;

	if (profile == NULL || strchr(profile, '/') != NULL || stat(profile, &st) != 0 ||
	    !S_ISREG(st.st_mode)) {
		return profile;
	}
	aid_buffer_append_text(path, "./");
	aid_buffer_append_text(path, profile);
	return path->is_failed ? profile : path->ptr;
}

void
cli_import_print(const char *path, const struct aid_drop_outcome *outcome, const char *view)
{
	char numbers[6][24];
	int64_t values[6] = { outcome->drop,        outcome->n_records,     outcome->n_accepted,
			      outcome->n_unchanged, outcome->n_superseding, outcome->n_rejected };
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];
	struct aid_buffer text, visible;

	for (int i = 0; i < 6; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%lld", (long long)values[i]);
	}
	aid_buffer_init(&text);
	aid_buffer_init(&visible);
	aid_buffer_append_text(&text, path);
	aid_buffer_append_text(&text, ": ");
	if (outcome->is_refused) {
		args[0] = aid_slice_of(outcome->why);
		aid_message_format(&text, AID_MSG_CLI_IMPORT_REFUSED, args, 1);
	} else if (outcome->is_repeated) {
		args[0] = aid_slice_of(numbers[0]);
		aid_message_format(&text, AID_MSG_CLI_IMPORT_REPEATED, args, 1);
	} else {
		for (int i = 0; i < 6; i++) {
			args[i] = aid_slice_of(numbers[i]);
		}
		aid_message_format(&text, AID_MSG_CLI_IMPORT_DONE, args, 6);
	}
	if (view[0] != '\0') {
		aid_buffer_append_text(&text, "; ");
		aid_buffer_append_text(&text, view);
	}
	aid_visible_append(&visible, aid_buffer_slice(&text));
	aid_buffer_append_char(&visible, '\n');
	if (!visible.is_failed) {
		fwrite(visible.ptr, 1, visible.len, stdout);
	}
	aid_buffer_done(&text);
	aid_buffer_done(&visible);
}

void
cli_import_count(struct cli_import *import, const struct aid_drop_outcome *outcome)
{
	import->n_refused += outcome->is_refused ? 1 : 0;
	import->n_rejected += outcome->n_rejected;
}

static void
import_one(struct cli_import *import, struct aid_ledger *ledger, const char *path)
{
	struct aid_passage_request request = { .folder = NULL,
					       .path = path,
					       .source = import->options->source,
					       .profile = import->profile,
					       .now = import->options->now,
					       .read_clock = cli_read_clock,
					       .is_last = import->options->n_args == 1 };
	struct aid_drop_outcome outcome;
	struct aid_error err = AID_ERROR_NONE;
	char view[AID_HOME_VIEW_SIZE] = "";

	if (aid_home_pass(import->home, ledger, &request, &outcome, &err) < 0) {
		cli_print_error(aid_slice_of(err.text));
		import->n_failed++;
		return;
	}
	import->n_taken++;
	cli_import_count(import, &outcome);
	aid_home_view_path(import->home, ledger, outcome.drop, view, NULL);
	cli_import_print(path, &outcome, view);
}

/* This process writes: the lock is held. */
static int
import_here(struct cli_import *import, struct aid_error *err)
{
	struct cli_options *options = import->options;
	struct aid_ledger *ledger = NULL;
	bool is_changed = false;
	int code = aid_ledger_open(aid_home_ledger_path(import->home), AID_DB_WRITER, &ledger, err);

	if (code == 0) {
		code = aid_home_recover(import->home, ledger, options->now, err);
	}
	for (size_t i = 0; code == 0 && i < options->n_args; i++) {
		int64_t n_failed = import->n_failed;

		import_one(import, ledger, options->args[i]);
		/* A drop that was committed and not finished is finished before the next. */
		if (import->n_failed > n_failed) {
			code = aid_home_recover(import->home, ledger, options->now, err);
		}
	}
	if (code == 0) {
		code = aid_ledger_reconcile(ledger, &is_changed, err);
	}
	aid_ledger_close(ledger);
	return code;
}

static int
run(struct cli_options *options, struct aid_error *err)
{
	struct cli_import import = { .options = options };
	struct aid_buffer profile_path;
	int code = aid_home_open(options->home, &import.home, err);

	if (code < 0) {
		return code;
	}
	aid_buffer_init(&profile_path);
	import.profile = settle_profile(options->profile, &profile_path);
	code = aid_home_lock(import.home, "import", err);
	if (code == 0) {
		code = import_here(&import, err);
	} else if (code == AID_E_BUSY) {
		code = cli_import_hand_over(&import, err);
	}
	aid_home_close(import.home);
	aid_buffer_done(&profile_path);
	if (code == 0 && fflush(stdout) != 0) {
		code = aid_error_set(err, AID_E_IO, "stdout");
	}
	if (code < 0) {
		return code;
	}
	if (import.n_failed > 0 || import.n_refused > 0) {
		return CLI_FAILED;
	}
	return options->fail_on != NULL && import.n_rejected > 0 ? CLI_LOOK : CLI_DONE;
}

const struct cli_verb cli_verb_import = {
	.name = "import",
	.summary = "take files into the ledger",
	.args = "FILE...",
	.n_args_least = 1,
	.n_args_most = SIZE_MAX,
	.options = CLI_OPT_PROFILE | CLI_OPT_SPEAKER | CLI_OPT_FAIL_ON | CLI_OPT_WAIT,
	.fail_on = "rejected",
	.doc = "Takes CSV files into the ledger and reconciles once for all of them. The files "
	       "stay where they are; a copy goes "
	       "to the archive. Beside a running daemon the files are handed to it, and import "
	       "waits for them.\v"
	       "One line a file: how many records were accepted, known already (unchanged), newer "
	       "than what was known "
	       "(superseding) or rejected, and where the receipt is. The same file twice changes "
	       "nothing.\n\n"
	       "Example:\n  aidtally import --source WFP --profile wfp.conf march.csv",
	.run = run,
};
