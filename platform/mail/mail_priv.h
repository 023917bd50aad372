/* Inside of platform/mail. */
#ifndef RV_MAIL_PRIV_H
#define RV_MAIL_PRIV_H

#include "mail/mail.h"

enum {
	MAIL_BATCH = 50,		/* leased at once */
	MAIL_LEASE_MS = 40 * 60 * 1000, /* longer than a batch takes */
	MAIL_RUN_MS = 4 * 60 * 1000,	/* then other jobs get their turn */
	MAIL_ATTEMPTS = 20,		/* about three days */
	MAIL_ATTEMPTS_REFUSED = 5,	/* the address was refused for good */
	MAIL_KEPT_DAYS = 90,
	MAIL_MESSAGE_MOST = 1 << 20,
};

/* Everything that stands in a message. */
struct mail_message {
	struct str from, sender, to, name, subject, body, html, stop;
	struct str token; /* makes the Message-ID and the boundary */
	int64_t at;
};
/* ERR_INVALID when an address isn't one. */
struct err *mail_mime(struct arena *a, const struct mail_message *m,
		      struct str *ret_bytes) MUST_USE;

enum mail_end {
	MAIL_SENT,
	MAIL_REFUSED, /* this letter, by a server that is there */
	MAIL_AWAY,    /* no server, or none that speaks with us */
};
struct mail_result {
	enum mail_end end;
	bool for_good;	   /* MAIL_REFUSED: a 5xx answer */
	struct str answer; /* what the server or the library said */
	int64_t took_ms;
};
struct mail_link; /* a connection that is kept between letters */
struct mail_link *mail_link_open(struct arena *a,
				 const struct mail_config *c) NONNULL_RESULT;
void mail_link_close(struct mail_link *l);
struct mail_result mail_link_send(struct mail_link *l, struct arena *a,
				  struct str to, struct str message);
/* Tests wait for less. */
void mail_set_timeouts(int connect_ms, int answer_ms, int all_ms);

#endif
