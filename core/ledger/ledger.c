#include <stdlib.h>

#include "ledger/internal.h"

int
aid_ledger_open(const char *path, enum aid_db_mode mode, struct aid_ledger **out_ledger,
		struct aid_error *err)
{
	struct aid_ledger *ledger = calloc(1, sizeof(*ledger));
	if (ledger == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	ledger->moment = AID_MOMENT_NOW;
	int result = aid_db_open(path, mode, &ledger->db, err);
	if (result == 0)
		result = aid_names_new(ledger->db, &ledger->names, err);
	if (result == 0)
		result = aid_waybills_new(ledger->db, &ledger->waybills, err);
	if (result != 0) {
		aid_ledger_close(ledger);
		return result;
	}
	*out_ledger = ledger;
	return 0;
}

void
aid_ledger_close(struct aid_ledger *ledger)
{
	if (ledger == NULL)
		return;
	aid_names_free(ledger->names);
	aid_waybills_free(ledger->waybills);
	aid_units_free(ledger->units);
	aid_db_close(ledger->db);
	free(ledger);
}

struct aid_db *
aid_ledger_db(struct aid_ledger *ledger)
{
	return ledger->db;
}

void
aid_ledger_interrupt(struct aid_ledger *ledger)
{
	atomic_store(&ledger->is_interrupted, true);
	aid_db_interrupt(ledger->db);
}

static int
read_number(struct aid_db *db, const char *name, const char *parameter, int64_t value,
	    int64_t *out_number, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(db, name, &s, err);
	if (result != 0)
		return result;
	if (parameter != NULL)
		aid_bind_int(s, parameter, value);
	result = aid_statement_step(s, &has_row, err);
	if (result != 0)
		return result;
	*out_number = has_row ? aid_column_int(s, 0) : 0;
	if (has_row)
		aid_statement_reset(s);
	return 0;
}

int
aid_ledger_is_waiting(struct aid_ledger *ledger, bool *out_is_waiting, struct aid_error *err)
{
	int64_t number = 0;
	int result = read_number(ledger->db, "dirty_is_waiting", NULL, 0, &number, err);
	if (result == 0)
		*out_is_waiting = number != 0;
	return result;
}

int
aid_ledger_reconcile(struct aid_ledger *ledger, bool *out_is_changed, struct aid_error *err)
{
	bool is_waiting = false;
	AID_REQUIRE(!ledger->has_moment);
	int result = aid_ledger_is_waiting(ledger, &is_waiting, err);
	if (result != 0)
		return result;
	if (!is_waiting) {
		*out_is_changed = false;
		return 0;
	}
	result = aid_reconcile_prepare(ledger, err);
	if (result == 0)
		result = aid_db_begin(ledger->db, err);
	if (result != 0)
		return result;
	result = aid_reconcile_waiting(ledger, false, err);
	if (result == 0)
		result = aid_db_commit(ledger->db, err);
	if (result != 0) {
		aid_db_rollback(ledger->db);
		return result;
	}
	*out_is_changed = true;
	return 0;
}

/* Empty tables in front of the kept ones, and everything waiting. */
static int
make_moment(struct aid_ledger *ledger, int64_t known, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_reconcile_prepare(ledger, err);
	if (result == 0 && ledger->has_moment)
		result = aid_db_script(ledger->db, "moment_clear", err);
	if (result == 0 && !ledger->has_moment)
		result = aid_db_script(ledger->db, "moment_create", err);
	if (result != 0)
		return result;
	ledger->has_moment = true;
	result = aid_db_script(ledger->db, "moment_fill", err);
	if (result == 0)
		result = aid_db_statement(ledger->db, "moment_put", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":known", known);
	return aid_statement_run(s, err);
}

int
aid_ledger_recompute(struct aid_ledger *ledger, int64_t known, int64_t as_of, bool is_all_looked_at,
		     struct aid_error *err)
{
	struct aid_reconcile_scope scope = { .known = known,
					     .as_of = as_of,
					     .is_all = true,
					     .is_all_looked_at =
						     is_all_looked_at || ledger->is_all_looked_at };
	int result = make_moment(ledger, known, err);
	return result == 0 ? aid_reconcile_run(ledger, &scope, err) : result;
}

int
aid_ledger_set_names(struct aid_ledger *ledger, int64_t known, struct aid_error *err)
{
	struct aid_reconcile_scope scope = {
		.known = known, .as_of = INT64_MAX, .is_all = true, .is_names_only = true
	};
	int result = make_moment(ledger, known, err);
	if (result == 0)
		result = aid_reconcile_run(ledger, &scope, err);
	/* No moment that anyone asks for: the next one is worked out whole. */
	ledger->moment = (struct aid_moment){ INT64_MIN, INT64_MIN };
	return result;
}

int
aid_ledger_find_known(struct aid_ledger *ledger, int64_t known_at_end, int64_t *out_known,
		      struct aid_error *err)
{
	return read_number(ledger->db, "drop_last_before", ":known_at", known_at_end, out_known,
			   err);
}

int
aid_ledger_known_at(struct aid_ledger *ledger, int64_t drop, int64_t *out_known_at,
		    struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ledger->db, "drop_known_at", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":drop", drop);
	result = aid_statement_step(s, &has_row, err);
	if (result == 0 && !has_row)
		result = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_DROP_UNKNOWN, 0);
	if (result != 0)
		return result;
	*out_known_at = aid_column_int(s, 0);
	aid_statement_reset(s);
	return 0;
}

