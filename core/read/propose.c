/* Which facts a file's rows seem to state, and which of its columns say what. */
#include "read/propose_parts.h"

#include <stdlib.h>

#include "read/map.h"
#include "value/words.h"

/* Of 100 stated cells: so many make a column one of dates, or of numbers. */
#define DATE_SHARE 50
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

static bool
is_number(const struct aid_proposal *proposal, size_t field)
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
		return is_number(proposal, field);
	case AID_TYPE_NAME:
	case AID_TYPE_UNIT:
	case AID_TYPE_WORD:
		return !proposal->is_date[field] && !is_number(proposal, field);
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

/* ---- columns ---- */

static bool
is_taken(const struct aid_proposed_fact *fact, int field)
{
	for (int i = 0; i < aid_table_of(fact->kind)->n_columns; i++) {
		if (fact->fields[i] == field)
			return true;
	}
	return false;
}

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
		if (!is_number(proposal, field) || is_taken(fact, (int)field))
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
					 !is_number(proposal, field) && !proposal->is_date[field];
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
		bool is_in = i < header->n_names && is_number(proposal, i) &&
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

static int
fill_fact(const struct aid_proposal *proposal, const struct aid_header *header,
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

/* ---- facts ---- */

static struct aid_proposed_fact *
begin_fact(struct aid_proposal *proposal, const char *name, enum aid_kind kind, int stage)
{
	struct aid_proposed_fact *fact = &proposal->facts[proposal->n_facts++];
	*fact = (struct aid_proposed_fact){ .name = name,
					    .kind = kind,
					    .stage = stage,
					    .when = -1,
					    .unpivot_first = -1,
					    .unpivot_last = -1 };
	for (int i = 0; i < AID_LIMIT_COLUMNS; i++)
		fact->fields[i] = -1;
	return fact;
}

/* The first field of dates in that role; -1. */
static int
find_date(const struct aid_proposal *proposal, enum aid_role role, size_t from)
{
	for (size_t i = from; i < proposal->inspection->header.n_names; i++) {
		if (proposal->is_date[i] && proposal->roles[i].role == role)
			return (int)i;
	}
	return -1;
}

static void
add_commitment(struct aid_proposal *proposal)
{
	struct aid_proposed_fact *fact = begin_fact(proposal, "promise", AID_KIND_COMMITMENTS, 0);
	fact->fields[AID_COMMITMENTS_DUE_ON] = find_date(proposal, AID_ROLE_DUE, 0);
	fact->fields[AID_COMMITMENTS_STARTS_ON] = find_date(proposal, AID_ROLE_STARTS, 0);
	fact->fields[AID_COMMITMENTS_STATED_ON] = find_date(proposal, AID_ROLE_STATED, 0);
}

static void
add_shipment(struct aid_proposal *proposal, int dispatched)
{
	struct aid_proposed_fact *fact = begin_fact(proposal, "shipment", AID_KIND_SHIPMENTS, 0);
	fact->fields[AID_SHIPMENTS_DISPATCHED_AT] = dispatched;
	fact->fields[AID_SHIPMENTS_ETA] = find_date(proposal, AID_ROLE_ETA, 0);
}

static const char *
name_of_stage(int stage)
{
	switch (stage) {
	case AID_STAGE_DISPATCHED:
		return "departure";
	case AID_STAGE_CROSSED:
		return "crossing";
	case AID_STAGE_DELIVERED:
		return "delivery";
	default:
		return aid_words_name(AID_WORDS_STAGE, stage);
	}
}

/* Two dates of one stage would be two counts of the same goods: the first counts. */
static bool
has_stage(const struct aid_proposal *proposal, int stage)
{
	for (size_t i = 0; i < proposal->n_facts; i++) {
		if (proposal->facts[i].kind == AID_KIND_CROSSINGS &&
		    proposal->facts[i].stage == stage)
			return true;
	}
	return false;
}

static void
add_stages(struct aid_proposal *proposal, bool has_waybill)
{
	int field = find_date(proposal, AID_ROLE_STAGE, 0);
	for (; field >= 0; field = find_date(proposal, AID_ROLE_STAGE, (size_t)field + 1)) {
		int stage = proposal->roles[field].stage;
		bool is_shipment = has_waybill && stage == AID_STAGE_DISPATCHED;
		if (is_shipment || has_stage(proposal, stage) ||
		    proposal->n_facts + 1 >= AID_LIMIT_FACT_SECTIONS)
			continue;
		struct aid_proposed_fact *fact =
			begin_fact(proposal, name_of_stage(stage), AID_KIND_CROSSINGS, stage);
		fact->fields[AID_CROSSINGS_OCCURRED_AT] = field;
	}
}

static int
sum_scores(const struct aid_proposed_fact *fact)
{
	int sum = 0;
	for (int i = 0; i < aid_table_of(fact->kind)->n_columns; i++)
		sum += fact->fields[i] >= 0 ? fact->how[i].score : 0;
	return sum;
}

/* No date says what the rows are: the kind to whose columns most of the names belong; of equals, a report where there are dates. */
static int
add_likeliest(struct aid_proposal *proposal, const struct aid_header *header, struct aid_error *err)
{
	static const struct {
		const char *name;
		enum aid_kind kind;
		int date;
	} kinds[] = { { "report", AID_KIND_CROSSINGS, AID_CROSSINGS_OCCURRED_AT },
		      { "promise", AID_KIND_COMMITMENTS, AID_COMMITMENTS_DUE_ON },
		      { "shipment", AID_KIND_SHIPMENTS, AID_SHIPMENTS_DISPATCHED_AT } };
	int date = find_date(proposal, AID_ROLE_NONE, 0), most = -1;
	size_t best = 0;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct aid_proposed_fact *fact =
			begin_fact(proposal, kinds[i].name, kinds[i].kind, 0);
		int rc = fill_fact(proposal, header, fact, err);
		proposal->n_facts--;
		if (rc < 0)
			return rc;
		if (sum_scores(fact) > most) {
			most = sum_scores(fact);
			best = i;
		}
	}
	struct aid_proposed_fact *fact =
		begin_fact(proposal, kinds[best].name, kinds[best].kind, 0);
	fact->fields[kinds[best].date] = date;
	return 0;
}

