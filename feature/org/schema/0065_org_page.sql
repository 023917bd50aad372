-- What the pages of organisations read. How many of a kind stand below an
-- organisation changes by `n` on a day; so a sum up to a day is the number on
-- that day. Made from org_reach and org_name whenever those change (org_tally.c).
create table org_tally (
	org bigint not null,
	kind text not null,
	on_day day not null,
	n bigint not null,
	constraint org_tally_pk primary key (org, kind, on_day),
	constraint org_tally_org_fk foreign key (org) references org (id)
);
insert into org_tally (org, kind, on_day, n)
select x.org, x.kind, x.on_day, sum(x.n)
from (
	select r.ancestor as org, n.kind as kind,
		case when r.from_on > n.from_on then r.from_on else n.from_on end as on_day, 1 as n
	from org_reach r
	join org_name n on n.org = r.descendant and n.voided_by is null
	where r.depth > 0 and (r.to_on is null or r.to_on > n.from_on)
		and (n.to_on is null or n.to_on > r.from_on)
	union all
	select r.ancestor, n.kind,
		case when r.to_on is null or n.to_on < r.to_on then n.to_on else r.to_on end, -1
	from org_reach r
	join org_name n on n.org = r.descendant and n.voided_by is null
	where r.depth > 0 and (r.to_on is null or r.to_on > n.from_on)
		and (n.to_on is null or n.to_on > r.from_on)
		and (r.to_on is not null or n.to_on is not null)
) x
group by x.org, x.kind, x.on_day
having sum(x.n) <> 0;
-- Where a search finds an organisation: each of its names, full and short, now
-- and formerly, folded, from each of its words to the end.
create table org_word (
	word text not null,
	org bigint not null,
	constraint org_word_pk primary key (word, org),
	constraint org_word_org_fk foreign key (org) references org (id)
);
create index org_word_org_ix on org_word (org);
insert into org_word (word, org)
with recursive place as (select 1 as k union all select k + 1 as k from place where k < 400)
select distinct substr(o.name_fold, p.k), o.id
from org o
join place p on p.k <= length(o.name_fold)
where p.k = 1 or substr(o.name_fold, p.k - 1, 1) = ' ';
create index org_code_word_ix on org_code (code, org);
-- the days on which something changed, and all of a kind
create index org_name_day_ix on org_name (from_on) where voided_by is null;
create index org_place_day_ix on org_place (from_on) where voided_by is null;
create index org_place_end_ix on org_place (to_on) where voided_by is null and to_on is not null;
create index org_code_day_ix on org_code (from_on) where voided_by is null;
create index org_name_kind_ix on org_name (kind, org);
