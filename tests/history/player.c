/* A ledger that is told what to do on stdin: the histories of test_histories.py in one process.
 *
 * A command is a line of words; `drop` is followed by the bytes that it announces. Each is answered by a line `ok LENGTH` or `error LENGTH` and so
 * many bytes. An answer of `ok` to `verify` is empty when the ledger is sound.
 *
 *   open PATH                        a new ledger
 *   drop RECEIVED_AT FILE_TIME NAME SOURCE PROFILE CSV     lengths of the four; gives the outcome
 *   reconcile                        works off what waits
 *   look_closer                      from now on no consignment is taken for plain, which changes no figure, and no drop is reconciled with itself
 *   trace PATH                       statements that change something go to that file from now on, as they are executed, each with a form feed behind it
 *   steps                            how much each statement had to do so far: its name and steps a line
 *   verify                           compares with a recomputation from scratch; gives what differs
 *   dump                             the whole ledger
 *   moment AS_OF KNOWN               the end of what happened, the last drop that is known: what dump and shortfall speak of from now on; -1: all there is
 *   shortfall                        its rows, cells with tabs between them
 *   both KNOWN                       shortfall as known with that drop, anew and from the journals: "back" or "anew", whether these led there; where the two
 *                                    differ, both
 *   close */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "ledger/internal.h"
#include "report/report.h"
#include "store/internal.h"

#define LINE_MAX_BYTES 512

/* A connection of its own recomputes, and looks at a moment from the first: made and dropped at each verify, its temporary tables would have
 * every statement prepared anew each time. */
struct player {
	struct aid_ledger *ledger, *verifier;
	char path[LINE_MAX_BYTES];
	struct aid_buffer answer;
	struct aid_error err;
	int64_t as_of_end;
	FILE *file;  /* the drop, anew each time */
	FILE *trace; /* NULL: none */
};

static int
append_bytes(void *context, struct aid_slice bytes, struct aid_error *err)
{
	(void)err;
	aid_buffer_append(context, bytes);
	return 0;
}

/* n bytes of stdin, NUL behind them. */
static char *
read_bytes(size_t n)
{
	char *bytes = malloc(n + 1);
	if (bytes == NULL || fread(bytes, 1, n, stdin) != n)
		exit(1);
	bytes[n] = '\0';
	return bytes;
}

static int
hash_bytes(const char *bytes, size_t n, char out[AID_DIGEST_HEX_SIZE], struct aid_error *err)
{
	struct aid_digest *digest;
	int result = aid_digest_new(&digest, err);
	if (result != 0)
		return result;
	aid_digest_update(digest, bytes, n);
	aid_digest_finish(digest, out);
	aid_digest_free(digest);
	return 0;
}

static int
ingest(struct player *player, struct aid_drop_request *request, const char *csv, size_t n_csv)
{
	char sha256[AID_DIGEST_HEX_SIZE], line[256];
	struct aid_drop_outcome outcome;
	rewind(player->file);
	if (fwrite(csv, 1, n_csv, player->file) != n_csv || fflush(player->file) != 0 ||
	    ftruncate(fileno(player->file), (off_t)n_csv) != 0)
		exit(1);
	int result = hash_bytes(csv, n_csv, sha256, &player->err);
	if (result != 0)
		return result;
	request->fd = fileno(player->file);
	request->sha256 = sha256;
	request->n_bytes = (int64_t)n_csv;
	/* Some are reconciled with their drop, the others after it. */
	request->is_last = sha256[0] % 2 == 0 && !player->ledger->is_all_looked_at;
	result = aid_ledger_ingest(player->ledger, request, &outcome, &player->err);
	if (result != 0)
		return result;
	snprintf(line, sizeof(line),
		 "%" PRId64 " %d %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " ",
		 outcome.drop, outcome.is_repeated, outcome.is_refused, outcome.n_accepted,
		 outcome.n_unchanged, outcome.n_superseding, outcome.n_rejected,
		 outcome.n_withdrawn);
	aid_buffer_append_text(&player->answer, line);
	aid_buffer_append_text(&player->answer, outcome.why);
	return 0;
}

