-- Imports of registers.

-- name: member_import_insert :id
-- in: file_name text, sha256 text, as_at day, decision int, org int, people int, errors int
-- in: lock_key blob, made_at instant, made_by int, made_name text
insert into member_import (file_name, sha256, as_at, decision, org, people, errors, lock_key,
	made_at, made_by, made_name, rev)
values (:file_name, :sha256, :as_at, :decision, :org, :people, :errors, :lock_key, :made_at,
	:made_by, :made_name, 1)
returning id;

-- name: member_import_by_id :one
-- in: id int
-- out: asked_by int
select i.id, i.file_name, i.sha256, i.as_at, i.decision, i.org, i.people, i.errors, i.lock_key,
	i.made_at, i.made_by, i.made_name, i.wish, i.wished_at, i.failed_why, i.confirmed_at,
	i.event, i.taken, i.changed, i.left_out, i.posts, i.undone_at, i.kept, i.dropped_at, i.rev,
	coalesce(i.asked_by, i.made_by) as asked_by, i.seat, i.seat_for
from member_import i
where i.id = :id;

-- name: member_import_list :many
-- scan: imports are few
-- in: org int, limit int
select i.id, i.file_name, i.as_at, i.people, i.made_at, i.made_name, i.wish, i.confirmed_at,
	i.taken, i.undone_at
from member_import i
where i.dropped_at is null
	[org: and i.org in (select c.descendant from org_closure c where c.ancestor = :org)]
order by i.id desc
limit :limit;

-- name: member_import_same_file :one
-- An import of the very same bytes that still counts.
-- in: sha256 text, id int
select i.id, i.made_at
from member_import i
where i.sha256 = :sha256 and i.id <> :id and i.confirmed_at is not null and i.undone_at is null
order by i.id desc
limit 1;

-- name: member_import_part_insert :exec
-- in: import int, n int, sealed blob
insert into member_import_part (import, n, sealed) values (:import, :n, :sealed);

-- name: member_import_parts :many
-- in: import int
select p.n, p.sealed
from member_import_part p
where p.import = :import
order by p.n;

-- name: member_import_parts_drop :exec
-- in: import int
delete from member_import_part where import = :import;

-- name: member_import_mend_put :exec
-- in: import int, sheet_row int, field text, sealed blob
insert into member_import_mend (import, sheet_row, field, sealed)
values (:import, :sheet_row, :field, :sealed)
on conflict (import, sheet_row, field) do update set sealed = excluded.sealed;

-- name: member_import_mends :many
-- in: import int
select m.sheet_row, m.field, m.sealed
from member_import_mend m
where m.import = :import
order by m.sheet_row, m.field;

-- name: member_import_mends_drop :exec
-- in: import int
delete from member_import_mend where import = :import;

-- name: member_import_name_put :exec
-- in: import int, unit text, cell text, choice text, org int
insert into member_import_name (import, unit, cell, choice, org)
values (:import, :unit, :cell, :choice, :org)
on conflict (import, unit, cell) do update set choice = excluded.choice, org = excluded.org;

-- name: member_import_name_drop :exec
-- in: import int, unit text, cell text
delete from member_import_name where import = :import and unit = :unit and cell = :cell;

-- name: member_import_names :many
-- in: import int
select n.unit, n.cell, n.choice, n.org
from member_import_name n
where n.import = :import
order by n.unit, n.cell;

-- name: member_import_title_put :exec
-- in: import int, title text, choice text
insert into member_import_title (import, title, choice) values (:import, :title, :choice)
on conflict (import, title) do update set choice = excluded.choice;

-- name: member_import_title_drop :exec
-- in: import int, title text
delete from member_import_title where import = :import and title = :title;

-- name: member_import_titles :many
-- in: import int
select t.title, t.choice
from member_import_title t
where t.import = :import
order by t.title;

-- name: member_import_change_put :exec
-- in: import int, sheet_row int, field text, member int
insert into member_import_change (import, sheet_row, field, member)
values (:import, :sheet_row, :field, :member)
on conflict (import, sheet_row, field) do nothing;

-- name: member_import_change_drop :exec
-- in: import int, sheet_row int
delete from member_import_change where import = :import and sheet_row = :sheet_row;

-- name: member_import_change_done :exec
-- in: import int, sheet_row int, field text, event int, was blob, became text
update member_import_change set event = :event, was = :was, became = :became
where import = :import and sheet_row = :sheet_row and field = :field;

-- name: member_import_changes :many
-- in: import int
select c.sheet_row, c.field, c.member, c.event, c.was, c.became
from member_import_change c
where c.import = :import
order by c.sheet_row, c.field;

-- name: member_import_set :row
-- in: id int, rev int, as_at day, decision int
update member_import set as_at = :as_at, decision = :decision, rev = rev + 1
where id = :id and rev = :rev and confirmed_at is null and dropped_at is null and wish is null;

