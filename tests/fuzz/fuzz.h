/* What every fuzz target includes. A target checks what must hold for any bytes and aborts where it
 * does not. */
#ifndef AID_FUZZ_H
#define AID_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
