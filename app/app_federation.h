/* Delivery of reports between the realms of one installation. */
#ifndef RV_APP_FEDERATION_H
#define RV_APP_FEDERATION_H

#include "base/cx.h"

/* Names a file of authorities, for committees above that have certificates of
 * their own. */
#define FEDERATION_CA "ROVIEC_FEDERATION_CA"

/* For `serve`: after host_start(), before jobs run. */
void app_federation_start(void);

/* For the command line: as realm_data() and realm_open(); they keep where the
 * installation is, since its other realms are found from there. */
struct err *app_federation_realm(struct cx *cx, struct str name,
				 struct str *data) MUST_USE;
struct err *app_federation_open(struct cx *cx, struct str data,
				bool create) MUST_USE;

#endif
