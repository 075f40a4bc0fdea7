/* Reference files of the office: places, commodities, units, sources, organisations, thresholds. */
#include "base/digest.h"
#include "ledger/chain.h"
#include "text/fold.h"
#include "value/date.h"
#include "value/words.h"

/* Of thresholds.csv. */
#define HOURS_MAX 1000000
#define PERCENTILE_MIN 50
#define PERCENTILE_MAX 99

static const struct aid_merge_names place_names = { "place_standing", "place_close", "place_forget",
						    "place_affirm", "place_line" };
static const struct aid_merge_names commodity_names = { "commodity_standing", "commodity_close",
							"commodity_forget", "commodity_affirm",
							"commodity_line" };
static const struct aid_merge_names source_names = { "source_standing", "source_close",
						     "source_forget", "source_affirm",
						     "source_line" };
static const struct aid_merge_names organisation_names = {
	"organisation_standing", "organisation_close", "organisation_forget", "organisation_affirm",
	"organisation_line"
};
static const struct aid_merge_names conversion_names = { "conversion_standing", "conversion_close",
							 "conversion_forget", "conversion_affirm",
							 "conversion" };
static const struct aid_merge_names threshold_names = { "threshold_standing", "threshold_close",
							"threshold_forget", "threshold_affirm",
							"threshold_line" };

struct key_context {
	const char *parameter;
	int64_t id;
	const char *second_parameter; /* NULL: one number tells it */
	int64_t second_id;
};

static void
bind_key(struct aid_statement *s, const void *context)
{
	const struct key_context *key = context;
	aid_bind_int(s, key->parameter, key->id);
	if (key->second_parameter != NULL)
		aid_bind_int(s, key->second_parameter, key->second_id);
}

static void
bind_text(struct aid_statement *s, const char *parameter, const struct aid_row *row, int column)
{
	struct aid_slice text = aid_fact_value(&row->fact, column)->text;
	aid_bind_text(s, parameter, text.ptr == NULL ? AID_SLICE_EMPTY : text);
}

static void
bind_fact(struct aid_ingest *ingest, struct aid_statement *s, const struct aid_row *row,
	  int64_t line)
{
	aid_bind_int(s, ":affirmed_at", row->reported_at);
	aid_bind_int(s, ":content_hash", row->content_hash);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":drop_line", line);
}

static void
reject(struct aid_batch_record *record, enum aid_message message, const char *column,
       struct aid_slice value)
{
	record->reject =
		(struct aid_reject){ message, value, aid_slice_of(column), value, AID_SLICE_EMPTY };
	aid_outcome_raise(record, AID_OUTCOME_REJECTED, "");
}

/* One spelling for an entry; with an empty fold the text itself. */
static int
put_alias(struct aid_ingest *ingest, int registry, int64_t name_id, struct aid_slice text,
	  struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer folded;
	aid_buffer_init(&folded);
	int result = aid_fold_name(text, &folded, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "alias_put", &s, err);
	if (result == 0) {
		aid_bind_int(s, ":registry", registry);
		aid_bind_text(s, ":folded", folded.len == 0 ? text : aid_buffer_slice(&folded));
		aid_bind_int(s, ":name", name_id);
		aid_bind_int(s, ":drop", ingest->drop);
		result = aid_chain_run(ingest, s, "alias", AID_CHAIN_PUT, NULL, err);
	}
	aid_buffer_done(&folded);
	return result;
}

/* The spellings of an entry: its own name and what stands between bars. */
static int
put_aliases(struct aid_ingest *ingest, int registry, int64_t name_id, struct aid_slice name,
	    struct aid_slice aliases, struct aid_error *err)
{
	static const struct {
		const char *statement;
		enum aid_chain_act act;
	} before[] = { { "alias_close", AID_CHAIN_END }, { "alias_forget", AID_CHAIN_FORGET } };
	int result = 0;
	for (size_t k = 0; k < 2 && result == 0; k++) {
		struct aid_statement *s;
		result = aid_db_statement(ingest->db, before[k].statement, &s, err);
		if (result != 0)
			return result;
		aid_bind_int(s, ":registry", registry);
		aid_bind_int(s, ":name", name_id);
		aid_bind_int(s, ":drop", ingest->drop);
		result = aid_chain_run(ingest, s, "alias", before[k].act, NULL, err);
	}
	if (result == 0)
		result = put_alias(ingest, registry, name_id, name, err);
	while (result == 0 && aliases.ptr != NULL && aliases.len > 0) {
		const char *bar = memchr(aliases.ptr, '|', aliases.len);
		size_t len = bar == NULL ? aliases.len : (size_t)(bar - aliases.ptr);
		struct aid_slice alias = aid_slice_trim((struct aid_slice){ aliases.ptr, len });
		if (alias.len > 0)
			result = put_alias(ingest, registry, name_id, alias, err);
		size_t n_skip = bar == NULL ? aliases.len : len + 1;
		aliases.ptr += n_skip;
		aliases.len -= n_skip;
	}
	return result;
}

