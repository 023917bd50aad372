/*
 * Slows down guessing. Failures are counted per account of a realm (as typed,
 * so that an unknown account behaves like a known one) and per network of the
 * address, whichever realm it asks: more realms give nobody more attempts. The
 * table has a fixed size: when a place is needed, the entry that failed longest
 * ago gives way.
 */
#include "auth/auth.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>

enum {
	N_SETS = 1024,
	N_WAYS = 8,
	ACCOUNT_FREE = 4,  /* failures without a wait */
	ADDRESS_FREE = 19, /* an office shares one address */
	WAIT_MOST_S = 15 * 60,
	FORGET_MS = 60 * 60 * 1000,
};

struct entry {
	uint64_t key; /* 0: empty */
	int64_t last; /* instant of the last failure */
	int n;
};

static struct {
	pthread_mutex_t lock;
	bool keyed;
	unsigned char secret[crypto_shorthash_KEYBYTES];
	struct entry set[N_SETS][N_WAYS];
} table = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* A keyed hash, so that nobody can aim at the place of another. A realm's name
 * has a length of its own, so two parts never read as two others. */
static uint64_t key_of(char kind, struct str realm, struct str s)
{
	unsigned char in[1 + 32], out[crypto_shorthash_BYTES];
	int64_t n = realm.n;
	crypto_generichash_state h;
	uint64_t key;

	if (!table.keyed) {
		crypto_shorthash_keygen(table.secret);
		table.keyed = true;
	}
	in[0] = (unsigned char)kind;
	crypto_generichash_init(&h, NULL, 0, 32);
	crypto_generichash_update(&h, (const unsigned char *)&n, sizeof(n));
	crypto_generichash_update(&h, (const unsigned char *)realm.p,
				  (unsigned long long)realm.n);
	crypto_generichash_update(&h, (const unsigned char *)s.p,
				  (unsigned long long)s.n);
	crypto_generichash_final(&h, in + 1, 32);
	crypto_shorthash(out, in, sizeof(in), table.secret);
	memcpy(&key, out, sizeof(key));
	return key ? key : 1;
}

/* The /24 or /64 of an address; another text stands for itself. */
static uint64_t key_of_address(struct str address)
{
	char text[64] = { 0 };
	unsigned char net[16];

	if (address.n > 0 && address.n < (ptrdiff_t)sizeof(text)) {
		memcpy(text, address.p, (size_t)address.n);
		if (inet_pton(AF_INET, text, net) == 1)
			return key_of('4', STR(""),
				      (struct str){ (char *)net, 3 });
		if (inet_pton(AF_INET6, text, net) == 1)
			return key_of('6', STR(""),
				      (struct str){ (char *)net, 8 });
	}
	return key_of('x', STR(""), address);
}

static struct entry *entry_find(uint64_t key, int64_t now)
{
	struct entry *set = table.set[key % N_SETS];

	for (int i = 0; i < N_WAYS; i++)
		if (set[i].key == key && now - set[i].last < FORGET_MS)
			return &set[i];
	return NULL;
}

static struct entry *entry_make(uint64_t key, int64_t now)
{
	struct entry *set = table.set[key % N_SETS];
	struct entry *e = entry_find(key, now);

	if (e)
		return e;
	e = &set[0];
	for (int i = 0; i < N_WAYS; i++) {
		if (set[i].key == key) {
			e = &set[i];
			break;
		}
		if (set[i].last < e->last)
			e = &set[i];
	}
	*e = (struct entry){ .key = key };
	return e;
}

static int wait_of(const struct entry *e, int n_free, int64_t now)
{
	int64_t wait_ms;
	int over;

	if (!e || e->n <= n_free)
		return 0;
	over = e->n - n_free - 1;
	wait_ms = over >= 10 ? WAIT_MOST_S : MIN(1 << over, WAIT_MOST_S);
	wait_ms = e->last + wait_ms * 1000 - now;
	return wait_ms <= 0 ? 0 : (int)((wait_ms + 999) / 1000);
}

static uint64_t key_of_account(const struct cx *cx, struct str account)
{
	return key_of('a', cx->realm, account);
}

int throttle_wait(const struct cx *cx, struct str account, struct str address)
{
	int by_account, by_address;

	pthread_mutex_lock(&table.lock);
	by_account = wait_of(entry_find(key_of_account(cx, account), cx->now),
			     ACCOUNT_FREE, cx->now);
	by_address = wait_of(entry_find(key_of_address(address), cx->now),
			     ADDRESS_FREE, cx->now);
	pthread_mutex_unlock(&table.lock);
	return MAX(by_account, by_address);
}

static void count(uint64_t key, int64_t now)
{
	struct entry *e = entry_make(key, now);

	e->n = MIN(e->n + 1, 1000);
	e->last = now;
}

void throttle_fail(const struct cx *cx, struct str account, struct str address)
{
	pthread_mutex_lock(&table.lock);
	count(key_of_account(cx, account), cx->now);
	count(key_of_address(address), cx->now);
	pthread_mutex_unlock(&table.lock);
}

static void forget(uint64_t key, int by)
{
	struct entry *set = table.set[key % N_SETS];

	for (int i = 0; i < N_WAYS; i++)
		if (set[i].key == key)
			set[i].n = MAX(set[i].n - by, 0);
}

void throttle_ok(const struct cx *cx, struct str account, struct str address)
{
	pthread_mutex_lock(&table.lock);
	forget(key_of_account(cx, account), 1000);
	/* not all of it: an attacker may own one good account */
	forget(key_of_address(address), 1);
	pthread_mutex_unlock(&table.lock);
}

void throttle_undo(const struct cx *cx, struct str account, struct str address)
{
	pthread_mutex_lock(&table.lock);
	forget(key_of_account(cx, account), 1);
	forget(key_of_address(address), 1);
	pthread_mutex_unlock(&table.lock);
}
