-- $1 journal rows, $2 affiliation, $3 now, $4..$6 message (id, kind, payload). The roles end with it, and what was passed
-- on of them: nobody finds them again when he comes back. What he asked others to approve is withdrawn.
with recursive ended as (
  update affiliation set announced = $3::timestamptz
   where id = $2::uuid and announced is null and superseded is null and ends <= $3::timestamptz
  returning id, person
), held (id) as (
  select g.id from role_grant g join ended e on e.person = g.person where g.revoked is null
  union
  select g.id from role_grant g join held h on g.delegated_from = h.id where g.revoked is null
), revoked as (
  update role_grant set revoked = $3::timestamptz, revoke_reason = 'affiliation ended', seal = null,
         version = version + 1
   where id in (select id from held)
), withdrawn as (
  update approval_request set state = 'withdrawn', failure = 'affiliation_ended', changed = $3::timestamptz,
         ended = $3::timestamptz, version = version + 1
   where state in ('pending', 'approved')
     and (requester in (select person from ended) or beneficiary in (select person from ended))
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ended)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select $4::uuid, $5::text, $6::bytea, $3::timestamptz, $3::timestamptz from ended
)
select id from ended