typedef int
put_row(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *key,
	int64_t line, int64_t *out_n_put, struct aid_error *err);

/* An entry that is said again may take a spelling from another: when it had been said before, looks back must know. */
static int
keep_affirmed(struct aid_ingest *ingest, int64_t name_id, const struct aid_row *row,
	      struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "entry_affirmed_keep", &s, err);
	if (result != 0)
		return result;
	aid_bind_int(s, ":name", name_id);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":affirmed_at", aid_merge_reported_at(ingest, row));
	aid_bind_int(s, ":content_hash", row->content_hash);
	return aid_statement_run(s, err);
}

/* Insert, or settle with what stands; *out_is_open tells whether the row stands now. */
static int
merge(struct aid_ingest *ingest, struct aid_batch_record *record, struct aid_row *row,
      const struct aid_merge_names *names, const struct key_context *context, struct aid_slice name,
      put_row *put, bool *out_is_open, struct aid_error *err)
{
	/* Whoever drops a reference file, there is one entry of a name: its statements are judged together. */
	struct aid_slice id = { (const char *)&context->id, sizeof(context->id) };
	struct aid_statement_key key = { names,   bind_key,
					 context, row->fact.kind,
					 0,       aid_digest_hash64(id, context->second_id),
					 name,    AID_SLICE_EMPTY };
	row->reported_at = aid_merge_reported_at(ingest, row);
	int64_t n_put = 0;
	int result = put(ingest, row, context, record->line, &n_put, err);
	*out_is_open = result == 0 && n_put > 0;
	if (*out_is_open) {
		aid_outcome_raise(record, AID_OUTCOME_ACCEPTED, "");
	} else if (result == 0) {
		result = aid_merge_settle(ingest, &key, row, row->reported_at, record, out_is_open,
					  err);
		if (result == 0 && *out_is_open)
			result = put(ingest, row, context, record->line, &n_put, err);
	}
	return result;
}

