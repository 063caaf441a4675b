-- $1 journal rows, $2 person, $3 now, $4..$9 attributes (name, box, source, method, verifier or '',
-- verified or ''), $10 fingerprint kinds, $11 values
with known as (
  update person set changed = $3::timestamptz, version = version + 1
   where id = $2::uuid and exists (select 1 from person_key where person = $2::uuid)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from known)
), old as (
  update attribute set superseded = greatest($3::timestamptz, recorded)
   where person = (select id from known) and name = any($4::text[]) and superseded is null
  returning name, recorded
), gone as (
  delete from fingerprint
   where person = (select id from known) and kind = any($4::text[])
     and not exists (select 1 from unnest($10::text[], $11::bytea[]) as u (kind, value)
                      where u.kind = fingerprint.kind and u.value = fingerprint.value)
), fresh as (
  insert into fingerprint (person, kind, value)
  select known.id, u.kind, u.value from known, unnest($10::text[], $11::bytea[]) as u (kind, value)
  on conflict do nothing
)
select count(*) from known, (select count(*) from old) as wait
