/* Are the journals what a look back finds? Moments are looked back at that part the drops into equal shares: what was moved from one
 * of them to another adds up at the end, and not there. And the one at which the journals of cells begin: from there on every line of them counts. */
#include <stdlib.h>

#include "ledger/internal.h"

#define N_MOMENTS 3

/* What is asked at each moment, and what it says when it is not so. */
static const struct {
	const char *statement;
	enum aid_message broken;
	bool of_cells;
} questions[] = {
	{ "verify_journal_then", AID_MSG_VERIFY_PAST_BROKEN, false },
	{ "verify_cells_then", AID_MSG_VERIFY_CELLS_THEN_BROKEN, true },
	{ "verify_arrivals_then", AID_MSG_VERIFY_ARRIVALS_THEN_BROKEN, true },
};

#define N_QUESTIONS (sizeof(questions) / sizeof(questions[0]))

/* The drops with which everything was reconciled; the caller frees them. *out_start: with which of them the journals of cells begin. */
static int
read_drops(struct aid_ledger *ledger, int64_t **out_drops, size_t *out_n, size_t *out_start,
	   struct aid_error *err)
{
	struct aid_statement *s;
	int64_t *drops = NULL;
	size_t n = 0, n_room = 0, start = 0;
	bool has_row;
	int result = aid_db_statement(ledger->db, "verify_journal_drops", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		if (n == n_room) {
			n_room = n_room == 0 ? 256 : n_room * 2;
			int64_t *grown = realloc(drops, n_room * sizeof(*grown));
			if (grown == NULL) {
				aid_statement_reset(s);
				result = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
				break;
			}
			drops = grown;
		}
		start = aid_column_int(s, 1) != 0 ? n : start;
		drops[n++] = aid_column_int(s, 0);
	}
	*out_drops = drops;
	*out_n = n;
	*out_start = start;
	return result;
}

static int
count_wrong(struct aid_ledger *ledger, const char *statement, int64_t *out_n_wrong,
	    struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ledger->db, statement, &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	*out_n_wrong = aid_column_int(s, 0);
	aid_statement_reset(s);
	return 0;
}

static int
say(aid_ledger_write *write, void *context, enum aid_message message, int64_t first, int64_t second,
    struct aid_error *err)
{
	struct aid_buffer line, numbers[2];
	struct aid_slice args[2];
	aid_buffer_init(&line);
	for (size_t k = 0; k < 2; k++) {
		aid_buffer_init(&numbers[k]);
		aid_buffer_append_int(&numbers[k], k == 0 ? first : second);
		args[k] = aid_buffer_slice(&numbers[k]);
	}
	aid_message_format(&line, message, args, 2);
	aid_buffer_append_char(&line, '\n');
	int result = aid_buffer_check(&line, err);
	if (result == 0)
		result = write(context, aid_buffer_slice(&line), err);
	for (size_t k = 0; k < 2; k++)
		aid_buffer_done(&numbers[k]);
	aid_buffer_done(&line);
	return result;
}

/* *inout_is_sound stays where nothing is wrong. */
static int
look_at(struct aid_ledger *ledger, int64_t drop, bool has_cells, aid_ledger_write *write,
	void *context, bool *inout_is_sound, struct aid_error *err)
{
	int result = aid_ledger_recompute(ledger, drop, INT64_MAX, false, err);
	for (size_t k = 0; k < N_QUESTIONS && result == 0; k++) {
		int64_t n_wrong = 0;
		if (questions[k].of_cells && !has_cells)
			continue;
		result = count_wrong(ledger, questions[k].statement, &n_wrong, err);
		if (result != 0 || n_wrong == 0)
			continue;
		*inout_is_sound = false;
		result = say(write, context, questions[k].broken, n_wrong, drop, err);
	}
	return result;
}

static int
look_back(struct aid_ledger *ledger, aid_ledger_write *write, void *context, bool *out_is_sound,
	  struct aid_error *err)
{
	int64_t *drops = NULL, before = 0, n_looked = 0;
	size_t n = 0, start = 0;
	int result = read_drops(ledger, &drops, &n, &start, err);
	*out_is_sound = true;
	for (size_t k = 0; k <= N_MOMENTS && n > 1 && result == 0; k++) {
		size_t at = k == 0 ? start : (n - 1) * k / (N_MOMENTS + 1);
		if (drops[at] == before || (k > 0 && at == start))
			continue;
		before = drops[at];
		n_looked++;
		result = look_at(ledger, drops[at], at >= start, write, context, out_is_sound, err);
	}
	if (result == 0 && n_looked > 0 && *out_is_sound)
		result = say(write, context, AID_MSG_VERIFY_PAST, n_looked, 0, err);
	free(drops);
	return result;
}

int
aid_ledger_verify_past(struct aid_ledger *ledger, aid_ledger_write *write, void *context,
		       bool *out_is_sound, struct aid_error *err)
{
	bool is_sound = false;
	int result = aid_db_begin(ledger->db, err);
	if (result != 0)
		return result;
	result = look_back(ledger, write, context, &is_sound, err);
	/* The tables stay, whatever moment they are of: the next one fills them anew. */
	if (ledger->has_moment)
		ledger->moment = (struct aid_moment){ 0, 0 };
	if (result == 0)
		result = aid_db_commit(ledger->db, err);
	else
		aid_db_rollback(ledger->db);
	if (result == 0)
		*out_is_sound = is_sound;
	return result;
}
