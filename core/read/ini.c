#include "read/ini.h"

#include <ini_configobj.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

#include "base/message.h"
#include "text/fold.h"

#define COLLISIONS (INI_MV1S_ERROR | INI_MV2S_ERROR | INI_MS_ERROR)
#define NUMBER_SIZE 24

static int
no_memory(struct aid_error *err)
{
	return aid_message_error(err, AID_E_NOMEM, AID_MSG_NO_MEMORY, 0);
}

static int
refuse_line(const char *name, size_t line, enum aid_message reason, struct aid_error *err)
{
	char number[NUMBER_SIZE];
	struct aid_buffer text;
	aid_buffer_init(&text);
	aid_message_format(&text, reason, NULL, 0);
	snprintf(number, sizeof number, "%zu", line);
	int rc = aid_buffer_check(&text, err);
	if (rc == 0)
		rc = aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_LINE, 3, name, number,
				       text.ptr);
	aid_buffer_done(&text);
	return rc;
}

static bool
is_ascii(struct aid_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	}
	return true;
}

/* What libini_config answers with EINVAL alone, or not at all: text that is not UTF-8, NUL
 * bytes, keys that are not ASCII. */
static int
check_text(struct aid_slice text, const char *name, struct aid_error *err)
{
	size_t line = 1;
	for (size_t at = 0; at < text.len; line++) {
		const char *start = text.ptr + at;
		const char *lf = memchr(start, '\n', text.len - at);
		struct aid_slice rest = { start,
					  lf == NULL ? text.len - at : (size_t)(lf - start) };
		at += rest.len + 1;
		if (aid_fold_valid_utf8(rest) < rest.len)
			return refuse_line(name, line, AID_MSG_REASON_NOT_TEXT, err);
		if (memchr(rest.ptr, '\0', rest.len) != NULL)
			return refuse_line(name, line, AID_MSG_REASON_NUL, err);
		if (line == 1 && rest.len >= 3 && memcmp(rest.ptr, "\xEF\xBB\xBF", 3) == 0)
			rest = (struct aid_slice){ rest.ptr + 3, rest.len - 3 };
		struct aid_slice key = aid_slice_trim(rest);
		const char *equal = memchr(key.ptr, '=', key.len);
		bool is_setting = equal != NULL && strchr("#;[", key.ptr[0]) == NULL;
		if (is_setting &&
		    !is_ascii((struct aid_slice){ key.ptr, (size_t)(equal - key.ptr) }))
			return refuse_line(name, line, AID_MSG_REASON_KEY_ASCII, err);
	}
	return 0;
}

/* "Error (10) on line 3: Duplicate key is not allowed." becomes "line 3: Duplicate key is not
 * allowed." */
static int
refuse_syntax(struct ini_cfgobj *config, const char *name, struct aid_error *err)
{
	char **errors = NULL;
	if (ini_config_get_errors(config, &errors) != 0 || errors == NULL || errors[0] == NULL) {
		if (errors != NULL)
			ini_config_free_errors(errors);
		return aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_SYNTAX, 2, name,
					 "INI");
	}
	const char *said = strstr(errors[0], "line ");
	int rc = aid_message_error(err, AID_E_INVALID, AID_MSG_PROFILE_SYNTAX, 2, name,
				   said == NULL ? errors[0] : said);
	ini_config_free_errors(errors);
	return rc;
}

static int
copy_section(struct ini_cfgobj *config, const char *name, struct aid_ini_section *section,
	     struct aid_error *err)
{
	int n = 0, status = 0, rc = AID_E_NOMEM;
	char **keys = ini_get_attribute_list(config, name, &n, &status);
	section->name = strdup(name);
	section->settings = calloc(n > 0 ? (size_t)n : 1, sizeof *section->settings);
	if (keys == NULL || section->name == NULL || section->settings == NULL)
		goto out;
	for (int i = 0; i < n; i++) {
		struct value_obj *value = NULL;
		if (ini_get_config_valueobj(name, keys[i], config, INI_GET_FIRST_VALUE, &value) !=
			    0 ||
		    value == NULL)
			goto out;
		const char *text = ini_get_const_string_config_value(value, &status);
		struct aid_ini_setting *setting = &section->settings[section->n_settings++];
		setting->key = strdup(keys[i]);
		setting->value = strdup(text == NULL ? "" : text);
		if (setting->key == NULL || setting->value == NULL)
			goto out;
	}
	rc = 0;
out:
	if (keys != NULL)
		ini_free_attribute_list(keys);
	return rc == 0 ? 0 : no_memory(err);
}

static int
copy_sections(struct ini_cfgobj *config, struct aid_ini *ini, struct aid_error *err)
{
	int n = 0, status = 0;
	char **names = ini_get_section_list(config, &n, &status);
	if (names == NULL)
		return no_memory(err);
	int rc = 0;
	ini->sections = calloc(n > 0 ? (size_t)n : 1, sizeof *ini->sections);
	if (ini->sections == NULL)
		rc = no_memory(err);
	for (int i = 0; i < n && rc == 0; i++)
		rc = copy_section(config, names[i], &ini->sections[ini->n_sections++], err);
	ini_free_section_list(names);
	return rc;
}

static int
parse(struct aid_slice text, const char *name, struct ini_cfgobj *config, struct aid_error *err)
{
	/* libini_config wants memory that it may change. */
	char *copy = malloc(text.len + 1);
	struct ini_cfgfile *file = NULL;
	int rc;
	if (copy == NULL)
		return no_memory(err);
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	if (ini_config_file_from_mem(copy, (uint32_t)text.len, &file) != 0)
		rc = no_memory(err);
	else if (ini_config_parse(file, INI_STOP_ON_NONE, COLLISIONS, INI_PARSE_NOWRAP, config) !=
		 0)
		rc = refuse_syntax(config, name, err);
	else
		rc = 0;
	ini_config_file_destroy(file);
	free(copy);
	return rc;
}

int
aid_ini_parse(struct aid_slice text, const char *name, struct aid_ini **out_ini,
	      struct aid_error *err)
{
	AID_REQUIRE(text.len < INT_MAX);
	int rc = check_text(text, name, err);
	if (rc < 0)
		return rc;
	struct ini_cfgobj *config = NULL;
	struct aid_ini *ini = calloc(1, sizeof *ini);
	if (ini == NULL || ini_config_create(&config) != 0) {
		rc = no_memory(err);
		goto out;
	}
	/* Nothing at all is no file to libini_config. */
	if (aid_slice_trim(text).len > 0)
		rc = parse(text, name, config, err);
	if (rc == 0)
		rc = copy_sections(config, ini, err);
out:
	ini_config_destroy(config);
	if (rc == 0)
		*out_ini = ini;
	else
		aid_ini_free(ini);
	return rc;
}

void
aid_ini_free(struct aid_ini *ini)
{
	if (ini == NULL)
		return;
	for (size_t i = 0; i < ini->n_sections; i++) {
		struct aid_ini_section *section = &ini->sections[i];
		for (size_t j = 0; j < section->n_settings; j++) {
			free(section->settings[j].key);
			free(section->settings[j].value);
		}
		free(section->settings);
		free(section->name);
	}
	free(ini->sections);
	free(ini);
}
