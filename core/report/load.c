#include "report/load.h"

#include <stdarg.h>

#include "text/fold.h"
#include "value/date.h"
#include "value/quantity.h"
#include "value/words.h"

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

/* A key of several columns is kept joined; a consignment without a waybill has a key that starts with the separator. */
int
aid_load_key(struct aid_result *result, struct aid_cell *cell, struct aid_slice text,
	     struct aid_error *err)
{
	struct aid_buffer shown;
	int code;

	aid_buffer_init(&shown);
	for (size_t i = 0; i < text.len; i++) {
		bool is_separator = text.ptr[i] == AID_MESSAGE_SEPARATOR;

		if (!is_separator) {
			aid_buffer_append_char(&shown, text.ptr[i]);
		} else if (shown.len > 0) {
			aid_buffer_append_char(&shown, ' ');
		}
	}
	code = aid_buffer_check(&shown, err);
	if (code == 0) {
		code = aid_result_set_text(result, cell, aid_buffer_slice(&shown), err);
	}
	aid_buffer_done(&shown);
	return code;
}

/* Days and months stay what they are; a time of day keeps its seconds. */
static int
set_time(struct aid_statement *s, int column, struct aid_result *result, struct aid_cell *cell,
	 struct aid_error *err)
{
	struct aid_time time = { aid_column_int(s, column),
				 (enum aid_precision)aid_column_int(s, column + 1) };
	struct aid_buffer text;
	int code;

	if (time.precision == AID_PRECISION_DAY) {
		aid_result_set_number(cell, AID_CELL_DAY, aid_date_day_of(time.seconds));
		return 0;
	}
	if (time.precision != AID_PRECISION_MONTH) {
		aid_result_set_number(cell, AID_CELL_SECONDS, time.seconds);
		return 0;
	}
	aid_buffer_init(&text);
	aid_date_format_append(&text, time);
	code = aid_result_set_text(result, cell, aid_buffer_slice(&text), err);
	aid_buffer_done(&text);
	return code;
}

int
aid_load_cell(struct aid_statement *s, int column, enum aid_load load, struct aid_result *result,
	      struct aid_cell *cell, struct aid_error *err)
{
	int64_t number;

	if (aid_column_is_null(s, column)) {
		return 0;
	}
	if (load == AID_LOAD_TEXT || load == AID_LOAD_NUMBER_TEXT) {
		struct aid_slice text = aid_column_text(s, column);

		if (text.len == 0) {
			return 0;
		}
		return load == AID_LOAD_TEXT ? aid_result_set_text(result, cell, text, err)
					     : aid_load_key(result, cell, text, err);
	}
	number = aid_column_int(s, column);
	switch (load) {
	case AID_LOAD_INTEGER:
		aid_result_set_number(cell, AID_CELL_INTEGER, number);
		return 0;
	case AID_LOAD_QUANTITY:
		aid_result_set_number(cell, AID_CELL_QUANTITY, number);
		return 0;
	case AID_LOAD_MEASURE:
		aid_result_set_number(cell,
				      aid_column_int(s, column + 1) == AID_UNIT_KILOGRAM
					      ? AID_CELL_MASS
					      : AID_CELL_QUANTITY,
				      number);
		return 0;
	case AID_LOAD_TRUCKS:
		if (number % 1000 == 0) {
			aid_result_set_number(cell, AID_CELL_INTEGER, number / 1000);
		} else {
			aid_result_set_number(cell, AID_CELL_QUANTITY, number);
		}
		return 0;
	case AID_LOAD_DAY:
		aid_result_set_number(cell, AID_CELL_DAY, number);
		return 0;
	case AID_LOAD_SECONDS:
		aid_result_set_number(cell, AID_CELL_SECONDS, number);
		return 0;
	case AID_LOAD_TIME:
		return set_time(s, column, result, cell, err);
	case AID_LOAD_STAGE:
		return aid_result_set_text(
			result, cell, aid_slice_of(aid_words_name(AID_WORDS_STAGE, (int)number)),
			err);
	case AID_LOAD_STATE:
		return aid_result_set_text(
			result, cell, aid_slice_of(aid_words_name(AID_WORDS_STATE, (int)number)),
			err);
	case AID_LOAD_BASIS:
		return aid_result_set_text(
			result, cell, aid_slice_of(aid_words_name(AID_WORDS_BASIS, (int)number)),
			err);
	default:
		return 0;
	}
}

