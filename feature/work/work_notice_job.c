/*
 * The job of notices: once an hour the reminders and digests of those whose
 * hour it is, and every few minutes the letters about what was issued or
 * returned. What many people are told is read once and written by the hundred
 * people, in one transaction that also marks it, so a job that runs twice
 * tells nobody twice.
 */
#include "work/work_notice.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "job/job.h"
#include "mail/mail.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_letter.h"
#include "work/work_notice_query.h"
#include "work/work_summary.h"

enum {
	PAGE = 100,	 /* people at a time */
	CATCH_UP = 12,	 /* hours back after a standstill */
	NEW_DAYS = 7,	 /* "newly issued" in a digest */
	KEPT_DAYS = 400, /* then a notice is history */
	HOUR_MS = 3600 * 1000,
	LETTER_MS = 3 * 24 * HOUR_MS, /* older news isn't mailed any more */
};
/* what waited longer for a digest isn't told any more */
static const int64_t digest_ms = 35 * (int64_t)24 * HOUR_MS;

/* What all letters of a run share. */
struct run {
	bool mails; /* a server and an address for links are set */
	struct str site, committee, secret;
	int hour;
	struct notice_choice usual;
};

/* ---- one letter -------------------------------------------------------------- */

static struct work_letter letter_begin(struct cx *cx, const struct run *r,
				       const char *kind, struct str lang)
{
	struct work_letter l = {
		.kind = kind,
		.lang = cx->profile ? cx->profile->lang : LANG_VI,
		.site = r->site,
		.committee = r->committee,
	};
	enum lang own;

	if (lang.n && lang_from_code(lang, &own))
		l.lang = own;
	l.settings = str_cat(cx->arena, r->site, STR("/account/notices"));
	return l;
}

static struct str stop_link(struct cx *cx, const struct run *r, int64_t user,
			    int64_t bits)
{
	struct str token = work_stop_token(cx->arena, r->secret,
					   (struct work_stop){ user, bits });

	return str_fmt(cx->arena, "%.*s/stop/%.*s", STR_ARG(r->site),
		       STR_ARG(token));
}

/* The links at its end: one a kind. */
static void stops_put(struct cx *cx, const struct run *r, int64_t user,
		      int64_t bits, struct work_letter *l)
{
	for (int k = 0; k < N_WORK_NOTICE; k++)
		if (bits >> k & 1)
			*vec_push(cx->arena, &l->stops) = (struct letter_link){
				.text = tr_fmt(cx->arena, l->lang,
					       N_("No more letters: {0}"),
					       tr(l->lang,
						  work_notice_title((
							  enum work_notice)k))),
				.href = stop_link(cx, r, user, (int64_t)1 << k)
			};
}

static struct str task_href(struct cx *cx, const struct run *r, int64_t task)
{
	return str_fmt(cx->arena, "%.*s/task/%lld", STR_ARG(r->site),
		       (long long)task);
}

/* ---- news at once ---------------------------------------------------------------- */

struct news_io {
	const struct notice_waiting_people_row *who;
	ptrdiff_t n;
	const struct work_letter *letter; /* of each; no section: none */
};

static struct err *news_one(struct cx *cx, const struct news_io *io,
			    ptrdiff_t i)
{
	const struct notice_waiting_people_row *w = &io->who[i];
	struct notice_waiting_now_row now;
	bool found;
	struct err *err = notice_waiting_now(cx->db,
					     &(struct notice_waiting_now_in){
						     .user_id = w->user_id },
					     &now, &found);

	/* another process was faster: nothing of it is ours */
	if (err || now.n != w->n || now.newest != w->newest)
		return err;
	err = notice_mailed_upto(cx->db,
				 &(struct notice_mailed_upto_in){
					 .user_id = w->user_id,
					 .upto = w->newest,
					 .now = cx->now },
				 NULL);
	if (!err && io->letter[i].sections.n)
		err = work_letter_put(cx, &io->letter[i]);
	return err;
}

static struct err *news_tx(struct cx *cx, void *arg)
{
	const struct news_io *io = arg;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < io->n && !err; i++)
		err = news_one(cx, io, i);
	return err;
}

