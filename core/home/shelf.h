/* Where the files of a drop lie: TOP/DAY/SOURCE/NAME--SHA8 below the home. DAY is the day of received_at (UTC); SOURCE and NAME are made safe, and the
 * originals are kept as data in the ledger. Private to home/. */
#ifndef AID_HOME_SHELF_H
#define AID_HOME_SHELF_H

#include "home/files.h"
#include "home/internal.h"

/* Long enough for a safe name, a suffix with a whole SHA-256 and an extension. */
#define AID_SHELF_NAME_SIZE 256

/* "archive/2024-03-31/WFP" */
void aid_shelf_folder(const struct aid_drop_row *row, const char *top, char out[AID_SHELF_SIZE]);
/* NAME, `suffix` and `extension` ("" or ".receipt.csv"). */
void aid_shelf_name(const struct aid_drop_row *row, const char *suffix, const char *extension,
		    char out[AID_SHELF_NAME_SIZE]);
/* "--SHA8", or with is_whole all of the SHA-256; of a drop that was never opened "--dropN". */
void
aid_shelf_suffix(const struct aid_drop_row *row, bool is_whole, char out[AID_DIGEST_HEX_SIZE + 2]);

#endif
