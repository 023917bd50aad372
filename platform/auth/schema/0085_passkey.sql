-- Passkeys (WebAuthn). `mark` is a keyed hash of the whole row: who can write
-- the database but hasn't the key beside the data can put no key of their own
-- here. `counter` is the authenticator's; one that goes back is a copy.
create table passkey (
	id identity,
	user_id bigint not null,
	credential_hash text not null,
	credential blob not null,
	alg bigint not null,
	public_key blob not null,
	counter bigint not null,
	mark blob not null,
	name text not null,
	made_at instant not null,
	used_at instant
);
create unique index passkey_credential on passkey (credential_hash);
create index passkey_user on passkey (user_id, id);
-- What an authenticator has to sign: once, and soon.
create table passkey_challenge (
	id identity,
	challenge_hash text not null,
	purpose bigint not null,
	user_id bigint not null,
	made_at instant not null
);
create unique index passkey_challenge_hash on passkey_challenge (challenge_hash);
create index passkey_challenge_made on passkey_challenge (made_at);
create index passkey_challenge_purpose on passkey_challenge (purpose, id);
-- A session ends by itself at `idle_at` unless it is used before; `proved_at`
-- is when its person last showed who they are.
alter table session add column idle_ms bigint;
alter table session add column idle_at instant;
alter table session add column proved_at instant;
update session set idle_ms = 3600000, idle_at = seen_at + 3600000, proved_at = made_at;
drop index session_seen;
create index session_idle on session (idle_at);
-- How long a link lives depends on who made it.
alter table signin_link add column ends_at instant;
update signin_link set ends_at = made_at + 900000;
create index signin_link_ends on signin_link (ends_at);
-- Acts of weight ask for a fresh proof wherever people work already.
insert into setting (name, value, set_at)
select 'stepup.required', 'all', s.set_at
from setting s
where s.name = 'profile'
	and not exists (select 1 from setting d where d.name = 'demo');
