/*
 * What tools/poc makes of the catalogues: const tables. Only i18n.c reads
 * them; everything else calls tr().
 */
#ifndef RV_I18N_PO_TABLE_H
#define RV_I18N_PO_TABLE_H

#include "base/cx.h"

enum { PO_FORMS = 2 };

/* How a language chooses a plural form. */
enum po_rule {
	PO_SAME, /* one form: Vietnamese */
	PO_ONE,	 /* form 0 for one, form 1 for all other: English */
};

/* A text's translation, by plural form. Absent: the source's words serve. */
struct po_text {
	struct str form[PO_FORMS];
};

struct po_table {
	uint32_t n;
	const struct str *id; /* the source's texts, in byte order */
	uint32_t mask;	      /* number of slots - 1 */
	const uint16_t *slot; /* by str_hash() & mask, then the next one;
				 * position of the text + 1, 0: free */
	const struct po_text *text[N_LANG]; /* by position; NULL: none */
	enum po_rule rule[N_LANG];
};

extern const struct po_table po_table;

#endif
