-- plan: generic
-- $1 journal rows, $2 releases as JSON
with r as (
  insert into release (id, person, client, claims, purpose, channel, time)
  select r.id, r.person, r.client, r.claims, r.purpose, r.channel, r.time
    from jsonb_to_recordset($2::jsonb)
      as r (id uuid, person uuid, client uuid, claims text[], purpose text, channel text, time timestamptz)
)
insert into journal_event select * from unnest($1::journal_row[])
