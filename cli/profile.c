/* profile: a proposal of how to read a file that nobody knows yet; and what a profile makes of each row. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/message.h"
#include "cli.h"
#include "propose/inspect.h"
#include "read/map.h"
#include "propose/propose.h"
#include "read/survey.h"
#include "render/render.h"
#include "render/visible.h"
#include "value/date.h"
#include "value/quantity.h"
#include "value/words.h"

#define FLUSH_BYTES 65536

/* ---- a proposal ---- */

static int
propose(const struct cli_options *options, int fd, struct aid_error *err)
{
	const char *path = options->args[0], *slash = strrchr(path, '/');
	struct aid_propose_request request = {
		.file_name = slash == NULL ? path : slash + 1,
		.source = options->source == NULL ? AID_SLICE_EMPTY : aid_slice_of(options->source),
	};
	struct aid_records *records = NULL;
	struct aid_inspection *inspection = NULL;
	struct aid_buffer text, shown;
	int code = aid_records_open(fd, NULL, &records, err);

	aid_buffer_init(&text);
	aid_buffer_init(&shown);
	if (code == 0) {
		code = aid_inspect(records, &inspection, err);
	}
	if (code == 0) {
		code = aid_propose(inspection, &request, &text, err);
	}
	/* Cells of the file stand in its comments. */
	aid_visible_append_lines(&shown, aid_buffer_slice(&text));
	if (code == 0) {
		code = aid_buffer_check(&shown, err);
	}
	if (code == 0) {
		code = cli_output_bytes(options, aid_buffer_slice(&shown), err);
	}
	aid_buffer_done(&shown);
	aid_buffer_done(&text);
	aid_inspection_free(inspection);
	aid_records_close(records);
	return code;
}

/* ---- what a profile makes of each row ---- */

struct trial {
	struct aid_profile *profile;
	struct aid_records *records;
	struct aid_map *map;
	struct aid_survey *survey;
	struct aid_arena arena; /* of a record */
	struct aid_buffer lines, states, scratch;
	struct cli_spool *spool;
	bool has_rejected;
};

static int
load_profile(const char *path, struct aid_profile **out_profile, struct aid_error *err)
{
	char *text = malloc(AID_LIMIT_PROFILE_BYTES + 1);
	FILE *file = fopen(path, "rb");
	size_t len = 0;
	int code = 0;

	if (text == NULL) {
		code = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	} else if (file == NULL) {
		code = aid_error_set_errno(err, errno, "%s", path);
	} else {
		len = fread(text, 1, AID_LIMIT_PROFILE_BYTES + 1, file);
		if (ferror(file)) {
			code = aid_error_set_errno(err, errno, "%s", path);
		}
	}
	if (file != NULL) {
		fclose(file);
	}
	if (code == 0) {
		code = aid_profile_parse((struct aid_slice){ text, len }, path, out_profile, err);
	}
	free(text);
	return code;
}

/* How the columns are written that the profile leaves open: a reading before the reading, as import does it. */
static int
settle(struct trial *trial, int fd, struct aid_error *err)
{
	struct aid_records *records = NULL;
	bool is_over = false;
	int code = aid_survey_new(trial->map, &trial->survey, err);

	if (code != 0 || trial->survey == NULL) {
		return code;
	}
	code = aid_records_open(fd, aid_profile_wish(trial->profile), &records, err);
	if (code == 0) {
		code = aid_survey_read(trial->survey, records, INT64_MAX, &is_over, err);
	}
	if (code == 0) {
		code = aid_survey_apply(trial->survey, err);
	}
	aid_records_close(records);
	return code;
}

static int
open_trial(struct trial *trial, const char *path, int fd, struct aid_error *err)
{
	int code = load_profile(path, &trial->profile, err);

	if (code == 0) {
		code = aid_records_open(fd, aid_profile_wish(trial->profile), &trial->records, err);
	}
	if (code == 0) {
		struct aid_header header = aid_map_header(trial->records);

		code = aid_map_new(trial->profile, &header, &trial->map, err);
	}
	if (code == 0) {
		aid_records_set_check(trial->records, aid_map_is_row, trial->map,
				      aid_map_is_reference(trial->map),
				      aid_map_is_word(trial->map, 0));
		code = settle(trial, fd, err);
	}
	if (code == 0) {
		code = cli_spool_new(&trial->spool, err);
	}
	return code;
}

static void
close_trial(struct trial *trial)
{
	cli_spool_free(trial->spool);
	aid_survey_free(trial->survey);
	aid_map_free(trial->map);
	aid_records_close(trial->records);
	aid_profile_free(trial->profile);
	aid_arena_done(&trial->arena);
	aid_buffer_done(&trial->lines);
	aid_buffer_done(&trial->states);
	aid_buffer_done(&trial->scratch);
}

/* A value in the canonical form. */
static void
append_value(struct aid_buffer *out, const struct aid_column *column, const struct aid_value *value)
{
	switch (column->type) {
	case AID_TYPE_QUANTITY:
		aid_quantity_format(out, value->number);
		break;
	case AID_TYPE_INTEGER:
		aid_buffer_append_int(out, value->number);
		break;
	case AID_TYPE_DATE:
		aid_date_format_append(
			out,
			(struct aid_time){ value->number, (enum aid_precision)value->precision });
		break;
	case AID_TYPE_WORD:
		aid_buffer_append_text(
			out, aid_words_name((enum aid_words)column->words, (int)value->number));
		break;
	default:
		aid_buffer_append(out, value->text);
		break;
	}
}

