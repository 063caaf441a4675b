-- Permissions that make a role sensitive whatever it is called (docs/adr/0039; R37): who decides for others, who opens
-- the data of people or takes over their accounts, and who takes or reviews emergencies.
-- oldest-binary: 0.1.0

-- From when on grants need them: what was given before stands until it is reviewed or ends.
alter table permission add column approvals_from timestamptz not null default '-infinity';
update permission set approvals = 1, approvals_from = now()
 where approvals = 0
   and (name in ('approval.decide', 'person.reveal', 'person.recover') or name like 'break\_glass.%');
