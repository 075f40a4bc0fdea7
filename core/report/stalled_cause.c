#include <stdlib.h>

#include "ledger/tally.h"
#include "report/stalled_parts.h"
#include "value/date.h"
#include "value/words.h"

/* A source is silent after so many of its usual intervals. */
#define SILENT_CADENCES 2
/* Counts are looked through for what passed in so many days before the report. */
#define COUNTED_DAYS 92

const char *
aid_stalled_cause_word(enum aid_stalled_cause cause)
{
	static const char *const words[] = { [AID_STALLED_STUCK] = "stuck",
					     [AID_STALLED_NOTHING_PASSES] = "nothing_passes",
					     [AID_STALLED_SOURCE_SILENT] = "source_silent" };

	return words[cause];
}

/* ---- who reports ---- */

int
aid_stalled_causes_open(struct aid_db *db, struct aid_stalled_causes *causes, struct aid_error *err)
{
	struct aid_statement *s;
	size_t n_room = 0;
	bool has_row = false;
	int code = aid_db_statement(db, "stalled_silence", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":known", causes->bounds->known);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = aid_memo_make_room((void **)&causes->silences, &n_room,
					  sizeof(*causes->silences), causes->n_silences, err);
		if (code < 0) {
			aid_statement_reset(s);
			return code;
		}
		causes->silences[causes->n_silences++] =
			(struct aid_stalled_silence){ aid_column_int(s, 0), aid_column_int(s, 1),
						      aid_column_int(s, 2),
						      aid_column_int(s, 3) != 0 };
	}
	return code;
}

void
aid_stalled_causes_close(struct aid_stalled_causes *causes)
{
	free(causes->silences);
	free(causes->passed);
	free(causes->counted);
	aid_memo_done(&causes->passed_memo);
	aid_memo_done(&causes->counted_memo);
	aid_memo_done(&causes->drop_memo);
	free(causes->drop_sources);
}

int
aid_stalled_drop_source(struct aid_db *db, struct aid_stalled_causes *causes, int64_t drop,
			int64_t *out_source, struct aid_error *err)
{
	struct aid_memo_key key = { { drop, 0, 0, 0 } };
	struct aid_statement *s;
	size_t number;
	bool is_new, has_row = false;
	int code = aid_memo_find(&causes->drop_memo, &key, &number, &is_new, err);

	if (code == 0) {
		code = aid_memo_make_room((void **)&causes->drop_sources, &causes->n_drops_room,
					  sizeof(*causes->drop_sources), number, err);
	}
	if (code == 0 && is_new) {
		code = aid_db_statement(db, "stalled_drop_source", &s, err);
		if (code < 0) {
			return code;
		}
		aid_bind_int(s, ":drop", drop);
		code = aid_statement_step(s, &has_row, err);
		if (code == 0 && has_row) {
			causes->drop_sources[number] = aid_column_int(s, 0);
		}
		aid_statement_reset(s);
	}
	if (code == 0) {
		*out_source = causes->drop_sources[number];
	}
	return code;
}

static bool
is_silent(const struct aid_stalled_causes *causes, const struct aid_stalled_silence *silence,
	  int64_t threshold_s)
{
	int64_t patience_s = silence->cadence_days * SILENT_CADENCES * AID_DAY_SECONDS;

	patience_s = patience_s > threshold_s ? patience_s : threshold_s;
	return silence->heard_at < causes->filter->as_of_end - patience_s;
}

static int
compare_source(const void *a, const void *b)
{
	const struct aid_stalled_silence *x = a, *y = b;

	return x->source < y->source ? -1 : x->source > y->source;
}

static const struct aid_stalled_silence *
find_silence(const struct aid_stalled_causes *causes, int64_t source)
{
	struct aid_stalled_silence key = { .source = source };

	if (causes->n_silences == 0 || source == 0) {
		return NULL;
	}
	return bsearch(&key, causes->silences, causes->n_silences, sizeof(key), compare_source);
}

/* Who made the last statement drops nothing any more. A source that only stands in the rows of another's drops is heard through those. */
static bool
is_last_silent(const struct aid_stalled_causes *causes, const struct aid_stalled_case *which,
	       struct aid_stalled_finding *out)
{
	const struct aid_stalled_silence *silence = find_silence(causes, which->source);

	if (silence == NULL) {
		silence = find_silence(causes, which->drop_source);
	}
	if (silence == NULL || !is_silent(causes, silence, which->threshold_s)) {
		return false;
	}
	out->cause = AID_STALLED_SOURCE_SILENT;
	out->subject = silence->source;
	out->since_day = aid_date_day_of(silence->heard_at);
	return true;
}

/* Nobody who reports on crossings is heard of: that nothing passes is not known then. */
static bool
are_reporters_silent(const struct aid_stalled_causes *causes, int64_t threshold_s,
		     struct aid_stalled_finding *out)
{
	int64_t heard_at = INT64_MIN;

