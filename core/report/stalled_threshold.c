#include <stdlib.h>

#include "ledger/tally.h"
#include "report/stalled_parts.h"
#include "value/words.h"

#define HOUR_S 3600
/* Where nobody says otherwise, three days without news are too long: what is learned only gives more time. */
#define DEFAULT_HOURS 72
/* Of the consignments that went the same way so many in a hundred took no longer. */
#define DEFAULT_PERCENT 95
/* From fewer nothing is learned. */
#define LEARNED_LEAST 20
/* The four weeks of the report's day (table tally), and so many before. */
#define LEARNED_PERIODS 3

const char *
aid_stalled_basis_word(enum aid_stalled_basis basis)
{
	static const char *const words[] = { [AID_STALLED_ASKED] = "asked",
					     [AID_STALLED_SET] = "set",
					     [AID_STALLED_LEARNED] = "learned",
					     [AID_STALLED_DEFAULT] = "default" };

	return words[basis];
}

int
aid_stalled_thresholds_open(struct aid_db *db, struct aid_stalled_thresholds *thresholds,
			    int64_t known, struct aid_error *err)
{
	struct aid_statement *s;
	size_t n_room = 0;
	bool has_row = false;
	int code = aid_db_statement(db, "stalled_thresholds", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":known", known);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		code = aid_memo_make_room((void **)&thresholds->lines, &n_room,
					  sizeof(*thresholds->lines), thresholds->n_lines, err);
		if (code < 0) {
			aid_statement_reset(s);
			return code;
		}
		thresholds->lines[thresholds->n_lines++] =
			(struct aid_stalled_line){ aid_column_int(s, 0), aid_column_int(s, 1),
						   aid_column_int(s, 2), aid_column_int(s, 3) };
	}
	return code;
}

void
aid_stalled_thresholds_close(struct aid_stalled_thresholds *thresholds)
{
	aid_memo_done(&thresholds->memo);
	free(thresholds->found);
	free(thresholds->lines);
}

int64_t
aid_stalled_least_s(const struct aid_stalled_thresholds *thresholds)
{
	int64_t hours = DEFAULT_HOURS;

	if (thresholds->asked_s > 0) {
		return thresholds->asked_s;
	}
	for (size_t i = 0; i < thresholds->n_lines; i++) {
		hours = thresholds->lines[i].hours < hours ? thresholds->lines[i].hours : hours;
	}
	return hours * HOUR_S;
}

/* ---- what is set ---- */

/* The line of that very place: with the stage before without. */
static const struct aid_stalled_line *
find_line(const struct aid_stalled_thresholds *thresholds, int64_t stage, int64_t place)
{
	const struct aid_stalled_line *found = NULL;

	for (size_t i = 0; i < thresholds->n_lines; i++) {
		const struct aid_stalled_line *line = &thresholds->lines[i];

		if (line->place == place &&
		    (line->stage == stage || (line->stage == 0 && found == NULL))) {
			found = line;
		}
	}
	return found;
}

/* The line of the place, or of the nearest that it lies in; NULL where there is none. */
static int
find_near(struct aid_db *db, const struct aid_stalled_thresholds *thresholds, int64_t stage,
	  int64_t place, const struct aid_stalled_line **out_line, struct aid_error *err)
{
	const struct aid_stalled_line *line =
		place == 0 ? NULL : find_line(thresholds, stage, place);
	struct aid_statement *s;
	bool has_row = false;
	int code = 0;

	if (line == NULL && place != 0) {
		code = aid_db_statement(db, "stalled_within", &s, err);
		if (code < 0) {
			return code;
		}
		aid_bind_int(s, ":place", place);
		while (line == NULL && (code = aid_statement_step(s, &has_row, err)) == 0 &&
		       has_row) {
			line = find_line(thresholds, stage, aid_column_int(s, 0));
		}
		aid_statement_reset(s);
	}
	*out_line = line;
	return code;
}

/* Where it stands; of what is on the road also where it is bound for; else anywhere. */
static int
find_set(struct aid_db *db, const struct aid_stalled_thresholds *thresholds,
	 const struct aid_stalled_spot *spot, const struct aid_stalled_line **out_line,
	 struct aid_error *err)
{
	int code = 0;

	*out_line = NULL;
	if (thresholds->n_lines == 0) {
		return 0;
	}
	code = find_near(db, thresholds, spot->stage, spot->place, out_line, err);
	if (code == 0 && *out_line == NULL && spot->stage == AID_STAGE_DISPATCHED) {
		code = find_near(db, thresholds, spot->stage, spot->destination, out_line, err);
	}
	if (code == 0 && *out_line == NULL) {
		*out_line = find_line(thresholds, spot->stage, 0);
	}
	return code;
}

