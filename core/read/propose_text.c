/* A proposal as the text of a profile. */
#include "read/propose_parts.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/message.h"
#include "read/cell.h"
#include "value/words.h"

#define ARGS_MAX 6
#define SAMPLES 3
/* Of 100 times: so many at 21:00, 22:00 or 23:00 make days that a program wrote as moments. */
#define EVENING_SHARE 90
/* A text among dates or numbers that stands so often is one that means "not stated". */
#define MISSING_SHARE 20

struct writer {
	const struct aid_proposal *proposal;
	const struct aid_inspection *inspection;
	struct aid_buffer *out;
	int n_asked;
	const char *date;     /* the setting that all dates share; NULL: there is none */
	bool is_unit_unknown; /* of every fact: one answer will do */
};

/* ---- lines ---- */

/* A comment, `# SENTENCE`, or a question, `#? SENTENCE`. */
static void
comment(struct writer *w, bool is_question, enum aid_message message, size_t n_args, ...)
{
	struct aid_slice args[ARGS_MAX];
	va_list list;
	va_start(list, n_args);
	for (size_t i = 0; i < n_args && i < ARGS_MAX; i++)
		args[i] = va_arg(list, struct aid_slice);
	va_end(list);
	aid_buffer_append_text(w->out, is_question ? "#? " : "# ");
	aid_message_format(w->out, message, args, n_args);
	aid_buffer_append_char(w->out, '\n');
	w->n_asked += is_question;
}

static void
setting(struct writer *w, const char *key, struct aid_slice value)
{
	aid_buffer_append_text(w->out, key);
	aid_buffer_append_text(w->out, " = ");
	aid_buffer_append(w->out, value);
	aid_buffer_append_char(w->out, '\n');
}

/* The line as it would read, for a person to complete. */
static void
proposed(struct writer *w, const char *key, struct aid_slice value)
{
	aid_buffer_append_format(w->out, "#? %s =%s", key, value.len == 0 ? "" : " ");
	aid_buffer_append(w->out, value);
	aid_buffer_append_char(w->out, '\n');
}

/* Bytes of a character that no terminal should see, at `p`: a control character, or (in *out_is_mark) one that only directs or joins text; 0 for none. */
static size_t
hidden_length(const unsigned char *p, size_t n, bool *out_is_mark)
{
	*out_is_mark = false;
	if (p[0] < ' ' || p[0] == 0x7f)
		return 1;
	if (n >= 2 && p[0] == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F)
		return 2;
	if (n < 3 || p[0] != 0xE2 || (p[1] != 0x80 && p[1] != 0x81))
		return 0;
	*out_is_mark = p[1] == 0x81
			       ? p[2] >= 0xA0 && p[2] <= 0xAF
			       : (p[2] >= 0x8C && p[2] <= 0x8F) || (p[2] >= 0xAA && p[2] <= 0xAE);
	bool is_blank = p[1] == 0x80 && (p[2] == 0x8B || p[2] == 0xA8 || p[2] == 0xA9);
	return *out_is_mark || is_blank ? 3 : 0;
}

/* The name of a column as a profile can say it: what would end or part it is a blank, which makes no difference to names. */
static void
append_name(struct writer *w, struct aid_slice name)
{
	for (size_t i = 0; i < name.len;) {
		bool is_mark;
		size_t n =
			hidden_length((const unsigned char *)name.ptr + i, name.len - i, &is_mark);
		bool is_sign = name.ptr[i] == '|' || name.ptr[i] == '"';
		if (!is_mark)
			aid_buffer_append_char(w->out, n > 0 || is_sign ? ' ' : name.ptr[i]);
		i += n == 0 ? 1 : n;
	}
}

static struct aid_slice
name_of(const struct writer *w, int field)
{
	return w->inspection->header.names[field];
}

static void
set_field(struct writer *w, const char *key, int field)
{
	aid_buffer_append_text(w->out, key);
	aid_buffer_append_text(w->out, " = ");
	append_name(w, name_of(w, field));
	aid_buffer_append_char(w->out, '\n');
}

/* A few cells of a column: "Jordan | Egypt | ...". */
static void
append_values(const struct aid_inspected_values *values, struct aid_buffer *out)
{
	for (size_t i = 0; i < values->n_items && i < SAMPLES; i++) {
		aid_buffer_append_text(out, i == 0 ? "" : " | ");
		aid_cell_quote(values->items[i].text, out);
	}
	if (values->n_items > SAMPLES)
		aid_buffer_append_text(out, " | ...");
}

