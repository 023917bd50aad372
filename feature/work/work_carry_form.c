/* Small parts of the forms between programmes and documents. */
#include "work/work_carry_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_document_query.h"

enum { DOCUMENTS = 200 };

bool work_form_mendable(const struct err *e)
{
	/* what a field names and isn't there can be chosen anew */
	return e->code == ERR_INVALID || e->code == ERR_CONFLICT ||
	       e->code == ERR_LIMIT || (e->code == ERR_NOT_FOUND && e->field.p);
}

struct err *work_form_office(struct cx *cx)
{
	if (work_is_office(cx))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only the committee's office may do this."));
}

struct str work_form_sub(struct cx *cx, const struct programme_by_id_row *p)
{
	return str_fmt(cx->arena, "%.*s – %.*s", STR_ARG(p->code),
		       STR_ARG(p->title));
}

void work_form_crumbs(struct cx *cx, const struct programme_by_id_row *p,
		      const char *title, struct crumbs *c)
{
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Programmes")),
				.href = STR("/programmes") };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = p->code,
				.href = str_fmt(cx->arena, "/programme/%ld",
						(long)p->id) };
	*vec_push(cx->arena, c) = (struct crumb){ .text = tr(cx->lang, title) };
}

struct document_field work_form_field(struct cx *cx, const struct err *faults,
				      const char *name, const char *label,
				      struct str value)
{
	return (struct document_field){ .name = name,
					.label = tr(cx->lang, label),
					.value = value,
					.fault = view_fault_of(cx, faults,
							       str_c(name)) };
}

struct document_select work_form_select(struct cx *cx, const struct err *faults,
					const char *name, const char *label)
{
	return (struct document_select){ .name = name,
					 .label = tr(cx->lang, label),
					 .fault = view_fault_of(cx, faults,
								str_c(name)) };
}

void work_form_choice(struct cx *cx, struct document_select *s,
		      struct str value, struct str title, struct str chosen)
{
	*vec_push(cx->arena, &s->choices) =
		(struct document_choice){ value, title, str_eq(value, chosen) };
}

struct err *work_form_documents(struct cx *cx, struct str chosen,
				struct document_select *s)
{
	struct document_choices_rows rows;
	struct document_by_id_row d;
	int64_t id;
	bool found = false, listed = !str_to_i64(chosen, &id);
	struct err *err = document_choices(
		cx->db, &(struct document_choices_in){ .limit = DOCUMENTS },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		work_form_choice(cx, s,
				 str_fmt(cx->arena, "%ld", (long)rows.p[i].id),
				 str_fmt(cx->arena, "%.*s – %.*s",
					 STR_ARG(rows.p[i].code),
					 STR_ARG(rows.p[i].title)),
				 chosen);
		listed |= rows.p[i].id == id;
	}
	if (err || listed)
		return err;
	err = document_by_id(cx->db, &(struct document_by_id_in){ .id = id },
			     &d, &found);
	if (!err && found)
		work_form_choice(cx, s, chosen,
				 str_fmt(cx->arena, "%.*s – %.*s",
					 STR_ARG(d.code), STR_ARG(d.title)),
				 chosen);
	return err;
}

struct form_part work_form_part(const struct req *rq, ptrdiff_t n)
{
	int64_t last = MAX(1, (n + WORK_FORM_ROWS - 1) / WORK_FORM_ROWS);
	struct form_part p = { .page = 1 };

	if (req_method(rq) == POST) {
		if (req_int(rq, "page") != DB_NULL)
			p.page = req_int(rq, "page");
		p.page += str_eq(req_str(rq, "do"), STR("next"));
		p.page -= str_eq(req_str(rq, "do"), STR("prev"));
	}
	p.page = MAX(1, MIN(p.page, last));
	p.from = (p.page - 1) * WORK_FORM_ROWS;
	p.to = MIN(n, p.from + WORK_FORM_ROWS);
	return p;
}

struct form_pages work_form_pages(struct cx *cx, const struct form_part *part,
				  ptrdiff_t n)
{
	struct form_pages g = { .page = str_fmt(cx->arena, "%ld",
						(long)part->page),
				.prev = part->from > 0,
				.next = part->to < n };

	if (g.prev || g.next)
		g.text = tr_fmt(cx->arena, cx->lang, N_("{0} to {1} of {2}"),
				fmt_int(cx->arena, cx->lang, part->from + 1),
				fmt_int(cx->arena, cx->lang, part->to),
				fmt_int(cx->arena, cx->lang, n));
	return g;
}

struct str work_form_programme(struct cx *cx,
			       const struct programme_open_row *p)
{
	return str_fmt(cx->arena, "%.*s – %.*s", STR_ARG(p->code),
		       STR_ARG(p->title));
}

struct str work_form_place(struct cx *cx, struct str code, int64_t year)
{
	return str_fmt(cx->arena, "%.*s (%ld)", STR_ARG(code), (long)year);
}