int
aid_load_row(struct aid_statement *s, const enum aid_load *loads, size_t n,
	     struct aid_result *result, struct aid_error *err)
{
	struct aid_cell *cells;
	int column = 0;
	int code = aid_result_add_row(result, &cells, err);

	for (size_t i = 0; code == 0 && i < n; i++) {
		if (loads[i] == AID_LOAD_SKIP) {
			column++;
			continue;
		}
		code = aid_load_cell(s, column, loads[i], result, cells++, err);
		column += loads[i] == AID_LOAD_TIME || loads[i] == AID_LOAD_MEASURE ? 2 : 1;
	}
	return code;
}

int
aid_load_rows(struct aid_statement *s, const enum aid_load *loads, size_t n,
	      struct aid_result *result, struct aid_error *err)
{
	bool has_row = false;
	int code = aid_statement_step(s, &has_row, err);

	while (code == 0 && has_row) {
		code = aid_load_row(s, loads, n, result, err);
		if (code == 0) {
			code = aid_statement_step(s, &has_row, err);
		}
	}
	aid_statement_reset(s);
	return code;
}

/* ---- filters ---- */

enum slot {
	SLOT_DONOR = 1,
	SLOT_COMMODITY,
	SLOT_DESTINATION,
	SLOT_CROSSING,
	SLOT_SOURCE,
	SLOT_BASE
};

static int
fill_registry(struct aid_ledger *ledger, enum slot slot, int registry, struct aid_slice folded,
	      int64_t known, int64_t *out_n_names, struct aid_error *err)
{
	struct aid_db *db = aid_ledger_db(ledger);
	bool is_place = registry == AID_REGISTRY_PLACE;
	struct aid_statement *s;
	int code = aid_db_statement(db, is_place ? "wanted_fill_places" : "wanted_fill", &s, err);

	if (code < 0) {
		return code;
	}
	aid_bind_int(s, ":slot", (int64_t)slot);
	if (!is_place) {
		aid_bind_int(s, ":registry", registry);
	}
	aid_bind_text(s, ":folded", folded);
	aid_bind_int(s, ":known", known);
	code = aid_statement_run(s, err);
	if (code == 0) {
		*out_n_names += aid_db_changes(db);
	}
	return code;
}

static int
fill_slot(struct aid_ledger *ledger, enum slot slot, const char *option, int registry,
	  struct aid_slice name, int64_t known, bool *out_is_set, struct aid_error *err)
{
	struct aid_buffer folded, shown;
	int64_t n_names = 0;
	int code;

	*out_is_set = name.ptr != NULL;
	if (name.ptr == NULL) {
		return 0;
	}
	aid_buffer_init(&folded);
	aid_buffer_init(&shown);
	code = aid_fold_name(name, &folded, err);
	/* As names are kept: of signs alone ("???") nothing would be left. */
	if (code == 0 && folded.len == 0) {
		aid_buffer_append(&folded, name);
		code = aid_buffer_check(&folded, err);
	}
	if (code == 0) {
		code = fill_registry(ledger, slot, registry, aid_buffer_slice(&folded), known,
				     &n_names, err);
	}
	if (code == 0 && slot == SLOT_COMMODITY) {
		code = fill_registry(ledger, slot, AID_REGISTRY_CATEGORY, aid_buffer_slice(&folded),
				     known, &n_names, err);
	}
	if (code == 0 && n_names == 0) {
		aid_buffer_append(&shown, name);
		code = aid_message_error(err, AID_E_NOTFOUND, AID_MSG_REPORT_NO_SUCH_NAME, 2,
					 option, shown.ptr == NULL ? "" : shown.ptr);
	}
	aid_buffer_done(&folded);
	aid_buffer_done(&shown);
	return code;
}

