/*
 * Records of processing and the file of data protection: made of the register
 * of fields, the settings and what is counted; a page and a document.
 */
#include "privacy/privacy_page_priv.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "doc/doc.h"
#include "org/org.h"
#include "setting/setting.h"

/* ---- what the committee says itself ------------------------------------- */

enum { CONTROLLER, CONTACT, OFFICER, RECIPIENTS, ABROAD, N_SAID };
static const struct {
	const char *setting, *field, *label;
} said[N_SAID] = {
	[CONTROLLER] = { "privacy.controller", "controller",
			 N_("Who decides about the data") },
	[CONTACT] = { "privacy.contact", "contact", N_("Address, telephone") },
	[OFFICER] = { "privacy.officer", "officer",
		      N_("Who answers for personal data") },
	[RECIPIENTS] = { "privacy.recipients", "recipients",
			 N_("Who gets data, and why") },
	[ABROAD] = { "privacy.abroad", "abroad",
		     N_("Data that goes to other countries") },
};

struct record {
	struct str said[N_SAID];
	struct request_count_row requests;
	struct breach_count_row breaches;
	int64_t erased;
};

static struct err *record_read(struct cx *cx, struct record *x)
{
	struct erased_count_row erased;
	struct org root;
	bool found = false;
	struct err *err = org_get_root(cx, &root, &found);

	for (int i = 0; !err && i < N_SAID; i++)
		err = setting_get(cx, said[i].setting,
				  i == CONTROLLER && found ? root.name
							   : STR(""),
				  &x->said[i]);
	if (!err)
		err = request_count(cx->db,
				    &(struct request_count_in){
					    .today = cx->today },
				    &x->requests, &found);
	if (!err)
		err = breach_count(cx->db,
				   &(struct breach_count_in){ .now = cx->now },
				   &x->breaches, &found);
	if (!err)
		err = erased_count(cx->db, &erased, &found);
	x->erased = err ? 0 : erased.n;
	return err;
}

/* ---- what is the same everywhere ---------------------------------------- */

/* What the program does by itself to protect the data. */
static const char *const measures[] = {
	N_("Everybody sees only what their role and their organisation need; "
	   "who manages accounts needs a second factor."),
	N_("Protected fields are encrypted with a key of each person; showing "
	   "one asks for a reason, and the person reads who looked."),
	N_("What was done stands in a trail that can't be rewritten unseen; "
	   "personal values in it are sealed with a key of each person."),
	N_("Erasing destroys those keys and the values; a list of the erased, "
	   "ids only, is applied again when a backup is restored."),
	N_("Files from outside are read in a process without rights; the "
	   "server writes nowhere but to its own data."),
	N_("Data travels encrypted; backups are checked when they are made and "
	   "before they are restored."),
};

/* The outline of an assessment: what it must say, and what is known. */
static const char *const assessment[] = {
	N_("What is done with the data, why, and on which legal basis: the "
	   "register above, row by row."),
	N_("Whether it is needed: fields that nobody uses are taken out of the "
	   "profile; curricula, relatives and scans aren't held."),
	N_("What could happen to people: a published list, a record that is "
	   "altered, somebody who reads out of curiosity."),
	N_("What stands against it: the measures above; what is left is "
	   "accepted or mended by a named person, by a day."),
	N_("Who was heard: those whose data it is, who works with it, who "
	   "answers for personal data."),
};

/* ---- the page ----------------------------------------------------------- */

static void said_fill(struct cx *cx, struct privacy_page *x, struct req *rq,
		      const struct record *r)
{
	struct privacy_block *b = privacy_block_add(
		cx, x, "controller", N_("The committee"),
		N_("These lines stand in the document; write them as the "
		   "authority is to read them."));
	struct privacy_form *f =
		privacy_form_add(cx, b, STR("/privacy/records"));

	for (int i = 0; i < N_SAID; i++) {
		privacy_pair_add(cx, b, said[i].label, r->said[i]);
		privacy_input_add(cx, f,
				  i == RECIPIENTS ? PRIVACY_AREA : PRIVACY_LINE,
				  said[i].field, said[i].label)
			->value = privacy_typed(rq, said[i].field, r->said[i]);
	}
	privacy_button_add(cx, f, N_("Save"), true);
}

