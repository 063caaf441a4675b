-- The highest number of the metadata of authenticators (docs/adr/0037); old notices go (docs/adr/0035).
-- oldest-binary: 0.1.0

-- The highest number of a FIDO metadata blob that any node ever read: an older one is refused, so that nobody brings back
-- models that were withdrawn since (FIDO Metadata Service 3.1.6, 3.1.7 step 7).
create table passkey_metadata (
  one         boolean     primary key default true check (one),
  number      bigint      not null,
  next_update timestamptz not null,
  read        timestamptz not null   -- when this number was read first
);
revoke delete on passkey_metadata from tessera_app;

-- Notices are deleted in pieces, and never one younger than 90 days: whoever has taken a node over leaves the owner's inbox.
create index notice_happened on notice (happened);
create function forget_notices(before timestamptz) returns int
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  with old as (
    delete from notice where id in (
      select id from notice where happened < least(before, now() - interval '90 days') order by happened limit 1000)
    returning id
  )
  select count(*)::int from old
$$;
