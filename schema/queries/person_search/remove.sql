delete from person_search where person = any ($1::uuid[])
   and not exists (select from person_key k where k.person = person_search.person)
