/* The words of a task. */
#include "work/work_words.h"

#include "base/utf8.h"

static struct str present(struct str s)
{
	return s.p ? s : STR("");
}

struct work_task_words work_words_present(const struct work_task_words *in)
{
	struct work_task_words w = *in;

	w.section = present(w.section);
	w.number = present(w.number);
	w.work = present(w.work);
	w.lead_text = present(w.lead_text);
	w.with_text = present(w.with_text);
	w.deadline = present(w.deadline);
	w.product = present(w.product);
	w.cause = present(w.cause);
	w.reason = present(w.reason);
	return w;
}

struct str work_words_fold(struct arena *a, const struct work_task_words *w)
{
	return text_fold(a,
			 str_cat(a, w->work, str_cat(a, STR(" "), w->product)));
}
