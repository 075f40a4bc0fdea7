/* Which columns of a file seem to hold what the columns of a fact do: by name, as far as the cells fit. */
#include "propose/parts.h"

#include <stdlib.h>

#include "base/message.h"
#include "value/words.h"

/* Of 100 stated cells: so many make a column one of numbers. */
#define NUMBER_SHARE 80
#define UNPIVOT_COLUMNS 3
/* A header of a lower score is not proposed: it holds a word of ours among others. */
#define GUESS_SCORE 30

/* A header that could be a column of a kind. */
struct candidate {
	int field;
	struct aid_header_match how;
};

/* ---- what a field is ---- */

bool
aid_propose_is_number(const struct aid_proposal *proposal, size_t field)
{
	const struct aid_inspected *column = &proposal->inspection->columns[field];
	return !proposal->is_date[field] && column->n_stated > 0 &&
	       aid_inspected_number_share(column) >= NUMBER_SHARE;
}

/* Could the cells be what the column holds? */
static bool
do_cells_fit(const struct aid_proposal *proposal, size_t field, const struct aid_column *column)
{
	const struct aid_inspected *inspected = &proposal->inspection->columns[field];
	if (inspected->n_stated == 0)
		return false;
	switch (column->type) {
	case AID_TYPE_DATE:
		return proposal->is_date[field];
	case AID_TYPE_QUANTITY:
	case AID_TYPE_INTEGER:
		return aid_propose_is_number(proposal, field);
	case AID_TYPE_NAME:
	case AID_TYPE_UNIT:
	case AID_TYPE_WORD:
		return !proposal->is_date[field] && !aid_propose_is_number(proposal, field);
	case AID_TYPE_TEXT:
	case AID_TYPE_KEY:
		return !proposal->is_date[field];
	}
	return false;
}

/* "Departure port" says nothing of an arrival. */
static bool
is_of_other_stage(const struct aid_proposal *proposal, size_t field,
		  const struct aid_proposed_fact *fact)
{
	struct aid_role_found found = proposal->roles[field];
	int stage = fact->kind == AID_KIND_SHIPMENTS ? AID_STAGE_DISPATCHED : fact->stage;
	return found.role == AID_ROLE_STAGE && stage != 0 && found.stage != stage;
}

static bool
is_taken(const struct aid_proposed_fact *fact, int field)
{
	for (int i = 0; i < aid_table_of(fact->kind)->n_columns; i++) {
		if (fact->fields[i] == field)
			return true;
	}
	return false;
}

/* ---- by name ---- */

/* What is surely the quantity of a shipment is no guess in a promise. */
static int
raise_scores(const struct aid_header *header, size_t field, const struct aid_table *table,
	     struct aid_header_match *matches, size_t n_matches, struct aid_error *err)
{
	for (int kind = AID_KIND_COMMITMENTS; kind <= AID_KIND_CROSSINGS; kind++) {
		const struct aid_table *other = aid_table_of((enum aid_kind)kind);
		struct aid_header_match others[AID_HEADER_MATCHES_MAX];
		size_t n_others;
		int rc = other == table ? 0
					: aid_header_match(header, field, other, false, others,
							   &n_others, err);
		if (rc < 0)
			return rc;
		for (size_t i = 0; i < n_matches && other != table; i++) {
			const char *name = table->columns[matches[i].column].name;
			for (size_t k = 0; k < n_others; k++) {
				if (strcmp(name, other->columns[others[k].column].name) != 0 ||
				    others[k].score <= matches[i].score)
					continue;
				int column = matches[i].column;
				matches[i] = others[k];
				matches[i].column = column;
			}
		}
	}
	return 0;
}

/* Every name that could be a column of the fact's kind, whose cells could be it as well. */
static int
list_candidates(const struct aid_proposal *proposal, const struct aid_proposed_fact *fact,
		const struct aid_header *header, struct candidate *out, size_t *out_n,
		struct aid_error *err)
{
	const struct aid_table *table = aid_table_of(fact->kind);
	size_t n = 0;
	for (size_t field = 0; field < header->n_names; field++) {
		struct aid_header_match matches[AID_HEADER_MATCHES_MAX];
		size_t n_matches;
		if (is_of_other_stage(proposal, field, fact))
			continue;
		int rc = aid_header_match(header, field, table, true, matches, &n_matches, err);
		if (rc < 0)
			return rc;
		rc = raise_scores(header, field, table, matches, n_matches, err);
		if (rc < 0)
			return rc;
		for (size_t i = 0; i < n_matches; i++) {
			const struct aid_column *column = &table->columns[matches[i].column];
			if (column->type != AID_TYPE_DATE && do_cells_fit(proposal, field, column))
				out[n++] = (struct candidate){ (int)field, matches[i] };
		}
	}
	*out_n = n;
	return 0;
}

