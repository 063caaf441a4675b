-- $1 id, $2 application, $3 wrapped key, $4 document type, $5 now, $6 most
insert into evidence (id, application, state, wrapped, document_type, media_type, size, digest, scan, uploaded)
select $1::uuid, $2::uuid, 'uploading', $3::bytea, $4::text, '', 0, '', '', $5::timestamptz
 where (select count(*) from evidence where application = $2::uuid and state <> 'deleted') < $6::integer
returning id
