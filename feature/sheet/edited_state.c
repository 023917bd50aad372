/* Judges the cells of a list that waits. */
#include "sheet/edited_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"

enum { UNDO_DAYS = 7 };

day_t edited_until(const struct cx *cx, int64_t confirmed_at)
{
	day_t day = day_of_instant(confirmed_at);

	return day + (day_t)profile_rule_int(cx->profile,
					     STR("import_undo_days"), day,
					     UNDO_DAYS);
}

struct err *edited_allowed(struct cx *cx, const struct sheet_subject *subject)
{
	if (subject->may(cx))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only who may change these rows may send a list of "
			  "them back."));
}

struct err *edited_get(struct cx *cx, const struct sheet_subject *subject,
		       int64_t id, struct edited_by_id_row *ret_list)
{
	bool found;
	struct err *err =
		edited_by_id(cx->db, &(struct edited_by_id_in){ .id = id },
			     ret_list, &found);

	if (err || (found && ret_list->org == cx->actor.org &&
		    str_eq(ret_list->subject, str_c(subject->name))))
		return err;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such file, or it isn't yours to see."));
}

struct sheet_change edited_change(const struct edited_state *s,
				  const struct edited_group *g,
				  const struct edited_one *c)
{
	return (struct sheet_change){ .id = g->r.row_id,
				      .col = &s->cols.p[c->col],
				      .at = c->col,
				      .lang = s->lang,
				      .value = c->r.value,
				      .from = s->s.from_on,
				      .reason = s->s.reason };
}

static void cell_judge(struct cx *cx, const struct edited_state *s,
		       const struct edited_group *g, struct edited_one *c)
{
	enum sheet_fault fault = sheet_fault_from_key(c->r.fault);
	struct str digest;
	struct sheet_change change = edited_change(s, g, c);
	struct err *err;

	c->now = g->now->plain[c->col].p ? g->now->plain[c->col] : STR("");
	digest = sheet_digest_str(cx->arena, sheet_digest(c->now));
	c->same = !fault && str_eq(c->now, text_clean(cx->arena, c->r.value));
	c->conflict = !str_eq(c->r.base, digest);
	if (c->same)
		return;
	if (fault) {
		c->why = tr_fmt(cx->arena, cx->lang, sheet_fault_why(fault),
				c->r.value);
		return;
	}
	err = s->subject->check(cx, g->now, &change);
	if (err)
		c->why = tr_err(cx->arena, cx->lang, err);
	else /* accepted while something else stood there: look again */
		c->take =
			c->r.seen.p ? str_eq(c->r.seen, digest) : !c->conflict;
}

static void group_judge(struct cx *cx, struct edited_state *s,
			struct edited_group *g)
{
	for (ptrdiff_t i = 0; i < g->n_cells; i++) {
		struct edited_one *c = &g->cell[i];

		c->now = STR("");
		if (g->now->there)
			cell_judge(cx, s, g, c);
		else
			c->why = tr(cx->lang, N_("There is no such row, or it "
						 "isn't yours to see."));
		if (c->same)
			continue;
		g->open = true;
		g->look = g->look || c->why.n || c->conflict;
		s->cells++;
		s->take += c->take;
		s->refused += c->why.n > 0;
		s->conflicts += !c->why.n && c->conflict;
	}
	s->rows += g->open;
	s->rows_look += g->look;
}

static struct err *groups_load(struct cx *cx, struct edited_state *s)
{
	struct edited_rows_rows rows;
	struct edited_cells_rows cells;
	struct edited_one *cell;
	struct sheet_now *now;
	ptrdiff_t at = 0;
	struct err *err =
		edited_rows(cx->db, &(struct edited_rows_in){ .list = s->s.id },
			    &rows);

	if (!err)
		err = edited_cells(cx->db,
				   &(struct edited_cells_in){ .list = s->s.id },
				   &cells);
	if (err)
		return err;
	cell = arena_new(cx->arena, struct edited_one, cells.n + 1);
	now = arena_new(cx->arena, struct sheet_now, rows.n + 1);
	s->groups.p = arena_new(cx->arena, struct edited_group, rows.n + 1);
	s->groups.n = rows.n;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct edited_group *g = &s->groups.p[i];

		g->r = rows.p[i];
		g->now = &now[i];
		now[i].id = g->r.row_id;
		now[i].plain = arena_new(cx->arena, struct str, s->cols.n);
		g->cell = &cell[at];
		for (; at < cells.n && cells.p[at].n == g->r.n; at++) {
			struct edited_one *c = &g->cell[g->n_cells];

			c->r = cells.p[at];
			if (sheet_column_find(&s->cols, c->r.col, &c->col))
				g->n_cells++;
		}
	}
	return s->subject->now(cx, s->lang, &s->cols, now, rows.n);
}

struct err *edited_state_read(struct cx *cx,
			      const struct sheet_subject *subject, int64_t id,
			      struct edited_state *s)
{
	struct err *err;

	*s = (struct edited_state){ .subject = subject, .lang = LANG_VI };
	err = edited_get(cx, subject, id, &s->s);
	if (!err && !lang_from_code(s->s.lang, &s->lang))
		s->lang = cx->lang;
	if (!err)
		err = subject->columns(cx, s->lang, &s->cols);
	if (!err)
		err = groups_load(cx, s);
	for (ptrdiff_t i = 0; !err && i < s->groups.n; i++)
		group_judge(cx, s, &s->groups.p[i]);
	return err;
}
