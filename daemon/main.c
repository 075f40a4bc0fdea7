/* aidtallyd: reads what is dropped into the inbox of a home. */
#include <argp.h>
#include <errno.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "home/failpoint.h"
#include "log.h"
#include "loop.h"

#define DEFAULT_HOME "/var/lib/aidtally"
/* What a drop needs and gives back, the next one needs again: so much stays with the process. */
#define KEPT_BYTES (16 << 20)

enum { EXIT_DONE = 0, EXIT_USAGE = 2, EXIT_FAILED = 3 };
enum { OPTION_SETTLE = 256, OPTION_SCAN, OPTION_STOP };

const char *argp_program_version = "aidtallyd " AID_VERSION;

struct options {
	const char *home;
	struct aid_spool_settings settings;
};

static const struct argp_option option_list[] = {
	{ "home", 'H', "DIR", 0, "The home to read for; else $AIDTALLY_HOME, else " DEFAULT_HOME,
	  0 },
	{ "settle", OPTION_SETTLE, "MS", 0,
	  "Take a file once it stood still for so many milliseconds (1000)", 0 },
	{ "scan", OPTION_SCAN, "SECONDS", 0, "Look through the inbox at least so often (30)", 0 },
	{ "stop", OPTION_STOP, "SECONDS", 0,
	  "When asked to stop, let the file at hand go on for at most so many seconds (20)", 0 },
	{ 0 }
};

/* A whole number from 0 to `most`, or -1. */
static int64_t
parse_number(const char *text, int64_t most)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	return errno != 0 || *end != '\0' || end == text || number < 0 || number > most ? -1
											: number;
}

static error_t
parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	int64_t number;

	switch (key) {
	case 'H':
		options->home = arg;
		return 0;
	case OPTION_SETTLE:
		number = parse_number(arg, 3600000);
		if (number < 0)
			argp_error(state, "--settle takes milliseconds, 0 to 3600000: '%s'", arg);
		options->settings.settle_ms = number;
		return 0;
	case OPTION_SCAN:
		number = parse_number(arg, 86400);
		if (number <= 0)
			argp_error(state, "--scan takes seconds, 1 to 86400: '%s'", arg);
		options->settings.scan_ms = number * 1000;
		return 0;
	case OPTION_STOP:
		number = parse_number(arg, 86400);
		if (number < 0)
			argp_error(state, "--stop takes seconds, 0 to 86400: '%s'", arg);
		options->settings.stop_ms = number * 1000;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is no option", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void
parse_options(int argc, char **argv, struct options *options)
{
	static const struct argp argp = { option_list,
					  parse_option,
					  NULL,
					  "Reads what is dropped into the inbox of a home, in the "
					  "foreground, until it is asked to stop (SIGTERM)."
					  "\vStatus: 0 stopped as asked, 2 usage, 3 failed. It "
					  "logs to stderr, one line an event.",
					  NULL,
					  NULL,
					  NULL };

	argp_err_exit_status = EXIT_USAGE;
	options->home = getenv("AIDTALLY_HOME");
	if (options->home == NULL || options->home[0] == '\0')
		options->home = DEFAULT_HOME;
	options->settings = aid_spool_defaults();
	argp_parse(&argp, argc, argv, 0, NULL, options);
}

static int
run(const struct options *options, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	int rc = aid_failpoint_configure(getenv("AIDTALLY_FAILPOINTS"), err);

	if (rc == 0)
		rc = aid_home_open(options->home, &home, err);
	if (rc == 0)
		rc = aid_home_lock(home, "daemon", err);
	if (rc == 0)
		rc = aid_ledger_open(aid_home_ledger_path(home), AID_DB_WRITER, &ledger, err);
	if (rc == 0)
		rc = daemon_run(home, ledger, &options->settings, err);
	if (ledger != NULL)
		aid_ledger_close(ledger);
	aid_home_close(home);
	return rc;
}

int
main(int argc, char **argv)
{
	struct aid_error err = AID_ERROR_NONE;
	struct options options;
	struct daemon_log log;

	setlocale(LC_ALL, "");
	mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	/* A log that nobody reads any more is no reason to die. */
	signal(SIGPIPE, SIG_IGN);
	parse_options(argc, argv, &options);
	if (run(&options, &err) == 0)
		return EXIT_DONE;
	daemon_log_begin(&log, AID_SEVERITY_ERROR, "failed");
	daemon_log_end_text(&log, err.text);
	return EXIT_FAILED;
}
