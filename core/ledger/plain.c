#include "ledger/plain.h"

#include <stdlib.h>
#include <string.h>

#include "base/ahead.h"
#include "base/integer.h"
#include "store/rows.h"

/* A batch ends with the waybill that fills it, and fits the processor's cache. */
#define BATCH_WAYBILLS 4096
/* Where nothing is laid side by side here: the tables of the closer look hold them. */
#define BATCH_CLOSER 65536
#define BATCH_LINES 4096
/* Fewer than that are read where they are needed: a thread and a connection cost more. */
#define AHEAD_WAYBILLS 4096
#define SECONDS_PER_DAY 86400

/* The numbers of a consignment, in the order of the columns of plain_consignment without its line. */
enum number {
	N_WAYBILL,
	N_BASE_UNIT,
	N_LANE,
	N_CROSSING,
	N_COMMITMENT,
	N_DAY,
	N_ACCESS_DAY,
	N_D,
	N_A,
	N_O,
	N_X,
	N_C,
	N_V,
	N_I,
	N_R,
	N_L,
	N_SEEN,
	N_FOLLOWED_TO,
	/* Moments, UNKNOWN where no report tells. */
	N_SENT_AT,
	N_FIRST_AT,
	N_ACCESS_AT,
	N_NUMBERS
};
#define UNKNOWN INT64_MAX
#define LINE_COLUMN 1

struct line {
	int64_t numbers[N_NUMBERS];
	struct aid_slice text; /* in the batch's arena */
	unsigned stages;       /* bits: reported already */
};

struct id_run {
	int64_t first, last;
};

struct batch {
	struct aid_arena arena;
	struct line *lines;
	size_t n_lines, lines_room;
	int64_t *closer; /* waybill ids */
	size_t n_closer, closer_room;
	struct id_run *runs;
	size_t n_runs, runs_room;
	bool is_last;
};

/* base_unit_id 0: the unit has no plain measure. */
struct measure {
	int64_t base_unit_id, factor;
};

struct aid_plains {
	struct aid_ledger *ledger;
	struct aid_db *db;     /* from which the facts are read */
	struct aid_db *beside; /* a connection of the thread's own; NULL: none */
	const struct aid_reconcile_scope *scope;
	struct aid_ahead *ahead;  /* NULL: batches are filled when they are asked for */
	struct measure *measures; /* by unit_id */
	size_t n_measures;
	struct id_run *runs; /* in order */
	size_t n_runs, runs_room;
	size_t run_at;   /* the run that is next */
	int64_t next_id; /* and where in it */
	struct batch batches[AID_AHEAD_ITEMS];
	struct batch *taken;
};

/* The facts of one kind in the order of their waybills; `waybill_id` is that of the row before us, INT64_MAX behind the last. */
struct facts {
	struct aid_statement *s;
	int64_t waybill_id;
};

