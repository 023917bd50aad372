/*
 * What becomes of tasks when organisations change: figures for the preview,
 * and what follows once today's tree is new. How tasks move stands in
 * work_reorg_apply.c, how that is taken back in work_reorg_undo.c.
 */
#include "work/work_reorg.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_count.h"
#include "work/work_model.h"
#include "work/work_notice.h"
#include "work/work_reorg_priv.h"
#include "work/work_reorg_query.h"

enum { TELL_LEAD = 1, TELL_WITH = 2 };

struct cx work_reorg_cx(const struct cx *cx)
{
	struct cx own = *cx;

	own.key = STR_NULL;
	if (!work_is_office(cx))
		own.actor = (struct actor){ .id = ACTOR_SYSTEM,
					    .name = cx->actor.name };
	if (!own.actor.name.n)
		own.actor.name = tr(cx->profile->lang, N_("System"));
	return own;
}

struct err *work_reorg_words(struct cx *cx, int64_t decision,
			     struct str *ret_words, struct str *ret_number)
{
	struct moved_decision_row row = { .number = STR("") };
	bool found;
	struct err *err =
		moved_decision(cx->db,
			       &(struct moved_decision_in){ .id = decision },
			       &row, &found);

	if (err)
		return err;
	*ret_number = row.number;
	*ret_words = tr_fmt(cx->arena, cx->profile->lang,
			    N_("Decision {0}: {1}"), row.number, row.title);
	return NULL;
}

/* ---- figures ------------------------------------------------------------- */

static void figure(struct cx *cx, struct reorg_figures *out, const char *key,
		   const char *title, int64_t n)
{
	*vec_push(cx->arena, out) = (struct reorg_figure){
		.key = key, .title = tr(cx->lang, title), .n = n
	};
}

/* Does a condition of the view, "lead=5" or "helper=5", name one of them? */
static bool view_names(struct str asks, const struct moved_below_rows *orgs)
{
	while (asks.n) {
		struct str line = str_cut(&asks, '\n');
		struct str field = str_cut(&line, '=');
		int64_t org;

		if ((!str_eq(field, STR("lead")) &&
		     !str_eq(field, STR("helper"))) ||
		    !str_to_i64(line, &org))
			continue;
		for (ptrdiff_t i = 0; i < orgs->n; i++)
			if (orgs->p[i].descendant == org)
				return true;
	}
	return false;
}

static struct err *views_count(struct cx *cx, int64_t org, day_t on,
			       int64_t *ret_n)
{
	struct moved_below_rows orgs;
	struct moved_views_rows views;
	struct err *err = moved_views(cx->db, &views);

	*ret_n = 0;
	if (err || !views.n)
		return err;
	err = moved_below(cx->db,
			  &(struct moved_below_in){ .org = org, .day = on },
			  &orgs);
	for (ptrdiff_t i = 0; !err && i < views.n; i++)
		*ret_n += view_names(views.p[i].asks, &orgs);
	return err;
}

static struct err *reorg_figures_add(struct cx *cx, int64_t org, day_t on,
				     struct reorg_figures *out)
{
	struct moved_count_row row;
	int64_t views;
	bool found;
	struct err *err =
		moved_count(cx->db,
			    &(struct moved_count_in){ .org = org, .day = on },
			    &row, &found);

	if (!err)
		err = views_count(cx, org, on, &views);
	if (err)
		return err;
	figure(cx, out, "tasks", N_("Open tasks (led)"), row.n);
	figure(cx, out, "tasks.late", N_("of these overdue"), row.late);
	figure(cx, out, "views", N_("Saved views that name it"), views);
	return NULL;
}

/* ---- behind it ----------------------------------------------------------- */

/* Only now do closures and roles say who reports for whom. */
static struct err *tell(struct cx *cx)
{
	struct moved_telling_rows rows;
	struct cx own = *cx;
	struct err *err = moved_telling(cx->db, &rows);

	own.key = STR_NULL;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (rows.p[i].tell & TELL_LEAD)
			err = work_notice_moved(&own, rows.p[i].task,
						rows.p[i].is_act);
		if (!err && rows.p[i].tell & TELL_WITH)
			err = work_notice_joined(&own, rows.p[i].task,
						 rows.p[i].is_act);
	}
	return err || !rows.n ? err : moved_told(cx->db, NULL);
}

static struct err *reorg_behind(struct cx *cx)
{
	struct err *err = work_count_anew(cx);

	return err ? err : tell(cx);
}

const struct reorg_hook work_reorg = {
	.count = reorg_figures_add,
	.apply = work_reorg_apply,
	.behind = reorg_behind,
	.upon = work_reorg_upon,
	.undo = work_reorg_undo,
};
