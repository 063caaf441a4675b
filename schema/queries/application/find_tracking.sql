select id, kind, state, person, existing_person, invitation, tracking, continuation_hash,
       continuation_expires, locale, created, entered, timer_due, timer_step, deletion_due, assignee,
       duplicate, escalated, contact_verified, notice_version, consent_version, consented, reasons,
       may_edit, supplied, version
  from application where tracking = $1::text
