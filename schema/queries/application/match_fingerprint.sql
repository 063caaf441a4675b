select distinct f.application
  from application_fingerprint f join application a on a.id = f.application
 where f.kind = $2::text and f.value = any($3::bytea[]) and f.application <> $1::uuid
   and a.state not in ('withdrawn', 'expired', 'lapsed')
 order by 1 limit 50
