#include "ledger/internal.h"

struct check {
	const char *statement;
	enum aid_message sound, broken;
};

static int
say(aid_ledger_write *write, void *context, enum aid_message message, int64_t number,
    struct aid_error *err)
{
	struct aid_buffer line, count;
	aid_buffer_init(&line);
	aid_buffer_init(&count);
	aid_buffer_append_int(&count, number);
	struct aid_slice args[] = { aid_buffer_slice(&count) };
	aid_message_format(&line, message, args, 1);
	aid_buffer_append_char(&line, '\n');
	int result = aid_buffer_check(&line, err);
	if (result == 0)
		result = write(context, aid_buffer_slice(&line), err);
	aid_buffer_done(&count);
	aid_buffer_done(&line);
	return result;
}

static int
run_check(struct aid_ledger *ledger, const struct check *check, aid_ledger_write *write,
	  void *context, bool *is_sound, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ledger->db, check->statement, &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	int64_t n_wrong = aid_column_int(s, 0);
	aid_statement_reset(s);
	*is_sound = *is_sound && n_wrong == 0;
	if (n_wrong == 0 && check->sound == AID_MSG_NONE)
		return 0;
	return say(write, context, n_wrong == 0 ? check->sound : check->broken, n_wrong, err);
}

static int
run_checks(struct aid_ledger *ledger, const struct check *checks, size_t n_checks,
	   aid_ledger_write *write, void *context, bool *is_sound, struct aid_error *err)
{
	int result = 0;
	for (size_t k = 0; k < n_checks && result == 0; k++)
		result = run_check(ledger, &checks[k], write, context, is_sound, err);
	return result;
}

int
aid_ledger_verify(struct aid_ledger *ledger, aid_ledger_write *write, void *context,
		  bool *out_is_sound, bool *out_is_waiting, struct aid_error *err)
{
	static const struct check kept[] = {
		{ "verify_outcomes", AID_MSG_VERIFY_OUTCOMES, AID_MSG_VERIFY_OUTCOMES_BROKEN },
		{ "verify_funnel", AID_MSG_VERIFY_FUNNEL, AID_MSG_VERIFY_FUNNEL_BROKEN },
		{ "verify_cells", AID_MSG_VERIFY_CELLS, AID_MSG_VERIFY_CELLS_BROKEN },
		{ "verify_journal", AID_MSG_VERIFY_JOURNAL, AID_MSG_VERIFY_JOURNAL_BROKEN },
	};
	static const struct check anew[] = {
		{ "verify_term", AID_MSG_NONE, AID_MSG_VERIFY_COMMITMENT_BROKEN },
		{ "verify_commitment", AID_MSG_VERIFY_COMMITMENT,
		  AID_MSG_VERIFY_COMMITMENT_BROKEN },
		{ "verify_position_range", AID_MSG_NONE, AID_MSG_VERIFY_POSITION_BROKEN },
		{ "verify_position", AID_MSG_VERIFY_POSITION, AID_MSG_VERIFY_POSITION_BROKEN },
		{ "verify_tally", AID_MSG_NONE, AID_MSG_VERIFY_TALLY_BROKEN },
		{ "verify_joined", AID_MSG_NONE, AID_MSG_VERIFY_JOINED_BROKEN },
		{ "verify_count_day", AID_MSG_NONE, AID_MSG_VERIFY_COUNT_BROKEN },
		{ "verify_count_weight", AID_MSG_NONE, AID_MSG_VERIFY_COUNT_BROKEN },
		{ "verify_nominal_weight", AID_MSG_NONE, AID_MSG_VERIFY_COUNT_BROKEN },
		{ "verify_count_source", AID_MSG_VERIFY_COUNT, AID_MSG_VERIFY_COUNT_BROKEN },
		{ "verify_cell", AID_MSG_NONE, AID_MSG_VERIFY_ALLOCATION_BROKEN },
		{ "verify_cell_range", AID_MSG_NONE, AID_MSG_VERIFY_ALLOCATION_BROKEN },
		{ "verify_allocation_range", AID_MSG_NONE, AID_MSG_VERIFY_ALLOCATION_BROKEN },
		{ "verify_arrival", AID_MSG_NONE, AID_MSG_VERIFY_ALLOCATION_BROKEN },
		{ "verify_allocation", AID_MSG_VERIFY_ALLOCATION,
		  AID_MSG_VERIFY_ALLOCATION_BROKEN },
		{ "verify_balance_range", AID_MSG_NONE, AID_MSG_VERIFY_BALANCE_BROKEN },
		{ "verify_balance", AID_MSG_VERIFY_BALANCE, AID_MSG_VERIFY_BALANCE_BROKEN },
		{ "verify_finding", AID_MSG_VERIFY_FINDING, AID_MSG_VERIFY_FINDING_BROKEN },
	};
	bool is_sound = true, is_waiting = false, had_moment = ledger->has_moment;
	int64_t last = 0;
	struct aid_statement *s;
	bool has_row;
	int result = aid_ledger_is_waiting(ledger, &is_waiting, err);
	if (result != 0)
		return result;
	if (is_waiting) {
		*out_is_sound = false;
		*out_is_waiting = true;
		return say(write, context, AID_MSG_VERIFY_WAITING, 0, err);
	}
	result = aid_db_begin(ledger->db, err);
	if (result != 0)
		return result;
	result = run_checks(ledger, kept, sizeof(kept) / sizeof(kept[0]), write, context, &is_sound,
			    err);
	if (result == 0)
		result = aid_db_statement(ledger->db, "drop_last", &s, err);
	if (result == 0)
		result = aid_statement_step(s, &has_row, err);
	if (result == 0) {
		last = aid_column_int(s, 0);
		aid_statement_reset(s);
		result = aid_ledger_recompute(ledger, last, INT64_MAX, true, err);
	}
	if (result == 0)
		result = run_checks(ledger, anew, sizeof(anew) / sizeof(anew[0]), write, context,
				    &is_sound, err);
	if (result == 0)
		result = say(write, context,
			     is_sound ? AID_MSG_VERIFY_SOUND : AID_MSG_VERIFY_UNSOUND, 0, err);
	if (result == 0 && had_moment) {
		/* The tables stay, with the last drop known: whatever moment is asked for next, they are filled anew. */
		ledger->moment = (struct aid_moment){ 0, 0 };
		result = aid_db_commit(ledger->db, err);
	} else {
		aid_db_rollback(ledger->db);
		ledger->has_moment = had_moment; /* tables made in the transaction went with it */
	}
	if (result == 0) {
		*out_is_sound = is_sound;
		*out_is_waiting = false;
	}
	return result;
}
