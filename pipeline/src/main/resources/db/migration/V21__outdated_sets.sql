-- Structure sets that a superseded case handed over, or may have: what became of each at its target. state: DUE, NAMED,
-- WITHDRAWN, LEFT (it could not be withdrawn), NOT_THERE. superseded_by: empty while no later case stands for it.
create table outdated_set (
  case_id       varchar(32)   not null references case_record (case_id),
  target        varchar(64)   not null,
  superseded_by varchar(32)   not null,
  superseded_at timestamp(3) with time zone not null,
  state         varchar(16)   not null,
  detail        varchar(4000) not null,
  attempts      integer       not null,
  due_at        timestamp(3) with time zone not null,
  primary key (case_id, target)
);
create index outdated_set_by_target on outdated_set (target, state, due_at);
