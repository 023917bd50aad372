/* Acts on documents and programmes. */
#include "work/work_act.h"

#include "audit/audit.h"
#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "file/file.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_document_query.h"
#include "work/work_query.h"

static struct err *may_manage(struct cx *cx)
{
	if (work_is_office(cx))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only the committee's office may do this."));
}

static void fault(struct cx *cx, struct err **faults, const char *text,
		  struct str field)
{
	err_add(faults, err_at(err_new(cx->arena, ERR_INVALID, text), field));
}

static bool doc_type_known(const struct profile *p, struct str code)
{
	for (ptrdiff_t i = 0; i < p->n_doc_types; i++)
		if (str_eq(p->doc_type[i].code, code))
			return true;
	return false;
}

/* "2025-2030", the second year behind the first. */
static bool term_good(struct str term)
{
	int64_t from, to;

	return term.n == 9 && term.p[4] == '-' &&
	       str_to_i64(str_sub(term, 0, 4), &from) &&
	       str_to_i64(str_sub(term, 5, 9), &to) && from < to &&
	       from >= 1930 && to <= 2200;
}

static struct err *document_check(struct cx *cx,
				  const struct work_document_new *in)
{
	struct err *faults = NULL;

	if (!doc_type_known(cx->profile, in->kind))
		fault(cx, &faults,
		      N_("Choose the type of document from the "
			 "list."),
		      STR("kind"));
	if (in->number < 0 || in->number > 99999)
		fault(cx, &faults,
		      N_("The number is a whole number from 1 to "
			 "99999."),
		      STR("number"));
	if (!term_good(in->term))
		fault(cx, &faults,
		      N_("The term is written as two years, such "
			 "as 2025-2030."),
		      STR("term"));
	if (in->issued_on == DAY_NONE)
		fault(cx, &faults,
		      N_("Enter the day of issue, such as "
			 "26/01/2026."),
		      STR("issued_on"));
	if (!in->title.n)
		fault(cx, &faults, N_("Enter the document's title."),
		      STR("title"));
	else if (utf8_length(in->title) > WORK_TITLE_MOST)
		fault(cx, &faults,
		      N_("The title is longer than 1,000 "
			 "characters."),
		      STR("title"));
	return faults;
}

/* "05-NQ/ĐU": below 10 with a 0 (domain.md 2). */
static struct str code_of(struct cx *cx, const struct work_document_new *in,
			  int64_t number)
{
	struct str mark =
		profile_rule(cx->profile, STR("document_mark"), in->issued_on);

	return str_fmt(cx->arena, "%02ld-%.*s%s%.*s", (long)number,
		       STR_ARG(in->kind), mark.n ? "/" : "", STR_ARG(mark));
}

/* The number that it gets, or the fault that it is taken. */
static struct err *number_choose(struct cx *cx,
				 const struct work_document_new *in,
				 int64_t *ret_number)
{
	struct document_next_number_row next;
	struct document_by_number_row other;
	bool found;
	struct err *err;

	if (!in->number) {
		err = document_next_number(cx->db,
					   &(struct document_next_number_in){
						   .issuer = in->issuer,
						   .kind = in->kind,
						   .term = in->term },
					   &next, &found);
		if (!err)
			*ret_number = next.number;
		return err;
	}
	*ret_number = in->number;
	err = document_by_number(cx->db,
				 &(struct document_by_number_in){
					 .issuer = in->issuer,
					 .kind = in->kind,
					 .term = in->term,
					 .number = in->number },
				 &other, &found);
	if (!err && found)
		err = err_at(err_new(cx->arena, ERR_CONFLICT,
				     N_("Number {0} is taken in this term, by "
					"\"{1}\"."),
				     other.code, other.title),
			     STR("number"));
	return err;
}

struct add_io {
	const void *in;
	int64_t id;
};

