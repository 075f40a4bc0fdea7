/* What became known between two drops, by class, and the ledger as it would have been had only some of it.
 *
 * aid_news_open works out in temporary tables what was known with the earlier drop; each aid_news_admit lets one class in, and the tables that follow
 * are reconciled for the keys that it touches by the statements of schema/reconcile. Reports on the connection then speak of that state. When every
 * class is in, all that differs from what was known with the later drop is what reference files and decisions say: names, units, sources. */
#ifndef AID_LEDGER_NEWS_H
#define AID_LEDGER_NEWS_H

#include "ledger/ledger.h"

/* X(NAME, "code"): in the order in which they are let in, which is part of what their effect means. TIME and RULES have no facts. */
#define AID_NEWS_LIST(X)                                                                           \
	X(TIME, "time")                                                                            \
	X(COMMITMENTS, "commitments")                                                              \
	X(LATE, "late")                                                                            \
	X(CHANGED, "changed")                                                                      \
	X(WITHDRAWN, "withdrawn")                                                                  \
	X(NEW, "new")                                                                              \
	X(RULES, "rules")

enum aid_news {
#define X(name, code) AID_NEWS_##name,
	AID_NEWS_LIST(X)
#undef X
		AID_NEWS_COUNT
};

const char *aid_news_code(enum aid_news news);

struct aid_news_span {
	int64_t from, to; /* drops, from <= to; 0: before the first */
	int64_t before; /* what happened before it, and became known only then, came late; exclusive, seconds */
	int64_t as_of_end; /* what happened before; INT64_MAX: all there is */
};

/* Which facts are news, into table news; the ledger goes on speaking of what it spoke of. */
int
aid_news_find(struct aid_ledger *ledger, const struct aid_news_span *span, struct aid_error *err);
/* The same, and from then on the ledger speaks of what was known with `from`. out_has_facts: of each class; false for TIME and RULES. */
int aid_news_open(struct aid_ledger *ledger, const struct aid_news_span *span,
		  bool out_has_facts[AID_NEWS_COUNT], struct aid_error *err);
/* Lets in a class that has facts: COMMITMENTS to NEW. */
int aid_news_admit(struct aid_ledger *ledger, enum aid_news news, struct aid_error *err);
/* The ledger speaks of what was known with `to`. The news themselves stay to be read, until the next are opened. */
int
aid_news_close(struct aid_ledger *ledger, const struct aid_news_span *span, struct aid_error *err);

#endif
