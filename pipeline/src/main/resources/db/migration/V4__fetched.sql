-- What a polled query has fetched, and how many instances it had then.
create table fetched (
  query      varchar(32)  not null,
  uid        varchar(64)  not null,
  instances  integer      not null,
  fetched_at timestamp(3) with time zone not null,
  primary key (query, uid)
);
