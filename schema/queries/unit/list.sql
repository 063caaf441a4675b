select id, parent, name, created, version
  from unit
 where $1::uuid[] is null or id = any ($1::uuid[])
 order by name, id