static bool
has_waybill_column(const struct aid_proposal *proposal, const struct aid_header *header,
		   int *out_rc, struct aid_error *err)
{
	*out_rc = 0;
	for (size_t field = 0; field < header->n_names && *out_rc == 0; field++) {
		struct aid_header_match matches[AID_HEADER_MATCHES_MAX];
		size_t n = 0;
		*out_rc = aid_header_match(header, field, aid_table_of(AID_KIND_SHIPMENTS), false,
					   matches, &n, err);
		for (size_t i = 0; i < n; i++) {
			if (matches[i].column == AID_SHIPMENTS_WAYBILL &&
			    matches[i].score >= AID_HEADER_SURE &&
			    proposal->inspection->columns[field].n_stated > 0)
				return true;
		}
	}
	return false;
}

/* Without dates, a column of numbers whose name is two units says how much of the one is in the other: "kg per pallet". */
static int
add_conversion(struct aid_proposal *proposal, struct aid_error *err)
{
	const struct aid_header *header = &proposal->inspection->header;
	for (size_t field = 0; field < header->n_names; field++) {
		const struct aid_unit_word *words[2] = { NULL, NULL };
		if (!is_number(proposal, field))
			continue;
		int rc = aid_role_units(header->names[field], words, err);
		if (rc < 0)
			return rc;
		if (words[1] == NULL || words[0]->code == NULL || words[1]->code == NULL)
			continue;
		struct aid_proposed_fact *fact =
			begin_fact(proposal, "conversion", AID_KIND_UNITS, 0);
		fact->constants[AID_UNITS_UNIT] = words[1]->code;
		fact->constants[AID_UNITS_BASE_UNIT] = words[0]->code;
		fact->fields[AID_UNITS_NOMINAL] = (int)field;
		return 0;
	}
	return 0;
}

static bool
has_dates(const struct aid_proposal *proposal)
{
	for (size_t i = 0; i < proposal->inspection->header.n_names; i++) {
		if (proposal->is_date[i])
			return true;
	}
	return false;
}

/* A journey's facts hold together; each is stated once its date is. */
static void
set_conditions(struct aid_proposal *proposal)
{
	for (size_t i = 0; i < proposal->n_facts && proposal->n_facts > 1; i++) {
		struct aid_proposed_fact *fact = &proposal->facts[i];
		if (fact->kind == AID_KIND_CROSSINGS)
			fact->when = fact->fields[AID_CROSSINGS_OCCURRED_AT];
	}
}

