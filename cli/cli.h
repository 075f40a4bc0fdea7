/* What the verbs of `aidtally` share. A verb is one file: a struct cli_verb with its texts, the options it takes and its run function. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "home/home.h"
#include "render/render.h"
#include "report/filter.h"

/* Exit statuses (DESIGN 4). */
#define CLI_DONE 0
#define CLI_LOOK 1 /* done, and there is something to look at; only with --fail-on */
#define CLI_USAGE 2
#define CLI_FAILED 3

/* Options that a verb takes: bits of cli_verb.options. */
enum cli_option {
	CLI_OPT_FORMAT = 1 << 0, /* --format */
	CLI_OPT_OUTPUT = 1 << 1, /* -o */
	CLI_OPT_AS_OF = 1 << 2,
	CLI_OPT_KNOWN_AT = 1 << 3,
	CLI_OPT_PROMISE = 1 << 4, /* --donor --commodity --destination --crossing */
	CLI_OPT_SOURCE = 1 << 5,  /* --source, as a filter */
	CLI_OPT_DUE = 1 << 6,     /* --due-before */
	CLI_OPT_BY = 1 << 7,
	CLI_OPT_THRESHOLD = 1 << 8,
	CLI_OPT_FAIL_ON = 1 << 9,
	CLI_OPT_PROFILE = 1 << 10,
	CLI_OPT_WAIT = 1 << 11,
	CLI_OPT_SPEAKER = 1 << 12, /* --source, of files that are read */
	CLI_OPT_EMPTY = 1 << 13,
	CLI_OPT_AS_READ = 1 << 14, /* --as-read */
	CLI_OPT_CHECK = 1 << 15,   /* --check */
	CLI_OPT_KIND = 1 << 16,    /* of registry */
	CLI_OPT_LIMIT = 1 << 20,
	CLI_OPT_SPAN = 1 << 21, /* --from --to */
	CLI_OPT_STATEMENTS = 1 << 22,
	CLI_OPT_MEASURED = 1 << 23,
	CLI_OPT_ROWS = 1 << 24,
	CLI_OPT_PERIOD = 1 << 25, /* --from --to --period --base, of disagree */
	CLI_OPT_FINDING = 1 << 26,
	CLI_OPT_MATCH = 1 << 27 /* --apart --undo --line */
};

/* What --as-of and --known-at ask to be reckoned anew. */
enum cli_moment {
	CLI_MOMENT_FACTS,  /* nothing: the report picks the statements by their own times */
	CLI_MOMENT_FILTER, /* as the next where names are asked for */
	CLI_MOMENT_NAMES,  /* --known-at only: which names stand for the same */
	CLI_MOMENT_SUMS,   /* commitments, allocations, balances */
	CLI_MOMENT_ALL,    /* and positions, joins, findings */
	CLI_MOMENT_SPAN    /* the report goes from one moment to another by itself */
};

/* A moment on the clock of what was known: a time (seconds, exclusive), or the drop with which it was. */
struct cli_clock {
	bool is_asked;
	int64_t end;  /* INT64_MAX: now */
	int64_t drop; /* 0: the time says */
};

struct cli_options {
	const char *home;
	int64_t now; /* seconds, read once at start */
	enum aid_format format;
	const char *output;        /* NULL: stdout */
	struct cli_clock known_at; /* or --to */
	struct cli_clock from;     /* a day before, where not asked for */
	bool is_statements;
	int64_t as_of_end; /* INT64_MAX where not asked for */
	enum cli_moment reckoned;
	struct aid_report_filter filter;
	const char *source; /* the same as filter.source, terminated; NULL */
	const char *profile;
	bool is_as_read;
	const char *check;   /* a profile to be tried; NULL */
	const char *fail_on; /* NULL: never */
	int64_t wait_s;
	bool is_empty;        /* without registries */
	bool is_rows;         /* the original records too */
	const char *decision; /* of match; NULL: it is of that waybill */
	const char *line;     /* of its waybill; NULL */
	const char *finding;  /* of explain; NULL */
	uint64_t
		given; /* options on the command line: bits by their place in the table of options.c */
	char **args; /* what stands behind the options */
	size_t n_args;
};

struct cli_verb {
	const char *name;
	const char *summary; /* one line for `aidtally --help` */
	const char *args;    /* as in "FILE..." */
	size_t n_args_least, n_args_most;
	unsigned options;
	const char *fail_on; /* words that --fail-on takes, "|" between; NULL: none */
	enum cli_moment reckoned;
	const char *doc; /* what it answers, and an example */
	int (*run)(struct cli_options *options, struct aid_error *err);
};

