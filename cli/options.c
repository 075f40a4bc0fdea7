/* The options of the verbs: one table, of which each verb shows and takes its part. argp does the rest. */
#include <argp.h>
#include <stdlib.h>

#include "base/message.h"
#include "cli.h"
#include "value/date.h"

enum key {
	KEY_FORMAT = 'f',
	KEY_OUTPUT = 'o',
	KEY_AS_OF = 256,
	KEY_KNOWN_AT,
	KEY_DONOR,
	KEY_COMMODITY,
	KEY_DESTINATION,
	KEY_CROSSING,
	KEY_SOURCE,
	KEY_DUE_BEFORE,
	KEY_BY,
	KEY_MEASURED,
	KEY_THRESHOLD,
	KEY_LIMIT,
	KEY_FAIL_ON,
	KEY_PROFILE,
	KEY_WAIT,
	KEY_EMPTY,
	KEY_APART,
	KEY_UNDO,
	KEY_LINE,
	KEY_AS_READ,
	KEY_CHECK,
	KEY_KIND,
	KEY_FROM,
	KEY_TO,
	KEY_STATEMENTS,
	KEY_ROWS,
	KEY_PERIOD,
	KEY_BASE,
	KEY_FIRST_DAY,
	KEY_LAST_DAY,
	KEY_FINDING
};

#define DEFAULT_WAIT_S 600
#define DROP_DIGITS_MAX 18
#define REGISTRIES "organisations|places|commodities|sources"
#define REGISTRIES_TEXT "organisations, places, commodities, sources"

