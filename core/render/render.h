/* Result tables to bytes. Of a result that is drained (report/result.h) CSV and JSON take one part after the other. */
#ifndef AID_RENDER_RENDER_H
#define AID_RENDER_RENDER_H

#include "base/buffer.h"
#include "report/result.h"

enum aid_format { AID_FORMAT_TABLE, AID_FORMAT_CSV, AID_FORMAT_JSON };

/* -1 for a name that is none ("table", "csv", "json"). */
int aid_format_find(struct aid_slice name);
/* For people at a terminal `width` columns wide (80 when 0): libsmartcols; control, bidi and invisible characters are made visible or dropped. Narrow cells wrap;
 * columns with an empty title are left out, and so are columns in which every cell is empty or 0. */
int aid_render_table(const struct aid_result *result, int width, struct aid_buffer *out,
		     struct aid_error *err);
/* RFC 4180 with LF, UTF-8; `with_bom` for files that spreadsheets open. A cell of text that a spreadsheet would take for a formula gets a leading '. */
int aid_render_csv(const struct aid_result *result, bool with_bom, struct aid_buffer *out,
		   struct aid_error *err);
/* An array of objects, columns in order (jansson). A quantity is a string holding the same plain decimal as in CSV: a
 * JSON number would become a float in most readers. Whole numbers are JSON integers. */
int aid_render_json(const struct aid_result *result, struct aid_buffer *out, struct aid_error *err);
/* One CSV field, guarded and quoted, appended to `out`; other bytes as they are, so that a corrected row comes back as it was (fix files). */
void aid_render_csv_field(struct aid_buffer *out, struct aid_slice text);
/* The same for texts to be looked at (reports, receipts): control characters are shown, not sent, for a terminal may be what shows
 * them. Line ends stay, inside quotes. The content of `scratch` is replaced. */
void aid_render_csv_text(struct aid_buffer *out, struct aid_slice text, struct aid_buffer *scratch);

#endif
