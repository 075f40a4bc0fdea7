#include "report/aged.h"
#include "report/shortfall_parts.h"
#include "value/date.h"
#include "value/words.h"

/* As the tables of ranges number it. */
#define BOUND_MEASURED 3

static const struct aid_result_column columns[N_COLUMNS] = {
#define X(id, name, title, is_right_aligned, rank) [id] = { name, title, is_right_aligned, rank },
	COLUMN_LIST(X)
#undef X
};

static void
set_quantity(struct aid_cell *cells, enum column column, int64_t milli)
{
	aid_result_set_number(&cells[column], AID_CELL_QUANTITY, milli);
}

void
aid_shortfall_set_figures(struct aid_cell *cells, const struct aid_funnel *f)
{
	set_quantity(cells, COMMITTED, f->committed);
	set_quantity(cells, NOT_DISPATCHED, f->not_dispatched);
	set_quantity(cells, MOVING, f->pieces[AID_PIECE_MOVING]);
	set_quantity(cells, AT_CROSSING, f->pieces[AID_PIECE_AT_CROSSING]);
	set_quantity(cells, UNCOLLECTED, f->pieces[AID_PIECE_UNCOLLECTED]);
	set_quantity(cells, COLLECTED, f->pieces[AID_PIECE_COLLECTED]);
	set_quantity(cells, DELIVERED, f->pieces[AID_PIECE_DELIVERED]);
	set_quantity(cells, INTERCEPTED, f->pieces[AID_PIECE_INTERCEPTED]);
	set_quantity(cells, RETURNED, f->pieces[AID_PIECE_RETURNED]);
	set_quantity(cells, LOST, f->pieces[AID_PIECE_LOST]);
	set_quantity(cells, UNACCOUNTED, f->pieces[AID_PIECE_UNACCOUNTED]);
	set_quantity(cells, SURPLUS, f->surplus);
	set_quantity(cells, SHORTFALL, f->shortfall);
	set_quantity(cells, REACHED, f->reached);
	set_quantity(cells, DISPATCHED, f->dispatched);
	set_quantity(cells, CROSSED, f->crossed);
}

void
aid_shortfall_set_bounds(struct aid_cell *cells, const struct aid_funnel *f)
{
	set_quantity(cells, SHORTFALL_LOW, f->shortfall_low);
	set_quantity(cells, SHORTFALL_HIGH, f->shortfall_high);
	set_quantity(cells, MEASURED_SHARE, aid_funnel_measured_share(f));
	set_quantity(cells, REACHED_LOW, f->reached_low);
	set_quantity(cells, REACHED_HIGH, f->reached_high);
	set_quantity(cells, REACHED_MEASURED, f->reached_measured);
}

void
aid_shortfall_set_as_of(struct aid_cell *cells, int64_t as_of_end)
{
	if (as_of_end % AID_DAY_SECONDS == 0) {
		aid_result_set_number(&cells[AS_OF], AID_CELL_DAY, as_of_end / AID_DAY_SECONDS - 1);
	} else {
		aid_result_set_number(&cells[AS_OF], AID_CELL_SECONDS, as_of_end);
	}
}

/* A bound without a row is what was reached. */
static void
read_bound(struct aid_statement *s, enum field field, int64_t *bound)
{
	if (!aid_column_is_null(s, (int)field)) {
		*bound = aid_column_int(s, (int)field);
	}
}

static void
read_promise(const struct aid_shortfall_report *r, struct aid_statement *s,
	     struct aid_funnel_promise *promise, struct aid_funnel_balance *balance)
{
	static const enum field pieces[AID_PIECE_COUNT] = {
		[AID_PIECE_DELIVERED] = F_V,
		[AID_PIECE_COLLECTED] = F_COLLECTED,
		[AID_PIECE_UNCOLLECTED] = F_UNCOLLECTED,
		[AID_PIECE_AT_CROSSING] = F_AT_CROSSING,
		[AID_PIECE_MOVING] = F_MOVING,
		[AID_PIECE_INTERCEPTED] = F_INTERCEPTED,
		[AID_PIECE_RETURNED] = F_RETURNED,
		[AID_PIECE_LOST] = F_LOST,
		[AID_PIECE_UNACCOUNTED] = F_UNACCOUNTED,
	};

