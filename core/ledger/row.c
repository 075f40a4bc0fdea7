#include "base/digest.h"
#include "base/message.h"
#include "ledger/row.h"

#include "ledger/ledger.h"
#include "read/cell.h"
#include "text/fold.h"
#include "value/unit_word.h"

void
aid_row_maker_init(struct aid_row_maker *maker, const struct aid_units *units,
		   struct aid_slice drop_source, bool is_shared)
{
	memset(maker, 0, sizeof(*maker));
	maker->units = units;
	maker->drop_source = drop_source;
	maker->is_shared = is_shared;
	aid_arena_init(&maker->memo.arena);
	aid_buffer_init(&maker->scratch);
	aid_buffer_init(&maker->folded);
}

void
aid_row_maker_done(struct aid_row_maker *maker)
{
	aid_arena_done(&maker->memo.arena);
	aid_buffer_done(&maker->scratch);
	aid_buffer_done(&maker->folded);
}

static void
append_number(struct aid_buffer *buffer, int64_t number)
{
	aid_buffer_append(buffer, (struct aid_slice){ (const char *)&number, sizeof(number) });
}

/* Said of the statement rather than of what it states. */
static bool
is_apart(enum aid_kind kind, int column)
{
	switch (kind) {
	case AID_KIND_CROSSINGS:
		return column == AID_CROSSINGS_REPORTED_AT || column == AID_CROSSINGS_SOURCE ||
		       column == AID_CROSSINGS_STATE;
	case AID_KIND_SHIPMENTS:
		return column == AID_SHIPMENTS_REPORTED_AT || column == AID_SHIPMENTS_STATE;
	case AID_KIND_COMMITMENTS:
		return column == AID_COMMITMENTS_REPORTED_AT;
	case AID_KIND_POLICIES:
		return column == AID_POLICIES_REPORTED_AT;
	case AID_KIND_MATCHES:
		return column == AID_MATCHES_REPORTED_AT;
	default:
		return false;
	}
}

/* Is it the key of the fact, or one of the profile's key columns? */
static bool
is_of_key(const struct aid_fact *fact, int column, struct aid_slice text)
{
	struct aid_slice rest = fact->row_key;
	bool is_own =
		(fact->kind == AID_KIND_CROSSINGS &&
		 (column == AID_CROSSINGS_REPORT_ID || column == AID_CROSSINGS_WAYBILL ||
		  column == AID_CROSSINGS_LINE)) ||
		(fact->kind == AID_KIND_SHIPMENTS &&
		 (column == AID_SHIPMENTS_WAYBILL || column == AID_SHIPMENTS_LINE)) ||
		(fact->kind == AID_KIND_COMMITMENTS && (column == AID_COMMITMENTS_COMMITMENT_ID ||
							column == AID_COMMITMENTS_EFFECTIVE_ON));
	while (!is_own && rest.ptr != NULL) {
		const char *end =
			rest.len == 0 ? NULL : memchr(rest.ptr, AID_MESSAGE_SEPARATOR, rest.len);
		size_t len = end == NULL ? rest.len : (size_t)(end - rest.ptr);
		is_own = aid_slice_is_equal(text, (struct aid_slice){ rest.ptr, len });
		rest = end == NULL ? (struct aid_slice){ NULL, 0 }
				   : (struct aid_slice){ end + 1, rest.len - len - 1 };
	}
	return is_own;
}

static void
append_value(struct aid_buffer *out, const struct aid_column *column, const struct aid_value *value)
{
	switch (column->type) {
	case AID_TYPE_QUANTITY:
	case AID_TYPE_INTEGER:
	case AID_TYPE_WORD:
		append_number(out, value->number);
		break;
	case AID_TYPE_DATE:
		append_number(out, value->number);
		append_number(out, value->precision);
		break;
	default:
		aid_buffer_append(out, value->text);
		aid_buffer_append_char(out, AID_MESSAGE_SEPARATOR);
		break;
	}
}

/* What a fact states, whoever and whenever: numbers as numbers (12 and 12.0 are the same), texts as written. The body is what is left without the key. */
static int64_t
hash_content(struct aid_row_maker *maker, const struct aid_fact *fact, bool is_body)
{
	const struct aid_table *table = aid_table_of(fact->kind);
	struct aid_buffer *out = &maker->scratch;
	aid_buffer_reset(out);
	for (int column = 0; column < table->n_columns; column++) {
		if (fact->slots[column] < 0)
			continue;
		const struct aid_value *value = &fact->values[fact->slots[column]];
		if (!aid_value_is_stated(value) || is_apart(fact->kind, column) ||
		    (is_body && is_of_key(fact, column, value->text)))
			continue;
		aid_buffer_append_char(out, (char)(column + 1));
		append_value(out, &table->columns[column], value);
	}
	return aid_digest_hash64(aid_buffer_slice(out), (int64_t)fact->kind);
}

