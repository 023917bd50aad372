/* Columns of the tree of organisations, each one statement for all its rows. */
#include "member/member_column.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_column_query.h"
#include "member/member_stat.h"

enum { ID_WIDTH = 20, HEADS_MOST = 4 };

static struct str ids_text(struct cx *cx, const int64_t *org, ptrdiff_t n)
{
	struct buf b = buf_init(cx->arena, n * ID_WIDTH + 1);

	for (ptrdiff_t i = 0; i < n; i++)
		buf_fmt(&b, "%*lld", ID_WIDTH, (long long)org[i]);
	return buf_view(&b);
}

/* Only what one may see of members: a day to come has no list of them, and a
 * place without those below it no figures. */
static struct str on_day(struct cx *cx, day_t day, int64_t org)
{
	struct str href =
		str_fmt(cx->arena, "/members/stats?org=%lld", (long long)org);

	if (cx->actor.alone)
		return STR_NULL;
	if (!cx->past)
		return href;
	return str_fmt(cx->arena, "%.*s&as_at=%.*s", STR_ARG(href),
		       STR_ARG(day_iso(cx->arena, day)));
}

static ptrdiff_t place_of(const int64_t *org, ptrdiff_t n, int64_t id)
{
	ptrdiff_t i = 0;

	while (i < n && org[i] != id)
		i++;
	return i;
}

/* ---- members --------------------------------------------------------------------- */

static struct err *members_fill(struct cx *cx, day_t day, const int64_t *org,
				ptrdiff_t n, struct feature_cell *ret_cells)
{
	struct column_states_in in = { .orgs = ids_text(cx, org, n),
				       .scope = member_scope(cx),
				       .day = day };
	struct column_states_rows rows = { 0 };
	struct err *err = NULL;

	in.with = in.scope ? COLUMN_STATES_WITH_SCOPE : 0u;
	if (n && in.scope != MEMBER_NOBODY)
		err = column_states(cx->db, &in, &rows);
	for (ptrdiff_t i = 0, k; !err && i < rows.n; i = k) {
		ptrdiff_t at = place_of(org, n, rows.p[i].org);
		int64_t sum = 0;

		for (k = i; k < rows.n && rows.p[k].org == rows.p[i].org; k++)
			if (member_stat_counts(cx, rows.p[k].state))
				sum += rows.p[k].n;
		if (at == n || !sum)
			continue;
		ret_cells[at].text = fmt_int(cx->arena, cx->lang, sum);
		if (day <= cx->today)
			ret_cells[at].href = on_day(cx, day, org[at]);
	}
	return err;
}

/* ---- who heads them ---------------------------------------------------------------- */

static void heads_of(const struct cx *cx, struct str head[HEADS_MOST])
{
	const struct profile_term *t = NULL;
	int n = 0;

	while (n < HEADS_MOST &&
	       (t = profile_term_next(cx->profile, "office", t)))
		if (profile_term_is(t, "head"))
			head[n++] = t->code;
	for (; n < HEADS_MOST; n++)
		head[n] = STR("");
}

/* Who holds an office on the day, else since when nobody does. */
static void head_say(struct cx *cx, day_t day, const struct column_heads_row *r,
		     ptrdiff_t n, struct feature_cell *cell)
{
	day_t since = DAY_NONE;

	for (ptrdiff_t i = 0; i < n; i++) {
		if (r[i].to_on == DAY_NONE || r[i].to_on > day) {
			cell->text = r[i].name;
			cell->href = str_fmt(cx->arena, "/member/%lld",
					     (long long)r[i].member);
			return;
		}
		if (since == DAY_NONE || r[i].to_on > since)
			since = r[i].to_on;
	}
	cell->text = tr_fmt(cx->arena, cx->lang, N_("vacant since {0}"),
			    fmt_day(cx->arena, since));
}

static struct err *heads_fill(struct cx *cx, day_t day, const int64_t *org,
			      ptrdiff_t n, struct feature_cell *ret_cells)
{
	struct column_heads_in in = { .orgs = ids_text(cx, org, n),
				      .scope = member_scope(cx),
				      .day = day };
	struct column_heads_rows rows = { 0 };
	struct str head[HEADS_MOST];
	struct err *err = NULL;

	heads_of(cx, head);
	in.h1 = head[0];
	in.h2 = head[1];
	in.h3 = head[2];
	in.h4 = head[3];
	in.with = in.scope ? COLUMN_HEADS_WITH_SCOPE : 0u;
	if (n && in.scope != MEMBER_NOBODY)
		err = column_heads(cx->db, &in, &rows);
	for (ptrdiff_t i = 0, k; !err && i < rows.n; i = k) {
		ptrdiff_t at = place_of(org, n, rows.p[i].org);

		for (k = i; k < rows.n && rows.p[k].org == rows.p[i].org; k++)
			continue;
		if (at < n)
			head_say(cx, day, &rows.p[i], k - i, &ret_cells[at]);
	}
	return err;
}

const struct feature_org_column member_org_columns[MEMBER_N_ORG_COLUMNS] = {
	{ .title = N_("Members"),
	  .order = 30,
	  .numeric = true,
	  .perm = PERM_MEMBER_VIEW,
	  .fill = members_fill },
	{ .title = N_("Head"),
	  .order = 40,
	  .perm = PERM_MEMBER_VIEW,
	  .fill = heads_fill },
};
