/*
 * Reports between committees: figures go up, rows don't. What a child says
 * waits in its outbox until its parent has it; what a parent got is kept
 * whole. The only header of this feature that other features include.
 */
#ifndef RV_FEDERATION_H
#define RV_FEDERATION_H

#include "base/cx.h"

struct feature;
extern const struct feature federation_feature;

struct fed_letter;
/* What the app lends for delivery. */
struct federation_hooks {
	/* Gives a message to another realm of this installation, as
	 * fed_receive() there; NULL: there is none. */
	struct err *(*deliver)(struct cx *cx, struct str realm,
			       const struct fed_letter *l);
	const char *ca; /* file of authorities for https; NULL: the system's */
};
/* Keeps the pointer; before jobs run. */
void federation_set(const struct federation_hooks *hooks);

#endif