/* A unit that the quantity's own cell names, or its header, must be the one that the row states. */
static bool
check_named_unit(struct aid_row_maker *maker, const struct aid_row *row, struct aid_slice named,
		 int quantity_column, const struct aid_value *unit, struct aid_arena *arena,
		 struct aid_reject *out_reject, int *result)
{
	if (named.ptr == NULL || named.ptr == unit->text.ptr ||
	    aid_units_find_memo(maker->units, &maker->memo, named, &maker->folded) == row->unit_id)
		return true;
	aid_buffer_reset(&maker->scratch);
	aid_cell_quote(named, &maker->scratch);
	aid_buffer_append_char(&maker->scratch, AID_MESSAGE_SEPARATOR);
	aid_cell_quote(unit->text, &maker->scratch);
	out_reject->message = AID_MSG_TWO_UNITS;
	out_reject->args = aid_arena_copy(arena, aid_buffer_slice(&maker->scratch));
	out_reject->column =
		aid_slice_of(aid_table_of(row->fact.kind)->columns[quantity_column].name);
	out_reject->value = aid_fact_value(&row->fact, quantity_column)->text;
	if (out_reject->args.ptr == NULL)
		*result = AID_E_NOMEM;
	return false;
}

/* The unit, folded last, is in no list, or is a word for several. */
static bool
reject_unit(struct aid_row_maker *maker, struct aid_slice unit, struct aid_arena *arena,
	    struct aid_reject *out_reject, int *result)
{
	const char *readings = aid_unit_word_readings(aid_buffer_slice(&maker->folded));
	out_reject->message = AID_MSG_UNKNOWN_UNIT;
	out_reject->args = unit;
	if (readings == NULL)
		return false;
	aid_buffer_reset(&maker->scratch);
	aid_cell_quote(unit, &maker->scratch);
	aid_buffer_append_char(&maker->scratch, AID_MESSAGE_SEPARATOR);
	aid_buffer_append_text(&maker->scratch, readings);
	out_reject->message = AID_MSG_UNCLEAR_UNIT;
	out_reject->args = aid_arena_copy(arena, aid_buffer_slice(&maker->scratch));
	if (out_reject->args.ptr == NULL)
		*result = AID_E_NOMEM;
	return false;
}

/* More than can be reckoned with is a number of another column, or of another unit. */
static bool
check_amount(struct aid_row_maker *maker, const struct aid_row *row, int column, int64_t unit_id,
	     struct aid_slice unit, struct aid_arena *arena, struct aid_reject *out_reject,
	     int *result)
{
	const struct aid_value *amount = aid_fact_value(&row->fact, column);
	if (!aid_value_is_stated(amount) || amount->number <= aid_units_most(maker->units, unit_id))
		return true;
	aid_buffer_reset(&maker->scratch);
	aid_cell_quote(amount->text, &maker->scratch);
	aid_buffer_append_char(&maker->scratch, AID_MESSAGE_SEPARATOR);
	aid_cell_quote(unit, &maker->scratch);
	out_reject->message = AID_MSG_QUANTITY_TOO_MUCH;
	out_reject->args = aid_arena_copy(arena, aid_buffer_slice(&maker->scratch));
	out_reject->column = aid_slice_of(aid_table_of(row->fact.kind)->columns[column].name);
	out_reject->value = amount->text;
	if (out_reject->args.ptr == NULL)
		*result = AID_E_NOMEM;
	return false;
}

/* A unit that is not known rejects the record: a quantity without a unit is no quantity. */
static bool
check_unit(struct aid_row_maker *maker, struct aid_row *row, int quantity_column, int unit_column,
	   struct aid_arena *arena, struct aid_reject *out_reject, int *result)
{
	const struct aid_value *quantity = aid_fact_value(&row->fact, quantity_column);
	const struct aid_value *unit = aid_fact_value(&row->fact, unit_column);
	row->unit_id = 0;
	if (!aid_value_is_stated(quantity))
		return true;
	out_reject->column = aid_slice_of(aid_table_of(row->fact.kind)->columns[unit_column].name);
	out_reject->value = unit->text.ptr == NULL ? AID_SLICE_EMPTY : unit->text;
	if (!aid_value_is_stated(unit)) {
		out_reject->message = AID_MSG_MISSING_UNIT;
		out_reject->args = AID_SLICE_EMPTY;
		return false;
	}
	row->unit_id = aid_units_find_memo(maker->units, &maker->memo, unit->text, &maker->folded);
	if (row->unit_id != 0)
		return check_named_unit(maker, row, row->fact.cell_unit, quantity_column, unit,
					arena, out_reject, result) &&
		       check_named_unit(maker, row, row->fact.header_unit, quantity_column, unit,
					arena, out_reject, result) &&
		       check_amount(maker, row, quantity_column, row->unit_id, unit->text, arena,
				    out_reject, result);
	return reject_unit(maker, unit->text, arena, out_reject, result);
}

