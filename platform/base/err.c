/* Errors as values. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

struct err *err_make(struct arena *a, enum err_code code, const char *msgid,
		     const char *file, int line, const struct str *args,
		     int n_args)
{
	struct err *e = arena_new(a, struct err, 1);

	assert(n_args <= ERR_ARGS);
	e->code = code;
	e->msgid = msgid;
	e->file = file;
	e->line = line;
	for (int i = 0; i < n_args; i++)
		e->arg[i] = str_dup(a, args[i + 1]);
	e->n_args = n_args;
	return e;
}

struct err *err_at(struct err *e, struct str field)
{
	e->field = field;
	return e;
}

struct err *err_detail(struct arena *a, struct err *e, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	n = MIN(n, (int)sizeof(text) - 1);
	e->detail = str_dup(a, (struct str){ text, n });
	return e;
}

struct err *err_dup(struct arena *a, const struct err *e)
{
	struct err *copy = arena_new(a, struct err, 1);

	*copy = *e;
	for (int i = 0; i < e->n_args; i++)
		copy->arg[i] = str_dup(a, e->arg[i]);
	copy->field = str_dup(a, e->field);
	copy->detail = str_dup(a, e->detail);
	copy->next = e->next ? err_dup(a, e->next) : NULL;
	return copy;
}

void err_add(struct err **head, struct err *e)
{
	while (*head)
		head = &(*head)->next;
	*head = e;
}