/* "To verify. Phan Hạ Nguyên: …" */
static struct str act_note(struct cx *cx, enum lang lang,
			   const struct notice_waiting_row *n, const char *word)
{
	struct str what = tr(lang, word);

	if (!n->body.n)
		return tr_fmt(cx->arena, lang, N_("{0}. {1}"), what,
			      n->actor_name);
	return tr_fmt(cx->arena, lang, N_("{0}. {1}"), what,
		      work_notice_said(cx->arena, lang, n->actor_name,
				       n->body));
}

static struct str news_note(struct cx *cx, enum lang lang, enum work_notice k,
			    const struct notice_waiting_row *n)
{
	const char *word = work_notice_act(k, n->act);

	if (k == WORK_NOTICE_MENTION)
		return work_notice_said(cx->arena, lang, n->speaker, n->said);
	if (word)
		return act_note(cx, lang, n, word);
	if (n->body.n)
		return work_notice_said(cx->arena, lang, n->actor_name,
					n->body);
	if (n->due_on == DAY_NONE)
		return n->product;
	return letter_due(cx, lang, n->due_on);
}

static struct str news_href(struct cx *cx, const struct run *r,
			    enum work_notice k,
			    const struct notice_waiting_row *n)
{
	return str_cat(cx->arena, r->site,
		       work_notice_place(cx->arena, k, n->task, n->mark,
					 n->act));
}

/* The rows of a person. */
struct news {
	const struct notice_waiting_row *p;
	ptrdiff_t n;
};

static struct letter_section news_section(struct cx *cx, const struct run *r,
					  const struct news *x, enum lang lang,
					  enum work_notice k)
{
	struct letter_section s = {
		.title = tr(lang, work_notice_word(k)),
		.all = str_cat(cx->arena, r->site,
			       work_notice_waits(k) ? STR("/notices")
						    : STR("/mine")),
	};

	for (ptrdiff_t i = 0; i < x->n; i++) {
		const struct notice_waiting_row *n = &x->p[i];
		int64_t off = n->off == DB_NULL ? 0 : n->off;
		struct letter_item *to;

		if (off >> k & 1 || !str_eq(n->kind, str_c(work_notice_key(k))))
			continue;
		to = letter_line(cx->arena, &s);
		if (to)
			*to = (struct letter_item){
				.title = letter_task(cx->arena, n->number,
						     n->work),
				.note = news_note(cx, lang, k, n),
				.href = news_href(cx, r, k, n)
			};
	}
	return s;
}

/* A section of each kind that there is something of, from `first` on; the
 * kinds. */
static int64_t news_put(struct cx *cx, const struct run *r,
			const struct news *x, enum work_notice first,
			struct work_letter *l)
{
	int64_t bits = 0;

	for (int k = (int)first; k < N_WORK_NOTICE; k++) {
		struct letter_section s =
			news_section(cx, r, x, l->lang, (enum work_notice)k);

		if (!s.n)
			continue;
		bits |= 1LL << k;
		*vec_push(cx->arena, &l->sections) = s;
	}
	return bits;
}

static struct work_letter news_letter(struct cx *cx, const struct run *r,
				      const struct news *x)
{
	struct work_letter l;
	int64_t bits;

	if (!x->n)
		return (struct work_letter){ 0 };
	l = letter_begin(cx, r, "notice", x->p[0].lang);
	l.to = x->p[0].email;
	l.name = x->p[0].name;
	l.title = tr(l.lang, N_("News about your tasks"));
	l.intro = tr(l.lang, N_("This has happened to tasks that concern "
				"you."));
	bits = news_put(cx, r, x, WORK_NOTICE_ISSUED, &l);
	if (!bits)
		return l;
	stops_put(cx, r, x->p[0].user_id, bits, &l);
	l.stop = stop_link(cx, r, x->p[0].user_id, bits);
	return l;
}

