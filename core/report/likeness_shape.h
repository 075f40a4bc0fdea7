/* The words of a folded name: which of them tell names apart, and what of a name is compared with others. Private to report/. */
#ifndef AID_REPORT_LIKENESS_SHAPE_H
#define AID_REPORT_LIKENESS_SHAPE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/* Of a longer name the first. */
#define AID_LIKENESS_WORDS_MAX 32

enum aid_likeness_word {
	AID_LIKENESS_PLAIN,
	AID_LIKENESS_PARTICLE, /* "the", "al", "de": says nothing */
	AID_LIKENESS_FORM      /* "Foundation", "Ltd": what kind of body it is; often left out */
};

enum aid_likeness_word aid_likeness_word_kind(struct aid_slice folded);

struct aid_likeness_shape {
	struct aid_slice compact; /* all letters, without blanks */
	struct aid_slice base;    /* letters of the plain words, in their order */
	struct aid_slice ordered; /* plain words in their order, a blank between */
	struct aid_slice sorted;  /* the same in byte order */
	struct aid_slice forms;   /* words of form in byte order */
	size_t n_plain;
	size_t n_letters; /* of base */
	int64_t digits;   /* hash of the digits in their order */
};

/* Texts go into the arena. AID_E_NOMEM. */
int aid_likeness_shape_make(struct aid_arena *arena, struct aid_slice folded,
			    struct aid_likeness_shape *out_shape, struct aid_error *err);

/* The words of a text with single blanks between; how many. */
size_t aid_likeness_words(struct aid_slice folded, struct aid_slice words[AID_LIKENESS_WORDS_MAX]);
/* Code points. */
size_t aid_likeness_letters(struct aid_slice text);
/* Is every word of `few` one of `many`? Both in byte order. */
bool aid_likeness_holds(struct aid_slice many, struct aid_slice few);
/* A foundation is no association; but a name may leave out what it is. */
bool
aid_likeness_is_one_form(const struct aid_likeness_shape *a, const struct aid_likeness_shape *b);

#endif