	for (size_t i = 0; i < causes->n_silences; i++) {
		const struct aid_stalled_silence *silence = &causes->silences[i];

		if (!silence->is_reporter) {
			continue;
		}
		if (!is_silent(causes, silence, threshold_s)) {
			return false;
		}
		heard_at = silence->heard_at > heard_at ? silence->heard_at : heard_at;
	}
	if (heard_at == INT64_MIN) {
		return false;
	}
	out->cause = AID_STALLED_SOURCE_SILENT;
	out->subject = 0;
	out->since_day = aid_date_day_of(heard_at);
	return true;
}

/* ---- what passes ---- */

static int
keep_counted(struct aid_stalled_causes *causes, const struct aid_memo_key *key, int64_t day,
	     struct aid_error *err)
{
	size_t number;
	bool is_new;
	int code = aid_memo_find(&causes->counted_memo, key, &number, &is_new, err);

	if (code == 0) {
		code = aid_memo_make_room((void **)&causes->counted, &causes->n_counted_room,
					  sizeof(*causes->counted), number, err);
	}
	if (code == 0) {
		causes->counted[number] = day;
	}
	return code;
}

static int
read_counted(struct aid_db *db, struct aid_stalled_causes *causes, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(db, "stalled_counted", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":known", causes->bounds->known);
	aid_bind_int(s, ":as_of", causes->bounds->as_of);
	aid_bind_int(s, ":from_day", aid_date_day_of(causes->filter->as_of_end - 1) - COUNTED_DAYS);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		struct aid_memo_key key = { { aid_column_int(s, 0), aid_column_int(s, 1), 0, 0 } };

		code = keep_counted(causes, &key, aid_column_int(s, 2), err);
		if (code < 0) {
			aid_statement_reset(s);
			return code;
		}
	}
	causes->has_counts = true;
	return code;
}

static int
read_passed(struct aid_db *db, const struct aid_memo_key *key, int64_t *out_day,
	    struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(db, "stalled_passed", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":kind", key->parts[0]);
	aid_bind_int(s, ":place", key->parts[1]);
	code = aid_statement_step(s, &has_row, err);
	if (code == 0) {
		*out_day = has_row && !aid_column_is_null(s, 0) ? aid_column_int(s, 0)
								: AID_STALLED_NEVER;
	}
	aid_statement_reset(s);
	return code;
}

/* By consignments; where they do not suffice, by counts too. */
static int
find_passed(struct aid_db *db, struct aid_stalled_causes *causes, const struct aid_memo_key *key,
	    int64_t least_day, int64_t *out_day, struct aid_error *err)
{
	size_t number;
	bool is_new;
	int code = aid_memo_find(&causes->passed_memo, key, &number, &is_new, err);

	if (code == 0) {
		code = aid_memo_make_room((void **)&causes->passed, &causes->n_passed_room,
					  sizeof(*causes->passed), number, err);
	}
	if (code == 0 && is_new) {
		code = read_passed(db, key, &causes->passed[number], err);
	}
	if (code < 0) {
		return code;
	}
	*out_day = causes->passed[number];
	if (*out_day >= least_day) {
		return 0;
	}
	if (!causes->has_counts) {
		code = read_counted(db, causes, err);
	}
	if (code == 0) {
		code = aid_memo_find(&causes->counted_memo, key, &number, &is_new, err);
	}
	if (code == 0 && is_new) {
		code = keep_counted(causes, key, AID_STALLED_NEVER, err);
	}
	if (code == 0 && causes->counted[number] > *out_day) {
		*out_day = causes->counted[number];
	}
	return code;
}

int
aid_stalled_find_cause(struct aid_db *db, struct aid_stalled_causes *causes,
		       const struct aid_stalled_case *which,
		       struct aid_stalled_finding *out_finding, struct aid_error *err)
{
	const struct aid_stalled_spot *spot = &which->spot;
	struct aid_stalled_finding found = { .cause = AID_STALLED_STUCK };
	bool is_crossing = spot->crossing != 0;
	struct aid_memo_key key = { { is_crossing ? AID_TALLY_PASSED_CROSSING
						  : AID_TALLY_PASSED_DESTINATION,
				      is_crossing ? spot->crossing : spot->destination, 0, 0 } };
	/* A day counts as its end. */
	int64_t since_day = AID_STALLED_NEVER,
		least_day = aid_date_day_of(causes->filter->as_of_end - which->threshold_s);
	int code = 0;

	if (is_last_silent(causes, which, &found) || spot->stage >= AID_STAGE_CROSSED) {
		*out_finding = found;
		return 0;
	}
	code = find_passed(db, causes, &key, least_day, &since_day, err);
	if (code == 0 && since_day < least_day &&
	    !are_reporters_silent(causes, which->threshold_s, &found)) {
		found.cause = AID_STALLED_NOTHING_PASSES;
		found.subject = key.parts[1];
		found.is_destination = !is_crossing;
		found.since_day = since_day;
	}
	if (code == 0) {
		*out_finding = found;
	}
	return code;
}
