select name from permission where emergency order by name
