-- Members as rows of a workbook that comes back, and taking back one fact.

-- name: member_sheet_rows :many
-- in: scope int, low int, high int
select m.id, m.rev, m.name, m.sex, m.birth, m.birth_part, m.state, m.admitted_on, m.official_on,
	o.name as org_name
from member m
left join org o on o.id = m.org
where m.id >= :low and m.id <= :high
[scope: and (m.org in (select c.descendant from org_closure c where c.ancestor = :scope)
	or m.away in (select c.descendant from org_closure c where c.ancestor = :scope))]
order by m.id;

-- name: member_sheet_facts :many
-- in: low int, high int
select f.member, f.field, f.value, f.from_on
from member_fact f
where f.member >= :low and f.member <= :high and f.to_on is null and f.voided_by is null
order by f.member, f.field;

-- name: member_sheet_names :many
-- in: low int, high int
select n.member, n.from_on
from member_name n
where n.member >= :low and n.member <= :high and n.to_on is null and n.voided_by is null
order by n.member;

-- name: member_fact_upon :one
-- Whether something later stands on what an event did to a field.
-- in: member int, field text, event int
select f.id
from member_fact f
where f.member = :member and f.field = :field
	and ((f.voided_by is null and (f.event > :event or f.ended_by > :event))
		or (f.event <= :event and f.voided_by > :event))
limit 1;

-- name: member_name_upon :one
-- in: member int, event int
select n.id
from member_name n
where n.member = :member
	and ((n.voided_by is null and (n.event > :event or n.ended_by > :event))
		or (n.event <= :event and n.voided_by > :event))
limit 1;

-- name: member_day_upon :one
-- … on what it did to a day of the record: states, belonging, and the name.
-- in: member int, event int
-- out: id int
select x.id
from (select s.id from member_state s where s.member = :member
		and ((s.voided_by is null and (s.event > :event or s.ended_by > :event))
			or (s.event <= :event and s.voided_by > :event))
	union all
	select i.id from member_in i where i.member = :member
		and ((i.voided_by is null and (i.event > :event or i.ended_by > :event))
			or (i.event <= :event and i.voided_by > :event))
	union all
	select n.id from member_name n where n.member = :member
		and ((n.voided_by is null and (n.event > :event or n.ended_by > :event))
			or (n.event <= :event and n.voided_by > :event))) x
limit 1;

-- name: member_state_again :exec
-- in: member int, undone int
update member_state set voided_by = null
where voided_by = :undone and member = :member and event <> :undone;

-- name: member_in_again :exec
-- in: member int, undone int
update member_in set voided_by = null
where voided_by = :undone and member = :member and event <> :undone;

-- name: member_line_unmake :exec
-- in: member int, field text, undone int, event int
update member_fact set voided_by = :event
where event = :undone and member = :member and field = :field and voided_by is null;

-- name: member_line_reopen :exec
-- in: member int, field text, undone int
update member_fact set to_on = null, ended_by = null
where ended_by = :undone and member = :member and field = :field and voided_by is null;

-- name: member_fact_again :exec
-- in: member int, field text, undone int
update member_fact set voided_by = null
where voided_by = :undone and member = :member and field = :field and event <> :undone;

-- name: member_name_unmake :exec
-- in: member int, undone int, event int
update member_name set voided_by = :event
where event = :undone and member = :member and voided_by is null;

-- name: member_name_reopen :exec
-- in: member int, undone int
update member_name set to_on = null, ended_by = null
where ended_by = :undone and member = :member and voided_by is null;

-- name: member_name_again :exec
-- in: member int, undone int
update member_name set voided_by = null
where voided_by = :undone and member = :member and event <> :undone;
