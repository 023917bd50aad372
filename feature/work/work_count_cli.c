/* task recount: mends what `doctor` and `verify` say about the counts. */
#include "work/work_cli.h"

#include "i18n/i18n.h"
#include "work/work_count.h"

struct err *work_recount_run(struct cx *cx, struct cli *cli, int *ret_status)
{
	struct buf *out = cli_out(cli);
	int64_t wrong;
	struct err *err = work_count_check(cx, &wrong);

	*ret_status = 1;
	if (!err && wrong)
		err = work_count_rebuild(cx);
	if (err)
		return err;
	buf_str(out, wrong ? tr_fmt(cx->arena, cx->lang,
				    N_("Counted anew; figures that were "
				       "wrong: {0}"),
				    fmt_int(cx->arena, cx->lang, wrong))
			   : tr(cx->lang, N_("Every figure was right; nothing "
					     "was changed.")));
	buf_char(out, '\n');
	*ret_status = 0;
	return NULL;
}
