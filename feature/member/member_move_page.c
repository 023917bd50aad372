/* Forms of whoever keeps the records: moves, offices, and taking them back. */
#include "member/member_page_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"

static struct str rev_of(struct cx *cx, const struct member_by_id_row *m)
{
	return str_fmt(cx->arena, "%lld", (long long)m->rev);
}

static struct str typed(const struct req *rq, const char *name)
{
	return req_method(rq) == POST ? req_typed(rq, name) : STR("");
}

static int64_t chosen_org(const struct req *rq, int64_t otherwise)
{
	int64_t org = req_method(rq) == POST ? req_int(rq, "org") : otherwise;

	return org == DB_NULL ? 0 : org;
}

/* ---- two people at once ------------------------------------------------- */

/* What is recorded of where a person stands and stood. */
struct lines {
	struct member_ins_rows ins;
	struct member_states_rows states;
	struct member_posts_rows posts;
};
/* A line that an event wrote. */
struct entry {
	int64_t event; /* 0: none */
	struct str what, basis;
	day_t on;
};

static struct err *lines_read(struct cx *cx, int64_t member,
			      struct lines *ret_lines)
{
	struct err *err =
		member_ins(cx->db, &(struct member_ins_in){ .member = member },
			   &ret_lines->ins);

	if (!err)
		err = member_states(
			cx->db, &(struct member_states_in){ .member = member },
			&ret_lines->states);
	return err ? err
		   : member_posts(cx->db,
				  &(struct member_posts_in){ .member = member },
				  &ret_lines->posts);
}

/* Of an event; 0: the last one. */
static void entry_take(struct entry *e, int64_t wanted, struct entry line)
{
	if (line.event == DB_NULL || !line.what.n)
		return;
	if (wanted && line.event != wanted)
		return;
	/* an event may end one line and begin another, which says more */
	if (line.event > e->event || (line.event == e->event && !e->basis.n))
		*e = line;
}

static struct str move_title(struct cx *cx, struct str how)
{
	return profile_term_title(cx->profile, "move", how, cx->lang);
}

static struct entry move_of(struct cx *cx, const struct lines *l,
			    int64_t wanted)
{
	struct entry e = { .on = DAY_NONE };

	for (ptrdiff_t i = 0; i < l->states.n; i++) {
		const struct member_states_row *s = &l->states.p[i];

		entry_take(&e, wanted,
			   (struct entry){ s->event, move_title(cx, s->how),
					   s->basis, s->from_on });
	}
	for (ptrdiff_t i = 0; i < l->ins.n; i++) {
		const struct member_ins_row *r = &l->ins.p[i];

		entry_take(&e, wanted,
			   (struct entry){ r->event, move_title(cx, r->how),
					   r->basis, r->from_on });
		entry_take(&e, wanted,
			   (struct entry){ r->ended_by,
					   move_title(cx, r->ended_how),
					   STR_NULL, r->to_on });
	}
	return e;
}

static struct str office_title(struct cx *cx, struct str office)
{
	return profile_term_title(cx->profile, "office", office, cx->lang);
}

/* A move or an office. */
static struct str entry_say(struct cx *cx, const struct lines *l,
			    int64_t wanted)
{
	struct entry e = move_of(cx, l, wanted);

	for (ptrdiff_t i = 0; i < l->posts.n; i++) {
		const struct member_posts_row *p = &l->posts.p[i];
		struct str title = office_title(cx, p->office);

		entry_take(&e, wanted,
			   (struct entry){ p->event, title, p->basis,
					   p->from_on });
		entry_take(&e, wanted,
			   (struct entry){ p->ended_by, title, STR_NULL,
					   p->to_on });
	}
	return e.event ? str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(e.what),
				 STR_ARG(fmt_day(cx->arena, e.on)))
		       : STR("");
}

/* A day as days are shown, or what was typed instead of one. */
static struct str day_sent(struct cx *cx, const struct req *rq,
			   const char *name)
{
	day_t day = req_day(rq, name);

	return day == DAY_NONE ? typed(rq, name) : fmt_day(cx->arena, day);
}

static struct err *sides_begin(struct cx *cx, const struct member_by_id_row *m,
			       const char *anchor, struct form *f)
{
	f->sides.adds = true;
	f->leave =
		str_fmt(cx->arena, "/member/%lld#%s", (long long)m->id, anchor);
	return member_sides_begin(cx, m->id, &f->sides);
}