static const struct {
	unsigned bit;
	struct argp_option option;
} table[] = {
	{ CLI_OPT_FORMAT,
	  { "format", KEY_FORMAT, "FORMAT", 0, "table (for people), csv or json (for scripts)",
	    0 } },
	{ CLI_OPT_OUTPUT, { "output", KEY_OUTPUT, "FILE", 0, "write to FILE", 0 } },
	{ CLI_OPT_AS_OF,
	  { "as-of", KEY_AS_OF, "TIME", 0,
	    "what had happened by then: 2024-02-29 (its end) or 2024-02-29T12:00Z", 0 } },
	{ CLI_OPT_KNOWN_AT,
	  { "known-at", KEY_KNOWN_AT, "TIME", 0,
	    "what was known by then: a time as above, or a drop's number", 0 } },
	{ CLI_OPT_SPAN,
	  { "from", KEY_FROM, "TIME", 0,
	    "what was known before: a time, or a drop's number (if nothing is said, a day before)",
	    0 } },
	{ CLI_OPT_SPAN,
	  { "to", KEY_TO, "TIME", 0, "what was known after (if nothing is said, now)", 0 } },
	{ CLI_OPT_STATEMENTS,
	  { "statements", KEY_STATEMENTS, NULL, 0,
	    "each statement that became known, with its file and line", 0 } },
	{ CLI_OPT_PROMISE, { "donor", KEY_DONOR, "NAME", 0, "only this donor", 0 } },
	{ CLI_OPT_PROMISE, { "commodity", KEY_COMMODITY, "NAME", 0, "only this commodity", 0 } },
	{ CLI_OPT_PROMISE,
	  { "destination", KEY_DESTINATION, "PLACE", 0, "only this place and what lies in it",
	    0 } },
	{ CLI_OPT_PROMISE, { "crossing", KEY_CROSSING, "PLACE", 0, "only this crossing", 0 } },
	{ CLI_OPT_SOURCE, { "source", KEY_SOURCE, "NAME", 0, "only this source", 0 } },
	{ CLI_OPT_PERIOD,
	  { "from", KEY_FIRST_DAY, "DAY", 0, "only what happened on this day or later", 0 } },
	{ CLI_OPT_PERIOD,
	  { "to", KEY_LAST_DAY, "DAY", 0, "only what happened on this day or before", 0 } },
	{ CLI_OPT_PERIOD,
	  { "period", KEY_PERIOD, "WORD", 0,
	    "month (if nothing is said), week (from Monday) or day", 0 } },
	{ CLI_OPT_PERIOD,
	  { "base", KEY_BASE, "NAME", 0, "the source with which the others are compared", 0 } },
	{ CLI_OPT_SPEAKER,
	  { "source", KEY_SOURCE, "NAME", 0, "who speaks in the files (_office: you)", 0 } },
	{ CLI_OPT_DUE,
	  { "due-before", KEY_DUE_BEFORE, "DAY", 0, "only what was due before this day", 0 } },
	{ CLI_OPT_BY,
	  { "by", KEY_BY, "WORD", 0,
	    "sum by donor, commodity, destination, due_month, age or place", 0 } },
	{ CLI_OPT_MEASURED,
	  { "measured", KEY_MEASURED, NULL, 0,
	    "only what was weighed or stated in the commitment's own unit", 0 } },
	{ CLI_OPT_THRESHOLD,
	  { "threshold", KEY_THRESHOLD, "TIME", 0, "how long is too long: 72h, 3d, 2w", 0 } },
	{ CLI_OPT_LIMIT, { "limit", KEY_LIMIT, "NUMBER", 0, "only so many, the first", 0 } },
	{ CLI_OPT_FAIL_ON,
	  { "fail-on", KEY_FAIL_ON, "WORD", 0, "end with status 1 where there is any", 0 } },
	{ CLI_OPT_PROFILE,
	  { "profile", KEY_PROFILE, "FILE", 0,
	    "how to read the files: a profile, or the name of one in HOME/profiles", 0 } },
	{ CLI_OPT_KIND,
	  { "kind", KEY_KIND, "WORD", 0,
	    "of organisations (if nothing is said), places, commodities or sources", 0 } },
	{ CLI_OPT_MATCH,
	  { "apart", KEY_APART, NULL, 0, "it is of no shipment, and stays a count", 0 } },
	{ CLI_OPT_MATCH,
	  { "undo", KEY_UNDO, NULL, 0, "nothing is decided any more; the rules hold again", 0 } },
	{ CLI_OPT_MATCH, { "line", KEY_LINE, "LINE", 0, "the line of the waybill", 0 } },
	{ CLI_OPT_EMPTY,
	  { "empty", KEY_EMPTY, NULL, 0, "without the registries that come with aidtally", 0 } },
	{ CLI_OPT_AS_READ,
	  { "as-read", KEY_AS_READ, NULL, 0,
	    "only the column names and the rows as they are read, as CSV", 0 } },
	{ CLI_OPT_CHECK,
	  { "check", KEY_CHECK, "PROFILE", 0, "show what this profile makes of each row", 0 } },
	{ CLI_OPT_FINDING,
	  { "finding", KEY_FINDING, "ID", 0, "what this finding is about, instead", 0 } },
	{ CLI_OPT_ROWS,
	  { "rows", KEY_ROWS, NULL, 0, "also each record as it came, from the archive", 0 } },
	{ CLI_OPT_WAIT,
	  { "wait", KEY_WAIT, "TIME", 0, "how long to wait for a running daemon (10m)", 0 } },
};

#define N_OPTIONS (sizeof(table) / sizeof(table[0]))

struct parse {
	const struct cli_verb *verb;
	struct cli_options *options;
};

/* A mistake on the command line: our sentence, then argp's hint, status 2. */
static void
complain(struct argp_state *state, enum aid_message message, const char *first, const char *second)
{
	struct aid_slice args[2] = { aid_slice_of(first), aid_slice_of(second) };
	struct aid_buffer text;

	aid_buffer_init(&text);
	aid_message_format(&text, message, args, 2);
	cli_print_error(aid_buffer_slice(&text));
	aid_buffer_done(&text);
	argp_state_help(state, stderr, ARGP_HELP_SEE);
	exit(CLI_USAGE);
}

static int64_t
parse_moment(struct argp_state *state, const char *option, const char *text)
{
	int64_t end = 0;

	if (!aid_date_parse_moment(aid_slice_of(text), &end)) {
		complain(state, AID_MSG_CLI_MOMENT, option, text);
	}
	return end;
}

/* A number is that of a drop: no day and no time is written so. */
static struct cli_clock
parse_clock(struct argp_state *state, const char *option, const char *text)
{
	struct cli_clock clock = { .is_asked = true, .end = INT64_MAX };
	size_t n_digits = strspn(text, "0123456789");

	if (text[n_digits] == '\0' && n_digits > 0 && n_digits <= DROP_DIGITS_MAX) {
		clock.drop = strtoll(text, NULL, 10);
	}
	if (clock.drop == 0 && !aid_date_parse_moment(aid_slice_of(text), &clock.end)) {
		complain(state, AID_MSG_CLI_CLOCK, option, text);
	}
	return clock;
}