extern const struct cli_verb cli_verb_init, cli_verb_import, cli_verb_check, cli_verb_profile,
	cli_verb_shortfall, cli_verb_stalled, cli_verb_crossings, cli_verb_trace, cli_verb_explain,
	cli_verb_findings, cli_verb_drops, cli_verb_receipt, cli_verb_status, cli_verb_verify,
	cli_verb_dump, cli_verb_aliases, cli_verb_match, cli_verb_commitments, cli_verb_diff,
	cli_verb_disagree;

/* ---- options.c ---- */

/* The first option on the command line that is none of these bits of enum cli_option, as in "--donor"; NULL: there is none. */
const char *cli_options_beyond(const struct cli_options *options, unsigned bits);

/* Parses what stands behind the verb; ends the process with status 2 (or 0 for --help) by itself. */
void
cli_options_parse(const struct cli_verb *verb, int argc, char **argv, struct cli_options *options);

/* ---- output.c ---- */

/* Cells of a line on the terminal: $COLUMNS, else what the terminal says, else 80. */
int cli_output_width(void);
/* "aidtally: TEXT" on stderr, one line, made visible. */
void cli_print_error(struct aid_slice text);
/* The sentence of a message on stderr, as above; arguments as of aid_message_error. */
void cli_print_message(enum aid_message message, size_t n_args, ...);
/* The whole of the bytes to -o FILE or stdout. 0 or AID_E_*. */
int
cli_output_bytes(const struct cli_options *options, struct aid_slice bytes, struct aid_error *err);
/* A result in the format asked for. */
int cli_output_result(const struct cli_options *options, const struct aid_result *result,
		      struct aid_error *err);
/* $TMPDIR, else /tmp. */
const char *cli_temporary_folder(void);
/* Bytes that come piece by piece from an open ledger: kept in a temporary file, and sent on only when the ledger is closed, so that a slow
 * reader of ours never holds the ledger's log. */
struct cli_spool;
int cli_spool_new(struct cli_spool **out_spool, struct aid_error *err);
void cli_spool_free(struct cli_spool *spool);
aid_ledger_write cli_spool_write; /* context: the spool */
int
cli_spool_send(struct cli_spool *spool, const struct cli_options *options, struct aid_error *err);

/* ---- originals.c ---- */

/* Adds to each row that names a drop and a line the record there as it came, from the archive. *out_is_whole false where a file is missing or altered. */
int cli_add_originals(const struct cli_options *options, struct aid_home *home,
		      struct aid_ledger *ledger, struct aid_result *result, bool *out_is_whole,
		      struct aid_error *err);

/* ---- report.c ---- */

/* main.c: seconds, now. */
int64_t cli_read_clock(void);

/* The last drop that is known by the clock, and the end of what has happened by then where --as-of does not say. AID_E_NOTFOUND. */
int cli_find_known(struct aid_ledger *ledger, const struct cli_clock *clock, int64_t now,
		   int64_t *out_known, int64_t *out_as_of_end, struct aid_error *err);

/* Begins the one snapshot of all the statements of a report (closing the ledger ends it), and there settles options->filter on the moment that is
 * asked for, and sets it. */
int cli_set_moment(struct cli_options *options, struct aid_ledger *ledger, struct aid_error *err);

typedef int cli_report(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		       struct aid_result *result, struct aid_error *err);
/* Opens the home's ledger as a reader. The caller closes both. *out_is_waiting becomes true where figures lack something that was dropped and is not
 * reconciled yet. */
int cli_open_reader(const struct cli_options *options, struct aid_home **out_home,
		    struct aid_ledger **out_ledger, bool *out_is_waiting, struct aid_error *err);
/* Reads a report to its end, closes the ledger, prints. The result stays open (aid_result_done) for --fail-on. */
int cli_run_report(struct cli_options *options, cli_report *report, struct aid_result *out_result,
		   struct aid_error *err);
/* The same for verbs that have nothing to add: status 0, or CLI_LOOK with --fail-on and at least one row. */
int cli_report_status(struct cli_options *options, cli_report *report, struct aid_error *err);
/* The same for a report that can be long and takes filter.drain: CSV and JSON never hold it in memory as a whole. */
int cli_report_long(struct cli_options *options, cli_report *report, struct aid_error *err);

#endif
