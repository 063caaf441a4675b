select name from permission order by name