static void
append_number(struct aid_buffer *out, int64_t number)
{
	aid_buffer_append_int(out, number);
}

/* ---- the head ---- */

static void
write_file(struct writer *w)
{
	const struct aid_inspection *in = w->inspection;
	struct aid_buffer records, line, columns;
	const char delimiter[2] = { in->dialect.delimiter, '\0' };
	aid_buffer_init(&records);
	aid_buffer_init(&line);
	aid_buffer_init(&columns);
	append_number(&records, in->n_records);
	append_number(&line, in->dialect.header_line);
	append_number(&columns, (int64_t)in->header.n_names);
	comment(w, false, in->is_whole ? AID_MSG_PROPOSE_FILE : AID_MSG_PROPOSE_FILE_PART, 6,
		aid_slice_of(w->proposal->request->file_name), aid_buffer_slice(&records),
		aid_buffer_slice(&line), aid_buffer_slice(&columns),
		aid_slice_of(in->dialect.delimiter == '\t' ? "tab" : delimiter),
		aid_slice_of(in->dialect.encoding));
	if (in->n_unread > 0) {
		aid_buffer_reset(&records);
		append_number(&records, in->n_unread);
		comment(w, false, AID_MSG_PROPOSE_UNREAD, 1, aid_buffer_slice(&records));
	}
	comment(w, false, AID_MSG_PROPOSE_CHECK, 1, aid_slice_of(w->proposal->request->file_name));
	aid_buffer_done(&records);
	aid_buffer_done(&line);
	aid_buffer_done(&columns);
}

static void
write_dialect(struct writer *w)
{
	static const char *const delimiters[] = { ",", ";", "|" };
	const struct aid_dialect_wish *wish = w->proposal->request->wish;
	if (wish == NULL)
		return;
	if (wish->encoding != NULL)
		setting(w, "encoding", aid_slice_of(wish->encoding));
	if (wish->delimiter == '\t')
		setting(w, "delimiter", AID_SLICE_LITERAL("tab"));
	for (size_t i = 0; i < sizeof delimiters / sizeof delimiters[0]; i++) {
		if (wish->delimiter == delimiters[i][0])
			setting(w, "delimiter", aid_slice_of(delimiters[i]));
	}
}

/* fts-20201008.csv is *fts-*.csv: what counts up from one file to the next may be anything. */
static void
write_match(struct writer *w)
{
	struct aid_slice name = aid_slice_of(w->proposal->request->file_name);
	size_t stem = name.len;
	while (stem > 0 && name.ptr[stem - 1] != '.')
		stem--;
	stem = stem == 0 ? name.len : stem - 1;
	aid_buffer_append_text(w->out, "match = *");
	char last = '*';
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];
		char now = name.ptr[i];
		if (c >= '0' && c <= '9')
			now = '*';
		else if (c < ' ' || strchr("*?[]\\|", c) != NULL)
			now = '?';
		if (i == stem && last != '*')
			aid_buffer_append_char(w->out, '*');
		if (now != '*' || last != '*')
			aid_buffer_append_char(w->out, now);
		last = now;
	}
	aid_buffer_append_char(w->out, '\n');
}

static void
write_header(struct writer *w)
{
	const struct aid_header *header = &w->inspection->header;
	bool is_first = true;
	aid_buffer_append_text(w->out, "header = ");
	for (size_t i = 0; i < header->n_names; i++) {
		bool is_unpivoted = false;
		for (size_t f = 0; f < w->proposal->n_facts; f++)
			is_unpivoted =
				is_unpivoted || (w->proposal->facts[f].is_unpivot_of_dates &&
						 (int)i >= w->proposal->facts[f].unpivot_first &&
						 (int)i <= w->proposal->facts[f].unpivot_last);
		if (header->names[i].len == 0 || is_unpivoted)
			continue;
		aid_buffer_append_text(w->out, is_first ? "" : " | ");
		append_name(w, header->names[i]);
		is_first = false;
	}
	aid_buffer_append_char(w->out, '\n');
}

