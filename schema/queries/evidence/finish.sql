-- $1 journal rows, $2 id, $3 media type, $4 size, $5 digest, $6 scan. An upload that was begun before the
-- application was sent in comes too late: the officer decides on what he was sent.
with done as (
  update evidence set state = 'stored', media_type = $3::text, size = $4::bigint, digest = $5::bytea, scan = $6::text
   where id = $2::uuid and state = 'uploading'
     and exists (select 1 from application a
                  where a.id = evidence.application and a.state in ('draft', 'awaiting_applicant'))
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from done)
)
select id from done
