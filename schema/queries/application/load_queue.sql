-- $1 state, $2 assignee (nil: nobody), $3 limit; null is any
select id, kind, state, person, existing_person, invitation, tracking, continuation_hash,
       continuation_expires, locale, created, entered, timer_due, timer_step, deletion_due, assignee,
       duplicate, escalated, contact_verified, notice_version, consent_version, consented, reasons,
       may_edit, supplied, version
  from application
 where state = $1::text
   and ($2::uuid is null or assignee = $2::uuid
        or (assignee is null and $2::uuid = '00000000-0000-0000-0000-000000000000'::uuid))
 order by entered, id limit $3::integer
