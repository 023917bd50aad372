/* All that is recorded of one organisation over time. */
#include "org/org_history.h"

#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"

struct err *org_history_ahead(struct cx *cx, int64_t org)
{
	struct err *err =
		org_names_of_ahead(cx->db,
				   &(struct org_names_of_in){ .org = org });

	if (!err)
		err = org_places_of_ahead(cx->db, &(struct org_places_of_in){
							  .org = org });
	if (!err)
		err = org_codes_of_ahead(cx->db, &(struct org_codes_of_in){
							 .org = org });
	if (!err)
		err = org_lineage_of_ahead(cx->db, &(struct org_lineage_of_in){
							   .org = org });
	return err;
}

struct err *org_history_read(struct cx *cx, int64_t org,
			     struct org_history *ret_h)
{
	struct err *err =
		org_names_of(cx->db, &(struct org_names_of_in){ .org = org },
			     &ret_h->names);

	if (!err)
		err = org_places_of(cx->db,
				    &(struct org_places_of_in){ .org = org },
				    &ret_h->places);
	if (!err)
		err = org_codes_of(cx->db,
				   &(struct org_codes_of_in){ .org = org },
				   &ret_h->codes);
	if (!err)
		err = org_lineage_of(cx->db,
				     &(struct org_lineage_of_in){ .org = org },
				     &ret_h->lineage);
	return err;
}

/* ---- on a day ------------------------------------------------------------------ */

static bool holds(day_t from, day_t to, day_t day)
{
	return from <= day && (to == DAY_NONE || to > day);
}

const struct org_names_of_row *org_history_name(const struct org_history *h,
						day_t day)
{
	for (ptrdiff_t i = 0; i < h->names.n; i++)
		if (holds(h->names.p[i].from_on, h->names.p[i].to_on, day))
			return &h->names.p[i];
	return NULL;
}

const struct org_places_of_row *org_history_place(const struct org_history *h,
						  day_t day)
{
	for (ptrdiff_t i = 0; i < h->places.n; i++)
		if (holds(h->places.p[i].from_on, h->places.p[i].to_on, day))
			return &h->places.p[i];
	return NULL;
}

struct str org_history_code(const struct org_history *h, day_t day)
{
	for (ptrdiff_t i = 0; i < h->codes.n; i++)
		if (holds(h->codes.p[i].from_on, h->codes.p[i].to_on, day))
			return h->codes.p[i].code;
	return STR_NULL;
}

day_t org_history_begin(const struct org_history *h)
{
	return h->places.n ? h->places.p[h->places.n - 1].from_on : DAY_NONE;
}

day_t org_history_end(const struct org_history *h)
{
	return h->places.n ? h->places.p[0].to_on : DAY_NONE;
}

/* ---- who decided ------------------------------------------------------------------ */

struct basis {
	int64_t decision, at, actor;
	struct str number, signer;
	day_t signed_on;
};
#define BASIS_OF(r)                                                            \
	(struct basis)                                                         \
	{                                                                      \
		.decision = (r)->decision, .at = (r)->at, .actor = (r)->actor, \
		.number = (r)->number, .signer = (r)->signer,                  \
		.signed_on = (r)->signed_on                                    \
	}

static struct str decision_words(struct cx *cx, const struct basis *b)
{
	struct str words =
		tr_fmt(cx->arena, cx->lang, N_("Decision {0}"), b->number);

	if (b->signed_on != DAY_NONE)
		words = tr_fmt(cx->arena, cx->lang, N_("{0} of {1}"), words,
			       fmt_day(cx->arena, b->signed_on));
	if (b->signer.n)
		words = tr_fmt(cx->arena, cx->lang, N_("{0}, signed by {1}"),
			       words, b->signer);
	return words;
}

static struct str basis_words(struct cx *cx, struct basis b)
{
	if (b.decision != DB_NULL)
		return decision_words(cx, &b);
	if (b.at == DB_NULL)
		return STR_NULL;
	return tr_fmt(cx->arena, cx->lang,
		      b.actor == ACTOR_SYSTEM ? N_("Entered on {0} by the "
						   "system")
					      : N_("Entered on {0}"),
		      fmt_instant(cx->arena, b.at));
}

/* The page of the decision, for who may see it. */
static struct str basis_href(struct cx *cx, int64_t decision)
{
	if (decision == DB_NULL || !cx_may(cx, PERM_ORG_MANAGE))
		return STR_NULL;
	return str_fmt(cx->arena, "/reorg/%lld", (long long)decision);
}

