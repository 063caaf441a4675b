-- plan: generic
select request, approver, verdict, reason, authenticator, client_data, authenticator_data, signature, key_box, signed
  from approval where request = any ($1::uuid[]) order by signed, approver
