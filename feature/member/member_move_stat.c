/*
 * Movements of a period. A step is a day on which something changed of a
 * person: the home and the state before it and from it on. Whether a step is
 * a movement of an organisation follows from where both homes stood below it
 * on their days. Who moved with an organisation has no step of his or her own
 * and is found where the structure changed.
 */
#include "member/member_move_stat.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_stat_priv.h"
#include "org/org.h"

/* What is needed of one line while its steps are walked. */
struct line {
	struct move_line *m;
	struct move_reach_rows reach;
	struct move_people *who; /* or NULL: who makes `way` and `code` */
	enum move_way way;
	struct str code;
};
struct walk {
	struct cx *cx;
	day_t after, until;
	struct move_steps_rows steps;
	struct move_stays_rows stays;
};

/* ---- codes ------------------------------------------------------------------- */

static void code_add(struct walk *w, struct move_codes *list, struct str code,
		     int64_t n)
{
	if (!code.n)
		code = STR(STAT_UNKNOWN);
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].code, code)) {
			list->p[i].n += n;
			return;
		}
	*vec_push(w->cx->arena, list) = (struct move_code){ code, code, n };
}

/* In the order of the profile; what it doesn't hold comes last. */
static int code_order(const struct cx *cx, struct str code)
{
	const struct profile_term *t = profile_term(cx->profile, "move", code);

	return t ? t->order : INT32_MAX - !str_eq(code, STR(STAT_UNKNOWN));
}

struct str move_title(struct cx *cx, struct str code)
{
	if (str_eq(code, STR(MOVE_STRUCTURE)))
		return tr(cx->lang, N_("with the organisation"));
	if (str_eq(code, STR(STAT_UNKNOWN)))
		return tr(cx->lang, N_("not entered"));
	return profile_term_title(cx->profile, "move", code, cx->lang);
}

static void codes_end(struct cx *cx, struct move_codes *list)
{
	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct move_code c = list->p[i];
		int order = code_order(cx, c.code);
		ptrdiff_t k = i;

		c.title = move_title(cx, c.code);
		for (; k && code_order(cx, list->p[k - 1].code) > order; k--)
			list->p[k] = list->p[k - 1];
		list->p[k] = c;
	}
}

int64_t move_codes_sum(const struct move_codes *list)
{
	int64_t n = 0;

	for (ptrdiff_t i = 0; i < list->n; i++)
		n += list->p[i].n;
	return n;
}

bool move_line_proved(const struct move_line *m)
{
	return m->opening + move_codes_sum(&m->in) - move_codes_sum(&m->out) ==
	       m->closing;
}

struct str move_line_wrong(struct cx *cx, const struct move_line *m)
{
	int64_t in = move_codes_sum(&m->in), out = move_codes_sum(&m->out);

	return tr_fmt(cx->arena, cx->lang,
		      N_("This doesn't add up: by the movements {0} are to be "
			 "expected, {1} are counted."),
		      fmt_int(cx->arena, cx->lang, m->opening + in - out),
		      fmt_int(cx->arena, cx->lang, m->closing));
}

/* ---- below whom ---------------------------------------------------------------- */

