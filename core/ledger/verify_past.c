/* Is the journal what a look back finds? Moments are looked back at that part its drops into equal shares: what was moved from one
 * of them to another adds up at the end, and not there. */
#include <stdlib.h>

#include "ledger/internal.h"

#define N_MOMENTS 3

/* The drops with which the journal has lines; the caller frees them. */
static int
read_drops(struct aid_ledger *ledger, int64_t **out_drops, size_t *out_n, struct aid_error *err)
{
	struct aid_statement *s;
	int64_t *drops = NULL;
	size_t n = 0, n_room = 0;
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
		drops[n++] = aid_column_int(s, 0);
	}
	*out_drops = drops;
	*out_n = n;
	return result;
}

static int
count_wrong(struct aid_ledger *ledger, int64_t drop, int64_t *out_n_wrong, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_ledger_recompute(ledger, drop, INT64_MAX, false, err);
	if (result == 0)
		result = aid_db_statement(ledger->db, "verify_journal_then", &s, err);
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

static int
look_back(struct aid_ledger *ledger, aid_ledger_write *write, void *context, bool *out_is_sound,
	  struct aid_error *err)
{
	int64_t *drops = NULL, before = 0, n_looked = 0;
	size_t n = 0;
	int result = read_drops(ledger, &drops, &n, err);
	*out_is_sound = true;
	for (size_t k = 1; k <= N_MOMENTS && n > 1 && result == 0; k++) {
		int64_t n_wrong = 0, drop = drops[(n - 1) * k / (N_MOMENTS + 1)];
		if (drop == before)
			continue;
		before = drop;
		n_looked++;
		result = count_wrong(ledger, drop, &n_wrong, err);
		if (result != 0 || n_wrong == 0)
			continue;
		*out_is_sound = false;
		result = say(write, context, AID_MSG_VERIFY_PAST_BROKEN, n_wrong, drop, err);
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
