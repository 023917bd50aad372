-- Somebody lost every second factor: one administrator asked to take it away,
-- another one still has to agree. A row leaves once it is done or asked anew.
create table user_reset (
	user_id bigint not null,
	asked_by bigint not null,
	asked_at instant not null,
	reason text not null,
	constraint user_reset_pk primary key (user_id),
	constraint user_reset_user_fk foreign key (user_id) references user_account (id),
	constraint user_reset_by_fk foreign key (asked_by) references user_account (id)
);
create index user_reset_by on user_reset (asked_by);
