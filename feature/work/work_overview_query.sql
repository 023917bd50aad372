-- What the overview shows besides figures. Every statement is bounded by a
-- limit and walks an index of open tasks; nothing is asked per unit.

-- name: overview_programmes :many
-- in: limit int
-- scan: some dozens
select p.id, p.title, p.year, p.from_on, p.to_on
from programme p
where p.voided_at is null
order by p.year desc, p.id desc
limit :limit;

-- name: overview_units :many
-- ahead
-- What stands directly below the root, in order: :today. Of the structure of a
-- past day, :today is that day, with the names of it.
-- in: today day
-- out: short_name text
-- scan: some dozens
select o.id, [then: n.short_name][!then: o.short_name] as short_name
from org o
[then: join org_reach r on r.descendant = o.id and r.depth = 1
	and r.ancestor = (select min(x.id) from org x where x.parent is null)
	and r.from_on <= :today and (r.to_on is null or r.to_on > :today)
join org_name n on n.org = o.id and n.voided_by is null
	and n.from_on <= :today and (n.to_on is null or n.to_on > :today)]
where (o.to_on is null or o.to_on > :today)
	[!then: and o.parent = (select min(r.id) from org r where r.parent is null)]
order by o.position, o.id;
