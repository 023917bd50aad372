-- People who sign in, and what they may do from when to when.
create table user_account (
	id identity,
	email text not null,
	name text not null,
	name_sort blob not null,
	post text not null,
	password text,
	lang text,
	theme text,
	size text,
	reset_session bigint,
	disabled_on day,
	made_at instant not null,
	rev bigint not null,
	constraint user_account_email unique (email)
);
create index user_account_sort on user_account (name_sort, id);
create table user_grant (
	id identity,
	user_id bigint not null,
	role text not null,
	org_id bigint,
	from_on day not null,
	to_on day,
	granted_by bigint not null,
	reason text,
	constraint user_grant_user_fk foreign key (user_id) references user_account (id),
	constraint user_grant_org_fk foreign key (org_id) references org (id)
);
create index user_grant_user on user_grant (user_id, id);
create index user_grant_org on user_grant (org_id);
