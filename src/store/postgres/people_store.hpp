// Persons in PostgreSQL.
#pragma once

#include <tessera/audit/journal.hpp>
#include <tessera/people/directory.hpp>
#include <tessera/people/language.hpp>
#include <tessera/people/person_store.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

// A row of person_row in the order of schema/queries/person/load.sql.
[[nodiscard]] people::Person read_person(const Row& row);

class PeopleStore final : public people::PersonStore,
                          public people::DirectoryStore,
                          public people::LanguageStore {
 public:
  PeopleStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}

  Task<Result<void>> create(const people::NewPersonRows& rows) override;
  Task<std::optional<people::Person>> load(const Uuid& id) override;
  Task<std::optional<people::Person>> find_by_login(std::span<const Bytes> logins) override;
  Task<std::optional<people::SealedPerson>> load_attributes(
      const Uuid& person, std::span<const std::string> names) override;
  Task<bool> save_attributes(const people::AttributeChange& change) override;
  Task<std::optional<people::Person>> save_state(const people::StateChange& change) override;
  Task<std::optional<people::Person>> save_affiliation(
      const people::AffiliationChange& change) override;
  Task<std::vector<Uuid>> match(std::string_view kind, std::span<const Bytes> values) override;

  Task<std::vector<people::Person>> list(const people::PersonFilter& filter) override;
  Task<std::vector<people::EndedAffiliation>> load_ended(TimePoint now) override;
  Task<bool> save_ended(const Uuid& affiliation, TimePoint now, audit::Event event,
                        OutboxMessage message) override;

  Task<bool> save_language(const Uuid& person, std::string_view locale, TimePoint now,
                           std::vector<audit::Event> events) override;

 private:
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
