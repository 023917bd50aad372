/* Rules of reorganisation that need no database. */
#include "org/org_reorg_model.h"

#include "base/utf8.h"
#include "profile/profile.h"

static const struct {
	const char *code, *title;
	unsigned needs;
} kinds[N_STEP_KIND] = {
#define X(name, c, t, n) [STEP_##name] = { .code = c, .title = t, .needs = n },
	STEP_LIST(X)
#undef X
};

unsigned step_needs(enum step_kind k)
{
	return kinds[k].needs;
}

int64_t step_ref(int64_t step)
{
	return -step;
}

int64_t step_of_ref(int64_t org)
{
	return org < 0 ? -org : 0;
}

int64_t *step_named(struct org_step *s, ptrdiff_t k, const char **ret_field)
{
	static const char *const field[] = { "org", "heir", "parent" };
	int64_t *one[] = { &s->org, &s->heir, &s->parent };
	bool single = k < N_ELEMENTS(one);

	if (!single && k - N_ELEMENTS(one) >= s->n_sources)
		return NULL;
	if (ret_field)
		*ret_field = single ? field[k] : "source";
	return single ? one[k] : &s->source[k - N_ELEMENTS(one)];
}

const char *step_code(enum step_kind k)
{
	return kinds[k].code;
}

const char *step_title(enum step_kind k)
{
	return kinds[k].title;
}

bool step_kind_find(struct str code, enum step_kind *ret_kind)
{
	for (int k = 0; k < N_STEP_KIND; k++)
		if (str_eq(code, str_c(kinds[k].code))) {
			*ret_kind = (enum step_kind)k;
			return true;
		}
	return false;
}

/* ---- a step ------------------------------------------------------------------ */

static void fault(struct arena *a, struct err **faults, const char *field,
		  const char *msgid)
{
	err_add(faults, err_at(err_new(a, ERR_INVALID, msgid), str_c(field)));
}

static void text_check(struct arena *a, struct err **faults, const char *field,
		       struct str text)
{
	if (utf8_length(text) > STEP_TEXT_MOST)
		err_add(faults,
			err_at(err_new(a, ERR_LIMIT,
				       N_("This is longer than {0} "
					  "characters."),
				       str_fmt(a, "%d", STEP_TEXT_MOST)),
			       str_c(field)));
}

static bool holds(const struct org_step *s, int64_t org)
{
	for (ptrdiff_t i = 0; i < s->n_sources; i++)
		if (s->source[i] == org)
			return true;
	return false;
}

static void orgs_check(struct arena *a, const struct org_step *s,
		       struct err **faults)
{
	unsigned needs = step_needs(s->kind);
	ptrdiff_t least = s->kind == STEP_MERGE_NEW ? 2 : 1;

	if (needs & STEP_ORG && !s->org)
		fault(a, faults, "org", N_("Choose the organisation."));
	if (needs & STEP_SOURCES && s->n_sources < least)
		fault(a, faults, "sources",
		      least == 2 ? N_("Choose at least two organisations that "
				      "merge.")
				 : N_("Choose the organisation that ends."));
	if (s->n_sources > STEP_SOURCES_MOST)
		err_add(faults,
			err_at(err_new(a, ERR_LIMIT,
				       N_("A step takes at most {0} "
					  "organisations; make two of it."),
				       str_fmt(a, "%d", STEP_SOURCES_MOST)),
			       STR("sources")));
	if (needs & STEP_HEIR && !s->heir)
		fault(a, faults, "heir",
		      N_("Choose the organisation that receives them."));
	if (needs & STEP_PARENT && !s->parent)
		fault(a, faults, "parent",
		      N_("Choose the organisation above it."));
	if (s->heir && (s->heir == s->org || holds(s, s->heir)))
		fault(a, faults, "heir",
		      N_("An organisation can't merge with itself."));
	if (s->parent && s->parent == s->org)
		fault(a, faults, "parent",
		      N_("An organisation can't stand below itself."));
	if (s->kind == STEP_SPLIT && step_of_ref(s->org))
		fault(a, faults, "org",
		      N_("What an earlier step makes can't be split in the "
			 "same decision: let that step make the parts."));
	if (s->kind == STEP_DISSOLVE && step_of_ref(s->org) && !s->heir)
		fault(a, faults, "heir",
		      N_("Say where what an earlier step makes goes, or take "
			 "that step out."));
	if (s->parent && needs & STEP_SOURCES && holds(s, s->parent))
		fault(a, faults, "parent",
		      N_("The new organisation can't stand below one that "
			 "ends."));
}

