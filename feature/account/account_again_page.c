/*
 * Once more who is there, before an act of weight (`.fresh` in a route's row).
 * A page comes after the proof; of a form everything typed travels through in
 * hidden fields and is sent then.
 */
#include "account/account_passkey.h"

#include "account/account_form.h"
#include "account/account_page_priv.h"
#include "account/account_query.h"
#include "account/account_sign_tmpl.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "http/http.h"
#include "i18n/i18n.h"
#include "setting/setting.h"
#include "view/site.h"

static struct err *means_fill(struct cx *cx, struct prove_view *x)
{
	struct user_by_id_row u;
	struct second is;
	struct err *e = account_self(cx, &u);

	if (!e)
		e = second_get(cx, cx->actor.id, &is);
	if (e)
		return e;
	x->email = u.email;
	x->password = u.password.p != NULL;
	x->totp = is.totp;
	x->passkey = is.passkeys > 0;
	return NULL;
}

static struct err *prove_show(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct sign_in_ask *ask)
{
	struct page page;
	struct view v;
	struct prove_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, ask->faults),
		.current = line_password(cx, "current", "current-password",
					 N_("Password")),
		.code = line_code(cx),
		.next = ask->next,
		.again = ask->again,
		.kept = ask->kept,
	};
	struct page_ask begin = { .title =
					  tr(cx->lang, N_("Is it really you?")),
				  .n_errors = (int)x.faults.n };
	struct err *e = means_fill(cx, &x);

	if (!e)
		e = page_begin(cx, rq, rp, &begin, &page, &v);
	if (e)
		return e;
	line_fault(cx, &x.current, ask->faults);
	line_fault(cx, &x.code, ask->faults);
	rp->no_etag = true;
	account_prove_html(&v, &x);
	return NULL;
}

/* ---- the hook of the server ------------------------------------------------------- */

/* In a query: everything but letters, digits and what paths are made of. */
static struct str escaped(struct arena *a, struct str s)
{
	struct buf b = buf_init(a, 3 * s.n + 1);

	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c && strchr("/-_.~", c)))
			buf_char(&b, c);
		else
			buf_fmt(&b, "%%%02X", (unsigned char)c);
	}
	return buf_view(&b);
}

static struct err *page_comes_later(struct cx *cx, struct req *rq,
				    struct reply *rp)
{
	struct str next = req_path(rq);

	if (req_query(rq).n) {
		next = str_cat(cx->arena, next, STR("?"));
		next = str_cat(cx->arena, next, req_query(rq));
	}
	return reply_redirect(rp,
			      str_cat(cx->arena, STR("/sign-in/again?next="),
				      escaped(cx->arena, next)));
}

struct err *account_hook_fresh(struct cx *cx, struct req *rq, struct reply *rp,
			       bool *ret_good)
{
	const struct session *s = req_session(rq);
	struct sign_in_ask ask = { .next = req_path(rq), .again = true };
	int64_t age = s ? cx->now - s->proved_at : PROOF_LIFE_MS;
	struct str required;
	struct err *e;

	*ret_good = age < PROOF_LIFE_MS && age > -PROOF_LIFE_MS;
	if (*ret_good)
		return NULL;
	e = setting_get(cx, STEPUP_REQUIRED, STR("none"), &required);
	*ret_good = !e && !str_eq(required, STR("all"));
	if (e || *ret_good)
		return e;
	if (req_method(rq) == GET)
		return page_comes_later(cx, rq, rp);
	ask.kept = account_typed(cx, rq);
	rp->status = 403;
	return prove_show(cx, rq, rp, &ask);
}

/* ---- the page ------------------------------------------------------------------------ */

static struct sign_in_ask ask_of(struct cx *cx, struct req *rq)
{
	return (struct sign_in_ask){
		.next = account_next(req_str(rq, "next")),
		.again = req_flag(rq, "again"),
		.kept = account_kept(cx, rq),
	};
}

struct err *account_again_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct sign_in_ask ask = { .next = account_next(req_str(rq, "next")),
				   .faults = req_faults(rq) };

	return prove_show(cx, rq, rp, &ask);
}

struct err *account_again_answered(struct cx *cx, struct req *rq,
				   struct reply *rp, struct err *e,
				   const struct account_proof *proof)
{
	struct account_place at = { req_agent(rq), req_address(rq), STR_NULL };
	struct sign_in_ask ask = ask_of(cx, rq);
	struct str token;

	if (!e)
		e = account_prove(cx, proof, &at, &token);
	if (e && (is_mendable(e) || e->code == ERR_DENIED ||
		  e->code == ERR_OFTEN || e->code == ERR_BUSY)) {
		ask.faults = e;
		form_refused(cx, rq, rp, e);
		return prove_show(cx, rq, rp, &ask);
	}
	return e ? e : account_proved_show(cx, rq, rp, token);
}

struct err *account_again_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct account_proof proof = { .password = req_str(rq, "current"),
				       .code = req_str(rq, "code") };

	if (!proof.password.p)
		proof.password = STR("");
	return account_again_answered(cx, rq, rp, req_faults(rq), &proof);
}
