/* What is held of somebody who signs in: see view/person.h. */
#ifndef RV_ACCOUNT_PERSON_H
#define RV_ACCOUNT_PERSON_H

struct privacy_hook;
extern const struct privacy_hook account_privacy;

#endif
