-- name: user_by_email :one
-- in: email text
select u.id, u.name, u.password, u.disabled_on
from user_account u
where u.email = :email;

-- name: user_by_id :one
-- in: id int
select u.id, u.email, u.name, u.post, u.password, u.lang, u.theme, u.size,
	u.reset_session, u.disabled_on, u.made_at, u.rev, u.password_short
from user_account u
where u.id = :id;

-- name: user_actor :many
-- A user with the roles that are in force on a day, their own and those that
-- others lend them. Who lends one organisation of many lends what the role
-- gives there. The join that finds nothing gives what is absent its types.
-- in: id int, today day
-- out: own int, grant_id int, at_root int, lender int, what text, lent_from day, lent_to day
-- out: lender_name text
select u.name, u.post, u.lang, u.theme, u.size, u.disabled_on, 0 as own,
	g.id as grant_id, g.role, g.scope, g.from_on, g.to_on,
	case when o.id is not null and o.parent is not null then 0 else 1 end as at_root,
	o.name as org_name, d.user_id as lender, d.what, d.from_on as lent_from,
	d.to_on as lent_to, '' as lender_name
from user_account u
left join user_delegation d on d.id = 0
left join user_grant g on g.user_id = u.id and g.from_on <= :today
	and (g.to_on is null or g.to_on > :today)
left join org o on o.id = g.org_id
where u.id = :id
union all
select u.name, u.post, u.lang, u.theme, u.size, u.disabled_on, 1,
	g.id, g.role, coalesce(d.scope, g.scope), g.from_on, g.to_on,
	case when o.id is not null and o.parent is not null then 0 else 1 end,
	o.name, d.user_id, d.what, d.from_on, d.to_on, w.name
from user_delegation d
join user_account u on u.id = d.to_user
join user_account w on w.id = d.user_id and w.disabled_on is null
join user_grant g on g.user_id = d.user_id and g.from_on <= :today
	and (g.to_on is null or g.to_on > :today)
left join org o on o.id = case when d.scope is null then g.org_id else abs(d.scope) end
where d.to_user = :id and d.ended_on is null and d.from_on <= :today and d.to_on > :today
	and (d.scope is null or g.scope is null or d.scope = g.scope
		or exists (select 1 from org_closure c where c.ancestor = g.scope
			and c.descendant = abs(d.scope)
			and (g.scope > 0 or d.scope < 0)))
order by 7, 8;

-- name: user_list :many
-- One page of all users in the order of their names.
-- in: limit int, offset int
select u.id, u.email, u.name, u.post, u.disabled_on
from user_account u
order by u.name_sort, u.id
limit :limit offset :offset;

-- name: user_count :one
-- scan
-- out: n int
select count(*) as n from user_account u;

-- name: user_insert :id
-- in: email text, name text, name_sort blob, post text, password text, lang text, now instant
insert into user_account (email, name, name_sort, post, password, lang,
	made_at, rev)
values (:email, :name, :name_sort, :post, :password, :lang, :now, 1)
returning id;

-- name: user_set_password :exec
-- in: id int, password text, is_short bool
update user_account
set password = :password, password_short = :is_short, reset_session = null,
	rev = rev + 1
where id = :id;

-- name: user_set_hash :exec
-- The same password, hashed anew.
-- in: id int, was text, password text
update user_account set password = :password
where id = :id and password = :was;

-- name: user_set_reset :exec
-- in: id int, session int
update user_account set reset_session = :session where id = :id;

-- name: user_set_look :exec
-- in: id int, lang text, theme text, size text
update user_account
set lang = :lang, theme = :theme, size = :size, rev = rev + 1
where id = :id;

-- name: user_set_disabled :exec
-- in: id int, on day
update user_account set disabled_on = :on, rev = rev + 1 where id = :id;

-- name: user_grants :many
-- All roles that a user has or had.
-- in: user_id int
select g.id, g.role, g.org_id, g.scope, g.from_on, g.to_on, g.reason,
	o.name as org_name, w.name as by_name
from user_grant g
left join org o on o.id = g.org_id
left join user_account w on w.id = g.granted_by
where g.user_id = :user_id and g.voided_by is null
order by g.id;

-- name: user_grant_by_id :one
-- in: id int
select g.id, g.user_id, g.role, g.org_id, g.scope, g.from_on, g.to_on
from user_grant g
where g.id = :id;

-- name: user_grant_same :one
-- The same role at the same place, in force on a day of these.
-- in: user_id int, role text, scope int, from_on day, to_on day
select g.id
from user_grant g
where g.user_id = :user_id and g.role = :role and g.scope is not distinct from :scope
	and g.voided_by is null and (g.to_on is null or g.to_on > g.from_on)
	and (:to_on is null or g.from_on < :to_on)
	and (g.to_on is null or g.to_on > :from_on);

