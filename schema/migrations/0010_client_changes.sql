-- oldest-binary: 0.1.0
-- From which change of the whole set a client's row is, so that nodes read what changed and not everything.
alter table client add column changed bigint not null default 0;
create index client_changed on client (changed);