/* The name of what was chosen, as long as it was offered. */
static struct err *chosen_name(struct cx *cx, const struct form_choices *c,
			       struct str *ret_name)
{
	struct err *err = NULL;
	struct org o;
	int64_t id;
	bool found = false;

	*ret_name = STR("");
	for (ptrdiff_t i = 0; !err && i < c->n; i++)
		if (c->p[i].chosen && str_to_i64(c->p[i].value, &id) && id)
			err = org_find(cx, id, &o, &found);
	if (!err && found)
		*ret_name = o.name;
	return err;
}

/* ---- moves -------------------------------------------------------------- */

static struct err *move_sides(struct cx *cx, struct req *rq,
			      const struct member_by_id_row *m, struct form *f)
{
	const struct form_choices *orgs = &f->inputs.p[1].choices;
	struct str how = typed(rq, "how"), to, place;
	struct member_standing is;
	struct lines l;
	struct entry now;
	struct err *err = sides_begin(cx, m, "process", f);

	if (!err)
		err = lines_read(cx, m->id, &l);
	if (!err)
		err = member_standing_read(cx, m->id, &is);
	if (!err)
		err = chosen_name(cx, orgs, &place);
	if (err)
		return err;
	f->note = STR_NULL; /* it stands in the table */
	now = move_of(cx, &l, 0);
	to = member_move_state(cx->profile, &is, how);
	form_side_add(cx, &f->sides, tr(cx->lang, N_("Move")), now.what,
		      move_title(cx, how));
	form_side_add(cx, &f->sides, tr(cx->lang, N_("Organisation")),
		      m->org_name, place);
	form_side_add(cx, &f->sides, tr(cx->lang, N_("State")),
		      profile_term_title(cx->profile, "state", m->state,
					 cx->lang),
		      profile_term_title(cx->profile, "state",
					 to.n ? to : m->state, cx->lang));
	form_side_add(cx, &f->sides, tr(cx->lang, N_("Counts since")),
		      fmt_day(cx->arena, now.on), day_sent(cx, rq, "on"));
	form_side_add(cx, &f->sides, tr(cx->lang, N_("Basis")), now.basis,
		      text_clean(cx->arena, typed(rq, "basis")));
	return NULL;
}

/* A move that may not follow any more isn't changed into another. */
static void gone_choose(struct cx *cx, struct form_choices *c,
			struct str chosen)
{
	for (ptrdiff_t i = 0; i < c->n; i++)
		if (c->p[i].chosen)
			return;
	if (chosen.n)
		form_choose(cx, c, STR(""), STR(""), STR(""));
}

/* Those that may follow where the person stands. */
static struct err *moves_choose(struct cx *cx, int64_t member,
				struct form_choices *c, struct str chosen)
{
	const struct profile_term *t = NULL;
	struct member_standing is;
	struct err *err = member_standing_read(cx, member, &is);

	while (!err && (t = profile_term_next(cx->profile, "move", t)))
		if (!member_move_check(cx->arena, cx->profile, &is, t->code))
			form_choose(cx, c, t->code,
				    cx->lang == LANG_EN ? t->en : t->vi,
				    chosen);
	return err;
}

static struct err *move_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct form f = { .title = tr(cx->lang, N_("Record a move")),
			  .button = tr(cx->lang, N_("Save")) };
	struct member_by_id_row m;
	struct form_input *in;
	struct err *err = member_form_row(cx, rq, &m);

	if (err)
		return err;
	f.crumbs = member_crumbs(cx, &m, f.title);
	f.action = str_cat(cx->arena, member_path(cx, m.id), STR("/move"));
	f.note = tr_fmt(cx->arena, cx->lang, N_("Now: {0}; {1}"),
			profile_term_title(cx->profile, "state", m.state,
					   cx->lang),
			m.org_name.n ? m.org_name
				     : tr(cx->lang, N_("no organisation")));
	form_keep(cx, &f, "rev", rev_of(cx, &m));
	if (form_is_unsure(faults))
		form_keep(cx, &f, "sure", STR("1"));
	in = form_input(cx, &f, FORM_SELECT, "how", N_("Move"));
	err = moves_choose(cx, m.id, &in->choices, typed(rq, "how"));
	gone_choose(cx, &in->choices, typed(rq, "how"));
	in = form_input(cx, &f, FORM_SELECT, "org",
			N_("Into which organisation"));
	in->note = tr(cx->lang, N_("where the move leads into one"));
	form_choose(cx, &in->choices, STR("0"), STR(""), STR(""));
	if (!err)
		err = member_choose_orgs(cx, &in->choices, chosen_org(rq, 0));
	in = form_input(cx, &f, FORM_LINE, "on", N_("Counts since"));
	in->note = tr(cx->lang, N_("the day received"));
	in->value = form_day_typed(cx, rq, "on", cx->today);
	form_input(cx, &f, FORM_LINE, "sent_on",
		   N_("Day of the decision or letter"))
		->value = form_day_typed(cx, rq, "sent_on", DAY_NONE);
	form_input(cx, &f, FORM_LINE, "basis", N_("Basis"))->value =
		typed(rq, "basis");
	if (!err && form_is_behind(faults))
		err = move_sides(cx, rq, &m, &f);
	return err ? err : member_form_show(cx, rq, rp, &f, faults);
}