static void
write_key(struct writer *w)
{
	const struct aid_proposal *p = w->proposal;
	if (p->n_key == 0) {
		comment(w, true, AID_MSG_PROPOSE_NO_KEY, 0);
		proposed(w, "key", AID_SLICE_EMPTY);
		return;
	}
	struct aid_buffer records;
	aid_buffer_init(&records);
	append_number(&records, (int64_t)w->inspection->n_hashed);
	enum aid_message message =
		p->n_key == 1 ? AID_MSG_PROPOSE_KEY_ONE : AID_MSG_PROPOSE_KEY_SEVERAL;
	if (p->is_key_doubtful)
		message = AID_MSG_PROPOSE_KEY_DOUBTFUL;
	comment(w, p->is_key_doubtful, message, 1, aid_buffer_slice(&records));
	aid_buffer_done(&records);
	aid_buffer_append_text(w->out, p->is_key_doubtful ? "#? key = " : "key = ");
	for (size_t i = 0; i < p->n_key; i++) {
		aid_buffer_append_text(w->out, i == 0 ? "" : " | ");
		append_name(w, name_of(w, p->key[i]));
	}
	aid_buffer_append_char(w->out, '\n');
}

/* The next mapped column of dates behind `*fact` and `*column` (0, -1 at first); -1 at the end. */
static int
next_date(const struct aid_proposal *p, size_t *fact, int *column)
{
	for (; *fact < p->n_facts; (*fact)++, *column = -1) {
		const struct aid_table *table = aid_table_of(p->facts[*fact].kind);
		while (++*column < table->n_columns) {
			if (table->columns[*column].type == AID_TYPE_DATE &&
			    p->facts[*fact].fields[*column] >= 0)
				return p->facts[*fact].fields[*column];
		}
	}
	return -1;
}

/* Whose clock times without a zone are on is asked once for all. */
static void
write_zone(struct writer *w)
{
	size_t fact = 0;
	int column = -1, field;
	while ((field = next_date(w->proposal, &fact, &column)) >= 0) {
		const struct aid_vote *vote = &w->inspection->columns[field].date;
		if (vote->n_unzoned == 0 || aid_vote_count(vote).is_days)
			continue;
		bool is_evening = vote->n_evening > 0 &&
				  vote->n_evening * 100 >= vote->n_times * EVENING_SHARE;
		comment(w, true, is_evening ? AID_MSG_PROPOSE_EVENINGS : AID_MSG_PROPOSE_ZONE, 2,
			name_of(w, field), aid_slice_of(vote->unzoned.text));
		proposed(w, "zone", AID_SLICE_EMPTY);
		if (is_evening)
			proposed(w, "day_zone", AID_SLICE_EMPTY);
		return;
	}
}

static void
find_common(struct writer *w)
{
	const struct aid_proposal *p = w->proposal;
	size_t fact = 0;
	int column = -1, field;
	bool is_common = true;
	while ((field = next_date(p, &fact, &column)) >= 0) {
		const struct aid_vote *vote = &w->inspection->columns[field].date;
		struct aid_vote_result result = aid_vote_count(vote);
		const char *now = result.verdict == AID_VOTE_DECIDED && !result.is_days
					  ? aid_vote_setting(vote, result.reading)
					  : NULL;
		is_common =
			is_common && now != NULL && (w->date == NULL || strcmp(w->date, now) == 0);
		w->date = now;
	}
	w->date = is_common ? w->date : NULL;
	w->is_unit_unknown = p->n_facts > 0;
	for (size_t i = 0; i < p->n_facts; i++) {
		int unit = aid_propose_column(p->facts[i].kind, "unit");
		w->is_unit_unknown = w->is_unit_unknown && p->facts[i].unit == NULL && unit >= 0 &&
				     p->facts[i].fields[unit] < 0 &&
				     p->facts[i].constants[unit] == NULL;
	}
}

/* How the cells of all facts are written. */
static void
write_style(struct writer *w)
{
	find_common(w);
	if (w->date != NULL)
		setting(w, "date", aid_slice_of(w->date));
	write_zone(w);
	if (!w->is_unit_unknown)
		return;
	comment(w, true, AID_MSG_PROPOSE_UNIT, 0);
	proposed(w, "unit", AID_SLICE_EMPTY);
}

