/*
 * A register that is imported: what was read waits, sealed, until a person
 * confirms it. What it comes to is judged anew each time by the same reader
 * as `members check`, by the page, by the command and by the act alike.
 */
#ifndef RV_MEMBER_IMPORT_H
#define RV_MEMBER_IMPORT_H

#include "member/member.h"
#include "member/member_import_query.h"
#include "member/member_register.h"

enum {
	MEMBER_IMPORT_UNDO_DAYS = 7,
	MEMBER_IMPORT_AT_ONCE = 2000,
	MEMBER_IMPORT_PART = 256 * 1024 /* bytes of a document that are sealed
					 * together */
};
#define MEMBER_IMPORT_SEALED STR("import")

/* ---- where people belong -------------------------------------------------- */
enum import_place {
	PLACE_FOUND,
	PLACE_NO_UNIT, /* no unit of that name */
	PLACE_SEVERAL, /* several could be meant */
	PLACE_NO_CELL, /* the unit is known, its cell isn't */
	PLACE_LEFT     /* a person said that its rows aren't taken */
};
/* A unit's and a cell's name as the register writes them first; what is the
 * same but for case, spaces and where marks stand is one name. */
struct import_name {
	struct str unit, cell;
	struct str key;		 /* of both: what they are compared by */
	struct strs others;	 /* other spellings of its cell, some of them */
	struct strs unit_others; /* of a unit's first name: of the unit */
	int first; /* its unit's first name, in the list of names */
	/* a person's: "org", "unit", "leave", or absent; of the name and of
	 * its unit */
	struct str choice, unit_choice;
	int64_t choice_org;
	int64_t unit_org; /* 0: not known */
	int64_t org;	  /* where its people go; 0: not known */
	enum import_place place;
	int64_t people;
	int64_t unit_people; /* of a unit's first name: of all its cells */
	int row;	     /* the first */
};
/* An organisation that people may be put into. */
struct import_org {
	int64_t id, parent;
	struct str kind, name, short_name;
	int64_t depth;
};

/* ---- offices ------------------------------------------------------------- */
enum { IMPORT_OFFICES_MOST = 3 }; /* of one person */
enum import_at {
	TITLE_ANYWHERE, /* the nearest organisation that has the office */
	TITLE_AT_CELL,	/* where the person belongs */
	TITLE_AT_UNIT	/* the nearest one that is more than a cell */
};
struct import_office {
	const struct profile_term *office;
	enum import_at at;
};
/* A position as the register writes it first. */
struct import_title {
	struct str text;
	struct strs others; /* other spellings, some of them */
	struct import_office part[IMPORT_OFFICES_MOST];
	int n_parts;
	bool known;	   /* by the profile's words */
	struct str choice; /* a person's: "none", CODE, CODE.unit, or absent */
	int64_t people;
};
struct import_post {
	int64_t org;
	const struct profile_term *office;
};

/* ---- people ---------------------------------------------------------------- */
enum import_verdict {
	IMPORT_NEW,
	IMPORT_FAULTY,	/* an error stands against the row */
	IMPORT_NOWHERE, /* its organisation isn't known yet */
	IMPORT_LEFT,	/* its organisation's rows aren't taken */
	IMPORT_SAME,	/* is there already, and says the same */
	IMPORT_DIFFERS, /* is there already, and differs */
	N_IMPORT_VERDICT
};
struct import_person {
	int64_t member; /* who is there already; 0: nobody */
	int name;	/* in the list of names */
	int title;	/* in the list of titles; -1: none */
	unsigned posts; /* bits: which of member_import_posts() are recorded */
	enum import_verdict verdict;
};
/* One fact of somebody who is there already. */
struct import_diff {
	ptrdiff_t person; /* in the register */
	int64_t member;
	struct str field;	 /* code of the profile, or of every person */
	struct str was, is;	 /* as they may be shown */
	struct str raw;		 /* the register's value itself */
	struct import_post post; /* of an office that isn't held */
	bool can_change;	 /* here; else on the record's page */
	bool corrects; /* never was so, rather than changed on that day */
	bool accepted;
};

