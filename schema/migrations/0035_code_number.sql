-- A telephone number to which codes of recovery go as well (docs/adr/0045, requirements 4.5).
-- oldest-binary: 0.1.0

-- box: the number, sealed under the person's key. fingerprint: keyed, of the number, to count the accounts that share it.
create table code_number (
  person      uuid        primary key references person (id),
  box         bytea       not null,
  fingerprint bytea       not null,
  validated   timestamptz not null
);
create index code_number_fingerprint on code_number (fingerprint);

alter table issued_code
  drop constraint issued_code_kind_check,
  add constraint issued_code_kind_check check (kind in ('address', 'recovery', 'contact', 'number'));
