/* The shared parts of a page. */
#include "view/site.h"

static const struct site *the_site;

void site_set(const struct site *site)
{
	the_site = site;
}

const struct site *site_get(void)
{
	return the_site;
}

enum { MENU_MOST = 16, PAGE_USUAL = 56 * 1024 };

static bool shown(struct cx *cx, const struct feature_menu *m)
{
	return cx_may(cx, (int)m->perm) && (!cx->actor.few || m->few) &&
	       (!m->shown || m->shown(cx));
}

/* Menu items of all features that this person may use, in order. */
static int menu_fill(struct cx *cx, const char *current,
		     struct menu_item *ret_items)
{
	const struct feature_menu *row[MENU_MOST];
	int n = 0;

	for (int f = 0; f < the_site->n_features; f++) {
		const struct feature *x = the_site->features[f];

		for (int i = 0; i < x->n_menu && n < MENU_MOST; i++) {
			const struct feature_menu *m = &x->menu[i];
			int at = n;

			if (!shown(cx, m))
				continue;
			for (; at > 0 && row[at - 1]->order > m->order; at--)
				row[at] = row[at - 1];
			row[at] = m;
			n++;
		}
	}
	for (int i = 0; i < n; i++)
		ret_items[i] = (struct menu_item){
			.title = tr(cx->lang, row[i]->title),
			.href = str_c(row[i]->href),
			.current = current && !strcmp(row[i]->key, current)
		};
	return n;
}

/* "Đ/c Mai Đình Thước · Văn phòng Đảng ủy": of people of the committee itself
 * the post, since the committee's name stands on the left already. */
static struct str who_is(struct cx *cx)
{
	struct str place =
		cx->actor.org_is_root && cx->actor.post.n && !cx->actor.lender
			? cx->actor.post
			: cx->actor.org_name;
	struct str name =
		tr_fmt(cx->arena, cx->lang, N_("Comrade {0}"), cx->actor.name);

	if (!place.n)
		return name;
	return str_fmt(cx->arena, "%.*s · %.*s", STR_ARG(name), STR_ARG(place));
}

static struct str as_of(struct cx *cx)
{
	struct str at = fmt_instant(cx->arena, cx->now);

	return tr_fmt(cx->arena, cx->lang, N_("{0} on {1}"),
		      str_sub(at, at.n - 5, at.n), str_sub(at, 0, at.n - 6));
}

/* Who asks for another day keeps the conditions of the list. */
static void kept_fill(struct cx *cx, const struct req *rq, struct page *p)
{
	const struct typed *list;
	ptrdiff_t n = req_typed_all(rq, &list);

	p->dated = true;
	p->kept = arena_new(cx->arena, struct page_kept, n);
	for (ptrdiff_t i = 0; i < n; i++)
		if (list[i].value.n && !str_eq(list[i].name, STR("as_at")) &&
		    !str_eq(list[i].name, STR("page")))
			p->kept[p->n_kept++] =
				(struct page_kept){ list[i].name,
						    list[i].value };
}

struct err *page_begin(struct cx *cx, struct req *rq, struct reply *rp,
		       const struct page_ask *ask, struct page *ret_page,
		       struct view *ret_view)
{
	bool in = cx->actor.id > 0;
	struct page p = {
		.title = ask->title,
		.signed_in = in,
		.few = cx->actor.few,
		.finds = site_finds(cx),
		.csrf = req_csrf(rq),
		.path = req_path(rq),
		.query = req_query(rq),
		.css = http_asset(the_site->http, "style.css"),
		.icon = http_asset(the_site->http, "icon.svg"),
		.js = http_asset(the_site->http, "app.js"),
		.theme = cx->actor.theme,
		.size = cx->actor.size,
		.as_of = as_of(cx),
		.n_errors = ask->n_errors,
		.looks_again = ask->looks_again,
		.bare = !cx->db,
	};
	struct site_realm about;
	struct err *err = the_site->about(cx, &about);

	if (err)
		return err;
	p.site = about.name;
	p.demo = about.demo;
	if (ask->dated)
		kept_fill(cx, rq, &p);
	if (cx->past)
		p.past = fmt_day(cx->arena, cx->as_at);
	if (in) {
		p.items = arena_new(cx->arena, struct menu_item, MENU_MOST);
		p.n_items = menu_fill(cx, ask->menu, p.items);
		p.who = who_is(cx);
		p.seats = cx->actor.seats;
	}
	*ret_page = p;
	buf_room(&rp->body, PAGE_USUAL);
	*ret_view =
		(struct view){ .out = &rp->body,
			       .arena = cx->arena,
			       .lang = cx->lang,
			       .today = cx->today,
			       .as_at = cx->past ? day_iso(cx->arena, cx->as_at)
						 : STR_NULL,
			       .then = cx->past && cx->then,
			       .prefix = cx->prefix };
	return NULL;
}

struct err *site_panels(struct cx *cx, const char *where, int64_t subject,
			struct view *v)
{
	for (int f = 0; f < the_site->n_features; f++) {
		const struct feature *x = the_site->features[f];

		for (int i = 0; i < x->n_panels; i++) {
			struct err *err = NULL;

			if (!strcmp(x->panels[i].where, where))
				err = x->panels[i].show(cx, subject, v);
			if (err)
				return err;
		}
	}
	return NULL;
}

struct err_items view_faults(struct cx *cx, const struct err *faults)
{
	struct err_items list = { 0 };

	for (const struct err *e = faults; e; e = e->next) {
		struct err_item *i = vec_push(cx->arena, &list);

		i->text = tr_err(cx->arena, cx->lang, e);
		if (e->field.n)
			i->href = str_cat(cx->arena, STR("#"), e->field);
	}
	return list;
}

struct str view_fault_of(struct cx *cx, const struct err *faults,
			 struct str field)
{
	for (const struct err *e = faults; e; e = e->next)
		if (str_eq(e->field, field))
			return tr_err(cx->arena, cx->lang, e);
	return STR_NULL;
}

struct form_keys view_keys(struct cx *cx, const struct req *rq)
{
	return (struct form_keys){ .csrf = req_csrf(rq),
				   .key = req_new_key(cx) };
}