/* A hundred people; *ret_last is the last of them, or 0: there were none. */
static struct err *news_page(struct cx *cx, const struct run *r, int64_t after,
			     int64_t *ret_last)
{
	struct notice_waiting_people_rows who;
	struct notice_waiting_rows rows;
	struct work_letter *letter;
	ptrdiff_t at = 0;
	struct err *err =
		notice_waiting_people(cx->db,
				      &(struct notice_waiting_people_in){
					      .after = after, .limit = PAGE },
				      &who);

	*ret_last = !err && who.n ? who.p[who.n - 1].user_id : 0;
	if (err || !who.n)
		return err;
	err = notice_waiting(cx->db,
			     &(struct notice_waiting_in){
				     .after = after,
				     .last = *ret_last,
				     .since = cx->now - LETTER_MS,
				     .today = cx->today,
				     .with = NOTICE_WAITING_WITH_NOW },
			     &rows);
	if (err)
		return err;
	letter = arena_new(cx->arena, struct work_letter, who.n);
	for (ptrdiff_t i = 0; i < who.n; i++) {
		struct news x = { .p = rows.p + at };

		while (at < rows.n && rows.p[at].user_id == who.p[i].user_id) {
			at++;
			x.n++;
		}
		letter[i] = news_letter(cx, r, &x);
	}
	return db_tx(cx, news_tx,
		     &(struct news_io){
			     .who = who.p, .n = who.n, .letter = letter });
}

static struct err *news_send(struct cx *cx, const struct run *r)
{
	struct err *err = NULL;
	int64_t last = 0;

	do {
		struct arena_mark mark = arena_mark(cx->arena);

		err = news_page(cx, r, last, &last);
		if (!err)
			arena_rewind(cx->arena, mark);
	} while (!err && last);
	return err;
}

/* ---- digests ------------------------------------------------------------------------ */

enum part { PART_RETURNED, PART_OVERDUE, PART_ISSUED, PART_SOON, N_PART };

static enum part part_of(const struct cx *cx, const struct digest_tasks_row *t)
{
	if (t->returned)
		return PART_RETURNED;
	if (t->due_on != DAY_NONE && t->due_on < cx->today)
		return PART_OVERDUE;
	if (t->issued_on >= cx->today - NEW_DAYS)
		return PART_ISSUED;
	return PART_SOON;
}

static void digest_tasks_put(struct cx *cx, const struct run *r,
			     const struct digest_tasks_rows *x,
			     struct work_letter *l)
{
	static const enum work_notice word[N_PART] = {
		[PART_RETURNED] = WORK_NOTICE_RETURNED,
		[PART_OVERDUE] = WORK_NOTICE_OVERDUE,
		[PART_ISSUED] = WORK_NOTICE_ISSUED,
		[PART_SOON] = WORK_NOTICE_DUE,
	};
	struct letter_section part[N_PART] = { 0 };

	for (ptrdiff_t i = 0; i < x->n; i++) {
		const struct digest_tasks_row *t = &x->p[i];
		struct letter_item *to =
			letter_line(cx->arena, &part[part_of(cx, t)]);

		if (to)
			*to = (struct letter_item){
				.title = letter_task(cx->arena, t->number,
						     t->work),
				.note = t->due_on == DAY_NONE
						? t->product
						: letter_due(cx, l->lang,
							     t->due_on),
				.href = task_href(cx, r, t->task)
			};
	}
	for (int k = 0; k < N_PART; k++) {
		if (!part[k].n)
			continue;
		part[k].title = tr(l->lang, work_notice_word(word[k]));
		part[k].all = str_cat(cx->arena, r->site, STR("/mine"));
		*vec_push(cx->arena, &l->sections) = part[k];
	}
}

static void digest_waiting_put(struct cx *cx, const struct run *r,
			       const struct digest_waiting_rows *rows,
			       struct work_letter *l)
{
	struct letter_section s = { .title = tr(l->lang, N_("To verify")) };

	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct digest_waiting_row *t = &rows->p[i];
		struct letter_item *to = letter_line(cx->arena, &s);

		if (to)
			*to = (struct letter_item){
				.title = letter_task(cx->arena, t->number,
						     t->work),
				.note = tr_fmt(cx->arena, l->lang,
					       N_("{0}, submitted on {1}"),
					       t->lead_name,
					       fmt_day(cx->arena,
						       t->submitted_on)),
				.href = task_href(cx, r, t->task)
			};
	}
	if (!rows->n)
		return;
	s.n = rows->p[0].total;
	s.all = str_cat(cx->arena, r->site, STR("/tasks?state=waiting"));
	*vec_push(cx->arena, &l->sections) = s;
}