struct member_import_state {
	struct member_import_by_id_row i; /* id 0: not staged */
	struct member_lock lock;
	struct member_register *reg;
	struct import_person *person; /* beside reg->rows */
	struct {
		struct import_name *p;
		ptrdiff_t n, cap;
	} names;
	struct {
		struct import_title *p;
		ptrdiff_t n, cap;
	} titles;
	ptrdiff_t n_posts; /* offices of new people, to be recorded */
	struct {
		struct import_org *p;
		ptrdiff_t n, cap;
	} orgs;
	struct {
		struct import_diff *p;
		ptrdiff_t n, cap;
	} diffs;
	struct import_codes *codes; /* what the texts of choices mean */
	ptrdiff_t n[N_IMPORT_VERDICT];
	ptrdiff_t n_accepted;	  /* differences */
	bool anybody;		  /* the realm has members already */
	bool day_known;		  /* the register or a person said its day */
	struct str basis;	  /* the decision's number, or absent */
	const struct strs *means; /* "name in the file = organisation" */
	bool into_unit; /* people of a cell that isn't there: into its unit */
	struct str name, sha256; /* of the file, when nothing is staged */
	struct str bytes;	 /* of the document, when it is to be kept */
};

/* Limits of a register's file. */
extern const struct doc_limits member_import_limits;
/* The day that the title names ("Tính đến ngày 31/12/2025"). */
bool member_register_day(struct arena *a, const struct profile *p,
			 const struct doc *d, const struct member_register *r,
			 day_t *ret_day) MUST_USE;

/* Who may: ERR_DENIED; *ret_org is the organisation whose people they are. */
struct err *member_import_may(struct cx *cx, int64_t *ret_org) MUST_USE;
/* Its name; "" of a command. */
static inline struct str member_import_actor(const struct cx *cx)
{
	return cx->actor.name.p ? cx->actor.name : STR("");
}
/* A staged import that the actor may see; ERR_NOT_FOUND. */
struct err *member_import_get(struct cx *cx, int64_t id,
			      struct member_import_by_id_row *ret) MUST_USE;
/* ERR_CONFLICT when it waits no more, or not as it was (rev; 0: any). */
struct err *member_import_waits(struct cx *cx,
				const struct member_import_by_id_row *i,
				int64_t rev) MUST_USE;
/* As it stands now. Outside of an act. */
struct err *member_import_state(struct cx *cx, int64_t id,
				struct member_import_state *ret) MUST_USE;
/* Judges a register that was read: s->i (as_at, org) and s->reg are set. */
struct err *member_import_judge(struct cx *cx,
				struct member_import_state *s) MUST_USE;
/* … again, when something changed meanwhile. */
struct err *member_import_again(struct cx *cx,
				struct member_import_state *s) MUST_USE;
/* Fills s->names, and which of them each person has
 * (member_import_names.c). */
void member_import_names_gather(struct cx *cx, struct member_import_state *s);
/* What names are compared by. */
struct str member_import_name_key(struct arena *a, struct str unit,
				  struct str cell);
/* Whether a name is to be decided: of an unknown unit the first only. */
bool member_import_is_open(const struct member_import_state *s,
			   ptrdiff_t i) MUST_USE;
/* How many people a name stands for; of an unknown unit in all its cells. */
int64_t member_import_people(const struct member_import_state *s, ptrdiff_t i);
/* Fills s->titles and who has which (member_import_title.c). */
void member_import_titles_gather(struct cx *cx, struct member_import_state *s);
/* … what a person said of them. */
struct err *member_import_titles_read(struct cx *cx,
				      struct member_import_state *s) MUST_USE;
/* Whether a text is a choice of a title. */
bool member_import_title_is(const struct profile *p,
			    struct str choice) MUST_USE;
/* The offices of a row, as many as are returned; whether they are taken isn't
 * asked. */
int member_import_posts(struct cx *cx, const struct member_import_state *s,
			ptrdiff_t k,
			struct import_post ret[IMPORT_OFFICES_MOST]);
/* "Bí thư, Chi bộ 1". */
struct str member_import_post_text(struct cx *cx,
				   const struct member_import_state *s,
				   const struct import_post *post);
/* Who holds an office from the day on; absent: nobody. */
struct err *member_import_post_taken(struct cx *cx, int64_t org,
				     struct str office, day_t from,
				     struct str *ret_who) MUST_USE;
/* Counts what will be recorded, and says what won't be. */
struct err *member_import_posts_judge(struct cx *cx,
				      struct member_import_state *s) MUST_USE;
/* Adds a warning to a row. */
struct member_fault *member_import_fault(struct cx *cx,
					 struct member_import_state *s,
					 ptrdiff_t k, enum member_field f,
					 const char *why);
/* Looks the names up again (member_import_org.c). */
struct err *member_import_places(struct cx *cx,
				 struct member_import_state *s) MUST_USE;
