/* Pages of one's own second factor. */
#include "account/account_act.h"

#include <qrencode.h>

#include "account/account_form.h"
#include "account/account_page_priv.h"
#include "account/account_query.h"
#include "account/account_second_tmpl.h"
#include "auth/auth_passkey.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"

enum { QR_MARGIN = 4, QR_PATH_MOST = 64 << 10 };

/* The dark squares as a path of runs, with the margin that scanners need. */
static void qr_put(struct cx *cx, struct second_view *x, struct str uri)
{
	QRcode *qr = QRcode_encodeString8bit(str_to_c(cx->arena, uri), 0,
					     QR_ECLEVEL_M);
	struct buf b = buf_init(cx->arena, QR_PATH_MOST);

	if (!qr) /* no memory: the key can be typed */
		return;
	for (int r = 0; r < qr->width; r++)
		for (int c = 0, n; c < qr->width; c += n) {
			const unsigned char *at = qr->data + r * qr->width + c;
			bool dark = *at & 1;

			for (n = 1; c + n < qr->width && (at[n] & 1) == dark;)
				n++;
			if (dark)
				buf_fmt(&b, "M%d %dh%dv1h-%dz", c + QR_MARGIN,
					r + QR_MARGIN, n, n);
		}
	x->qr_size = str_fmt(cx->arena, "%d", qr->width + 2 * QR_MARGIN);
	x->qr = buf_view(&b);
	QRcode_free(qr);
}

/* "ABCD EFGH …", for typing. */
static struct str grouped(struct arena *a, struct str key)
{
	struct buf b = buf_init(a, 2 * key.n + 1);

	for (ptrdiff_t i = 0; i < key.n; i++) {
		if (i && i % 4 == 0)
			buf_char(&b, ' ');
		buf_char(&b, key.p[i]);
	}
	return buf_view(&b);
}

static struct err *begun_fill(struct cx *cx, struct second_view *x)
{
	struct account_second is;
	struct err *e = account_second_read(cx, &is);

	if (e && e->code == ERR_NOT_FOUND)
		return NULL;
	if (e)
		return e;
	x->begun = true;
	x->secret = grouped(cx->arena, is.secret);
	qr_put(cx, x, is.uri);
	return NULL;
}

static struct err *passkeys_fill(struct cx *cx, struct second_view *x)
{
	struct passkeys list;
	struct err *e = passkey_list(cx, cx->actor.id, &list);

	for (ptrdiff_t i = 0; !e && i < list.n; i++) {
		const struct passkey *k = &list.p[i];

		*vec_push(cx->arena, &x->passkeys) = (struct passkey_view){
			.id = k->id,
			.name = k->name,
			.made_at = k->made_at,
			.used = k->used_at == DB_NULL
					? tr(cx->lang, N_("not yet"))
					: fmt_instant(cx->arena, k->used_at),
		};
	}
	x->more = list.n < PASSKEYS_MOST;
	return e;
}

static struct err *view_fill(struct cx *cx, struct second_view *x)
{
	struct user_by_id_row u;
	struct second is;
	struct err *e = account_self(cx, &u);

	if (!e)
		e = second_get(cx, cx->actor.id, &is);
	if (e)
		return e;
	x->email = u.email;
	x->has_password = u.password.p != NULL;
	x->on = is.totp;
	x->must = cx->actor.bare && !is.on;
	if (is.on)
		x->left = tr_fmt(
			cx->arena, cx->lang,
			N_("Recovery codes that weren't used: {0} of {1}."),
			fmt_int(cx->arena, cx->lang, is.left),
			fmt_int(cx->arena, cx->lang, SECOND_CODES));
	e = passkeys_fill(cx, x);
	if (e)
		return e;
	if (!is.totp)
		return begun_fill(cx, x);
	x->since = tr_fmt(cx->arena, cx->lang, N_("On since {0}."),
			  fmt_instant(cx->arena, is.at));
	return NULL;
}

static struct err *second_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct err *faults,
			       const struct strs *codes)
{
	struct page page;
	struct view v;
	struct second_view x = { .page = &page,
				 .keys = view_keys(cx, rq),
				 .faults = view_faults(cx, faults) };
	struct page_ask ask = { .title = tr(cx->lang,
					    N_("Second factor of the sign-in")),
				.menu = "account",
				.n_errors = (int)x.faults.n };
	struct err *e = view_fill(cx, &x);

	if (!e)
		e = page_begin(cx, rq, rp, &ask, &page, &v);
	if (e)
		return e;
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Your account")),
				.href = STR("/account") };
	*vec_push(cx->arena, &x.crumbs) = (struct crumb){ .text = ask.title };
	x.current = line_password(cx, "current", "current-password",
				  N_("Present password"));
	x.code = line_code(cx);
	x.name = line_text(cx, "name", N_("What you call it"), STR(""));
	x.name.hint = tr(cx->lang, N_("such as “office computer” or “my "
				      "telephone”; may stay empty"));
	line_fault(cx, &x.name, faults);
	line_fault(cx, &x.current, faults);
	line_fault(cx, &x.code, faults);
	if (codes)
		x.codes = *codes;
	rp->no_etag = true;
	account_second_html(&v, &x);
	return NULL;
}

/* What an act answered: its faults, fresh codes, or the page anew. */
struct err *account_second_answered(struct cx *cx, struct req *rq,
				    struct reply *rp, struct err *e,
				    const struct strs *codes)
{
	if (e && (is_mendable(e) || e->code == ERR_OFTEN ||
		  e->code == ERR_NOT_FOUND)) {
		form_refused(cx, rq, rp, e);
		return second_show(cx, rq, rp, e, NULL);
	}
	if (e)
		return e;
	return codes ? second_show(cx, rq, rp, NULL, codes)
		     : reply_redirect(rp, STR("/account/second"));
}

struct err *account_second_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return second_show(cx, rq, rp, req_faults(rq), NULL);
}

struct err *account_second_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str current = req_str(rq, "current");
	struct err *e = req_faults(rq);

	if (!e)
		e = account_second_begin(cx, current.p ? current : STR(""));
	return account_second_answered(cx, rq, rp, e, NULL);
}

struct err *account_second_confirm_post(struct cx *cx, struct req *rq,
					struct reply *rp)
{
	struct strs codes = { 0 };
	struct err *e = req_faults(rq);

	if (!e)
		e = account_second_confirm(cx, req_str(rq, "code"), &codes);
	return account_second_answered(cx, rq, rp, e, &codes);
}

struct err *account_second_codes_post(struct cx *cx, struct req *rq,
				      struct reply *rp)
{
	struct strs codes = { 0 };
	struct err *e = req_faults(rq);

	if (!e)
		e = account_second_codes(cx, req_str(rq, "code"), &codes);
	return account_second_answered(cx, rq, rp, e, &codes);
}

struct err *account_second_end_post(struct cx *cx, struct req *rq,
				    struct reply *rp)
{
	struct err *e = req_faults(rq);

	if (!e)
		e = account_second_end(cx, req_str(rq, "code"));
	return account_second_answered(cx, rq, rp, e, NULL);
}
