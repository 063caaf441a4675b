select id, application, document_type, media_type, size, digest, scan, uploaded, state = 'deleted'
  from evidence where application = $1::uuid and state = 'stored' order by uploaded, id
