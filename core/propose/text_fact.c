/* A section [fact ...] of a proposal: each column of its kind with the reason, or the question. */
#include "propose/text.h"

#include "read/cell.h"
#include "value/words.h"

static void
write_reason(struct aid_propose_writer *w, int field, const struct aid_header_match *how,
	     const char *column)
{
	static const enum aid_message reasons[] = {
		[AID_HEADER_BY_NONE] = AID_MSG_PROPOSE_BY_ROLE,
		[AID_HEADER_BY_TAG] = AID_MSG_PROPOSE_BY_TAG,
		[AID_HEADER_BY_NAME] = AID_MSG_PROPOSE_BY_NAME,
		[AID_HEADER_BY_SYNONYM] = AID_MSG_PROPOSE_BY_SYNONYM,
		[AID_HEADER_BY_UNIT] = AID_MSG_PROPOSE_BY_UNIT,
		[AID_HEADER_BY_BRACKETS] = AID_MSG_PROPOSE_BY_BRACKETS,
		[AID_HEADER_BY_BARE_UNIT] = AID_MSG_PROPOSE_BY_BARE_UNIT,
		[AID_HEADER_BY_SHARED] = AID_MSG_PROPOSE_BY_SHARED,
		[AID_HEADER_BY_STRANGE_UNIT] = AID_MSG_PROPOSE_BY_BRACKETS,
		[AID_HEADER_BY_NO_UNIT] = AID_MSG_PROPOSE_BY_NO_UNIT,
		[AID_HEADER_BY_TYPO] = AID_MSG_PROPOSE_BY_TYPO,
		[AID_HEADER_BY_WORDS] = AID_MSG_PROPOSE_BY_WORDS,
	};
	struct aid_buffer said, score, samples;
	aid_buffer_init(&said);
	aid_buffer_init(&score);
	aid_buffer_init(&samples);
	aid_message_format(&said, reasons[how->reason], NULL, 0);
	aid_buffer_append_int(&score, how->score);
	aid_propose_append_values(&w->inspection->columns[field].values, &samples);
	aid_propose_comment(w, false,
			    how->score > 0 ? AID_MSG_PROPOSE_COLUMN : AID_MSG_PROPOSE_COLUMN_ROLE,
			    4, aid_slice_of(column), aid_buffer_slice(&said),
			    aid_buffer_slice(&samples), aid_buffer_slice(&score));
	aid_buffer_done(&said);
	aid_buffer_done(&score);
	aid_buffer_done(&samples);
}

/* Is the unit known to be so many kilograms that what is finer than a thousandth of it can be kept? */
static void
write_unit(struct aid_propose_writer *w, const struct aid_proposed_fact *fact, int quantity)
{
	const struct aid_inspected *column =
		quantity < 0 ? NULL : &w->inspection->columns[quantity];
	bool is_fine = column != NULL && column->n_fine > 0;
	struct aid_buffer fine;
	aid_buffer_init(&fine);
	if (is_fine)
		aid_buffer_append_int(&fine, column->n_fine);
	bool is_tons = fact->unit != NULL && fact->unit->code == NULL;
	if (is_tons) {
		aid_propose_comment(w, true, AID_MSG_PROPOSE_TONS, 1,
				    aid_propose_name(w, quantity));
		if (is_fine)
			aid_propose_offer(w, "unit", AID_SLICE_LITERAL("\"kg\""));
		else
			aid_propose_offer(w, "unit", AID_SLICE_LITERAL("\"t\""));
	} else if (fact->unit == NULL) {
		if (!w->is_unit_unknown) {
			aid_propose_comment(w, true, AID_MSG_PROPOSE_UNIT, 0);
			aid_propose_offer(w, "unit", AID_SLICE_EMPTY);
		}
	} else {
		bool is_in_kg = is_fine && fact->unit->kg_tens > 0;
		aid_buffer_append_format(w->out, "unit = \"%s\"\n",
					 is_in_kg ? "kg" : fact->unit->code);
	}
	bool is_times = is_fine && (is_tons || (fact->unit != NULL && fact->unit->kg_tens == 3));
	if (is_times) {
		aid_propose_comment(w, is_tons, AID_MSG_PROPOSE_TIMES, 1, aid_buffer_slice(&fine));
		if (is_tons)
			aid_propose_offer(w, "quantity.times", AID_SLICE_LITERAL("1000"));
		else
			aid_propose_set(w, "quantity.times", AID_SLICE_LITERAL("1000"));
	}
	if (is_fine && (!is_times || column->max_decimals > 6)) {
		aid_propose_comment(w, false, AID_MSG_PROPOSE_ROUND, 1, aid_buffer_slice(&fine));
		aid_propose_set(w, "quantity.round", AID_SLICE_LITERAL("yes"));
	}
	aid_buffer_done(&fine);
}