static int
make_room(void **items, size_t n_items, size_t *room, size_t size, struct aid_error *err)
{
	if (n_items < *room)
		return 0;
	size_t n_room = *room == 0 ? 256 : *room * 2;
	void *larger = realloc(*items, n_room * size);
	if (larger == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	*items = larger;
	*room = n_room;
	return 0;
}

#define MAKE_ROOM(items, n_items, room, err)                                                       \
	make_room((void **)&(items), n_items, &(room), sizeof(*(items)), err)

static int
next_fact(struct facts *facts, struct aid_error *err)
{
	bool has_row;
	int result = aid_statement_step(facts->s, &has_row, err);
	if (result == 0)
		facts->waybill_id = has_row ? aid_column_int(facts->s, 0) : INT64_MAX;
	return result;
}

static int
open_facts(struct aid_plains *plains, const char *name, const struct id_run *run,
	   struct facts *out_facts, struct aid_error *err)
{
	int result = aid_db_statement(plains->db, name, &out_facts->s, err);
	if (result != 0)
		return result;
	aid_bind_int(out_facts->s, ":first", run->first);
	aid_bind_int(out_facts->s, ":last", run->last);
	aid_bind_int_if(out_facts->s, ":known", plains->scope->known);
	aid_bind_int_if(out_facts->s, ":as_of", plains->scope->as_of);
	return next_fact(out_facts, err);
}

/* False where the quantity has no plain measure. */
static bool
measure_quantity(const struct aid_plains *plains, struct aid_statement *s, int quantity_column,
		 int64_t *out_base_unit_id, int64_t *out_quantity)
{
	int64_t unit_id = aid_column_int(s, quantity_column + 1);
	int64_t quantity = aid_column_int(s, quantity_column);
	if (unit_id <= 0 || (size_t)unit_id >= plains->n_measures ||
	    plains->measures[unit_id].base_unit_id == 0 || aid_column_is_null(s, quantity_column))
		return false;
	*out_base_unit_id = plains->measures[unit_id].base_unit_id;
	*out_quantity = quantity;
	return plains->measures[unit_id].factor == 1000 ||
	       aid_integer_scale(quantity, plains->measures[unit_id].factor, 1000, out_quantity);
}

/* Lines are few and alike: "1" above all. */
static int
keep_line(struct batch *batch, struct aid_slice text, struct aid_slice *out_text,
	  struct aid_error *err)
{
	if (batch->n_lines > 0 && aid_slice_is_equal(batch->lines[batch->n_lines - 1].text, text)) {
		*out_text = batch->lines[batch->n_lines - 1].text;
		return 0;
	}
	*out_text = aid_arena_copy(&batch->arena, text);
	return out_text->ptr != NULL ? 0
				     : aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* The lines that were sent under the waybill; *is_plain turns false where one is not plain. */
static int
read_lines(struct aid_plains *plains, struct batch *batch, struct facts *shipments, int64_t waybill,
	   bool *is_plain, struct aid_error *err)
{
	size_t start = batch->n_lines;
	int result = 0;
	while (result == 0 && shipments->waybill_id == waybill) {
		struct aid_statement *s = shipments->s;
		struct line line = { .stages = 0 };
		struct aid_slice text = aid_column_text(s, 1);
		int64_t at = aid_column_int(s, 6);
		*is_plain = *is_plain &&
			    measure_quantity(plains, s, 4, &line.numbers[N_BASE_UNIT],
					     &line.numbers[N_D]) &&
			    (batch->n_lines == start ||
			     !aid_slice_is_equal(batch->lines[batch->n_lines - 1].text, text));
		line.numbers[N_WAYBILL] = waybill;
		line.numbers[N_LANE] = aid_column_int(s, 2);
		line.numbers[N_COMMITMENT] = aid_column_int(s, 3);
		line.numbers[N_DAY] = at / SECONDS_PER_DAY;
		line.numbers[N_ACCESS_DAY] = at / SECONDS_PER_DAY;
		line.numbers[N_SEEN] = at * 16 + 1;
		line.numbers[N_FOLLOWED_TO] = aid_column_int(s, 7);
		line.numbers[N_SENT_AT] = at;
		line.numbers[N_FIRST_AT] = line.numbers[N_ACCESS_AT] = UNKNOWN;
		result = MAKE_ROOM(batch->lines, batch->n_lines, batch->lines_room, err);
		if (result == 0 && *is_plain)
			result = keep_line(batch, text, &line.text, err);
		if (result == 0 && *is_plain)
			batch->lines[batch->n_lines++] = line;
		if (result == 0)
			result = next_fact(shipments, err);
	}
	return result;
}

/* Where the quantities of a stage belong: refused goods return, damaged ones are lost. */
static const enum number number_of_stage[] = { N_NUMBERS, N_NUMBERS, N_A, N_O, N_X, N_C,
					       N_V,       N_I,       N_R, N_R, N_L, N_L };
#define N_STAGES (sizeof(number_of_stage) / sizeof(number_of_stage[0]))
#define STAGE_DISPATCHED 1
#define STAGE_AT_CROSSING 2
#define STAGE_CROSSED 4
#define STAGE_DELIVERED 6

/* Adds a report to its line; false where that is not plain. */
static bool
add_report(const struct aid_plains *plains, struct line *line, struct aid_statement *s)
{
	int64_t stage = aid_column_int(s, 2), at = aid_column_int(s, 3),
		place = aid_column_int(s, 4), base_unit, quantity;
	int64_t followed_to = aid_column_int(s, 7);
	if (stage <= 0 || stage >= (int64_t)N_STAGES || (line->stages & 1U << stage) != 0 ||
	    !measure_quantity(plains, s, 5, &base_unit, &quantity) ||
	    base_unit != line->numbers[N_BASE_UNIT])
		return false;
	line->stages |= 1U << stage;
	if (number_of_stage[stage] != N_NUMBERS)
		line->numbers[number_of_stage[stage]] += quantity;
	if (place != 0 && stage >= STAGE_AT_CROSSING && stage <= STAGE_CROSSED) {
		if (line->numbers[N_CROSSING] != 0 && line->numbers[N_CROSSING] != place)
			return false;
		line->numbers[N_CROSSING] = place;
	}
	/* Where its dispatch was reported too, that is what was seen first: it says nothing of the way. */
	if (stage == STAGE_DISPATCHED && quantity > 0)
		line->numbers[N_SENT_AT] = UNKNOWN;
	if (at < line->numbers[N_FIRST_AT])
		line->numbers[N_FIRST_AT] = at;
	if (stage >= STAGE_CROSSED && stage <= STAGE_DELIVERED && at < line->numbers[N_ACCESS_AT]) {
		line->numbers[N_ACCESS_AT] = at;
		line->numbers[N_ACCESS_DAY] = at / SECONDS_PER_DAY;
	}
	if (at * 16 + stage > line->numbers[N_SEEN])
		line->numbers[N_SEEN] = at * 16 + stage;
	if (followed_to > line->numbers[N_FOLLOWED_TO])
		line->numbers[N_FOLLOWED_TO] = followed_to;
	return true;
}

/* Seen on no day before it was sent, and no more of it than was sent. */
static bool
is_line_plain(const struct line *line)
{
	const int64_t *n = line->numbers;
	int64_t ended = n[N_V] + n[N_I] + n[N_R] + n[N_L];
	return (line->stages == 0 || n[N_FIRST_AT] / SECONDS_PER_DAY >= n[N_DAY]) &&
	       n[N_A] <= n[N_D] && n[N_O] <= n[N_D] && n[N_X] <= n[N_D] && n[N_C] <= n[N_D] &&
	       ended <= n[N_D];
}

/* Reports come in the order of their lines, as the lines do. */
static int
read_reports(struct aid_plains *plains, struct batch *batch, size_t start, struct facts *reports,
	     int64_t waybill, bool *is_plain, struct aid_error *err)
{
	int result = 0;
	size_t at = start;
	while (result == 0 && reports->waybill_id == waybill) {
		struct aid_slice text = aid_column_text(reports->s, 1);
		while (*is_plain && at < batch->n_lines &&
		       !aid_slice_is_equal(batch->lines[at].text, text))
			at++;
		*is_plain = *is_plain && at < batch->n_lines &&
			    add_report(plains, &batch->lines[at], reports->s);
		result = next_fact(reports, err);
	}
	for (size_t k = start; k < batch->n_lines && *is_plain; k++)
		*is_plain = is_line_plain(&batch->lines[k]);
	return result;
}

static int
look_closer(struct batch *batch, int64_t waybill, struct aid_error *err)
{
	int result = MAKE_ROOM(batch->closer, batch->n_closer, batch->closer_room, err);
	if (result == 0)
		batch->closer[batch->n_closer++] = waybill;
	return result;
}

static int
read_waybill(struct aid_plains *plains, struct batch *batch, struct facts *traits,
	     struct facts *shipments, struct facts *reports, int64_t waybill, struct aid_error *err)
{
	size_t start = batch->n_lines;
	bool is_plain = traits->waybill_id != waybill;
	int result = is_plain ? 0 : next_fact(traits, err);
	if (result == 0)
		result = read_lines(plains, batch, shipments, waybill, &is_plain, err);
	if (result == 0)
		result = read_reports(plains, batch, start, reports, waybill, &is_plain, err);
	if (result != 0 || is_plain)
		return result;
	batch->n_lines = start;
	return look_closer(batch, waybill, err);
}

static int64_t
least_waybill(const struct facts *a, const struct facts *b, const struct facts *c)
{
	int64_t least = a->waybill_id < b->waybill_id ? a->waybill_id : b->waybill_id;
	return least < c->waybill_id ? least : c->waybill_id;
}

/* Up to the end of the run, or until the batch is full: run->last is then set back. */
static int
read_run(struct aid_plains *plains, struct batch *batch, struct id_run *run, struct aid_error *err)
{
	struct facts traits = { 0 }, shipments = { 0 }, reports = { 0 };
	int64_t waybill;
	int result = open_facts(plains, "plain_traits", run, &traits, err);
	if (result == 0)
		result = open_facts(plains, "plain_shipments", run, &shipments, err);
	if (result == 0)
		result = open_facts(plains, "plain_reports", run, &reports, err);
	while (result == 0 &&
	       (waybill = least_waybill(&traits, &shipments, &reports)) != INT64_MAX) {
		if (batch->n_lines >= BATCH_LINES) {
			run->last = waybill - 1;
			break;
		}
		if (atomic_load(&plains->ledger->is_interrupted))
			result = aid_message_error(err, AID_E_INTERRUPTED, AID_MSG_INTERRUPTED, 0);
		else
			result = read_waybill(plains, batch, &traits, &shipments, &reports, waybill,
					      err);
	}
	const struct facts *all[] = { &traits, &shipments, &reports };
	for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
		if (all[k]->s != NULL)
			aid_statement_reset(all[k]->s);
	return result;
}

/* Whatever they hold: everything is looked at. */
static int
take_run(struct batch *batch, const struct id_run *run, struct aid_error *err)
{
	int result = 0;
	for (int64_t id = run->first; id <= run->last && result == 0; id++)
		result = look_closer(batch, id, err);
	return result;
}

static int
fill(void *context, void *item, bool *out_is_last, struct aid_error *err)
{
	struct aid_plains *plains = context;
	struct batch *batch = item;
	int64_t n_ids = 0, n_max = plains->scope->is_all_looked_at ? BATCH_CLOSER : BATCH_WAYBILLS;
	int result = 0;
	aid_arena_reset(&batch->arena);
	batch->n_lines = batch->n_closer = batch->n_runs = 0;
	while (result == 0 && plains->run_at < plains->n_runs && n_ids < n_max &&
	       batch->n_lines < BATCH_LINES) {
		struct id_run run = { plains->next_id, plains->runs[plains->run_at].last };
		if (run.last - run.first >= n_max - n_ids)
			run.last = run.first + n_max - n_ids - 1;
		result = plains->scope->is_all_looked_at ? take_run(batch, &run, err)
							 : read_run(plains, batch, &run, err);
		if (result == 0)
			result = MAKE_ROOM(batch->runs, batch->n_runs, batch->runs_room, err);
		if (result != 0)
			break;
		batch->runs[batch->n_runs++] = run;
		n_ids += run.last - run.first + 1;
		plains->next_id = run.last + 1;
		if (run.last == plains->runs[plains->run_at].last &&
		    ++plains->run_at < plains->n_runs)
			plains->next_id = plains->runs[plains->run_at].first;
	}
	batch->is_last = *out_is_last = plains->run_at >= plains->n_runs;
	return result;
}

/* Runs come in the order of their first id; where they overlap an id is taken once. */
static int
read_runs(struct aid_plains *plains, const char *name, int64_t *out_n_ids, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = true;
	int64_t done = 0;
	*out_n_ids = 0;
	int result = aid_db_statement(plains->ledger->db, name, &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		struct id_run run = { aid_column_int(s, 0), aid_column_int(s, 1) };
		if (run.first <= done)
			run.first = done + 1;
		if (run.first > run.last)
			continue;
		done = run.last;
		*out_n_ids += run.last - run.first + 1;
		result = MAKE_ROOM(plains->runs, plains->n_runs, plains->runs_room, err);
		if (result == 0)
			plains->runs[plains->n_runs++] = run;
	}
	plains->next_id = plains->n_runs > 0 ? plains->runs[0].first : 0;
	return result;
}

static int
read_measures(struct aid_plains *plains, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = true;
	int result = aid_db_statement(plains->ledger->db, "plain_measures", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		size_t unit = (size_t)aid_column_int(s, 0);
		if (unit >= plains->n_measures) {
			size_t n_measures = unit + 64;
			struct measure *larger =
				realloc(plains->measures, n_measures * sizeof(*larger));
			if (larger == NULL)
				return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
			memset(larger + plains->n_measures, 0,
			       (n_measures - plains->n_measures) * sizeof(*larger));
			plains->measures = larger;
			plains->n_measures = n_measures;
		}
		plains->measures[unit] =
			(struct measure){ aid_column_int(s, 1), aid_column_int(s, 2) };
	}
	return result;
}

static void
give_run(const void *context, size_t row, int column, struct aid_rows_value *out_value)
{
	const struct batch *batch = context;
	aid_rows_give_int(out_value, column == 0 ? batch->runs[row].first : batch->runs[row].last);
}

static void
give_line(const void *context, size_t row, int column, struct aid_rows_value *out_value)
{
	const struct batch *batch = context;
	const struct line *line = &batch->lines[row];
	int number = column < LINE_COLUMN ? column : column - 1;
	if (column == LINE_COLUMN)
		aid_rows_give_text(out_value, line->text);
	else if (number < N_SENT_AT || line->numbers[number] != UNKNOWN)
		aid_rows_give_int(out_value, line->numbers[number]);
}

static void
give_closer(const void *context, size_t row, int column, struct aid_rows_value *out_value)
{
	const struct batch *batch = context;
	(void)column;
	aid_rows_give_int(out_value, batch->closer[row]);
}

int
aid_plains_define(struct aid_ledger *ledger, struct aid_error *err)
{
	int result = aid_rows_define(ledger->db, "plain_create", "plain_consignment", 2, give_line,
				     &ledger->plain_consignment, err);
	if (result == 0)
		result = aid_rows_define(ledger->db, "plain_create", "closer_look", 1, give_closer,
					 &ledger->closer_look, err);
	if (result == 0)
		result = aid_rows_define(ledger->db, "plain_create", "plain_run", 1, give_run,
					 &ledger->plain_run, err);
	return result;
}

/* The facts are read through a connection of the thread's own: what is to be reconciled is committed, and in a moment that is past nothing
 * changes any more. */
static int
start_ahead(struct aid_plains *plains, struct aid_error *err)
{
	void *items[AID_AHEAD_ITEMS];
	for (size_t k = 0; k < AID_AHEAD_ITEMS; k++)
		items[k] = &plains->batches[k];
	int result = aid_db_open_beside(plains->ledger->db, &plains->beside, err);
	if (result == 0)
		result = aid_db_begin(plains->beside, err);
	if (result != 0)
		return result;
	plains->db = plains->beside;
	return aid_ahead_start(fill, plains, items, &plains->ahead, err);
}

int
aid_plains_start(struct aid_ledger *ledger, const struct aid_reconcile_scope *scope,
		 const char *runs, struct aid_plains **out_plains, struct aid_error *err)
{
	struct aid_plains *plains = calloc(1, sizeof(*plains));
	int64_t n_ids = 0;
	if (plains == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	plains->ledger = ledger;
	plains->db = ledger->db;
	plains->scope = scope;
	for (size_t k = 0; k < AID_AHEAD_ITEMS; k++)
		aid_arena_init(&plains->batches[k].arena);
	int result = read_runs(plains, runs, &n_ids, err);
	if (result == 0)
		result = read_measures(plains, err);
	if (result == 0 && n_ids >= AHEAD_WAYBILLS && !scope->is_all_looked_at &&
	    !scope->is_uncommitted)
		result = start_ahead(plains, err);
	if (result != 0) {
		aid_plains_stop(plains);
		return result;
	}
	*out_plains = plains;
	return 0;
}

int
aid_plains_next(struct aid_plains *plains, struct aid_plain_batch *out_batch, struct aid_error *err)
{
	struct aid_ledger *ledger = plains->ledger;
	bool is_last;
	void *item = &plains->batches[0];
	int result = 0;
	if (plains->ahead != NULL && plains->taken != NULL)
		aid_ahead_give_back(plains->ahead, plains->taken);
	plains->taken = NULL;
	if (plains->ahead != NULL)
		result = aid_ahead_next(plains->ahead, &item, err);
	else
		result = fill(plains, item, &is_last, err);
	if (result != 0)
		return result;
	struct batch *batch = plains->taken = item;
	aid_rows_set(ledger->plain_run, batch, batch->n_runs);
	aid_rows_set(ledger->plain_consignment, batch, batch->n_lines);
	aid_rows_set(ledger->closer_look, batch, batch->n_closer);
	*out_batch = (struct aid_plain_batch){ batch->n_closer > 0, batch->is_last };
	return 0;
}

void
aid_plains_stop(struct aid_plains *plains)
{
	if (plains == NULL)
		return;
	aid_ahead_stop(plains->ahead);
	aid_db_close(plains->beside);
	for (size_t k = 0; k < AID_AHEAD_ITEMS; k++) {
		aid_arena_done(&plains->batches[k].arena);
		free(plains->batches[k].lines);
		free(plains->batches[k].closer);
		free(plains->batches[k].runs);
	}
	aid_rows_set(plains->ledger->plain_run, NULL, 0);
	aid_rows_set(plains->ledger->plain_consignment, NULL, 0);
	aid_rows_set(plains->ledger->closer_look, NULL, 0);
	free(plains->measures);
	free(plains->runs);
	free(plains);
}
