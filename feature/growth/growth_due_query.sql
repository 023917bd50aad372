-- What is due: each list walks an index from the oldest day on.

-- let: row
select c.id, c.name, c.org, o.short_name as org_name, c.stage, c.stage_on, c.course_on, c.birth,
	c.birth_part, u.id as above, u.short_name as above_name
;

-- let: orgs
join org o on o.id = c.org
left join org u on u.id = o.parent
;

-- let: scope
exists (select 1 from org_closure k where k.ancestor = :scope and k.descendant = c.org)
;

-- let: unvoted
not exists (select 1 from candidate_step s where s.candidate = c.id and s.stage = :vote
	and s.voided_by is null)
;


-- name: growth_due_waiting :many
-- Who is in a stage since a day or longer, and the day of an earlier one.
-- in: scope int, stage text, latest day, made text, limit int
{row}, m.on_day as made_on
from candidate c
{orgs}
left join candidate_step m on m.candidate = c.id and m.stage = :made and m.voided_by is null
where c.state = 'open' and c.stage = :stage and c.stage_on <= :latest
	[scope: and {scope}]
order by c.stage_on, c.id
limit :limit;

-- name: growth_due_course :many
-- in: scope int, latest day, vote text, limit int
{row}
from candidate c
{orgs}
where c.state = 'open' and c.course_on is not null and c.course_on <= :latest and {unvoted}
	[scope: and {scope}]
order by c.course_on nulls first, c.id
limit :limit;

-- name: growth_due_age :many
-- in: scope int, latest day, vote text, limit int
{row}
from candidate c
{orgs}
where c.state = 'open' and c.birth is not null and c.birth <= :latest and {unvoted}
	[scope: and {scope}]
order by c.birth nulls first, c.id
limit :limit;

-- name: growth_due_review :many
-- Who is in a state since a day or longer, with the record of the pipeline.
-- in: scope int, state text, latest day, limit int
select m.id, m.name, m.org, o.short_name as org_name, p.from_on, c.id as candidate, c.stage
from member_state p
join member m on m.id = p.member
join org o on o.id = m.org
left join candidate c on c.member = m.id
where p.state = :state and p.to_on is null and p.voided_by is null and p.from_on <= :latest
	[scope: and exists (select 1 from org_closure k where k.ancestor = :scope
		and k.descendant = m.org)]
order by p.from_on, m.id
limit :limit;

-- ---- how many

-- name: growth_due_waiting_n :one
-- in: scope int, stage text, latest day
-- out: n int
select count(*) as n
from candidate c
where c.state = 'open' and c.stage = :stage and c.stage_on <= :latest
	[scope: and {scope}];

-- name: growth_due_course_n :one
-- in: scope int, latest day, vote text
-- out: n int
select count(*) as n
from candidate c
where c.state = 'open' and c.course_on is not null and c.course_on <= :latest and {unvoted}
	[scope: and {scope}];

-- name: growth_due_age_n :one
-- in: scope int, latest day, vote text
-- out: n int
select count(*) as n
from candidate c
where c.state = 'open' and c.birth is not null and c.birth <= :latest and {unvoted}
	[scope: and {scope}];

-- name: growth_due_review_n :one
-- in: scope int, state text, latest day
-- out: n int
select count(*) as n
from member_state p
join member m on m.id = p.member
where p.state = :state and p.to_on is null and p.voided_by is null and p.from_on <= :latest
	and m.org is not null
	[scope: and exists (select 1 from org_closure k where k.ancestor = :scope
		and k.descendant = m.org)];
