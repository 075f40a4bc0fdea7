#ifndef AID_LEDGER_FIX_H
#define AID_LEDGER_FIX_H

#include "base/buffer.h"

/* A field of a fix file, guarded and quoted where it must be. */
void aid_fix_append_field(struct aid_buffer *out, struct aid_slice text, char delimiter);

#endif
