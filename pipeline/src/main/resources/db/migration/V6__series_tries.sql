-- How often the judging of a series was begun and did not come to its end, across restarts.
create table series_try (
  series_instance_uid varchar(64) primary key,
  tries               integer     not null
);