static int64_t
parse_day(struct argp_state *state, const char *option, const char *text)
{
	struct aid_time time;

	if (aid_date_parse_iso(aid_slice_of(text), &time) != AID_MSG_NONE ||
	    time.precision != AID_PRECISION_DAY) {
		complain(state, AID_MSG_CLI_DAY, option, text);
	}
	return aid_date_day_of(time.seconds);
}

static int64_t
parse_duration(struct argp_state *state, const char *option, const char *text)
{
	int64_t seconds = 0;

	if (!aid_duration_parse(aid_slice_of(text), &seconds)) {
		complain(state, AID_MSG_CLI_DURATION, option, text);
	}
	return seconds;
}

static int64_t
parse_number(struct argp_state *state, const char *option, const char *text)
{
	char *end = NULL;
	long long number = strtoll(text, &end, 10);

	if (end == text || *end != '\0' || number < 1) {
		complain(state, AID_MSG_CLI_NUMBER, option, text);
	}
	return number;
}

/* Is `word` among "a|b|c"? */
static bool
is_among(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; n > 0 && p != NULL; p = strchr(p, '|')) {
		p += *p == '|' ? 1 : 0;
		if (strncmp(p, word, n) == 0 && (p[n] == '|' || p[n] == '\0')) {
			return true;
		}
	}
	return false;
}

