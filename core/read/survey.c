#include "read/survey.h"

#include <stdlib.h>

#include "read/map_parts.h"

/* A column that is nearly always empty does not make us read a large file twice: so many records settle it, if
 * whatever it holds there is canonical. */
#define SPARSE_RECORDS 100000

/* Notes of one column, at most. */
#define COLUMN_NOTES 4

struct column {
	struct aid_vote vote;
	const struct aid_map_item *item; /* the first that reads it */
	struct aid_vote_result result;
	bool is_settled;
};

struct aid_survey {
	struct aid_map *map;
	struct aid_arena arena;  /* of the notes */
	struct aid_arena record; /* reset after each */
	struct column *columns;
	size_t n_columns;
	int64_t n_records;
	struct aid_note *notes;
	size_t n_notes;
};

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* ---- columns ---- */

static bool
may_hold_unit(const struct aid_map_plan *plan, const struct aid_map_item *item)
{
	return plan->quantity >= 0 && item == &plan->items[plan->quantity] &&
	       item->format.n_shift == 0;
}

static struct column *
find_column(const struct aid_survey *survey, const struct aid_map_item *item)
{
	for (size_t i = 0; i < survey->n_columns; i++) {
		struct column *column = &survey->columns[i];
		if (column->item->field == item->field &&
		    column->vote.type == item->format.column->type)
			return column;
	}
	return NULL;
}

static void
add_items(struct aid_survey *survey, const struct aid_map_plan *plan)
{
	for (size_t i = 0; i < plan->n_items; i++) {
		const struct aid_map_item *item = &plan->items[i];
		if (!item->is_open || find_column(survey, item) != NULL)
			continue;
		struct column *column = &survey->columns[survey->n_columns++];
		column->item = item;
		column->is_settled = false;
		aid_vote_init(&column->vote, item->format.column->type, may_hold_unit(plan, item));
	}
}

int
aid_survey_new(struct aid_map *map, struct aid_survey **out_survey, struct aid_error *err)
{
	size_t n_open = 0;
	for (size_t k = 0; k < map->n_plans; k++)
		for (size_t i = 0; i < map->plans[k].n_items; i++)
			n_open += map->plans[k].items[i].is_open;
	*out_survey = NULL;
	if (n_open == 0)
		return 0;
	struct aid_survey *survey = calloc(1, sizeof *survey);
	if (survey == NULL)
		return no_memory(err);
	survey->map = map;
	aid_arena_init(&survey->arena);
	aid_arena_init(&survey->record);
	survey->columns = malloc(n_open * sizeof *survey->columns);
	map->formats = aid_arena_alloc(&map->arena, n_open * sizeof *map->formats);
	if (survey->columns == NULL || map->formats == NULL) {
		aid_survey_free(survey);
		return no_memory(err);
	}
	for (size_t k = 0; k < map->n_plans; k++)
		add_items(survey, &map->plans[k]);
	*out_survey = survey;
	return 0;
}

void
aid_survey_free(struct aid_survey *survey)
{
	if (survey == NULL)
		return;
	aid_arena_done(&survey->arena);
	aid_arena_done(&survey->record);
	free(survey->columns);
	free(survey);
}

/* ---- reading ---- */

/* Does the profile say what the text means? */
static bool
is_settled_text(const struct aid_map_item *item, struct aid_slice text)
{
	const struct aid_profile_column *column = item->column;
	if (item->format.missing.len > 0 && aid_cell_is_listed(text, item->format.missing))
		return true;
	for (size_t i = 0; column != NULL && i < column->values.n; i++)
		if (aid_cell_is_listed(text, column->values.written[i]))
			return true;
	return false;
}

/* 36.930 in a column that bears the very name of our tables, where the decimal sign is the point (docs/DATA.md): what has been agreed on needs no vote. */
static bool
is_agreed(const struct column *column)
{
	const struct aid_vote *vote = &column->vote;
	return vote->type != AID_TYPE_DATE && column->item->column == NULL &&
	       vote->n_any_comma == 0 &&
	       vote->n_fit[AID_VOTE_POINT] == vote->n_stated - vote->n_misfit &&
	       aid_slice_is_equal(column->item->header,
				  aid_slice_of(column->item->format.column->name));
}

