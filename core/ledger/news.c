#include "ledger/news.h"

#include "ledger/internal.h"

static const char *const codes[AID_NEWS_COUNT] = {
#define X(name, code) [AID_NEWS_##name] = code,
	AID_NEWS_LIST(X)
#undef X
};

const char *
aid_news_code(enum aid_news news)
{
	AID_REQUIRE(news < AID_NEWS_COUNT);
	return codes[news];
}

/* Binds the parameters that the statement has and runs it. */
static int
run(struct aid_ledger *ledger, const char *name, const struct aid_news_span *span,
    enum aid_news news, struct aid_error *err)
{
	struct aid_statement *s;
	int result = aid_db_statement(ledger->db, name, &s, err);
	if (result != 0)
		return result;
	if (span != NULL) {
		aid_bind_int_if(s, ":from", span->from);
		aid_bind_int_if(s, ":to", span->to);
		aid_bind_int_if(s, ":before", span->before);
	}
	aid_bind_int_if(s, ":class", (int64_t)news);
	return aid_statement_run(s, err);
}

static int
read_classes(struct aid_ledger *ledger, bool out_has_facts[AID_NEWS_COUNT], struct aid_error *err)
{
	struct aid_statement *s;
	bool has_row;
	memset(out_has_facts, 0, AID_NEWS_COUNT * sizeof(*out_has_facts));
	int result = aid_db_statement(ledger->db, "news_classes", &s, err);
	while (result == 0 && (result = aid_statement_step(s, &has_row, err)) == 0 && has_row)
		out_has_facts[aid_column_int(s, 0)] = true;
	return result;
}

int
aid_news_find(struct aid_ledger *ledger, const struct aid_news_span *span, struct aid_error *err)
{
	static const char *const fills[] = { "news_span_put", "news_shipment",   "news_observation",
					     "news_count",    "news_commitment", "news_class" };
	AID_REQUIRE(!ledger->is_whatif && span->from <= span->to);
	int result = aid_db_script(ledger->db, "news_create", err);
	for (size_t k = 0; k < sizeof(fills) / sizeof(fills[0]) && result == 0; k++)
		result = run(ledger, fills[k], span, AID_NEWS_TIME, err);
	return result;
}

int
aid_news_open(struct aid_ledger *ledger, const struct aid_news_span *span,
	      bool out_has_facts[AID_NEWS_COUNT], struct aid_error *err)
{
	int result = aid_news_find(ledger, span, err);
	if (result == 0)
		result = read_classes(ledger, out_has_facts, err);
	if (result == 0)
		result = aid_db_script(ledger->db, "whatif_create", err);
	if (result == 0)
		result = aid_db_script(ledger->db, "whatif_crossings_create", err);
	if (result != 0)
		return result;
	ledger->is_whatif = true;
	/* Facts are read on other connections too where all of them need not be looked at, and the views are those of this one. */
	result = aid_ledger_recompute(ledger, span->from, span->as_of_end, true, err);
	ledger->moment = (struct aid_moment){ span->as_of_end, span->from };
	return result == 0 ? aid_db_script(ledger->db, "whatif_settle", err) : result;
}

int
aid_news_admit(struct aid_ledger *ledger, enum aid_news news, struct aid_error *err)
{
	static const char *const marks[] = { "news_admit", "news_dirty_waybill", "news_dirty_day",
					     "news_dirty_topic" };
	struct aid_reconcile_scope scope = { .known = ledger->moment.known,
					     .as_of = ledger->moment.as_of_end,
					     .is_all_looked_at = true };
	AID_REQUIRE(ledger->is_whatif && news >= AID_NEWS_COMMITMENTS && news <= AID_NEWS_NEW);
	int result = 0;
	for (size_t k = 0; k < sizeof(marks) / sizeof(marks[0]) && result == 0; k++)
		result = run(ledger, marks[k], NULL, news, err);
	if (result == 0)
		result = aid_reconcile_run(ledger, &scope, err);
	return result == 0 ? aid_db_script(ledger->db, "whatif_settle", err) : result;
}

int
aid_news_close(struct aid_ledger *ledger, const struct aid_news_span *span, struct aid_error *err)
{
	struct aid_moment moment = { span->as_of_end, span->to };
	AID_REQUIRE(ledger->is_whatif);
	int result = aid_db_script(ledger->db, "whatif_drop", err);
	if (result != 0)
		return result;
	ledger->is_whatif = false;
	/* The span may be of one drop, and the moment then that of before; it is set anew all the same. */
	ledger->moment = (struct aid_moment){ INT64_MIN, INT64_MIN };
	return aid_ledger_set_moment(ledger, moment, err);
}
