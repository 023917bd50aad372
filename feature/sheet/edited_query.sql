-- Lists that came back as workbooks.

-- name: edited_insert :id
-- in: subject text, file int, file_name text, sha256 text, lang text, list text
-- in: exported_on day, lines int, notices text, from_on day, reason text, org int
-- in: alone bool, made_at instant, made_by int, made_name text
insert into edited_list (num, subject, file, file_name, sha256, lang, list, exported_on, lines,
	notices, from_on, reason, org, alone, made_at, made_by, made_name)
values ((select coalesce(max(l.num), 0) + 1 from edited_list l where l.subject = :subject),
	:subject, :file, :file_name, :sha256, :lang, :list, :exported_on, :lines, :notices,
	:from_on, :reason, :org, :alone, :made_at, :made_by, :made_name)
returning id;

-- name: edited_num :one
-- in: id int
select s.num from edited_list s where s.id = :id;

-- name: edited_row_insert :exec
-- in: list int, n int, sheet_row int, row_id int
insert into edited_row (list, n, sheet_row, row_id) values (:list, :n, :sheet_row, :row_id);

-- name: edited_cell_insert :exec
-- in: list int, n int, col text, value text, base text, fault text
insert into edited_cell (list, n, col, value, base, fault)
values (:list, :n, :col, :value, :base, :fault);

-- name: edited_by_num :one
-- in: subject text, num int
select s.id, s.num, s.file_name, s.sha256, s.lang, s.list, s.exported_on, s.lines, s.notices,
	s.from_on, s.reason, s.org, s.alone, s.made_at, s.made_name, s.confirmed_at, s.undone_at,
	s.dropped_at
from edited_list s
where s.subject = :subject and s.num = :num;

-- name: edited_newest :many
-- Of a place with those below it, or of one `alone`.
-- in: org int, subject text, limit int
select s.num, s.file_name, s.made_at, s.made_name, s.confirmed_at, s.undone_at
from edited_list s
where s.org = :org and s.subject = :subject and s.dropped_at is null
	[alone: and s.alone = 1][!alone: and coalesce(s.alone, 0) = 0]
order by s.num desc
limit :limit;

-- name: edited_same :many
-- Earlier lists of the very same bytes that still count, of the same place.
-- in: sha256 text, org int, subject text, num int
select s.num, s.file_name, s.made_at, s.made_name, s.confirmed_at, s.undone_at
from edited_list s
where s.sha256 = :sha256 and s.org = :org and s.subject = :subject and s.num < :num
	and s.undone_at is null and s.dropped_at is null
	[alone: and s.alone = 1][!alone: and coalesce(s.alone, 0) = 0]
order by s.num desc;

-- name: edited_rows :many
-- in: list int
select r.n, r.sheet_row, r.row_id, r.is_rev, r.was
from edited_row r
where r.list = :list
order by r.n;

-- name: edited_cells :many
-- in: list int
select c.n, c.col, c.value, c.base, c.fault, c.seen, c.was, c.event
from edited_cell c
where c.list = :list
order by c.n, c.col;

-- name: edited_decide :exec
-- in: list int, n int, col text, seen text
update edited_cell set seen = :seen where list = :list and n = :n and col = :col;

-- name: edited_cell_done :exec
-- in: list int, n int, col text, was text, event int
update edited_cell set was = :was, event = :event where list = :list and n = :n and col = :col;

-- name: edited_row_done :exec
-- in: list int, n int, is_rev int, was int
update edited_row set is_rev = :is_rev, was = :was where list = :list and n = :n;

-- name: edited_confirmed :exec
-- in: id int, at instant
update edited_list set confirmed_at = :at
where id = :id and confirmed_at is null and dropped_at is null;

-- name: edited_undone :exec
-- in: id int, at instant
update edited_list set undone_at = :at
where id = :id and confirmed_at is not null and undone_at is null;

-- name: edited_dropped :exec
-- in: id int, at instant
update edited_list set dropped_at = :at
where id = :id and confirmed_at is null and dropped_at is null;
