-- $1 journal rows, $2 id, $3 reviewer, $4 verdict, $5 findings, $6 now, $7..$10 messages (id, kind, payload, due)
with reviewed as (
  update break_glass set reviewer = $3::uuid, verdict = $4::text, findings = $5::text, reviewed = $6::timestamptz
   where id = $2::uuid and reviewed is null and (ended is not null or ends <= $6::timestamptz)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from reviewed)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $6::timestamptz, u.due
    from unnest($7::uuid[], $8::text[], $9::bytea[], $10::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from reviewed)
)
select id from reviewed
