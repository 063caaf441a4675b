-- oldest-binary: 0.1.0
-- The outbox (docs/adr/0020): a row is written with its cause, claimed with a lease, delivered at least
-- once, put off when delivery fails, and buried when it failed too often.

create table outbox (
  id          uuid not null primary key,       -- version 7: carries its month, and is the delivery's stable id
  kind        text not null,
  payload     bytea not null,                  -- sealed where it holds personal data; emptied once delivered
  created     timestamptz not null,
  due         timestamptz not null,
  attempts    integer not null default 0,
  lease_until timestamptz,                     -- by the database's clock
  done        timestamptz,
  dead        timestamptz,
  failure     text                             -- why the last attempt failed; no personal data
) partition by range (id);
create index outbox_due on outbox (due) where done is null and dead is null;
revoke delete on outbox from tessera_app;

select ensure_month_partitions('outbox', (now() at time zone 'UTC' - interval '1 month')::date, 5);
