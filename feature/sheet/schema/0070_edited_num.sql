-- One engine for whatever comes back: lists of tasks (work_sheet, 0033) become
-- lists of subject 'task'. `num` is a list's number among those of its
-- subject, as it stands in its address and in the trail; what it was so far,
-- it stays. `was` is what the subject kept of a row when it was taken: of a
-- task four times the words that it had (task_words), and 1 | 2: its work, its
-- product had been confirmed to be clear.
alter table edited_list add column num bigint;
alter table edited_row add column was bigint;
update edited_list set num = id;
insert into edited_list (num, subject, file, file_name, sha256, lang, list, exported_on, lines,
	notices, reason, org, made_at, made_by, made_name, confirmed_at, undone_at, dropped_at)
select s.id, 'task', s.file, s.file_name, s.sha256, s.lang, s.list, s.exported_on, s.lines,
	s.notices, '', s.org, s.made_at, s.made_by, s.made_name, s.confirmed_at, s.undone_at,
	s.dropped_at
from work_sheet s
order by s.id;
create unique index edited_list_num_ix on edited_list (subject, num);
create index edited_list_sha_ix on edited_list (sha256);
insert into edited_row (list, n, sheet_row, row_id, is_rev, was)
select l.id, t.n, t.sheet_row, t.task, t.is_rev,
	t.was_words * 4 + coalesce(t.was_ok, 0)
from work_sheet_task t
join edited_list l on l.subject = 'task' and l.num = t.sheet;
insert into edited_cell (list, n, col, value, base, fault, seen, was)
select l.id, c.n, c.col, c.value, c.base, c.fault, c.seen, c.was
from work_sheet_cell c
join edited_list l on l.subject = 'task' and l.num = c.sheet;
update work_reorg
set ref = (select l.id from edited_list l where l.subject = 'task' and l.num = work_reorg.ref)
where kind = 'sheet';
drop table work_sheet_cell;
drop table work_sheet_task;
drop table work_sheet;