-- name: member_import_wish :row
-- in: id int, rev int, wish text, at instant, by int, seat int, seat_for int
update member_import set wish = :wish, wished_at = :at, asked_by = :by, seat = :seat,
	seat_for = :seat_for, failed_why = null, rev = rev + 1
where id = :id and rev = :rev and confirmed_at is null and dropped_at is null;

-- name: member_import_failed :exec
-- in: id int, why text
update member_import set wish = null, failed_why = :why, rev = rev + 1
where id = :id and confirmed_at is null;

-- name: member_import_done :row
-- in: id int, at instant, event int, taken int, changed int, left_out int, posts int
update member_import set confirmed_at = :at, event = :event, taken = :taken, changed = :changed,
	left_out = :left_out, posts = :posts, wish = null, lock_key = null, rev = rev + 1
where id = :id and confirmed_at is null and dropped_at is null;

-- name: member_import_drop_row :row
-- in: id int, at instant
update member_import set dropped_at = :at, lock_key = null, rev = rev + 1
where id = :id and confirmed_at is null and dropped_at is null and wish is null;

-- name: member_import_undo_row :row
-- in: id int, at instant, kept int
update member_import set undone_at = :at, kept = :kept, rev = rev + 1
where id = :id and confirmed_at is not null and undone_at is null;

-- ---- organisations

-- name: member_import_orgs :many
-- What lives today at or below one and lived on the day.
-- in: scope int, on day, today day
select o.id, o.parent, o.kind, o.name, o.short_name, c.depth
from org_closure c
join org o on o.id = c.descendant
where c.ancestor = :scope and o.from_on <= :on and (o.to_on is null or o.to_on > :today)
order by c.depth, o.id;

-- name: member_import_decisions :many
-- Decisions that received an organisation and took effect.
-- scan: decisions are few
-- in: limit int
select d.id, d.number, d.title, d.effective_on
from org_decision d
where d.applied_at is not null and d.undone_at is null
	and exists (select 1 from org_step s where s.decision = d.id and s.kind = 'receive')
order by d.effective_on desc nulls last, d.id desc
limit :limit;

-- name: member_import_decision :one
-- in: id int
select d.id, d.number, d.effective_on
from org_decision d
where d.id = :id and d.applied_at is not null and d.undone_at is null
	and exists (select 1 from org_step s where s.decision = d.id and s.kind = 'receive');

-- ---- who is there

-- name: member_import_any :one
-- scan: one row
select m.id from member m limit 1;

-- name: member_import_twins :many
-- in: name_fold text, birth day
select m.id, m.name, s.mark
from member m
left join member_secret s on s.member = m.id and s.field = 'national_id' and s.to_on is null
	and s.voided_by is null
where m.name_fold = :name_fold and m.birth = :birth
order by m.id
limit 3;

-- ---- undoing

-- name: member_import_made :many
-- Whom an import made; `moved`: something was built upon it since.
-- in: event int
-- out: moved int
select m.id, m.name,
	case when m.rev <> 1 or m.event <> :event
		or exists (select 1 from member_user u where u.member = m.id)
		or exists (select 1 from member_ask a where a.member = m.id)
		or exists (select 1 from member_post p where p.member = m.id
			and (p.event <> :event or p.ended_by is not null
				or p.voided_by is not null))
		or exists (select 1 from member_paper p where p.member = m.id)
		or exists (select 1 from member_step s where s.member = m.id)
		or exists (select 1 from member_import_change c where c.member = m.id)
		or exists (select 1 from member_guard g where g.member = m.id)
		or exists (select 1 from privacy_request r where r.member = m.id)
		or exists (select 1 from privacy_hold h where h.member = m.id)
		or exists (select 1 from privacy_due d where d.member = m.id)
		or exists (select 1 from privacy_breach_person b where b.member = m.id)
	then 1 else 0 end as moved
from member_in i
join member m on m.id = i.member
where i.event = :event
order by m.id;

-- name: member_unmake_span :exec
-- in: member int
delete from member_span where member = :member;

-- name: member_unmake_secret :exec
-- in: member int
delete from member_secret where member = :member;

-- name: member_unmake_fact :exec
-- in: member int
delete from member_fact where member = :member;

-- name: member_unmake_state :exec
-- in: member int
delete from member_state where member = :member;

-- name: member_unmake_post :exec
-- in: member int
delete from member_post where member = :member;

-- name: member_unmake_in :exec
-- in: member int
delete from member_in where member = :member;

-- name: member_unmake_name :exec
-- in: member int
delete from member_name where member = :member;

-- name: member_unmake_word :exec
-- in: member int
delete from member_word where member = :member;

-- name: member_unmake_look :exec
-- in: member int
delete from member_look where member = :member;

-- name: member_unmake :exec
-- in: id int
delete from member where id = :id;

-- name: member_last_keep :exec
-- in: last int
insert into member_last (one, last) values (1, :last)
on conflict (one) do update set
	last = case when excluded.last > member_last.last then excluded.last
		else member_last.last end;