static int
find_facts(struct aid_proposal *proposal, const struct aid_header *header, struct aid_error *err)
{
	int rc;
	bool has_waybill = has_waybill_column(proposal, header, &rc, err);
	if (rc < 0)
		return rc;
	bool is_promise = find_date(proposal, AID_ROLE_DUE, 0) >= 0 ||
			  find_date(proposal, AID_ROLE_STATED, 0) >= 0;
	if (is_promise)
		add_commitment(proposal);
	int dispatched = -1;
	for (int field = find_date(proposal, AID_ROLE_STAGE, 0); field >= 0 && dispatched < 0;
	     field = find_date(proposal, AID_ROLE_STAGE, (size_t)field + 1)) {
		if (proposal->roles[field].stage == AID_STAGE_DISPATCHED)
			dispatched = field;
	}
	if (has_waybill && (is_promise || dispatched >= 0))
		add_shipment(proposal, dispatched);
	add_stages(proposal, has_waybill);
	if (!has_dates(proposal))
		rc = add_conversion(proposal, err);
	if (rc == 0 && proposal->n_facts == 0)
		rc = add_likeliest(proposal, header, err);
	for (size_t i = 0; i < proposal->n_facts && rc == 0; i++)
		rc = fill_fact(proposal, header, &proposal->facts[i], err);
	set_conditions(proposal);
	return rc;
}

/* ---- the key ---- */

/* What may change from one publication to the next, or is no name of a row, is in no key. */
static void
pass_fields(const struct aid_proposal *proposal, bool *is_passed)
{
	const struct aid_inspection *inspection = proposal->inspection;
	for (size_t i = 0; i < inspection->header.n_names; i++) {
		const struct aid_inspected *column = &inspection->columns[i];
		is_passed[i] = column->n_stated == 0 || column->max_decimals > 0 ||
			       inspection->header.names[i].len == 0 ||
			       (proposal->is_date[i] && proposal->n_facts > 1) ||
			       proposal->roles[i].role == AID_ROLE_REPORTED;
	}
	for (size_t i = 0; i < proposal->n_facts; i++) {
		const struct aid_proposed_fact *fact = &proposal->facts[i];
		const struct aid_table *table = aid_table_of(fact->kind);
		for (int c = 0; c < table->n_columns; c++) {
			bool is_measure = table->columns[c].type == AID_TYPE_QUANTITY ||
					  table->columns[c].type == AID_TYPE_INTEGER ||
					  table->columns[c].type == AID_TYPE_WORD ||
					  strcmp(table->columns[c].name, "note") == 0;
			if (is_measure && fact->fields[c] >= 0)
				is_passed[fact->fields[c]] = true;
		}
		for (int f = fact->unpivot_first; f >= 0 && f <= fact->unpivot_last; f++)
			is_passed[f] = true;
	}
}

static bool
is_unique(const struct aid_proposal *proposal, int field)
{
	const struct aid_inspection *inspection = proposal->inspection;
	return field >= 0 && inspection->n_hashed > 0 &&
	       (size_t)inspection->columns[field].n_distinct == inspection->n_hashed;
}

/* A promise has a name of its own: the column that is one, or the key; a shipment's line is told by the key where the waybill alone does not. */
static void
set_identities(struct aid_proposal *proposal)
{
	for (size_t i = 0; i < proposal->n_facts; i++) {
		struct aid_proposed_fact *fact = &proposal->facts[i];
		if (fact->kind == AID_KIND_COMMITMENTS &&
		    (!is_unique(proposal, fact->fields[AID_COMMITMENTS_COMMITMENT_ID]) ||
		     fact->unpivot_first >= 0)) {
			fact->is_id_joined = true;
			fact->fields[AID_COMMITMENTS_COMMITMENT_ID] = -1;
		}
		if (fact->kind == AID_KIND_SHIPMENTS &&
		    proposal->facts[0].kind == AID_KIND_COMMITMENTS) {
			/* What a row promises and sends is one thing. */
			fact->is_id_joined = proposal->facts[0].is_id_joined;
			fact->fields[AID_SHIPMENTS_COMMITMENT_ID] =
				proposal->facts[0].fields[AID_COMMITMENTS_COMMITMENT_ID];
		}
		if (fact->kind == AID_KIND_SHIPMENTS && fact->fields[AID_SHIPMENTS_LINE] < 0 &&
		    proposal->n_key == 1 &&
		    !is_unique(proposal, fact->fields[AID_SHIPMENTS_WAYBILL]))
			fact->fields[AID_SHIPMENTS_LINE] = proposal->key[0];
		if (fact->kind == AID_KIND_CROSSINGS) {
			fact->fields[AID_CROSSINGS_REPORT_ID] = -1;
			if (fact->fields[AID_CROSSINGS_WAYBILL] >= 0 &&
			    fact->fields[AID_CROSSINGS_LINE] < 0 && proposal->n_key == 1)
				fact->fields[AID_CROSSINGS_LINE] = proposal->key[0];
		}
	}
}

