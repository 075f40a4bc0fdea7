/* Runs a fuzz target over the files given as arguments: the corpus as a plain test, with any
 * compiler. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

#define MAX_BYTES (1024 * 1024)

/* The bytes in memory of exactly their size, so that a sanitizer sees a read behind them. */
static int
run_file(const char *path, uint8_t *space)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	size_t size;

	if (file == NULL) {
		perror(path);
		return -1;
	}
	size = fread(space, 1, MAX_BYTES, file);
	if (ferror(file) || !feof(file)) {
		(void)fprintf(stderr, "%s: cannot be read, or is larger than %d bytes\n", path,
			      MAX_BYTES);
		(void)fclose(file);
		return -1;
	}
	(void)fclose(file);
	bytes = malloc(size == 0 ? 1 : size);
	if (bytes == NULL)
		return -1;
	for (size_t i = 0; i < size; i++)
		bytes[i] = space[i];
	(void)LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
	return 0;
}

int
main(int argc, char **argv)
{
	uint8_t *space = malloc(MAX_BYTES);
	int status = space == NULL || argc < 2 ? EXIT_FAILURE : EXIT_SUCCESS;

	for (int i = 1; i < argc && status == EXIT_SUCCESS; i++)
		if (run_file(argv[i], space) != 0)
			status = EXIT_FAILURE;
	free(space);
	return status;
}