static void texts_fill(struct cx *cx, struct privacy_block *b,
		       const char *const *text, int n)
{
	for (int i = 0; i < n; i++)
		*vec_push(cx->arena, &b->pairs) = (struct privacy_pair){
			.label = fmt_int(cx->arena, cx->lang, i + 1),
			.value = tr(cx->lang, text[i]),
		};
}

static void counts_fill(struct cx *cx, struct privacy_page *x,
			const struct record *r)
{
	struct privacy_block *b =
		privacy_block_add(cx, x, "counts", N_("So far"), NULL);

	privacy_pair_add(cx, b, N_("Requests answered"),
			 fmt_int(cx->arena, cx->lang, r->requests.done));
	privacy_pair_add(cx, b, N_("Requests that wait"),
			 fmt_int(cx->arena, cx->lang, r->requests.waiting));
	privacy_pair_add(cx, b, N_("People erased"),
			 fmt_int(cx->arena, cx->lang, r->erased));
	privacy_pair_add(cx, b, N_("Breaches entered"),
			 fmt_int(cx->arena, cx->lang, r->breaches.n));
}

static struct err *records_show(struct cx *cx, struct req *rq, struct reply *rp,
				const struct err *faults)
{
	struct privacy_page x = {
		.title = tr(cx->lang, N_("Records of processing")),
		.sub = tr(cx->lang, N_("What is done with personal data here, "
				       "why, for how long, and how it is "
				       "protected.")),
	};
	struct record r = { 0 };
	struct err *err = privacy_may(cx);

	if (!err)
		err = record_read(cx, &r);
	if (err)
		return err;
	privacy_crumb(cx, &x, tr(cx->lang, N_("Personal data")),
		      STR("/privacy"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	privacy_act_add(cx, &x, N_("As a document (.docx)"),
			STR("/privacy/records.docx"));
	said_fill(cx, &x, rq, &r);
	privacy_register_fill(cx, privacy_block_add(cx, &x, "register",
						    N_("What is kept and why"),
						    NULL));
	texts_fill(cx,
		   privacy_block_add(cx, &x, "measures",
				     N_("How it is protected"), NULL),
		   measures, N_ELEMENTS(measures));
	texts_fill(cx,
		   privacy_block_add(cx, &x, "assessment",
				     N_("Outline of the impact assessment"),
				     NULL),
		   assessment, N_ELEMENTS(assessment));
	counts_fill(cx, &x, &r);
	return privacy_show(cx, rq, rp, &x, faults);
}

static struct err *records_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return records_show(cx, rq, rp, NULL);
}

/* ---- saving ------------------------------------------------------------- */

static struct err *save_tx(struct cx *cx, void *arg)
{
	const struct str *text = arg;
	struct buf after = audit_obj(cx);
	bool seen;
	struct err *err = audit_seen(cx, "privacy.records", &seen, NULL);

	if (err || seen)
		return err;
	err = privacy_may(cx);
	for (int i = 0; !err && i < N_SAID; i++) {
		err = setting_put(cx, said[i].setting, text[i]);
		audit_str(&after, said[i].field, text[i]);
	}
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "privacy.records",
					 .subject_kind = "privacy_records",
					 .subject = 1,
					 .after = audit_end(&after),
					 .personal = true },
				 NULL);
}

static struct err *records_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str text[N_SAID];
	struct err *err = req_faults(rq);

	for (int i = 0; i < N_SAID; i++) {
		text[i] = req_str(rq, said[i].field);
		if (!text[i].p)
			text[i] = STR("");
	}
	if (!err)
		err = db_tx(cx, save_tx, text);
	if (err && privacy_is_mendable(err))
		return records_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, STR("/privacy/records"));
}

/* ---- the document ------------------------------------------------------- */

static void texts_put(struct cx *cx, struct docx *d, const char *title,
		      const char *const *text, int n)
{
	docx_para(d, DOCX_HEADING, true, tr(cx->lang, title));
	for (int i = 0; i < n; i++)
		docx_para(d, DOCX_BODY, false,
			  str_fmt(cx->arena, "%d. %.*s", i + 1,
				  STR_ARG(tr(cx->lang, text[i]))));
}

