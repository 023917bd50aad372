/* What the pages of personal data are made of. */
#include "privacy/privacy_page_priv.h"

#include "privacy/privacy_tmpl.h"

struct str privacy_path(struct cx *cx, const char *head, int64_t id)
{
	return str_fmt(cx->arena, "/privacy/%s/%lld", head, (long long)id);
}

/* ---- blocks ------------------------------------------------------------- */

struct privacy_block *privacy_block_add(struct cx *cx, struct privacy_page *x,
					const char *id, const char *title,
					const char *rail)
{
	struct privacy_block *b = vec_push(cx->arena, &x->blocks);

	*b = (struct privacy_block){
		.id = id,
		.title = tr(cx->lang, title),
		.rail = rail ? tr(cx->lang, rail) : STR_NULL,
	};
	return b;
}

void privacy_head(struct cx *cx, struct privacy_block *b,
		  const char *const *titles)
{
	for (b->n_head = 0; titles[b->n_head]; b->n_head++) {
		assert(b->n_head < PRIVACY_COLS);
		b->head[b->n_head] = tr(cx->lang, titles[b->n_head]);
	}
}

struct privacy_row *privacy_row_add(struct cx *cx, struct privacy_block *b)
{
	struct privacy_row *r = vec_push(cx->arena, &b->rows);

	*r = (struct privacy_row){ .n = 0 };
	return r;
}

struct privacy_cell *privacy_cell_add(struct privacy_row *r, struct str text)
{
	struct privacy_cell *c = &r->cell[r->n++];

	assert(r->n <= PRIVACY_COLS);
	*c = (struct privacy_cell){ .text = text.n ? text : STR("–") };
	return c;
}

void privacy_mark_add(struct privacy_row *r, enum mark mark, struct str text)
{
	struct privacy_cell *c = privacy_cell_add(r, text);

	c->marked = true;
	c->mark = mark;
}

void privacy_pair_add(struct cx *cx, struct privacy_block *b, const char *label,
		      struct str value)
{
	*vec_push(cx->arena, &b->pairs) =
		(struct privacy_pair){ .label = tr(cx->lang, label),
				       .value = value };
}

void privacy_link_add(struct cx *cx, struct privacy_block *b, const char *text,
		      struct str href)
{
	*vec_push(cx->arena, &b->links) =
		(struct privacy_link){ tr(cx->lang, text), href };
}

void privacy_act_add(struct cx *cx, struct privacy_page *x, const char *text,
		     struct str href)
{
	*vec_push(cx->arena, &x->acts) =
		(struct privacy_link){ tr(cx->lang, text), href };
}

void privacy_crumb(struct cx *cx, struct privacy_page *x, struct str text,
		   struct str href)
{
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = text, .href = href };
}

/* ---- forms -------------------------------------------------------------- */

struct privacy_form *privacy_form_add(struct cx *cx, struct privacy_block *b,
				      struct str action)
{
	struct privacy_form *f = vec_push(cx->arena, &b->forms);

	*f = (struct privacy_form){ .action = action };
	return f;
}

struct privacy_input *privacy_input_add(struct cx *cx, struct privacy_form *f,
					enum privacy_input_kind kind,
					const char *name, const char *label)
{
	struct privacy_input *in = vec_push(cx->arena, &f->inputs);

	*in = (struct privacy_input){ .kind = kind,
				      .name = name,
				      .label = tr(cx->lang, label),
				      .value = STR("") };
	return in;
}

void privacy_choice_add(struct cx *cx, struct privacy_input *in,
			struct str value, struct str title, bool chosen)
{
	*vec_push(cx->arena, &in->choices) = (struct privacy_choice){
		.value = value, .title = title, .chosen = chosen
	};
}

void privacy_button_add(struct cx *cx, struct privacy_form *f, const char *text,
			bool first)
{
	*vec_push(cx->arena, &f->buttons) =
		(struct privacy_button){ .text = tr(cx->lang, text),
					 .first = first };
}

void privacy_button_named(struct cx *cx, struct privacy_form *f,
			  const char *text, const char *name, const char *value)
{
	*vec_push(cx->arena, &f->buttons) = (struct privacy_button){
		.text = tr(cx->lang, text),
		.name = name,
		.value = str_c(value),
		.first = f->buttons.n == 0,
	};
}

struct str privacy_typed(const struct req *rq, const char *name,
			 struct str otherwise)
{
	const struct typed *list = NULL;
	ptrdiff_t n = req_method(rq) == POST ? req_typed_all(rq, &list) : 0;

