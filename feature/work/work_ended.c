/* Organisations that are no more, where somebody names one as the lead. */
#include "work/work_ended.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_reorg_query.h"

enum { CHAIN_MOST = 40 };

static struct err *at_lead(struct err *err)
{
	return err_at(err, STR("lead"));
}

/* The one that is there now; an heir may have ended as well. */
static struct err *heir_find(struct cx *cx, int64_t heir, struct str *ret_name)
{
	struct org org;
	bool found = false;
	struct err *err = NULL;

	*ret_name = STR_NULL;
	for (int i = 0; !err && heir != DB_NULL && i < CHAIN_MOST; i++) {
		struct ended_one_row row;
		int64_t at = heir;

		err = ended_one(cx->db,
				&(struct ended_one_in){ .id = at,
							.today = cx->today },
				&row, &found);
		heir = !err && found ? row.heir : DB_NULL;
		if (err || found)
			continue;
		err = org_find(cx, at, &org, &found);
		if (!err && found)
			*ret_name = org.name;
	}
	return err;
}

struct err *work_lead_find(struct cx *cx, int64_t id, struct org *ret_org)
{
	struct ended_one_row row;
	struct str heir, day;
	bool found;
	struct err *err = org_find(cx, id, ret_org, &found);

	if (err)
		return err;
	if (!found)
		return at_lead(
			err_new(cx->arena, ERR_INVALID,
				N_("Choose the lead unit from the list.")));
	err = ended_one(cx->db,
			&(struct ended_one_in){ .id = id, .today = cx->today },
			&row, &found);
	if (!err && found)
		err = heir_find(cx, row.heir, &heir);
	if (err || !found)
		return err;
	day = fmt_day(cx->arena, row.to_on);
	return at_lead(
		heir.n ? err_new(cx->arena, ERR_INVALID,
				 N_("“{0}” ended on {1} and went into “{2}”: "
				    "choose who leads now."),
				 row.name, day, heir)
		       : err_new(cx->arena, ERR_INVALID,
				 N_("“{0}” ended on {1}: choose who leads "
				    "now."),
				 row.name, day));
}

/* ---- names in files ------------------------------------------------------ */

static int64_t living_heir(const struct ended_list_rows *rows, int64_t heir)
{
	for (int i = 0; heir != DB_NULL && i < CHAIN_MOST; i++) {
		ptrdiff_t k = 0;

		while (k < rows->n && rows->p[k].id != heir)
			k++;
		if (k == rows->n)
			return heir;
		heir = rows->p[k].heir;
	}
	return DB_NULL;
}

static void heir_set(const struct orgs *living, int64_t heir,
		     struct work_heir *h)
{
	for (ptrdiff_t i = 0; i < living->n; i++)
		if (living->p[i].id == heir) {
			h->heir = heir;
			h->name = living->p[i].name;
		}
}

struct err *work_ended_add(struct cx *cx, const struct orgs *living,
			   struct work_orgs *orgs)
{
	struct ended_list_rows rows;
	struct work_org *org;
	struct work_heir *heir;
	struct err *err =
		ended_list(cx->db, &(struct ended_list_in){ cx->today }, &rows);

	if (err || !rows.n)
		return err;
	org = arena_new(cx->arena, struct work_org, rows.n);
	heir = arena_new(cx->arena, struct work_heir, rows.n);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		org[i] = (struct work_org){ rows.p[i].id, rows.p[i].name,
					    rows.p[i].short_name };
		heir[i].ended = rows.p[i].to_on;
		heir_set(living, living_heir(&rows, rows.p[i].heir), &heir[i]);
	}
	work_orgs_ended(orgs, work_orgs(cx->arena, cx->profile, org, rows.n),
			heir);
	return NULL;
}
