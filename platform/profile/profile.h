/*
 * The profile: words, kinds and rules of a kind of organisation, as data
 * (profile/<name>/ *.csv, embedded at build). No rule of the domain stands in
 * C: code asks the profile by code and day.
 */
#ifndef RV_PROFILE_H
#define RV_PROFILE_H

#include "base/cx.h"
#include "base/date.h"
#include "base/perm.h"

struct profile_kind {	 /* kinds.csv: organisation kinds */
	struct str code; /* "dang_bo" */
	struct str vi, en;
	int order;
};
struct profile_doc_type { /* document_types.csv */
	struct str code;  /* "CTr" */
	struct str vi, en;
};
struct profile_cause { /* causes.csv: delay causes */
	struct str code, vi, en;
};
/* roles.csv: what a person can be in an organisation. */
struct profile_role {
	struct str code, vi, en;
	struct str what_vi, what_en; /* one sentence */
	uint64_t perms;		     /* bits of enum perm */
	bool at_root; /* only where the organisation stands above all others */
	bool in_unit; /* only in an organisation that is named */
	bool below;   /* usually with those below the organisation */
};
struct profile_rule { /* rules.csv */
	struct str code, value, unit, basis, note;
	day_t from, to; /* half-open; DAY_NONE: open */
};
/* terms.csv: the lists of what people and organisations can be: states, moves,
 * offices, fields, papers. `marks` are words ("counted official"), `for` holds
 * codes of another list that the term goes with. */
struct profile_term {
	struct str list, code, vi, en, marks, with;
	int order;
};
/* One list of them. */
struct profile_list {
	struct str code;
	const struct profile_term *term;
	ptrdiff_t n;
};
/* data.csv: what is held of a person, why, and how long. `holds` names what it
 * speaks of: "TABLE.COLUMN", "TABLE.*" or, of the profile's fields, "field.CODE". */
struct profile_datum {
	struct str code, vi, en;
	struct str why_vi, why_en, basis;
	struct str class; /* ordinary | sensitive | protected */
	struct str keep;  /* kept for: member | candidate | account | days */
	int keep_n;	  /* years behind the end of that, or days */
	struct str seen;  /* self unit office leader admin protector system */
	struct str holds;
};
struct profile_abbrev { /* abbreviations.csv: folded short → long */
	struct str shorter, longer;
};

/* A word of a "deadline_*" list: the grammar of deadlines is code, its words
 * are not. `list` is the list's name behind "deadline_"; of register.csv, the
 * field. */
struct profile_word {
	struct str list, key, fold; /* key: text_same_key() */
};

