-- plan: generic
select version from client_version
