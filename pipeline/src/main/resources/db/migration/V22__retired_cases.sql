-- A failed or refused case whose time to be kept is over; it comes back by a retry.
alter table case_record add column retired boolean default false not null;