	promise->factor = aid_column_int(s, F_FACTOR);
	promise->counted_at = (int)aid_column_int(s, F_COUNTED_AT);
	promise->has_due = !aid_column_is_null(s, F_DUE);
	promise->due_day = aid_column_int(s, F_DUE);
	for (int stage = 0; stage < 6; stage++) {
		balance->reached[stage] = aid_column_int(s, F_W + stage);
	}
	for (int i = 0; i < AID_PIECE_COUNT; i++) {
		balance->pieces[i] = aid_column_int(s, (int)pieces[i]);
	}
	balance->low = balance->high = balance->measured =
		balance->reached[promise->counted_at - 1];
	if (!r->filter->is_measured) {
		read_bound(s, F_REACHED_LOW, &balance->low);
		read_bound(s, F_REACHED_HIGH, &balance->high);
		read_bound(s, F_REACHED_MEASURED, &balance->measured);
	}
}

int
aid_shortfall_reckon(struct aid_shortfall_report *r, struct aid_statement *s,
		     struct aid_funnel_promise *out_promise, struct aid_funnel *f,
		     struct aid_error *err)
{
	struct aid_funnel_promise promise;
	struct aid_funnel_balance balance;

	promise.terms = aid_terms_find(&r->terms, aid_column_int(s, F_COMMITMENT));
	read_promise(r, s, &promise, &balance);
	r->n_ranges += balance.low != balance.high ||
				       balance.measured < balance.reached[promise.counted_at - 1]
			       ? 1
			       : 0;
	*out_promise = promise;
	if (!aid_funnel_reckon(&promise, &balance, r->as_of_day, f)) {
		struct aid_slice id = aid_column_text(s, F_ID);

		return aid_message_error(err, AID_E_OVERFLOW, AID_MSG_FINDING_OVERFLOW, 1, id.ptr);
	}
	return 0;
}

/* "OCHA" or "COGAT+OCHA": whose counts are in it. */
static int
set_counted_source(struct aid_shortfall_report *r, int64_t commitment, struct aid_cell *cell,
		   struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer names;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(r->ledger), "shortfall_sources", &s, err);

	if (code != 0) {
		return code;
	}
	aid_buffer_init(&names);
	aid_bind_int(s, ":commitment_id", commitment);
	code = aid_statement_step(s, &has_row, err);
	while (code == 0 && has_row) {
		if (names.len > 0) {
			aid_buffer_append_char(&names, '+');
		}
		aid_buffer_append(&names, aid_column_text(s, 0));
		code = aid_statement_step(s, &has_row, err);
	}
	aid_statement_reset(s);
	if (code == 0 && names.len > 0) {
		code = aid_result_set_text(r->result, cell, aid_buffer_slice(&names), err);
	}
	aid_buffer_done(&names);
	return code;
}

/* What the term says that is in force. */
static int
set_term(struct aid_shortfall_report *r, const struct aid_term *term, struct aid_cell *cells,
	 struct aid_error *err)
{
	int code = aid_result_set_text(r->result, &cells[STATE],
				       aid_slice_of(aid_words_name(AID_WORDS_STATE, term->state)),
				       err);

	return code < 0 ? code
			: aid_result_set_text(
				  r->result, &cells[BASIS],
				  aid_slice_of(aid_words_name(AID_WORDS_BASIS, term->basis)), err);
}

