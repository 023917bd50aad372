/*
 * Rules of reports between committees: periods, addresses, what a report says
 * and how it is written and signed. Pure: no SQL, no HTTP, no clock.
 *
 * A message is signed as Standard Webhooks does: "v1a," and base64 of an
 * Ed25519 signature over "ID.STAMP.PAYLOAD".
 */
#ifndef RV_FEDERATION_MODEL_H
#define RV_FEDERATION_MODEL_H

#include "base/cx.h"
#include "work/work.h"

enum {
	FED_PAYLOAD_MOST = 96 * 1024, /* bytes */
	FED_PROGRAMMES_MOST = 50,
	FED_VERSIONS_MOST = 1000, /* of a period */
	FED_NAME_MOST = 200,	  /* code points, of names and titles */
	FED_SECRET_BYTES = 64,
	FED_WORD_MOST = 200, /* bytes of id, key and signature */
};
#define FED_KIND_STATUS "status"

enum fed_role { FED_PARENT, FED_CHILD, N_FED_ROLE };
const char *fed_role_key(enum fed_role r);   /* "parent" */
const char *fed_role_title(enum fed_role r); /* catalogue id */
bool fed_role_from_key(struct str s, enum fed_role *ret_role) MUST_USE;

/* ---- periods: months, "2026-11" ---------------------------------------- */
struct fed_period {
	day_t first, last;
	struct str key;
};
struct fed_period fed_period_of(struct arena *a, day_t day);
/* The one before. */
struct fed_period fed_period_before(struct arena *a, day_t day);
bool fed_period_read(struct str key, struct fed_period *ret_period) MUST_USE;

/* ---- where a parent is --------------------------------------------------- */
struct fed_address {
	bool here;	  /* a realm of the same installation … */
	struct str realm; /* … its name; empty: the installation's own */
	struct str url;	  /* that messages are posted to */
};
/* "realm:NAME", "https://HOST[:PORT][/r/NAME]"; http only to this machine. */
struct err *fed_address_read(struct arena *a, struct str typed,
			     struct fed_address *ret_address) MUST_USE;
/* ms until the next attempt, after so many in vain: 1 minute to 6 hours. */
int64_t fed_back_off(int64_t attempts);
/* Whether a message may be of that second: at most a day off. */
bool fed_stamp_ok(int64_t stamp, int64_t now);

/* ---- what a report says -------------------------------------------------- */
struct fed_report {
	struct str realm;  /* name of the committee that reports */
	struct str to;	   /* public key of the one that it is for */
	struct str kind;   /* FED_KIND_STATUS */
	struct str period; /* key */
	int64_t version;   /* from 1 */
	day_t as_of;
	struct work_figures_list figures;
};
/* Canonical JSON: the same report gives the same bytes. */
struct str fed_report_write(struct arena *a, const struct fed_report *r);
/* Refuses with one sentence what isn't a whole, possible report. */
struct err *fed_report_read(struct arena *a, struct str payload,
			    struct fed_report *ret_report) MUST_USE;
/* Whether a report says anything else than the newest one of its period: other
 * figures, or the period's end instead of a day within. */
bool fed_report_differs(struct arena *a, const struct fed_report *r,
			day_t newest_as_of, struct str newest_payload);
/* All programmes together; code and title are absent. */
struct work_figures fed_report_sum(const struct fed_report *r);

/* ---- signing --------------------------------------------------------------- */
struct fed_letter {
	struct str key; /* public, of who signed */
	struct str id;
	int64_t stamp; /* seconds since 1970 */
	struct str signature, payload;
};
/* A fresh pair; the secret is base64, too. */
void fed_key_make(struct arena *a, struct str *ret_public,
		  struct str *ret_secret);
/* "whpk_…" as it was typed, or ERR_INVALID. */
struct err *fed_key_check(struct arena *a, struct str typed) MUST_USE;
/* Fills l->signature; false: the secret is none. */
bool fed_sign(struct arena *a, struct str secret,
	      struct fed_letter *l) MUST_USE;
/* Whether one of the signatures is that of l->key. */
bool fed_is_signed(struct arena *a, const struct fed_letter *l);

#endif
