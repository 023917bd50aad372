/*
 * The conditions of a list of members. People below the root get the part
 * `scope` here and nowhere else.
 */
#include "member/member_list.h"

#include "base/utf8.h"
#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_word.h"

const struct field member_list_fields[MEMBER_LIST_FIELDS_N] = {
	{ .name = "q", .label = N_("Word in the name"), .kind = FIELD_LINE },
	{ .name = "org",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .min = 0 },
	{ .name = "state", .label = N_("State"), .kind = FIELD_WORD },
	{ .name = "sex", .label = N_("Sex"), .kind = FIELD_WORD },
	{ .name = "as_at", .label = N_("Day"), .kind = FIELD_DAY },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};

static struct err *day_read(struct cx *cx, struct req *rq)
{
	day_t day = req_day(rq, "as_at");

	if (day == DAY_NONE || day == cx->today)
		return NULL;
	if (day > cx->today)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("{0} hasn't come yet; ask for today or "
				   "a day before it."),
				fmt_day(cx->arena, day)),
			STR("as_at"));
	cx->today = cx->as_at = day;
	cx->past = true;
	return NULL;
}

struct err *member_filter_read(struct cx *cx, struct req *rq,
			       struct member_filter *ret_filter)
{
	int64_t org, page;

	if (req_faults(rq))
		return req_faults(rq);
	org = req_int(rq, "org");
	page = req_int(rq, "page");
	*ret_filter = (struct member_filter){
		.q = req_str(rq, "q"),
		.org = org == DB_NULL ? 0 : org,
		.state = req_str(rq, "state"),
		.sex = cx_may(cx, PERM_MEMBER_PERSONAL) ? req_str(rq, "sex")
							: STR_NULL,
		.page = page == DB_NULL ? 1 : page,
	};
	return day_read(cx, rq);
}

/* The range of the words, and that of the second on with the first behind:
 * "nguyen an" finds "Nguyễn Văn An", too. */
struct words {
	struct str q, q_end, turn, turn_end;
};

static struct words words_of(struct cx *cx, struct str typed)
{
	struct words w = { .q = text_fold(cx->arena, typed) };

	w.turn = member_word_turned(cx->arena, w.q, 1);
	if (!w.turn.p)
		w.turn = w.q;
	w.q_end = str_cat(cx->arena, w.q, STR(MEMBER_WORD_BEHIND));
	w.turn_end = str_cat(cx->arena, w.turn, STR(MEMBER_WORD_BEHIND));
	return w;
}

/* ---- today -------------------------------------------------------------- */

/* Of who left there is no organisation: shown where their state is asked for. */
static struct member_list_in today_in(struct cx *cx,
				      const struct member_filter *f)
{
	struct words w = words_of(cx, f->q);
	struct member_list_in in = { .scope = member_scope(cx),
				     .org = f->org,
				     .q = w.q,
				     .q_end = w.q_end,
				     .turn = w.turn,
				     .turn_end = w.turn_end,
				     .state = f->state,
				     .sex = f->sex,
				     .limit = MEMBER_PAGE_ROWS };

	in.with = (in.scope ? MEMBER_LIST_WITH_SCOPE : 0u) |
		  (f->org ? MEMBER_LIST_WITH_ORG : 0u) |
		  (in.q.n ? MEMBER_LIST_WITH_Q : 0u) |
		  (f->sex.n ? MEMBER_LIST_WITH_SEX : 0u) |
		  (f->state.n ? MEMBER_LIST_WITH_STATE
			      : MEMBER_LIST_WITH_CURRENT);
	return in;
}

/* The same conditions for the other two; their parts have the same order. */
static struct member_count_in count_in(const struct member_list_in *in)
{
	static_assert((int)MEMBER_COUNT_WITH_SEX == (int)MEMBER_LIST_WITH_SEX,
		      "the parts have the same order");
	return (struct member_count_in){ .scope = in->scope,
					 .org = in->org,
					 .q = in->q,
					 .q_end = in->q_end,
					 .turn = in->turn,
					 .turn_end = in->turn_end,
					 .state = in->state,
					 .sex = in->sex,
					 .with = in->with };
}

static struct member_dump_in dump_in(const struct member_list_in *in)
{
	static_assert((int)MEMBER_DUMP_WITH_SEX == (int)MEMBER_LIST_WITH_SEX,
		      "the parts have the same order");
	return (struct member_dump_in){ .scope = in->scope,
					.org = in->org,
					.q = in->q,
					.q_end = in->q_end,
					.turn = in->turn,
					.turn_end = in->turn_end,
					.state = in->state,
					.sex = in->sex,
					.with = in->with };
}

/* ---- a past day --------------------------------------------------------- */

