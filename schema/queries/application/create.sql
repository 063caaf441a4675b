-- $1 journal rows, $2..$27 the row, $28 now, $29 wrapped key, $30 epoch key,
-- $31..$38 steps (id, from, event, to, who, officer or '', reasons joined by ',', rule version)
with made as (
  insert into application (id, kind, state, person, existing_person, invitation, tracking,
         continuation_hash, continuation_expires, locale, created, entered, timer_due, timer_step,
         deletion_due, assignee, duplicate, escalated, contact_verified, notice_version, consent_version,
         consented, reasons, may_edit, supplied, version, changed)
  values ($2::uuid, $3::text, $4::text, $5::uuid, $6::boolean, $7::uuid, $8::text, $9::bytea,
          $10::timestamptz, $11::text, $12::timestamptz, $13::timestamptz, $14::timestamptz, $15::integer,
          $16::timestamptz, $17::uuid, $18::boolean, $19::boolean, $20::boolean, $21::text, $22::text,
          $23::timestamptz, $24::text[], $25::boolean, $26::boolean, $27::bigint, $28::timestamptz)
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[])
), k as (
  insert into application_key (application, wrapped, epoch_key)
  select id, $29::bytea, $30::bigint from made
), s as (
  insert into application_step (id, application, from_state, event, to_state, who, officer, reasons, rule_version, at)
  select u.id, made.id, u.from_state, u.event, u.to_state, u.who, nullif(u.officer, '')::uuid,
         string_to_array(u.reasons, ','), u.rule_version, $28::timestamptz
    from made, unnest($31::uuid[], $32::text[], $33::text[], $34::text[], $35::text[], $36::text[],
                      $37::text[], $38::text[])
         as u (id, from_state, event, to_state, who, officer, reasons, rule_version)
)
select id from made
