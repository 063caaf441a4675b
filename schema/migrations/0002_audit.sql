-- The journal (docs/adr/0011): append-only rows in monthly partitions under a Merkle tree.
-- oldest-binary: 0.1.0

-- A sealed event as a statement parameter; the field order is that of audit::SealedRow.
create type journal_row as (
  id      uuid,
  time    timestamptz,
  boot    uuid,
  n       bigint,
  type    text,
  actor   uuid,
  subject uuid,
  body    text,
  mac     bytea
);

-- The columns begin like journal_row, so that `insert into journal_event select * from
-- unnest($1::journal_row[])` works; xid then says which rows a sequencing pass has not seen yet.
create table journal_event (
  id      uuid        not null,
  time    timestamptz not null,
  boot    uuid        not null,
  n       bigint      not null check (n > 0),
  type    text        not null,
  actor   uuid,
  subject uuid,
  body    text        not null,
  mac     bytea       not null,
  xid     xid8        not null default pg_current_xact_id(),
  primary key (id)
) partition by range (id);

create index journal_event_xid on journal_event (xid);
create index journal_event_chain on journal_event (boot, n);
create index journal_event_subject on journal_event (subject, id) where subject is not null;

-- Last month too: a clock may be behind, and tests run on days of their own choice.
select ensure_month_partitions('journal_event', (now() at time zone 'UTC' - interval '1 month')::date, 5);

-- Leaves are kept for ever, also when the partition with the bodies is gone. subject_n counts the events
-- about one person and stands in the leaf.
create table journal_leaf (
  leaf      bigint primary key check (leaf >= 0),
  event_id  uuid   not null unique,
  subject_n bigint,
  leaf_hash bytea  not null check (length(leaf_hash) = 32)
);

-- Roots of complete subtrees at every eighth level: a proof reads at most 256 hashes per step.
create table journal_node (
  level smallint not null check (level > 0 and level % 8 = 0),
  index bigint   not null check (index >= 0),
  hash  bytea    not null check (length(hash) = 32),
  primary key (level, index)
);

-- The salt blinds the person in his leaves; destroying it is part of his erasure.
create table journal_subject (
  subject uuid   primary key,
  salt    bytea,
  counter bigint not null default 0
);

-- One row: how far the tree has grown. edge holds the roots of its complete subtrees, largest first.
-- horizon: every transaction before it has been seen. cluster: xids have meaning in one cluster only.
create table journal_tree (
  one     boolean primary key default true check (one),
  size    bigint  not null,
  edge    bytea   not null,
  horizon xid8    not null,
  cluster bigint  not null
);
insert into journal_tree (size, edge, horizon, cluster) values (0, '', '0', 0);

create table journal_head (
  size bigint      primary key,
  root bytea       not null check (length(root) = 32),
  time timestamptz not null,
  kid  text        not null,
  jws  text        not null
);

-- Keys that sign heads: the private part is sealed under the purpose head_signing, the public part stays.
create table journal_head_key (
  kid         text        primary key,
  private_box bytea       not null,
  public_der  bytea       not null,
  created     timestamptz not null
);

-- Answers the months whose bodies are kept, so that a verifier can tell "dropped" from "removed".
create function journal_months() returns setof text
  language sql stable as $$
  select right(c.relname, 7) from pg_inherits i join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'public.journal_event'::regclass order by 1
$$;

create function journal_cluster() returns bigint
  language sql stable
  as $$ select system_identifier from pg_control_system() $$;

-- What is written stays as it was written. The tree's row and the counters move on.
revoke update, delete, truncate on journal_event, journal_leaf, journal_node, journal_head, journal_head_key
  from tessera_app;
revoke delete, truncate on journal_subject from tessera_app;
revoke insert, delete, truncate on journal_tree from tessera_app;
grant select on journal_event, journal_leaf, journal_node, journal_subject, journal_tree, journal_head
  to tessera_audit;
grant select (kid, public_der, created) on journal_head_key to tessera_audit;
grant execute on function journal_months() to tessera_audit;
