/*
 * Letters by e-mail. A letter is put into the outbox inside an act; a job
 * sends what waits by SMTP and writes down what the server said. No request
 * ever waits for a mail server, but the administrator's test.
 */
#ifndef RV_MAIL_H
#define RV_MAIL_H

#include "job/job.h"

enum mail_tls { MAIL_PLAIN, MAIL_STARTTLS, MAIL_TLS, N_MAIL_TLS };
/* "none", "starttls", "tls" */
const char *mail_tls_key(enum mail_tls t);
bool mail_tls_from_key(struct str key, enum mail_tls *ret_tls) MUST_USE;

struct mail_config {
	struct str host; /* empty: no mail is sent */
	int64_t port;
	enum mail_tls tls;
	struct str user, password; /* empty: without signing in */
	bool lost; /* there is a password, but not the key that opens it */
	struct str from; /* address of the sender */
	struct str site; /* "https://rv.example.vn", for links */
	const char *ca;	 /* tests: a file; NULL: the system's */
};
struct err *mail_config_get(struct cx *cx,
			    struct mail_config *ret_config) MUST_USE;
/* An act. An absent password keeps the one before, as long as host and user
 * stay the same. Faults by field. */
struct err *mail_config_put(struct cx *cx,
			    const struct mail_config *c) MUST_USE;
/* The same rules without writing; fills what was kept. */
struct err *mail_config_check(struct cx *cx, const struct mail_config *c,
			      struct mail_config *ret_config) MUST_USE;

/* A password that stands in the open is sealed; for the start of a server. */
struct err *mail_config_seal(struct cx *cx) MUST_USE;

/* One mailbox, printable ASCII; false for anything that could say more. */
bool mail_address_ok(struct str address);

struct mail_letter {
	const char *kind;      /* for the log: "digest", "notice" */
	struct str to, name;   /* address and name of the reader */
	struct str sender;     /* name that goes with the sender's address */
	struct str subject;    /* one line */
	struct str body, html; /* both always */
	struct str stop;       /* address that ends such letters, or absent */
	struct str once;       /* a second letter with this word is dropped */
};
/* Puts a letter into the outbox; inside an act. */
struct err *mail_put(struct cx *cx, const struct mail_letter *l) MUST_USE;

/* Forgets whose letters went to an address, and doesn't send what waits for it;
 * inside an act. */
struct err *mail_forget(struct cx *cx, struct str address,
			struct str called) MUST_USE;

/* Sends a letter now; what the server said last, also when it failed. For the
 * settings page's test, on a worker. */
struct err *mail_try(struct cx *cx, const struct mail_config *c,
		     const struct mail_letter *l,
		     struct str *ret_answer) MUST_USE;
/* Another attempt at a letter that wasn't sent: an act. */
struct err *mail_again(struct cx *cx, int64_t id) MUST_USE;

/* The jobs that send and that clear the log. */
extern const struct job_kind mail_jobs[];
extern const int mail_n_jobs;
/* Ends what is being sent, for the end of the process. */
void mail_stop(void);

#endif
