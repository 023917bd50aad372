-- bearable: new tables that only this feature reads
-- Committees that reports come from (child) or go to (parent), over time. A
-- public key is "whpk_" and base64; a child without address only sends.
create table fed_peer (
	id identity,
	name text not null,
	name_fold text not null,
	kind text not null,
	address text,
	public_key text not null,
	from_on day not null,
	to_on day,
	made_at instant not null,
	constraint fed_peer_kind_ck check (kind in ('parent', 'child'))
);
create index fed_peer_kind_ix on fed_peer (kind, name_fold);
create index fed_peer_key_ix on fed_peer (public_key);
-- Reports for a parent: written by an act, sent by a job, never removed.
-- `answer` is what the last attempt said.
create table fed_out (
	id identity,
	peer bigint not null,
	kind text not null,
	period text not null,
	version bigint not null,
	as_of day not null,
	message text not null,
	payload text not null,
	made_at instant not null,
	made_by bigint not null,
	not_before instant not null,
	attempts bigint not null,
	sent_at instant,
	answer text,
	constraint fed_out_uq unique (peer, kind, period, version),
	constraint fed_out_peer_fk foreign key (peer) references fed_peer (id)
);
create index fed_out_due_ix on fed_out (not_before, id) where sent_at is null;
-- Reports of a child, each kept as it was signed: `stamp` is in seconds.
create table fed_in (
	id identity,
	peer bigint not null,
	kind text not null,
	period text not null,
	version bigint not null,
	as_of day not null,
	message text not null,
	stamp bigint not null,
	signature text not null,
	payload text not null,
	received_at instant not null,
	constraint fed_in_uq unique (peer, kind, period, version),
	constraint fed_in_peer_fk foreign key (peer) references fed_peer (id)
);
