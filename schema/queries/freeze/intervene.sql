-- $1 journal rows, $2 person, $3 version, $4 hold, $5 needs reset, $6 needs reproof, $7 by staff, $8 now,
-- $9..$12 messages (id, kind, payload, due). After lock_account in the same transaction. An open case keeps the account
-- frozen after everything else is done. Whom the owner froze out himself stays so: recovery waits then. What staff do counts from now on: what began before is void.
with asked as (
  select p.id, p.frozen, p.frozen_until, p.frozen_by,
         exists (select 1 from account_case where person = p.id and closed is null) as reported
    from person p where p.id = $2::uuid and p.version = $3::bigint and p.state in ('active', 'frozen', 'suspended')
), decided as (
  select a.*, case when $4::text <> 'none' then 'suspended'
                   when $5::boolean or $6::boolean or a.reported then 'frozen'
                   else 'active' end as state
    from asked a
), changed as (
  update person p
     set state = d.state, hold = $4::text, needs_reset = $5::boolean, needs_reproof = $6::boolean,
         frozen = case when d.state <> 'frozen' then null
                       when $7::boolean or d.frozen is null then $8::timestamptz else d.frozen end,
         frozen_until = null,
         frozen_by = case when d.state <> 'frozen' then null when d.reported then 'notice'
                          when d.frozen_by = 'person' then 'person' else 'staff' end,
         changed = $8::timestamptz, version = p.version + 1
    from decided d where p.id = d.id
  returning p.id, p.state
), overtaken as (
  update recovery set state = 'cancelled', due = null, reason = 'intervention', entered = $8::timestamptz,
         version = version + 1
   where person = (select id from changed where state <> 'active') and $7::boolean
     and state in ('waiting', 'ready', 'binding')
), ended as (
  -- Refresh tokens are refused from here on; access tokens once the message has marked their grants in Redis.
  update oauth_grant set revoked = $8::timestamptz, reason = 'intervention'
   where person = (select id from changed where state <> 'active') and revoked is null
), withdrawn as (
  update approval_request set state = 'withdrawn', failure = 'intervention', changed = $8::timestamptz,
         ended = $8::timestamptz, version = version + 1
   where state in ('pending', 'approved') and exists (select 1 from changed where state <> 'active')
     and (requester = $2::uuid or beneficiary = $2::uuid)
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from changed)
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $8::timestamptz, u.due, $2::uuid
    from unnest($9::uuid[], $10::text[], $11::bytea[], $12::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from changed)
)
select id from changed