static void
write_profile(struct writer *w)
{
	const struct aid_proposal *p = w->proposal;
	struct aid_slice name = aid_slice_of(p->request->file_name);
	const char *dot = strrchr(p->request->file_name, '.');
	aid_buffer_append_text(w->out, "\n[profile]\n");
	aid_buffer_append_text(w->out, "name = ");
	append_name(w, dot == NULL || dot == name.ptr
			       ? name
			       : (struct aid_slice){ name.ptr, (size_t)(dot - name.ptr) });
	aid_buffer_append_char(w->out, '\n');
	if (p->request->source.len > 0) {
		setting(w, "source", p->request->source);
	} else {
		comment(w, true, AID_MSG_PROPOSE_SOURCE, 0);
		proposed(w, "source", AID_SLICE_EMPTY);
	}
	write_match(w);
	write_header(w);
	write_dialect(w);
	if (p->is_canonical)
		return;
	write_style(w);
	if (p->facts[0].kind >= AID_KIND_PLACES)
		return;
	write_key(w);
	if (p->reported_at >= 0) {
		comment(w, true, AID_MSG_PROPOSE_REPORTED, 0);
		aid_buffer_append_text(w->out, "#? ");
		set_field(w, "reported_at", p->reported_at);
	}
	comment(w, true, AID_MSG_PROPOSE_CUMULATIVE, 0);
	proposed(w, "cumulative", AID_SLICE_LITERAL("yes"));
}

/* ---- how a column is written ---- */

static void
write_sample(const struct aid_vote *vote, const struct aid_vote_result *result, const char *key,
	     struct writer *w, int field, enum aid_message message)
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
	append_number(&telling, result->n_telling);
	append_number(&stated, vote->n_stated);
	comment(w, false, message, 6, name_of(w, field), aid_slice_of(sample->text),
		aid_buffer_slice(&value), aid_slice_of(aid_vote_name(vote, result->reading)),
		aid_buffer_slice(&telling), aid_buffer_slice(&stated));
	aid_buffer_done(&value);
	aid_buffer_done(&telling);
	aid_buffer_done(&stated);
	if (key != NULL)
		setting(w, key, aid_slice_of(aid_vote_setting(vote, result->reading)));
}

/* Two readings: a person says which. */
static void
ask_reading(struct writer *w, const struct aid_vote *vote, const struct aid_vote_result *result,
	    const char *key, int field)
{
	const struct aid_vote_sample *sample = &vote->pairs[result->reading][result->other].differ;
	if (sample->text[0] == '\0')
		sample = &vote->fit[result->reading];
	comment(w, true, AID_MSG_PROPOSE_EITHER, 4, name_of(w, field), aid_slice_of(sample->text),
		aid_slice_of(aid_vote_name(vote, result->reading)),
		aid_slice_of(aid_vote_name(vote, result->other)));
	proposed(w, key, aid_slice_of(aid_vote_setting(vote, result->reading)));
	proposed(w, key, aid_slice_of(aid_vote_setting(vote, result->other)));
}

static void
join_key(struct aid_buffer *key, const char *column, const char *attribute)
{
	aid_buffer_reset(key);
	aid_buffer_append_format(key, "%s.%s", column, attribute);
}

/* Texts that stand often where dates or numbers do. */
static void
write_missing(struct writer *w, const char *column, const struct aid_inspected_values *values,
	      int64_t n_stated)
{
	bool is_first = true;
	for (size_t i = 0; i < values->n_items; i++) {
		bool is_often = values->items[i].n > 1 &&
				values->items[i].n * 100 * MISSING_SHARE >= n_stated;
		if (!is_often)
			continue;
		if (is_first) {
			comment(w, false, AID_MSG_PROPOSE_MISSING, 0);
			aid_buffer_append_format(w->out, "%s.missing = ", column);
		} else {
			aid_buffer_append_text(w->out, " | ");
		}
		append_name(w, values->items[i].text);
		is_first = false;
	}
	if (!is_first)
		aid_buffer_append_char(w->out, '\n');
}

static void
write_date(struct writer *w, const char *column, int field)
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
		comment(w, false, AID_MSG_READ_DAYS, 2, name_of(w, field),
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
write_number(struct writer *w, const char *column, int field)
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
		setting(w, key.ptr, AID_SLICE_LITERAL("any"));
	}
	aid_buffer_done(&key);
	write_missing(w, column, &inspected->no_numbers, inspected->n_stated);
}

