-- Sessions and one-time links. Of a token only its SHA-256 stands here.
create table session (
	id identity,
	token_hash text not null,
	user_id bigint not null,
	made_at instant not null,
	seen_at instant not null,
	ends_at instant not null,
	agent text not null,
	address text not null,
	csrf text not null
);
create unique index session_token on session (token_hash);
create index session_user on session (user_id, id);
create index session_ends on session (ends_at);
create index session_seen on session (seen_at);
create table signin_link (
	id identity,
	token_hash text not null,
	user_id bigint not null,
	made_at instant not null,
	used_at instant
);
create unique index signin_link_token on signin_link (token_hash);
create index signin_link_user on signin_link (user_id);
create index signin_link_made on signin_link (made_at);
