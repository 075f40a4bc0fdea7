/* receipt: what became of each row of a drop. Scripts get the receipt's own lines, people runs and the rejected rows. */
#include "cli.h"
#include "receipt.h"
#include "report/report.h"

/* Receipts are files for spreadsheets and begin with a byte order mark; on stdout it would be part of the first column's name. */
struct stripped {
	struct cli_spool *spool;
	size_t n_seen;
};

static int
write_without_mark(void *context, struct aid_slice bytes, struct aid_error *err)
{
	static const char mark[3] = { '\xEF', '\xBB', '\xBF' };
	struct stripped *stripped = context;

	while (bytes.len > 0 && stripped->n_seen < sizeof(mark) &&
	       bytes.ptr[0] == mark[stripped->n_seen]) {
		bytes = (struct aid_slice){ bytes.ptr + 1, bytes.len - 1 };
		stripped->n_seen++;
	}
	if (bytes.len > 0) {
		stripped->n_seen = sizeof(mark);
	}
	return cli_spool_write(stripped->spool, bytes, err);
}

int
cli_receipt_fill(struct aid_ledger *ledger, int64_t drop, int64_t known, struct cli_spool *spool,
		 struct aid_error *err)
{
	struct stripped stripped = { spool, 0 };

	return aid_ledger_write_receipt(ledger, drop, known, write_without_mark, &stripped, err);
}

static int
fill(struct cli_options *options, struct cli_spool *spool, struct aid_error *err)
{
	struct aid_home *home = NULL;
	struct aid_ledger *ledger = NULL;
	bool is_waiting = false;
	int64_t drop = 0;
	int code = cli_open_reader(options, &home, &ledger, &is_waiting, err);

	if (code == 0) {
		code = cli_set_moment(options, ledger, err);
	}
	if (code == 0) {
		code = aid_report_find_drop(ledger, options->filter.subject, options->filter.known,
					    &drop, err);
	}
	if (code == 0) {
		code = cli_receipt_fill(ledger, drop, options->filter.known, spool, err);
	}
	aid_ledger_close(ledger);
	aid_home_close(home);
	return code;
}

static int
run(struct cli_options *options, struct aid_error *err)
{
	struct cli_spool *spool = NULL;
	int code;

	options->filter.subject = aid_slice_of(options->args[0]);
	if (options->format != AID_FORMAT_CSV) {
		return cli_report_status(options,
					 options->format == AID_FORMAT_TABLE
						 ? aid_report_receipt
						 : aid_report_receipt_lines,
					 err);
	}
	code = cli_spool_new(&spool, err);
	if (code == 0) {
		code = fill(options, spool, err);
	}
	if (code == 0) {
		code = cli_spool_send(spool, options, err);
	}
	cli_spool_free(spool);
	return code;
}

const struct cli_verb cli_verb_receipt = {
	.name = "receipt",
	.summary = "what became of each row of a file",
	.args = "DROP",
	.n_args_least = 1,
	.n_args_most = 1,
	.options = CLI_OPT_FORMAT | CLI_OPT_OUTPUT | CLI_OPT_KNOWN_AT,
	.doc = "What became of the rows of one drop, and why rows were rejected. DROP is its "
	       "number, or six or more digits of the "
	       "file's SHA-256; `aidtally drops' lists both.\v"
	       "Example:\n  aidtally receipt 3",
	.run = run,
};
