/*
 * Counts what the packing of pages needs: how many bits each byte, length
 * and distance is worth in the given pages. Prints both tables of
 * platform/http/http_gzip.c. No part of the product.
 *
 *	bench-huff PAGE.html …
 */
#include <isa-l/igzip_lib.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

enum { PAGE_MOST = 4 << 20, SMALLEST = 1024, BITS_MOST = 15, ROW = 22 };

static void table_print(const uint64_t *count, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += count[i] ? (double)count[i] : 0.5;
	for (int i = 0; i < n; i++) {
		double p = (count[i] ? (double)count[i] : 0.5) / sum;
		long bits = lround(-log2(p));

		bits = bits < 1 ? 1 : bits > BITS_MOST ? BITS_MOST : bits;
		printf("%ld,%c", bits,
		       i % ROW == ROW - 1 || i == n - 1 ? '\n' : ' ');
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	static struct isal_huff_histogram h;
	static uint8_t page[PAGE_MOST];

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t n = f ? fread(page, 1, sizeof(page), f) : 0;

		if (f)
			fclose(f);
		if (n >= SMALLEST)
			isal_update_histogram(page, (int)n, &h);
	}
	table_print(h.lit_len_histogram, ISAL_DEF_LIT_LEN_SYMBOLS);
	table_print(h.dist_histogram, ISAL_DEF_DIST_SYMBOLS);
	return 0;
}
