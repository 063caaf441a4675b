-- plan: generic
select id, person, client, scopes, claims, locale, text_digest, granted
  from consent where person = $1::uuid and client = $2::uuid and ended is null