static bool kind_known(const struct profile *p, struct str kind)
{
	for (ptrdiff_t i = 0; i < p->n_kinds; i++)
		if (str_eq(p->kind[i].code, kind))
			return true;
	return false;
}

struct err *step_check(struct arena *a, const struct profile *p,
		       const struct org_step *s)
{
	unsigned needs = step_needs(s->kind);
	struct err *faults = NULL;

	orgs_check(a, s, &faults);
	if ((needs & STEP_KIND || (needs & STEP_MAY_KIND && s->org_kind.n)) &&
	    !kind_known(p, s->org_kind))
		fault(a, &faults, "org_kind",
		      N_("Choose a kind of organisation from the list."));
	if (needs & STEP_NAME && !s->name.n)
		fault(a, &faults, "name", N_("Write the name."));
	if (needs & STEP_BODY && !s->body.n)
		fault(a, &faults, "body",
		      N_("Write the name of the other committee."));
	text_check(a, &faults, "name", s->name);
	text_check(a, &faults, "short_name", s->short_name);
	text_check(a, &faults, "code", s->code);
	text_check(a, &faults, "body", s->body);
	return faults;
}

static bool makes(const struct org_step *before, ptrdiff_t n, int64_t step)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (before[i].id == step)
			return step_needs(before[i].kind) & STEP_MAKES;
	return false;
}

struct err *step_refs_check(struct arena *a, const struct org_step *s,
			    const struct org_step *before, ptrdiff_t n)
{
	struct org_step own = *s;
	struct err *faults = NULL;
	const char *field;
	int64_t *org;

	for (ptrdiff_t k = 0; (org = step_named(&own, k, &field)); k++)
		if (step_of_ref(*org) && !makes(before, n, step_of_ref(*org)))
			fault(a, &faults,
			      str_eq(str_c(field), STR("source")) ? "sources"
								  : field,
			      N_("The step that is named here doesn't make an "
				 "organisation before this one."));
	return faults;
}

ptrdiff_t step_named_by(const struct org_step *list, ptrdiff_t n, int64_t step)
{
	for (ptrdiff_t i = 0; i < n; i++) {
		struct org_step s = list[i];
		int64_t *org;

		for (ptrdiff_t k = 0; (org = step_named(&s, k, NULL)); k++)
			if (step_of_ref(*org) == step)
				return i;
	}
	return -1;
}

/* ---- a decision ----------------------------------------------------------------- */

struct err *decision_check(struct arena *a, const struct org_decision_new *in)
{
	struct err *faults = NULL;

	if (!in->title.n)
		fault(a, &faults, "title",
		      N_("Say in a few words what the decision does."));
	text_check(a, &faults, "title", in->title);
	text_check(a, &faults, "number", in->number);
	text_check(a, &faults, "signer", in->signer);
	if (utf8_length(in->note) > DECISION_NOTE_MOST)
		err_add(&faults,
			err_at(err_new(a, ERR_LIMIT,
				       N_("The note is longer than {0} "
					  "characters."),
				       str_fmt(a, "%d", DECISION_NOTE_MOST)),
			       STR("note")));
	return faults;
}

struct err *decision_ready(struct arena *a, const struct org_decision_new *in,
			   day_t today)
{
	struct err *faults = decision_check(a, in);

	if (!in->number.n)
		fault(a, &faults, "number",
		      N_("Write the decision's number, such as 12-QĐ/ĐU."));
	if (!in->signer.n)
		fault(a, &faults, "signer", N_("Say who signed it."));
	if (in->signed_on == DAY_NONE)
		fault(a, &faults, "signed_on",
		      N_("Say on which day it was signed."));
	else if (in->signed_on > today)
		fault(a, &faults, "signed_on",
		      N_("The day of signing lies ahead: a decision that isn't "
			 "signed stays a draft."));
	if (in->effective_on == DAY_NONE)
		fault(a, &faults, "effective_on",
		      N_("Say from which day on it counts."));
	return faults;
}
