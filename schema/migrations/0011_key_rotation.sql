-- Purpose keys rotate: announced, in use, retired, expired (docs/adr/0012). What the application may change
-- in the tables that hold the keys and the tree is narrowed to what it does change.
-- oldest-binary: 0.1.0

-- activates: it seals from then on; null, at once. retired: it still opens, and seals no longer.
-- expires: it opens nothing any more; null, while rows are sealed under it.
alter table crypto_key
  add column activates timestamptz,
  add column expires   timestamptz check (expires >= retired);

-- Ids of the master keys that the node holds: a rewrap waits until every node can open what it writes.
alter table node add column masters text[] not null default '{}';

-- Rotating, retiring and rewrapping are the owner's; nodes only add what is missing.
revoke update, truncate on crypto_key from tessera_app;

-- Until the end of the transaction: readers go on, a node that adds a key waits.
create function lock_crypto_keys() returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  lock table crypto_key in share row exclusive mode;
end
$$;
revoke execute on function lock_crypto_keys() from tessera_app;

-- A salt is written once and destroyed by an erasure, never replaced; the counter moves on.
revoke update on journal_subject from tessera_app;
grant update (salt, counter) on journal_subject to tessera_app;

create function journal_salt_stays() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.salt is not null and new.salt is distinct from old.salt then
    raise exception 'journal_subject: a salt is destroyed, never replaced' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger journal_salt_stays before update of salt on journal_subject
  for each row execute function journal_salt_stays();

revoke update on journal_tree from tessera_app;
grant update (size, edge, horizon, cluster) on journal_tree to tessera_app;

create function journal_tree_grows() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.size < old.size then
    raise exception 'journal_tree: % leaves cannot become %', old.size, new.size
      using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger journal_tree_grows before update on journal_tree
  for each row execute function journal_tree_grows();