struct digest_io {
	const struct digest_people_row *who;
	ptrdiff_t n;
	const struct work_letter *letter;
};

static struct err *digest_tx(struct cx *cx, void *arg)
{
	const struct digest_io *io = arg;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < io->n && !err; i++) {
		if (!io->letter[i].sections.n)
			continue;
		err = work_letter_put(cx, &io->letter[i]);
		/* the digest says what the reminders would */
		if (!err)
			err = notice_mailed(cx->db,
					    &(struct notice_mailed_in){
						    .user_id = io->who[i].id,
						    .until = cx->now,
						    .now = cx->now },
					    NULL);
	}
	return err;
}

/* People who report for the same organisation, or for none. */
struct digest {
	const struct run *run;
	const struct digest_people_row *p;
	ptrdiff_t n;
	struct digest_tasks_rows tasks;
	const struct digest_waiting_rows *waiting; /* for the office */
};

/* What the state of the tasks doesn't say: mentions and the like. */
static struct err *digest_told(struct cx *cx, const struct digest *d,
			       const struct digest_people_row *who,
			       struct work_letter *l)
{
	struct notice_waiting_in in = { .after = who->id - 1,
					.last = who->id,
					.since = cx->now - digest_ms,
					.today = cx->today,
					.with = NOTICE_WAITING_WITH_TOLD };
	struct notice_waiting_rows rows;
	struct news x = { 0 };
	struct err *err = notice_waiting(cx->db, &in, &rows);

	if (err)
		return err;
	/* what the office is to verify has a section of its own */
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (!who->office || !str_eq(rows.p[i].act, STR("submit")))
			rows.p[x.n++] = rows.p[i];
	x.p = rows.p;
	stops_put(cx, d->run, who->id,
		  1LL << WORK_NOTICE_DIGEST |
			  news_put(cx, d->run, &x, WORK_NOTICE_MENTION, l),
		  l);
	return NULL;
}

static struct err *digest_letter(struct cx *cx, const struct digest *d,
				 const struct digest_people_row *who,
				 struct work_letter *ret_letter)
{
	const struct run *r = d->run;
	struct work_letter l = letter_begin(cx, r, "digest", who->lang);
	struct err *err;

	l.to = who->email;
	l.name = who->name;
	l.title = tr(l.lang, N_("Your tasks"));
	l.intro = tr_fmt(cx->arena, l.lang, N_("As of {0}."),
			 fmt_day_long(cx->arena, l.lang, cx->today));
	l.once = str_fmt(cx->arena, "digest:%lld:%.*s:%d", (long long)who->id,
			 STR_ARG(day_iso(cx->arena, cx->today)), r->hour);
	digest_tasks_put(cx, r, &d->tasks, &l);
	if (who->office)
		digest_waiting_put(cx, r, d->waiting, &l);
	err = work_letter_growth(cx, who->id, &l);
	if (!err)
		err = digest_told(cx, d, who, &l);
	if (err)
		return err;
	l.stop = stop_link(cx, r, who->id, 1LL << WORK_NOTICE_DIGEST);
	*ret_letter = l;
	return NULL;
}

/* At most a page of them: one transaction. */
static struct err *digest_write(struct cx *cx, const struct digest *d,
				ptrdiff_t from)
{
	ptrdiff_t n = MIN(PAGE, d->n - from);
	struct arena_mark mark = arena_mark(cx->arena);
	struct work_letter *letter =
		arena_new(cx->arena, struct work_letter, n);
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < n && !err; i++)
		err = digest_letter(cx, d, &d->p[from + i], &letter[i]);
	if (!err)
		err = db_tx(cx, digest_tx,
			    &(struct digest_io){ d->p + from, n, letter });
	if (!err)
		arena_rewind(cx->arena, mark);
	return err;
}

/* What an organisation has to do is read once for all of its people. */
static struct err *digest_org(struct cx *cx, struct digest *d)
{
	struct digest_tasks_in in = { .org = d->p->org,
				      .today = cx->today,
				      .soon = cx->today + work_soon_days(cx),
				      .since = cx->today - NEW_DAYS };
	struct arena_mark mark = arena_mark(cx->arena);
	struct err *err = digest_tasks(cx->db, &in, &d->tasks);