/* A row as a new person; `value` has room for N_MF. */
void member_import_person(struct cx *cx, const struct member_import_state *s,
			  ptrdiff_t k, struct member_value *value,
			  struct member_new *ret_new);
/* The code of a choice that a text means; absent: none. */
struct str member_import_code(struct cx *cx, struct str field, struct str text);
/* Who of the realm a row is; 0: nobody. */
struct err *member_import_twin(struct cx *cx, const struct member_lock *lock,
			       const struct member_row *row,
			       int64_t *ret_member) MUST_USE;
/* What a row says otherwise than the record; adds to s->diffs. */
struct err *member_import_compare(struct cx *cx, struct member_import_state *s,
				  ptrdiff_t k) MUST_USE;

/* ---- acts ------------------------------------------------------------------ */
struct member_import_new {
	struct str name, bytes;
	struct str sheet;	  /* or absent */
	day_t as_at;		  /* DAY_NONE: what its title says */
	bool here;		  /* read in this process: tests */
	bool keeps;		  /* fills in s->bytes */
	const struct strs *means; /* see the state; of a command */
	bool into_unit;
};
/* Reads the file in a child process and keeps it, sealed. */
struct err *member_import_stage(struct cx *cx,
				const struct member_import_new *in,
				int64_t *ret_id) MUST_USE;
/* Reads it without keeping anything: for a command. */
struct err *member_import_open(struct cx *cx,
			       const struct member_import_new *in,
			       struct member_import_state *ret) MUST_USE;
struct member_import_set {
	int64_t id, rev;
	day_t as_at;
	int64_t decision; /* 0: none */
};
struct err *member_import_set_day(struct cx *cx,
				  const struct member_import_set *in) MUST_USE;
/* A cell written anew; an empty text empties it. */
struct member_import_mend {
	int64_t row;
	struct str field; /* member_field_code() */
	struct str text;
};
struct err *member_import_mend(struct cx *cx, int64_t id, int64_t rev,
			       const struct member_import_mend *mend,
			       int n) MUST_USE;
struct member_import_choice {
	struct str unit, cell, choice; /* choice "": not decided again */
	int64_t org;
};
struct err *member_import_choose(struct cx *cx, int64_t id, int64_t rev,
				 const struct member_import_choice *choice,
				 int n) MUST_USE;
/* What a position means; choice "": not decided again. */
struct member_import_meaning {
	struct str title, choice;
};
struct err *member_import_entitle(struct cx *cx, int64_t id, int64_t rev,
				  const struct member_import_meaning *meaning,
				  int n) MUST_USE;
/* The cells that their units don't have yet, as organisations of their own:
 * acts of their own, which no undo of the import takes back. */
struct err *member_import_establish(struct cx *cx,
				    const struct member_import_state *s,
				    int *ret_made) MUST_USE;
/* Whether a fact's values stand in lines that can be taken back: a name, a
 * field that isn't sealed. */
bool member_import_has_line(const struct profile *p, struct str field) MUST_USE;
/* Whether the fact of a row is to change. */
struct member_import_verdict {
	int64_t row;
	struct str field;
	bool accept;
};
struct err *member_import_accept(struct cx *cx, int64_t id, int64_t rev,
				 const struct member_import_verdict *verdict,
				 int n) MUST_USE;

struct member_import_deed {
	int64_t id, rev; /* id 0: the state's own, which is staged with it */
	bool good;	 /* only rows that are right; else all or nothing */
	bool again;	 /* although the very same file was imported */
};
struct member_import_made {
	int64_t id, taken, changed, left_out, posts;
};
/* The act. `s`: as it was judged, or NULL to have it judged. */
struct err *member_import_confirm(struct cx *cx,
				  const struct member_import_deed *deed,
				  struct member_import_state *s,
				  struct member_import_made *ret) MUST_USE;
/* … by a job, for a large one; what is wrong at once is said at once. */
struct err *member_import_ask(struct cx *cx,
			      const struct member_import_deed *deed) MUST_USE;
struct job;
struct err *member_import_job(struct cx *cx, const struct job *j) MUST_USE;
/* Takes the whole back: whom nobody touched since are gone, the others stay
 * and are named. */
struct err *member_import_undo(struct cx *cx, int64_t id, int64_t *ret_gone,
			       struct strs *ret_kept) MUST_USE;
day_t member_import_undo_until(const struct cx *cx, int64_t confirmed_at);
struct err *member_import_drop(struct cx *cx, int64_t id) MUST_USE;

#endif