struct profile {
	struct str name; /* "vn-party" */
	enum lang lang;	 /* the organisation's own language */
	const struct profile_kind *kind;
	ptrdiff_t n_kinds;
	const struct profile_doc_type *doc_type;
	ptrdiff_t n_doc_types;
	const struct profile_cause *cause;
	ptrdiff_t n_causes;
	const struct profile_role *role;
	ptrdiff_t n_roles;
	const struct profile_rule *rule;
	ptrdiff_t n_rules;
	const struct profile_abbrev *abbrev;
	ptrdiff_t n_abbrevs;
	const struct profile_datum *datum;
	ptrdiff_t n_data;
	const struct profile_term *term; /* list by list, in their order */
	ptrdiff_t n_terms;
	const struct profile_list *list; /* of the terms */
	ptrdiff_t n_lists;
	struct holidays holidays;
	/* words.csv, by list; every word folded unless said otherwise */
	struct strs verbs;	  /* a clear task begins with one of these */
	struct strs adverbs;	  /* … maybe behind one of these */
	struct strs slogans;	  /* … and these are slogans, not work */
	struct strs placeholders; /* "chua co": a cell that says nothing */
	struct strs vague_leads;  /* "các", "mỗi": names beginning so are no
				  * one; text_same_key(), since "Môi trường"
				  * is someone */
	struct strs
		vague_leads_exact; /* "cap uy": no one when it stands alone */
	struct strs vague_tails;   /* "lien quan": names ending so are no one */
	struct strs products;	   /* nouns of products: "bao cao", "de an" */
	struct strs states; /* words of a state that can be seen: "duoc" */
	struct strs not_quantity; /* "quy", "so": a number behind is a name */
	struct strs not_quantity_units; /* "thang": a number before is a time */
	struct strs quantity_periods;	/* "moi nam": a number behind counts */
	struct strs secret_marks; /* "mat", "toi mat", "tuyet mat" as stamps */
	struct strs heads_number, heads_work, heads_lead, heads_with,
		heads_deadline, heads_product, heads_note, heads_leader,
		heads_group;
	struct strs annex_titles; /* "phu luc": begins another annex */
	struct strs notes;	  /* a row that begins so is a note or a sum;
				   * text_same_key(): "cộng" isn't "công" */
	struct strs ends;	  /* … and so, the end: signatures */
	struct strs continues;	  /* "va": a line that begins so continues */
	struct strs org_heads;	  /* names begin so; text_same_key() */
	struct strs org_whole;	  /* one name in spite of "and"; same key */
	struct strs org_stems;	  /* "ban": no name ends so, a line may */
	struct strs org_posts;	  /* "bi thu": of the person before it */
	struct strs person_heads; /* people's names begin so; same key */
	struct strs lead_labels, with_labels; /* "chu tri", "phoi hop voi" */
	struct strs lead_prefixes, lead_suffixes; /* "dang uy X", "X phuong" */
	const struct profile_word *word;	  /* the deadline lists */
	ptrdiff_t n_words;
	const struct profile_word *reg; /* register.csv: headings and words of a
					 * register of members, by field */
	ptrdiff_t n_regs;
};

/* The embedded profile by name; ERR_NOT_FOUND with the names that exist. */
struct err *profile_load(struct arena *a, struct str name,
			 const struct profile **ret_profile) MUST_USE;
/* The rule that is in force on a day, with its basis and days, or NULL. */
const struct profile_rule *profile_rule_row(const struct profile *p,
					    struct str code, day_t on);
/* A rule's value on a day; absent when none is in force. */
struct str profile_rule(const struct profile *p, struct str code, day_t on);
int64_t profile_rule_int(const struct profile *p, struct str code, day_t on,
			 int64_t otherwise);
struct str profile_kind_title(const struct profile *p, struct str code,
			      enum lang lang);
struct str profile_doc_type_title(const struct profile *p, struct str code,
				  enum lang lang);
/* The role of a code, or NULL. */
const struct profile_role *profile_role(const struct profile *p,
					struct str code);
/* Its name; the code itself when the profile doesn't hold it. */
struct str profile_role_title(const struct profile *p, struct str code,
			      enum lang lang);
struct str profile_cause_title(const struct profile *p, struct str code,
			       enum lang lang);
/* A list of terms, or NULL. */
const struct profile_list *profile_list(const struct profile *p,
					struct str code);
/* A term of a list, or NULL. */
const struct profile_term *profile_term(const struct profile *p,
					const char *list, struct str code);
/* The next term of a list behind `after` (NULL: its first); NULL at the end. */
const struct profile_term *profile_term_next(const struct profile *p,
					     const char *list,
					     const struct profile_term *after);
/* The row of data.csv that speaks of a column or field, or NULL. */
const struct profile_datum *
profile_datum_of(const struct profile *p, struct str table, struct str column);
/* Whether a word stands in a term's marks, or a code in what it goes with;
 * false for NULL. */
bool profile_term_is(const struct profile_term *t, const char *mark);
bool profile_term_with(const struct profile_term *t, struct str code);
/* Its name; the code itself when the list doesn't hold it. */
struct str profile_term_title(const struct profile *p, const char *list,
			      struct str code, enum lang lang);

#endif