/* Could the field be another column, still free, just as well? */
static bool
is_shared(const struct aid_proposed_fact *fact, const struct candidate *candidates, size_t n,
	  const struct candidate *best)
{
	for (size_t i = 0; i < n && best->how.score < AID_HEADER_SURE; i++) {
		const struct candidate *other = &candidates[i];
		if (other->field == best->field && other->how.column != best->how.column &&
		    other->how.score == best->how.score && fact->fields[other->how.column] < 0)
			return true;
	}
	return false;
}

/* The field becomes a question, and is no candidate any more. */
static void
ask(struct aid_proposed_fact *fact, struct candidate *candidates, size_t n,
    const struct candidate *best)
{
	int field = best->field, score = best->how.score;
	for (size_t i = 0; i < n; i++) {
		if (candidates[i].field != field)
			continue;
		if (candidates[i].how.score == score && fact->n_asked < AID_PROPOSED_ASKED_MAX &&
		    fact->fields[candidates[i].how.column] < 0)
			fact->asked[fact->n_asked++] =
				(struct aid_proposed_question){ field, candidates[i].how.column };
		candidates[i].how.score = 0;
	}
}

/* The likeliest first, each field and each column once. Dates were given by their roles. */
static void
take_candidates(struct aid_proposed_fact *fact, struct candidate *candidates, size_t n)
{
	for (;;) {
		const struct candidate *best = NULL;
		for (size_t i = 0; i < n; i++) {
			const struct candidate *candidate = &candidates[i];
			if (fact->fields[candidate->how.column] < 0 &&
			    fact->constants[candidate->how.column] == NULL &&
			    !is_taken(fact, candidate->field) &&
			    (best == NULL || candidate->how.score > best->how.score))
				best = candidate;
		}
		if (best == NULL || best->how.score < GUESS_SCORE)
			return;
		if (is_shared(fact, candidates, n, best)) {
			ask(fact, candidates, n, best);
			continue;
		}
		fact->fields[best->how.column] = best->field;
		fact->how[best->how.column] = best->how;
	}
}

/* A column of words of which no cell says a word that we know is another column, and a stage that is known needs none. */
static int
drop_words(const struct aid_proposal *proposal, struct aid_proposed_fact *fact,
	   struct aid_error *err)
{
	const struct aid_table *table = aid_table_of(fact->kind);
	int rc = 0;
	for (int i = 0; i < table->n_columns && rc == 0; i++) {
		if (table->columns[i].type != AID_TYPE_WORD || fact->fields[i] < 0)
			continue;
		const struct aid_inspected_values *values =
			&proposal->inspection->columns[fact->fields[i]].values;
		bool is_known = false;
		for (size_t k = 0; k < values->n_items && rc == 0; k++) {
			int meant = -1;
			rc = aid_role_of_value(values->items[k].text, table->columns[i].words,
					       &meant, err);
			is_known = is_known || meant >= 0;
		}
		bool is_stage = fact->kind == AID_KIND_CROSSINGS && i == AID_CROSSINGS_STAGE;
		if (!is_known || (is_stage && fact->stage != 0))
			fact->fields[i] = -1;
	}
	return rc;
}

/* ---- where no name says it ---- */

