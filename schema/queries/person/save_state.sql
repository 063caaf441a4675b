-- $1 journal rows, $2 person, $3 from, $4 to, $5 version, $6 now, $7..$10 messages (id, kind, payload, due)
-- Nobody becomes active while a case is open: closing it is its own decision. What staff asked of the person is left
-- when a suspension ends: the account is frozen until it is done; who is blocked is not let in this way. Who leaves the
-- active state leaves recoveries behind; the caller locks the person first, so that one requested at the same time is
-- seen.
with changed as (
  update person p set state = n.state, changed = $6::timestamptz, version = p.version + 1,
         frozen = n.frozen, frozen_until = null, frozen_by = n.frozen_by,
         hold = case $4::text when 'suspended' then 'suspended' when 'active' then 'none' else p.hold end
    from (select case when needs then 'frozen' else $4::text end as state,
                 case when needs then $6::timestamptz end as frozen,
                 case when needs then 'staff' end as frozen_by
            from (select $4::text = 'active' and (needs_reset or needs_reproof) as needs
                    from person where id = $2::uuid) as asked) as n
   where p.id = $2::uuid and p.state = $3::text and p.version = $5::bigint
     and ($4::text <> 'active' or p.hold <> 'blocked')
     and ($4::text <> 'active'
          or not exists (select 1 from account_case where person = $2::uuid and closed is null))
  returning p.id, p.state, p.ial, p.citizen, p.locale, p.created, p.version, p.frozen, p.frozen_until, p.frozen_by,
            p.hold, p.needs_reset, p.needs_reproof
), overtaken as (
  update recovery set state = 'cancelled', due = null, reason = $4::text, entered = $6::timestamptz,
         version = version + 1
   where person = (select id from changed) and $4::text <> 'active' and state in ('waiting', 'ready', 'binding')
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from changed)
), m as (
  insert into outbox (id, kind, payload, created, due)
  select u.id, u.kind, u.payload, $6::timestamptz, u.due
    from unnest($7::uuid[], $8::text[], $9::bytea[], $10::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from changed)
), erased_key as (
  delete from person_key where person = (select id from changed) and $4::text = 'erased'
), forgotten as (
  -- Without the salt no leaf of the journal can be tied to the person any more.
  insert into journal_subject (subject, salt, counter)
  select id, null, 0 from changed where $4::text = 'erased'
      on conflict (subject) do update set salt = null
), erased_mail as (
  -- What was given up; what is still on its way tells the person of the end, and is emptied when it is delivered.
  update outbox set payload = '', failure = 'erased'
   where dead is not null and $4::text = 'erased'
     and about in (select id from changed
                   union select x.id from application x join changed c on c.id = x.person
                   union select i.id from invitation i join changed c on c.id = i.person)
), erased_fingerprints as (
  delete from fingerprint where person = (select id from changed) and $4::text = 'erased'
), erased_number as (
  delete from code_number where person = (select id from changed) and $4::text = 'erased'
), erased_tokens as (
  delete from person_search where person = (select id from changed) and $4::text = 'erased'
)
select c.id, c.state, c.ial, c.citizen, c.locale, c.created, c.version,
       a.employer, a.unit, a.post, a.sponsor, a.starts, a.ends, c.frozen, c.frozen_until, c.frozen_by,
       c.hold, c.needs_reset, c.needs_reproof
  from changed c left join affiliation a on a.person = c.id and a.superseded is null