static int
find_key(struct aid_proposal *proposal, struct aid_error *err)
{
	bool *is_passed = calloc(proposal->inspection->header.n_names + 1, sizeof *is_passed);
	if (is_passed == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	pass_fields(proposal, is_passed);
	int rc = aid_inspect_key(proposal->inspection, is_passed, proposal->key, &proposal->n_key,
				 err);
	if (rc == 0 && proposal->n_key == 0) {
		for (size_t i = 0; i < proposal->inspection->header.n_names; i++)
			is_passed[i] = proposal->inspection->header.names[i].len == 0;
		proposal->is_key_doubtful = true;
		rc = aid_inspect_key(proposal->inspection, is_passed, proposal->key,
				     &proposal->n_key, err);
	}
	free(is_passed);
	if (rc == 0)
		set_identities(proposal);
	return rc;
}

/* ---- all of it ---- */

/* The last of those that every row fills: what was changed stands behind what was made. */
static int
find_reported_at(const struct aid_proposal *proposal)
{
	int found = -1;
	for (int field = find_date(proposal, AID_ROLE_REPORTED, 0); field >= 0;
	     field = find_date(proposal, AID_ROLE_REPORTED, (size_t)field + 1)) {
		if (proposal->inspection->columns[field].date.n_misfit == 0)
			found = field;
	}
	return found;
}

static int
find_roles(struct aid_proposal *proposal, struct aid_error *err)
{
	const struct aid_inspection *inspection = proposal->inspection;
	size_t n = inspection->header.n_names;
	proposal->roles = calloc(n + 1, sizeof *proposal->roles);
	proposal->is_date = calloc(n + 1, sizeof *proposal->is_date);
	if (proposal->roles == NULL || proposal->is_date == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	int rc = 0;
	for (size_t i = 0; i < n && rc == 0; i++) {
		proposal->is_date[i] =
			inspection->columns[i].n_stated > 0 &&
			aid_inspected_date_share(&inspection->columns[i]) >= DATE_SHARE;
		rc = aid_role_of_name(inspection->header.names[i], &proposal->roles[i], err);
	}
	return rc;
}

/* The names with their words parted, "DonorName" as "Donor Name": that is how ours are compared with them. */
static int
part_names(const struct aid_header *header, struct aid_arena *arena, struct aid_header *out_header,
	   struct aid_error *err)
{
	struct aid_slice *names = aid_arena_alloc(arena, (header->n_names + 1) * sizeof *names);
	struct aid_buffer parted;
	int rc = names == NULL ? aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0) : 0;
	aid_buffer_init(&parted);
	for (size_t i = 0; i < header->n_names && rc == 0; i++) {
		aid_buffer_reset(&parted);
		aid_role_part(header->names[i], &parted);
		rc = aid_buffer_check(&parted, err);
		names[i] = aid_arena_copy(arena, aid_buffer_slice(&parted));
		if (rc == 0 && names[i].ptr == NULL)
			rc = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	}
	aid_buffer_done(&parted);
	*out_header = *header;
	out_header->names = names;
	return rc;
}

static bool
is_canonical(const struct aid_header *header)
{
	struct aid_map *map = NULL;
	if (aid_map_new(NULL, header, &map, NULL) < 0)
		return false;
	aid_map_free(map);
	return true;
}

int
aid_propose(const struct aid_inspection *inspection, const struct aid_propose_request *request,
	    struct aid_buffer *out, struct aid_error *err)
{
	struct aid_header header;
	struct aid_arena arena;
	struct aid_proposal *proposal = calloc(1, sizeof *proposal);
	if (proposal == NULL)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	aid_arena_init(&arena);
	proposal->inspection = inspection;
	proposal->request = request;
	proposal->reported_at = -1;
	proposal->is_canonical = is_canonical(&inspection->header);
	int rc = find_roles(proposal, err);
	if (rc == 0)
		rc = part_names(&inspection->header, &arena, &header, err);
	if (rc == 0 && !proposal->is_canonical) {
		rc = find_facts(proposal, &header, err);
		if (rc == 0)
			rc = find_key(proposal, err);
		proposal->reported_at = find_reported_at(proposal);
	}
	if (rc == 0)
		rc = aid_propose_write(proposal, out, err);
	free(proposal->roles);
	free(proposal->is_date);
	free(proposal);
	aid_arena_done(&arena);
	return rc;
}
