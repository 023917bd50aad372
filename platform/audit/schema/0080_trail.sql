-- Roots of complete subtrees of the trail's Merkle tree: `level` is 8, 16, 24 …,
-- `place` the subtree's place among those of its level. Whatever stands between
-- is made of 256 of them, or of events' hashes, when it is asked for.
create table trail_node (
	level bigint not null,
	place bigint not null,
	hash text not null,
	constraint trail_node_pk primary key (level, place)
);
-- Signed checkpoints (C2SP tlog-checkpoint): the tree's size and root on a day.
-- Of old ones the last of each day stays; each proves all before it.
create table trail_checkpoint (
	size bigint not null,
	at instant not null,
	note text not null,
	constraint trail_checkpoint_pk primary key (size)
);
create index trail_checkpoint_at on trail_checkpoint (at);
