-- One row at least while the application has its key.
select k.wrapped, v.name, v.box, v.verified
  from application_key k left join application_value v on v.application = k.application
 where k.application = $1::uuid order by v.name
