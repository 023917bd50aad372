/* Documents behind programmes, conclusions as tasks. */
#include "work/work_source_act.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_carry_query.h"
#include "work/work_document_query.h"
#include "work/work_import_state.h"
#include "work/work_query.h"
#include "work/work_secret.h"

static const struct {
	const char *code, *title;
} roles[N_WORK_ROLE] = {
	[ROLE_MAIN] = { "main", N_("Main document") },
	[ROLE_BASIS] = { "basis", N_("Basis") },
	[ROLE_REPLACES] = { "replaces", N_("Replaces the main document") },
};

const char *work_role_code(enum work_role r)
{
	return roles[r].code;
}

const char *work_role_title(enum work_role r)
{
	return roles[r].title;
}

bool work_role_read(struct str code, enum work_role *ret_role)
{
	for (int i = 0; i < N_WORK_ROLE; i++) {
		if (str_eq(code, str_c(roles[i].code))) {
			*ret_role = (enum work_role)i;
			return true;
		}
	}
	return false;
}

static struct err *may_manage(struct cx *cx)
{
	if (work_is_office(cx))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only the committee's office may do this."));
}

static struct err *programme_get(struct cx *cx, int64_t id,
				 struct programme_by_id_row *ret_p)
{
	bool found;
	struct err *err =
		programme_by_id(cx->db,
				&(struct programme_by_id_in){ .id = id }, ret_p,
				&found);

	if (err || found)
		return err;
	return err_at(err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such programme.")),
		      STR("programme"));
}

static struct err *document_get(struct cx *cx, int64_t id,
				struct document_by_id_row *ret_d)
{
	bool found;
	struct err *err =
		document_by_id(cx->db, &(struct document_by_id_in){ .id = id },
			       ret_d, &found);

	if (err || found)
		return err;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("Choose the document from the list.")),
		      STR("document"));
}

/* ---- links -------------------------------------------------------------------- */

static struct err *link_check(struct cx *cx, const struct work_link *in,
			      const struct document_by_id_row *d)
{
	struct programme_documents_rows rows;
	enum work_role role = ROLE_MAIN;
	struct err *faults = NULL, *err;

	if (!work_role_read(in->role, &role) || role == ROLE_MAIN)
		err_add(&faults,
			err_at(err_new(cx->arena, ERR_INVALID,
				       N_("Say as what the document stands "
					  "behind the programme.")),
			       STR("role")));
	if (in->from == DAY_NONE || in->from < d->issued_on)
		err_add(&faults,
			err_at(err_new(cx->arena, ERR_INVALID,
				       N_("Enter the day from which it counts; "
					  "not before the document's own day, "
					  "{0}."),
				       fmt_day(cx->arena, d->issued_on)),
			       STR("from")));
	err = programme_documents(cx->db,
				  &(struct programme_documents_in){
					  .programme = in->programme },
				  &rows);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (rows.p[i].document == in->document &&
		    rows.p[i].to_on == DAY_NONE)
			err_add(&faults,
				err_at(err_new(cx->arena, ERR_CONFLICT,
					       N_("{0} stands behind this "
						  "programme already."),
					       d->code),
				       STR("document")));
	return faults;
}

static struct err *link_event(struct cx *cx, const char *kind,
			      int64_t programme, struct buf *after)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "programme",
						  .subject = programme,
						  .after = audit_end(after) },
			   NULL);
}

static struct err *link_tx(struct cx *cx, void *arg)
{
	const struct work_link *in = arg;
	struct buf after = audit_obj(cx);
	struct programme_by_id_row p;
	struct document_by_id_row d;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "programme.link", &seen, &subject);

	if (err || seen)
		return err;
	err = may_manage(cx);
	if (!err)
		err = programme_get(cx, in->programme, &p);
	if (!err)
		err = document_get(cx, in->document, &d);
	if (!err)
		err = link_check(cx, in, &d);
	if (!err)
		err = programme_document_insert(
			cx->db,
			&(struct programme_document_insert_in){
				.programme = in->programme,
				.document = in->document,
				.role = in->role,
				.from_on = in->from,
				.at = cx->now,
				.by = cx->actor.id },
			NULL);
	if (err)
		return err;
	audit_str(&after, "document", d.code);
	audit_str(&after, "role", in->role);
	audit_day(cx, &after, "from_on", in->from);
	return link_event(cx, "programme.link", in->programme, &after);
}

struct err *work_link_add(struct cx *cx, const struct work_link *in)
{
	return db_tx(cx, link_tx, (void *)in);
}

