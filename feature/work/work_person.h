/* What somebody did about tasks: see view/person.h. */
#ifndef RV_WORK_PERSON_H
#define RV_WORK_PERSON_H

struct privacy_hook;
extern const struct privacy_hook work_privacy;

#endif
