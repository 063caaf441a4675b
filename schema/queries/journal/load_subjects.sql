select subject, salt, counter from journal_subject where subject = any ($1::uuid[])
