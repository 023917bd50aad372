-- bearable: new tables, and a column that may be empty
-- Signing in at another service (OpenID Connect). A person there is (issuer,
-- sub), never an e-mail address; `name` is only shown.
create table oidc_link (
	id identity,
	user_id bigint not null,
	issuer text not null,
	sub text not null,
	name text not null,
	linked_at instant not null,
	constraint oidc_link_user_fk foreign key (user_id) references user_account (id)
);
create unique index oidc_link_sub on oidc_link (issuer, sub);
create unique index oidc_link_user on oidc_link (user_id, issuer);
-- Who left for the service and may come back once, in the same browser. Who
-- links an account is signed in: `session_id`, else 0.
create table oidc_begun (
	id identity,
	state_hash text not null,
	browser_hash text not null,
	nonce text not null,
	verifier text not null,
	issuer text not null,
	next text not null,
	user_id bigint not null,
	session_id bigint not null,
	made_at instant not null
);
create unique index oidc_begun_state on oidc_begun (state_hash);
create index oidc_begun_made on oidc_begun (made_at);
-- Came back and has to confirm that this is the account to link.
create table oidc_ask (
	id identity,
	token_hash text not null,
	user_id bigint not null,
	session_id bigint not null,
	issuer text not null,
	sub text not null,
	name text not null,
	made_at instant not null
);
create unique index oidc_ask_token on oidc_ask (token_hash);
create index oidc_ask_made on oidc_ask (made_at);
-- Of which session there a session here is, so that the end of one ends the
-- other.
create table oidc_session (
	id identity,
	issuer text not null,
	sub text not null,
	sid text,
	made_at instant not null
);
create index oidc_session_sub on oidc_session (issuer, sub);
create index oidc_session_sid on oidc_session (issuer, sid);
create index oidc_session_made on oidc_session (made_at);
alter table session add column oidc bigint;
create index session_oidc on session (oidc) where oidc is not null;
-- Logout tokens that were used: each counts once.
create table oidc_logout (
	id identity,
	token_hash text not null,
	made_at instant not null
);
create unique index oidc_logout_token on oidc_logout (token_hash);
create index oidc_logout_made on oidc_logout (made_at);
