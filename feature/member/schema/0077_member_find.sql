-- Finding people of one organisation: the names of today stand in the index of
-- its people, so these are looked through without reading a person. Who had
-- other names before is marked (member_word.c); those stand in member_word.
alter table member add column former_names bool;
update member set former_names = 1
where exists (select 1 from member_name n
	where n.member = member.id and n.to_on is not null and n.voided_by is null);
drop index member_org_ix;
create index member_org_ix on member (org, sort, id, name_fold, former_names);
