/* The page functions, for the route table of account_feature.c. */
#ifndef RV_ACCOUNT_PAGE_PRIV_H
#define RV_ACCOUNT_PAGE_PRIV_H

#include "account/account_act.h"
#include "account/account_view.h"
#include "http/http.h"

page_fn account_sign_in_get, account_sign_in_post, account_link_get,
	account_link_post, account_sign_out_post, account_sign_second_post;
/* The sign-in page with a fault; the step behind the first factor. */
struct err *account_sign_in_told(struct cx *cx, struct req *rq,
				 struct reply *rp, struct str next,
				 const struct err *fault) MUST_USE;
struct err *account_second_ask(struct cx *cx, struct req *rq, struct reply *rp,
			       struct str ticket, struct str next) MUST_USE;
page_fn account_second_get, account_second_post, account_second_confirm_post,
	account_second_codes_post, account_second_end_post;
page_fn account_passkey_begin_post, account_passkey_post,
	account_passkey_end_post, account_sign_passkey_begin_post,
	account_sign_passkey_post, account_second_passkey_begin_post,
	account_second_passkey_post, account_again_passkey_begin_post,
	account_again_passkey_post, account_again_get, account_again_post;
page_fn account_sign_settings_get, account_sign_settings_post,
	account_everybody_end_post;
page_fn account_own_get, account_password_post, account_settings_post,
	account_session_end_post, account_sessions_end_post;
page_fn account_seat_get, account_sit_post, account_lend_post,
	account_lend_end_post;
/* Who acts for a person, and for whom they act, the newest first. */
struct lendings;
struct err *account_lendings(struct cx *cx, int64_t user,
			     struct lendings *ret_list) MUST_USE;
/* The page of handing over with what was wrong; for other pages, too. */
struct err *account_leave_told(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct err *fault) MUST_USE;
page_fn account_leave_get, account_leave_post, account_own_leave_get,
	account_user_disable_post;
page_fn account_users_get, account_add_get, account_add_post, account_user_get,
	account_user_link_post, account_user_enable_post,
	account_user_grant_post, account_user_grant_end_post,
	account_user_second_post, account_user_sessions_post;

/* ---- what the pages of signing in share (account_page.c) ---------------------- */
struct sign_in_ask {
	struct str email, next;
	bool again;
	struct account_kepts kept;
	const struct err *faults;
};
/* The sign-in page; the page between the two factors. */
struct err *account_sign_in_show(struct cx *cx, struct req *rq,
				 struct reply *rp,
				 const struct sign_in_ask *ask) MUST_USE;
struct err *account_second_ask_show(struct cx *cx, struct req *rq,
				    struct reply *rp, struct str ticket,
				    const struct sign_in_ask *ask) MUST_USE;
/* A path of our own, or "/". */
struct str account_next(struct str next);
/* What was typed into a form that isn't ours; what a sign-in carries along. */
struct account_kepts account_typed(struct cx *cx, struct req *rq);
struct account_kepts account_kept(struct cx *cx, struct req *rq);
/* Where somebody signs in from; a browser that isn't known yet gets a token. */
struct account_place account_place(struct cx *cx, struct req *rq);
struct err *account_signed_in(struct cx *cx, struct req *rq, struct reply *rp,
			      struct str token,
			      const struct account_place *at) MUST_USE;
/* … proved once more who they are: on to what was asked for. */
struct err *account_proved_show(struct cx *cx, struct req *rq, struct reply *rp,
				struct str token) MUST_USE;
struct account_proof;
/* Judges a proof, unless there are faults; asks again when it isn't right. */
struct err *account_again_answered(struct cx *cx, struct req *rq,
				   struct reply *rp, struct err *e,
				   const struct account_proof *proof) MUST_USE;
/* The page of one's second factor, with faults or fresh recovery codes. */
struct err *account_second_answered(struct cx *cx, struct req *rq,
				    struct reply *rp, struct err *e,
				    const struct strs *codes) MUST_USE;

#endif