/* False once nothing more is to be learned. */
static bool
add_record(struct aid_survey *survey, const struct aid_record *record)
{
	bool is_open = false;
	survey->n_records++;
	for (size_t i = 0; i < survey->n_columns; i++) {
		struct column *column = &survey->columns[i];
		size_t field = (size_t)column->item->field;
		if (column->is_settled)
			continue;
		if (record->reject == AID_MSG_NONE && field < record->n_fields &&
		    !is_settled_text(column->item, record->fields[field]))
			aid_vote_add(&column->vote, record->fields[field]);
		column->is_settled =
			aid_vote_is_settled(&column->vote) ||
			(column->vote.n_stated >= AID_VOTE_SETTLED && is_agreed(column)) ||
			(survey->n_records >= SPARSE_RECORDS &&
			 column->vote.n_canonical == column->vote.n_stated);
		is_open = is_open || !column->is_settled;
	}
	return is_open;
}

int
aid_survey_read(struct aid_survey *survey, struct aid_records *records, int64_t n_most,
		bool *out_is_over, struct aid_error *err)
{
	bool is_end = false, is_open = true;
	for (int64_t n = 0; n < n_most && is_open; n++) {
		struct aid_record record;
		aid_arena_reset(&survey->record);
		int rc = aid_records_next(records, &survey->record, &record, &is_end, err);
		if (rc < 0)
			return rc;
		if (is_end)
			break;
		is_open = add_record(survey, &record);
	}
	*out_is_over = is_end || !is_open;
	return 0;
}

/* ---- what the map is told ---- */

static int
set_date(struct aid_map *map, struct aid_map_item *item, const struct aid_vote *vote,
	 const struct aid_vote_result *result, struct aid_error *err)
{
	struct aid_slice zone = item->zone, day_zone = item->day_zone;
	struct aid_date_format *format;
	if (result->is_days && zone.len == 0 && day_zone.len == 0)
		zone = day_zone = AID_SLICE_LITERAL("UTC");
	int rc = aid_date_format_new(aid_slice_of(aid_vote_setting(vote, result->reading)), zone,
				     day_zone, &format, err);
	if (rc < 0)
		return rc;
	map->formats[map->n_formats++] = format;
	item->format.date = format;
	return 0;
}

static int
apply(struct aid_survey *survey, struct aid_map_item *item, struct aid_error *err)
{
	const struct column *column = find_column(survey, item);
	const struct aid_vote *vote = &column->vote;
	item->is_open = false;
	if (column->result.verdict != AID_VOTE_DECIDED)
		return 0;
	if (vote->type == AID_TYPE_DATE)
		return set_date(survey->map, item, vote, &column->result, err);
	item->format.number =
		(struct aid_number_format){ aid_vote_setting(vote, column->result.reading)[0],
					    '*' };
	return 0;
}

/* ---- sentences ---- */

static const char *
text_of(const struct aid_buffer *buffer)
{
	return buffer->ptr == NULL ? "" : buffer->ptr;
}

static const char *
quote(struct aid_buffer *out, struct aid_slice text)
{
	aid_cell_quote(text, out);
	return text_of(out);
}

