/* A proposal as the text of a profile: what the file is, [profile], the facts, and the columns that none of them reads. */
#include "propose/text.h"

#include "read/cell.h"

static void
write_file(struct aid_propose_writer *w)
{
	const struct aid_inspection *in = w->inspection;
	struct aid_buffer records, line, columns;
	const char delimiter[2] = { in->dialect.delimiter, '\0' };
	aid_buffer_init(&records);
	aid_buffer_init(&line);
	aid_buffer_init(&columns);
	aid_buffer_append_int(&records, in->n_records);
	aid_buffer_append_int(&line, in->dialect.header_line);
	aid_buffer_append_int(&columns, (int64_t)in->header.n_names);
	aid_propose_comment(
		w, false, in->is_whole ? AID_MSG_PROPOSE_FILE : AID_MSG_PROPOSE_FILE_PART, 6,
		aid_slice_of(w->proposal->request->file_name), aid_buffer_slice(&records),
		aid_buffer_slice(&line), aid_buffer_slice(&columns),
		aid_slice_of(in->dialect.delimiter == '\t' ? "tab" : delimiter),
		aid_slice_of(in->dialect.encoding));
	if (in->n_unread > 0) {
		aid_buffer_reset(&records);
		aid_buffer_append_int(&records, in->n_unread);
		aid_propose_comment(w, false, AID_MSG_PROPOSE_UNREAD, 1,
				    aid_buffer_slice(&records));
	}
	aid_propose_comment(w, false, AID_MSG_PROPOSE_CHECK, 1,
			    aid_slice_of(w->proposal->request->file_name));
	aid_buffer_done(&records);
	aid_buffer_done(&line);
	aid_buffer_done(&columns);
}

/* Columns that no fact reads, with what stands in them. */
static void
write_unread(struct aid_propose_writer *w)
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
		aid_propose_append_values(&w->inspection->columns[field].values, &samples);
		aid_propose_comment(w, false, AID_MSG_PROPOSE_UNREAD_COLUMN, 2,
				    aid_buffer_slice(&name), aid_buffer_slice(&samples));
		aid_buffer_done(&name);
		aid_buffer_done(&samples);
	}
}

int
aid_propose_write(const struct aid_proposal *proposal, struct aid_buffer *out,
		  struct aid_error *err)
{
	struct aid_buffer body, asked;
	struct aid_propose_writer w = { .proposal = proposal,
					.inspection = proposal->inspection,
					.out = &body };
	int rc = 0;
	aid_buffer_init(&body);
	aid_buffer_init(&asked);
	aid_propose_write_profile(&w);
	for (size_t i = 0; i < proposal->n_facts && rc == 0; i++)
		rc = aid_propose_write_fact(&w, &proposal->facts[i], err);
	aid_buffer_append_char(&body, '\n');
	if (!proposal->is_canonical)
		write_unread(&w);
	int n_asked = w.n_asked;
	w.out = out;
	write_file(&w);
	aid_buffer_append_int(&asked, n_asked);
	if (proposal->is_canonical)
		aid_propose_comment(&w, false, AID_MSG_PROPOSE_CANONICAL, 0);
	else
		aid_propose_comment(&w, false, AID_MSG_PROPOSE_ASKED, 1, aid_buffer_slice(&asked));
	aid_buffer_append(out, aid_buffer_slice(&body));
	if (rc == 0)
		rc = aid_buffer_check(&body, err);
	if (rc == 0)
		rc = aid_buffer_check(out, err);
	aid_buffer_done(&body);
	aid_buffer_done(&asked);
	return rc;
}
