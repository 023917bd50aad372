-- Where a role counts: its organisation with all below it, or, with a minus
-- sign, it alone; none: the whole realm.
alter table user_grant add column scope bigint;
update user_grant set scope = org_id;
-- the end that was planned before a decision about organisations ended or moved it
alter table user_grant add column was_to day;
create index user_grant_scope on user_grant (scope);
-- What the profile's roles let a person do, for statements that ask it. Kept
-- by whoever opens the realm; the profile is the truth.
create table role_perm (
	role text not null,
	perm text not null,
	constraint role_perm_pk primary key (role, perm)
);
-- Who acts for whom from when to when: all that may be lent, or some of it, at
-- all organisations or at one.
create table user_delegation (
	id identity,
	user_id bigint not null,
	to_user bigint not null,
	scope bigint,
	what text not null,
	from_on day not null,
	to_on day not null,
	reason text not null,
	made_by bigint not null,
	made_at instant not null,
	ended_on day,
	ended_by bigint,
	constraint user_delegation_user_fk foreign key (user_id) references user_account (id),
	constraint user_delegation_to_fk foreign key (to_user) references user_account (id)
);
create index user_delegation_user on user_delegation (user_id, id);
create index user_delegation_to on user_delegation (to_user, id);
