/* What is held of a person: see person.h. */
#include "view/person.h"

#include "i18n/i18n.h"

void person_part(struct person_book *b, const char *code, const char *title)
{
	*vec_push(b->cx->arena, &b->parts) =
		(struct person_part){ .code = code,
				      .title = tr(b->cx->lang, title) };
}

void person_line(struct person_book *b, const struct person_line *line)
{
	assert(b->parts.n > 0);
	if (line->value.n)
		*vec_push(b->cx->arena, &b->parts.p[b->parts.n - 1].lines) =
			*line;
}

void person_say(struct person_book *b, const char *code, const char *label,
		struct str value)
{
	person_line(b, &(struct person_line){ .code = code,
					      .label = tr(b->cx->lang, label),
					      .value = value,
					      .from = DAY_NONE,
					      .to = DAY_NONE });
}
