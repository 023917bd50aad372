-- Roles when organisations change.

-- name: grant_reorg_count :one
-- Who has a role at or below an organisation on a day.
-- in: org int, day day
-- out: n int
select count(distinct g.user_id) as n
from org_reach r
join user_grant g on g.org_id = r.descendant and g.voided_by is null
	and g.from_on <= :day and (g.to_on is null or g.to_on > :day)
join user_account u on u.id = g.user_id and (u.disabled_on is null or u.disabled_on > :day)
where r.ancestor = :org and r.from_on <= :day and (r.to_on is null or r.to_on > :day);

-- name: grant_reorg_words :one
-- Of the decision, and what its heir is called on the day.
-- in: id int, heir int, day day
-- out: heir text, top int
select d.number, (select n.name from org_name n where n.org = :heir and n.voided_by is null
		and n.from_on <= :day order by n.from_on desc limit 1) as heir,
	(select count(*) from org_place p where p.org = :heir and p.parent is null
		and p.voided_by is null) as top
from org_decision d
where d.id = :id;

-- name: grant_reorg_list :many
-- Roles in an organisation itself that last beyond a day.
-- in: org int, on day
select g.id, g.user_id, g.role, g.from_on, u.name, o.name as org_name
from user_grant g
join user_account u on u.id = g.user_id
join org o on o.id = g.org_id
where g.org_id = :org and (g.to_on is null or g.to_on > :on)
order by u.name_sort, g.id;

-- name: grant_reorg_end :row
-- One that was given behind the day never counted.
-- in: id int, on day, event int
update user_grant
set was_to = to_on, to_on = case when from_on > :on then from_on else :on end,
	ended_by = :event
where id = :id;

-- name: grant_reorg_put :exec
-- The same role elsewhere, unless the person has it there.
-- in: id int, org int, on day, granted_by int, reason text, event int
insert into user_grant (user_id, role, org_id, scope, from_on, to_on, was_to, granted_by,
	reason, event)
select g.user_id, g.role, :org, case when g.scope < 0 then -:org else :org end,
	case when g.from_on > :on then g.from_on else :on end, g.was_to, g.was_to,
	:granted_by, :reason, :event
from user_grant g
where g.id = :id and not exists (select 1 from user_grant h where h.user_id = g.user_id
	and h.role = g.role and h.scope = case when g.scope < 0 then -:org else :org end
	and (h.to_on is null or h.to_on >= g.was_to));

-- name: grant_reorg_upon :one
-- A role that the event gave was ended, or one was given where it made an
-- organisation.
-- in: event int
select g.id
from user_grant g
where g.event = :event and g.to_on is distinct from g.was_to
union all
select g.id
from org_place p
join user_grant g on g.org_id = p.org and g.voided_by is null
	and (g.event is null or g.event <> :event)
where p.event = :event and p.voided_by is null
	and not exists (select 1 from org_place q where q.org = p.org and q.event < :event)
limit 1;

-- name: grant_reorg_undo_made :exec
-- in: event int, undo int
update user_grant set to_on = from_on, voided_by = :undo where event = :event;

-- name: grant_reorg_undo_ended :exec
-- in: event int
update user_grant set to_on = was_to, was_to = null, ended_by = null where ended_by = :event;
