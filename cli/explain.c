#include <stdio.h>

#include "base/message.h"
#include "cli.h"
#include "report/report.h"
#include "value/date.h"
#include "value/words.h"

/* The cells that name a row of `crossings`, in its order. */
enum { DAY, PLACE, STAGE, SOURCE, N_CROSSING };

static int
run_report(struct cli_options *options, cli_report *report, struct aid_error *err)
{
	int code = cli_report_status(options, report, err);

	if (code == AID_E_INVALID) {
		cli_print_error(aid_slice_of(err->text));
		return CLI_USAGE;
	}
	return code;
}

/* Options of any explanation, whatever it is of. */
#define ANY (CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT | CLI_OPT_ROWS)

/* Options that have nothing to do with what is explained are refused: to take no notice of them would show other rows than were asked for. */
static bool
is_fit(const struct cli_options *options, unsigned bits)
{
	const char *name = cli_options_beyond(options, ANY | bits);
	char option[64];

	if (name != NULL) {
		snprintf(option, sizeof(option), "--%s", name);
		cli_print_message(AID_MSG_CLI_EXPLAIN_OPTION, 1, option);
	}
	return name == NULL;
}

static int
too_few(void)
{
	cli_print_message(AID_MSG_CLI_TOO_FEW, 2, "explain",
			  "COMMITMENT [COLUMN], the cells that name another row, or --finding ID");
	return CLI_USAGE;
}

static int
run_commitment(struct cli_options *options, struct aid_error *err)
{
	if (!is_fit(options, CLI_OPT_MEASURED)) {
		return CLI_USAGE;
	}
	options->filter.subject = aid_slice_of(options->args[0]);
	if (options->n_args > 1) {
		options->filter.figure = aid_slice_of(options->args[1]);
	}
	return run_report(options, aid_report_explain, err);
}

/* "(unallocated)" and "(unallocated-access)", or as one writes them where a shell reads parentheses; NULL: none of them. */
static const char *
find_unallocated(const char *text)
{
	static const char *const names[] = { AID_REPORT_UNALLOCATED,
					     AID_REPORT_UNALLOCATED_ACCESS };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]) - 2;

		if (strcmp(text, names[i]) == 0 ||
		    (strlen(text) == n && memcmp(text, names[i] + 1, n) == 0)) {
			return names[i];
		}
	}
	return NULL;
}

static int
run_unallocated(struct cli_options *options, const char *name, struct aid_error *err)
{
	if (options->n_args < 2) {
		return too_few();
	}
	if (!is_fit(options, CLI_OPT_MEASURED)) {
		return CLI_USAGE;
	}
	options->filter.subject = aid_slice_of(name);
	options->filter.unit = aid_slice_of(options->args[1]);
	if (options->n_args > 2) {
		options->filter.figure = aid_slice_of(options->args[2]);
	}
	return run_report(options, aid_report_explain_unallocated, err);
}

/* What stands behind the four: a unit, a column, or both: no unit is called like a column. */
static void
take_rest(struct cli_options *options, bool (*is_figure)(struct aid_slice name))
{
	struct aid_report_filter *filter = &options->filter;
	size_t n_more = options->n_args - N_CROSSING;

	if (n_more == 2 || (n_more == 1 && !is_figure(aid_slice_of(options->args[N_CROSSING])))) {
		filter->unit = aid_slice_of(options->args[N_CROSSING]);
	}
	if (n_more == 2 || (n_more == 1 && filter->unit.ptr == NULL)) {
		filter->figure = aid_slice_of(options->args[options->n_args - 1]);
	}
}

static int
run_crossing(struct cli_options *options, struct aid_error *err)
{
	struct aid_report_filter *filter = &options->filter;
	struct aid_time time;
	bool is_date = aid_date_parse_iso(aid_slice_of(options->args[DAY]), &time) == AID_MSG_NONE;

	filter->stage = aid_words_find(AID_WORDS_STAGE, aid_slice_of(options->args[STAGE]));
	if (filter->stage <= 0) {
		cli_print_message(AID_MSG_CLI_STAGE, 1, options->args[STAGE]);
		return CLI_USAGE;
	}
	filter->source = aid_slice_of(options->args[SOURCE]);
	/* A month, or the first day of a period that is asked for, is one of `disagree`. */
	if (is_date &&
	    (time.precision == AID_PRECISION_MONTH || filter->period != AID_REPORT_PERIOD_MONTH)) {
		filter->row[0] = aid_slice_of(options->args[DAY]);
		filter->row[1] = aid_slice_of(options->args[PLACE]);
		filter->row[2] = filter->source;
		take_rest(options, aid_report_is_disagree_figure);
		if (!is_fit(options, CLI_OPT_PROMISE | CLI_OPT_PERIOD)) {
			return CLI_USAGE;
		}
		return run_report(options, aid_report_explain_disagree, err);
	}
	if (!is_date || time.precision != AID_PRECISION_DAY) {
		cli_print_message(AID_MSG_CLI_DAY, 2, "DAY", options->args[DAY]);
		return CLI_USAGE;
	}
	filter->first_day = aid_date_day_of(time.seconds);
	filter->subject = aid_slice_of(options->args[PLACE]);
	take_rest(options, aid_report_is_crossings_figure);
	if (!is_fit(options, CLI_OPT_PROMISE)) {
		return CLI_USAGE;
	}
	options->reckoned = CLI_MOMENT_NAMES;
	return run_report(options, aid_report_explain_crossing, err);
}

