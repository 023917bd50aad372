/* Inside of platform/file. */
#ifndef RV_FILE_PRIV_H
#define RV_FILE_PRIV_H

#include "file/file.h"

/* What a look at a zip's directory shows, without unpacking it. */
struct zip_look {
	bool word, sheet;    /* the main part of a docx, an xlsx */
	bool macro;	     /* holds a program */
	bool locked;	     /* an entry is encrypted */
	struct str types;    /* [Content_Types].xml, unpacked, or absent */
	struct str manifest; /* META-INF/manifest.xml, or absent */
	struct str mimetype; /* ODF's first entry, or absent */
};
/* False when it is not a whole zip archive of at most 2,000 entries. */
bool zip_look_at(struct arena *a, struct str bytes,
		 struct zip_look *ret_look) MUST_USE;

#endif
