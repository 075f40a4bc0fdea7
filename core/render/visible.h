/* Text from outside on its way to a terminal: what could steer it, or hide or reorder other text, is shown or left out. */
#ifndef AID_RENDER_VISIBLE_H
#define AID_RENDER_VISIBLE_H

#include <stdint.h>

#include "base/buffer.h"

enum aid_visible {
	AID_VISIBLE_PLAIN, /* goes out as it is */
	AID_VISIBLE_BREAK, /* a tab or a line end: one blank */
	AID_VISIBLE_NOTHING, /* takes no room and means nothing alone (zero-width, marks of direction): left out */
	AID_VISIBLE_ESCAPE /* a control character, a bidi override or isolate, a separator: shown as \u001b, \u202e */
};

/* The next code point of `text` from *position on, which is moved behind it; a byte that is not UTF-8 comes back as
 * 0x110000 + the byte. *position < text.len. */
uint32_t aid_visible_next(struct aid_slice text, size_t *position);
/* Nearly all text is printable ASCII, which needs no look at code points: the first position from this one on at which there is something else. */
size_t aid_visible_skip_ascii(struct aid_slice text, size_t position);
enum aid_visible aid_visible_class(uint32_t code_point);
/* \u001b; U+FFFD for a byte that is not UTF-8. (Not \x1b: libsmartcols reckons the width of \x as its own escape's.) */
void aid_visible_append_escape(struct aid_buffer *out, uint32_t code_point);
/* All of `text` on one line. */
void aid_visible_append(struct aid_buffer *out, struct aid_slice text);
/* The same with line ends and tabs kept: for text of several lines whose line ends are the program's own. */
void aid_visible_append_lines(struct aid_buffer *out, struct aid_slice text);

#endif
