#include "propose/inspect.h"

#include <stdlib.h>

#include "base/digest.h"
#include "read/cell.h"
#include "text/fold.h"

/* Hashes that are kept to look for keys in: 64 MiB. */
#define HASHES_MAX ((size_t)8 * 1024 * 1024)
#define VALUE_BYTES 60

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* ---- one cell ---- */

static int
add_value(struct aid_inspection *inspection, struct aid_inspected_values *values,
	  struct aid_slice text, struct aid_error *err)
{
	if (text.len > VALUE_BYTES) {
		text.len = VALUE_BYTES;
		text.len = aid_fold_valid_utf8(text);
	}
	for (size_t i = 0; i < values->n_items; i++) {
		if (aid_slice_is_equal(values->items[i].text, text)) {
			values->items[i].n++;
			return 0;
		}
	}
	if (values->n_items == AID_INSPECT_VALUES) {
		values->n_others++;
		return 0;
	}
	struct aid_slice copy = aid_arena_copy(&inspection->arena, text);
	if (copy.ptr == NULL)
		return no_memory(err);
	values->items[values->n_items++] = (struct aid_inspected_value){ copy, 1 };
	return 0;
}

/* Digits behind the last sign, but for zeros at their end. */
static int
count_decimals(struct aid_slice text)
{
	size_t end = text.len;
	while (end > 0 && text.ptr[end - 1] == '0')
		end--;
	size_t at = end;
	while (at > 0 && text.ptr[at - 1] >= '0' && text.ptr[at - 1] <= '9')
		at--;
	bool is_behind_sign = at > 0 && (text.ptr[at - 1] == '.' || text.ptr[at - 1] == ',');
	return is_behind_sign ? (int)(end - at) : 0;
}

static int
inspect_cell(struct aid_inspection *inspection, struct aid_inspected *column, struct aid_slice text,
	     struct aid_error *err)
{
	if (aid_cell_is_missing(text, false))
		return 0;
	column->n_stated++;
	int rc = add_value(inspection, &column->values, text, err);
	int64_t n_misfit = column->date.n_misfit;
	aid_vote_add(&column->date, text);
	if (rc == 0 && column->date.n_misfit > n_misfit)
		rc = add_value(inspection, &column->no_dates, text, err);
	n_misfit = column->number.n_misfit;
	aid_vote_add(&column->number, text);
	if (column->number.n_misfit > n_misfit)
		return rc < 0 ? rc : add_value(inspection, &column->no_numbers, text, err);
	int n_decimals = count_decimals(text);
	column->n_fine += n_decimals > 3;
	if (n_decimals > column->max_decimals)
		column->max_decimals = n_decimals;
	return rc;
}

static int
inspect_record(struct aid_inspection *inspection, const struct aid_record *record,
	       struct aid_error *err)
{
	int rc = 0;
	inspection->n_records++;
	if (record->reject != AID_MSG_NONE) {
		inspection->n_unread++;
		return 0;
	}
	bool is_hashed = inspection->n_hashed < inspection->n_room;
	for (size_t i = 0; i < inspection->header.n_names && rc == 0; i++) {
		struct aid_slice text = i < record->n_fields ? record->fields[i] : AID_SLICE_EMPTY;
		rc = inspect_cell(inspection, &inspection->columns[i], text, err);
		if (is_hashed)
			inspection->hashes[i * inspection->n_room + inspection->n_hashed] =
				(uint64_t)aid_digest_hash64(text, 1);
	}
	inspection->n_hashed += is_hashed;
	return rc;
}

/* ---- keys ---- */

static int
compare_hashes(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
	return a < b ? -1 : a > b;
}

static int64_t
count_distinct(uint64_t *hashes, size_t n)
{
	int64_t n_distinct = n > 0;
	qsort(hashes, n, sizeof *hashes, compare_hashes);
	for (size_t i = 1; i < n; i++)
		n_distinct += hashes[i] != hashes[i - 1];
	return n_distinct;
}

/* The record's hashes so far, and one column more. */
static void
join_hashes(const struct aid_inspection *inspection, const uint64_t *joined, size_t column,
	    uint64_t *out)
{
	const uint64_t *more = inspection->hashes + column * inspection->n_room;
	for (size_t i = 0; i < inspection->n_hashed; i++)
		out[i] = joined == NULL ? more[i]
					: (joined[i] * UINT64_C(0x9E3779B97F4A7C15)) ^ more[i];
}

static int
count_columns(struct aid_inspection *inspection, struct aid_error *err)
{
	uint64_t *space = malloc((inspection->n_hashed + 1) * sizeof *space);
	if (space == NULL)
		return no_memory(err);
	for (size_t i = 0; i < inspection->header.n_names; i++) {
		join_hashes(inspection, NULL, i, space);
		inspection->columns[i].n_distinct = count_distinct(space, inspection->n_hashed);
	}
	free(space);
	return 0;
}

static bool
is_in_key(const int *fields, size_t n, size_t field)
{
	for (size_t i = 0; i < n; i++) {
		if ((size_t)fields[i] == field)
			return true;
	}
	return false;
}

/* The column that tells most of what the joined ones do not; the first of equals. -1 when none tells more. */
static int
find_best(const struct aid_inspection *inspection, const bool *is_passed, const uint64_t *joined,
	  const int *fields, size_t n, uint64_t *space, int64_t *n_distinct)
{
	int best = -1;
	for (size_t i = 0; i < inspection->header.n_names; i++) {
		if (is_passed[i] || is_in_key(fields, n, i) ||
		    inspection->columns[i].n_distinct < 2)
			continue;
		join_hashes(inspection, joined, i, space);
		int64_t n_now = count_distinct(space, inspection->n_hashed);
		if (n_now > *n_distinct) {
			*n_distinct = n_now;
			best = (int)i;
		}
		if ((size_t)n_now == inspection->n_hashed)
			break;
	}
	return best;
}