static ptrdiff_t reach_first(const struct move_reach_rows *r, int64_t org)
{
	ptrdiff_t low = 0, high = r->n;

	while (low < high) {
		ptrdiff_t mid = low + (high - low) / 2;

		if (r->p[mid].descendant < org)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool reaches(const struct move_reach_rows *r, int64_t org, day_t on)
{
	for (ptrdiff_t i = reach_first(r, org);
	     i < r->n && r->p[i].descendant == org; i++)
		if (r->p[i].from_on <= on &&
		    (r->p[i].to_on == DAY_NONE || on < r->p[i].to_on))
			return true;
	return false;
}

/* ---- steps --------------------------------------------------------------------- */

static struct str first_of(struct str a, struct str b, struct str c)
{
	return a.n ? a : b.n ? b : c;
}

static void person_add(struct walk *w, struct line *l,
		       const struct move_person *p)
{
	if (l->who && (!l->code.p || str_eq(l->code, p->code)))
		*vec_push(w->cx->arena, l->who) = *p;
}

static void step_count(struct walk *w, struct line *l, enum move_way way,
		       struct str code, const struct move_steps_row *s)
{
	struct move_codes *list[N_MOVE_WAY] = { &l->m->in, &l->m->out,
						&l->m->other };

	if (!code.n)
		code = STR(STAT_UNKNOWN);
	code_add(w, list[way], code, 1);
	if (way == l->way)
		person_add(w, l,
			   &(struct move_person){ .member = s->member,
						  .was = s->was_org,
						  .is = s->is_org,
						  .on = s->on_day,
						  .code = code });
}

static void step_walk(struct walk *w, struct line *l,
		      const struct move_steps_row *s)
{
	bool was = s->was_id != DB_NULL && s->was_state.p &&
		   member_stat_counts(w->cx, s->was_state);
	bool is = s->is_id != DB_NULL && s->is_state.p &&
		  member_stat_counts(w->cx, s->is_state);
	bool in = was && reaches(&l->reach, s->was_org, s->on_day - 1);
	bool now = is && reaches(&l->reach, s->is_org, s->on_day);

	if (was && is && s->state_how.n && now)
		step_count(w, l, MOVE_OTHER, s->state_how, s);
	/* who stays at home moves only with it */
	if (was && is && s->was_id == s->is_id)
		return;
	if (!in && now)
		step_count(w, l, MOVE_IN,
			   first_of(s->how, s->state_how, s->ended_how), s);
	if (in && !now)
		step_count(w, l, MOVE_OUT,
			   first_of(s->ended_how, s->state_how, s->how), s);
}

static void stay_walk(struct walk *w, struct line *l,
		      const struct move_stays_row *s)
{
	struct str code = s->how.n ? s->how : STR(STAT_UNKNOWN);

	if (!reaches(&l->reach, s->org, s->on_day))
		return;
	code_add(w, &l->m->other, code, 1);
	if (l->way == MOVE_OTHER)
		person_add(w, l,
			   &(struct move_person){ .member = s->member,
						  .was = s->org,
						  .is = s->org,
						  .on = s->on_day,
						  .code = code });
}

/* ---- structure ------------------------------------------------------------------- */

static struct err *edge_count(struct walk *w, struct line *l, int64_t org,
			      day_t on, enum move_way way)
{
	struct move_stayed_rows rows;
	int64_t n = 0;
	struct err *err = move_stayed(
		w->cx->db, &(struct move_stayed_in){ .org = org, .on_day = on },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (!member_stat_counts(w->cx, rows.p[i].was_state) ||
		    !member_stat_counts(w->cx, rows.p[i].is_state))
			continue;
		n++;
		if (way == l->way)
			person_add(w, l,
				   &(struct move_person){
					   .member = rows.p[i].member,
					   .was = org,
					   .is = org,
					   .on = on,
					   .code = STR(MOVE_STRUCTURE) });
	}
	if (n)
		code_add(w, way == MOVE_IN ? &l->m->in : &l->m->out,
			 STR(MOVE_STRUCTURE), n);
	return err;
}

static bool within(const struct walk *w, day_t on)
{
	return on != DAY_NONE && on > w->after && on <= w->until;
}

/* Where an organisation began or ceased to stand below the line's own. */
static struct err *structure_walk(struct walk *w, struct line *l)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < l->reach.n && !err; i++) {
		const struct move_reach_row *r = &l->reach.p[i];
		int64_t org = r->descendant;

		if (within(w, r->from_on) &&
		    !reaches(&l->reach, org, r->from_on - 1))
			err = edge_count(w, l, org, r->from_on, MOVE_IN);
		if (!err && within(w, r->to_on) &&
		    !reaches(&l->reach, org, r->to_on))
			err = edge_count(w, l, org, r->to_on, MOVE_OUT);
	}
	return err;
}

/* ---- lines -------------------------------------------------------------------------- */

static struct err *name_read(struct walk *w, int64_t org,
			     struct stat_unit *ret_org)
{
	struct move_names_rows name;
	struct move_codes_of_rows code;
	struct err *err = move_names(w->cx->db,
				     &(struct move_names_in){
					     .org = org, .until = w->until },
				     &name);

	if (!err)
		err = move_codes_of(w->cx->db,
				    &(struct move_codes_of_in){
					    .org = org, .until = w->until },
				    &code);
	if (!err && !name.n)
		err = err_new(w->cx->arena, ERR_NOT_FOUND,
			      N_("There was no such organisation on {0}."),
			      fmt_day(w->cx->arena, w->until));
	if (err)
		return err;
	*ret_org =
		(struct stat_unit){ .id = org,
				    .code = code.n ? code.p[0].code : STR_NULL,
				    .kind = name.p[0].kind,
				    .name = name.p[0].name,
				    .short_name = name.p[0].short_name };
	return NULL;
}

static day_t earlier(day_t a, day_t b)
{
	return a == DAY_NONE || (b != DAY_NONE && b < a) ? b : a;
}

/* Only the days on which the line's own organisation stood directly below
 * another. */
static struct err *reach_cut(struct walk *w, int64_t org, int64_t under,
			     struct move_reach_rows *reach)
{
	struct move_reach_rows all = *reach;
	struct move_places_rows places;
	struct err *err =
		move_places(w->cx->db,
			    &(struct move_places_in){ .org = org,
						      .parent = under,
						      .after = w->after,
						      .until = w->until },
			    &places);

	*reach = (struct move_reach_rows){ 0 };
	for (ptrdiff_t i = 0; !err && i < all.n; i++)
		for (ptrdiff_t k = 0; k < places.n; k++) {
			struct move_reach_row r = all.p[i];

			if (places.p[k].from_on > r.from_on)
				r.from_on = places.p[k].from_on;
			r.to_on = earlier(r.to_on, places.p[k].to_on);
			if (r.to_on == DAY_NONE || r.from_on < r.to_on)
				*vec_push(w->cx->arena, reach) = r;
		}
	return err;
}

