/*
 * Members of the committee: people, and what is known of them on which day.
 * The only header of this feature that others include.
 */
#ifndef RV_MEMBER_H
#define RV_MEMBER_H

struct feature;
extern const struct feature member_feature;

#endif
