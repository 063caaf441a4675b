-- $1 journal rows, $2 id, $3 person, $4 now, $5..$8 messages (id, kind, payload, due). The last active one of a kind stays. Parallel removals wait
-- for each other at the person's rows.
with mine as (
  select id, kind from authenticator where person = $3::uuid and state = 'active' order by id for update
), upd as (
  update authenticator a set state = 'invalidated', ended = $4::timestamptz, data = ''
   where a.id = $2::uuid and a.person = $3::uuid and a.state <> 'invalidated'
     and (a.state <> 'active' or (select count(*) from mine m where m.kind = a.kind) > 1)
  returning a.id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from upd)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $4::timestamptz, u.due, $3::uuid
    from unnest($5::uuid[], $6::text[], $7::bytea[], $8::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from upd)
)
select id from upd
