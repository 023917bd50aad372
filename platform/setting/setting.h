/* Settings of a realm: short texts by name. */
#ifndef RV_SETTING_H
#define RV_SETTING_H

#include "base/cx.h"

/* It will be asked for: see db_ahead(). */
struct err *setting_ahead(struct cx *cx, const char *name) MUST_USE;

/* The value, or `otherwise` when it was never set. */
struct err *setting_get(struct cx *cx, const char *name, struct str otherwise,
			struct str *ret_value) MUST_USE;
/* Sets it; inside an act, which writes the event. */
struct err *setting_put(struct cx *cx, const char *name,
			struct str value) MUST_USE;

#endif
