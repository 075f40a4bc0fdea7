/* Which columns name a row, and the facts in it, from one file to the next. */
#include "propose/parts.h"

#include <stdlib.h>

#include "base/message.h"

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

int
aid_propose_key(struct aid_proposal *proposal, struct aid_error *err)
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
