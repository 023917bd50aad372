-- ---- links

-- name: oidc_link_by_sub :one
-- in: issuer text, sub text
select l.id, l.user_id
from oidc_link l
where l.issuer = :issuer and l.sub = :sub;

-- name: oidc_link_of :one
-- in: user_id int, issuer text
select l.id, l.sub, l.name, l.linked_at
from oidc_link l
where l.user_id = :user_id and l.issuer = :issuer;

-- name: oidc_link_any :many
-- in: user_id int
select l.id, l.issuer, l.sub, l.name, l.linked_at
from oidc_link l
where l.user_id = :user_id
order by l.id
limit 20;

-- name: oidc_link_list :many
-- scan: an administrator's page of a few hundred accounts
-- in: issuer text, limit int
select l.id, l.user_id, l.name, l.linked_at, u.name as user_name
from oidc_link l
join user_account u on u.id = l.user_id
where l.issuer = :issuer
order by u.name_sort, u.id
limit :limit;

-- name: oidc_link_count :one
-- scan
-- in: issuer text
-- out: n int
select count(*) as n from oidc_link l where l.issuer = :issuer;

-- name: oidc_link_put :id
-- in: user_id int, issuer text, sub text, name text, now instant
insert into oidc_link (user_id, issuer, sub, name, linked_at)
values (:user_id, :issuer, :sub, :name, :now)
returning id;

-- name: oidc_link_delete :exec
-- in: id int
delete from oidc_link where id = :id;

-- ---- on the way

-- name: oidc_begun_put :id
-- in: state_hash text, browser_hash text, nonce text, verifier text, issuer text
-- in: next text, user_id int, session_id int, now instant
insert into oidc_begun (state_hash, browser_hash, nonce, verifier, issuer,
	next, user_id, session_id, made_at)
values (:state_hash, :browser_hash, :nonce, :verifier, :issuer, :next,
	:user_id, :session_id, :now)
returning id;

-- name: oidc_begun_by_state :one
-- in: state_hash text
select b.id, b.browser_hash, b.nonce, b.verifier, b.issuer, b.next, b.user_id,
	b.session_id, b.made_at
from oidc_begun b
where b.state_hash = :state_hash;

-- name: oidc_begun_delete :exec
-- in: id int
delete from oidc_begun where id = :id;

-- name: oidc_begun_sweep :exec
-- in: made_until instant
delete from oidc_begun where made_at <= :made_until;

-- name: oidc_begun_count :one
-- scan
-- out: n int
select count(*) as n from oidc_begun b;

-- name: oidc_ask_put :id
-- in: token_hash text, user_id int, session_id int, issuer text, sub text, name text
-- in: now instant
insert into oidc_ask (token_hash, user_id, session_id, issuer, sub, name,
	made_at)
values (:token_hash, :user_id, :session_id, :issuer, :sub, :name, :now)
returning id;

-- name: oidc_ask_by_token :one
-- in: token_hash text
select a.id, a.user_id, a.session_id, a.issuer, a.sub, a.name, a.made_at
from oidc_ask a
where a.token_hash = :token_hash;

-- name: oidc_ask_delete :exec
-- in: id int
delete from oidc_ask where id = :id;

-- name: oidc_ask_sweep :exec
-- in: made_until instant
delete from oidc_ask where made_at <= :made_until;

-- ---- sessions

-- name: oidc_session_put :id
-- in: issuer text, sub text, sid text, now instant
insert into oidc_session (issuer, sub, sid, made_at)
values (:issuer, :sub, :sid, :now)
returning id;

-- name: oidc_session_by_id :one
-- in: id int
select o.id, o.issuer, o.sub from oidc_session o where o.id = :id;

-- name: oidc_session_at :exec
-- Says of which session there a session here is.
-- in: id int, oidc int
update session set oidc = :oidc where id = :id;

-- name: oidc_session_of :one
-- The session there that a session here belongs to.
-- in: id int
select s.oidc from session s where s.id = :id;

-- name: oidc_session_here :many
-- Sessions here that belong to a session, or to all of a person, there.
-- in: issuer text, sub text, sid text
select s.id, s.user_id
from oidc_session o
join session s on s.oidc = o.id
where o.issuer = :issuer
[sub: and o.sub = :sub]
[sid: and o.sid = :sid]
order by s.id
limit 200;

-- name: oidc_session_drop :exec
-- in: issuer text, sub text, sid text
delete from oidc_session
where issuer = :issuer
[sub: and sub = :sub]
[sid: and sid = :sid];

-- name: oidc_session_sweep :exec
-- in: made_until instant
delete from oidc_session where made_at <= :made_until;

-- name: oidc_logout_put :id
-- in: token_hash text, now instant
insert into oidc_logout (token_hash, made_at)
values (:token_hash, :now)
on conflict (token_hash) do nothing
returning id;

-- name: oidc_logout_sweep :exec
-- in: made_until instant
delete from oidc_logout where made_at <= :made_until;