	/* the form of a page that was sent needn't be this one */
	for (ptrdiff_t i = 0; i < n; i++)
		if (str_eq(list[i].name, str_c(name)))
			return list[i].value;
	return otherwise;
}

/* ---- showing ------------------------------------------------------------ */

bool privacy_is_mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_CONFLICT;
}

static void faults_put(struct cx *cx, struct privacy_form *f,
		       const struct err *faults)
{
	for (ptrdiff_t i = 0; i < f->inputs.n; i++)
		f->inputs.p[i].fault =
			view_fault_of(cx, faults, str_c(f->inputs.p[i].name));
}

struct err *privacy_show(struct cx *cx, struct req *rq, struct reply *rp,
			 struct privacy_page *x, const struct err *faults)
{
	struct page page;
	struct view v;
	struct err *err;

	x->page = &page;
	x->keys = view_keys(cx, rq);
	x->faults = view_faults(cx, faults);
	for (ptrdiff_t i = 0; i < x->blocks.n; i++)
		for (ptrdiff_t k = 0; k < x->blocks.p[i].forms.n; k++)
			faults_put(cx, &x->blocks.p[i].forms.p[k], faults);
	for (ptrdiff_t i = 0; i < x->faults.n; i++)
		if (str_eq(x->faults.p[i].href, STR("#")))
			x->faults.p[i].href = STR_NULL; /* of the whole form */
	if (faults)
		rp->status = 422;
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x->title,
					     .menu = "privacy",
					     .n_errors = (int)x->faults.n },
			 &page, &v);
	if (!err)
		privacy_page_html(&v, x);
	return err;
}

/* ---- words -------------------------------------------------------------- */

struct status privacy_request_status(struct cx *cx, struct str key,
				     day_t due_on)
{
	enum privacy_state s = PRIVACY_DROPPED;
	struct str word;

	if (!privacy_state_from_key(key, &s))
		return (struct status){ MARK_NONE, key, STR_NULL };
	word = tr(cx->lang, privacy_state_title(s));
	if (!privacy_is_open(s))
		return (struct status){ s == PRIVACY_ANSWERED ? MARK_DONE
							      : MARK_NONE,
					word, STR_NULL };
	if (due_on < cx->today)
		return (struct status){ MARK_RED,
					tr_fmt(cx->arena, cx->lang,
					       N_("{0}, overdue"), word),
					STR_NULL };
	return (struct status){ due_on <= cx->today + 1 ? MARK_AMBER
							: MARK_NONE,
				word, STR_NULL };
}

struct str privacy_kind_words(struct cx *cx, struct str key)
{
	enum privacy_kind k;

	return privacy_kind_from_key(key, &k)
		       ? tr(cx->lang, privacy_kind_title(k))
		       : key;
}

struct str privacy_way_words(struct cx *cx, struct str key)
{
	enum privacy_way w;

	return privacy_way_from_key(key, &w)
		       ? tr(cx->lang, privacy_way_title(w))
		       : key;
}

struct str privacy_who_words(struct cx *cx, struct str member_name,
			     int64_t member, struct str user_name)
{
	if (!member_name.n)
		return user_name;
	return str_fmt(cx->arena, "%.*s (#%lld)", STR_ARG(member_name),
		       (long long)member);
}

/* ---- the register ------------------------------------------------------- */

const char *const privacy_register_heads[] = { N_("What is kept"),
					       N_("Why"),
					       N_("Legal basis"),
					       N_("Class"),
					       N_("How long"),
					       N_("Who may see it"),
					       NULL };

void privacy_register_cells(struct cx *cx, const struct profile_datum *d,
			    struct str cell[PRIVACY_REGISTER_COLS])
{
	bool en = cx->lang == LANG_EN;

	cell[0] = en ? d->en : d->vi;
	cell[1] = en ? d->why_en : d->why_vi;
	cell[2] = d->basis;
	cell[3] = tr(cx->lang, privacy_class_title(d->class));
	cell[4] = privacy_keep_words(cx->arena, cx->lang, d);
	cell[5] = privacy_seen_words(cx->arena, cx->lang, d->seen);
}

void privacy_register_fill(struct cx *cx, struct privacy_block *b)
{
	privacy_head(cx, b, privacy_register_heads);
	for (ptrdiff_t i = 0; i < cx->profile->n_data; i++) {
		struct privacy_row *r = privacy_row_add(cx, b);
		struct str cell[PRIVACY_REGISTER_COLS];

		privacy_register_cells(cx, &cx->profile->datum[i], cell);
		for (int k = 0; k < PRIVACY_REGISTER_COLS; k++)
			privacy_cell_add(r, cell[k]);
	}
}
