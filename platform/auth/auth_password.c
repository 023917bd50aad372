/*
 * Passwords: argon2id by libsodium. At most four are computed at once (each
 * takes 64 MiB and a fifth of a second); a short queue waits, the rest is
 * sent away, so that a flood of sign-ins cannot eat the machine.
 */
#define _GNU_SOURCE
#include "auth/auth.h"

#include <pthread.h>
#include <sodium.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/utf8.h"

enum {
	AT_ONCE = 4,
	QUEUE_MOST = 32,
	PASSWORD_BYTES = 1024,
	ASIDE = 15, /* as nice(1) counts */
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t free;
	struct auth_load load;
	int at_once, queue;
	bool cheap;
	unsigned long long passes;
	size_t bytes;
} gate = { .lock = PTHREAD_MUTEX_INITIALIZER,
	   .free = PTHREAD_COND_INITIALIZER,
	   .at_once = AT_ONCE,
	   .queue = QUEUE_MOST,
	   .passes = ARGON_PASSES,
	   .bytes = (size_t)ARGON_MIB << 20 };

struct err *auth_set_cost(struct arena *a, int64_t mib, int64_t passes)
{
	if (mib < ARGON_MIB_LEAST || mib > ARGON_MIB_MOST ||
	    passes < ARGON_PASSES_LEAST || passes > ARGON_PASSES_MOST)
		return err_new(a, ERR_INVALID,
			       N_("Passwords are hashed with {0} to {1} MiB of "
				  "memory in {2} to {3} passes."),
			       str_fmt(a, "%d", ARGON_MIB_LEAST),
			       str_fmt(a, "%d", ARGON_MIB_MOST),
			       str_fmt(a, "%d", ARGON_PASSES_LEAST),
			       str_fmt(a, "%d", ARGON_PASSES_MOST));
	pthread_mutex_lock(&gate.lock);
	gate.passes = (unsigned long long)passes;
	gate.bytes = (size_t)mib << 20;
	pthread_mutex_unlock(&gate.lock);
	return NULL;
}

void auth_set_cheap_hashing(bool cheap)
{
	pthread_mutex_lock(&gate.lock);
	gate.cheap = cheap;
	pthread_mutex_unlock(&gate.lock);
}

struct auth_load auth_load(void)
{
	struct auth_load now;

	pthread_mutex_lock(&gate.lock);
	now = gate.load;
	pthread_mutex_unlock(&gate.lock);
	return now;
}

void auth_set_limits(int at_once, int queue)
{
	pthread_mutex_lock(&gate.lock);
	gate.at_once = at_once;
	gate.queue = queue;
	pthread_cond_broadcast(&gate.free);
	pthread_mutex_unlock(&gate.lock);
}

static struct err *gate_enter(struct arena *a, bool *ret_cheap)
{
	struct auth_load *now = &gate.load;
	bool full;

	pthread_mutex_lock(&gate.lock);
	full = now->running >= gate.at_once && now->waiting >= gate.queue;
	if (!full) {
		now->waiting++;
		while (now->running >= gate.at_once)
			pthread_cond_wait(&gate.free, &gate.lock);
		now->waiting--;
		now->running++;
		now->most = MAX(now->most, now->running);
		*ret_cheap = gate.cheap;
	} else {
		now->refused++;
	}
	pthread_mutex_unlock(&gate.lock);
	if (full)
		return err_new(a, ERR_BUSY,
			       N_("Too many people are signing in at this "
				  "moment: try again in a minute."));
	return NULL;
}

static void gate_leave(void)
{
	pthread_mutex_lock(&gate.lock);
	gate.load.running--;
	gate.load.done++;
	pthread_cond_signal(&gate.free);
	pthread_mutex_unlock(&gate.lock);
}

static void cost_now(bool cheap, unsigned long long *ops, size_t *mem)
{
	*ops = cheap ? crypto_pwhash_OPSLIMIT_MIN : gate.passes;
	*mem = cheap ? crypto_pwhash_MEMLIMIT_MIN : gate.bytes;
}

struct hashing {
	struct str p;
	const char *hash; /* compared with it; NULL: made */
	bool cheap;
	char text[crypto_pwhash_STRBYTES];
	bool good; /* it is the same, or there was memory for making it */
};

static void hash_do(struct hashing *h)
{
	unsigned long long n = (unsigned long long)h->p.n, ops;
	size_t mem;

	cost_now(h->cheap, &ops, &mem);
	h->good =
		h->hash ? crypto_pwhash_str_verify(h->hash, h->p.p, n) == 0
			: crypto_pwhash_str_alg(h->text, h->p.p, n, ops, mem,
						crypto_pwhash_ALG_ARGON2ID13) ==
				  0;
}

/* Only this thread becomes less urgent, and nothing could undo it. */
static void *hash_thread(void *arg)
{
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), ASIDE);
	hash_do(arg);
	return NULL;
}

/* A third of a second of a core: behind everybody's pages. */
static void hash_aside(struct hashing *h)
{
	pthread_t t;

	if (h->cheap || pthread_create(&t, NULL, hash_thread, h))
		hash_do(h);
	else
		pthread_join(t, NULL);
}

bool auth_password_is_stale(struct arena *a, struct str hash)
{
	unsigned long long ops;
	size_t mem;

	cost_now(gate.cheap, &ops, &mem);
	return hash.n &&
	       crypto_pwhash_str_needs_rehash(str_to_c(a, hash), ops, mem) == 1;
}

static struct err *no_memory(struct arena *a)
{
	return err_new(a, ERR_BUSY,
		       N_("There is no memory for checking a password at this "
			  "moment: try again in a minute."));
}

static struct str as_hashed(struct arena *a, struct str password)
{
	/* what is longer was never hashed; the work stays the same */
	if (password.n > PASSWORD_BYTES || !utf8_valid(password))
		return STR("");
	return text_nfc(a, password);
}

struct err *auth_hash_password(struct arena *a, struct str password,
			       struct str *ret_hash)
{
	struct hashing h = { .p = as_hashed(a, password) };
	struct err *e;

	assert(h.p.n > 0);
	e = gate_enter(a, &h.cheap);
	if (e)
		return e;
	hash_aside(&h);
	gate_leave();
	if (!h.good)
		return no_memory(a);
	*ret_hash = str_dup(a, str_c(h.text));
	return NULL;
}

struct err *auth_verify_password(struct arena *a, struct str password,
				 struct str hash, bool *ret_ok)
{
	/* without one the same work is done in vain */
	struct hashing h = { .p = as_hashed(a, password),
			     .hash = hash.n ? str_to_c(a, hash) : NULL };
	struct err *e;

	e = gate_enter(a, &h.cheap);
	if (e)
		return e;
	hash_aside(&h);
	gate_leave();
	if (!h.hash && !h.good)
		return no_memory(a);
	*ret_ok = h.hash && h.good && h.p.n > 0;
	return NULL;
}