struct unlink_io {
	int64_t programme, link;
};

static struct err *unlink_tx(struct cx *cx, void *arg)
{
	const struct unlink_io *io = arg;
	struct buf after = audit_obj(cx);
	int64_t subject, changed;
	bool seen;
	struct err *err = audit_seen(cx, "programme.unlink", &seen, &subject);

	if (err || seen)
		return err;
	err = may_manage(cx);
	if (!err)
		err = programme_document_end(
			cx->db,
			&(struct programme_document_end_in){
				.id = io->link,
				.programme = io->programme,
				.day = cx->today },
			&changed);
	if (!err && !changed)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("That document isn't behind the programme any "
				 "more, or it is the main one."));
	if (err)
		return err;
	audit_int(&after, "link", io->link);
	audit_day(cx, &after, "to_on", cx->today);
	return link_event(cx, "programme.unlink", io->programme, &after);
}

struct err *work_link_end(struct cx *cx, int64_t programme, int64_t link)
{
	return db_tx(cx, unlink_tx, &(struct unlink_io){ programme, link });
}

/* ---- conclusions -------------------------------------------------------------- */

bool work_concludes(const struct cx *cx, struct str kind)
{
	struct str rest =
		profile_rule(cx->profile, STR("conclusion_kinds"), cx->today);

	while (rest.n)
		if (str_eq(str_cut(&rest, ' '), kind))
			return true;
	return false;
}

static int64_t said_before(const struct document_said_rows *rows,
			   struct str fold)
{
	for (ptrdiff_t i = 0; i < rows->n; i++)
		if (str_eq(rows->p[i].said_fold, fold))
			return rows->p[i].task;
	return DB_NULL;
}

static struct err *source_check(struct cx *cx, const struct work_source *in,
				struct programme_by_id_row *ret_p)
{
	struct document_by_id_row d;
	struct err *err = document_get(cx, in->document, &d);

	if (!err)
		err = programme_get(cx, in->programme, ret_p);
	if (err)
		return err;
	if (ret_p->closed_on != DAY_NONE)
		return err_at(err_new(cx->arena, ERR_CONFLICT,
				      N_("The programme {0} is closed; it "
					 "takes no more tasks."),
				      ret_p->code),
			      STR("programme"));
	return work_concludes(cx, d.kind)
		       ? NULL
		       : err_at(err_new(cx->arena, ERR_INVALID,
					N_("Only conclusions, notices and "
					   "minutes become tasks line by line; "
					   "make a programme of {0}."),
					d.code),
				STR("document"));
}

static struct err *lines_check(struct cx *cx, const struct work_lines *lines)
{
	const char *why = NULL;
	ptrdiff_t at = 0;

	if (!lines->n)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Enter the conclusions, one a line.")),
			      STR("lines"));
	if (lines->n > WORK_LINES_MOST)
		return err_at(err_new(cx->arena, ERR_LIMIT,
				      N_("At most 200 lines at once; enter the "
					 "others afterwards.")),
			      STR("lines"));
	for (; at < lines->n && !why; at++) {
		const struct work_line *l = &lines->p[at];

		if (utf8_length(l->said) > WORK_WORDS_MOST ||
		    utf8_length(l->lead) > WORK_TITLE_MOST ||
		    utf8_length(l->deadline) > WORK_TITLE_MOST)
			why = N_("Line {0} is longer than 3,000 characters; "
				 "split it.");
		else if (work_title_is_secret(cx->arena, cx->profile, l->said))
			why = N_("Line {0} bears a mark of secrecy; it may not "
				 "be kept here.");
	}
	return why ? err_at(err_new(cx->arena, ERR_INVALID, why,
				    fmt_int(cx->arena, cx->lang, at)),
			    STR("lines"))
		   : NULL;
}

struct reading {
	const struct work_source *in;
	struct work_words_ready ready;
	struct work_orgs *orgs;
	struct document_said_rows said;
	int year;
};

static void row_read(struct cx *cx, const struct reading *rd,
		     struct work_source_row *r)
{
	struct work_lead lead = { .match = MATCH_NONE };

