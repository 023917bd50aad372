-- Where a search finds a person: each of their names, now and formerly, folded,
-- once from each of its words: that word, those behind it, then those before
-- ("van a nguyen"). So words in a row are one range of the index, and a family
-- name with a given one is as well. Made of member_name whenever it changes
-- (member_word.c); names of before today by `roviec members recount`.
create table member_word (
	word text not null,
	member bigint not null,
	constraint member_word_pk primary key (word, member),
	constraint member_word_member_fk foreign key (member) references member (id)
);
create index member_word_member_ix on member_word (member, word);
insert into member_word (word, member)
with recursive place as (select 1 as k union all select k + 1 as k from place where k < 400)
select distinct substr(m.name_fold, p.k) ||
		case when p.k > 1 then ' ' || substr(m.name_fold, 1, p.k - 2) else '' end, m.id
from member m
join place p on p.k <= length(m.name_fold)
where p.k = 1 or substr(m.name_fold, p.k - 1, 1) = ' ';
