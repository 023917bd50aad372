/* What a witness decides; pure. */
#include "trail/witness.h"

const char *witness_why(enum witness_answer a)
{
	switch (a) {
	case WITNESS_SIGNED:
		return NULL;
	case WITNESS_BAD:
		return N_("This isn't a request to a witness: it begins with "
			  "\"old\" and a number, then come the proof and the "
			  "checkpoint.");
	case WITNESS_UNSIGNED:
		return N_("The checkpoint isn't signed by the key of its log.");
	case WITNESS_UNKNOWN:
		return N_("This witness doesn't know the log.");
	case WITNESS_OTHER_SIZE:
		return N_("This witness has seen another checkpoint of the "
			  "log: ask with that one's size.");
	case WITNESS_INCONSISTENT:
		return N_("The checkpoint doesn't continue the one that this "
			  "witness has seen: the log was rewritten.");
	}
	return NULL;
}

static bool request_read(struct str request, int64_t *ret_old,
			 struct tlog_proof *p, struct str *ret_text,
			 struct str *ret_sigs, struct tlog_checkpoint *c)
{
	struct str note;

	return tlog_request_read(request, ret_old, p, &note) &&
	       tlog_note_read(note, ret_text, ret_sigs) &&
	       tlog_checkpoint_read(*ret_text, c);
}

struct str witness_origin(struct str request)
{
	struct tlog_checkpoint c;
	struct tlog_proof p;
	struct str text, sigs;
	int64_t old;

	return request_read(request, &old, &p, &text, &sigs, &c) ? c.origin
								 : STR_NULL;
}

enum witness_answer witness_sign(struct arena *a, struct str request,
				 struct witness_log *log,
				 const struct tlog_key *own, int64_t at,
				 struct str *ret_line)
{
	struct tlog_checkpoint c;
	struct tlog_proof p;
	struct str text, sigs;
	int64_t old;

	*ret_line = STR_NULL;
	if (!request_read(request, &old, &p, &text, &sigs, &c))
		return WITNESS_BAD;
	if (!str_eq(c.origin, log->key.name))
		return WITNESS_UNKNOWN;
	if (tlog_is_signed(text, sigs, &log->key, NULL) != TLOG_SIGNED)
		return WITNESS_UNSIGNED;
	if (old > c.size)
		return WITNESS_BAD;
	if (old != log->size ||
	    (old == c.size && old && !tlog_hash_eq(&c.root, &log->root)))
		return WITNESS_OTHER_SIZE;
	if (old ? !tlog_consistency_holds(&p, old, c.size, &log->root, &c.root)
		: p.n > 0)
		return WITNESS_INCONSISTENT;
	log->size = c.size;
	log->root = c.root;
	*ret_line = tlog_cosign(a, text, own, at);
	return WITNESS_SIGNED;
}