/* The parts that stand in each of the statements. */
#define PAST_WITH(NAME, in, f)                                                 \
	(((in)->scope ? NAME##_WITH_SCOPE : 0u) |                              \
	 ((f)->org ? NAME##_WITH_ORG : 0u) |                                   \
	 ((in)->q.n ? NAME##_WITH_Q : 0u) |                                    \
	 ((f)->sex.n ? NAME##_WITH_SEX : 0u) |                                 \
	 ((f)->state.n ? NAME##_WITH_STATE : 0u))

static struct member_past_list_in past_in(struct cx *cx,
					  const struct member_filter *f)
{
	struct words w = words_of(cx, f->q);
	struct member_past_list_in in = { .scope = member_scope(cx),
					  .org = f->org,
					  .q = w.q,
					  .q_end = w.q_end,
					  .turn = w.turn,
					  .turn_end = w.turn_end,
					  .state = f->state,
					  .sex = f->sex,
					  .as_at = cx->as_at,
					  .limit = MEMBER_PAGE_ROWS,
					  .order = MEMBER_PAST_LIST_BY_FORE };

	in.with = PAST_WITH(MEMBER_PAST_LIST, &in, f);
	if (!in.scope && !f->org && !f->state.n && !in.q.n)
		in.with |= MEMBER_PAST_LIST_WITH_WALK;
	return in;
}

static struct err *past_count(struct cx *cx, const struct member_filter *f,
			      int64_t *ret_n)
{
	struct member_past_list_in in = past_in(cx, f);
	struct member_past_count_in count = {
		.scope = in.scope,
		.org = in.org,
		.q = in.q,
		.q_end = in.q_end,
		.turn = in.turn,
		.turn_end = in.turn_end,
		.state = in.state,
		.sex = in.sex,
		.as_at = in.as_at,
		.with = PAST_WITH(MEMBER_PAST_COUNT, &in, f)
	};
	struct member_past_count_row row;
	bool found;
	struct err *err;

	err = member_past_count(cx->db, &count, &row, &found);
	if (!err)
		*ret_n = row.n;
	return err;
}

/* A row of the past as one of today. */
#define OF_PAST(r)                                                             \
	((struct member_list_row){ .id = (r)->id,                              \
				   .name = (r)->name,                          \
				   .sex = (r)->sex,                            \
				   .birth = (r)->birth,                        \
				   .birth_part = (r)->birth_part,              \
				   .state = (r)->state,                        \
				   .admitted_on = (r)->admitted_on,            \
				   .official_on = (r)->official_on,            \
				   .org = (r)->org,                            \
				   .org_name = (r)->org_name })

/* A page behind the middle is read from the end. */
static struct err *past_rows(struct cx *cx, const struct member_filter *f,
			     int64_t offset, int64_t total,
			     struct member_list_rows *ret_rows)
{
	struct member_past_list_in in = past_in(cx, f);
	struct member_past_list_rows rows;
	struct err *err;

	in.offset = offset;
	if (offset > total / 2) {
		in.limit = MIN(in.limit, total - offset);
		in.offset = total - offset - in.limit;
		in.order = MEMBER_PAST_LIST_BY_BACK;
	}
	err = member_past_list(cx->db, &in, &rows);
	*ret_rows = (struct member_list_rows){ 0 };
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, ret_rows) = OF_PAST(&rows.p[i]);
	return err;
}

/* Who may see only who they are sees no other field. */
static void row_hide(bool plain, struct member_list_row *r)
{
	if (!plain)
		return;
	r->sex = r->birth_part = STR_NULL;
	r->birth = r->admitted_on = r->official_on = DAY_NONE;
}

/* ---- either ------------------------------------------------------------- */

struct err *member_filter_count(struct cx *cx, const struct member_filter *f,
				int64_t *ret_n)
{
	struct member_list_in list = today_in(cx, f);
	struct member_count_in in = count_in(&list);
	struct member_count_row row;
	bool found;
	struct err *err;

	if (cx->past)
		return past_count(cx, f, ret_n);
	err = member_count(cx->db, &in, &row, &found);
	if (!err)
		*ret_n = row.n;
	return err;
}

struct err *member_filter_rows(struct cx *cx, const struct member_filter *f,
			       int64_t offset, int64_t total,
			       struct member_list_rows *ret_rows)
{
	bool plain = !cx_may(cx, PERM_MEMBER_PERSONAL);
	struct member_list_in in = today_in(cx, f);
	struct err *err;

	in.offset = offset;
	err = cx->past ? past_rows(cx, f, offset, total, ret_rows)
		       : member_list(cx->db, &in, ret_rows);
	for (ptrdiff_t i = 0; !err && i < ret_rows->n; i++)
		row_hide(plain, &ret_rows->p[i]);
	return err;
}

struct err *member_walk_open(struct cx *cx, const struct member_filter *f,
			     struct member_walk *ret_walk)
{
	struct member_list_in list = today_in(cx, f);
	struct member_dump_in in = dump_in(&list);
	struct member_past_list_in past;

	ret_walk->past = cx->past;
	ret_walk->plain = !cx_may(cx, PERM_MEMBER_PERSONAL);
	if (!cx->past)
		return member_dump_open(cx->db, &in, &ret_walk->st);
	past = past_in(cx, f);
	return member_past_dump_open(
		cx->db,
		&(struct member_past_dump_in){
			.scope = past.scope,
			.org = past.org,
			.q = past.q,
			.q_end = past.q_end,
			.turn = past.turn,
			.turn_end = past.turn_end,
			.state = past.state,
			.sex = past.sex,
			.as_at = past.as_at,
			.with = PAST_WITH(MEMBER_PAST_DUMP, &past, f) },
		&ret_walk->st);
}

struct err *member_walk_next(const struct member_walk *w,
			     struct member_list_row *ret_row, bool *ret_more)
{
	struct member_past_dump_row past;
	struct member_dump_row row;
	struct err *err;

	if (w->past) {
		err = member_past_dump_next(w->st, &past, ret_more);
		if (!err && *ret_more)
			*ret_row = OF_PAST(&past);
		if (!err && *ret_more)
			row_hide(w->plain, ret_row);
		return err;
	}
	err = member_dump_next(w->st, &row, ret_more);
	if (!err && *ret_more)
		*ret_row = OF_PAST(&row);
	if (!err && *ret_more)
		ret_row->away_name = row.away_name;
	if (!err && *ret_more)
		row_hide(w->plain, ret_row);
	return err;
}

void member_walk_close(const struct member_walk *w)
{
	if (w->past)
		member_past_dump_close(w->st);
	else
		member_dump_close(w->st);
}