static void
set_reported_at(struct aid_row *row, int column)
{
	const struct aid_value *value = aid_fact_value(&row->fact, column);
	row->reported_at = aid_value_is_stated(value) ? value->number : -1;
}

static int
set_lane(struct aid_row_maker *maker, struct aid_row *row, const int columns[AID_LANE_COUNT],
	 struct aid_arena *arena)
{
	aid_buffer_reset(&maker->scratch);
	for (int k = 0; k < AID_LANE_COUNT; k++) {
		row->lane[k] = columns[k] < 0 ? (struct aid_slice){ NULL, 0 }
					      : aid_fact_value(&row->fact, columns[k])->text;
		if (row->lane[k].ptr != NULL)
			aid_buffer_append(&maker->scratch, row->lane[k]);
		aid_buffer_append_char(&maker->scratch, AID_MESSAGE_SEPARATOR);
	}
	row->lane_key = aid_arena_copy(arena, aid_buffer_slice(&maker->scratch));
	return row->lane_key.ptr == NULL ? AID_E_NOMEM : 0;
}

static int
fold_key(struct aid_row_maker *maker, struct aid_slice text, struct aid_arena *arena,
	 struct aid_slice *out)
{
	if (aid_fold_number(text, &maker->folded, NULL) != 0)
		return AID_E_NOMEM;
	struct aid_slice folded = aid_buffer_slice(&maker->folded);
	/* A number of punctuation only is still a name for something. */
	*out = aid_arena_copy(arena, folded.len == 0 ? text : folded);
	return out->ptr == NULL ? AID_E_NOMEM : 0;
}

/* Waybill and line. Without a waybill, facts of one record that are several share a consignment, named by source and row key. */
static int
set_consignment(struct aid_row_maker *maker, struct aid_row *row, int waybill_column,
		int line_column, int commodity_column, struct aid_arena *arena)
{
	const struct aid_value *waybill = aid_fact_value(&row->fact, waybill_column);
	const struct aid_value *line = aid_fact_value(&row->fact, line_column);
	const struct aid_value *commodity = aid_fact_value(&row->fact, commodity_column);
	row->line = AID_SLICE_EMPTY;
	row->written = waybill->text;
	if (aid_value_is_stated(waybill)) {
		if (fold_key(maker, waybill->text, arena, &row->waybill) != 0)
			return AID_E_NOMEM;
	} else if (maker->is_shared && row->fact.row_key.ptr != NULL) {
		aid_buffer_reset(&maker->scratch);
		aid_buffer_append_char(&maker->scratch, AID_MESSAGE_SEPARATOR);
		aid_buffer_append(&maker->scratch, maker->drop_source);
		aid_buffer_append_char(&maker->scratch, AID_MESSAGE_SEPARATOR);
		aid_buffer_append(&maker->scratch, row->fact.row_key);
		row->waybill = aid_arena_copy(arena, aid_buffer_slice(&maker->scratch));
		row->written = row->waybill;
		row->is_line_stated = true;
		return row->waybill.ptr == NULL ? AID_E_NOMEM : 0;
	} else {
		row->waybill = (struct aid_slice){ NULL, 0 };
		return 0;
	}
	row->is_line_stated = aid_value_is_stated(line);
	if (row->is_line_stated)
		return fold_key(maker, line->text, arena, &row->line);
	if (aid_value_is_stated(commodity)) {
		if (aid_fold_name(commodity->text, &maker->folded, NULL) != 0)
			return AID_E_NOMEM;
		row->line = aid_arena_copy(arena, aid_buffer_slice(&maker->folded));
	}
	return row->line.ptr == NULL ? AID_E_NOMEM : 0;
}

static void
set_waybill_hash(struct aid_row *row)
{
	if (row->waybill.ptr != NULL)
		row->waybill_hash = aid_digest_hash64(row->waybill, 0);
}