/* ---- the timeline ------------------------------------------------------------------- */

static struct org_event *event_add(struct cx *cx, struct org_events *list,
				   day_t day, const char *title)
{
	struct org_event *e = vec_push(cx->arena, list);

	e->day = day;
	e->title = tr(cx->lang, title);
	return e;
}

static void names_show(struct cx *cx, const struct org_history *h,
		       struct org_events *list)
{
	for (ptrdiff_t i = 0; i + 1 < h->names.n; i++) {
		const struct org_names_of_row *is = &h->names.p[i];
		const struct org_names_of_row *was = &h->names.p[i + 1];
		struct str basis = basis_words(cx, BASIS_OF(is));
		struct org_event *e;

		if (!str_eq(is->name, was->name)) {
			e = event_add(cx, list, is->from_on, N_("Renamed"));
			e->was = was->name;
			e->is = is->name;
			e->basis = basis;
			e->basis_href = basis_href(cx, is->decision);
		}
		if (!str_eq(is->kind, was->kind)) {
			e = event_add(cx, list, is->from_on,
				      N_("Another kind"));
			e->was = profile_kind_title(cx->profile, was->kind,
						    cx->lang);
			e->is = profile_kind_title(cx->profile, is->kind,
						   cx->lang);
			e->basis = basis;
			e->basis_href = basis_href(cx, is->decision);
		}
		if (str_eq(is->name, was->name) &&
		    !str_eq(is->short_name, was->short_name)) {
			e = event_add(cx, list, is->from_on,
				      N_("Another short name"));
			e->was = was->short_name;
			e->is = is->short_name;
			e->basis = basis;
			e->basis_href = basis_href(cx, is->decision);
		}
	}
}

static struct str org_href(struct cx *cx, int64_t org)
{
	return org == DB_NULL ? STR_NULL
			      : str_fmt(cx->arena, "/org/%lld", (long long)org);
}

static void end_show(struct cx *cx, const struct org_places_of_row *p,
		     struct org_events *list)
{
	struct basis b = { .decision = p->end_decision,
			   .at = DB_NULL,
			   .number = p->end_number,
			   .signer = p->end_signer,
			   .signed_on = p->end_signed };
	struct org_event *e = event_add(cx, list, p->to_on, N_("Ended"));

	e->basis = basis_words(cx, b);
	e->basis_href = basis_href(cx, p->end_decision);
}

static void places_show(struct cx *cx, const struct org_history *h,
			struct org_events *list)
{
	for (ptrdiff_t i = 0; i < h->places.n; i++) {
		const struct org_places_of_row *is = &h->places.p[i];
		bool first = i + 1 == h->places.n;
		struct org_event *e;

		e = event_add(cx, list, is->from_on,
			      first ? N_("Established below")
				    : N_("Moved below"));
		if (first && is->parent == DB_NULL)
			e->title = tr(cx->lang, N_("Established"));
		e->is = is->parent_name;
		e->href = org_href(cx, is->parent);
		if (!first)
			e->was = is[1].parent_name;
		e->basis = basis_words(cx, BASIS_OF(is));
		e->basis_href = basis_href(cx, is->decision);
	}
}

static void codes_show(struct cx *cx, const struct org_history *h,
		       struct org_events *list)
{
	for (ptrdiff_t i = 0; i < h->codes.n; i++) {
		const struct org_codes_of_row *is = &h->codes.p[i];
		struct org_event *e =
			event_add(cx, list, is->from_on, N_("Code"));

		e->is = is->code;
		if (i + 1 < h->codes.n)
			e->was = is[1].code;
		e->basis = basis_words(cx, BASIS_OF(is));
		e->basis_href = basis_href(cx, is->decision);
	}
}

/* Newest first; of one day, as they were added. */
static void events_sort(struct org_events *list)
{
	for (ptrdiff_t i = 1; i < list->n; i++) {
		struct org_event e = list->p[i];
		ptrdiff_t at = i;

		for (; at > 0 && list->p[at - 1].day < e.day; at--)
			list->p[at] = list->p[at - 1];
		list->p[at] = e;
	}
}

/* ---- kin -------------------------------------------------------------------------------- */