static int
find_known(struct aid_ledger *ledger, int64_t known, int64_t *out_known, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "drop_last", &s, err);

	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
	}
	if (code < 0) {
		return code;
	}
	*out_known = has_row && aid_column_int(s, 0) < known ? aid_column_int(s, 0) : known;
	aid_statement_reset(s);
	return 0;
}

int
aid_load_filter(struct aid_ledger *ledger, const struct aid_report_filter *filter,
		struct aid_load_filter *out_filter, struct aid_error *err)
{
	struct aid_load_filter f = { .as_of = filter->is_as_of_asked ? filter->as_of_end
								     : INT64_MAX };
	struct aid_db *db = aid_ledger_db(ledger);
	struct aid_statement *s;
	int code = aid_db_script(db, "wanted_create", err);

	if (code == 0) {
		code = aid_db_statement(db, "wanted_clear", &s, err);
	}
	if (code == 0) {
		code = aid_statement_run(s, err);
	}
	if (code == 0) {
		code = find_known(ledger, filter->known, &f.known, err);
	}
	if (code == 0) {
		code = fill_slot(ledger, SLOT_DONOR, "donor", AID_REGISTRY_ORGANISATION,
				 filter->donor, f.known, &f.has_donor, err);
	}
	if (code == 0) {
		code = fill_slot(ledger, SLOT_COMMODITY, "commodity", AID_REGISTRY_COMMODITY,
				 filter->commodity, f.known, &f.has_commodity, err);
	}
	if (code == 0) {
		code = fill_slot(ledger, SLOT_DESTINATION, "destination", AID_REGISTRY_PLACE,
				 filter->destination, f.known, &f.has_destination, err);
	}
	if (code == 0) {
		code = fill_slot(ledger, SLOT_CROSSING, "crossing", AID_REGISTRY_PLACE,
				 filter->crossing, f.known, &f.has_crossing, err);
	}
	if (code == 0) {
		code = fill_slot(ledger, SLOT_SOURCE, "source", AID_REGISTRY_SOURCE, filter->source,
				 f.known, &f.has_source, err);
	}
	if (code == 0) {
		code = fill_slot(ledger, SLOT_BASE, "base", AID_REGISTRY_SOURCE, filter->base,
				 f.known, &f.has_base, err);
	}
	if (code == 0) {
		*out_filter = f;
	}
	return code;
}

void
aid_load_bind_promise(struct aid_statement *s, const struct aid_load_filter *filter)
{
	aid_bind_int(s, ":has_donor", filter->has_donor);
	aid_bind_int(s, ":has_commodity", filter->has_commodity);
	aid_bind_int(s, ":has_destination", filter->has_destination);
	aid_bind_int(s, ":has_crossing", filter->has_crossing);
}

void
aid_load_bind_source(struct aid_statement *s, const struct aid_load_filter *filter)
{
	aid_bind_int(s, ":has_source", filter->has_source);
}

int
aid_load_find_commitment(struct aid_ledger *ledger, const char *statement, struct aid_slice subject,
			 int64_t known, int64_t *out_commitment, struct aid_error *err)
{
	struct aid_buffer folded, shown;
	struct aid_statement *s;
	bool has_row = false, has_second = false;
	int64_t commitment = 0;
	int code;

	aid_buffer_init(&folded);
	aid_buffer_init(&shown);
	aid_buffer_append(&shown, subject);
	code = aid_fold_name(subject, &folded, err);
	if (code == 0) {
		code = aid_db_statement(aid_ledger_db(ledger), statement, &s, err);
	}
	if (code == 0) {
		aid_bind_text(s, ":subject", subject);
		aid_bind_text(s, ":folded", aid_buffer_slice(&folded));
		aid_bind_int_if(s, ":known", known);
		code = aid_statement_step(s, &has_row, err);
		commitment = code == 0 && has_row ? aid_column_int(s, 0) : 0;
		if (code == 0 && has_row) {
			code = aid_statement_step(s, &has_second, err);
		}
		aid_statement_reset(s);
	}
	if (code == 0 && (!has_row || has_second)) {
		code = aid_message_error(err, AID_E_NOTFOUND,
					 has_row ? AID_MSG_EXPLAIN_SEVERAL : AID_MSG_EXPLAIN_NONE,
					 1, shown.ptr == NULL ? "" : shown.ptr);
	}
	if (code == 0) {
		*out_commitment = commitment;
	}
	aid_buffer_done(&folded);
	aid_buffer_done(&shown);
	return code;
}