static int
take_drop(struct player *player, const char *words)
{
	size_t n_name, n_source, n_profile, n_csv;
	struct aid_drop_request request = { 0 };
	struct aid_profile *profile = NULL;
	int result = 0;
	if (sscanf(words, "%" SCNd64 " %" SCNd64 " %zu %zu %zu %zu", &request.received_at,
		   &request.file_time, &n_name, &n_source, &n_profile, &n_csv) != 6)
		exit(1);
	char *name = read_bytes(n_name), *source = read_bytes(n_source),
	     *text = read_bytes(n_profile), *csv = read_bytes(n_csv);
	request.name = name;
	request.source = (struct aid_slice){ source, n_source };
	if (n_profile > 0)
		result = aid_profile_parse((struct aid_slice){ text, n_profile }, "history.conf",
					   &profile, &player->err);
	request.profile = profile;
	if (result == 0)
		result = ingest(player, &request, csv, n_csv);
	aid_profile_free(profile);
	free(name);
	free(source);
	free(text);
	free(csv);
	return result;
}

static int
open_ledger(struct player *player, const char *path)
{
	player->as_of_end = INT64_MAX;
	snprintf(player->path, sizeof(player->path), "%s", path);
	return aid_ledger_open(path, AID_DB_WRITER, &player->ledger, &player->err);
}

static void
close_ledger(struct player *player)
{
	aid_ledger_close(player->verifier);
	aid_ledger_close(player->ledger);
	player->ledger = player->verifier = NULL;
	if (player->trace != NULL)
		fclose(player->trace);
	player->trace = NULL;
}

/* Comments come for the steps of a statement's own triggers and tables. */
static int
write_trace(unsigned kind, void *context, void *statement, void *text)
{
	struct player *player = context;
	(void)kind;
	if (strncmp(text, "--", 2) == 0 && strncmp(text, "-- ", 3) != 0)
		return 0;
	char *sql = sqlite3_stmt_readonly(statement) ? NULL : sqlite3_expanded_sql(statement);
	if (sql != NULL)
		fprintf(player->trace, "%s\f\n", sql);
	sqlite3_free(sql);
	return 0;
}

static int
trace(struct player *player, const char *path)
{
	player->trace = fopen(path, "w");
	if (player->trace == NULL)
		exit(1);
	sqlite3_trace_v2(aid_ledger_db(player->ledger)->sqlite, SQLITE_TRACE_STMT, write_trace,
			 player);
	return 0;
}

static void
count_steps(struct player *player)
{
	struct aid_db *db = aid_ledger_db(player->ledger);
	char line[256];
	for (size_t k = 0; k < aid_sql_n_statements; k++) {
		if (db->statements[k] == NULL)
			continue;
		snprintf(
			line, sizeof(line), "%s %d\n", aid_sql_statements[k].name,
			sqlite3_stmt_status(db->statements[k]->stmt, SQLITE_STMTSTATUS_VM_STEP, 0));
		aid_buffer_append_text(&player->answer, line);
	}
}

static int
open_verifier(struct player *player)
{
	int result = aid_ledger_open(player->path, AID_DB_READER, &player->verifier, &player->err);
	if (result != 0)
		return result;
	return aid_ledger_set_moment(player->verifier, (struct aid_moment){ 0, 0 }, &player->err);
}

static int
verify(struct player *player)
{
	bool is_sound = false, is_waiting = false;
	int result = player->verifier == NULL ? open_verifier(player) : 0;
	if (result == 0)
		result = aid_ledger_verify(player->verifier, append_bytes, &player->answer,
					   &is_sound, &is_waiting, &player->err);
	if (result == 0 && is_sound)
		aid_buffer_reset(&player->answer);
	return result;
}

static int
set_moment(struct player *player, const char *words)
{
	struct aid_moment moment;
	if (sscanf(words, "%" SCNd64 " %" SCNd64, &moment.as_of_end, &moment.known) != 2)
		exit(1);
	if (moment.as_of_end < 0)
		moment.as_of_end = INT64_MAX;
	if (moment.known < 0)
		moment.known = INT64_MAX;
	player->as_of_end = moment.as_of_end;
	return aid_ledger_set_moment(player->ledger, moment, &player->err);
}

static void
append_cell(struct aid_buffer *out, const struct aid_cell *cell)
{
	char number[32];
	if (cell->type == AID_CELL_TEXT) {
		aid_buffer_append(out, cell->text);
	} else if (cell->type != AID_CELL_NONE) {
		snprintf(number, sizeof(number), "%" PRId64, cell->number);
		aid_buffer_append_text(out, number);
	}
}

