-- Two approvals of one mail address come one after the other: it becomes a login, and a login has one owner.
select pg_advisory_xact_lock(hashtextextended('tessera.login.' || encode(value, 'hex'), 0))
  from application_fingerprint where application = $1 and kind = 'email' order by value