static bool
make_shipment(struct aid_row_maker *maker, struct aid_row *row, struct aid_arena *arena,
	      struct aid_reject *out_reject, int *result)
{
	static const int lane[AID_LANE_COUNT] = { AID_SHIPMENTS_DONOR, AID_SHIPMENTS_COMMODITY,
						  AID_SHIPMENTS_CATEGORY, AID_SHIPMENTS_DESTINATION,
						  AID_SHIPMENTS_CROSSING };
	if (!check_unit(maker, row, AID_SHIPMENTS_QUANTITY, AID_SHIPMENTS_UNIT, arena, out_reject,
			result) ||
	    !check_amount(maker, row, AID_SHIPMENTS_TRUCKS, AID_UNIT_TRUCK,
			  AID_SLICE_LITERAL("truck"), arena, out_reject, result) ||
	    !check_amount(maker, row, AID_SHIPMENTS_GROSS_WEIGHT_KG, AID_UNIT_KILOGRAM,
			  AID_SLICE_LITERAL("kg"), arena, out_reject, result))
		return false;
	set_reported_at(row, AID_SHIPMENTS_REPORTED_AT);
	row->is_withdrawn =
		aid_fact_value(&row->fact, AID_SHIPMENTS_STATE)->number == AID_CLAIM_WITHDRAWN;
	*result = set_consignment(maker, row, AID_SHIPMENTS_WAYBILL, AID_SHIPMENTS_LINE,
				  AID_SHIPMENTS_COMMODITY, arena);
	set_waybill_hash(row);
	if (*result == 0)
		*result = set_lane(maker, row, lane, arena);
	if (row->waybill.ptr != NULL && !row->is_line_stated) {
		/* Equal commodities on one waybill without line numbers are told apart by their occurrence. */
		row->is_occurrence_needed = true;
		row->occurrence_hash =
			aid_digest_hash64(row->line, aid_digest_hash64(row->waybill, 7));
	}
	return true;
}

/* report_id, or the key columns; else vehicle, place and time (waybill, line and stage are the ledger's own key). */
static void
set_observation_key(struct aid_row_maker *maker, struct aid_row *row)
{
	const struct aid_value *report = aid_fact_value(&row->fact, AID_CROSSINGS_REPORT_ID);
	const struct aid_value *vehicle = aid_fact_value(&row->fact, AID_CROSSINGS_VEHICLE);
	const struct aid_value *place = aid_fact_value(&row->fact, AID_CROSSINGS_PLACE);
	struct aid_buffer *key = &maker->scratch;
	aid_buffer_reset(key);
	if (row->fact.row_key.ptr != NULL) {
		aid_buffer_append_char(key, 'k');
		aid_buffer_append(key, row->fact.row_key);
		aid_buffer_append_char(key, AID_MESSAGE_SEPARATOR);
		append_number(key, row->fact.part);
		row->report_key = row->fact.row_key;
		row->has_own_key =
			aid_value_is_stated(aid_fact_value(&row->fact, AID_CROSSINGS_WAYBILL));
	} else if (aid_value_is_stated(report)) {
		aid_buffer_append_char(key, 'r');
		aid_buffer_append(key, report->text);
		row->report_key = report->text;
		row->has_own_key = true;
	} else if (row->waybill.ptr != NULL) {
		aid_buffer_append_char(key, 'w');
		if (vehicle->text.ptr != NULL)
			aid_buffer_append(key, vehicle->text);
		aid_buffer_append_char(key, AID_MESSAGE_SEPARATOR);
		if (place->text.ptr != NULL)
			aid_buffer_append(key, place->text);
		aid_buffer_append_char(key, AID_MESSAGE_SEPARATOR);
		append_number(key, aid_fact_value(&row->fact, AID_CROSSINGS_OCCURRED_AT)->number);
	} else {
		row->is_occurrence_needed = true;
		row->occurrence_hash = row->content_hash;
		row->key_hash = row->content_hash;
		return;
	}
	row->key_hash = aid_digest_hash64(aid_buffer_slice(key), 0);
}

static bool
make_observation(struct aid_row_maker *maker, struct aid_row *row, struct aid_arena *arena,
		 struct aid_reject *out_reject, int *result)
{
	static const int lane[AID_LANE_COUNT] = { AID_CROSSINGS_DONOR, AID_CROSSINGS_COMMODITY,
						  AID_CROSSINGS_CATEGORY, AID_CROSSINGS_DESTINATION,
						  -1 };
	if (!check_unit(maker, row, AID_CROSSINGS_QUANTITY, AID_CROSSINGS_UNIT, arena, out_reject,
			result) ||
	    !check_amount(maker, row, AID_CROSSINGS_TRUCKS, AID_UNIT_TRUCK,
			  AID_SLICE_LITERAL("truck"), arena, out_reject, result))
		return false;
	row->stage = (int)aid_fact_value(&row->fact, AID_CROSSINGS_STAGE)->number;
	const struct aid_value *source = aid_fact_value(&row->fact, AID_CROSSINGS_SOURCE);
	row->source = source->text;
	set_reported_at(row, AID_CROSSINGS_REPORTED_AT);
	row->is_withdrawn =
		aid_fact_value(&row->fact, AID_CROSSINGS_STATE)->number == AID_CLAIM_WITHDRAWN;
	*result = set_consignment(maker, row, AID_CROSSINGS_WAYBILL, AID_CROSSINGS_LINE,
				  AID_CROSSINGS_COMMODITY, arena);
	set_waybill_hash(row);
	set_observation_key(maker, row);
	if (*result == 0)
		*result = set_lane(maker, row, lane, arena);
	return true;
}

