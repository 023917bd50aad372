-- Devices that a person has signed in from: of the long-lived cookie only its
-- hash stands here.
create table user_device (
	id identity,
	user_id bigint not null,
	token_hash text not null,
	agent text not null,
	made_at instant not null,
	seen_at instant not null,
	constraint user_device_user_fk foreign key (user_id) references user_account (id)
);
create unique index user_device_token on user_device (user_id, token_hash);
create index user_device_seen on user_device (user_id, seen_at);
-- A password of 12 to 14 characters is good only beside a second factor.
alter table user_account add column password_short bool;
