/* The inside of a search for likenesses, for likeness.c and likeness_*.c. */
#ifndef AID_REPORT_LIKENESS_PARTS_H
#define AID_REPORT_LIKENESS_PARTS_H

#include "report/likeness.h"
#include "report/likeness_shape.h"

/* Names that share a key are all compared, beyond that each with the next ones. */
#define AID_LIKENESS_BUCKET_MAX 256

struct aid_likeness_key {
	int64_t hash;
	uint32_t name;
};

struct aid_likeness_keys {
	struct aid_likeness_key *items;
	size_t n, room;
};

struct aid_likeness_search {
	const struct aid_likeness_name *names;
	size_t n;
	struct aid_likeness_shape *shapes;
	uint32_t *tree;         /* what a root was joined to */
	uint32_t *parent;       /* the same, shortened on the way */
	int64_t *entry;         /* of a root */
	enum aid_likeness *why; /* of a tree's name that is no root of all */
	struct aid_likeness_keys keys;
	struct aid_arena arena;
};

typedef void aid_likeness_compare(struct aid_likeness_search *s, uint32_t a, uint32_t b);

/* likeness_search.c */
uint32_t aid_likeness_root(struct aid_likeness_search *s, uint32_t name);
/* Of two roots: not when the registry knows both. */
bool aid_likeness_may_join(struct aid_likeness_search *s, uint32_t a, uint32_t b);
/* The earlier root stays; the other one's name remembers why. */
void
aid_likeness_join(struct aid_likeness_search *s, uint32_t a, uint32_t b, enum aid_likeness why);
/* AID_E_NOMEM. */
int aid_likeness_add_key(struct aid_likeness_search *s, int64_t hash, uint32_t name,
			 struct aid_error *err);
/* By hash, then in the order of the names. */
void aid_likeness_sort(struct aid_likeness_keys *keys);
/* The first of sorted keys with that hash, if there is one. */
size_t aid_likeness_first(const struct aid_likeness_keys *keys, int64_t hash);
/* Looks at names that share a key, in their order; then forgets the keys. */
void aid_likeness_look(struct aid_likeness_search *s, aid_likeness_compare *compare);

/* The rules that have a file of their own: likeness_typing.c, likeness_short.c. AID_E_NOMEM. */
int aid_likeness_join_typing(struct aid_likeness_search *s, struct aid_error *err);
int aid_likeness_join_left_out(struct aid_likeness_search *s, struct aid_error *err);
int aid_likeness_join_initials(struct aid_likeness_search *s, struct aid_error *err);

#endif
