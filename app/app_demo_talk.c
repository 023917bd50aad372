/* What people of the demo said about tasks, and the shares of cooperating
 * units: one line of talk.csv at a time, through the real acts. */
#include "app/app_demo.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_share.h"
#include "work/work_share_query.h"
#include "work/work_talk.h"
#include "work/work_talk_query.h"

const struct demo_user *demo_speaker(const struct demo *d, struct str key)
{
	/* the administrator is first; the office's people follow */
	if (str_eq(key, STR("office")))
		return &d->users.p[1];
	for (ptrdiff_t i = 0; i < d->users.n; i++)
		if (str_eq(d->users.p[i].key, key))
			return &d->users.p[i];
	return NULL;
}

/* "{@btc}" becomes "@" and the name of that unit's secretary. */
static struct err *names_put(struct cx *cx, const struct demo *d,
			     struct str *text)
{
	struct arena *a = cx->arena;

	for (;;) {
		ptrdiff_t open = str_find(*text, STR("{@"), 0);
		ptrdiff_t close =
			open < 0 ? -1 : str_find(*text, STR("}"), open);
		const struct demo_user *u;

		if (close < 0)
			return NULL;
		u = demo_speaker(d, str_sub(*text, open + 2, close));
		if (!u)
			return demo_fault(cx, "nobody there", *text);
		*text = str_fmt(a, "%.*s@%.*s%.*s", (int)open, text->p,
				STR_ARG(u->in.name),
				STR_ARG(str_sub(*text, close + 1, text->n)));
	}
}

/* The newest open share of a unit in a task. */
static struct err *share_find(struct cx *cx, int64_t task, int64_t org,
			      int64_t *ret_share)
{
	struct share_list_rows rows;
	struct err *err = share_list(
		cx->db,
		&(struct share_list_in){ .task = task, .limit = SHARES_MOST },
		&rows);

	for (ptrdiff_t i = rows.n - 1; !err && i >= 0; i--) {
		if (rows.p[i].org == org && rows.p[i].taken_on == DAY_NONE) {
			*ret_share = rows.p[i].id;
			return NULL;
		}
	}
	return err ? err : demo_fault(cx, "no such share", STR(""));
}

static struct err *files_make(struct cx *cx, struct str names, struct str text,
			      struct work_share_deed *deed)
{
	struct work_file *files =
		arena_new(cx->arena, struct work_file, WORK_FILES_MOST);
	struct err *err = NULL;

	deed->files = files;
	while (names.n && !err) {
		struct work_file *f = &files[deed->n_files++];

		f->name = str_cut(&names, ';');
		err = demo_file(cx->arena, f->name, text, &f->bytes);
	}
	return err;
}

static struct err *share_step(struct cx *cx, const struct demo_row *r,
			      int64_t task, int64_t org)
{
	struct work_share_deed deed = { .text = r->f[5] };
	struct err *err;

	if (!work_share_from_key(r->f[3], &deed.what))
		return demo_fault(cx, "no such step", r->f[3]);
	err = share_find(cx, task, org, &deed.share);
	if (!err && deed.what == SHARE_DELIVER)
		err = files_make(cx, r->f[6], r->f[5], &deed);
	return err ? err : work_share_do(cx, &deed, &task);
}

static struct err *ask_step(struct cx *cx, const struct demo_row *r,
			    int64_t task, int64_t org)
{
	struct work_share_new in = {
		.task = task, .org = org, .work = r->f[5], .due = DAY_NONE
	};
	int64_t month, day, id;

	if (r->f[6].n && (!str_to_i64(str_sub(r->f[6], 0, 2), &month) ||
			  !str_to_i64(str_sub(r->f[6], 2, 4), &day) ||
			  !day_from_ymd(day_ymd(cx->today).y, (int)month,
					(int)day, &in.due)))
		return demo_fault(cx, "no such day", r->f[6]);
	return work_share_ask(cx, &in, &id);
}

/* The speaker mends the newest comment of the task. */
static struct err *edit_step(struct cx *cx, int64_t task,
			     const struct work_talk_text *said)
{
	struct talk_list_rows rows;
	struct err *err =
		talk_list(cx->db,
			  &(struct talk_list_in){ .task = task,
						  .person = cx->actor.id,
						  .until = INT64_MAX,
						  .limit = 1 },
			  &rows);

	if (err)
		return err;
	if (!rows.n)
		return demo_fault(cx, "nothing to edit", said->body);
	return work_talk_edit(cx, rows.p[0].id, 1, said);
}

struct err *demo_talk(struct cx *cx, const struct demo *d,
		      const struct demo_row *r, int64_t task)
{
	const struct demo_org *org = demo_org(d, r->f[4]);
	struct work_talk_text said = { .body = r->f[5] };
	struct err *err;
	int64_t id;

	if (!r->f[4].n) {
		err = names_put(cx, d, &said.body);
		if (!err && str_eq(r->f[3], STR("edit")))
			return edit_step(cx, task, &said);
		return err ? err : work_talk_add(cx, task, &said, &id);
	}
	if (!org)
		return demo_fault(cx, "no such organisation", r->f[4]);
	if (str_eq(r->f[3], STR("ask")))
		return ask_step(cx, r, task, org->id);
	return share_step(cx, r, task, org->id);
}
