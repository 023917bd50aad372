-- What the search looks through besides tasks.

-- name: search_document :many
-- in: q text, limit int
-- scan: documents of one committee
select d.id, d.code, d.title, d.issued_on, o.short_name as issuer_name
from document d
join org o on o.id = d.issuer
where d.title_fold like '%' || :q || '%' or d.code_fold like '%' || :q || '%'
order by d.issued_on desc, d.id desc
limit :limit;

-- name: search_org :many
-- in: q text, today day, limit int
-- scan: a word anywhere in the name
select o.id, o.name, o.kind
from org o
where o.name_fold like '%' || :q || '%' and (o.to_on is null or o.to_on > :today)
order by o.name_fold, o.id
limit :limit;