int
aid_propose_column(enum aid_kind kind, const char *name)
{
	const struct aid_table *table = aid_table_of(kind);
	for (int i = 0; i < table->n_columns; i++) {
		if (strcmp(table->columns[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* Where no name says which column is the quantity: the first of numbers whose name holds a unit; or the trucks, where a column says what they are. */
static int
find_quantity(const struct aid_proposal *proposal, struct aid_proposed_fact *fact,
	      struct aid_error *err)
{
	const struct aid_header *header = &proposal->inspection->header;
	int quantity = aid_propose_column(fact->kind, "quantity"),
	    unit = aid_propose_column(fact->kind, "unit");
	int trucks = aid_propose_column(fact->kind, "trucks"), rc = 0;
	if (quantity < 0 || unit < 0)
		return 0;
	if (fact->fields[quantity] < 0 && trucks >= 0 && fact->fields[trucks] >= 0 &&
	    fact->fields[unit] >= 0) {
		fact->fields[quantity] = fact->fields[trucks];
		fact->how[quantity] = fact->how[trucks];
		fact->fields[trucks] = -1;
	}
	for (size_t field = 0; field < header->n_names && rc == 0 && fact->fields[quantity] < 0;
	     field++) {
		const struct aid_unit_word *words[2] = { NULL, NULL };
		if (!aid_propose_is_number(proposal, field) || is_taken(fact, (int)field))
			continue;
		rc = aid_role_units(header->names[field], words, err);
		if (rc == 0 && words[0] != NULL) {
			fact->fields[quantity] = (int)field;
			fact->how[quantity] = (struct aid_header_match){ .column = quantity };
		}
	}
	if (rc == 0 && fact->fields[quantity] >= 0) {
		const struct aid_unit_word *words[2] = { NULL, NULL };
		rc = aid_role_units(header->names[fact->fields[quantity]], words, err);
		fact->unit = words[0];
	}
	return rc;
}

/* From where it left is where it was seen leaving. */
static int
find_origin(const struct aid_proposal *proposal, const struct aid_header *header,
	    struct aid_proposed_fact *fact, struct aid_error *err)
{
	if (fact->kind != AID_KIND_CROSSINGS || fact->stage != AID_STAGE_DISPATCHED ||
	    fact->fields[AID_CROSSINGS_PLACE] >= 0)
		return 0;
	for (size_t field = 0; field < header->n_names; field++) {
		struct aid_header_match matches[AID_HEADER_MATCHES_MAX];
		size_t n = 0;
		int rc = aid_header_match(header, field, aid_table_of(AID_KIND_SHIPMENTS), true,
					  matches, &n, err);
		if (rc < 0)
			return rc;
		for (size_t i = 0; i < n; i++) {
			bool is_origin = matches[i].column == AID_SHIPMENTS_ORIGIN &&
					 (matches[i].score >= GUESS_SCORE ||
					  proposal->roles[field].stage == fact->stage) &&
					 !is_taken(fact, (int)field) &&
					 !aid_propose_is_number(proposal, field) &&
					 !proposal->is_date[field];
			if (is_origin &&
			    (fact->fields[AID_CROSSINGS_PLACE] < 0 ||
			     matches[i].score > fact->how[AID_CROSSINGS_PLACE].score)) {
				fact->fields[AID_CROSSINGS_PLACE] = (int)field;
				fact->how[AID_CROSSINGS_PLACE] = matches[i];
			}
		}
	}
	return 0;
}

/* Columns of numbers side by side, none of which has a name of ours: goods, months or places across the top. */
static void
find_unpivot(const struct aid_proposal *proposal, struct aid_proposed_fact *fact)
{
	const struct aid_header *header = &proposal->inspection->header;
	int quantity = aid_propose_column(fact->kind, "quantity");
	size_t first = 0, best = 0, n_best = 0;
	if (quantity < 0 || (fact->fields[quantity] >= 0 && fact->how[quantity].score > 0))
		return;
	for (size_t i = 0; i <= header->n_names; i++) {
		bool is_in = i < header->n_names && aid_propose_is_number(proposal, i) &&
			     !is_taken(fact, (int)i) && proposal->roles[i].role == AID_ROLE_NONE;
		if (is_in)
			continue;
		if (i - first > n_best) {
			best = first;
			n_best = i - first;
		}
		first = i + 1;
	}
	if (n_best < UNPIVOT_COLUMNS)
		return;
	struct aid_vote vote;
	aid_vote_init(&vote, AID_TYPE_DATE, false);
	for (size_t i = best; i < best + n_best; i++)
		aid_vote_add(&vote, header->names[i]);
	fact->fields[quantity] = -1;
	fact->unpivot_first = (int)best;
	fact->unpivot_last = (int)(best + n_best - 1);
	fact->is_unpivot_of_dates = vote.n_misfit == 0;
	struct aid_vote_result result = aid_vote_count(&vote);
	if (result.verdict == AID_VOTE_DECIDED)
		fact->unpivot_date = aid_vote_setting(&vote, result.reading);
}

int
aid_propose_fill(const struct aid_proposal *proposal, const struct aid_header *header,
		 struct aid_proposed_fact *fact, struct aid_error *err)
{
	struct candidate *candidates =
		malloc((header->n_names + 1) * AID_HEADER_MATCHES_MAX * sizeof *candidates);
	size_t n = 0;
	if (candidates == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	int rc = list_candidates(proposal, fact, header, candidates, &n, err);
	if (rc == 0)
		take_candidates(fact, candidates, n);
	free(candidates);
	if (rc == 0)
		rc = drop_words(proposal, fact, err);
	if (rc == 0)
		rc = find_origin(proposal, header, fact, err);
	if (rc == 0)
		rc = find_quantity(proposal, fact, err);
	if (rc == 0)
		find_unpivot(proposal, fact);
	return rc;
}
