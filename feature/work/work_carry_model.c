/* Rules of carrying, closing and conclusions. */
#include "work/work_carry_model.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "work/work_model.h"

enum { IDS_TEXT = 1 << 20, FATES_TEXT = 4 << 20 };

/* ---- carrying forward ------------------------------------------------------ */

bool work_carry_wanted(const struct work_carry_facts *f, day_t from)
{
	if (f->withdrawn || f->copied)
		return false;
	if (!f->done)
		return true;
	/* a term that is over by then doesn't go on */
	if (f->kind == DUE_TERM)
		return f->due == DAY_NONE || f->due >= from;
	return f->kind == DUE_RECURRING || f->kind == DUE_CONTINUOUS;
}

struct work_ids work_ids_read(struct arena *a, struct str text)
{
	struct work_ids ids = { 0 };

	while (text.p) {
		int64_t id;

		if (str_to_i64(str_cut(&text, ','), &id))
			work_ids_set(a, &ids, id, true);
	}
	return ids;
}

struct str work_ids_text(struct arena *a, const struct work_ids *ids)
{
	struct buf b = buf_init(a, IDS_TEXT);

	for (ptrdiff_t i = 0; i < ids->n; i++) {
		if (i)
			buf_char(&b, ',');
		buf_i64(&b, ids->p[i]);
	}
	return buf_view(&b);
}

static ptrdiff_t ids_find(const struct work_ids *ids, int64_t id)
{
	for (ptrdiff_t i = 0; i < ids->n; i++)
		if (ids->p[i] == id)
			return i;
	return -1;
}

bool work_ids_has(const struct work_ids *ids, int64_t id)
{
	return ids_find(ids, id) >= 0;
}

void work_ids_set(struct arena *a, struct work_ids *ids, int64_t id, bool in)
{
	ptrdiff_t at = ids_find(ids, id);

	if (in && at < 0)
		*vec_push(a, ids) = id;
	else if (!in && at >= 0)
		ids->p[at] = ids->p[--ids->n];
}

/* ---- closing ----------------------------------------------------------------- */

static const char *const fate_codes[N_FATE] = {
	[FATE_CARRY] = "carry",
	[FATE_END] = "end",
	[FATE_KEEP] = "keep",
};

const char *work_fate_code(enum work_fate f)
{
	return fate_codes[f];
}

bool work_fate_read(struct str value, struct work_fated *ret)
{
	struct str rest = value, code = str_cut(&rest, '.');

	ret->fate = FATE_NONE;
	ret->into = 0;
	if (!value.n)
		return true;
	for (int f = FATE_CARRY; f < N_FATE; f++)
		if (str_eq(code, str_c(fate_codes[f])))
			ret->fate = (enum work_fate)f;
	if (ret->fate == FATE_CARRY)
		return str_to_i64(rest, &ret->into) && ret->into > 0;
	return ret->fate != FATE_NONE && !rest.p;
}

struct str work_fate_value(struct arena *a, const struct work_fated *f)
{
	if (f->fate == FATE_NONE)
		return STR("");
	if (f->fate == FATE_CARRY)
		return str_fmt(a, "carry.%ld", (long)f->into);
	return str_c(fate_codes[f->fate]);
}

struct work_fates work_fates_read(struct arena *a, struct str text)
{
	struct work_fates all = { 0 };

	while (text.p) {
		struct str line = str_cut(&text, '\n');
		struct str id = str_cut(&line, '|'), fate = str_cut(&line, '|');
		struct work_fated f = { .reason = line.p ? line : STR("") };

		if (str_to_i64(id, &f.task) && work_fate_read(fate, &f))
			work_fates_put(a, &all, &f);
	}
	return all;
}

struct str work_fates_text(struct arena *a, const struct work_fates *f)
{
	struct buf b = buf_init(a, FATES_TEXT);

	for (ptrdiff_t i = 0; i < f->n; i++) {
		struct str value = work_fate_value(a, &f->p[i]);

		buf_fmt(&b, "%s%ld|%.*s|%.*s", i ? "\n" : "",
			(long)f->p[i].task, STR_ARG(value),
			STR_ARG(f->p[i].reason));
	}
	return buf_view(&b);
}

const struct work_fated *work_fates_of(const struct work_fates *f, int64_t task)
{
	for (ptrdiff_t i = 0; i < f->n; i++)
		if (f->p[i].task == task)
			return &f->p[i];
	return NULL;
}

void work_fates_put(struct arena *a, struct work_fates *f,
		    const struct work_fated *one)
{
	for (ptrdiff_t i = 0; i < f->n; i++) {
		if (f->p[i].task == one->task) {
			f->p[i] = *one;
			return;
		}
	}
	*vec_push(a, f) = *one;
}

struct work_fated work_fate_of(const struct work_fates *f,
			       const struct work_fated *others, int64_t task)
{
	const struct work_fated *own = work_fates_of(f, task);
	struct work_fated r = own ? *own : (struct work_fated){ 0 };

	r.task = task;
	if (r.fate == FATE_NONE) {
		r.fate = others->fate;
		r.into = others->into;
	}
	if (!r.reason.n)
		r.reason = r.fate == others->fate && others->reason.n
				   ? others->reason
				   : STR("");
	return r;
}

struct err *work_fate_check(struct arena *a, const struct work_fated *f)
{
	if (f->fate == FATE_NONE)
		return err_new(a, ERR_INVALID,
			       N_("Say what happens to this task."));
	if (f->fate == FATE_END && !f->reason.n)
		return err_new(a, ERR_INVALID,
			       N_("Say in a sentence why this task ends "
				  "unfinished."));
	if (utf8_length(f->reason) > WORK_TEXT_MOST)
		return err_new(a, ERR_LIMIT,
			       N_("The reason is longer than 4,000 "
				  "characters."));
	return NULL;
}

/* ---- conclusions -------------------------------------------------------------- */

/* "1.", "2.3)", "a)", "- ", "• ": the length of what begins a line. */
static ptrdiff_t bullet(struct str s)
{
	static const char *const marks[] = { "-", "+", "*", "–", "•" };
	ptrdiff_t i = 0, digits = 0;

	for (ptrdiff_t k = 0; k < N_ELEMENTS(marks); k++)
		if (str_starts(s, str_c(marks[k])))
			return (ptrdiff_t)strlen(marks[k]);
	for (; i < s.n && (s.p[i] == '.' || (s.p[i] >= '0' && s.p[i] <= '9'));
	     i++)
		digits += s.p[i] != '.';
	if (digits > 4)
		return 0;
	if (digits && i < s.n && s.p[i] == ')')
		return i + 1;
	/* "2. Ban hành", but "2.400 hồ sơ" and "30 hồ sơ" are words */
	if (digits && s.p[i - 1] == '.' && i < s.n && s.p[i] == ' ')
		return i;
	if (s.n > 2 && s.p[1] == ')' && s.p[0] >= 'a' && s.p[0] <= 'z')
		return 2;
	return 0;
}

struct work_lines work_lines_read(struct arena *a, struct str text)
{
	struct work_lines all = { 0 };

	while (text.p) {
		struct str s = str_trim(str_cut(&text, '\n'));
		struct work_line l;

		s = str_trim(str_sub(s, bullet(s), s.n));
		if (!s.n)
			continue;
		l.said = s;
		l.work = str_trim(str_cut(&s, '|'));
		l.lead = str_trim(str_cut(&s, '|'));
		l.deadline = str_trim(str_cut(&s, '|'));
		l.product = s.p ? str_trim(s) : STR("");
		if (l.work.n)
			*vec_push(a, &all) = l;
	}
	return all;
}