/* Both readings of a cell, each with what a profile would say. */
static int
refuse(const struct column *column, struct aid_error *err)
{
	const struct aid_vote *vote = &column->vote;
	const struct aid_vote_result *result = &column->result;
	bool is_divided = result->verdict == AID_VOTE_DIVIDED,
	     is_date = vote->type == AID_TYPE_DATE;
	const struct aid_vote_pair *one = &vote->pairs[result->reading][result->other],
				   *other = &vote->pairs[result->other][result->reading];
	struct aid_slice first = aid_slice_of(is_divided ? one->over.text : one->differ.text),
			 second = aid_slice_of(is_divided ? other->over.text : one->differ.text);
	struct aid_buffer header, texts[2], values[2];
	struct aid_buffer *all[] = { &header, &texts[0], &texts[1], &values[0], &values[1] };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		aid_buffer_init(all[i]);
	aid_vote_append_value(vote, result->reading, first, &values[0]);
	aid_vote_append_value(vote, result->other, second, &values[1]);
	const char *args[] = { quote(&header, column->item->header), quote(&texts[0], first),
			       quote(&texts[1], second), text_of(&values[0]), text_of(&values[1]) };
	const char *settings[] = { aid_vote_setting(vote, result->reading),
				   aid_vote_setting(vote, result->other) };
	int rc = 0;
	for (size_t i = 0; i < sizeof all / sizeof all[0] && rc == 0; i++)
		rc = aid_buffer_check(all[i], err);
	if (rc == 0 && is_divided)
		rc = aid_message_error(err, AID_E_REFUSED,
				       is_date ? AID_MSG_DROP_DATES_DIVIDED
					       : AID_MSG_DROP_NUMBERS_DIVIDED,
				       5, args[0], args[1], settings[0], args[2], settings[1]);
	else if (rc == 0)
		rc = aid_message_error(
			err, AID_E_REFUSED,
			is_date ? AID_MSG_DROP_DATES_UNDECIDED : AID_MSG_DROP_NUMBERS_UNDECIDED, 6,
			args[0], args[1], args[3], settings[0], args[4], settings[1]);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		aid_buffer_done(all[i]);
	return rc;
}

static void
append_count(struct aid_buffer *args, int64_t number)
{
	aid_buffer_append_char(args, AID_MESSAGE_SEPARATOR);
	aid_quantity_format_grouped(args, number * 1000);
}

/* {0} the column, {1} a cell and {2} what it is, {3} the name of the reading, {4} of {5} cells that told. */
static int
add_note(struct aid_survey *survey, const struct column *column, enum aid_message message,
	 const struct aid_vote_sample *sample, struct aid_error *err)
{
	const struct aid_vote *vote = &column->vote;
	int reading = column->result.reading;
	struct aid_buffer args;
	aid_buffer_init(&args);
	aid_cell_quote(column->item->header, &args);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_cell_quote(aid_slice_of(sample->text), &args);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_vote_append_value(vote, reading, aid_slice_of(sample->text), &args);
	aid_buffer_append_char(&args, AID_MESSAGE_SEPARATOR);
	aid_buffer_append_text(&args, aid_vote_name(vote, reading));
	append_count(&args, column->result.n_telling);
	append_count(&args, vote->n_fit[reading]);
	int rc = aid_buffer_check(&args, err);
	struct aid_note *note = &survey->notes[survey->n_notes];
	*note = (struct aid_note){ .message = message,
				   .args = aid_arena_copy(&survey->arena, aid_buffer_slice(&args)),
				   .column = column->item->header,
				   .value = aid_slice_of(aid_vote_setting(vote, reading)) };
	aid_buffer_done(&args);
	if (rc == 0 && note->args.ptr == NULL)
		rc = no_memory(err);
	if (rc == 0)
		survey->n_notes++;
	return rc;
}

static enum aid_message
message_of(const struct column *column)
{
	bool is_date = column->vote.type == AID_TYPE_DATE;
	switch (column->result.reason) {
	case AID_VOTE_TOLD:
		return is_date ? AID_MSG_READ_DATES_TOLD : AID_MSG_READ_NUMBERS_TOLD;
	case AID_VOTE_SPAN:
		return AID_MSG_READ_DATES_SPAN;
	case AID_VOTE_FILLED:
		return AID_MSG_READ_NUMBERS_FILLED;
	case AID_VOTE_ONE_WAY:
		break;
	}
	if (!is_date)
		return AID_MSG_READ_NUMBERS;
	return column->result.reading == AID_DATE_EXCEL ? AID_MSG_READ_DATES_EXCEL
							: AID_MSG_READ_DATES;
}