/* By the kind of the decision's step. */
static const struct {
	const char *kind, *into, *from;
} kin_words[] = {
	{ "merge_new", N_("merged into"), N_("made of") },
	{ "merge_into", N_("merged into"), N_("took in") },
	{ "split", N_("split; a part became"), N_("split off from") },
	{ "split_into", N_("split; a part went to"), N_("took in a part of") },
	{ "dissolve", N_("dissolved; its duties went to"),
	  N_("took the duties of") },
	{ "hand_over", N_("handed over to"), N_("handed over from") },
	{ "receive", N_("received by"), N_("received from") },
};

static struct str kin_say(struct cx *cx, struct str kind, bool into)
{
	for (int i = 0; i < N_ELEMENTS(kin_words); i++)
		if (str_eq(kind, str_c(kin_words[i].kind)))
			return tr(cx->lang,
				  into ? kin_words[i].into : kin_words[i].from);
	return tr(cx->lang, into ? N_("went into") : N_("came from"));
}

static void kin_show(struct cx *cx, const struct org_lineage_of_row *r,
		     bool into, struct org_page_view *x)
{
	struct org_kin *k =
		vec_push(cx->arena, into ? &x->became : &x->came_from);
	int64_t other = into ? r->to_org : r->from_org;
	struct basis b = { .decision = r->decision,
			   .number = r->number,
			   .signer = r->signer,
			   .signed_on = r->signed_on };

	k->day = r->on_day;
	k->words = kin_say(cx, r->kind, into);
	k->name = into ? r->to_name : r->from_name;
	if (other == DB_NULL)
		k->name = r->other;
	k->href = org_href(cx, other);
	if (r->share < 1000)
		k->share =
			tr_fmt(cx->arena, cx->lang, N_("{0}% of the members"),
			       fmt_tenths(cx->arena, cx->lang, r->share));
	if (r->members != DB_NULL && r->members > 0)
		k->members =
			tr_format(cx->arena,
				  tr_n(cx->lang, N_("{0} member"),
				       N_("{0} members"), r->members),
				  (struct str[]){ fmt_int(cx->arena, cx->lang,
							  r->members) },
				  1);
	k->basis = basis_words(cx, b);
	k->basis_href = basis_href(cx, r->decision);
}

/* The words as the beginning of a line. */
static struct str begun(struct cx *cx, struct str words)
{
	struct buf b = buf_init(cx->arena, words.n);

	if (str_starts(words, STR("đ"))) {
		buf_lit(&b, "Đ");
		buf_str(&b, str_sub(words, STR("đ").n, words.n));
	} else if (words.n) {
		char c = words.p[0];

		buf_char(&b, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
		buf_str(&b, str_sub(words, 1, words.n));
	}
	return buf_view(&b);
}

static void kin_event(struct cx *cx, const struct org_kin *k,
		      struct org_events *list)
{
	*vec_push(cx->arena, list) =
		(struct org_event){ .day = k->day,
				    .title = begun(cx, k->words),
				    .is = k->name,
				    .href = k->href,
				    .basis = k->basis,
				    .basis_href = k->basis_href };
}

/* A dissolution without an heir has no other side. */
static void lineage_show(struct cx *cx, const struct org_history *h,
			 int64_t org, struct org_page_view *x)
{
	for (ptrdiff_t i = 0; i < h->lineage.n; i++) {
		const struct org_lineage_of_row *r = &h->lineage.p[i];

		if (r->from_org == org && (r->to_org != DB_NULL || r->other.n))
			kin_show(cx, r, true, x);
		if (r->to_org == org && (r->from_org != DB_NULL || r->other.n))
			kin_show(cx, r, false, x);
	}
}

static bool became_on(const struct org_page_view *x, day_t day)
{
	for (ptrdiff_t i = 0; i < x->became.n; i++)
		if (x->became.p[i].day == day)
			return true;
	return false;
}

void org_history_show(struct cx *cx, const struct org_history *h, int64_t org,
		      struct org_page_view *x)
{
	day_t end = org_history_end(h);

	lineage_show(cx, h, org, x);
	/* of one that went into another that is said instead */
	if (end != DAY_NONE && !became_on(x, end))
		end_show(cx, h->places.p, &x->history);
	for (ptrdiff_t i = 0; i < x->became.n; i++)
		kin_event(cx, &x->became.p[i], &x->history);
	for (ptrdiff_t i = 0; i < x->came_from.n; i++)
		kin_event(cx, &x->came_from.p[i], &x->history);
	places_show(cx, h, &x->history);
	names_show(cx, h, &x->history);
	codes_show(cx, h, &x->history);
	events_sort(&x->history);
}