	for (ptrdiff_t i = 0; i < d->n && !err; i += PAGE)
		err = digest_write(cx, d, i);
	if (!err)
		arena_rewind(cx->arena, mark);
	return err;
}

static struct err *digest_send(struct cx *cx, const struct run *r)
{
	struct digest_people_in in = { .weekday = day_weekday(cx->today),
				       .hour = r->hour,
				       .usual_day = r->usual.day,
				       .usual_hour = r->usual.hour,
				       .today = cx->today };
	struct digest_people_rows who;
	struct digest_waiting_rows waiting;
	struct err *err = digest_people(cx->db, &in, &who);

	if (!err)
		err = digest_waiting(cx->db,
				     &(struct digest_waiting_in){
					     .limit = LETTER_ITEMS },
				     &waiting);
	for (ptrdiff_t at = 0; !err && at < who.n;) {
		struct digest d = { .run = r,
				    .p = who.p + at,
				    .waiting = &waiting };

		while (at < who.n && who.p[at].org == d.p->org) {
			at++;
			d.n++;
		}
		err = digest_org(cx, &d);
	}
	return err;
}

/* ---- the job ---------------------------------------------------------------------------- */

static struct err *slot_tx(struct cx *cx, void *arg)
{
	return slot_insert(cx->db, arg, NULL);
}

static struct err *slot_do(struct cx *cx, struct run *r, int hour)
{
	struct slot_insert_in in = { .day = cx->today,
				     .hour = hour,
				     .now = cx->now };
	struct slot_wanted_row any = { .wanted = 1 };
	bool found;
	struct err *err = NULL;

	r->hour = hour;
	if (hour != r->usual.hour)
		err = slot_wanted(cx->db, &(struct slot_wanted_in){ hour },
				  &any, &found);
	if (!err && any.wanted)
		err = work_notice_remind(cx, hour);
	if (!err && any.wanted && r->mails)
		err = digest_send(cx, r);
	return err ? err : db_tx(cx, slot_tx, &in);
}

static struct err *slots_do(struct cx *cx, struct run *r)
{
	int now = work_notice_hour(cx);
	struct slot_list_rows done;
	uint32_t bits = 0;
	struct err *err =
		slot_list(cx->db, &(struct slot_list_in){ .day = cx->today },
			  &done);

	for (ptrdiff_t i = 0; !err && i < done.n; i++)
		bits |= 1u << done.p[i].hour;
	for (int h = MAX(0, now - CATCH_UP); !err && h <= now; h++)
		if (!(bits >> h & 1))
			err = slot_do(cx, r, h);
	return err;
}

static struct err *secret_tx(struct cx *cx, void *arg)
{
	return work_stop_secret(cx, arg);
}

static struct err *run_begin(struct cx *cx, struct run *r)
{
	struct mail_config c;
	struct org root;
	bool found = false;
	struct err *err = mail_config_get(cx, &c);

	*r = (struct run){ .usual = work_choice_usual(cx) };
	if (!err)
		err = org_get_root(cx, &root, &found);
	if (err || !found || !c.host.n)
		return err;
	r->mails = true;
	r->site = c.site;
	r->committee = root.name;
	return db_tx(cx, secret_tx, &r->secret);
}

struct err *work_notice_run(struct cx *cx, const struct job *j UNUSED)
{
	struct run r;
	struct err *err = run_begin(cx, &r);

	if (!err)
		err = slots_do(cx, &r);
	if (err || !r.mails)
		return err;
	err = news_send(cx, &r);
	return err ? err : job_ask(cx, "mail.send", STR_NULL, STR("now"), 0);
}

static struct err *sweep_tx(struct cx *cx, void *arg UNUSED)
{
	struct err *err = notice_sweep(
		cx->db,
		&(struct notice_sweep_in){
			.before = cx->now - KEPT_DAYS * (int64_t)24 * HOUR_MS },
		NULL);

	if (!err)
		err = slot_sweep(cx->db,
				 &(struct slot_sweep_in){ .before = cx->today -
								    2 },
				 NULL);
	return err;
}

struct err *work_notice_sweep(struct cx *cx, const struct job *j UNUSED)
{
	return db_tx(cx, sweep_tx, NULL);
}
