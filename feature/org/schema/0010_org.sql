-- The organisation tree.
create table org (
	id identity,
	parent bigint,
	kind text not null,
	name text not null,
	short_name text not null,
	name_fold text not null,
	sort blob not null,
	from_on day not null,
	to_on day,
	rev bigint not null,
	constraint org_parent_fk foreign key (parent) references org (id)
);
create index org_parent on org (parent, sort);