static struct err *document_event(struct cx *cx, struct str code,
				  const struct work_document_new *in,
				  int64_t id)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "code", code);
	audit_str(&after, "title", in->title);
	audit_day(cx, &after, "issued_on", in->issued_on);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "document.add",
						  .subject_kind = "document",
						  .subject = id,
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *document_tx(struct cx *cx, void *arg)
{
	struct add_io *io = arg;
	const struct work_document_new *in = io->in;
	struct file_info info = { .id = DB_NULL };
	int64_t number;
	struct str code;
	bool seen;
	struct err *err = audit_seen(cx, "document.add", &seen, &io->id);

	if (err || seen)
		return err;
	err = may_manage(cx);
	if (!err)
		err = document_check(cx, in);
	if (!err)
		err = number_choose(cx, in, &number);
	if (!err && in->file.name.p)
		err = file_put(cx, in->file.name, in->file.bytes, &info);
	if (err)
		return err;
	code = code_of(cx, in, number);
	err = document_insert(cx->db,
			      &(struct document_insert_in){
				      .kind = in->kind,
				      .number = number,
				      .term = in->term,
				      .code = code,
				      .code_fold = text_fold(cx->arena, code),
				      .issuer = in->issuer,
				      .issued_on = in->issued_on,
				      .title = in->title,
				      .title_fold =
					      text_fold(cx->arena, in->title),
				      .file = info.id,
				      .made_at = cx->now,
				      .made_by = cx->actor.id },
			      &io->id);
	return err ? err : document_event(cx, code, in, io->id);
}

struct err *work_document_add(struct cx *cx, const struct work_document_new *in,
			      int64_t *ret_id)
{
	struct add_io io = { .in = in };
	struct err *err = db_tx(cx, document_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}

/* ---- programmes ----------------------------------------------------------- */

static struct err *programme_check(struct cx *cx,
				   const struct work_programme_new *in)
{
	struct err *faults = NULL;

	if (!in->title.n)
		fault(cx, &faults, N_("Enter the programme's title."),
		      STR("title"));
	else if (utf8_length(in->title) > WORK_TITLE_MOST)
		fault(cx, &faults,
		      N_("The title is longer than 1,000 "
			 "characters."),
		      STR("title"));
	if (in->year < 1990 || in->year > 2200)
		fault(cx, &faults,
		      N_("The year has four digits, such as "
			 "2026."),
		      STR("year"));
	if (in->from == DAY_NONE || in->to == DAY_NONE || in->to < in->from)
		fault(cx, &faults,
		      N_("The period needs a first day and a last "
			 "day that isn't before it."),
		      STR("to"));
	return faults;
}

static struct err *programme_tx(struct cx *cx, void *arg)
{
	struct add_io *io = arg;
	const struct work_programme_new *in = io->in;
	struct buf after = audit_obj(cx);
	struct document_by_id_row doc;
	bool seen, found;
	struct err *err = audit_seen(cx, "programme.add", &seen, &io->id);

	if (err || seen)
		return err;
	err = may_manage(cx);
	if (!err)
		err = programme_check(cx, in);
	if (!err)
		err = document_by_id(cx->db,
				     &(struct document_by_id_in){
					     .id = in->document },
				     &doc, &found);
	if (err)
		return err;
	if (!found)
		return err_at(err_new(cx->arena, ERR_NOT_FOUND,
				      N_("The document of the programme isn't "
					 "there.")),
			      STR("document"));
	err = programme_insert(cx->db,
			       &(struct programme_insert_in){
				       .document = in->document,
				       .title = in->title,
				       .year = in->year,
				       .from_on = in->from,
				       .to_on = in->to,
				       .owner = in->owner,
				       .made_at = cx->now,
				       .made_by = cx->actor.id },
			       &io->id);
	if (!err)
		err = programme_document_insert(
			cx->db,
			&(struct programme_document_insert_in){
				.programme = io->id,
				.document = in->document,
				.role = STR("main"),
				.from_on = in->from,
				.at = cx->now,
				.by = cx->actor.id },
			NULL);
	if (err)
		return err;
	audit_str(&after, "title", in->title);
	audit_int(&after, "year", in->year);
	audit_int(&after, "document", in->document);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "programme.add",
						  .subject_kind = "programme",
						  .subject = io->id,
						  .after = audit_end(&after) },
			   NULL);
}

struct err *work_programme_add(struct cx *cx,
			       const struct work_programme_new *in,
			       int64_t *ret_id)
{
	struct add_io io = { .in = in };
	struct err *err = db_tx(cx, programme_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}
