-- Whom a step of a decision takes along by name.

-- let: own
from member_in i
join member m on m.id = i.member
left join member_step x on x.step = :step and x.member = i.member
where i.org = :org and i.voided_by is null and i.from_on <= :day
	and (i.to_on is null or i.to_on > :day)
[q: and m.name_fold like '%' || :q || '%']
;

-- name: member_split_people :many
-- Who belongs to an organisation itself on a day, or stays there, by name.
-- in: step int, org int, day day, q text, limit int
-- out: chosen bool, stays bool
select i.member, m.name, m.birth, m.birth_part, m.state,
	case when x.member is null then 0 else 1 end as chosen,
	i.temporary as stays
{own}
order by m.sort, m.id, i.temporary
limit :limit;

-- name: member_split_count :one
-- in: step int
-- out: n int
select count(*) as n
from member_step x
where x.step = :step;

-- name: member_split_lost :many
-- Chosen, but not of the organisation any more when the day comes.
-- in: step int, org int, day day, limit int
select m.id, m.name
from member_step x
join member m on m.id = x.member
where x.step = :step and not exists (select 1 from member_in i
	where i.member = x.member and i.org = :org and i.voided_by is null
		and (i.to_on is null or i.to_on > :day))
order by m.sort, m.id
limit :limit;

-- name: member_split_add :exec
-- in: step int, member int
insert into member_step (step, member) values (:step, :member);

-- name: member_split_take :exec
-- in: step int, member int
delete from member_step where step = :step and member = :member;

-- name: member_split_clear :exec
-- in: step int
delete from member_step where step = :step;
