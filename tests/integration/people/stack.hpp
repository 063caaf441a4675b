// The room on real PostgreSQL, with the real journal.
#pragma once

#include <tessera/audit/node_journal.hpp>
#include <tessera/people/make.hpp>

#include "store/postgres/journal_store.hpp"
#include "store/postgres/people_store.hpp"
#include "tests/support/backends.hpp"

// Awaits within the full expression, so that temporary arguments live as long as the call.
#define AWAIT(...) run([&]() -> decltype(__VA_ARGS__) { co_return co_await __VA_ARGS__; })

namespace tessera::people {

class PeopleStack : public test::Backends {
 protected:
  RequestContext context() {
    return {.request_id = make_uuid7(clock.now(), random), .received = clock.now()};
  }
  Result<Person> create(std::vector<Attribute> attributes, std::vector<std::string> logins = {}) {
    const NewPerson person{.attributes = std::move(attributes), .logins = std::move(logins)};
    return AWAIT(people_->create(person, {}, context()));
  }
  std::int64_t count(const std::string& query) { return sql(query)[0].integer(0); }

  store::postgres::JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  store::postgres::PeopleStore store_{pool(), journal_};
  std::unique_ptr<PeopleService> people_ = make_people_service(store_, clock, random, keyring());
  std::unique_ptr<PersonDirectory> directory_ =
      make_person_directory(store_, store_, random, keyring());
};

}  // namespace tessera::people