-- name: user_grant_insert :id
-- in: user_id int, role text, org_id int, scope int, from_on day, to_on day, granted_by int
-- in: reason text
insert into user_grant (user_id, role, org_id, scope, from_on, to_on, granted_by, reason)
values (:user_id, :role, :org_id, :scope, :from_on, :to_on, :granted_by, :reason)
returning id;

-- name: role_perm_drop :exec
-- in: role text
delete from role_perm where role = :role;

-- name: role_perm_put :exec
-- in: role text, perm text
insert into role_perm (role, perm) values (:role, :perm);

-- name: role_perms_of :many
-- in: role text
select p.perm from role_perm p where p.role = :role order by p.perm;

-- name: role_perm_all :many
-- scan: some dozens
select p.role, p.perm from role_perm p order by p.role, p.perm;

-- name: user_orgs :many
-- Organisations for choosing from, on a day.
-- scan
-- in: today day
select o.id, o.parent, o.name, o.short_name
from org o
where o.from_on <= :today and (o.to_on is null or o.to_on > :today)
order by o.parent nulls first, o.position, o.id
limit 500;

-- name: user_org_by_id :one
-- in: id int
select o.id, o.name, o.parent from org o where o.id = :id;

-- name: device_list :many
-- The browsers that a person signs in from, the last used first.
-- in: user_id int
select d.id, d.token_hash, d.agent
from user_device d
where d.user_id = :user_id
order by d.seen_at desc, d.id desc
limit 100;

-- name: device_insert :id
-- in: user_id int, token_hash text, agent text, now instant
insert into user_device (user_id, token_hash, agent, made_at, seen_at)
values (:user_id, :token_hash, :agent, :now, :now)
returning id;

-- name: device_set_seen :exec
-- in: id int, agent text, now instant
update user_device set seen_at = :now, agent = :agent where id = :id;

-- name: device_delete :exec
-- in: id int
delete from user_device where id = :id;

-- name: reset_by_user :one
-- in: user_id int
select r.asked_by, r.asked_at, r.reason, u.name as by_name
from user_reset r
join user_account u on u.id = r.asked_by
where r.user_id = :user_id;

-- name: manager_list :many
-- Roles that manage accounts, in force on a day of these, with who gave them;
-- of accounts that were in use then.
-- scan: few
-- in: since day, today day
select g.user_id, g.from_on, g.to_on, g.granted_by, u.disabled_on
from role_perm p
join user_grant g on g.role = p.role
join user_account u on u.id = g.user_id
left join org o on o.id = g.org_id
where p.perm = 'account_manage' and g.voided_by is null and g.from_on <= :today
	and (g.to_on is null or (g.to_on > :since and g.to_on > g.from_on))
	and (u.disabled_on is null or u.disabled_on > :since)
	and (g.org_id is null or o.parent is null)
order by g.id;

-- name: reset_put :exec
-- in: user_id int, asked_by int, now instant, reason text
insert into user_reset (user_id, asked_by, asked_at, reason)
values (:user_id, :asked_by, :now, :reason);

-- name: reset_drop :exec
-- in: user_id int
delete from user_reset where user_id = :user_id;

-- name: user_history :many
-- in: subject_kind text, subject int, limit int
select e.id, e.at, e.actor, e.on_behalf, e.kind, e.before, e.after, e.reason,
	u.name as actor_name
from event e
left join user_account u on u.id = e.actor
where e.subject_kind = :subject_kind and e.subject = :subject
order by e.id desc
limit :limit;

-- name: delegation_insert :id
-- in: user_id int, to_user int, scope int, what text, from_on day, to_on day, reason text
-- in: made_by int, now instant
insert into user_delegation (user_id, to_user, scope, what, from_on, to_on, reason, made_by,
	made_at)
values (:user_id, :to_user, :scope, :what, :from_on, :to_on, :reason, :made_by, :now)
returning id;

-- name: delegation_by_id :one
-- in: id int
select d.id, d.user_id, d.to_user, d.to_on, d.ended_on
from user_delegation d
where d.id = :id;

-- name: delegation_end :exec
-- in: id int, on day, by int
update user_delegation set ended_on = :on, ended_by = :by where id = :id and ended_on is null;

-- name: delegation_list :many
-- Of a person, in both directions, the newest first.
-- in: user_id int, limit int
select d.id, d.user_id, d.to_user, d.scope, d.what, d.from_on, d.to_on, d.reason, d.ended_on,
	a.name as user_name, b.name as to_name, o.name as org_name
from user_delegation d
join user_account a on a.id = d.user_id
join user_account b on b.id = d.to_user
left join org o on o.id = abs(d.scope)
where d.user_id = :user_id or d.to_user = :user_id
order by d.id desc
limit :limit;
