/* The section [profile] of a proposal: which files it is for, how they are written, and what names a row. */
#include "propose/text.h"

/* Of 100 times: so many at 21:00, 22:00 or 23:00 make days that a program wrote as moments. */
#define EVENING_SHARE 90

static void
write_dialect(struct aid_propose_writer *w)
{
	static const char *const delimiters[] = { ",", ";", "|" };
	const struct aid_dialect_wish *wish = w->proposal->request->wish;
	if (wish == NULL)
		return;
	if (wish->encoding != NULL)
		aid_propose_set(w, "encoding", aid_slice_of(wish->encoding));
	if (wish->delimiter == '\t')
		aid_propose_set(w, "delimiter", AID_SLICE_LITERAL("tab"));
	for (size_t i = 0; i < sizeof delimiters / sizeof delimiters[0]; i++) {
		if (wish->delimiter == delimiters[i][0])
			aid_propose_set(w, "delimiter", aid_slice_of(delimiters[i]));
	}
}

/* fts-20201008.csv is *fts-*.csv: what counts up from one file to the next may be anything. */
static void
write_match(struct aid_propose_writer *w)
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
write_header(struct aid_propose_writer *w)
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
		aid_propose_append_name(w, header->names[i]);
		is_first = false;
	}
	aid_buffer_append_char(w->out, '\n');
}

static void
write_key(struct aid_propose_writer *w)
{
	const struct aid_proposal *p = w->proposal;
	if (p->n_key == 0) {
		aid_propose_comment(w, true, AID_MSG_PROPOSE_NO_KEY, 0);
		aid_propose_offer(w, "key", AID_SLICE_EMPTY);
		return;
	}
	struct aid_buffer records;
	aid_buffer_init(&records);
	aid_buffer_append_int(&records, (int64_t)w->inspection->n_hashed);
	enum aid_message message =
		p->n_key == 1 ? AID_MSG_PROPOSE_KEY_ONE : AID_MSG_PROPOSE_KEY_SEVERAL;
	if (p->is_key_doubtful)
		message = AID_MSG_PROPOSE_KEY_DOUBTFUL;
	aid_propose_comment(w, p->is_key_doubtful, message, 1, aid_buffer_slice(&records));
	aid_buffer_done(&records);
	aid_buffer_append_text(w->out, p->is_key_doubtful ? "#? key = " : "key = ");
	for (size_t i = 0; i < p->n_key; i++) {
		aid_buffer_append_text(w->out, i == 0 ? "" : " | ");
		aid_propose_append_name(w, aid_propose_name(w, p->key[i]));
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
write_zone(struct aid_propose_writer *w)
{
	size_t fact = 0;
	int column = -1, field;
	while ((field = next_date(w->proposal, &fact, &column)) >= 0) {
		const struct aid_vote *vote = &w->inspection->columns[field].date;
		if (vote->n_unzoned == 0 || aid_vote_count(vote).is_days)
			continue;
		bool is_evening = vote->n_evening > 0 &&
				  vote->n_evening * 100 >= vote->n_times * EVENING_SHARE;
		aid_propose_comment(w, true,
				    is_evening ? AID_MSG_PROPOSE_EVENINGS : AID_MSG_PROPOSE_ZONE, 2,
				    aid_propose_name(w, field), aid_slice_of(vote->unzoned.text));
		aid_propose_offer(w, "zone", AID_SLICE_EMPTY);
		if (is_evening)
			aid_propose_offer(w, "day_zone", AID_SLICE_EMPTY);
		return;
	}
}

static void
find_common(struct aid_propose_writer *w)
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
write_style(struct aid_propose_writer *w)
{
	find_common(w);
	if (w->date != NULL)
		aid_propose_set(w, "date", aid_slice_of(w->date));
	write_zone(w);
	if (!w->is_unit_unknown)
		return;
	aid_propose_comment(w, true, AID_MSG_PROPOSE_UNIT, 0);
	aid_propose_offer(w, "unit", AID_SLICE_EMPTY);
}

void
aid_propose_write_profile(struct aid_propose_writer *w)
{
	const struct aid_proposal *p = w->proposal;
	struct aid_slice name = aid_slice_of(p->request->file_name);
	const char *dot = strrchr(p->request->file_name, '.');
	aid_buffer_append_text(w->out, "\n[profile]\n");
	aid_buffer_append_text(w->out, "name = ");
	aid_propose_append_name(w,
				dot == NULL || dot == name.ptr
					? name
					: (struct aid_slice){ name.ptr, (size_t)(dot - name.ptr) });
	aid_buffer_append_char(w->out, '\n');
	if (p->request->source.len > 0) {
		aid_propose_set(w, "source", p->request->source);
	} else {
		aid_propose_comment(w, true, AID_MSG_PROPOSE_SOURCE, 0);
		aid_propose_offer(w, "source", AID_SLICE_EMPTY);
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
		aid_propose_comment(w, true, AID_MSG_PROPOSE_REPORTED, 0);
		aid_buffer_append_text(w->out, "#? ");
		aid_propose_set_field(w, "reported_at", p->reported_at);
	}
	aid_propose_comment(w, true, AID_MSG_PROPOSE_CUMULATIVE, 0);
	aid_propose_offer(w, "cumulative", AID_SLICE_LITERAL("yes"));
}
