/*
 * Decisions about organisations by chance, for tests of what reorganisations
 * leave: any kind of step on any organisation, so most are refused.
 */
#ifndef RV_MEMBER_DECISION_H
#define RV_MEMBER_DECISION_H

#include "testkit/testkit.h"
#include "testkit/testkit_dice.h"

struct org_decision;
struct reorg_preview;

/* Drafts one of up to four steps, mostly of organisations that are there;
 * `split`, unless NULL, is run in an act for half of the steps that split. */
int64_t draft_any(const struct cx *cx, struct arena *a,
		  struct err *(*split)(struct cx *cx, void *step));
/* Makes each choice that the preview asks for; what is chosen brings no further
 * ones. *d is read anew. */
void choices_make(struct cx *cx, struct org_decision *d,
		  const struct reorg_preview *p);

#endif
