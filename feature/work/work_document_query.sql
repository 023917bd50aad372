-- What the pages of documents need besides work_query.sql.

-- name: document_programmes :many
-- in: document int
select p.id, p.title, p.year, p.closed_on
from programme p
where p.document = :document
order by p.year desc, p.id desc;

-- name: document_issuers :many
-- Who may have issued a document: the root and what stands directly below.
-- in: today day
select o.id, o.parent, o.name
from org o
where (o.parent is null or o.parent = (select min(r.id) from org r where r.parent is null))
	and (o.to_on is null or o.to_on > :today)
order by o.parent nulls first, o.position, o.id;
