/* How the cells of a column are written, as a proposal says it: dates, numbers, and words that stand for ours. */
#include "propose/text.h"

#include "read/cell.h"
#include "value/words.h"

/* A text among dates or numbers that stands so often is one that means "not stated". */
#define MISSING_SHARE 20

static void
write_sample(const struct aid_vote *vote, const struct aid_vote_result *result, const char *key,
	     struct aid_propose_writer *w, int field, enum aid_message message)
{
	const struct aid_vote_sample *sample = &vote->fit[result->reading];
	for (int other = vote->n_readings - 1; other >= 0; other--) {
		const struct aid_vote_pair *pair = &vote->pairs[result->reading][other];
		if (result->reason == AID_VOTE_TOLD && other != result->reading &&
		    other != AID_DATE_EXCEL && pair->over.text[0] != '\0')
			sample = &pair->over;
	}
	struct aid_buffer value, telling, stated;
	aid_buffer_init(&value);
	aid_buffer_init(&telling);
	aid_buffer_init(&stated);
	aid_vote_append_value(vote, result->reading, aid_slice_of(sample->text), &value);
	aid_buffer_append_int(&telling, result->n_telling);
	aid_buffer_append_int(&stated, vote->n_stated);
	aid_propose_comment(w, false, message, 6, aid_propose_name(w, field),
			    aid_slice_of(sample->text), aid_buffer_slice(&value),
			    aid_slice_of(aid_vote_name(vote, result->reading)),
			    aid_buffer_slice(&telling), aid_buffer_slice(&stated));
	aid_buffer_done(&value);
	aid_buffer_done(&telling);
	aid_buffer_done(&stated);
	if (key != NULL)
		aid_propose_set(w, key, aid_slice_of(aid_vote_setting(vote, result->reading)));
}

/* Two readings: a person says which. */
static void
ask_reading(struct aid_propose_writer *w, const struct aid_vote *vote,
	    const struct aid_vote_result *result, const char *key, int field)
{
	const struct aid_vote_sample *sample = &vote->pairs[result->reading][result->other].differ;
	if (sample->text[0] == '\0')
		sample = &vote->fit[result->reading];
	aid_propose_comment(w, true, AID_MSG_PROPOSE_EITHER, 4, aid_propose_name(w, field),
			    aid_slice_of(sample->text),
			    aid_slice_of(aid_vote_name(vote, result->reading)),
			    aid_slice_of(aid_vote_name(vote, result->other)));
	aid_propose_offer(w, key, aid_slice_of(aid_vote_setting(vote, result->reading)));
	aid_propose_offer(w, key, aid_slice_of(aid_vote_setting(vote, result->other)));
}

static void
join_key(struct aid_buffer *key, const char *column, const char *attribute)
{
	aid_buffer_reset(key);
	aid_buffer_append_format(key, "%s.%s", column, attribute);
}

/* Texts that stand often where dates or numbers do. */
static void
write_missing(struct aid_propose_writer *w, const char *column,
	      const struct aid_inspected_values *values, int64_t n_stated)
{
	bool is_first = true;
	for (size_t i = 0; i < values->n_items; i++) {
		bool is_often = values->items[i].n > 1 &&
				values->items[i].n * 100 * MISSING_SHARE >= n_stated;
		if (!is_often)
			continue;
		if (is_first) {
			aid_propose_comment(w, false, AID_MSG_PROPOSE_MISSING, 0);
			aid_buffer_append_format(w->out, "%s.missing = ", column);
		} else {
			aid_buffer_append_text(w->out, " | ");
		}
		aid_propose_append_name(w, values->items[i].text);
		is_first = false;
	}
	if (!is_first)
		aid_buffer_append_char(w->out, '\n');
}

