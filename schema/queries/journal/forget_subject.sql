-- Part of an erasure: without the salt no leaf can be tied to the person any more, now or later.
insert into journal_subject (subject, salt, counter) values ($1, null, 0)
    on conflict (subject) do update set salt = null
