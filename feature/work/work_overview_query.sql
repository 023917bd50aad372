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
-- What stands directly below the root, in order.
-- in: today day
select o.id, o.short_name
from org o
where o.parent = (select min(r.id) from org r where r.parent is null)
	and (o.to_on is null or o.to_on > :today)
order by o.position, o.id;