/* The cells that name the row of a sum: its key and unit; of ages unit, part and reason; of places the place behind them. */
static int
run_group(struct cli_options *options, struct aid_error *err)
{
	struct aid_report_filter *filter = &options->filter;
	bool is_by_place = filter->by == AID_REPORT_BY_PLACE;
	size_t n = is_by_place ? 4 : filter->by == AID_REPORT_BY_AGE ? 3 : 2;

	if (options->n_args < n || options->n_args > n + 1) {
		cli_print_message(AID_MSG_CLI_TOO_FEW, 2, "explain --by",
				  is_by_place ? "UNIT PART REASON PLACE [COLUMN]"
				  : n == 3    ? "UNIT PART REASON [COLUMN]"
					      : "NAME UNIT [COLUMN]");
		return CLI_USAGE;
	}
	if (!is_fit(options, CLI_OPT_BY | CLI_OPT_MEASURED | CLI_OPT_PROMISE | CLI_OPT_SOURCE |
				     CLI_OPT_DUE)) {
		return CLI_USAGE;
	}
	for (size_t i = 0; i < n; i++) {
		filter->row[i] = aid_slice_of(options->args[i]);
	}
	if (options->n_args > n) {
		filter->figure = aid_slice_of(options->args[n]);
	}
	return run_report(options, aid_report_explain_group, err);
}

static int
run(struct cli_options *options, struct aid_error *err)
{
	const char *unallocated = options->n_args == 0 ? NULL : find_unallocated(options->args[0]);

	if (options->finding != NULL && options->n_args == 0) {
		if (!is_fit(options, CLI_OPT_FINDING)) {
			return CLI_USAGE;
		}
		options->filter.subject = aid_slice_of(options->finding);
		return run_report(options, aid_report_explain_finding, err);
	}
	if (options->finding != NULL || options->n_args == 0) {
		return too_few();
	}
	if (options->filter.by != AID_REPORT_BY_NONE) {
		return run_group(options, err);
	}
	if (unallocated != NULL && options->n_args < N_CROSSING) {
		return run_unallocated(options, unallocated, err);
	}
	if (options->n_args >= N_CROSSING && unallocated == NULL) {
		return run_crossing(options, err);
	}
	if (options->n_args > 2) {
		cli_print_message(AID_MSG_CLI_TOO_MANY, 2, "explain",
				  options->args[options->n_args < N_CROSSING ? 2 : 3]);
		return CLI_USAGE;
	}
	return run_commitment(options, err);
}

const struct cli_verb cli_verb_explain = {
	.name = "explain",
	.summary = "every row behind a figure of a report",
	.args = "COMMITMENT [COLUMN]\nunallocated|unallocated-access UNIT [COLUMN]\nDAY PLACE "
		"STAGE SOURCE [UNIT] "
		"[COLUMN]\nPERIOD PLACE STAGE SOURCE [UNIT] [COLUMN|PART]\n--by WORD NAME UNIT "
		"[COLUMN]\n--finding ID",
	.n_args_most = 6,
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_AS_OF | CLI_OPT_KNOWN_AT |
		   CLI_OPT_ROWS | CLI_OPT_FINDING | CLI_OPT_MEASURED | CLI_OPT_PROMISE |
		   CLI_OPT_SOURCE | CLI_OPT_DUE | CLI_OPT_BY | CLI_OPT_PERIOD,
	.reckoned = CLI_MOMENT_ALL,
	.doc = "The rows behind a commitment's figures, or behind one column of `shortfall': which "
	       "file, which line, and why it "
	       "counts. With a COLUMN the numbers under Counts add up to it, and it says so. Other "
	       "rows are named by the cells "
	       "that stand first in them: those of goods without a promise by their unit, those of "
	       "`crossings' by day, place, stage and source (and unit, where there are "
	       "several), those of `disagree' by period, place, stage and source, and a part of "
	       "the "
	       "difference by its name.\v"
	       "Because: named (the shipment names the commitment), matched (donor, commodity and "
	       "destination fit), part (it "
	       "counts for the whole, and matches this part), unallocated (no promise fits), "
	       "elsewhere (so much of the rows above "
	       "counts towards other commitments or none, and nobody can tell which of them), "
	       "other_source (another source counts there). Rows policy, conversion and match are "
	       "the lines of the office's files on which the rows above rest. "
	       "--rows adds each record as it came, "
	       "read from the archive and checked against its SHA-256; where the file is missing "
	       "or altered it says so, with status 3.\n\n"
	       "Examples:\n  aidtally explain GAZA-2023-TRUCE crossed --as-of 2023-11-30\n"
	       "  aidtally explain 2025-03-09 \"Stone Bridge\" crossed BridgePost trucks",
	.run = run,
};
