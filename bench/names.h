/* Invented names without marks, and what people type to find them. */
#ifndef RV_BENCH_NAMES_H
#define RV_BENCH_NAMES_H

#include "base/std.h"

#include <stdio.h>

enum { WORDS_MOST = 4, LINE_MOST = 80 };

enum kind { GIVEN, FAMILY, FULL, MIDDLE_GIVEN, FAMILY_GIVEN, N_KIND };
static const char *const kind_name[N_KIND] = { "given", "family", "full",
					       "middle given", "family given" };

static const char *const family[] = {
	"nguyen", "nguyen", "nguyen", "nguyen", "nguyen", "nguyen", "nguyen",
	"nguyen", "tran",   "tran",   "tran",	"le",	  "le",	    "pham",
	"pham",	  "hoang",  "huynh",  "phan",	"vu",	  "vo",	    "dang",
	"bui",	  "do",	    "ho",     "ngo",	"duong",  "ly",
};
static const char *const middle[] = {
	"van",	"van",	"van",	 "thi",	 "thi",	  "thi",  "huu",  "duc",
	"minh", "quoc", "thanh", "ngoc", "xuan",  "dinh", "hong", "kim",
	"anh",	"bao",	"gia",	 "the",	 "trong", "cong", "viet", "hoai",
};
static const char *const given[] = {
	"an",	 "anh",	  "bach",  "bao",  "binh",  "chau",  "chi",   "chung",
	"cuong", "dung",  "duyen", "dat",  "diep",  "giang", "ha",    "hai",
	"hanh",	 "hao",	  "hien",  "hieu", "hoa",   "hoang", "hong",  "hung",
	"huong", "huy",	  "huyen", "khai", "khanh", "khoa",  "kien",  "lam",
	"lan",	 "linh",  "loan",  "long", "mai",   "minh",  "my",    "nam",
	"nga",	 "ngan",  "nghia", "ngoc", "nhung", "phong", "phuc",  "phuong",
	"quan",	 "quang", "quyen", "son",  "tam",   "thanh", "thao",  "thang",
	"thinh", "thu",	  "thuy",  "tien", "trang", "tri",   "trung", "tuan",
	"tung",	 "uyen",  "van",   "viet", "vinh",  "yen",
};

struct name {
	const char *word[WORDS_MOST];
	int n;
};

static uint64_t seed = 88172645463325252u;

static uint64_t chance(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}
#define ONE_OF(list) (list)[chance(N_ELEMENTS(list))]

static struct name name_make(void)
{
	struct name n = { .n = 0 };

	n.word[n.n++] = ONE_OF(family);
	n.word[n.n++] = ONE_OF(middle);
	if (chance(3) == 0)
		n.word[n.n++] = ONE_OF(middle);
	n.word[n.n++] = ONE_OF(given);
	return n;
}

static void joined(const struct name *n, int from, int count, char *text)
{
	int at = 0;

	for (int i = 0; i < count; i++)
		at += snprintf(text + at, (size_t)(LINE_MOST - at), "%s%s",
			       i ? " " : "", n->word[(from + i) % n->n]);
}

/* What is typed to find a name, up to the middle of its last word. */
static void typed(enum kind kind, const struct name *n, char *text)
{
	struct name t = { .n = 2 };
	size_t most;

	switch (kind) {
	case GIVEN:
		joined(n, n->n - 1, 1, text);
		break;
	case FAMILY:
		joined(n, 0, 1, text);
		break;
	case MIDDLE_GIVEN:
		joined(n, n->n - 2, 2, text);
		break;
	case FAMILY_GIVEN:
		t.word[0] = n->word[0];
		t.word[1] = n->word[n->n - 1];
		joined(&t, 0, 2, text);
		return;
	case FULL:
	case N_KIND:
		joined(n, 0, n->n, text);
		break;
	}
	most = strlen(text);
	if (most > 3 && chance(2))
		text[most - 1] = 0;
}

#endif
