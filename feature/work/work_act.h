/*
 * Everything that changes documents, programmes and tasks: one function an
 * act; one transaction, rules from the model, one audit event each. A second
 * call with the same cx->key changes nothing and gives the same answer.
 */
#ifndef RV_WORK_ACT_H
#define RV_WORK_ACT_H

#include "base/cx.h"
#include "work/work_model.h"

/* A file that comes with an act. */
struct work_file {
	struct str name, bytes;
};

/* ---- documents, programmes ------------------------------------------------ */
struct work_document_new {
	struct str kind; /* document type of the profile: "CTr" */
	int64_t number;	 /* per type per term per issuer; 0: the next */
	struct str term; /* "2025-2030" */
	int64_t issuer;	 /* organisation */
	day_t issued_on;
	struct str title;
	struct work_file file; /* name.p NULL: none */
};
struct err *work_document_add(struct cx *cx, const struct work_document_new *in,
			      int64_t *ret_id) MUST_USE;
struct work_programme_new {
	int64_t document;
	struct str title;
	int64_t year; /* deadlines without a year mean this one */
	day_t from, to;
	int64_t owner; /* organisation */
};
struct err *work_programme_add(struct cx *cx,
			       const struct work_programme_new *in,
			       int64_t *ret_id) MUST_USE;

/* ---- words of a task --------------------------------------------------------- */
struct work_task_words {
	int64_t programme;
	struct str section; /* title; made when the programme lacks it; empty:
			      * none */
	struct str number;  /* as in the annex: "2.4" */
	struct str work;
	bool work_confirmed;  /* a person says that it is an action */
	int64_t lead;	      /* organisation, or DB_NULL */
	struct str lead_text; /* as written */
	const int64_t *with;  /* cooperating organisations */
	int n_with;
	struct str with_text;
	struct str deadline; /* as written; understood by work_deadline */
	struct str product;
	bool product_confirmed;
	int64_t import, import_row; /* DB_NULL: not imported */
	/* work_task_edit() of an issued task: why, for the ledger */
	struct str cause, reason;
	bool as_found; /* the words come from elsewhere: a deadline that makes
			* no sense is a hole, no fault */
};
/* A draft; it may be vague. */
struct err *work_task_add(struct cx *cx, const struct work_task_words *in,
			  int64_t *ret_id) MUST_USE;
/* Changes the words of a task that is not submitted or done. ERR_CONFLICT
 * when `rev` is no longer the task's: the caller shows both. An issued task
 * must stay clear, and another deadline, work, lead or product of it needs
 * cause and reason: they go into the ledger of adjustments, approved. */
struct err *work_task_edit(struct cx *cx, int64_t id, int64_t rev,
			   const struct work_task_words *in) MUST_USE;

/* ---- life of a task ------------------------------------------------------------ */
struct work_deed {
	int64_t task;
	enum work_do what;
	struct str reason;	       /* hand back, return, pause, withdraw; to
					* go on without open parts */
	struct work_report report;     /* WORK_DO_REPORT, WORK_DO_SUBMIT */
	const struct work_file *files; /* evidence */
	int n_files;
};
enum { WORK_FILES_MOST = 10 };
/* Performs it; ret_act (may be NULL) is the id in task_act. */
struct err *work_do(struct cx *cx, const struct work_deed *deed,
		    int64_t *ret_act) MUST_USE;
/* Issues every clear draft among the ids in one transaction; ids that are not
 * clear are left and counted. */
struct err *work_issue_many(struct cx *cx, const int64_t *ids, int n,
			    int *ret_issued, int *ret_left) MUST_USE;
/* What this person is to a task. */
struct work_who {
	bool lead;   /* acts for the lead unit, or for one above it that
		      * didn't give it the part */
	bool issuer; /* see work_is_issuer() */
};
struct task_by_id_row;
struct err *work_who_of(struct cx *cx, const struct task_by_id_row *t,
			struct work_who *ret) MUST_USE;
/* True when this actor issued the task: the office, or for a part the lead of
 * the task above. `parent_lead`: DB_NULL for a whole task. */
struct err *work_is_issuer(struct cx *cx, int64_t parent, int64_t parent_lead,
			   bool *ret_is) MUST_USE;
/* True when this actor may give parts of the task: its lead, at last the
 * office. */
struct err *work_may_give(struct cx *cx, const struct task_by_id_row *t,
			  bool *ret_may) MUST_USE;
/* Who issued the task looked at one piece of evidence. */
struct err *work_evidence_check(struct cx *cx, int64_t evidence,
				bool good) MUST_USE;

#endif
