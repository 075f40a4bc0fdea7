#include "ledger/internal.h"

/* The output is handed on in pieces of about this size. */
#define PIECE_BYTES 65536

/* Tabs, line breaks and backslashes as two characters, other control characters as \xNN: a line a row, whatever the data hold. */
static void
append_cell(struct aid_buffer *out, struct aid_slice text)
{
	static const char hex[] = "0123456789abcdef";
	for (size_t k = 0; k < text.len; k++) {
		unsigned char c = (unsigned char)text.ptr[k];
		if (c >= ' ' && c != '\\' && c != 0x7f) {
			aid_buffer_append_char(out, (char)c);
			continue;
		}
		aid_buffer_append_char(out, '\\');
		if (c == '\\' || c == '\t' || c == '\n') {
			aid_buffer_append_char(out, c == '\\' ? '\\' : c == '\t' ? 't' : 'n');
			continue;
		}
		aid_buffer_append_char(out, 'x');
		aid_buffer_append_char(out, hex[c >> 4]);
		aid_buffer_append_char(out, hex[c & 15]);
	}
}

static int
hand_on(struct aid_buffer *out, aid_ledger_write *write, void *context, struct aid_error *err)
{
	int result = aid_buffer_check(out, err);
	if (result == 0 && out->len > 0)
		result = write(context, aid_buffer_slice(out), err);
	aid_buffer_reset(out);
	return result;
}

static int
dump_section(struct aid_ledger *ledger, const char *name, struct aid_buffer *out,
	     aid_ledger_write *write, void *context, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	int result = aid_db_statement(ledger->db, name, &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row) {
		for (int column = 0; column < aid_column_count(s); column++) {
			if (column > 0)
				aid_buffer_append_char(out, '\t');
			if (!aid_column_is_null(s, column))
				append_cell(out, aid_column_text(s, column));
		}
		aid_buffer_append_char(out, '\n');
		if (out->len > PIECE_BYTES)
			result = hand_on(out, write, context, err);
	}
	return result;
}

int
aid_ledger_dump(struct aid_ledger *ledger, aid_ledger_write *write, void *context,
		struct aid_error *err)
{
	static const char *const sections[] = {
		"dump_place",         "dump_commodity",   "dump_organisation",
		"dump_source",        "dump_conversion",  "dump_commitment",
		"dump_shipment",      "dump_observation", "dump_count",
		"dump_match",         "dump_joined",      "dump_position",
		"dump_count_source",  "dump_balance",     "dump_position_range",
		"dump_balance_range", "dump_finding",     "dump_contradiction",
		"dump_threshold",     "dump_policy"
	};
	struct aid_buffer out;
	aid_buffer_init(&out);
	int result = 0;
	for (size_t k = 0; k < sizeof(sections) / sizeof(sections[0]) && result == 0; k++)
		result = dump_section(ledger, sections[k], &out, write, context, err);
	if (result == 0)
		result = hand_on(&out, write, context, err);
	aid_buffer_done(&out);
	return result;
}