/* What the kind needs and the file does not say. */
static void
ask_required(struct aid_propose_writer *w, const struct aid_proposed_fact *fact,
	     const struct aid_column *column)
{
	if (column->type == AID_TYPE_WORD) {
		aid_propose_comment(w, true, AID_MSG_PROPOSE_LACKS_WORD, 2,
				    aid_slice_of(column->name),
				    aid_slice_of(aid_words_choices((enum aid_words)column->words)));
	} else {
		aid_propose_comment(w, true, AID_MSG_PROPOSE_LACKS, 2, aid_slice_of(column->name),
				    aid_slice_of(aid_table_of(fact->kind)->name));
	}
	aid_propose_offer(w, column->name, AID_SLICE_EMPTY);
}

/* Numbers that are finer than can be kept, in units that the rows name themselves. */
static void
write_round(struct aid_propose_writer *w, const struct aid_proposed_fact *fact)
{
	int quantity = aid_propose_column(fact->kind, "quantity");
	int field = quantity < 0 ? -1 : fact->fields[quantity];
	struct aid_buffer fine;
	if (field < 0 || w->inspection->columns[field].n_fine == 0)
		return;
	aid_buffer_init(&fine);
	aid_buffer_append_int(&fine, w->inspection->columns[field].n_fine);
	aid_propose_comment(w, false, AID_MSG_PROPOSE_ROUND, 1, aid_buffer_slice(&fine));
	aid_propose_set(w, "quantity.round", AID_SLICE_LITERAL("yes"));
	aid_buffer_done(&fine);
}

static int
write_column(struct aid_propose_writer *w, const struct aid_proposed_fact *fact, int index,
	     struct aid_error *err)
{
	const struct aid_column *column = &aid_table_of(fact->kind)->columns[index];
	int field = fact->fields[index];
	write_reason(w, field, &fact->how[index], column->name);
	aid_propose_set_field(w, column->name, field);
	if (strcmp(column->name, "unit") == 0)
		write_round(w, fact);
	return aid_propose_write_cells(w, column, field, err);
}

static void
write_identity(struct aid_propose_writer *w, const struct aid_proposed_fact *fact)
{
	const struct aid_proposal *p = w->proposal;
	if (p->n_key == 0) {
		aid_propose_comment(w, true, AID_MSG_PROPOSE_LACKS, 2,
				    AID_SLICE_LITERAL("commitment_id"),
				    AID_SLICE_LITERAL("commitments"));
		aid_propose_offer(w, "commitment_id", AID_SLICE_EMPTY);
		return;
	}
	aid_propose_comment(w, p->is_key_doubtful, AID_MSG_PROPOSE_IDENTITY, 0);
	aid_buffer_append_text(w->out,
			       p->is_key_doubtful ? "#? commitment_id = " : "commitment_id = ");
	for (size_t i = 0; i < p->n_key; i++) {
		aid_buffer_append_text(w->out, i == 0 ? "" : " | ");
		aid_propose_append_name(w, aid_propose_name(w, p->key[i]));
	}
	aid_buffer_append_text(w->out, fact->is_unpivot_of_dates ? " | <header>\n" : "\n");
}

/* Months across the top are what they say; goods are asked for. */
static void
write_unpivot(struct aid_propose_writer *w, const struct aid_proposed_fact *fact)
{
	static const char *const dates[] = { [AID_KIND_COMMITMENTS] = "due_on",
					     [AID_KIND_SHIPMENTS] = "dispatched_at",
					     [AID_KIND_CROSSINGS] = "occurred_at" };
	bool is_known = fact->is_unpivot_of_dates;
	const char *mark = is_known ? "" : "#? ";
	aid_propose_comment(
		w, !is_known, is_known ? AID_MSG_PROPOSE_MONTHS : AID_MSG_PROPOSE_UNPIVOT, 2,
		aid_propose_name(w, fact->unpivot_first), aid_propose_name(w, fact->unpivot_last));
	aid_buffer_append_format(w->out, "%sunpivot = ", mark);
	aid_propose_append_name(w, aid_propose_name(w, fact->unpivot_first));
	aid_buffer_append_text(w->out, " ... ");
	aid_propose_append_name(w, aid_propose_name(w, fact->unpivot_last));
	aid_buffer_append_format(w->out, "\n%squantity = <cell>\n%s%s = <header>\n", mark, mark,
				 is_known ? dates[fact->kind] : "commodity");
	if (is_known && fact->unpivot_date != NULL)
		aid_buffer_append_format(w->out, "%s.date = %s\n", dates[fact->kind],
					 fact->unpivot_date);
}