int
aid_inspect_key(const struct aid_inspection *inspection, const bool *is_passed,
		int out_fields[AID_INSPECT_KEY_COLUMNS], size_t *out_n, struct aid_error *err)
{
	size_t n_hashed = inspection->n_hashed, n = 0;
	int fields[AID_INSPECT_KEY_COLUMNS];
	int64_t n_distinct = 1;
	uint64_t *joined = malloc((2 * n_hashed + 1) * sizeof *joined);
	if (joined == NULL)
		return no_memory(err);
	while (n < AID_INSPECT_KEY_COLUMNS && (size_t)n_distinct < n_hashed) {
		int best = find_best(inspection, is_passed, n == 0 ? NULL : joined, fields, n,
				     joined + n_hashed, &n_distinct);
		if (best < 0)
			break;
		join_hashes(inspection, n == 0 ? NULL : joined, (size_t)best, joined + n_hashed);
		for (size_t i = 0; i < n_hashed; i++)
			joined[i] = joined[n_hashed + i];
		fields[n++] = best;
	}
	free(joined);
	/* One or two rows are told apart by anything. */
	*out_n = (size_t)n_distinct == n_hashed && n_hashed > 2 ? n : 0;
	memcpy(out_fields, fields, n * sizeof *fields);
	return 0;
}

/* ---- all of it ---- */

static int
copy_names(struct aid_inspection *inspection, const struct aid_slice *names, size_t n,
	   const struct aid_slice **out_names, struct aid_error *err)
{
	struct aid_slice *copies = aid_arena_alloc(&inspection->arena, (n + 1) * sizeof *copies);
	if (copies == NULL)
		return no_memory(err);
	for (size_t i = 0; i < n; i++) {
		copies[i] = aid_arena_copy(&inspection->arena, names[i]);
		if (copies[i].ptr == NULL)
			return no_memory(err);
	}
	*out_names = copies;
	return 0;
}

static int
begin(struct aid_inspection *inspection, const struct aid_records *records, struct aid_error *err)
{
	size_t n_names, n_tags;
	const struct aid_slice *names = aid_records_header(records, &n_names);
	const struct aid_slice *tags = aid_records_tags(records, &n_tags);
	inspection->dialect = aid_records_dialect(records);
	int rc = copy_names(inspection, names, n_names, &inspection->header.names, err);
	if (rc == 0)
		rc = copy_names(inspection, tags, n_tags, &inspection->header.tags, err);
	if (rc < 0)
		return rc;
	inspection->header.n_names = n_names;
	inspection->header.n_tags = n_tags;
	inspection->n_room = HASHES_MAX / (n_names + 1);
	if (inspection->n_room > AID_INSPECT_RECORDS)
		inspection->n_room = AID_INSPECT_RECORDS;
	inspection->columns = calloc(n_names + 1, sizeof *inspection->columns);
	inspection->hashes = malloc(n_names * inspection->n_room * sizeof *inspection->hashes + 1);
	if (inspection->columns == NULL || inspection->hashes == NULL)
		return no_memory(err);
	for (size_t i = 0; i < n_names; i++) {
		aid_vote_init(&inspection->columns[i].date, AID_TYPE_DATE, false);
		aid_vote_init(&inspection->columns[i].number, AID_TYPE_QUANTITY, true);
	}
	return 0;
}

static int
read_all(struct aid_inspection *inspection, struct aid_records *records, struct aid_error *err)
{
	struct aid_arena arena;
	int rc = 0;
	aid_arena_init(&arena);
	while (rc == 0 && !inspection->is_whole && inspection->n_records < AID_INSPECT_RECORDS) {
		struct aid_record record;
		aid_arena_reset(&arena);
		rc = aid_records_next(records, &arena, &record, &inspection->is_whole, err);
		if (rc == 0 && !inspection->is_whole)
			rc = inspect_record(inspection, &record, err);
	}
	aid_arena_done(&arena);
	return rc;
}

int
aid_inspect(struct aid_records *records, struct aid_inspection **out_inspection,
	    struct aid_error *err)
{
	struct aid_inspection *inspection = calloc(1, sizeof *inspection);
	if (inspection == NULL)
		return no_memory(err);
	aid_arena_init(&inspection->arena);
	int rc = begin(inspection, records, err);
	if (rc == 0)
		rc = read_all(inspection, records, err);
	if (rc == 0)
		rc = count_columns(inspection, err);
	if (rc == 0)
		*out_inspection = inspection;
	else
		aid_inspection_free(inspection);
	return rc;
}

void
aid_inspection_free(struct aid_inspection *inspection)
{
	if (inspection == NULL)
		return;
	aid_arena_done(&inspection->arena);
	free(inspection->columns);
	free(inspection->hashes);
	free(inspection);
}

/* ---- what a column holds ---- */

static int
share(const struct aid_vote *vote, int n_readings)
{
	int64_t most = 0;
	for (int i = 0; i < n_readings; i++) {
		if (vote->n_fit[i] > most)
			most = vote->n_fit[i];
	}
	return vote->n_stated == 0 ? 0 : (int)(most * 100 / vote->n_stated);
}

int
aid_inspected_date_share(const struct aid_inspected *column)
{
	return share(&column->date, AID_DATE_EXCEL);
}

int
aid_inspected_number_share(const struct aid_inspected *column)
{
	return share(&column->number, column->number.n_readings);
}