static struct err *move_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return move_show(cx, rq, rp, req_faults(rq));
}

static struct err *done(struct cx *cx, struct reply *rp, int64_t id,
			const char *anchor)
{
	return reply_redirect(rp, str_fmt(cx->arena, "/member/%lld#%s",
					  (long long)id, anchor));
}

static struct err *move_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_move in = { .member = req_path_id(rq, "id"),
				  .rev = req_int(rq, "rev"),
				  .how = req_str(rq, "how"),
				  .org = chosen_org(rq, 0),
				  .on = req_day(rq, "on"),
				  .sent_on = req_day(rq, "sent_on"),
				  .basis = req_str(rq, "basis"),
				  .sure = req_flag(rq, "sure") };
	struct err *err = req_faults(rq);

	if (!err)
		err = member_move(cx, &in);
	if (err && form_is_mendable(err))
		return move_show(cx, rq, rp, err);
	return err ? err : done(cx, rp, in.member, "process");
}

/* ---- taking back -------------------------------------------------------- */

static struct err *back_sides(struct cx *cx, struct req *rq,
			      const struct member_by_id_row *m, struct form *f)
{
	struct lines l;
	int64_t event;
	struct err *err = sides_begin(cx, m, "process", f);

	if (!err)
		err = lines_read(cx, m->id, &l);
	if (err)
		return err;
	if (!str_to_i64(req_typed(rq, "event"), &event))
		event = -1;
	form_side_add(cx, &f->sides, tr(cx->lang, N_("Entry")),
		      entry_say(cx, &l, 0), entry_say(cx, &l, event));
	return NULL;
}

static struct err *back_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct form f = { .title = tr(cx->lang, N_("Take back")),
			  .button = tr(cx->lang, N_("Take this back")) };
	struct member_by_id_row m;
	struct err *err = member_form_row(cx, rq, &m);

	if (err)
		return err;
	f.crumbs = member_crumbs(cx, &m, f.title);
	f.action = str_cat(cx->arena, member_path(cx, m.id), STR("/back"));
	f.lead = tr(cx->lang, N_("For what was recorded by mistake and never "
				 "happened. All that this entry did is undone; "
				 "the trail keeps both."));
	form_keep(cx, &f, "rev", rev_of(cx, &m));
	form_keep(cx, &f, "event", req_typed(rq, "event"));
	form_input(cx, &f, FORM_LINE, "reason", N_("Reason"))->value =
		typed(rq, "reason");
	if (form_is_behind(faults))
		err = back_sides(cx, rq, &m, &f);
	return err ? err : member_form_show(cx, rq, rp, &f, faults);
}

static struct err *back_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return back_show(cx, rq, rp, req_faults(rq));
}

static struct err *back_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_edit in = { .member = req_path_id(rq, "id"),
				  .rev = req_int(rq, "rev"),
				  .reason = req_str(rq, "reason") };
	struct err *err = req_faults(rq);

	if (!err)
		err = member_take_back(cx, &in, req_int(rq, "event"));
	if (err && form_is_mendable(err))
		return back_show(cx, rq, rp, err);
	return err ? err : done(cx, rp, in.member, "process");
}

/* ---- offices ------------------------------------------------------------ */