/* "Entered => crossed | ...": what each of a few words means. */
static int
write_words(struct writer *w, const struct aid_column *column, int field, struct aid_error *err)
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
		comment(w, !is_whole,
			is_whole ? AID_MSG_PROPOSE_VALUES : AID_MSG_PROPOSE_VALUES_OPEN, 1,
			aid_slice_of(aid_words_choices((enum aid_words)column->words)));
		if (is_whole)
			setting(w, key.ptr, aid_buffer_slice(&list));
		else
			proposed(w, key.ptr, aid_buffer_slice(&list));
		aid_buffer_done(&key);
	}
	aid_buffer_done(&list);
	return rc;
}

/* ---- facts ---- */

static void
write_reason(struct writer *w, int field, const struct aid_header_match *how, const char *column)
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
	append_number(&score, how->score);
	append_values(&w->inspection->columns[field].values, &samples);
	comment(w, false, how->score > 0 ? AID_MSG_PROPOSE_COLUMN : AID_MSG_PROPOSE_COLUMN_ROLE, 4,
		aid_slice_of(column), aid_buffer_slice(&said), aid_buffer_slice(&samples),
		aid_buffer_slice(&score));
	aid_buffer_done(&said);
	aid_buffer_done(&score);
	aid_buffer_done(&samples);
}

/* Is the unit known to be so many kilograms that what is finer than a thousandth of it can be kept? */
static void
write_unit(struct writer *w, const struct aid_proposed_fact *fact, int quantity)
{
	const struct aid_inspected *column =
		quantity < 0 ? NULL : &w->inspection->columns[quantity];
	bool is_fine = column != NULL && column->n_fine > 0;
	struct aid_buffer fine;
	aid_buffer_init(&fine);
	if (is_fine)
		append_number(&fine, column->n_fine);
	bool is_tons = fact->unit != NULL && fact->unit->code == NULL;
	if (is_tons) {
		comment(w, true, AID_MSG_PROPOSE_TONS, 1, name_of(w, quantity));
		if (is_fine)
			proposed(w, "unit", AID_SLICE_LITERAL("\"kg\""));
		else
			proposed(w, "unit", AID_SLICE_LITERAL("\"t\""));
	} else if (fact->unit == NULL) {
		if (!w->is_unit_unknown) {
			comment(w, true, AID_MSG_PROPOSE_UNIT, 0);
			proposed(w, "unit", AID_SLICE_EMPTY);
		}
	} else {
		bool is_in_kg = is_fine && fact->unit->kg_tens > 0;
		aid_buffer_append_format(w->out, "unit = \"%s\"\n",
					 is_in_kg ? "kg" : fact->unit->code);
	}
	bool is_times = is_fine && (is_tons || (fact->unit != NULL && fact->unit->kg_tens == 3));
	if (is_times) {
		comment(w, is_tons, AID_MSG_PROPOSE_TIMES, 1, aid_buffer_slice(&fine));
		if (is_tons)
			proposed(w, "quantity.times", AID_SLICE_LITERAL("1000"));
		else
			setting(w, "quantity.times", AID_SLICE_LITERAL("1000"));
	}
	if (is_fine && (!is_times || column->max_decimals > 6)) {
		comment(w, false, AID_MSG_PROPOSE_ROUND, 1, aid_buffer_slice(&fine));
		setting(w, "quantity.round", AID_SLICE_LITERAL("yes"));
	}
	aid_buffer_done(&fine);
}

/* What the kind needs and the file does not say. */
static void
ask_required(struct writer *w, const struct aid_proposed_fact *fact,
	     const struct aid_column *column)
{
	if (column->type == AID_TYPE_WORD) {
		comment(w, true, AID_MSG_PROPOSE_LACKS_WORD, 2, aid_slice_of(column->name),
			aid_slice_of(aid_words_choices((enum aid_words)column->words)));
	} else {
		comment(w, true, AID_MSG_PROPOSE_LACKS, 2, aid_slice_of(column->name),
			aid_slice_of(aid_table_of(fact->kind)->name));
	}
	proposed(w, column->name, AID_SLICE_EMPTY);
}

