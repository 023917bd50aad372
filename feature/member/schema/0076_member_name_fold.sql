-- The folded name of people who had several, so that a list of a past day finds
-- them by the name of that day only; absent: the person has one name, or
-- `roviec members recount` hasn't been there yet.
alter table member_name add column name_fold text;
