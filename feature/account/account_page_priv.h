/* The page functions, for the route table of account_feature.c. */
#ifndef RV_ACCOUNT_PAGE_PRIV_H
#define RV_ACCOUNT_PAGE_PRIV_H

#include "http/http.h"

page_fn account_sign_in_get, account_sign_in_post, account_link_get,
	account_link_post, account_sign_out_post, account_sign_second_post;
page_fn account_second_get, account_second_post, account_second_confirm_post,
	account_second_codes_post, account_second_end_post;
page_fn account_own_get, account_password_post, account_settings_post,
	account_session_end_post, account_sessions_end_post;
page_fn account_seat_get, account_sit_post, account_lend_post,
	account_lend_end_post;
page_fn account_users_get, account_add_get, account_add_post, account_user_get,
	account_user_link_post, account_user_disable_post,
	account_user_enable_post, account_user_grant_post,
	account_user_grant_end_post, account_user_second_post;

#endif