/* A cell that another reading would take for something else tells most. */
static const struct aid_vote_sample *
sample_of(const struct column *column)
{
	int reading = column->result.reading;
	for (int r = column->vote.n_readings - 1; r >= 0; r--)
		if (column->vote.pairs[reading][r].n_differ > 0)
			return &column->vote.pairs[reading][r].differ;
	return column->vote.n_signed > 0 ? &column->vote.sign : &column->vote.fit[reading];
}

static int
describe_times(struct aid_survey *survey, const struct column *column, struct aid_error *err)
{
	const struct aid_vote *vote = &column->vote;
	int rc = 0;
	if (column->item->zone.len > 0 || column->item->day_zone.len > 0)
		return 0;
	if (column->result.is_days)
		return add_note(survey, column, AID_MSG_READ_DAYS, &vote->unzoned, err);
	if (vote->n_unzoned > 0)
		rc = add_note(survey, column, AID_MSG_READ_UTC, &vote->unzoned, err);
	if (rc == 0 && vote->n_evening > 0 && vote->n_evening == vote->n_times)
		rc = add_note(survey, column, AID_MSG_READ_EVENINGS, &vote->unzoned, err);
	return rc;
}

static int
describe(struct aid_survey *survey, const struct column *column, struct aid_error *err)
{
	const struct aid_vote *vote = &column->vote;
	int rc = 0;
	/* 12 MT is no way of writing a number. */
	if (vote->n_unit > 0)
		rc = add_note(survey, column, AID_MSG_READ_UNITS, &vote->unit, err);
	bool is_plain =
		column->result.reason == AID_VOTE_ONE_WAY &&
		(vote->type == AID_TYPE_DATE ? column->result.is_days : vote->n_signed == 0);
	if (rc == 0 && !is_plain)
		rc = add_note(survey, column, message_of(column), sample_of(column), err);
	return rc == 0 ? describe_times(survey, column, err) : rc;
}

static int
describe_agreed(struct aid_survey *survey, struct column *column, struct aid_error *err)
{
	column->result.reading = AID_VOTE_POINT;
	return add_note(survey, column, AID_MSG_READ_NUMBERS_AGREED,
			&column->vote.pairs[AID_VOTE_POINT][AID_VOTE_COMMA].differ, err);
}

int
aid_survey_apply(struct aid_survey *survey, struct aid_error *err)
{
	struct aid_map *map = survey->map;
	int rc = 0;
	survey->notes = aid_arena_alloc(&survey->arena,
					survey->n_columns * COLUMN_NOTES * sizeof *survey->notes);
	if (survey->notes == NULL)
		return no_memory(err);
	for (size_t i = 0; i < survey->n_columns && rc == 0; i++) {
		struct column *column = &survey->columns[i];
		column->result = aid_vote_count(&column->vote);
		if (column->result.verdict == AID_VOTE_UNDECIDED && is_agreed(column))
			rc = describe_agreed(survey, column, err);
		else if (column->result.verdict == AID_VOTE_UNDECIDED ||
			 column->result.verdict == AID_VOTE_DIVIDED)
			rc = refuse(column, err);
		else if (column->result.verdict == AID_VOTE_DECIDED)
			rc = describe(survey, column, err);
	}
	for (size_t k = 0; k < map->n_plans && rc == 0; k++)
		for (size_t i = 0; i < map->plans[k].n_items && rc == 0; i++)
			if (map->plans[k].items[i].is_open)
				rc = apply(survey, &map->plans[k].items[i], err);
	return rc;
}

const struct aid_note *
aid_survey_notes(const struct aid_survey *survey, size_t *out_n_notes)
{
	*out_n_notes = survey->n_notes;
	return survey->notes;
}

size_t
aid_survey_n_columns(const struct aid_survey *survey)
{
	return survey->n_columns;
}

const struct aid_vote *
aid_survey_vote(const struct aid_survey *survey, size_t column, struct aid_slice *out_header)
{
	*out_header = survey->columns[column].item->header;
	return &survey->columns[column].vote;
}
