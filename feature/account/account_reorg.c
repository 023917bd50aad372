/*
 * What becomes of roles when organisations change: who reported for one that
 * goes into another reports for that from the day on. Without an heir, or
 * where the heir stands above all others and a role would let its person see
 * everything, roles end, each by name. Nobody loses the right to manage
 * accounts by it: that counts at the root alone, which can't end.
 */
#include "account/account_reorg.h"

#include "account/account_act.h"
#include "account/account_reorg_query.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"

enum { CHAIN_MOST = 40 };

static struct err *reorg_figures_add(struct cx *cx, int64_t org, day_t on,
				     struct reorg_figures *out)
{
	struct grant_reorg_count_row row;
	bool found;
	struct err *err = grant_reorg_count(
		cx->db, &(struct grant_reorg_count_in){ .org = org, .day = on },
		&row, &found);

	if (!err)
		*vec_push(cx->arena, out) = (struct reorg_figure){
			.key = "users",
			.title = tr(cx->lang, N_("Users with a role there")),
			.n = row.n
		};
	return err;
}

/* ---- roles go along ------------------------------------------------------ */

/* An heir may end in the same decision; 0: there is none at last. */
static int64_t heir_of(const struct reorg *r, int64_t org)
{
	for (int deep = 0; org && deep < CHAIN_MOST; deep++) {
		ptrdiff_t i = 0;

		while (i < r->ends.n && r->ends.p[i].org != org)
			i++;
		if (i == r->ends.n)
			return org;
		org = r->ends.p[i].heir;
	}
	return 0;
}

struct going {
	struct cx cx; /* without the form's key */
	const struct reorg *r;
	int64_t heir; /* 0: none */
	struct str reason;
};

static struct err *event_put(struct going *g, const char *kind,
			     const struct grant_reorg_list_row *row,
			     int64_t org)
{
	struct buf after = audit_obj(&g->cx);

	audit_str(&after, "role", row->role);
	audit_int(&after, "org", org);
	audit_day(&g->cx, &after, org == g->heir ? "from" : "to", g->r->on);
	return account_event(&g->cx, kind, row->user_id, audit_end(&after),
			     g->reason);
}

static struct err *grant_go(struct going *g, int64_t org,
			    const struct grant_reorg_list_row *row)
{
	int64_t n = 0;
	struct err *err = grant_reorg_end(
		g->cx.db, &(struct grant_reorg_end_in){ .id = row->id,
							.on = g->r->on,
							.event = g->r->event });

	if (!err)
		err = event_put(g, "user.grant_end", row, org);
	if (err || !g->heir)
		return err;
	err = grant_reorg_put(g->cx.db,
			      &(struct grant_reorg_put_in){
				      .id = row->id,
				      .org = g->heir,
				      .on = g->r->on,
				      .granted_by = g->cx.actor.id,
				      .reason = g->reason,
				      .event = g->r->event },
			      &n);
	return err || !n ? err : event_put(g, "user.grant", row, g->heir);
}

/* Who loses a role is named. */
static void end_note(struct cx *cx, struct reorg *r,
		     const struct grant_reorg_list_row *row)
{
	*vec_push(cx->arena, &r->notes) =
		tr_fmt(cx->arena, cx->lang,
		       N_("The role “{0}” of {1} at {2} ends."),
		       profile_role_title(cx->profile, row->role, cx->lang),
		       row->name, row->org_name);
}

static struct err *end_apply(struct cx *cx, struct reorg *r, int64_t org)
{
	struct going g = { .cx = *cx, .r = r, .heir = heir_of(r, org) };
	struct grant_reorg_words_row words;
	struct grant_reorg_list_rows rows;
	bool found;
	struct err *err = grant_reorg_list(cx->db,
					   &(struct grant_reorg_list_in){
						   .org = org, .on = r->on },
					   &rows);

	if (err || !rows.n)
		return err;
	err = grant_reorg_words(
		cx->db,
		&(struct grant_reorg_words_in){
			.id = r->decision, .heir = g.heir, .day = r->on },
		&words, &found);
	if (err || !found)
		return err;
	g.cx.key = STR_NULL;
	g.reason = tr_fmt(cx->arena, cx->profile->lang, N_("Decision {0}"),
			  words.number);
	if (words.top)
		g.heir = 0;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		err = grant_go(&g, org, &rows.p[i]);
		if (!err && !g.heir)
			end_note(cx, r, &rows.p[i]);
	}
	if (!err && g.heir)
		*vec_push(cx->arena, &r->notes) =
			tr_fmt(cx->arena, cx->lang,
			       N_("{0} roles at {1} go on at {2}."),
			       fmt_int(cx->arena, cx->lang, rows.n),
			       rows.p[0].org_name, words.heir);
	return err;
}

static struct err *reorg_roles(struct cx *cx, struct reorg *r)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < r->ends.n; i++)
		err = end_apply(cx, r, r->ends.p[i].org);
	return err;
}

/* ---- taking it back ------------------------------------------------------ */

static struct err *reorg_upon(struct cx *cx, const struct reorg_undo *u,
			      struct str *ret_why)
{
	struct grant_reorg_upon_row row;
	bool found;
	struct err *err =
		grant_reorg_upon(cx->db,
				 &(struct grant_reorg_upon_in){ u->event },
				 &row, &found);

	if (!err && found)
		*ret_why = tr(cx->lang, N_("A role that it moved, or at an "
					   "organisation that it made, was "
					   "changed later."));
	return err;
}

static struct err *reorg_back(struct cx *cx, const struct reorg_undo *u)
{
	struct err *err = grant_reorg_undo_made(
		cx->db,
		&(struct grant_reorg_undo_made_in){ .event = u->event,
						    .undo = u->undo },
		NULL);

	if (!err)
		err = grant_reorg_undo_ended(
			cx->db, &(struct grant_reorg_undo_ended_in){ u->event },
			NULL);
	return err;
}

const struct reorg_hook account_reorg = {
	.count = reorg_figures_add,
	.apply = reorg_roles,
	.upon = reorg_upon,
	.undo = reorg_back,
};
