-- $1 journal rows, $2 id, $3 person, $4 now, $5..$8 messages (id, kind, payload, due). What is left must still sign
-- in, and still reach aal2 if the person could (requirements 4.5). Parallel removals wait for each other at the
-- person's rows.
with mine as (
  select id, kind, coalesce((characteristics ->> 'uv')::boolean, false) as uv
    from authenticator where person = $3::uuid and state = 'active' order by id for update
), sets as (
  select r.kept, bool_or(kind in ('password', 'passkey', 'certificate')) as signs_in,
         bool_or(kind = 'certificate' or (kind = 'passkey' and uv))
           or (bool_or(kind = 'password') and bool_or(kind in ('totp', 'lookup_codes', 'passkey'))) as aal2
    from mine, (values (true), (false)) as r (kept) where not (r.kept and id = $2::uuid) group by r.kept
), upd as (
  update authenticator a set state = 'invalidated', ended = $4::timestamptz, data = '', lookup_key = null
   where a.id = $2::uuid and a.person = $3::uuid and a.state <> 'invalidated'
     and (a.state <> 'active'
          or exists (select 1 from sets left_over, sets whole where left_over.kept and not whole.kept
                        and left_over.signs_in and (left_over.aal2 or not whole.aal2)))
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
