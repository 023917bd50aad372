/* Documents made by hand, for the tests of this folder only. */
#ifndef RV_DOC_KIT_FIXTURE_H
#define RV_DOC_KIT_FIXTURE_H

#include "testkit/testkit.h"

#include "doc/doc_priv.h"

/* A .docx around <w:body>'s contents; styles and numbering may be NULL. */
struct str make_docx(struct arena *a, const char *body, const char *styles,
		     const char *numbering);
/* … with a page header: <w:hdr>'s contents. */
struct str make_docx_header(struct arena *a, const char *body,
			    const char *header);
/* A .xlsx with one sheet around <worksheet>'s contents; strings and styles
 * (contents of <sst> and <styleSheet>) may be NULL. */
struct str make_xlsx(struct arena *a, const char *sheet, const char *strings,
		     const char *styles);
/* The first table of a document read in this process. */
struct doc_table read_table(struct arena *a, const char *name,
			    struct str bytes);
struct doc *read_doc(struct arena *a, const char *name, struct str bytes);
/* "1: a | b >2 | ^c" …: rows of the table, for comparison. `>n` spans n
 * columns, `^` continues the cell above, `*` bold, `@` date, `#` number. */
struct str show_table(struct arena *a, const struct doc_table *t);
/* The fault that reading ends with; fails the test when it doesn't. */
enum doc_fault read_fault(struct arena *a, const char *name, struct str bytes);

#endif
