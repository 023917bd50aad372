-- name: trail_hashes :many
-- Hashes of events in order.
-- in: after int, limit int
select e.id, e.hash
from event e
where e.id > :after
order by e.id
limit :limit;

-- name: trail_nodes :many
-- in: level int, from int, limit int
select n.place, n.hash
from trail_node n
where n.level = :level and n.place >= :from
order by n.place
limit :limit;

-- name: trail_node_last :one
-- How far a level is filled.
-- in: level int
select n.place
from trail_node n
where n.level = :level
order by n.place desc
limit 1;

-- name: trail_node_put :exec
-- in: level int, place int, hash text
insert into trail_node (level, place, hash) values (:level, :place, :hash);

-- name: trail_checkpoint_put :exec
-- in: size int, at instant, note text
insert into trail_checkpoint (size, at, note) values (:size, :at, :note);

-- name: trail_checkpoint_last :one
select c.size, c.at, c.note
from trail_checkpoint c
where c.size > 0
order by c.size desc
limit 1;

-- name: trail_checkpoint_from :one
-- The first that covers so many events.
-- in: size int
select c.size, c.at, c.note
from trail_checkpoint c
where c.size >= :size
order by c.size
limit 1;

-- name: trail_checkpoint_list :many
-- in: after int, limit int
select c.size, c.at, c.note
from trail_checkpoint c
where c.size > :after
order by c.size
limit :limit;

-- ---- witnesses

-- name: trail_cosignature_put :exec
-- in: size int, witness int, at instant, line text
insert into trail_cosignature (size, witness, at, line) values (:size, :witness, :at, :line)
on conflict (size, witness) do update set at = :at, line = :line;

-- name: trail_cosignatures :many
-- Of one checkpoint.
-- in: size int
select c.at, c.line, w.vkey
from trail_cosignature c
join trail_witness w on w.id = c.witness
where c.size = :size
order by c.witness;

-- name: trail_cosigned_from :one
-- The first checkpoint that covers so many events and was countersigned.
-- in: size int
select m.size, m.at, m.note
from trail_cosignature c
join trail_checkpoint m on m.size = c.size
where c.size >= :size
order by c.size, c.witness
limit 1;

-- name: trail_cosignature_list :many
-- in: after int, limit int
-- out: note text
select c.size, c.witness, c.line, w.vkey, m.note
from trail_cosignature c
left join trail_witness w on w.id = c.witness
left join trail_checkpoint m on m.size = c.size
where c.size > :after
order by c.size, c.witness
limit :limit;

-- ---- thinning

-- name: trail_checkpoint_old :many
-- Those before an instant, in order, with whether a witness has signed.
-- in: after int, until instant, limit int
-- out: cosigned int
select c.size, c.at,
	case when exists (select 1 from trail_cosignature s where s.size = c.size)
		then 1 else 0 end as cosigned
from trail_checkpoint c
where c.size > :after and c.at < :until
order by c.size
limit :limit;

-- name: trail_checkpoint_drop :exec
-- in: size int
delete from trail_checkpoint where size = :size;

-- name: trail_cosignature_drop :exec
-- in: size int
delete from trail_cosignature where size = :size;
