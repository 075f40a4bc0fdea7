/* aidtally: what was promised, what moved, where is the rest, and who says so? */
#include <argp.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/message.h"
#include "cli.h"

#ifndef AID_VERSION
#define AID_VERSION "unknown"
#endif
#define DEFAULT_HOME "/var/lib/aidtally"

static const struct cli_verb *const verbs[] = {
	&cli_verb_init,      &cli_verb_import,      &cli_verb_check,   &cli_verb_profile,
	&cli_verb_shortfall, &cli_verb_commitments, &cli_verb_stalled, &cli_verb_crossings,
	&cli_verb_disagree,  &cli_verb_trace,       &cli_verb_explain, &cli_verb_findings,
	&cli_verb_diff,      &cli_verb_aliases,     &cli_verb_match,   &cli_verb_drops,
	&cli_verb_receipt,   &cli_verb_status,      &cli_verb_verify,  &cli_verb_dump,
};

#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

const char *argp_program_version = "aidtally " AID_VERSION;

struct command {
	struct cli_options options;
	const struct cli_verb *verb;
	int argc; /* of the verb, with its name as argv[0] */
	char **argv;
};

static const struct cli_verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < N_VERBS; i++) {
		if (strcmp(verbs[i]->name, name) == 0) {
			return verbs[i];
		}
	}
	return NULL;
}

static error_t
parse_option(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case 'H':
		command->options.home = arg;
		return 0;
	case ARGP_KEY_ARG:
		command->verb = find_verb(arg);
		if (command->verb == NULL) {
			cli_print_message(AID_MSG_CLI_NO_SUCH_VERB, 1, arg);
			argp_state_help(state, stderr, ARGP_HELP_SEE);
			exit(CLI_USAGE);
		}
		command->argc = state->argc - state->next + 1;
		command->argv = state->argv + state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_state_help(state, stderr, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK);
		exit(CLI_USAGE);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The list of verbs follows the options (argp asks for it, and frees it). */
static char *
filter_help(int key, const char *text, void *input)
{
	struct aid_buffer list;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC) {
		return (char *)(uintptr_t)text;
	}
	aid_buffer_init(&list);
	for (size_t i = 0; i < N_VERBS; i++) {
		aid_buffer_append_format(&list, "  %-11s  %s\n", verbs[i]->name, verbs[i]->summary);
	}
	aid_buffer_append_text(
		&list, "\n`aidtally VERB --help' says more of each. Start with: aidtally --home "
		       "DIR init\nThe home is --home, else $AIDTALLY_HOME, else " DEFAULT_HOME ".\n"
		       "Status: 0 done, 1 something to look at (only with --fail-on), 2 usage, 3 "
		       "failed.");
	return list.ptr;
}

static void
parse_command(int argc, char **argv, struct command *command)
{
	static const struct argp_option options[] = {
		{ "home", 'H', "DIR", 0, "the folder of the installation", 0 }, { 0 }
	};
	/* What stands behind \v is asked of filter_help. */
	struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "VERB [...]",
		.doc = "What was promised, what moved, where is the rest, and who says so?\v ",
		.help_filter = filter_help
	};

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, command);
}

/* Tables need to know how wide a character is, and so a UTF-8 locale: the user's, else the one that is always there. */
static void
choose_locale(void)
{
	const char *name = setlocale(LC_ALL, "");

	if (name == NULL || MB_CUR_MAX < 4) {
		setlocale(LC_ALL, "C.UTF-8");
	}
	setlocale(LC_NUMERIC, "C");
}

static int
run_verb(struct command *command)
{
	struct aid_error err = AID_ERROR_NONE;
	struct aid_buffer name;
	int status;

	/* argp names the program in its texts by argv[0]. */
	aid_buffer_init(&name);
	aid_buffer_append_format(&name, "aidtally %s", command->verb->name);
	if (aid_buffer_check(&name, &err) == 0) {
		command->argv[0] = name.ptr;
	}
	cli_options_parse(command->verb, command->argc, command->argv, &command->options);
	status = command->verb->run(&command->options, &err);
	if (status < 0) {
		cli_print_error(aid_slice_of(err.text));
		status = CLI_FAILED;
	}
	aid_buffer_done(&name);
	return status;
}

int64_t
cli_read_clock(void)
{
	return (int64_t)time(NULL);
}

int
main(int argc, char **argv)
{
	static char name[] = "aidtally";
	struct command command = { .options = { .now = cli_read_clock() } };

	choose_locale();
	/* What argp calls the program; where it was started from does not matter. */
	argv[0] = name;
	setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
	argp_err_exit_status = CLI_USAGE;
	parse_command(argc, argv, &command);
	if (command.options.home == NULL) {
		command.options.home = getenv("AIDTALLY_HOME");
	}
	if (command.options.home == NULL || command.options.home[0] == '\0') {
		command.options.home = DEFAULT_HOME;
	}
	return run_verb(&command);
}