/* Columns of numbers of which one may be the quantity that no name told. */
static void
list_numbers(struct aid_propose_writer *w)
{
	struct aid_buffer names;
	bool is_fine = false;
	aid_buffer_init(&names);
	for (size_t i = 0; i < w->inspection->header.n_names; i++) {
		if (!aid_propose_is_number(w->proposal, i))
			continue;
		is_fine = is_fine || w->inspection->columns[i].n_fine > 0;
		aid_buffer_append_text(&names, names.len == 0 ? "" : " | ");
		aid_cell_quote(aid_propose_name(w, (int)i), &names);
	}
	aid_propose_comment(w, true, AID_MSG_PROPOSE_QUANTITY, 1, aid_buffer_slice(&names));
	aid_propose_offer(w, "quantity", AID_SLICE_EMPTY);
	if (is_fine)
		aid_propose_offer(w, "quantity.round", AID_SLICE_LITERAL("yes"));
	aid_buffer_done(&names);
}

static bool
is_unpivoted(const struct aid_proposed_fact *fact, const struct aid_column *column)
{
	if (!fact->is_unpivot_of_dates)
		return false;
	return strcmp(column->name, "quantity") == 0 || strcmp(column->name, "occurred_at") == 0 ||
	       strcmp(column->name, "due_on") == 0 || strcmp(column->name, "dispatched_at") == 0;
}

/* One question a field, with a line for each column that it could be. */
static void
write_questions(struct aid_propose_writer *w, const struct aid_proposed_fact *fact)
{
	int field = -1;
	for (size_t i = 0; i < fact->n_asked; i++) {
		const struct aid_proposed_question *question = &fact->asked[i];
		if (question->field != field) {
			struct aid_buffer samples;
			aid_buffer_init(&samples);
			aid_propose_append_values(&w->inspection->columns[question->field].values,
						  &samples);
			aid_propose_comment(w, true, AID_MSG_PROPOSE_SHARED, 2,
					    aid_propose_name(w, question->field),
					    aid_buffer_slice(&samples));
			aid_buffer_done(&samples);
		}
		field = question->field;
		aid_buffer_append_text(w->out, "#? ");
		aid_propose_set_field(w, aid_table_of(fact->kind)->columns[question->column].name,
				      field);
	}
}

int
aid_propose_write_fact(struct aid_propose_writer *w, const struct aid_proposed_fact *fact,
		       struct aid_error *err)
{
	const struct aid_table *table = aid_table_of(fact->kind);
	int rc = 0, quantity = -1;
	aid_buffer_append_format(w->out, "\n[fact %s]\nkind = %s\n", fact->name, table->name);
	if (fact->when >= 0) {
		aid_buffer_append_text(w->out, "when = \"");
		aid_propose_append_name(w, aid_propose_name(w, fact->when));
		aid_buffer_append_text(w->out, "\" is stated\n");
	}
	if (fact->unpivot_first >= 0)
		write_unpivot(w, fact);
	for (int i = 0; i < table->n_columns && rc == 0; i++) {
		const struct aid_column *column = &table->columns[i];
		bool is_stage = fact->kind == AID_KIND_CROSSINGS && i == AID_CROSSINGS_STAGE;
		if (strcmp(column->name, "quantity") == 0)
			quantity = fact->fields[i];
		if (is_unpivoted(fact, column))
			continue;
		if (fact->constants[i] != NULL)
			aid_buffer_append_format(w->out, "%s = \"%s\"\n", column->name,
						 fact->constants[i]);
		else if (is_stage && fact->stage != 0)
			aid_buffer_append_format(w->out, "stage = \"%s\"\n",
						 aid_words_name(AID_WORDS_STAGE, fact->stage));
		else if (fact->is_id_joined && strcmp(column->name, "commitment_id") == 0)
			write_identity(w, fact);
		else if (fact->fields[i] >= 0)
			rc = write_column(w, fact, i, err);
		else if (strcmp(column->name, "unit") == 0 && fact->kind < AID_KIND_PLACES)
			write_unit(w, fact, quantity);
		else if (strcmp(column->name, "quantity") == 0)
			list_numbers(w);
		else if (column->is_required)
			ask_required(w, fact, column);
	}
	write_questions(w, fact);
	return rc;
}
