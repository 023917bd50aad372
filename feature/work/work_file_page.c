/*
 * Downloads. A file may be fetched by whoever may see what it belongs to:
 * evidence goes with its task, a document with the documents, an annex as it
 * was given with the office that reads it in.
 */
#include "work/work_task_priv.h"

#include "db/db.h"
#include "file/file.h"
#include "work/work_task_query.h"

static struct err *task_allows(struct cx *cx, int64_t file, bool *ret_may)
{
	struct evidence_by_file_rows rows;
	struct task_by_id_row t;
	struct err *err = evidence_by_file(
		cx->db, &(struct evidence_by_file_in){ .file = file }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n && !*ret_may; i++) {
		struct err *hidden = work_task_see(cx, rows.p[i].task, &t);

		if (!hidden)
			*ret_may = true;
		else if (hidden->code != ERR_NOT_FOUND)
			err = hidden;
	}
	return err;
}

static struct err *document_allows(struct cx *cx, int64_t file, bool *ret_may)
{
	struct document_by_file_row d;
	bool found;
	struct err *err =
		document_by_file(cx->db,
				 &(struct document_by_file_in){ .file = file },
				 &d, &found);

	*ret_may = !err && found;
	return err;
}

static struct err *import_allows(struct cx *cx, int64_t file, bool *ret_may)
{
	struct import_by_file_row i;
	bool found;
	struct err *err;

	if (!work_is_office(cx))
		return NULL;
	err = import_by_file(cx->db,
			     &(struct import_by_file_in){ .file = file }, &i,
			     &found);
	*ret_may = !err && found;
	return err;
}

struct err *work_file_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct file_info info;
	struct str bytes;
	bool may = false, found;
	struct err *err = task_allows(cx, id, &may);

	if (!err && !may)
		err = document_allows(cx, id, &may);
	if (!err && !may)
		err = import_allows(cx, id, &may);
	if (!err && !may)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such file, or it isn't yours to "
				 "see."));
	if (!err)
		err = file_find(cx, id, &info, &found);
	if (!err)
		err = file_get(cx, id, &bytes);
	if (err)
		return err;
	rp->type = str_to_c(rp->arena, info.media);
	rp->download = info.name;
	buf_str(&rp->body, bytes);
	return NULL;
}
