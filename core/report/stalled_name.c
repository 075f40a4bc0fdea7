#include <stdlib.h>

#include "report/stalled_parts.h"

void
aid_stalled_names_done(struct aid_stalled_names *names)
{
	aid_memo_done(&names->memo);
	free(names->names);
	aid_arena_done(&names->arena);
}

static int
read_name(struct aid_db *db, struct aid_stalled_names *names, int64_t id,
	  struct aid_stalled_name *out_name, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(db, "stalled_name", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":name", id);
	code = aid_statement_step(s, &has_row, err);
	if (code == 0 && has_row) {
		out_name->text = aid_arena_copy(&names->arena, aid_column_text(s, 0));
		out_name->canonical = aid_column_int(s, 1);
		out_name->is_wanted = aid_column_int(s, 2) != 0;
		if (out_name->text.ptr == NULL) {
			code = aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
		}
	}
	aid_statement_reset(s);
	return code;
}

int
aid_stalled_name(struct aid_db *db, struct aid_stalled_names *names, int64_t id,
		 struct aid_stalled_name *out_name, struct aid_error *err)
{
	struct aid_memo_key key = { { id, 0, 0, 0 } };
	size_t number;
	bool is_new;
	int code;

	if (id == 0) {
		*out_name = (struct aid_stalled_name){ 0, AID_SLICE_EMPTY, false };
		return 0;
	}
	code = aid_memo_find(&names->memo, &key, &number, &is_new, err);
	if (code == 0) {
		code = aid_memo_make_room((void **)&names->names, &names->n_room,
					  sizeof(*names->names), number, err);
	}
	if (code == 0 && is_new) {
		code = read_name(db, names, id, &names->names[number], err);
	}
	if (code == 0) {
		*out_name = names->names[number];
	}
	return code;
}