/* "Bí thư, Chi bộ Một, since 01/01/2023" */
static struct str office_say(struct cx *cx, struct str office, struct str org,
			     struct str from)
{
	return tr_fmt(cx->arena, cx->lang, N_("{0}, {1}, since {2}"),
		      office_title(cx, office), org, from);
}

static struct str offices_say(struct cx *cx, const struct lines *l)
{
	struct buf b = buf_init(cx->arena, 1 << 16);

	for (ptrdiff_t i = 0; i < l->posts.n; i++) {
		const struct member_posts_row *p = &l->posts.p[i];

		if (p->to_on != DAY_NONE && p->to_on <= cx->today)
			continue;
		if (b.n)
			buf_lit(&b, "; ");
		buf_str(&b, office_say(cx, p->office, p->org_name,
				       fmt_day(cx->arena, p->from_on)));
	}
	return buf_view(&b);
}

static struct err *post_sides(struct cx *cx, struct req *rq,
			      const struct member_by_id_row *m, struct form *f)
{
	struct str office = typed(rq, "office"), place;
	struct lines l;
	struct err *err = sides_begin(cx, m, "posts", f);

	if (!err)
		err = lines_read(cx, m->id, &l);
	if (!err)
		err = chosen_name(cx, &f->inputs.p[1].choices, &place);
	if (!err)
		form_side_add(cx, &f->sides,
			      tr(cx->lang, N_("Offices that are held")),
			      offices_say(cx, &l),
			      office_say(cx, office, place,
					 day_sent(cx, rq, "from")));
	return err;
}

static struct err *post_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct form f = { .title = tr(cx->lang, N_("Record an office")),
			  .button = tr(cx->lang, N_("Save")) };
	struct member_by_id_row m;
	struct form_input *in;
	struct err *err = member_form_row(cx, rq, &m);

	if (err)
		return err;
	f.crumbs = member_crumbs(cx, &m, f.title);
	f.action = str_cat(cx->arena, member_path(cx, m.id), STR("/post"));
	form_keep(cx, &f, "rev", rev_of(cx, &m));
	in = form_input(cx, &f, FORM_SELECT, "office", N_("Office"));
	form_choose_terms(cx, &in->choices, "office", typed(rq, "office"));
	in = form_input(cx, &f, FORM_SELECT, "org", N_("Organisation"));
	err = member_choose_orgs(cx, &in->choices, chosen_org(rq, m.org));
	form_input(cx, &f, FORM_LINE, "from", N_("From"))->value =
		form_day_typed(cx, rq, "from", cx->today);
	in = form_input(cx, &f, FORM_LINE, "to", N_("Until"));
	in->note = tr(cx->lang, N_("empty: still held"));
	in->value = form_day_typed(cx, rq, "to", DAY_NONE);
	form_input(cx, &f, FORM_LINE, "basis", N_("Basis"))->value =
		typed(rq, "basis");
	if (!err && form_is_behind(faults))
		err = post_sides(cx, rq, &m, &f);
	return err ? err : member_form_show(cx, rq, rp, &f, faults);
}

static struct err *post_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return post_show(cx, rq, rp, req_faults(rq));
}

static struct err *post_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_post in = { .member = req_path_id(rq, "id"),
				  .rev = req_int(rq, "rev"),
				  .org = chosen_org(rq, 0),
				  .office = req_str(rq, "office"),
				  .from = req_day(rq, "from"),
				  .to = req_day(rq, "to"),
				  .basis = req_str(rq, "basis") };
	struct err *err = req_faults(rq);

	if (!err)
		err = member_post_add(cx, &in);
	if (err && form_is_mendable(err))
		return post_show(cx, rq, rp, err);
	return err ? err : done(cx, rp, in.member, "posts");
}

static struct err *end_sides(struct cx *cx, struct req *rq,
			     const struct member_by_id_row *m,
			     const struct member_posts_row *post,
			     struct form *f)
{
	struct err *err = sides_begin(cx, m, "posts", f);

	if (!err)
		form_side_add(cx, &f->sides, tr(cx->lang, N_("Until")),
			      post->to_on == DAY_NONE
				      ? tr(cx->lang, N_("still held"))
				      : fmt_day(cx->arena, post->to_on),
			      day_sent(cx, rq, "on"));
	return err;
}

