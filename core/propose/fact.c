/* Which facts the rows of a file seem to state: by what its dates are of, else by its names. */
#include "propose/parts.h"

#include "value/words.h"

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

int
aid_propose_date(const struct aid_proposal *proposal, enum aid_role role, size_t from)
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
	fact->fields[AID_COMMITMENTS_DUE_ON] = aid_propose_date(proposal, AID_ROLE_DUE, 0);
	fact->fields[AID_COMMITMENTS_STARTS_ON] = aid_propose_date(proposal, AID_ROLE_STARTS, 0);
	fact->fields[AID_COMMITMENTS_STATED_ON] = aid_propose_date(proposal, AID_ROLE_STATED, 0);
}

static void
add_shipment(struct aid_proposal *proposal, int dispatched)
{
	struct aid_proposed_fact *fact = begin_fact(proposal, "shipment", AID_KIND_SHIPMENTS, 0);
	fact->fields[AID_SHIPMENTS_DISPATCHED_AT] = dispatched;
	fact->fields[AID_SHIPMENTS_ETA] = aid_propose_date(proposal, AID_ROLE_ETA, 0);
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
	int field = aid_propose_date(proposal, AID_ROLE_STAGE, 0);
	for (; field >= 0; field = aid_propose_date(proposal, AID_ROLE_STAGE, (size_t)field + 1)) {
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
	int date = aid_propose_date(proposal, AID_ROLE_NONE, 0), most = -1;
	size_t best = 0;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct aid_proposed_fact *fact =
			begin_fact(proposal, kinds[i].name, kinds[i].kind, 0);
		int rc = aid_propose_fill(proposal, header, fact, err);
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
		if (!aid_propose_is_number(proposal, field))
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

int
aid_propose_facts(struct aid_proposal *proposal, const struct aid_header *header,
		  struct aid_error *err)
{
	int rc;
	bool has_waybill = has_waybill_column(proposal, header, &rc, err);
	if (rc < 0)
		return rc;
	bool is_promise = aid_propose_date(proposal, AID_ROLE_DUE, 0) >= 0 ||
			  aid_propose_date(proposal, AID_ROLE_STATED, 0) >= 0;
	if (is_promise)
		add_commitment(proposal);
	int dispatched = -1;
	for (int field = aid_propose_date(proposal, AID_ROLE_STAGE, 0);
	     field >= 0 && dispatched < 0;
	     field = aid_propose_date(proposal, AID_ROLE_STAGE, (size_t)field + 1)) {
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
		rc = aid_propose_fill(proposal, header, &proposal->facts[i], err);
	set_conditions(proposal);
	return rc;
}