static int
put_place(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *key,
	  int64_t line, int64_t *out_n_put, struct aid_error *err)
{
	struct aid_statement *s;
	int64_t parent = 0;
	int result =
		aid_names_id(ingest->ledger->names, AID_REGISTRY_PLACE,
			     aid_fact_value(&row->fact, AID_PLACES_PARENT)->text, &parent, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "place_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	aid_bind_int(s, ":parent", parent);
	bind_text(s, ":aliases", row, AID_PLACES_ALIASES);
	bind_text(s, ":pcode", row, AID_PLACES_PCODE);
	bind_text(s, ":corridor", row, AID_PLACES_CORRIDOR);
	bind_fact(ingest, s, row, line);
	return aid_chain_run(ingest, s, place_names.table, AID_CHAIN_PUT, out_n_put, err);
}

static int
put_commodity(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *key,
	      int64_t line, int64_t *out_n_put, struct aid_error *err)
{
	struct aid_statement *s;
	int64_t category = 0;
	int result = aid_names_id(ingest->ledger->names, AID_REGISTRY_CATEGORY,
				  aid_fact_value(&row->fact, AID_COMMODITIES_CATEGORY)->text,
				  &category, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "commodity_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	aid_bind_int(s, ":category", category);
	bind_text(s, ":cluster", row, AID_COMMODITIES_CLUSTER);
	bind_text(s, ":aliases", row, AID_COMMODITIES_ALIASES);
	bind_fact(ingest, s, row, line);
	return aid_chain_run(ingest, s, commodity_names.table, AID_CHAIN_PUT, out_n_put, err);
}

static int
put_source(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *key,
	   int64_t line, int64_t *out_n_put, struct aid_error *err)
{
	struct aid_statement *s;
	int64_t cadence_s = 0;
	int result = aid_db_statement(ingest->db, "source_put", &s, err);
	if (result != 0)
		return result;
	const struct aid_value *cadence = aid_fact_value(&row->fact, AID_SOURCES_CADENCE);
	if (!aid_value_is_stated(cadence) || !aid_duration_parse(cadence->text, &cadence_s))
		cadence_s = 0;
	bind_key(s, key);
	bind_text(s, ":aliases", row, AID_SOURCES_ALIASES);
	aid_bind_int(s, ":count_point",
		     aid_fact_value(&row->fact, AID_SOURCES_COUNT_POINT)->number);
	aid_bind_int(s, ":trust", aid_fact_value(&row->fact, AID_SOURCES_TRUST)->number);
	aid_bind_int(s, ":cadence_days", (cadence_s + AID_DAY_SECONDS - 1) / AID_DAY_SECONDS);
	bind_fact(ingest, s, row, line);
	return aid_chain_run(ingest, s, source_names.table, AID_CHAIN_PUT, out_n_put, err);
}

static int
put_organisation(struct aid_ingest *ingest, const struct aid_row *row,
		 const struct key_context *key, int64_t line, int64_t *out_n_put,
		 struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "organisation_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	bind_text(s, ":type", row, AID_ORGANISATIONS_TYPE);
	bind_text(s, ":aliases", row, AID_ORGANISATIONS_ALIASES);
	bind_fact(ingest, s, row, line);
	return aid_chain_run(ingest, s, organisation_names.table, AID_CHAIN_PUT, out_n_put, err);
}

static int
merge_named(struct aid_ingest *ingest, struct aid_batch_record *record, struct aid_row *row,
	    struct aid_error *err)
{
	static const struct {
		enum aid_kind kind;
		const struct aid_merge_names *names;
		const char *parameter;
		int registry, name_column, alias_column;
		put_row *put;
	} kinds[] = {
		{ AID_KIND_PLACES, &place_names, ":place", AID_REGISTRY_PLACE, AID_PLACES_PLACE,
		  AID_PLACES_ALIASES, put_place },
		{ AID_KIND_COMMODITIES, &commodity_names, ":commodity", AID_REGISTRY_COMMODITY,
		  AID_COMMODITIES_COMMODITY, AID_COMMODITIES_ALIASES, put_commodity },
		{ AID_KIND_SOURCES, &source_names, ":named_source", AID_REGISTRY_SOURCE,
		  AID_SOURCES_SOURCE, AID_SOURCES_ALIASES, put_source },
		{ AID_KIND_ORGANISATIONS, &organisation_names, ":organisation",
		  AID_REGISTRY_ORGANISATION, AID_ORGANISATIONS_ORGANISATION,
		  AID_ORGANISATIONS_ALIASES, put_organisation },
	};
	size_t k = 0;
	while (kinds[k].kind != row->fact.kind)
		k++;
	struct aid_slice name = aid_fact_value(&row->fact, kinds[k].name_column)->text;
	struct key_context context = { kinds[k].parameter, 0, NULL, 0 };
	bool is_open = false;
	const struct aid_value *cadence = row->fact.kind == AID_KIND_SOURCES
						  ? aid_fact_value(&row->fact, AID_SOURCES_CADENCE)
						  : NULL;
	int64_t seconds;
	if (cadence != NULL && aid_value_is_stated(cadence) &&
	    !aid_duration_parse(cadence->text, &seconds)) {
		reject(record, AID_MSG_NOT_A_DURATION, "cadence", cadence->text);
		return 0;
	}
	int result = aid_names_id(ingest->ledger->names, kinds[k].registry, name, &context.id, err);
	if (result == 0)
		result = keep_affirmed(ingest, context.id, row, err);
	if (result == 0)
		result = merge(ingest, record, row, kinds[k].names, &context, name, kinds[k].put,
			       &is_open, err);
	/* An entry that is said again may win a spelling that another claims. */
	if (result == 0)
		ingest->has_names = true;
	if (result != 0 || !is_open)
		return result;
	ingest->has_sources = ingest->has_sources || row->fact.kind == AID_KIND_SOURCES;
	return put_aliases(ingest, kinds[k].registry, context.id, name,
			   aid_fact_value(&row->fact, kinds[k].alias_column)->text, err);
}

/* The id of a unit's spelling in the ledger as it is now; 0: unknown. */
static int
find_unit(struct aid_ingest *ingest, struct aid_slice text, int64_t *out_id, struct aid_error *err)
{
	struct aid_units *units;
	struct aid_buffer scratch;
	int result = aid_units_load(ingest->db, INT64_MAX, &units, err);
	if (result != 0)
		return result;
	aid_buffer_init(&scratch);
	*out_id = aid_units_find(units, text, &scratch);
	aid_buffer_done(&scratch);
	aid_units_free(units);
	return 0;
}

static int
put_unit(struct aid_ingest *ingest, struct aid_slice text, int64_t *out_id, struct aid_error *err)
{
	struct aid_statement *s;
	struct aid_buffer folded;
	bool has_row;
	aid_buffer_init(&folded);
	int result = aid_fold_name(text, &folded, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "unit_put", &s, err);
	if (result != 0)
		goto out;
	aid_bind_text(s, ":code", text);
	if ((result = aid_statement_step(s, &has_row, err)) != 0)
		goto out;
	*out_id = aid_column_int(s, 0);
	aid_statement_reset(s);
	if ((result = aid_db_statement(ingest->db, "unit_name_put", &s, err)) != 0)
		goto out;
	aid_bind_text(s, ":folded", folded.len == 0 ? text : aid_buffer_slice(&folded));
	aid_bind_int(s, ":unit", *out_id);
	result = aid_statement_run(s, err);
out:
	aid_buffer_done(&folded);
	return result;
}

struct factors {
	int64_t low, nominal, high, base_unit_id;
};

static struct factors
read_factors(const struct aid_row *row)
{
	const struct aid_value *low = aid_fact_value(&row->fact, AID_UNITS_LOW),
			       *high = aid_fact_value(&row->fact, AID_UNITS_HIGH);
	struct factors f = { 0, aid_fact_value(&row->fact, AID_UNITS_NOMINAL)->number, 0, 0 };
	f.low = aid_value_is_stated(low) ? low->number : f.nominal;
	f.high = aid_value_is_stated(high) ? high->number : f.nominal;
	return f;
}

static int
put_conversion(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *key,
	       int64_t line, int64_t *out_n_put, struct aid_error *err)
{
	struct aid_statement *s;
	struct factors f = read_factors(row);
	int result = find_unit(ingest, aid_fact_value(&row->fact, AID_UNITS_BASE_UNIT)->text,
			       &f.base_unit_id, err);
	if (result == 0)
		result = aid_db_statement(ingest->db, "conversion_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	aid_bind_int(s, ":base_unit", f.base_unit_id);
	aid_bind_int(s, ":low", f.low);
	aid_bind_int(s, ":nominal", f.nominal);
	aid_bind_int(s, ":high", f.high);
	bind_text(s, ":basis", row, AID_UNITS_BASIS);
	bind_text(s, ":source_note", row, AID_UNITS_SOURCE_NOTE);
	bind_fact(ingest, s, row, line);
	return aid_chain_run(ingest, s, conversion_names.table, AID_CHAIN_PUT, out_n_put, err);
}

static int
overtake(struct aid_ingest *ingest, const struct key_context *key, const struct aid_row *row,
	 struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "conversion_overtake", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	aid_bind_int(s, ":drop", ingest->drop);
	aid_bind_int(s, ":affirmed_at", aid_merge_reported_at(ingest, row));
	aid_bind_int(s, ":content_hash", row->content_hash);
	return aid_chain_run(ingest, s, conversion_names.table, AID_CHAIN_END, NULL, err);
}

static int
merge_unit(struct aid_ingest *ingest, struct aid_batch_record *record, struct aid_row *row,
	   struct aid_error *err)
{
	struct aid_slice unit = aid_fact_value(&row->fact, AID_UNITS_UNIT)->text;
	struct aid_slice base = aid_fact_value(&row->fact, AID_UNITS_BASE_UNIT)->text;
	struct key_context context = { ":unit", 0, ":commodity", 0 };
	struct factors f = read_factors(row);
	bool is_open = false;
	if (f.low <= 0 || f.nominal < f.low || f.high < f.nominal) {
		reject(record, AID_MSG_FACTOR_ORDER, "nominal",
		       aid_fact_value(&row->fact, AID_UNITS_NOMINAL)->text);
		return 0;
	}
	int result = find_unit(ingest, base, &f.base_unit_id, err);
	if (result == 0 && f.base_unit_id == 0) {
		reject(record, AID_MSG_UNKNOWN_UNIT, "base_unit", base);
		return 0;
	}
	if (result == 0)
		result = find_unit(ingest, unit, &context.id, err);
	if (result == 0 && context.id == f.base_unit_id) {
		reject(record, AID_MSG_UNIT_OF_ITSELF, "base_unit", base);
		return 0;
	}
	bool is_new = context.id == 0;
	if (result == 0 && is_new)
		result = put_unit(ingest, unit, &context.id, err);
	if (result == 0)
		result = aid_names_id(ingest->ledger->names, AID_REGISTRY_COMMODITY,
				      aid_fact_value(&row->fact, AID_UNITS_COMMODITY)->text,
				      &context.second_id, err);
	if (result == 0 && context.second_id != 0)
		result = overtake(ingest, &context, row, err);
	if (result == 0)
		result = merge(ingest, record, row, &conversion_names, &context, unit,
			       put_conversion, &is_open, err);
	if (is_open) {
		ingest->has_units = true;
		ingest->has_changed_units = ingest->has_changed_units || !is_new;
	}
	return result;
}

static int
put_threshold(struct aid_ingest *ingest, const struct aid_row *row, const struct key_context *key,
	      int64_t line, int64_t *out_n_put, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ingest->db, "threshold_put", &s, err);
	if (result != 0)
		return result;
	bind_key(s, key);
	aid_bind_int(s, ":hours", aid_fact_value(&row->fact, AID_THRESHOLDS_HOURS)->number);
	aid_bind_int(s, ":percentile",
		     aid_fact_value(&row->fact, AID_THRESHOLDS_PERCENTILE)->number);
	const struct aid_value *state = aid_fact_value(&row->fact, AID_THRESHOLDS_STATE);
	aid_bind_int(s, ":is_withdrawn",
		     aid_value_is_stated(state) && state->number == AID_CLAIM_WITHDRAWN);
	bind_text(s, ":note", row, AID_THRESHOLDS_NOTE);
	bind_fact(ingest, s, row, line);
	return aid_chain_run(ingest, s, threshold_names.table, AID_CHAIN_PUT, out_n_put, err);
}

static int
merge_threshold(struct aid_ingest *ingest, struct aid_batch_record *record, struct aid_row *row,
		struct aid_error *err)
{
	const struct aid_value *hours = aid_fact_value(&row->fact, AID_THRESHOLDS_HOURS),
			       *percentile = aid_fact_value(&row->fact, AID_THRESHOLDS_PERCENTILE);
	struct aid_slice place = aid_fact_value(&row->fact, AID_THRESHOLDS_PLACE)->text;
	struct key_context context = { ":place", 0, ":stage",
				       aid_fact_value(&row->fact, AID_THRESHOLDS_STAGE)->number };
	bool is_open = false;
	if (hours->number < 1 || hours->number > HOURS_MAX) {
		reject(record, AID_MSG_THRESHOLD_HOURS, "hours", hours->text);
		return 0;
	}
	if (aid_value_is_stated(percentile) &&
	    (percentile->number < PERCENTILE_MIN || percentile->number > PERCENTILE_MAX)) {
		reject(record, AID_MSG_THRESHOLD_PERCENTILE, "percentile", percentile->text);
		return 0;
	}
	if (context.second_id > AID_STAGE_COLLECTED) {
		reject(record, AID_MSG_THRESHOLD_STAGE, "stage",
		       aid_fact_value(&row->fact, AID_THRESHOLDS_STAGE)->text);
		return 0;
	}
	int result =
		aid_names_id(ingest->ledger->names, AID_REGISTRY_PLACE, place, &context.id, err);
	return result != 0
		       ? result
		       : merge(ingest, record, row, &threshold_names, &context,
			       place.len > 0 ? place
					     : aid_slice_of(aid_words_name(AID_WORDS_STAGE,
									   (int)context.second_id)),
			       put_threshold, &is_open, err);
}

int
aid_reference_merge(struct aid_ingest *ingest, struct aid_batch *batch, struct aid_row *row,
		    struct aid_error *err)
{
	struct aid_batch_record *record = &batch->records[row->record];
	if (row->fact.kind == AID_KIND_UNITS)
		return merge_unit(ingest, record, row, err);
	if (row->fact.kind == AID_KIND_THRESHOLDS)
		return merge_threshold(ingest, record, row, err);
	return merge_named(ingest, record, row, err);
}
