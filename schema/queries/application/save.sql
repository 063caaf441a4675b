-- $1 journal rows, $2..$27 the row ($27 is the version it was loaded with), $28 now,
-- $29..$31 values (name, box, verified or ''), $32 fingerprint kinds, $33 values,
-- $34..$41 steps, $42..$44 duplicates (kind, application or '', person or ''),
-- $45..$48 messages (id, kind, payload, due)
with saved as (
  update application
     set state = $4::text, tracking = $8::text, continuation_hash = $9::bytea,
         continuation_expires = $10::timestamptz, locale = $11::text, entered = $13::timestamptz,
         timer_due = $14::timestamptz, timer_step = $15::integer, deletion_due = $16::timestamptz,
         assignee = $17::uuid, duplicate = $18::boolean, escalated = $19::boolean,
         contact_verified = $20::boolean, notice_version = $21::text, consent_version = $22::text,
         consented = $23::timestamptz, reasons = $24::text[], may_edit = $25::boolean,
         supplied = $26::boolean, version = version + 1, changed = $28::timestamptz
   where id = $2::uuid and version = $27::bigint and kind = $3::text and person = $5::uuid
     and existing_person = $6::boolean and invitation is not distinct from $7::uuid
     and created = $12::timestamptz
     -- Its mail address becomes a login: of two applications with one address one is approved.
     and ($4::text <> 'approved_pending_binding' or $6::boolean or not exists (
           select 1 from application_fingerprint mine
             join application_fingerprint f on f.kind = mine.kind and f.value = mine.value
             join application o on o.id = f.application
            where mine.application = $2::uuid and mine.kind = 'email' and o.id <> $2::uuid
              and o.state = 'approved_pending_binding' and not o.existing_person))
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from saved)
), v as (
  insert into application_value (application, name, box, verified, recorded)
  select saved.id, u.name, u.box, nullif(u.verified, '')::timestamptz, $28::timestamptz
    from saved, unnest($29::text[], $30::bytea[], $31::text[]) as u (name, box, verified)
      on conflict (application, name) do update
     set box = excluded.box, verified = excluded.verified, recorded = excluded.recorded
), fd as (
  delete from application_fingerprint f
   where f.application = (select id from saved) and f.kind = any($32::text[])
     and not exists (select 1 from unnest($32::text[], $33::bytea[]) as u (kind, value)
                      where u.kind = f.kind and u.value = f.value)
), fi as (
  insert into application_fingerprint (application, kind, value)
  select saved.id, u.kind, u.value from saved, unnest($32::text[], $33::bytea[]) as u (kind, value)
      on conflict do nothing
), s as (
  insert into application_step (id, application, from_state, event, to_state, who, officer, reasons, rule_version, at)
  select u.id, saved.id, u.from_state, u.event, u.to_state, u.who, nullif(u.officer, '')::uuid,
         string_to_array(u.reasons, ','), u.rule_version, $28::timestamptz
    from saved, unnest($34::uuid[], $35::text[], $36::text[], $37::text[], $38::text[], $39::text[],
                       $40::text[], $41::text[])
         as u (id, from_state, event, to_state, who, officer, reasons, rule_version)
), d as (
  insert into duplicate_case (application, kind, other_application, other_person, opened)
  select saved.id, u.kind, nullif(u.application, '')::uuid, nullif(u.person, '')::uuid, $28::timestamptz
    from saved, unnest($42::text[], $43::text[], $44::text[]) as u (kind, application, person)
      on conflict do nothing
), m as (
  insert into outbox (id, kind, payload, created, due, about)
  select u.id, u.kind, u.payload, $28::timestamptz, u.due, $2::uuid
    from unnest($45::uuid[], $46::text[], $47::bytea[], $48::timestamptz[]) as u (id, kind, payload, due)
   where exists (select 1 from saved)
)
select id from saved
