-- $1 journal rows, $2 id, $3 from, $4 to, $5 application, $6 person, $7 now. Taking an invitation is
-- this step from open: the second one finds nothing. The address, and a mail that did not reach it, go with it.
with moved as (
  update invitation
     set state = $4::text, application = coalesce($5::uuid, application), person = coalesce($6::uuid, person),
         contact = case when $4::text = 'open' then contact end
   where id = $2::uuid and state = $3::text and ($4::text <> 'accepted' or expires > $7::timestamptz)
  returning id
), mail as (
  update outbox set payload = '', dead = coalesce(dead, $7::timestamptz), lease_until = null, failure = 'erased'
   where about = (select id from moved) and done is null
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from moved)
)
select id from moved