/* Everything that moved of a line whose `m` begins empty. */
static struct err *line_walk(struct walk *w, int64_t org, int64_t under,
			     struct line *l)
{
	struct err *err =
		move_reach(w->cx->db,
			   &(struct move_reach_in){ .scope = org,
						    .after = w->after,
						    .until = w->until },
			   &l->reach);

	if (!err && under)
		err = reach_cut(w, org, under, &l->reach);
	if (!err)
		err = structure_walk(w, l);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < w->steps.n; i++)
		step_walk(w, l, &w->steps.p[i]);
	for (ptrdiff_t i = 0; i < w->stays.n; i++)
		stay_walk(w, l, &w->stays.p[i]);
	return NULL;
}

/* How many there were on a day, if it stood there. */
static struct err *line_count(struct walk *w, const struct line *l, day_t on,
			      int64_t *ret_n)
{
	*ret_n = 0;
	if (!reaches(&l->reach, l->m->org.id, on))
		return NULL;
	return member_stat_count(w->cx, l->m->org.id, on, ret_n);
}

static struct err *line_read(struct walk *w, int64_t org, int64_t under,
			     struct move_line *m)
{
	struct cx *cx = w->cx;
	struct line l = { .m = m, .way = N_MOVE_WAY };
	struct err *err = name_read(w, org, &m->org);

	if (!err)
		err = line_walk(w, org, under, &l);
	if (!err)
		err = line_count(w, &l, w->after, &m->opening);
	if (!err)
		err = line_count(w, &l, w->until, &m->closing);
	if (err)
		return err;
	codes_end(cx, &m->in);
	codes_end(cx, &m->out);
	codes_end(cx, &m->other);
	return NULL;
}

/* Bodies without members or movements are left out. */
static bool line_says(const struct move_line *m)
{
	return m->opening || m->closing || m->in.n || m->out.n || m->other.n;
}

static struct err *lines_read(struct walk *w, int64_t org,
			      struct member_moves *m)
{
	struct move_units_rows units;
	struct err *err = line_read(w, org, 0, &m->whole);

	if (!err)
		err = move_units(w->cx->db,
				 &(struct move_units_in){ .scope = org,
							  .after = w->after,
							  .until = w->until },
				 &units);
	for (ptrdiff_t i = 0; !err && i < units.n; i++) {
		struct move_line line = { 0 };

		err = line_read(w, units.p[i].id, org, &line);
		if (!err && line_says(&line))
			*vec_push(w->cx->arena, &m->units) = line;
	}
	return err;
}

static struct err *walk_read(struct walk *w, int64_t org)
{
	struct err *err =
		move_steps(w->cx->db,
			   &(struct move_steps_in){ .scope = org,
						    .after = w->after,
						    .until = w->until },
			   &w->steps);

	if (err)
		return err;
	return move_stays(w->cx->db,
			  &(struct move_stays_in){ .scope = org,
						   .after = w->after,
						   .until = w->until },
			  &w->stays);
}

struct err *member_moves_read(struct cx *cx, const struct moves_ask *ask,
			      struct member_moves *ret_moves)
{
	struct walk w = { .cx = cx, .after = ask->after, .until = ask->until };
	int64_t org = ask->org;
	struct org root;
	bool found;
	struct err *err = org_get_root(cx, &root, &found);

	*ret_moves = (struct member_moves){ .after = ask->after,
					    .until = ask->until };
	if (!err && ask->after > ask->until)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("The period ends before it begins.")),
			     STR("from"));
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The realm has no organisation yet."));
	if (err)
		return err;
	org = org ? org : root.id;
	err = walk_read(&w, org);
	return err ? err : lines_read(&w, org, ret_moves);
}

/* ---- who ---------------------------------------------------------------------------- */

static struct err *person_name(struct walk *w, struct move_person *p)
{
	struct move_person_row row;
	bool found;
	struct err *err =
		move_person(w->cx->db,
			    &(struct move_person_in){ .member = p->member,
						      .was = p->was,
						      .is = p->is,
						      .on_day = p->on,
						      .before = p->on - 1 },
			    &row, &found);

	p->title = move_title(w->cx, p->code);
	if (err || !found)
		return err;
	p->name = row.name;
	p->was_name = row.was_name;
	p->is_name = row.is_name;
	return NULL;
}

struct err *member_moves_people(struct cx *cx, const struct moves_ask *ask,
				enum move_way way, struct str code,
				struct move_people *ret_people)
{
	struct walk w = { .cx = cx, .after = ask->after, .until = ask->until };
	struct move_line m = { 0 };
	struct line l = {
		.m = &m, .who = ret_people, .way = way, .code = code
	};
	struct err *err = walk_read(&w, ask->org);

	*ret_people = (struct move_people){ 0 };
	if (!err)
		err = line_walk(&w, ask->org, ask->under, &l);
	for (ptrdiff_t i = 0; i < ret_people->n && !err; i++)
		err = person_name(&w, &ret_people->p[i]);
	return err;
}
