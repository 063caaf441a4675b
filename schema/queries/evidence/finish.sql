-- $1 journal rows, $2 id, $3 media type, $4 size, $5 digest, $6 scan
with done as (
  update evidence set state = 'stored', media_type = $3::text, size = $4::bigint, digest = $5::bytea, scan = $6::text
   where id = $2::uuid and state = 'uploading'
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from done)
)
select id from done