/* Numbers that are finer than can be kept, in units that the rows name themselves. */
static void
write_round(struct writer *w, const struct aid_proposed_fact *fact)
{
	int quantity = aid_propose_column(fact->kind, "quantity");
	int field = quantity < 0 ? -1 : fact->fields[quantity];
	struct aid_buffer fine;
	if (field < 0 || w->inspection->columns[field].n_fine == 0)
		return;
	aid_buffer_init(&fine);
	append_number(&fine, w->inspection->columns[field].n_fine);
	comment(w, false, AID_MSG_PROPOSE_ROUND, 1, aid_buffer_slice(&fine));
	setting(w, "quantity.round", AID_SLICE_LITERAL("yes"));
	aid_buffer_done(&fine);
}

static int
write_column(struct writer *w, const struct aid_proposed_fact *fact, int index,
	     struct aid_error *err)
{
	const struct aid_column *column = &aid_table_of(fact->kind)->columns[index];
	int field = fact->fields[index];
	write_reason(w, field, &fact->how[index], column->name);
	set_field(w, column->name, field);
	if (column->type == AID_TYPE_DATE)
		write_date(w, column->name, field);
	else if (column->type == AID_TYPE_QUANTITY || column->type == AID_TYPE_INTEGER)
		write_number(w, column->name, field);
	else if (column->type == AID_TYPE_WORD)
		return write_words(w, column, field, err);
	if (strcmp(column->name, "unit") == 0)
		write_round(w, fact);
	return 0;
}

static void
write_identity(struct writer *w, const struct aid_proposed_fact *fact)
{
	const struct aid_proposal *p = w->proposal;
	if (p->n_key == 0) {
		comment(w, true, AID_MSG_PROPOSE_LACKS, 2, AID_SLICE_LITERAL("commitment_id"),
			AID_SLICE_LITERAL("commitments"));
		proposed(w, "commitment_id", AID_SLICE_EMPTY);
		return;
	}
	comment(w, p->is_key_doubtful, AID_MSG_PROPOSE_IDENTITY, 0);
	aid_buffer_append_text(w->out,
			       p->is_key_doubtful ? "#? commitment_id = " : "commitment_id = ");
	for (size_t i = 0; i < p->n_key; i++) {
		aid_buffer_append_text(w->out, i == 0 ? "" : " | ");
		append_name(w, name_of(w, p->key[i]));
	}
	aid_buffer_append_text(w->out, fact->is_unpivot_of_dates ? " | <header>\n" : "\n");
}

/* Months across the top are what they say; goods are asked for. */
static void
write_unpivot(struct writer *w, const struct aid_proposed_fact *fact)
{
	static const char *const dates[] = { [AID_KIND_COMMITMENTS] = "due_on",
					     [AID_KIND_SHIPMENTS] = "dispatched_at",
					     [AID_KIND_CROSSINGS] = "occurred_at" };
	bool is_known = fact->is_unpivot_of_dates;
	const char *mark = is_known ? "" : "#? ";
	comment(w, !is_known, is_known ? AID_MSG_PROPOSE_MONTHS : AID_MSG_PROPOSE_UNPIVOT, 2,
		name_of(w, fact->unpivot_first), name_of(w, fact->unpivot_last));
	aid_buffer_append_format(w->out, "%sunpivot = ", mark);
	append_name(w, name_of(w, fact->unpivot_first));
	aid_buffer_append_text(w->out, " ... ");
	append_name(w, name_of(w, fact->unpivot_last));
	aid_buffer_append_format(w->out, "\n%squantity = <cell>\n%s%s = <header>\n", mark, mark,
				 is_known ? dates[fact->kind] : "commodity");
	if (is_known && fact->unpivot_date != NULL)
		aid_buffer_append_format(w->out, "%s.date = %s\n", dates[fact->kind],
					 fact->unpivot_date);
}

