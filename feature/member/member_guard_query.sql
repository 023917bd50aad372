-- Records that are restricted or erased: what becomes of their words.

-- name: member_guard_row :one
-- in: member int
select g.kind, g.aside, g.at, g.event
from member_guard g
where g.member = :member;

-- name: member_guard_insert :exec
-- in: member int, kind text, aside text, at instant, event int
insert into member_guard (member, kind, aside, at, event)
values (:member, :kind, :aside, :at, :event);

-- name: member_guard_delete :exec
-- in: member int
delete from member_guard where member = :member;

-- name: member_guard_count :one
-- scan: few
-- in: kind text
-- out: n int
select count(*) as n from member_guard g where g.kind = :kind;

-- ---- the person's own row

-- name: member_guard_set :row
-- in: id int, name text, name_fold text, sort blob, birth day, birth_part text, lock_key blob
-- in: event int
update member
set name = :name, name_fold = :name_fold, sort = :sort, birth = :birth,
	birth_part = :birth_part, lock_key = :lock_key, event = :event,
	rev = rev + 1
where id = :id;

-- ---- all rows of a person, also those that never counted

-- name: guard_names :many
-- in: member int
select n.id, n.name, n.name_fold from member_name n where n.member = :member order by n.id;

-- name: guard_facts :many
-- in: member int
select f.id, f.field, f.value from member_fact f where f.member = :member order by f.id;

-- name: guard_secrets :many
-- in: member int
select s.id, s.field, s.sealed, s.mark, s.tail
from member_secret s
where s.member = :member
order by s.id;

-- name: guard_asks :many
-- in: member int
select a.id, a.was, a.want, a.note, a.answer
from member_ask a
where a.member = :member
order by a.id;

-- name: guard_name_put :exec
-- in: id int, name text, name_fold text
update member_name set name = :name, name_fold = :name_fold where id = :id;

-- name: guard_fact_put :exec
-- in: id int, value text
update member_fact set value = :value where id = :id;

-- name: guard_secret_put :exec
-- in: id int, sealed blob, mark blob, tail text
update member_secret set sealed = :sealed, mark = :mark, tail = :tail where id = :id;

-- name: guard_ask_put :exec
-- in: id int, was text, want text, note text, answer text
update member_ask set was = :was, want = :want, note = :note, answer = :answer where id = :id;

-- ---- what an erasure takes away for good

-- name: guard_facts_drop :exec
-- in: member int
delete from member_fact where member = :member;

-- name: guard_secrets_drop :exec
-- in: member int
delete from member_secret where member = :member;

-- name: guard_papers_drop :exec
-- in: member int
delete from member_paper where member = :member;

-- name: guard_looks_drop :exec
-- in: member int
delete from member_look where member = :member;

-- name: guard_ins_blank :exec
-- in: member int
update member_in set basis = null where member = :member;

-- name: guard_states_blank :exec
-- in: member int
update member_state set basis = null where member = :member;

-- name: guard_posts_blank :exec
-- in: member int
update member_post set basis = null where member = :member;

-- name: guard_changes_drop :exec
-- in: member int
delete from member_import_change where member = :member;

-- name: guard_cells_drop :exec
-- What was typed about the person into lists that came back.
-- scan: cells of lists of members
-- in: member int
delete from edited_cell
where exists (select 1 from edited_row r
	join edited_list l on l.id = r.list
	where r.list = edited_cell.list and r.n = edited_cell.n and r.row_id = :member
		and l.subject = 'member');

-- name: guard_rows_drop :exec
-- scan: rows of lists of members
-- in: member int
delete from edited_row
where row_id = :member and exists (select 1 from edited_list l
	where l.id = edited_row.list and l.subject = 'member');

-- name: guard_lists_blank :exec
-- What the lists said of rows that weren't taken; nothing waits in them.
-- scan: lists of members
update edited_list set notices = ''
where subject = 'member' and notices <> '';

-- name: guard_files :many
-- The workbooks of lists of members.
-- scan: lists of members
select distinct l.file
from edited_list l
where l.subject = 'member'
order by l.file;

-- name: guard_import_waits :one
-- A register that still holds the people it was read with.
-- scan: few
select i.id, i.file_name
from member_import i
where i.confirmed_at is null and i.dropped_at is null and i.lock_key is not null
order by i.id
limit 1;

-- name: guard_list_waits :one
-- scan: few
select l.num, l.file_name
from edited_list l
where l.subject = 'member' and l.confirmed_at is null and l.dropped_at is null
order by l.id
limit 1;

-- ---- the name of somebody who signs in, where others' records keep it

-- name: guard_looker_rename :exec
-- in: user_id int, name text
update member_look set user_name = :name where user_id = :user_id;

-- name: guard_import_rename :exec
-- scan: few
-- in: user_id int, name text
update member_import set made_name = :name where made_by = :user_id;

-- name: guard_list_rename :exec
-- scan: few
-- in: user_id int, name text
update edited_list set made_name = :name where made_by = :user_id;

-- ---- telling

-- name: tell_papers :many
-- in: member int
select p.paper, p.present, p.place, p.from_on, p.to_on
from member_paper p
where p.member = :member and p.voided_by is null
order by p.paper, p.from_on, p.id;

-- name: tell_looked :many
-- What somebody looked at.
-- in: user_id int, limit int
select l.member, l.on_day, l.field, l.reason
from member_look l
where l.user_id = :user_id
order by l.on_day desc, l.member
limit :limit;

-- name: tell_origin :one
-- The event that made a record, and its hash.
-- in: member int
-- out: event int, hash text
select o.event, e.hash
from (select min(n.event) as event from member_name n where n.member = :member) o
join event e on e.id = o.event;
