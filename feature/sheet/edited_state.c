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
		       int64_t num, struct edited_by_num_row *ret_list)
{
	bool found;
	struct err *err = edited_by_num(cx->db,
					&(struct edited_by_num_in){
						.subject = str_c(subject->name),
						.num = num },
					ret_list, &found);

	if (err || (found && ret_list->org == cx->actor.org &&
		    (ret_list->alone == 1) == cx->actor.alone))
		return err;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such file, or it isn't yours to see."));
}

const struct sheet_cell *sheet_row_taken(const struct sheet_row *row, int at)
{
	for (ptrdiff_t i = 0; i < row->n; i++)
		if (row->cell[i].at == at && row->cell[i].take)
			return &row->cell[i];
	return NULL;
}

/* ---- judging ------------------------------------------------------------- */

static void cell_judge(struct cx *cx, const struct edited_state *s,
		       const struct edited_group *g, ptrdiff_t i)
{
	const struct edited_cells_row *kept = &g->kept[i];
	struct sheet_cell *c = &g->row.cell[i];
	enum sheet_fault fault = sheet_fault_from_key(kept->fault);
	struct str digest;
	struct err *err;

	c->now = g->row.now->plain[c->at];
	c->now = c->now.p ? c->now : STR("");
	digest = sheet_digest_str(cx->arena, sheet_digest(c->now));
	c->same = !fault && str_eq(c->now, text_clean(cx->arena, c->value));
	c->conflict = !c->col->drifts && !str_eq(kept->base, digest);
	if (c->same)
		return;
	if (fault) {
		c->why = tr_fmt(cx->arena, cx->lang, sheet_fault_why(fault),
				c->value);
		return;
	}
	err = s->subject->check(cx, &g->row, c);
	if (err)
		c->why = tr_err(cx->arena, cx->lang, err);
	else if (!c->same) /* accepted as something else: look again */
		c->take = kept->seen.p ? str_eq(kept->seen, digest)
				       : !c->conflict;
}

static void group_count(struct edited_state *s, struct edited_group *g)
{
	bool take = false;

	for (ptrdiff_t i = 0; i < g->row.n; i++) {
		const struct sheet_cell *c = &g->row.cell[i];

		if (c->same)
			continue;
		g->open = true;
		g->look = g->look || c->why.n || c->conflict;
		take = take || c->take;
		s->cells++;
		s->take += c->take;
		s->refused += c->why.n > 0;
		s->conflicts += !c->why.n && c->conflict;
	}
	s->rows += g->open;
	s->rows_look += g->look;
	s->rows_take += take;
}

static void group_judge(struct cx *cx, struct edited_state *s,
			struct edited_group *g)
{
	for (ptrdiff_t i = 0; i < g->row.n; i++) {
		struct sheet_cell *c = &g->row.cell[i];

		c->now = STR("");
		if (g->row.now->there)
			cell_judge(cx, s, g, i);
		else
			c->why = tr(cx->lang, N_("There is no such row, or it "
						 "isn't yours to see."));
	}
	if (g->row.now->there && s->subject->agree)
		s->subject->agree(cx, &g->row);
	group_count(s, g);
}

/* ---- loading ------------------------------------------------------------- */

/* In the order of the columns. */
static void cell_put(const struct edited_state *s, struct edited_group *g,
		     const struct edited_cells_row *kept)
{
	ptrdiff_t at = g->row.n;
	int col;

	if (!sheet_column_find(&s->cols, kept->col, &col))
		return;
	for (; at > 0 && g->row.cell[at - 1].at > col; at--) {
		g->row.cell[at] = g->row.cell[at - 1];
		g->kept[at] = g->kept[at - 1];
	}
	g->row.cell[at] = (struct sheet_cell){ .col = &s->cols.p[col],
					       .at = col,
					       .value = kept->value };
	g->kept[at] = *kept;
	g->row.n++;
}

static struct err *groups_load(struct cx *cx, struct edited_state *s)
{
	struct edited_rows_rows rows;
	struct edited_cells_rows cells;
	struct edited_cells_row *kept;
	struct sheet_cell *cell;
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
	cell = arena_new(cx->arena, struct sheet_cell, cells.n + 1);
	kept = arena_new(cx->arena, struct edited_cells_row, cells.n + 1);
	now = arena_new(cx->arena, struct sheet_now, rows.n + 1);
	s->groups.p = arena_new(cx->arena, struct edited_group, rows.n + 1);
	s->groups.n = rows.n;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct edited_group *g = &s->groups.p[i];

		g->r = rows.p[i];
		now[i].id = g->r.row_id;
		now[i].plain = arena_new(cx->arena, struct str, s->cols.n);
		g->row = (struct sheet_row){ .now = &now[i],
					     .cell = &cell[at],
					     .lang = s->lang,
					     .from = s->s.from_on,
					     .reason = s->s.reason,
					     .file = s->s.file_name,
					     .was = g->r.was,
					     .shared = s->shared };
		g->kept = &kept[at];
		for (; at < cells.n && cells.p[at].n == g->r.n; at++)
			cell_put(s, g, &cells.p[at]);
	}
	return s->subject->now(cx, s->lang, &s->cols, now, rows.n);
}

struct err *edited_state_read(struct cx *cx,
			      const struct sheet_subject *subject, int64_t num,
			      struct edited_state *s)
{
	struct err *err;

	*s = (struct edited_state){ .subject = subject, .lang = LANG_VI };
	err = edited_get(cx, subject, num, &s->s);
	if (!err && !lang_from_code(s->s.lang, &s->lang))
		s->lang = cx->lang;
	if (!err)
		err = subject->columns(cx, s->lang, &s->cols);
	if (!err)
		err = subject->columns(cx, cx->lang, &s->shown);
	if (!err && subject->begin)
		err = subject->begin(cx, s->lang, &s->shared);
	if (!err)
		err = groups_load(cx, s);
	for (ptrdiff_t i = 0; !err && i < s->groups.n; i++)
		group_judge(cx, s, &s->groups.p[i]);
	return err;
}
