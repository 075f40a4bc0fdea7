/* Bytes as a header: names parted by line feeds, and behind a 0x1e their HXL tags. What a column may be is told with falling scores, each column once, the
 * same each time and with doubts no less; and a map is made of it, or a sentence says why not. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "read/map.h"

#define NAMES_MAX 64

static size_t
split(const uint8_t *bytes, size_t size, struct aid_slice *out_names)
{
	size_t n = 0;
	while (size > 0 && n < NAMES_MAX) {
		const uint8_t *end = memchr(bytes, '\n', size);
		size_t len = end == NULL ? size : (size_t)(end - bytes);
		out_names[n++] = (struct aid_slice){ (const char *)bytes, len };
		len += end != NULL;
		bytes += len;
		size -= len;
	}
	return n;
}

static void
check(const struct aid_header_match *matches, size_t n, const struct aid_table *table)
{
	AID_REQUIRE(n <= AID_HEADER_MATCHES_MAX);
	for (size_t i = 0; i < n; i++) {
		AID_REQUIRE(matches[i].column >= 0 && matches[i].column < table->n_columns);
		AID_REQUIRE(matches[i].score > 0 && matches[i].score <= 100);
		AID_REQUIRE(i == 0 || matches[i - 1].score >= matches[i].score);
		for (size_t k = 0; k < i; k++)
			AID_REQUIRE(matches[k].column != matches[i].column);
	}
}

static void
match_all(const struct aid_header *header, const struct aid_table *table)
{
	struct aid_header_match sure[AID_HEADER_MATCHES_MAX], all[AID_HEADER_MATCHES_MAX];
	struct aid_error err;
	size_t n_sure, n_all;
	for (size_t field = 0; field < header->n_names; field++) {
		AID_REQUIRE(aid_header_match(header, field, table, false, sure, &n_sure, &err) ==
			    0);
		AID_REQUIRE(aid_header_match(header, field, table, true, all, &n_all, &err) == 0);
		check(sure, n_sure, table);
		check(all, n_all, table);
		AID_REQUIRE(n_all >= n_sure);
		if (n_sure > 0) {
			AID_REQUIRE(all[0].column == sure[0].column);
			AID_REQUIRE(all[0].score == sure[0].score);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct aid_slice names[NAMES_MAX], tags[NAMES_MAX];
	struct aid_error err;
	struct aid_map *map;
	const uint8_t *end = size == 0 ? NULL : memchr(bytes, 0x1e, size);
	size_t n_bytes = end == NULL ? size : (size_t)(end - bytes);
	struct aid_header header = { .names = names, .tags = tags };
	header.n_names = split(bytes, n_bytes, names);
	if (end != NULL)
		header.n_tags = split(end + 1, size - n_bytes - 1, tags);
	if (header.n_tags > header.n_names)
		header.n_tags = header.n_names;
	for (int kind = AID_KIND_NONE + 1; kind < AID_KIND_COUNT; kind++)
		match_all(&header, aid_table_of((enum aid_kind)kind));
	int rc = aid_map_new(NULL, &header, &map, &err);
	AID_REQUIRE(rc == 0 || (rc == AID_E_REFUSED && err.text[0] != '\0'));
	if (rc == 0)
		aid_map_free(map);
	return 0;
}
