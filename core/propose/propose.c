/* A proposal is found step by step (what the columns are, the facts, the key), then written (text.c). */
#include "propose/parts.h"

#include <stdlib.h>

#include "base/message.h"
#include "read/map.h"

/* Of 100 stated cells: so many make a column one of dates. */
#define DATE_SHARE 50

/* The last of those that every row fills: what was changed stands behind what was made. */
static int
find_reported_at(const struct aid_proposal *proposal)
{
	int found = -1;
	for (int field = aid_propose_date(proposal, AID_ROLE_REPORTED, 0); field >= 0;
	     field = aid_propose_date(proposal, AID_ROLE_REPORTED, (size_t)field + 1)) {
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
is_date_open(const struct aid_inspected *column)
{
	if (aid_inspected_date_share(column) < DATE_SHARE)
		return false;
	enum aid_vote_verdict verdict = aid_vote_count(&column->date).verdict;
	return verdict == AID_VOTE_UNDECIDED || verdict == AID_VOTE_DIVIDED;
}

/* Names that are known, and no date that can be read in two ways: the file needs no profile. */
static bool
is_canonical(const struct aid_inspection *inspection)
{
	struct aid_map *map = NULL;
	for (size_t i = 0; i < inspection->header.n_names; i++)
		if (is_date_open(&inspection->columns[i]))
			return false;
	if (aid_map_new(NULL, &inspection->header, &map, NULL) != 0)
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
	proposal->is_canonical = is_canonical(inspection);
	int rc = find_roles(proposal, err);
	if (rc == 0)
		rc = part_names(&inspection->header, &arena, &header, err);
	if (rc == 0 && !proposal->is_canonical) {
		rc = aid_propose_facts(proposal, &header, err);
		if (rc == 0)
			rc = aid_propose_key(proposal, err);
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
