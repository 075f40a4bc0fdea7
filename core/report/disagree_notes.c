/* What the reader of `disagree` must know: the title, what the parts mean that are there, and what they rest on for each pair of sources. */
#include "report/disagree.h"
#include "value/words.h"

struct notes {
	const struct aid_disagree *disagree;
	const struct aid_disagree_seen *seen;
	struct aid_result *result;
};

/* "Rafah, Erez": what one of the two reports and the other does not. */
static int
note_scope(const struct notes *notes, int64_t pair_id, const char *const sides[2],
	   struct aid_error *err)
{
	struct aid_buffer lists[2];
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(notes->disagree->db, "disagree_outside", &s, err);

	if (code < 0) {
		return code;
	}
	aid_buffer_init(&lists[0]);
	aid_buffer_init(&lists[1]);
	aid_bind_int(s, ":pair", pair_id);
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		struct aid_buffer *list = &lists[aid_column_int(s, 0) != 0];

		aid_buffer_append_text(list, list->len > 0 ? ", " : "");
		aid_buffer_append(list, aid_column_text(s, 1));
	}
	for (int k = 0; code == 0 && k < 2; k++) {
		code = aid_buffer_check(&lists[k], err);
		if (code == 0 && lists[k].len > 0) {
			code = aid_load_note(notes->result, err, AID_MSG_DISAGREE_SCOPE, 3,
					     sides[k], lists[k].ptr, sides[1 - k]);
		}
	}
	aid_buffer_done(&lists[0]);
	aid_buffer_done(&lists[1]);
	return code;
}

static int
note_lag(const struct notes *notes, struct aid_statement *s, const char *const sides[2],
	 struct aid_error *err)
{
	int64_t lag = aid_column_int(s, 6), misfit = aid_column_int(s, 7),
		unmoved = aid_column_int(s, 8);
	struct aid_buffer days, share;
	int code;

	if (lag == 0) {
		return 0;
	}
	aid_buffer_init(&days);
	aid_buffer_init(&share);
	aid_buffer_append_int(&days, lag < 0 ? -lag : lag);
	aid_buffer_append_int(&share, unmoved == 0 ? 0 : 100 - misfit / (unmoved / 100 + 1));
	code = aid_buffer_check(&days, err);
	if (code == 0) {
		code = aid_buffer_check(&share, err);
	}
	if (code == 0) {
		code = aid_load_note(notes->result, err,
				     lag > 0 ? AID_MSG_DISAGREE_LATER : AID_MSG_DISAGREE_EARLIER, 4,
				     sides[0], days.ptr, sides[1], share.ptr);
	}
	aid_buffer_done(&days);
	aid_buffer_done(&share);
	return code;
}

/* "COGAT (crossed, Gaza Strip)" */
static int
name_side(struct aid_buffer *out, struct aid_statement *s, int name_column, struct aid_error *err)
{
	struct aid_slice place = aid_column_text(s, 5);

	aid_buffer_append(out, aid_column_text(s, name_column));
	aid_buffer_append_text(out, " (");
	aid_buffer_append_text(
		out, aid_words_name(AID_WORDS_STAGE, (int)aid_column_int(s, name_column + 1)));
	if (place.len > 0) {
		aid_buffer_append_text(out, ", ");
		aid_buffer_append(out, place);
	}
	aid_buffer_append_char(out, ')');
	return aid_buffer_check(out, err);
}

static int
note_pairs(const struct notes *notes, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(notes->disagree->db, "disagree_pairs", &s, err);

	if (code < 0) {
		return code;
	}
	while ((code = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		struct aid_buffer source, base;

		aid_buffer_init(&source);
		aid_buffer_init(&base);
		code = name_side(&source, s, 1, err);
		if (code == 0) {
			code = name_side(&base, s, 3, err);
		}
		if (code == 0) {
			const char *const sides[2] = { source.ptr, base.ptr };

			code = note_lag(notes, s, sides, err);
			if (code == 0) {
				code = note_scope(notes, aid_column_int(s, 0), sides, err);
			}
		}
		aid_buffer_done(&source);
		aid_buffer_done(&base);
		if (code < 0) {
			break;
		}
	}
	aid_statement_reset(s);
	return code;
}

/* What the parts mean that are there. */
static int
note_parts(const struct notes *notes, struct aid_error *err)
{
	static const enum aid_message messages[AID_DISAGREE_PARTS] = {
		AID_MSG_DISAGREE_STAGE,        AID_MSG_DISAGREE_SCOPE_PART,
		AID_MSG_DISAGREE_UNIT_BASIS,   AID_MSG_DISAGREE_CUT_OFF_DAY,
		AID_MSG_DISAGREE_LATE_REPORTS, AID_MSG_DISAGREE_NOT_REPORTED,
		AID_MSG_DISAGREE_UNEXPLAINED
	};
	int code = 0;

	for (int part = 0; code == 0 && part < AID_DISAGREE_PARTS; part++) {
		if (notes->seen->parts[part]) {
			code = aid_load_note(notes->result, err, messages[part], 0);
		}
	}
	if (code == 0 && notes->seen->is_stage_unclear) {
		code = aid_load_note(notes->result, err, AID_MSG_DISAGREE_STAGE_AND_REST, 0);
	}
	if (code == 0 && notes->seen->is_unweighed) {
		code = aid_load_note(notes->result, err, AID_MSG_DISAGREE_UNWEIGHED, 0);
	}
	if (code == 0 && notes->seen->is_apart) {
		code = aid_load_note(notes->result, err, AID_MSG_DISAGREE_APART, 0);
	}
	return code;
}

/* "Gaza Strip, crossed: a difference is what a source says less what COGAT says ..." */
static int
set_title(const struct notes *notes, struct aid_error *err)
{
	const struct aid_disagree_seen *seen = notes->seen;
	struct aid_buffer text, base;
	int code;

	aid_buffer_init(&text);
	aid_buffer_init(&base);
	if (seen->is_one_place) {
		aid_buffer_append(&text, seen->place);
	}
	if (seen->is_one_stage) {
		aid_buffer_append_text(&text, text.len > 0 ? ", " : "");
		aid_buffer_append_text(&text, aid_words_name(AID_WORDS_STAGE, (int)seen->stage));
	}
	aid_buffer_append_text(&text, text.len > 0 ? ". " : "");
	if (seen->is_one_base && seen->base.len > 0) {
		aid_buffer_append(&base, seen->base);
	} else {
		aid_buffer_append_text(&base, "the base");
	}
	code = aid_buffer_check(&text, err);
	if (code == 0) {
		code = aid_buffer_check(&base, err);
	}
	if (code == 0) {
		code = aid_load_title(notes->result, err, AID_MSG_DISAGREE_TITLE, 2,
				      text.ptr == NULL ? "" : text.ptr, base.ptr);
	}
	aid_buffer_done(&text);
	aid_buffer_done(&base);
	return code;
}

int
aid_disagree_notes(const struct aid_disagree *disagree, const struct aid_disagree_seen *seen,
		   struct aid_result *result, struct aid_error *err)
{
	struct notes notes = { disagree, seen, result };
	int code;

	if (result->n_rows == 0) {
		return aid_load_note(result, err, AID_MSG_DISAGREE_NONE, 0);
	}
	code = set_title(&notes, err);
	if (code == 0) {
		code = note_parts(&notes, err);
	}
	return code < 0 ? code : note_pairs(&notes, err);
}
