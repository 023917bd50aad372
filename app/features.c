/*
 * The features of the program, listed by hand in the order in which they may
 * include each other. A new feature is one line here.
 */
#include "app/app.h"

#include "account/account.h"
#include "federation/federation.h"
#include "growth/growth.h"
#include "indicator/indicator.h"
#include "member/member.h"
#include "org/org.h"
#include "privacy/privacy.h"
#include "trail/trail.h"
#include "work/work.h"

const struct feature *const app_features[] = {
	&org_feature,	     &account_feature, &member_feature,
	&indicator_feature,  &growth_feature,  &work_feature,
	&federation_feature, &trail_feature,   &privacy_feature,
};
const int app_n_features = (int)N_ELEMENTS(app_features);