	if (r->line.lead.n)
		lead = work_lead_match(cx->arena, rd->orgs, r->line.lead);
	r->fold = text_fold(cx->arena, r->line.said);
	r->task = said_before(&rd->said, r->fold);
	r->words = (struct work_task_words){ .programme = rd->in->programme,
					     .section = rd->in->section,
					     .work = r->line.work,
					     .lead = lead.match == MATCH_ONE
							     ? lead.org->id
							     : DB_NULL,
					     .lead_text = r->line.lead,
					     .deadline = r->line.deadline,
					     .product = r->line.product,
					     .import = DB_NULL,
					     .import_row = DB_NULL,
					     .as_found = true };
	r->words = work_words_present(&r->words);
	work_words_read_with(cx, &rd->ready, &r->words, rd->year, &r->meaning);
}

/* The same line twice in one text is one conclusion. */
static bool stands_in(const struct work_source_plan *plan, struct str fold)
{
	for (ptrdiff_t i = 0; i < plan->rows.n; i++)
		if (str_eq(plan->rows.p[i].fold, fold))
			return true;
	return false;
}

struct err *work_source_plan(struct cx *cx, const struct work_source *in,
			     struct work_source_plan *ret_plan)
{
	struct work_lines lines = work_lines_read(cx->arena, in->lines);
	struct reading rd = { .in = in, .ready = work_words_ready(cx) };
	struct work_source_plan plan = { 0 };
	struct programme_by_id_row p;
	struct err *err = source_check(cx, in, &p);

	if (!err)
		err = lines_check(cx, &lines);
	if (!err)
		err = work_import_orgs(cx, &rd.orgs);
	if (!err)
		err = document_said(cx->db,
				    &(struct document_said_in){
					    .document = in->document },
				    &rd.said);
	if (err)
		return err;
	rd.year = (int)p.year;
	for (ptrdiff_t i = 0; i < lines.n; i++) {
		struct work_source_row r = { .line = lines.p[i] };

		row_read(cx, &rd, &r);
		if (stands_in(&plan, r.fold))
			continue;
		r.n = (int)plan.rows.n + 1;
		*vec_push(cx->arena, &plan.rows) = r;
		plan.n_new += r.task == DB_NULL;
		plan.n_unclear += r.task == DB_NULL && r.meaning.missing;
	}
	*ret_plan = plan;
	return NULL;
}

struct source_io {
	const struct work_source *in;
	int made;
};

static struct err *row_write(struct cx *cx, struct source_io *io, int line,
			     const struct work_source_row *r)
{
	int64_t task;
	struct err *err = work_task_add(cx, &r->words, &task);

	if (!err)
		err = task_place(cx->db, &(struct task_place_in){ task }, NULL);
	if (!err)
		err = task_document_insert(cx->db,
					   &(struct task_document_insert_in){
						   .task = task,
						   .document = io->in->document,
						   .line = line,
						   .said = r->line.said,
						   .said_fold = r->fold },
					   NULL);
	io->made++;
	return err;
}

static struct err *rows_write(struct cx *cx, struct source_io *io,
			      const struct work_source_plan *plan)
{
	struct document_said_rows said;
	struct str key = cx->key;
	int line = 0;
	struct err *err = document_said(cx->db,
					&(struct document_said_in){
						.document = io->in->document },
					&said);

	/* numbers go on where an earlier paste ended */
	for (ptrdiff_t i = 0; !err && i < said.n; i++)
		line = MAX(line, (int)said.p[i].line);
	cx->key = STR_NULL;
	for (ptrdiff_t i = 0; !err && i < plan->rows.n; i++)
		if (plan->rows.p[i].task == DB_NULL)
			err = row_write(cx, io, ++line, &plan->rows.p[i]);
	cx->key = key;
	return err;
}

static struct err *source_tx(struct cx *cx, void *arg)
{
	struct source_io *io = arg;
	struct buf after = audit_obj(cx);
	struct work_source_plan plan;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "document.tasks", &seen, &subject);

	io->made = 0;
	if (err || seen)
		return err;
	err = may_manage(cx);
	if (!err)
		err = work_source_plan(cx, io->in, &plan);
	if (!err && !plan.n_new)
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("Every line is a task of this document "
					"already.")),
			     STR("lines"));
	if (!err)
		err = rows_write(cx, io, &plan);
	if (err)
		return err;
	audit_int(&after, "programme", io->in->programme);
	audit_int(&after, "tasks", io->made);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "document.tasks",
						  .subject_kind = "document",
						  .subject = io->in->document,
						  .after = audit_end(&after) },
			   NULL);
}

struct err *work_source_add(struct cx *cx, const struct work_source *in,
			    int *ret_made)
{
	struct source_io io = { .in = in };
	struct err *err = db_tx_large(cx, source_tx, &io);

	if (!err)
		*ret_made = io.made;
	return err;
}
