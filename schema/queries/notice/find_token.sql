select id, person, kind, happened, facts, authenticator, token_hash, token_expires, repudiated, read
  from notice where token_hash = $1::bytea