/* Names of columns, then the rows; numbers as the ledger has them. */
static int
report_shortfall(struct player *player, int64_t as_of_end)
{
	struct aid_report_filter filter = AID_REPORT_FILTER_NONE;
	struct aid_result result;
	filter.as_of_end = as_of_end;
	int status = aid_report_shortfall(player->ledger, &filter, &result, &player->err);
	for (size_t row = 0; row <= result.n_rows && status == 0; row++)
		for (size_t k = 0; k < result.n_columns; k++) {
			if (row == 0)
				aid_buffer_append_text(&player->answer, result.columns[k].name);
			else
				append_cell(&player->answer,
					    &result.cells[(row - 1) * result.n_columns + k]);
			aid_buffer_append_char(&player->answer,
					       k + 1 < result.n_columns ? '\t' : '\n');
		}
	aid_result_done(&result);
	return status;
}

static int
shortfall_at_horizon(struct player *player, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(player->ledger->db, "horizon_get", &s, err);
	if (result != 0 || (result = aid_statement_step(s, &has_row, err)) != 0)
		return result;
	int64_t end = (aid_column_int(s, 0) / 86400 + 1) * 86400;
	aid_statement_reset(s);
	return report_shortfall(player, end);
}

/* Worked out anew, and from what the journals bring back: "", or both where they differ; a word first that says whether they led there. */
static int
report_both(struct player *player, const char *words)
{
	struct aid_moment moment = { INT64_MAX, strtoll(words, NULL, 10) };
	struct aid_buffer *answer = &player->answer;
	bool is_brought_back = false;
	int result = aid_ledger_set_moment(player->ledger, moment, &player->err);
	if (result == 0)
		result = shortfall_at_horizon(player, &player->err);
	size_t len = answer->len;
	if (result == 0)
		result =
			aid_ledger_set_sums(player->ledger, moment, &is_brought_back, &player->err);
	if (result == 0)
		result = shortfall_at_horizon(player, &player->err);
	if (result == 0 && !answer->is_failed && answer->len == 2 * len &&
	    memcmp(answer->ptr, answer->ptr + len, len) == 0) {
		aid_buffer_reset(answer);
		aid_buffer_append_text(answer, is_brought_back ? "back" : "anew");
	}
	return result;
}

/* The words of a command follow its name. */
static int
obey(struct player *player, const char *name, const char *words)
{
	bool is_changed;
	if (strcmp(name, "open") == 0)
		return open_ledger(player, words);
	if (strcmp(name, "drop") == 0)
		return take_drop(player, words);
	if (strcmp(name, "reconcile") == 0)
		return aid_ledger_reconcile(player->ledger, &is_changed, &player->err);
	if (strcmp(name, "look_closer") == 0) {
		player->ledger->is_all_looked_at = true;
		return 0;
	}
	if (strcmp(name, "steps") == 0) {
		count_steps(player);
		return 0;
	}
	if (strcmp(name, "trace") == 0)
		return trace(player, words);
	if (strcmp(name, "verify") == 0)
		return verify(player);
	if (strcmp(name, "dump") == 0)
		return aid_ledger_dump(player->ledger, append_bytes, &player->answer, &player->err);
	if (strcmp(name, "moment") == 0)
		return set_moment(player, words);
	if (strcmp(name, "shortfall") == 0)
		return report_shortfall(player, player->as_of_end == INT64_MAX ? 1735689600
									       : player->as_of_end);
	if (strcmp(name, "both") == 0)
		return report_both(player, words);
	if (strcmp(name, "close") != 0)
		exit(1);
	close_ledger(player);
	return 0;
}

int
main(void)
{
	char line[LINE_MAX_BYTES];
	struct player player = { .file = tmpfile() };
	if (player.file == NULL)
		return 1;
	aid_buffer_init(&player.answer);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		char *words = strchr(line, ' ');
		if (words != NULL)
			*words++ = '\0';
		aid_buffer_reset(&player.answer);
		int result = obey(&player, line, words == NULL ? "" : words);
		if (result != 0) {
			aid_buffer_reset(&player.answer);
			aid_buffer_append_text(&player.answer, player.err.text);
		}
		printf("%s %zu\n", result == 0 ? "ok" : "error", player.answer.len);
		if (player.answer.len > 0)
			fwrite(player.answer.ptr, 1, player.answer.len, stdout);
		fflush(stdout);
	}
	close_ledger(&player);
	aid_buffer_done(&player.answer);
	fclose(player.file);
	return 0;
}
