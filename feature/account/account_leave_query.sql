-- name: duty_list :many
-- Roles of a user that count today or will, with where they count.
-- in: user_id int, today day
-- out: at_root int
select g.id, g.role, g.org_id, g.scope, g.from_on, g.to_on, o.name as org_name,
	case when o.id is not null and o.parent is not null then 0 else 1 end as at_root
from user_grant g
left join org o on o.id = g.org_id
where g.user_id = :user_id and g.voided_by is null
	and (g.to_on is null or (g.to_on > :today and g.to_on > g.from_on))
order by g.id;

-- name: duty_holder :many
-- Who else has a role at an organisation, today or later; what counts for the
-- whole realm counts where the organisation stands above all others.
-- in: user_id int, org int, at_root int, today day
select u.id, u.name, g.role, g.from_on, u.name_sort, g.id as grant_id
from user_grant g
join user_account u on u.id = g.user_id and u.disabled_on is null
where (g.org_id = :org or g.org_id in (
		select o.id from org o where o.parent is null and :at_root = 1))
	and g.user_id <> :user_id and g.voided_by is null
	and (g.to_on is null or (g.to_on > :today and g.to_on > g.from_on))
union all
select u.id, u.name, g.role, g.from_on, u.name_sort, g.id
from user_grant g
join user_account u on u.id = g.user_id and u.disabled_on is null
where g.org_id is null and :at_root = 1 and g.user_id <> :user_id and g.voided_by is null
	and (g.to_on is null or (g.to_on > :today and g.to_on > g.from_on))
order by 5, 1, 4, 6;

-- name: duty_covered :one
-- The same role at the same place, in force on all of these days.
-- in: user_id int, role text, scope int, from_on day, to_on day
select g.id
from user_grant g
where g.user_id = :user_id and g.role = :role and g.scope is not distinct from :scope
	and g.voided_by is null and g.from_on <= :from_on
	and (g.to_on is null or g.to_on >= :to_on);

-- name: duty_end :exec
-- in: id int, to_on day
update user_grant set to_on = :to_on where id = :id and (to_on is null or to_on > :to_on);