/* ---- sentences ---- */

/* Files named below a table; further ones stand in the CSV. */
#define FILES_NOTED 20

static int
format_list(struct aid_buffer *out, enum aid_message message, size_t n_args, va_list list,
	    struct aid_error *err)
{
	struct aid_slice args[AID_MESSAGE_ARGS_MAX];

	AID_REQUIRE(n_args <= AID_MESSAGE_ARGS_MAX);
	for (size_t i = 0; i < n_args; i++) {
		args[i] = aid_slice_of(va_arg(list, const char *));
	}
	aid_message_format(out, message, args, n_args);
	return out->is_failed ? no_memory(err) : 0;
}

int
aid_load_note(struct aid_result *result, struct aid_error *err, enum aid_message message,
	      size_t n_args, ...)
{
	struct aid_buffer text;
	va_list list;
	int code;

	aid_buffer_init(&text);
	va_start(list, n_args);
	code = format_list(&text, message, n_args, list, err);
	va_end(list);
	if (code == 0) {
		code = aid_result_add_note(result, aid_buffer_slice(&text), err);
	}
	aid_buffer_done(&text);
	return code;
}

int
aid_load_title(struct aid_result *result, struct aid_error *err, enum aid_message message,
	       size_t n_args, ...)
{
	struct aid_buffer text;
	va_list list;
	int code;

	aid_buffer_init(&text);
	va_start(list, n_args);
	code = format_list(&text, message, n_args, list, err);
	va_end(list);
	if (code == 0) {
		code = aid_result_set_title(result, aid_buffer_slice(&text), err);
	}
	aid_buffer_done(&text);
	return code;
}

int
aid_load_note_files(struct aid_result *result, size_t name_column, size_t drop_column,
		    size_t sha256_column, struct aid_error *err)
{
	int64_t noted[FILES_NOTED];
	size_t n_noted = 0;
	int code = 0;

	for (size_t row = 0; code == 0 && row < result->n_rows && n_noted < FILES_NOTED; row++) {
		const struct aid_cell *cells = result->cells + row * result->n_columns;
		int64_t drop = cells[drop_column].number;
		bool is_noted = cells[sha256_column].type == AID_CELL_NONE;

		for (size_t i = 0; i < n_noted; i++) {
			is_noted = is_noted || noted[i] == drop;
		}
		if (!is_noted) {
			char number[AID_LOAD_NUMBER_SIZE];

			noted[n_noted++] = drop;
			code = aid_load_note(result, err, AID_MSG_EXPLAIN_FILE, 3,
					     cells[name_column].text.ptr,
					     aid_load_number(number, drop * 1000),
					     cells[sha256_column].text.ptr);
		}
	}
	return code;
}

const char *
aid_load_number(char out[AID_LOAD_NUMBER_SIZE], int64_t milli)
{
	struct aid_buffer text;

	aid_buffer_init(&text);
	aid_quantity_format_grouped(&text, milli);
	out[0] = '\0';
	if (!text.is_failed && text.len < AID_LOAD_NUMBER_SIZE) {
		memcpy(out, text.ptr, text.len + 1);
	}
	aid_buffer_done(&text);
	return out;
}

int
aid_report_is_waiting(struct aid_ledger *ledger, bool *out_is_waiting, struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row = false;
	int code = aid_db_statement(aid_ledger_db(ledger), "dirty_is_waiting", &s, err);

	if (code == 0) {
		code = aid_statement_step(s, &has_row, err);
		aid_statement_reset(s);
	}
	if (code == 0) {
		*out_is_waiting = has_row;
	}
	return code;
}

int
aid_report_by_find(struct aid_slice word)
{
#define X(name, text)                                                                              \
	if (aid_slice_is_equal(word, AID_SLICE_LITERAL(text))) {                                   \
		return AID_REPORT_BY_##name;                                                       \
	}
	AID_REPORT_BY_LIST(X)
#undef X
	return -1;
}