static error_t
parse_choice(int key, char *arg, struct argp_state *state, struct parse *parse)
{
	struct cli_options *options = parse->options;
	int found;

	switch (key) {
	case KEY_FORMAT:
		found = aid_format_find(aid_slice_of(arg));
		if (found < 0) {
			complain(state, AID_MSG_CLI_FORMAT, arg, "");
		}
		options->format = (enum aid_format)found;
		return 0;
	case KEY_BY:
		found = aid_report_by_find(aid_slice_of(arg));
		if (found < 0) {
			complain(state, AID_MSG_CLI_BY, arg, "");
		}
		options->filter.by = (enum aid_report_by)found;
		return 0;
	case KEY_FAIL_ON:
		if (!is_among(parse->verb->fail_on, arg)) {
			complain(state, AID_MSG_CLI_FAIL_ON, arg, parse->verb->fail_on);
		}
		options->fail_on = arg;
		return 0;
	case KEY_KIND:
		if (!is_among(REGISTRIES, arg)) {
			complain(state, AID_MSG_CLI_KIND, arg, REGISTRIES_TEXT);
		}
		options->filter.subject = aid_slice_of(arg);
		return 0;
	case KEY_FIRST_DAY:
		options->filter.first_day = parse_day(state, "--from", arg);
		return 0;
	case KEY_LAST_DAY:
		options->filter.last_day = parse_day(state, "--to", arg);
		return 0;
	case KEY_PERIOD:
		found = aid_report_period_find(aid_slice_of(arg));
		if (found < 0) {
			complain(state, AID_MSG_CLI_PERIOD, arg, "");
		}
		options->filter.period = (enum aid_report_period)found;
		return 0;
	case KEY_AS_OF:
		options->as_of_end = parse_moment(state, "--as-of", arg);
		return 0;
	case KEY_KNOWN_AT:
		options->known_at = parse_clock(state, "--known-at", arg);
		return 0;
	case KEY_DUE_BEFORE:
		options->filter.due_before_day = parse_day(state, "--due-before", arg);
		return 0;
	case KEY_THRESHOLD:
		options->filter.threshold_s = parse_duration(state, "--threshold", arg);
		return 0;
	case KEY_LIMIT:
		options->filter.limit = parse_number(state, "--limit", arg);
		return 0;
	case KEY_WAIT:
		options->wait_s = parse_duration(state, "--wait", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t
parse_arguments(int key, struct argp_state *state, struct parse *parse)
{
	const struct cli_verb *verb = parse->verb;

	if (key == ARGP_KEY_ARGS) {
		parse->options->args = state->argv + state->next;
		parse->options->n_args = (size_t)(state->argc - state->next);
		state->next = state->argc;
		return 0;
	}
	if (parse->options->n_args < verb->n_args_least) {
		complain(state, AID_MSG_CLI_TOO_FEW, verb->name, verb->args);
	}
	if (parse->options->n_args > verb->n_args_most) {
		complain(state, AID_MSG_CLI_TOO_MANY, verb->name,
			 parse->options->args[verb->n_args_most]);
	}
	return 0;
}

static void
note_given(int key, const struct parse *parse)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		if (table[i].option.key == key && (parse->verb->options & table[i].bit) != 0) {
			parse->options->given |= UINT64_C(1) << i;
		}
	}
}

static error_t
parse_option(int key, char *arg, struct argp_state *state)
{
	struct parse *parse = state->input;
	struct cli_options *options = parse->options;

	note_given(key, parse);
	switch (key) {
	case KEY_OUTPUT:
		options->output = arg;
		return 0;
	case KEY_DONOR:
		options->filter.donor = aid_slice_of(arg);
		return 0;
	case KEY_COMMODITY:
		options->filter.commodity = aid_slice_of(arg);
		return 0;
	case KEY_DESTINATION:
		options->filter.destination = aid_slice_of(arg);
		return 0;
	case KEY_CROSSING:
		options->filter.crossing = aid_slice_of(arg);
		return 0;
	case KEY_SOURCE:
		options->filter.source = aid_slice_of(arg);
		options->source = arg;
		return 0;
	case KEY_FROM:
		options->from = parse_clock(state, "--from", arg);
		return 0;
	case KEY_TO:
		options->known_at = parse_clock(state, "--to", arg);
		return 0;
	case KEY_STATEMENTS:
		options->is_statements = true;
		return 0;
	case KEY_MEASURED:
		options->filter.is_measured = true;
		return 0;
	case KEY_FINDING:
		options->finding = arg;
		return 0;
	case KEY_ROWS:
		options->is_rows = true;
		return 0;
	case KEY_BASE:
		options->filter.base = aid_slice_of(arg);
		return 0;
	case KEY_APART:
		options->decision = "apart";
		return 0;
	case KEY_UNDO:
		options->decision = "undone";
		return 0;
	case KEY_LINE:
		options->line = arg;
		return 0;
	case KEY_EMPTY:
		options->is_empty = true;
		return 0;
	case KEY_PROFILE:
		options->profile = arg;
		return 0;
	case KEY_AS_READ:
		options->is_as_read = true;
		return 0;
	case KEY_CHECK:
		options->check = arg;
		return 0;
	case ARGP_KEY_ARGS:
	case ARGP_KEY_END:
		if (options->filter.first_day > options->filter.last_day) {
			complain(state, AID_MSG_CLI_SPAN, "", "");
		}
		return parse_arguments(key, state, parse);
	default:
		return parse_choice(key, arg, state, parse);
	}
}

void
cli_options_parse(const struct cli_verb *verb, int argc, char **argv, struct cli_options *options)
{
	struct argp_option shown[N_OPTIONS + 1] = { { 0 } };
	struct parse parse = { verb, options };
	struct argp argp = {
		.options = shown, .parser = parse_option, .args_doc = verb->args, .doc = verb->doc
	};
	size_t n_shown = 0;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		if ((verb->options & table[i].bit) != 0) {
			shown[n_shown] = table[i].option;
			if (table[i].bit == CLI_OPT_FAIL_ON) {
				shown[n_shown].arg = verb->fail_on;
			}
			n_shown++;
		}
	}
	if (n_shown == 0) {
		argp.options = NULL; /* glibc leaks the list of a table that is empty */
	}
	options->filter = AID_REPORT_FILTER_NONE;
	options->as_of_end = INT64_MAX;
	options->known_at = options->from = (struct cli_clock){ .end = INT64_MAX };
	options->format = AID_FORMAT_TABLE;
	options->wait_s = DEFAULT_WAIT_S;
	argp_parse(&argp, argc, argv, 0, NULL, &parse);
	options->reckoned = verb->reckoned;
}

const char *
cli_options_beyond(const struct cli_options *options, unsigned bits)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		if ((options->given >> i & 1) != 0 && (table[i].bit & bits) == 0) {
			return table[i].option.name;
		}
	}
	return NULL;
}