static int
set_texts(struct aid_shortfall_report *r, struct aid_statement *s, struct aid_cell *cells,
	  struct aid_error *err)
{
	static const struct {
		enum column column;
		enum field field;
		enum aid_load load;
	} texts[] = {
		{ COMMITMENT_ID, F_ID, AID_LOAD_TEXT },
		{ DONOR, F_DONOR, AID_LOAD_TEXT },
		{ COMMODITY, F_COMMODITY, AID_LOAD_TEXT },
		{ DESTINATION, F_DESTINATION, AID_LOAD_TEXT },
		{ DUE_ON, F_DUE, AID_LOAD_DAY },
		{ COUNTED_AT, F_COUNTED_AT, AID_LOAD_STAGE },
		{ UNIT, F_UNIT, AID_LOAD_TEXT },
		{ PART_OF, F_PART_OF, AID_LOAD_TEXT },
		{ CATEGORY, F_CATEGORY, AID_LOAD_TEXT },
		{ CROSSING, F_CROSSING, AID_LOAD_TEXT },
		{ STARTS_ON, F_START, AID_LOAD_DAY },
	};
	int code = 0;

	for (size_t i = 0; code == 0 && i < sizeof(texts) / sizeof(texts[0]); i++) {
		code = aid_load_cell(s, (int)texts[i].field, texts[i].load, r->result,
				     &cells[texts[i].column], err);
	}
	return code;
}

static int
add_commitment(struct aid_shortfall_report *r, struct aid_statement *s, struct aid_error *err)
{
	struct aid_funnel_promise promise;
	struct aid_funnel f;
	struct aid_cell *cells;
	int code = aid_shortfall_reckon(r, s, &promise, &f, err);

	if (code == 0) {
		code = aid_result_add_row(r->result, &cells, err);
	}
	if (code == 0) {
		code = set_texts(r, s, cells, err);
	}
	if (code == 0) {
		code = set_term(r, aid_terms_at(&promise.terms, r->as_of_day), cells, err);
	}
	if (code == 0 && r->has_counts) {
		code = set_counted_source(r, aid_column_int(s, F_COMMITMENT),
					  &cells[COUNTED_SOURCE], err);
	}
	if (code == 0) {
		code = aid_shortfall_set_outlook(r, s, &promise, &f, cells, err);
	}
	if (code != 0) {
		return code;
	}
	aid_shortfall_set_figures(cells, &f);
	aid_shortfall_set_bounds(cells, &f);
	aid_shortfall_set_as_of(cells, r->filter->as_of_end);
	if (f.has_days_behind) {
		set_quantity(cells, DAYS_BEHIND, f.days_behind);
	}
	if (f.has_needed) {
		set_quantity(cells, NEEDED_PER_DAY, f.needed_per_day);
	}
	r->n_commitments++;
	r->n_short += f.shortfall > 0 ? 1 : 0;
	return 0;
}

/* ---- the whole ---- */

static int
bind_rows(struct aid_shortfall_report *r, int64_t commitment, struct aid_statement **out_statement,
	  struct aid_error *err)
{
	struct aid_statement *s;
	int code = aid_db_statement(aid_ledger_db(r->ledger), "shortfall_rows", &s, err);

	if (code == 0) {
		aid_load_bind_promise(s, &r->names);
		aid_load_bind_source(s, &r->names);
		aid_bind_int(s, ":due_before", r->filter->due_before_day);
		aid_bind_int(s, ":by", (int64_t)r->filter->by);
		aid_bind_int(s, ":bound", aid_shortfall_bound(r->filter));
		aid_bind_int(s, ":commitment_id", commitment);
		*out_statement = s;
	}
	return code;
}

