/* An INI text as lists of sections and settings. The only user of libini_config. */
#ifndef AID_READ_INI_H
#define AID_READ_INI_H

#include "base/error.h"

struct aid_ini_setting {
	char *key;   /* as written */
	char *value; /* trimmed; "" when nothing stands there */
};

struct aid_ini_section {
	char *name;
	struct aid_ini_setting *settings;
	size_t n_settings;
};

struct aid_ini {
	struct aid_ini_section *sections;
	size_t n_sections;
};

/* `name` is what messages call the text. AID_E_INVALID with name, line and what is wrong: bad
 * syntax, a section or a key twice in a section, not UTF-8; AID_E_NOMEM. */
int aid_ini_parse(struct aid_slice text, const char *name, struct aid_ini **out_ini,
		  struct aid_error *err);
void aid_ini_free(struct aid_ini *ini);

#endif