/* Columns of numbers of which one may be the quantity that no name told. */
static void
list_numbers(struct writer *w)
{
	struct aid_buffer names;
	bool is_fine = false;
	aid_buffer_init(&names);
	for (size_t i = 0; i < w->inspection->header.n_names; i++) {
		const struct aid_inspected *column = &w->inspection->columns[i];
		if (column->n_stated == 0 || w->proposal->is_date[i] ||
		    aid_inspected_number_share(column) < 80)
			continue;
		is_fine = is_fine || column->n_fine > 0;
		aid_buffer_append_text(&names, names.len == 0 ? "" : " | ");
		aid_cell_quote(name_of(w, (int)i), &names);
	}
	comment(w, true, AID_MSG_PROPOSE_QUANTITY, 1, aid_buffer_slice(&names));
	proposed(w, "quantity", AID_SLICE_EMPTY);
	if (is_fine)
		proposed(w, "quantity.round", AID_SLICE_LITERAL("yes"));
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
write_questions(struct writer *w, const struct aid_proposed_fact *fact)
{
	int field = -1;
	for (size_t i = 0; i < fact->n_asked; i++) {
		const struct aid_proposed_question *question = &fact->asked[i];
		if (question->field != field) {
			struct aid_buffer samples;
			aid_buffer_init(&samples);
			append_values(&w->inspection->columns[question->field].values, &samples);
			comment(w, true, AID_MSG_PROPOSE_SHARED, 2, name_of(w, question->field),
				aid_buffer_slice(&samples));
			aid_buffer_done(&samples);
		}
		field = question->field;
		aid_buffer_append_text(w->out, "#? ");
		set_field(w, aid_table_of(fact->kind)->columns[question->column].name, field);
	}
}

static int
write_fact(struct writer *w, const struct aid_proposed_fact *fact, struct aid_error *err)
{
	const struct aid_table *table = aid_table_of(fact->kind);
	int rc = 0, quantity = -1;
	aid_buffer_append_format(w->out, "\n[fact %s]\nkind = %s\n", fact->name, table->name);
	if (fact->when >= 0) {
		aid_buffer_append_text(w->out, "when = \"");
		append_name(w, name_of(w, fact->when));
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

/* Columns that no fact reads, with what stands in them. */
static void
write_unread(struct writer *w)
{
	const struct aid_header *header = &w->inspection->header;
	for (size_t field = 0; field < header->n_names; field++) {
		bool is_read = (int)field == w->proposal->reported_at;
		for (size_t i = 0; i < w->proposal->n_key; i++)
			is_read = is_read || w->proposal->key[i] == (int)field;
		for (size_t i = 0; i < w->proposal->n_facts; i++) {
			const struct aid_proposed_fact *fact = &w->proposal->facts[i];
			for (int c = 0; c < aid_table_of(fact->kind)->n_columns; c++)
				is_read = is_read || fact->fields[c] == (int)field;
			is_read = is_read || ((int)field >= fact->unpivot_first &&
					      (int)field <= fact->unpivot_last);
		}
		if (is_read || header->names[field].len == 0)
			continue;
		struct aid_buffer name, samples;
		aid_buffer_init(&name);
		aid_buffer_init(&samples);
		aid_cell_quote(header->names[field], &name);
		append_values(&w->inspection->columns[field].values, &samples);
		comment(w, false, AID_MSG_PROPOSE_UNREAD_COLUMN, 2, aid_buffer_slice(&name),
			aid_buffer_slice(&samples));
		aid_buffer_done(&name);
		aid_buffer_done(&samples);
	}
}

int
aid_propose_write(const struct aid_proposal *proposal, struct aid_buffer *out,
		  struct aid_error *err)
{
	struct aid_buffer body, asked;
	struct writer w = { .proposal = proposal,
			    .inspection = proposal->inspection,
			    .out = &body };
	int rc = 0;
	aid_buffer_init(&body);
	aid_buffer_init(&asked);
	write_profile(&w);
	for (size_t i = 0; i < proposal->n_facts && rc == 0; i++)
		rc = write_fact(&w, &proposal->facts[i], err);
	aid_buffer_append_char(&body, '\n');
	if (!proposal->is_canonical)
		write_unread(&w);
	int n_asked = w.n_asked;
	w.out = out;
	write_file(&w);
	append_number(&asked, n_asked);
	if (proposal->is_canonical)
		comment(&w, false, AID_MSG_PROPOSE_CANONICAL, 0);
	else
		comment(&w, false, AID_MSG_PROPOSE_ASKED, 1, aid_buffer_slice(&asked));
	aid_buffer_append(out, aid_buffer_slice(&body));
	if (rc == 0)
		rc = aid_buffer_check(&body, err);
	if (rc == 0)
		rc = aid_buffer_check(out, err);
	aid_buffer_done(&body);
	aid_buffer_done(&asked);
	return rc;
}
