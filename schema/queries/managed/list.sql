select manager, kind, key, object, made, fields::text, applied, version
  from managed_object
 order by manager, kind, key