/* LINE,OUTCOME,KIND,STATES */
static void
append_line(struct trial *trial, int64_t line, const char *outcome, const char *kind)
{
	aid_buffer_append_int(&trial->lines, line);
	aid_buffer_append_format(&trial->lines, ",%s,%s,", outcome, kind);
	aid_render_csv_text(&trial->lines, aid_buffer_slice(&trial->states), &trial->scratch);
	aid_buffer_append_char(&trial->lines, '\n');
}

static void
append_fact(struct trial *trial, int64_t line, const struct aid_fact *fact)
{
	const struct aid_table *table = aid_table_of(fact->kind);

	aid_buffer_reset(&trial->states);
	for (int i = 0; i < table->n_columns; i++) {
		const struct aid_value *value = aid_fact_value(fact, i);

		if (!aid_value_is_stated(value)) {
			continue;
		}
		aid_buffer_append_format(&trial->states,
					 "%s%s=", trial->states.len == 0 ? "" : "; ",
					 table->columns[i].name);
		append_value(&trial->states, &table->columns[i], value);
	}
	append_line(trial, line, "stated", table->name);
}

static void
append_reject(struct trial *trial, int64_t line, enum aid_message message, struct aid_slice args,
	      struct aid_slice column)
{
	trial->has_rejected = true;
	aid_buffer_reset(&trial->states);
	aid_buffer_append(&trial->states, column);
	aid_buffer_append_text(&trial->states, column.len > 0 ? ": " : "");
	aid_message_format_joined(&trial->states, message, args);
	append_line(trial, line, "rejected", aid_message_code(message));
}

static int
try_record(struct trial *trial, const struct aid_record *record, struct aid_error *err)
{
	struct aid_fact facts[AID_LIMIT_FACTS_PER_RECORD];
	struct aid_reject reject = { .message = AID_MSG_NONE };
	size_t n_facts = 0;
	int code = 0;

	if (record->reject != AID_MSG_NONE) {
		append_reject(trial, record->line, record->reject, record->reject_args,
			      AID_SLICE_EMPTY);
	} else {
		code = aid_map_record(trial->map, record, &trial->arena, facts, &n_facts, &reject,
				      err);
		if (code == 0 && reject.message != AID_MSG_NONE) {
			append_reject(trial, record->line, reject.message, reject.args,
				      reject.column);
		}
	}
	for (size_t i = 0; i < n_facts; i++) {
		append_fact(trial, record->line, &facts[i]);
	}
	return code;
}

static int
flush(struct trial *trial, struct aid_error *err)
{
	int code = aid_buffer_check(&trial->lines, err);

	if (code == 0) {
		code = cli_spool_write(trial->spool, aid_buffer_slice(&trial->lines), err);
	}
	aid_buffer_reset(&trial->lines);
	return code;
}

static int
try_records(struct trial *trial, struct aid_error *err)
{
	bool is_end = false;
	int code = 0;

	aid_buffer_append_text(&trial->lines, "line,outcome,kind,states\n");
	while (code == 0 && !is_end) {
		struct aid_record record;

		aid_arena_reset(&trial->arena);
		code = aid_records_next(trial->records, &trial->arena, &record, &is_end, err);
		if (code == 0 && !is_end) {
			code = try_record(trial, &record, err);
		}
		if (code == 0 && trial->lines.len >= FLUSH_BYTES) {
			code = flush(trial, err);
		}
	}
	return code == 0 ? flush(trial, err) : code;
}

static int
check(const struct cli_options *options, int fd, struct aid_error *err)
{
	struct trial trial = { .profile = NULL };
	int code;

	aid_arena_init(&trial.arena);
	aid_buffer_init(&trial.lines);
	aid_buffer_init(&trial.states);
	aid_buffer_init(&trial.scratch);
	code = open_trial(&trial, options->check, fd, err);
	if (code == 0) {
		code = try_records(&trial, err);
	}
	if (code == 0) {
		code = cli_spool_send(trial.spool, options, err);
	}
	if (code == 0 && options->fail_on != NULL && trial.has_rejected) {
		code = CLI_LOOK;
	}
	close_trial(&trial);
	return code;
}

/* ---- the verb ---- */

static int
run(struct cli_options *options, struct aid_error *err)
{
	int fd = open(options->args[0], O_RDONLY | O_CLOEXEC), code;

	if (fd < 0) {
		return aid_error_set_errno(err, errno, "%s", options->args[0]);
	}
	code = options->check == NULL ? propose(options, fd, err) : check(options, fd, err);
	close(fd);
	if (code == AID_E_REFUSED) {
		aid_error_prefix(err, "%s", options->args[0]);
	}
	return code;
}

const struct cli_verb cli_verb_profile = {
	.name = "profile",
	.summary = "how a file could be read: a profile to look over and keep",
	.args = "FILE",
	.n_args_least = 1,
	.n_args_most = 1,
	.options = CLI_OPT_OUTPUT | CLI_OPT_SPEAKER | CLI_OPT_CHECK | CLI_OPT_FAIL_ON,
	.fail_on = "rejected",
	.doc = "Looks through a file that nobody knows yet, and writes a profile for it: which of "
	       "its columns says what, and why that is thought; how its dates and numbers are "
	       "written; which columns name a row. What the file cannot tell stands behind #?. "
	       "With --check it shows as CSV what a profile makes of each row. Takes nothing in, "
	       "and needs no home.\v"
	       "Example:\n  aidtally profile --source WFP -o wfp.conf march.csv\n"
	       "  aidtally profile --check wfp.conf march.csv",
	.run = run,
};