/* Where the figures of a moment are. */
enum way { KEPT, BROUGHT_BACK, ANEW };

/* The kept tables answer when nothing later than the moment is known, and nothing waits to be reconciled. Sums are brought back where the journals lead
 * there; all else is worked out anew, in temporary tables. *inout_moment: its drop is one that is there. */
static int
find_way(struct aid_ledger *ledger, bool is_sums_only, struct aid_moment *inout_moment,
	 enum way *out_way, struct aid_error *err)
{
	struct aid_statement *s;
	int64_t latest_at = 0, last = 0;
	bool is_waiting = false, leads_back = false;
	int result = read_number(ledger->db, "horizon_get", NULL, 0, &latest_at, err);
	if (result == 0)
		result = read_number(ledger->db, "drop_last", NULL, 0, &last, err);
	if (result == 0)
		result = aid_ledger_is_waiting(ledger, &is_waiting, err);
	if (result != 0)
		return result;
	*out_way = ANEW;
	if (latest_at < inout_moment->as_of_end && inout_moment->known >= last && !is_waiting) {
		*out_way = KEPT;
		return 0;
	}
	if (inout_moment->known > last)
		inout_moment->known = last;
	if (!is_sums_only)
		return 0;
	result = aid_db_statement(ledger->db, "journal_leads_back", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":known", inout_moment->known);
	aid_bind_int(s, ":as_of", inout_moment->as_of_end);
	result = aid_statement_step(s, &leads_back, err);
	if (result == 0 && leads_back)
		*out_way = BROUGHT_BACK;
	aid_statement_reset(s);
	return result;
}

static int
bring_back(struct aid_ledger *ledger, struct aid_moment moment, struct aid_error *err)
{
	struct aid_reconcile_scope scope = { .known = moment.known,
					     .as_of = moment.as_of_end,
					     .is_all = true,
					     .is_brought_back = true };
	int result = make_moment(ledger, moment.known, err);
	return result == 0 ? aid_reconcile_run(ledger, &scope, err) : result;
}

static int
set_moment(struct aid_ledger *ledger, struct aid_moment asked, bool is_sums_only,
	   bool *out_is_brought_back, struct aid_error *err)
{
	struct aid_moment moment = asked;
	enum way way = ANEW;
	int result = find_way(ledger, is_sums_only, &moment, &way, err);
	if (result == 0 && way == KEPT && ledger->has_moment)
		result = aid_db_script(ledger->db, "moment_drop", err);
	if (result == 0 && way == BROUGHT_BACK)
		result = bring_back(ledger, moment, err);
	if (result == 0 && way == ANEW)
		result = aid_ledger_recompute(ledger, moment.known, moment.as_of_end, false, err);
	if (result != 0)
		return result;
	if (way == KEPT)
		ledger->has_moment = false;
	/* What is brought back is no moment for whoever needs all of it. */
	ledger->moment = way == BROUGHT_BACK ? (struct aid_moment){ INT64_MIN, INT64_MIN } : asked;
	*out_is_brought_back = way == BROUGHT_BACK;
	return 0;
}

int
aid_ledger_set_moment(struct aid_ledger *ledger, struct aid_moment moment, struct aid_error *err)
{
	bool is_brought_back;
	bool is_same = moment.as_of_end == ledger->moment.as_of_end &&
		       moment.known == ledger->moment.known;
	return is_same ? 0 : set_moment(ledger, moment, false, &is_brought_back, err);
}

int
aid_ledger_set_sums(struct aid_ledger *ledger, struct aid_moment moment, bool *out_is_brought_back,
		    struct aid_error *err)
{
	bool is_brought_back = false;
	int result = set_moment(ledger, moment, true, &is_brought_back, err);
	if (result == 0 && out_is_brought_back != NULL)
		*out_is_brought_back = is_brought_back;
	return result;
}