static void
write_date(struct aid_propose_writer *w, const char *column, int field)
{
	const struct aid_inspected *inspected = &w->inspection->columns[field];
	const struct aid_vote *vote = &inspected->date;
	struct aid_vote_result result = aid_vote_count(vote);
	struct aid_buffer key;
	aid_buffer_init(&key);
	join_key(&key, column, "date");
	if (result.verdict == AID_VOTE_UNDECIDED || result.verdict == AID_VOTE_DIVIDED) {
		ask_reading(w, vote, &result, key.ptr, field);
	} else if (result.verdict == AID_VOTE_DECIDED && result.is_days) {
		aid_propose_comment(w, false, AID_MSG_READ_DAYS, 2, aid_propose_name(w, field),
				    aid_slice_of(vote->unzoned.text));
	} else if (result.verdict == AID_VOTE_DECIDED) {
		enum aid_message message = AID_MSG_READ_DATES;
		if (result.reason == AID_VOTE_TOLD)
			message = AID_MSG_READ_DATES_TOLD;
		else if (result.reason == AID_VOTE_SPAN)
			message = AID_MSG_READ_DATES_SPAN;
		write_sample(vote, &result, w->date == NULL ? key.ptr : NULL, w, field, message);
	}
	aid_buffer_done(&key);
	write_missing(w, column, &inspected->no_dates, inspected->n_stated);
}

static void
write_number(struct aid_propose_writer *w, const char *column, int field)
{
	const struct aid_inspected *inspected = &w->inspection->columns[field];
	const struct aid_vote *vote = &inspected->number;
	struct aid_vote_result result = aid_vote_count(vote);
	struct aid_buffer key;
	aid_buffer_init(&key);
	join_key(&key, column, "decimal");
	if (result.verdict == AID_VOTE_UNDECIDED || result.verdict == AID_VOTE_DIVIDED) {
		ask_reading(w, vote, &result, key.ptr, field);
	} else if (result.verdict == AID_VOTE_DECIDED && vote->n_signed > 0) {
		enum aid_message message = AID_MSG_READ_NUMBERS;
		if (result.reason == AID_VOTE_TOLD)
			message = AID_MSG_READ_NUMBERS_TOLD;
		else if (result.reason == AID_VOTE_FILLED)
			message = AID_MSG_READ_NUMBERS_FILLED;
		write_sample(vote, &result, key.ptr, w, field, message);
		join_key(&key, column, "grouping");
		aid_propose_set(w, key.ptr, AID_SLICE_LITERAL("any"));
	}
	aid_buffer_done(&key);
	write_missing(w, column, &inspected->no_numbers, inspected->n_stated);
}

/* "Entered => crossed | ...": what each of a few words means. */
static int
write_words(struct aid_propose_writer *w, const struct aid_column *column, int field,
	    struct aid_error *err)
{
	const struct aid_inspected_values *values = &w->inspection->columns[field].values;
	bool is_needed = false, is_whole = values->n_others == 0;
	struct aid_buffer list;
	int rc = 0;
	aid_buffer_init(&list);
	for (size_t i = 0; i < values->n_items && rc == 0; i++) {
		struct aid_slice text = values->items[i].text;
		int meant = -1;
		if (aid_words_find((enum aid_words)column->words, text) >= 0)
			continue;
		rc = aid_role_of_value(text, column->words, &meant, err);
		aid_buffer_append_text(&list, is_needed ? " | " : "");
		aid_cell_quote(text, &list);
		aid_buffer_append_text(&list, " => ");
		if (meant >= 0)
			aid_buffer_append_text(
				&list, aid_words_name((enum aid_words)column->words, meant));
		is_whole = is_whole && meant >= 0;
		is_needed = true;
	}
	if (rc == 0 && is_needed) {
		struct aid_buffer key;
		aid_buffer_init(&key);
		join_key(&key, column->name, "values");
		aid_propose_comment(w, !is_whole,
				    is_whole ? AID_MSG_PROPOSE_VALUES : AID_MSG_PROPOSE_VALUES_OPEN,
				    1,
				    aid_slice_of(aid_words_choices((enum aid_words)column->words)));
		if (is_whole)
			aid_propose_set(w, key.ptr, aid_buffer_slice(&list));
		else
			aid_propose_offer(w, key.ptr, aid_buffer_slice(&list));
		aid_buffer_done(&key);
	}
	aid_buffer_done(&list);
	return rc;
}

int
aid_propose_write_cells(struct aid_propose_writer *w, const struct aid_column *column, int field,
			struct aid_error *err)
{
	if (column->type == AID_TYPE_DATE)
		write_date(w, column->name, field);
	else if (column->type == AID_TYPE_QUANTITY || column->type == AID_TYPE_INTEGER)
		write_number(w, column->name, field);
	else if (column->type == AID_TYPE_WORD)
		return write_words(w, column, field, err);
	return 0;
}