static struct err *end_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	struct form f = { .title = tr(cx->lang, N_("End an office")),
			  .button = tr(cx->lang, N_("Save")) };
	const struct member_posts_row *post = NULL;
	struct member_by_id_row m;
	struct lines l;
	int64_t id = req_path_id(rq, "post");
	struct err *err = member_form_row(cx, rq, &m);

	if (!err)
		err = lines_read(cx, m.id, &l);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < l.posts.n; i++)
		if (l.posts.p[i].id == id)
			post = &l.posts.p[i];
	if (!post)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such post."));
	f.note = office_say(cx, post->office, post->org_name,
			    fmt_day(cx->arena, post->from_on));
	f.crumbs = member_crumbs(cx, &m, f.title);
	f.action = str_fmt(cx->arena, "/member/%lld/post/%lld", (long long)m.id,
			   (long long)id);
	form_keep(cx, &f, "rev", rev_of(cx, &m));
	form_input(cx, &f, FORM_LINE, "on", N_("Until"))->value =
		form_day_typed(cx, rq, "on", cx->today);
	if (form_is_behind(faults))
		err = end_sides(cx, rq, &m, post, &f);
	return err ? err : member_form_show(cx, rq, rp, &f, faults);
}

static struct err *end_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return end_show(cx, rq, rp, req_faults(rq));
}

static struct err *end_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	if (!err)
		err = member_post_close(cx, req_path_id(rq, "post"),
					req_int(rq, "rev"), req_day(rq, "on"));
	if (err && form_is_mendable(err))
		return end_show(cx, rq, rp, err);
	return err ? err : done(cx, rp, req_path_id(rq, "id"), "posts");
}

/* ---- routes ------------------------------------------------------------- */

#define REV                                                                    \
	{                                                                      \
		.name = "rev", .label = N_("Version"), .kind = FIELD_INT,      \
		.required = true, .min = 1                                     \
	}
#define BASIS                                                                  \
	{                                                                      \
		.name = "basis", .label = N_("Basis"), .kind = FIELD_LINE,     \
		.max = MEMBER_TEXT_MOST                                        \
	}
static const struct field move_fields[] = {
	REV,
	{ .name = "how",
	  .label = N_("Move"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "org",
	  .label = N_("Into which organisation"),
	  .kind = FIELD_INT,
	  .min = 0 },
	{ .name = "on", .label = N_("Counts since"), .kind = FIELD_DAY },
	{ .name = "sent_on",
	  .label = N_("Day of the decision or letter"),
	  .kind = FIELD_DAY },
	BASIS,
	{ .name = "sure", .label = N_("Sure"), .kind = FIELD_FLAG },
};
static const struct field back_get_fields[] = {
	{ .name = "event",
	  .label = N_("Entry"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
};
static const struct field back_fields[] = {
	REV,
	{ .name = "event",
	  .label = N_("Entry"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = MEMBER_TEXT_MOST },
};
static const struct field post_fields[] = {
	REV,
	{ .name = "office",
	  .label = N_("Office"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "org",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	{ .name = "from", .label = N_("From"), .kind = FIELD_DAY },
	{ .name = "to", .label = N_("Until"), .kind = FIELD_DAY },
	BASIS,
};
static const struct field end_fields[] = {
	REV,
	{ .name = "on", .label = N_("Until"), .kind = FIELD_DAY },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/member/:id/move",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = move_get,
	  .slow = true },
	{ .method = POST,
	  .path = "/member/:id/move",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = move_post,
	  ROUTE_FIELDS(move_fields) },
	{ .method = GET,
	  .path = "/member/:id/back",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = back_get,
	  ROUTE_FIELDS(back_get_fields),
	  .slow = true },
	{ .method = POST,
	  .path = "/member/:id/back",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = back_post,
	  ROUTE_FIELDS(back_fields) },
	{ .method = GET,
	  .path = "/member/:id/post",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = post_get,
	  .slow = true },
	{ .method = POST,
	  .path = "/member/:id/post",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = post_post,
	  ROUTE_FIELDS(post_fields) },
	{ .method = GET,
	  .path = "/member/:id/post/:post",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = end_get,
	  .slow = true },
	{ .method = POST,
	  .path = "/member/:id/post/:post",
	  .perm = PERM_MEMBER_MANAGE,
	  .page = end_post,
	  ROUTE_FIELDS(end_fields) },
};
const struct route_table member_move_routes = { routes,
						(int)N_ELEMENTS(routes) };
