-- Two grants of a role with a limit of holders come one after the other. $1 role.
select pg_advisory_xact_lock(hashtextextended('tessera.role_holders.' || l.name, 0))
  from (select r.name from role_reach(array[$1]) c join role r on r.name = c.via
         where r.most_holders is not null order by r.name) l
