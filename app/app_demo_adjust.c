/*
 * Requests of the demo's two years to change issued tasks: asked by the lead,
 * decided by the office or taken back, each on the day of adjusts.csv.
 */
#include "app/app_demo.h"

#include "work/work_adjust_act.h"
#include "work/work_adjust_query.h"

static struct err *ask(struct cx *cx, const struct demo *d,
		       const struct demo_row *r, struct work_adjust_new *in)
{
	const struct demo_org *lead;
	struct err *err;
	bool approved;

	in->cause = r->f[5];
	in->body = r->f[6];
	in->lead = DB_NULL;
	if (in->kind == ADJUST_EXTENSION)
		in->deadline = r->f[4];
	else if (in->kind == ADJUST_SCOPE)
		in->work = r->f[4];
	else if (in->kind == ADJUST_PRODUCT)
		in->product = r->f[4];
	else if (in->kind == ADJUST_LEAD) {
		lead = demo_org(d, r->f[4]);
		if (!lead)
			return demo_fault(cx, "no such organisation", r->f[4]);
		in->lead = lead->id;
	}
	if (r->f[7].n) {
		in->file.name = r->f[7];
		err = demo_file(cx->arena, r->f[7], r->f[6], &in->file.bytes);
		if (err)
			return err;
	}
	return work_adjust(cx, in, &approved);
}

/* The newest request is the one that waits. */
static struct err *decide(struct cx *cx, const struct demo_row *r, int64_t task)
{
	static const struct {
		const char *word;
		enum work_verdict verdict;
	} words[] = { { "approve", WORK_APPROVED },
		      { "refuse", WORK_REFUSED },
		      { "drop", WORK_DROPPED } };
	struct adjust_list_rows rows;
	struct err *err = adjust_list(
		cx->db,
		&(struct adjust_list_in){ .task = task, .as_at = cx->today },
		&rows);

	if (err)
		return err;
	if (!rows.n || rows.p[0].verdict.p)
		return demo_fault(cx, "nothing to decide", r->f[0]);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(words); i++)
		if (str_eq(r->f[3], str_c(words[i].word)))
			return work_adjust_decide(cx, rows.p[0].id,
						  words[i].verdict, r->f[4]);
	return demo_fault(cx, "no such step", r->f[3]);
}

struct err *demo_adjust(struct cx *cx, const struct demo *d,
			const struct demo_row *r, int64_t task)
{
	struct work_adjust_new in = { .task = task };

	return work_adjust_from_key(r->f[3], &in.kind) ? ask(cx, d, r, &in)
						       : decide(cx, r, task);
}
