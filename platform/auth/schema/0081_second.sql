-- A second factor: codes by time (RFC 6238). The secret stands sealed with the
-- key beside the data; a code counts once (`last_step`).
create table second_totp (
	user_id bigint not null,
	secret blob not null,
	made_at instant not null,
	confirmed_at instant,
	last_step bigint not null,
	constraint second_totp_pk primary key (user_id)
);
-- For whoever lost it: each code works once, only its hash stands here.
create table second_code (
	id identity,
	user_id bigint not null,
	hash text not null,
	used_at instant
);
create index second_code_user on second_code (user_id, id);
-- Who gave the right password and has to give the second factor.
create table signin_ticket (
	id identity,
	token_hash text not null,
	user_id bigint not null,
	made_at instant not null,
	tries bigint not null,
	how text not null
);
create unique index signin_ticket_token on signin_ticket (token_hash);
create index signin_ticket_user on signin_ticket (user_id);
create index signin_ticket_made on signin_ticket (made_at);
-- Whoever manages the accounts of a realm that is in use already must have one.
insert into setting (name, value, set_at)
select 'second.required', 'admin', s.set_at
from setting s
where s.name = 'profile'
	and not exists (select 1 from setting d where d.name = 'demo');
