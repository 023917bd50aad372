/*
 * What programs for measuring share: who they act as, what they do with an
 * error, and the reference data's realm.
 */
#ifndef RV_BENCH_H
#define RV_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/app.h"
#include "app/app_sample.h"
#include "base/date.h"
#include "i18n/i18n.h"

/* The installation itself, now. */
static inline struct cx bench_cx(struct arena *a)
{
	struct timespec t;
	struct cx cx = { .arena = a,
			 .lang = LANG_VI,
			 .actor = { .id = ACTOR_SYSTEM,
				    .perms = UINT64_MAX,
				    .name = STR("Hệ thống"),
				    .org_is_root = true } };

	clock_gettime(CLOCK_REALTIME, &t);
	cx.now = (int64_t)t.tv_sec * 1000;
	cx.today = cx.as_at = day_of_instant(cx.now);
	return cx;
}

/* Ends the program with the error's words and place, unless it is NULL. */
static inline void stop_on(const struct err *e)
{
	struct arena *a;

	if (!e)
		return;
	a = arena_open(1 << 20);
	fprintf(stderr, "bench: %s %s (%s:%d)\n",
		str_to_c(a, tr_err(a, LANG_EN, e)), str_to_c(a, e->detail),
		e->file, e->line);
	exit(1);
}

/* A new folder with a realm that holds what is asked for. */
static inline void bench_sample(struct cx *cx, const char *folder,
				const struct sample_ask *ask,
				struct sample *ret_sample)
{
	int64_t root, admin;

	stop_on(realm_open(cx, str_c(folder), true));
	stop_on(realm_init(cx,
			   &(struct realm_new){
				   .invented = true,
				   .profile = STR("vn-party"),
				   .name = STR("Đảng bộ phường Mẫu"),
				   .admin = STR("admin@bench.example") },
			   &root, &admin));
	stop_on(sample_make(cx, ask, root, ret_sample));
}

#endif
