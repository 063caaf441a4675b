-- Who stands behind what a client gives: whoever made the connection, opened the role as a group, or made one of
-- its bearers gave the role as much as the client did (docs/adr/0039; R37).
-- oldest-binary: 0.1.0

alter table scim_connection add column opened_by uuid;  -- null: the system user
alter table scim_group add column opened_by uuid;
alter table scim_token add column made_by uuid;

-- What was opened before is in the journal, if it is not too old.
with opened as (
  select distinct on (type, client, role) type, body::jsonb ->> 'object_id' as client, role, actor
    from journal_event
    left join lateral jsonb_array_elements_text(body::jsonb -> 'details' -> 'roles') as role on true
   where type collate "C" in ('scim.connection_saved', 'scim.groups_opened') and actor is not null
   order by type, client, role, id desc
), connections as (
  update scim_connection c set opened_by = o.actor
    from opened o where o.type = 'scim.connection_saved' and o.client = c.client::text
)
update scim_group g set opened_by = o.actor
  from opened o where o.type = 'scim.groups_opened' and o.client = g.client::text and o.role = g.role;
update scim_token t set made_by = e.actor
  from journal_event e
 where e.type collate "C" = 'scim.token_created' and e.actor is not null
   and e.body::jsonb -> 'details' ->> 'token' = t.id::text;

-- Up to this time, of a role that this client sees as a group. A bearer that is out of force counts: what it wrote may act
-- later, when a record gets its person.
create function scim_openers(client uuid, role text, at timestamptz) returns uuid[]
  language sql stable as $$
  select array(
    select g.opened_by from scim_group g where g.client = $1 and g.role = $2 and g.opened_by is not null
    union
    select c.opened_by from scim_connection c where c.client = $1 and c.opened_by is not null
    union
    select t.made_by from scim_token t
     where t.client = $1 and t.made_by is not null and t.created <= $3)
$$;
grant execute on function scim_openers(uuid, text, timestamptz) to tessera_app;

-- Last, because it waits for nobody else's reading of the grants for long.
alter table role_grant add column openers uuid[] not null default '{}';
update role_grant g set openers = scim_openers(g.granted_by, g.role, now())
 where g.granted_by in (select client from scim_connection);
