-- Saved views of lists, and acts on many tasks.

-- name: view_insert :id
-- in: list int, owner int, owner_name text, org int, sharing text, name text, name_fold text
-- in: asks text, made_at instant
insert into work_view (list, owner, owner_name, org, sharing, name, name_fold, asks, made_at, rev)
values (:list, :owner, :owner_name, :org, :sharing, :name, :name_fold, :asks, :made_at, 1)
returning id;

-- name: view_by_id :one
-- in: id int
select w.id, w.list, w.owner, w.owner_name, w.org, w.sharing, w.name, w.asks
from work_view w
where w.id = :id and w.dropped_at is null;

-- name: view_list :many
-- ahead
-- What a person may see of a list's views; `mine` marks the one that the
-- person's list opens with.
-- in: list int, me int, org int, limit int
-- out: mine int
select w.id, w.owner, w.owner_name, w.sharing, w.name, w.asks,
	case when d.view = w.id then 1 else 0 end as mine
from work_view w
left join work_view_default d on d.person = :me and d.list = :list
where w.list = :list and w.dropped_at is null
	and (w.owner = :me or w.sharing = 'all' or (w.sharing = 'org' and w.org = :org))
order by w.name_fold, w.id
limit :limit;

-- name: view_all_list :many
-- What a person may see of every list's views.
-- in: me int, org int, limit int
-- scan: the views that people keep
select w.id, w.list, w.owner, w.owner_name, w.sharing, w.name, w.asks, d.code
from work_view w
left join programme p on p.id = w.list
left join document d on d.id = p.document
where w.dropped_at is null
	and (w.owner = :me or w.sharing = 'all' or (w.sharing = 'org' and w.org = :org))
order by w.list, w.name_fold, w.id
limit :limit;

-- name: view_place :one
-- The programme whose list a view is of.
-- in: list int
select d.code from programme p join document d on d.id = p.document where p.id = :list;

-- name: view_twin :one
-- Another view of the same person and list with this name.
-- in: list int, owner int, name_fold text, id int
select w.id
from work_view w
where w.list = :list and w.owner = :owner and w.name_fold = :name_fold and w.id <> :id
	and w.dropped_at is null;

-- name: view_own_count :one
-- in: list int, owner int
-- out: n int
select count(*) as n
from work_view w
where w.list = :list and w.owner = :owner and w.dropped_at is null;

-- name: view_rename :exec
-- in: id int, name text, name_fold text
update work_view set name = :name, name_fold = :name_fold, rev = rev + 1 where id = :id;

-- name: view_drop :exec
-- in: id int, at instant
update work_view set dropped_at = :at, rev = rev + 1 where id = :id;

-- name: view_default_clear :exec
-- in: person int, list int
delete from work_view_default where person = :person and list = :list;

-- name: view_default_set :exec
-- in: person int, list int, view int
insert into work_view_default (person, list, view) values (:person, :list, :view)
on conflict (person, list) do update set view = :view;

-- name: bulk_insert :id
-- in: kind text, at instant, on_day day, actor int, actor_name text, chosen int, done int
-- in: body text
insert into work_bulk (kind, at, on_day, actor, actor_name, chosen, done, body)
values (:kind, :at, :on_day, :actor, :actor_name, :chosen, :done, :body)
returning id;

-- name: bulk_by_id :one
-- in: id int
select b.id, b.kind, b.actor, b.chosen, b.done
from work_bulk b
where b.id = :id;

-- name: task_reminded :many
-- Open tasks of an organisation that were chased since their last report.
-- in: scope int
select t.id, a.on_day, a.body, a.actor_name
from task t
join task_act a on a.id = (
	select max(b.id) from task_act b where b.task = t.id
		and b.kind in ('remind', 'report', 'submit'))
where t.voided_at is null and t.issued_on is not null and t.withdrawn_on is null
	and t.done_on is null and t.submitted_on is null and a.kind = 'remind'
	and t.lead in (select c.descendant from org_closure c where c.ancestor = :scope);