static int
add_rows(struct aid_shortfall_report *r, int64_t commitment, struct aid_error *err)
{
	struct aid_statement *s = NULL;
	struct aid_buffer key;
	bool has_row = false;
	int code = bind_rows(r, commitment, &s, err);

	if (code != 0) {
		return code;
	}
	aid_buffer_init(&key);
	aid_buffer_init(&r->terms);
	aid_buffer_init(&r->breaks);
	aid_buffer_init(&r->paces);
	code = aid_terms_read(r->ledger, commitment, &r->terms, err);
	if (code == 0 && r->filter->by == AID_REPORT_BY_NONE) {
		code = aid_shortfall_read_paces(r, commitment, err);
	}
	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
	}
	while (code == 0 && has_row) {
		code = r->filter->by == AID_REPORT_BY_NONE
			       ? add_commitment(r, s, err)
			       : aid_shortfall_add_to_group(r, s, &key, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	if (code == 0) {
		code = aid_shortfall_note_breaks(r, err);
	}
	aid_buffer_done(&key);
	aid_buffer_done(&r->terms);
	aid_buffer_done(&r->breaks);
	aid_buffer_done(&r->paces);
	return code;
}

static int
check_counts(struct aid_shortfall_report *r, struct aid_error *err)
{
	struct aid_statement *s;
	int code = aid_db_statement(aid_ledger_db(r->ledger), "has_counts", &s, err);

	if (code == 0) {
		code = aid_statement_step(s, &r->has_counts, err);
		aid_statement_reset(s);
	}
	return code;
}

int
aid_shortfall_add_unallocated(struct aid_result *result, const char *name, const char *unit,
			      const struct aid_funnel *funnel, int64_t as_of_end,
			      struct aid_error *err)
{
	struct aid_cell *cells;
	int code = aid_result_add_row(result, &cells, err);

	if (code == 0) {
		code = aid_result_set_text(result, &cells[COMMITMENT_ID], aid_slice_of(name), err);
	}
	if (code == 0) {
		code = aid_result_set_text(result, &cells[UNIT], aid_slice_of(unit), err);
	}
	if (code == 0) {
		aid_shortfall_set_figures(cells, funnel);
		aid_shortfall_set_as_of(cells, as_of_end);
	}
	return code;
}

void
aid_shortfall_init(struct aid_result *result)
{
	aid_result_init(result, columns, N_COLUMNS);
}

int64_t
aid_shortfall_bound(const struct aid_report_filter *filter)
{
	return filter->is_measured ? BOUND_MEASURED : 0;
}

static bool
is_filtered(const struct aid_shortfall_report *r)
{
	return r->names.has_donor || r->names.has_commodity || r->names.has_destination ||
	       r->names.has_crossing || r->names.has_source ||
	       r->filter->due_before_day != INT64_MAX || r->filter->by != AID_REPORT_BY_NONE;
}

/* For people: the column of the groups stays however narrow the terminal is, and where there are ranges their ends stand beside Short. */
static int
choose_columns(struct aid_shortfall_report *r, struct aid_error *err)
{
	static const enum column keys[] = { [AID_REPORT_BY_NONE] = COMMITMENT_ID,
					    [AID_REPORT_BY_DONOR] = DONOR,
					    [AID_REPORT_BY_COMMODITY] = COMMODITY,
					    [AID_REPORT_BY_DESTINATION] = DESTINATION,
					    [AID_REPORT_BY_DUE_MONTH] = DUE_ON };
	struct aid_result_column *shown = aid_arena_alloc(&r->result->arena, sizeof(columns));

	if (shown == NULL) {
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	memcpy(shown, columns, sizeof(columns));
	shown[keys[r->filter->by]].rank = 0;
	if (r->n_ranges > 0) {
		shown[SHORTFALL_LOW].title = "At least";
		shown[SHORTFALL_HIGH].title = "At most";
		shown[MEASURED_SHARE].title = "Measured";
	}
	r->result->columns = shown;
	return 0;
}

static int
add_words(struct aid_shortfall_report *r, struct aid_error *err)
{
	char n_all[AID_LOAD_NUMBER_SIZE], n_short[AID_LOAD_NUMBER_SIZE];
	struct aid_buffer day;
	int code;

	if (r->n_commitments == 0) {
		return aid_load_note(
			r->result, err,
			is_filtered(r) ? AID_MSG_SHORTFALL_NONE_FOUND : AID_MSG_SHORTFALL_NONE, 0);
	}
	aid_buffer_init(&day);
	aid_date_append_day(&day, r->as_of_day);
	code = aid_buffer_check(&day, err);
	if (code == 0) {
		code = aid_load_title(r->result, err,
				      r->filter->is_measured ? AID_MSG_SHORTFALL_TITLE_MEASURED
							     : AID_MSG_SHORTFALL_TITLE,
				      3, day.ptr, aid_load_number(n_short, r->n_short * 1000),
				      aid_load_number(n_all, r->n_commitments * 1000));
	}
	aid_buffer_done(&day);
	if (code == 0) {
		code = choose_columns(r, err);
	}
	if (code == 0 && r->n_ranges > 0) {
		code = aid_load_note(r->result, err, AID_MSG_SHORTFALL_RANGES, 1,
				     aid_load_number(n_all, r->n_ranges * 1000));
	}
	return code;
}

bool
aid_shortfall_needs_goods(const struct aid_report_filter *filter)
{
	return filter->by == AID_REPORT_BY_AGE || filter->by == AID_REPORT_BY_PLACE;
}

int
aid_report_shortfall(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		     struct aid_result *result, struct aid_error *err)
{
	struct aid_shortfall_report r = { .ledger = ledger, .filter = filter, .result = result };
	int code;

	if (aid_shortfall_needs_goods(filter)) {
		return aid_report_aged(ledger, filter, result, err);
	}
	aid_result_init(result, columns, N_COLUMNS);
	r.as_of_day = aid_funnel_day(filter->as_of_end);
	code = aid_load_filter(ledger, filter, &r.names, err);
	if (code == 0 && filter->by == AID_REPORT_BY_NONE) {
		code = check_counts(&r, err);
	}
	if (code == 0) {
		code = add_rows(&r, 0, err);
	}
	if (code == 0 && !is_filtered(&r)) {
		code = aid_shortfall_unallocated(ledger, filter, result, err);
	}
	result->n_notable = (size_t)r.n_short;
	return code < 0 ? code : add_words(&r, err);
}

int
aid_shortfall_of(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		 int64_t commitment, struct aid_result *result, struct aid_error *err)
{
	struct aid_report_filter one = AID_REPORT_FILTER_NONE;
	struct aid_shortfall_report r = { .ledger = ledger, .filter = &one, .result = result };
	int code;

	aid_result_init(result, columns, N_COLUMNS);
	one.as_of_end = filter->as_of_end;
	one.known = filter->known;
	one.is_as_of_asked = filter->is_as_of_asked;
	one.is_measured = filter->is_measured;
	r.as_of_day = aid_funnel_day(one.as_of_end);
	code = aid_load_filter(ledger, &one, &r.names, err);
	return code < 0 ? code : add_rows(&r, commitment, err);
}

void
aid_shortfall_get_words(const struct aid_result *result, size_t row,
			struct aid_shortfall_words *out)
{
	const struct aid_cell *cells = result->cells + row * result->n_columns;
	struct aid_buffer day;

	*out = (struct aid_shortfall_words){ .id = cells[COMMITMENT_ID].text.ptr,
					     .unit = cells[UNIT].text.ptr };
	aid_load_number(out->committed, cells[COMMITTED].number);
	aid_load_number(out->reached, cells[REACHED].number);
	aid_load_number(out->shortfall, cells[SHORTFALL].number);
	aid_buffer_init(&day);
	if (cells[AS_OF].type == AID_CELL_DAY) {
		aid_date_append_day(&day, cells[AS_OF].number);
	} else {
		aid_date_format_append(
			&day, (struct aid_time){ cells[AS_OF].number, AID_PRECISION_MINUTE });
	}
	if (!day.is_failed && day.len < AID_SHORTFALL_WORD_SIZE) {
		memcpy(out->day, day.ptr, day.len + 1);
	}
	aid_buffer_done(&day);
}

int
aid_shortfall_column(struct aid_slice name)
{
	for (int i = 0; i < N_COLUMNS; i++) {
		if (aid_slice_is_equal(name, aid_slice_of(columns[i].name))) {
			return i;
		}
	}
	return -1;
}