/* ---- what is learned ---- */

/* The leg of the way on which a consignment last seen at this stage is, and the place by which such legs are told apart. */
static enum aid_tally_kind
leg_of(const struct aid_stalled_spot *spot, int64_t *out_place)
{
	if (spot->stage == AID_STAGE_AT_CROSSING || spot->stage == AID_STAGE_OFFLOADED) {
		*out_place = spot->crossing;
		return AID_TALLY_CROSSING;
	}
	*out_place = spot->destination;
	return spot->stage == AID_STAGE_DISPATCHED ? AID_TALLY_ROAD : AID_TALLY_ONWARD;
}

static int
bind_learned(struct aid_db *db, const struct aid_stalled_thresholds *thresholds,
	     const struct aid_stalled_spot *spot, struct aid_statement **out_statement,
	     struct aid_error *err)
{
	int64_t place = 0, period = thresholds->as_of_day / AID_TALLY_PERIOD_DAYS;
	enum aid_tally_kind kind = leg_of(spot, &place);
	int code = aid_db_statement(db, "stalled_learned", out_statement, err);

	if (code == 0) {
		aid_bind_int(*out_statement, ":place", place);
		aid_bind_int(*out_statement, ":kind", (int64_t)kind);
		aid_bind_int(*out_statement, ":first", period - LEARNED_PERIODS);
		aid_bind_int(*out_statement, ":last", period);
	}
	return code;
}

/* The least number of hours that so many of them did not exceed, but no fewer than out->seconds. The rows come twice: how many consignments there
 * are has to be known first. */
static int
learn(struct aid_db *db, const struct aid_stalled_thresholds *thresholds,
      const struct aid_stalled_spot *spot, int64_t percent, struct aid_stalled_threshold *out,
      struct aid_error *err)
{
	int64_t n_all = 0, n_seen = 0, n_needed = 0, hours = 0;
	struct aid_statement *s = NULL;
	bool has_row = false;
	int code = 0;

	for (int pass = 0; code == 0 && pass < 2; pass++) {
		code = bind_learned(db, thresholds, spot, &s, err);
		while (code == 0 && (code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
			if (pass == 0) {
				n_all += aid_column_int(s, 1);
			} else if (n_seen < n_needed) {
				n_seen += aid_column_int(s, 1);
				hours = aid_column_int(s, 0);
			}
		}
		n_needed = (n_all * percent + 99) / 100;
	}
	if (code == 0 && n_all >= LEARNED_LEAST) {
		out->basis = AID_STALLED_LEARNED;
		out->n_learned = n_all;
		out->percent = percent;
		out->seconds = hours * HOUR_S > out->seconds ? hours * HOUR_S : out->seconds;
	}
	return code;
}

static int
find_threshold(struct aid_db *db, const struct aid_stalled_thresholds *thresholds,
	       const struct aid_stalled_spot *spot, struct aid_stalled_threshold *out,
	       struct aid_error *err)
{
	const struct aid_stalled_line *line;
	int64_t percent = DEFAULT_PERCENT;
	int code = find_set(db, thresholds, spot, &line, err);

	*out = (struct aid_stalled_threshold){ DEFAULT_HOURS * (int64_t)HOUR_S, AID_STALLED_DEFAULT,
					       0, 0 };
	if (code == 0 && line != NULL) {
		*out = (struct aid_stalled_threshold){ line->hours * HOUR_S, AID_STALLED_SET, 0,
						       0 };
		percent = line->percent;
	}
	return code == 0 && percent > 0 ? learn(db, thresholds, spot, percent, out, err) : code;
}

int
aid_stalled_threshold(struct aid_db *db, struct aid_stalled_thresholds *thresholds,
		      const struct aid_stalled_spot *spot,
		      struct aid_stalled_threshold *out_threshold, struct aid_error *err)
{
	struct aid_memo_key key = { { spot->stage, spot->place, spot->crossing,
				      spot->destination } };
	size_t number;
	bool is_new;
	int code;

	if (thresholds->asked_s > 0) {
		*out_threshold = (struct aid_stalled_threshold){ thresholds->asked_s,
								 AID_STALLED_ASKED, 0, 0 };
		return 0;
	}
	code = aid_memo_find(&thresholds->memo, &key, &number, &is_new, err);
	if (code == 0) {
		code = aid_memo_make_room((void **)&thresholds->found, &thresholds->n_room,
					  sizeof(*thresholds->found), number, err);
	}
	if (code == 0 && is_new) {
		code = find_threshold(db, thresholds, spot, &thresholds->found[number], err);
	}
	if (code == 0) {
		*out_threshold = thresholds->found[number];
	}
	return code;
}
