-- What is held of somebody who signs in, and forgetting it.

-- name: person_grants :many
-- in: user_id int
select g.role, g.from_on, g.to_on, g.reason, o.name as org_name
from user_grant g
left join org o on o.id = g.org_id
where g.user_id = :user_id and g.voided_by is null
order by g.id;

-- name: person_sessions :many
-- in: user_id int
select s.made_at, s.seen_at, s.agent, s.address
from session s
where s.user_id = :user_id
order by s.id;

-- name: person_second :one
-- in: user_id int
select t.made_at, t.confirmed_at
from second_totp t
where t.user_id = :user_id;

-- name: person_origin :one
-- The event that made an account, and its hash.
-- in: user_id int
select e.id, e.hash
from event e
where e.subject_kind = 'user' and e.subject = :user_id
order by e.id
limit 1;

-- name: person_account_blank :row
-- in: id int, email text, name text, name_sort blob, day day
update user_account
set email = :email, name = :name, name_sort = :name_sort, post = '', password = null,
	lang = null, theme = null, size = null, reset_session = null,
	disabled_on = coalesce(disabled_on, :day), rev = rev + 1
where id = :id;

-- name: person_grants_end :exec
-- in: user_id int, day day
update user_grant set to_on = :day, reason = null
where user_id = :user_id and (to_on is null or to_on > :day) and from_on <= :day;

-- name: person_reasons_drop :exec
-- in: user_id int
update user_grant set reason = null where user_id = :user_id;

-- name: person_sessions_drop :exec
-- in: user_id int
delete from session where user_id = :user_id;

-- name: person_links_drop :exec
-- in: user_id int
delete from signin_link where user_id = :user_id;

-- name: person_reset_drop :exec
-- in: user_id int
delete from user_reset where user_id = :user_id or asked_by = :user_id;

-- name: person_tickets_drop :exec
-- in: user_id int
delete from signin_ticket where user_id = :user_id;

-- name: person_totp_drop :exec
-- in: user_id int
delete from second_totp where user_id = :user_id;

-- name: person_codes_drop :exec
-- in: user_id int
delete from second_code where user_id = :user_id;

-- ---- who answers for personal data

-- name: person_holders :many
-- Grants in force on a day, of people who can sign in.
-- scan: accounts
-- in: day day
select u.id, u.email, u.name, u.lang, g.role, g.org_id, o.parent as org_parent
from user_grant g
join user_account u on u.id = g.user_id
left join org o on o.id = g.org_id
where g.from_on <= :day and (g.to_on is null or g.to_on > :day) and g.voided_by is null
	and (u.disabled_on is null or u.disabled_on > :day)
order by u.id, g.id;

-- ---- who acts for whom

-- name: person_lent :many
-- scan: few
-- in: user_id int
select d.from_on, d.to_on, d.reason, u.name, t.name as to_name
from user_delegation d
join user_account u on u.id = d.user_id
join user_account t on t.id = d.to_user
where d.user_id = :user_id or d.to_user = :user_id
order by d.id;

-- name: person_lent_drop :exec
-- Nobody acts for whoever is erased, nor they for others.
-- scan: few
-- in: user_id int
update user_delegation set reason = '', ended_on = coalesce(ended_on, from_on)
where user_id = :user_id or to_user = :user_id;

-- ---- passkeys, devices, another sign-in service

-- name: person_passkeys :many
-- in: user_id int
select p.name, p.made_at, p.used_at
from passkey p
where p.user_id = :user_id
order by p.id;

-- name: person_devices :many
-- in: user_id int
select d.agent, d.made_at, d.seen_at
from user_device d
where d.user_id = :user_id
order by d.id;

-- name: person_providers :many
-- in: user_id int
select l.issuer, l.sub, l.name, l.linked_at
from oidc_link l
where l.user_id = :user_id
order by l.id;

-- name: person_passkeys_drop :exec
-- in: user_id int
delete from passkey where user_id = :user_id;

-- name: person_challenges_drop :exec
-- scan: they live minutes
-- in: user_id int
delete from passkey_challenge where user_id = :user_id;

-- name: person_devices_drop :exec
-- in: user_id int
delete from user_device where user_id = :user_id;

-- name: person_provider_sessions_drop :exec
-- scan: sessions of now
-- in: user_id int
delete from oidc_session
where exists (select 1 from oidc_link l
	where l.user_id = :user_id and l.issuer = oidc_session.issuer
		and l.sub = oidc_session.sub);

-- name: person_providers_drop :exec
-- in: user_id int
delete from oidc_link where user_id = :user_id;

-- name: person_begun_drop :exec
-- scan: they live minutes
-- in: user_id int
delete from oidc_begun where user_id = :user_id;

-- name: person_asked_drop :exec
-- scan: they live minutes
-- in: user_id int
delete from oidc_ask where user_id = :user_id;