static void register_put(struct cx *cx, struct docx *d)
{
	struct str head[PRIVACY_REGISTER_COLS], cell[PRIVACY_REGISTER_COLS];

	for (int k = 0; k < PRIVACY_REGISTER_COLS; k++)
		head[k] = tr(cx->lang, privacy_register_heads[k]);
	docx_para(d, DOCX_HEADING, true,
		  tr(cx->lang, N_("What is kept and why")));
	docx_table_begin(d, head, (const int[]){ 17, 23, 16, 10, 16, 18 },
			 (const bool[PRIVACY_REGISTER_COLS]){ false },
			 PRIVACY_REGISTER_COLS);
	for (ptrdiff_t i = 0; i < cx->profile->n_data; i++) {
		privacy_register_cells(cx, &cx->profile->datum[i], cell);
		docx_table_row(d, cell, false);
	}
	docx_table_end(d);
}

static void record_put(struct cx *cx, struct docx *d, const struct record *r)
{
	docx_para(d, DOCX_TITLE, true,
		  tr(cx->lang, N_("Records of processing personal data")));
	docx_para(d, DOCX_CENTER, false,
		  tr_fmt(cx->arena, cx->lang, N_("As of {0}"),
			 fmt_day(cx->arena, cx->today)));
	for (int i = 0; i < N_SAID; i++)
		docx_para(d, DOCX_BODY, false,
			  tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"),
				 tr(cx->lang, said[i].label),
				 r->said[i].n ? r->said[i] : STR("–")));
	register_put(cx, d);
	texts_put(cx, d, N_("How it is protected"), measures,
		  N_ELEMENTS(measures));
	texts_put(cx, d, N_("Outline of the impact assessment"), assessment,
		  N_ELEMENTS(assessment));
	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("So far")));
	docx_para(d, DOCX_BODY, false,
		  tr_fmt(cx->arena, cx->lang,
			 N_("Requests answered: {0}, waiting: {1}. People "
			    "erased: {2}. Breaches entered: {3}."),
			 fmt_int(cx->arena, cx->lang, r->requests.done),
			 fmt_int(cx->arena, cx->lang, r->requests.waiting),
			 fmt_int(cx->arena, cx->lang, r->erased),
			 fmt_int(cx->arena, cx->lang, r->breaches.n)));
}

static struct err *docx_get(struct cx *cx, struct req *rq UNUSED,
			    struct reply *rp)
{
	struct record r = { 0 };
	struct docx *d;
	struct str bytes;
	struct err *err = privacy_may(cx);

	if (!err)
		err = record_read(cx, &r);
	if (!err)
		err = docx_begin(cx->arena, true, &d);
	if (err)
		return err;
	record_put(cx, d, &r);
	err = docx_end(d, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "wordprocessingml.document";
	rp->download = tr_fmt(cx->arena, cx->lang,
			      N_("records of processing {0}.docx"),
			      day_iso(cx->arena, cx->today));
	rp->no_etag = true;
	buf_str(&rp->body, bytes);
	return NULL;
}

/* ---- the table ---------------------------------------------------------- */

#define SAID_FIELD(n, l)                                                       \
	{                                                                      \
		.name = (n), .label = (l), .kind = FIELD_TEXT,                 \
		.max = PRIVACY_TEXT_MOST                                       \
	}
static const struct field records_fields[] = {
	SAID_FIELD("controller", N_("Who decides about the data")),
	SAID_FIELD("contact", N_("Address, telephone")),
	SAID_FIELD("officer", N_("Who answers for personal data")),
	SAID_FIELD("recipients", N_("Who gets data, and why")),
	SAID_FIELD("abroad", N_("Data that goes to other countries")),
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/privacy/records",
	  .perm = PERM_DATA_PROTECT,
	  .page = records_get },
	{ .method = POST,
	  .path = "/privacy/records",
	  .perm = PERM_DATA_PROTECT,
	  .page = records_post,
	  ROUTE_FIELDS(records_fields) },
	{ .method = GET,
	  .path = "/privacy/records.docx",
	  .perm = PERM_DATA_PROTECT,
	  .page = docx_get,
	  .slow = true },
};
const struct route_table privacy_record_routes = { routes,
						   (int)N_ELEMENTS(routes) };