/* An amendment is a statement beside the commitment's own: the day from which on it holds tells it apart. */
static int64_t
effective_day(const struct aid_row *row)
{
	const struct aid_value *day = aid_fact_value(&row->fact, AID_COMMITMENTS_EFFECTIVE_ON);
	return aid_value_is_stated(day) ? aid_date_day_of(day->number) : AID_PROMISE_FROM_START;
}

/* The waybill that a decision names is folded as a shipment's is, and so is the line. */
static int
set_match(struct aid_row_maker *maker, struct aid_row *row, struct aid_arena *arena)
{
	const struct aid_value *waybill = aid_fact_value(&row->fact, AID_MATCHES_WAYBILL);
	const struct aid_value *line = aid_fact_value(&row->fact, AID_MATCHES_LINE);
	row->written = waybill->text.ptr == NULL ? AID_SLICE_EMPTY : waybill->text;
	row->waybill = row->line = AID_SLICE_EMPTY;
	row->source = aid_fact_value(&row->fact, AID_MATCHES_SOURCE)->text;
	if (aid_value_is_stated(waybill) &&
	    fold_key(maker, waybill->text, arena, &row->waybill) != 0)
		return AID_E_NOMEM;
	return aid_value_is_stated(line) ? fold_key(maker, line->text, arena, &row->line) : 0;
}

int
aid_row_make(struct aid_row_maker *maker, const struct aid_fact *facts, size_t n_facts,
	     uint32_t record, struct aid_arena *arena, struct aid_row *out_rows,
	     struct aid_reject *out_reject, struct aid_error *err)
{
	int result = 0;
	bool is_taken = true;
	int64_t record_hash = 0;
	for (size_t k = 0; k < n_facts && result == 0 && is_taken; k++) {
		struct aid_row *row = &out_rows[k];
		memset(row, 0, sizeof(*row));
		row->fact = facts[k];
		row->record = record;
		row->reported_at = -1;
		row->content_hash = hash_content(maker, &facts[k], false);
		row->body_hash = maker->is_list ? hash_content(maker, &facts[k], true) : 0;
		record_hash = aid_digest_hash64(
			(struct aid_slice){ (const char *)&row->content_hash, sizeof(int64_t) },
			record_hash);
		switch (facts[k].kind) {
		case AID_KIND_SHIPMENTS:
			is_taken = make_shipment(maker, row, arena, out_reject, &result);
			break;
		case AID_KIND_CROSSINGS:
			is_taken = make_observation(maker, row, arena, out_reject, &result);
			break;
		case AID_KIND_COMMITMENTS:
			is_taken = check_unit(maker, row, AID_COMMITMENTS_QUANTITY,
					      AID_COMMITMENTS_UNIT, arena, out_reject, &result);
			set_reported_at(row, AID_COMMITMENTS_REPORTED_AT);
			row->key_hash = effective_day(row);
			break;
		case AID_KIND_POLICIES:
			set_reported_at(row, AID_POLICIES_REPORTED_AT);
			break;
		case AID_KIND_MATCHES:
			set_reported_at(row, AID_MATCHES_REPORTED_AT);
			result = set_match(maker, row, arena);
			break;
		default:
			break;
		}
	}
	/* Movements of one record without waybill or key are one consignment, told from its equals by its occurrence. */
	for (size_t k = 0; k < n_facts && maker->is_shared && is_taken; k++) {
		struct aid_row *row = &out_rows[k];
		bool is_movement = row->fact.kind == AID_KIND_SHIPMENTS ||
				   row->fact.kind == AID_KIND_CROSSINGS;
		if (is_movement && row->waybill.ptr == NULL) {
			row->is_occurrence_needed = true;
			row->occurrence_hash = record_hash;
		}
	}
	if (result != 0 || maker->scratch.is_failed || maker->folded.is_failed)
		return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
	return 0;
}
