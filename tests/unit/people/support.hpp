// A keyring, a store in memory and a way to run a task, for the tests of this room.
#pragma once

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <tessera/people/make.hpp>

namespace tessera::people::test {

template <class T>
T run(Task<T> task) {
  boost::asio::io_context io;
  std::optional<T> out;
  std::exception_ptr error;
  boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr e, T value) {
    error = e;
    if (!e) out.emplace(std::move(value));
  });
  io.run();
  if (error) std::rethrow_exception(error);
  return std::move(*out);
}

inline crypto::PurposeKey key(std::uint32_t id, std::string_view purpose, std::string label,
                              char fill, TimePoint created = {}) {
  return {id, std::string(purpose), std::move(label), Secret(std::string(32, fill)), created};
}

inline std::vector<crypto::PurposeKey> keys() {
  return {key(1, crypto::kPurposePersonEpoch, "2026-12", 'a'),
          key(2, crypto::kPurposePersonEpoch, "2027-01", 'b'),
          key(3, crypto::kPurposeFingerprint, "", 'c')};
}

class MemoryStore final : public PersonStore, public DirectoryStore {
 public:
  Task<Result<void>> create(const NewPersonRows& rows) override {
    for (const auto& f : rows.fingerprints) {
      if (f.kind == "login" && find_login(f.all_keys))
        co_return fail(Errc::conflict, "login.taken");
    }
    if (persons.contains(rows.person.id)) co_return fail(Errc::conflict, "person.exists");
    persons[rows.person.id] = rows.person;
    boxes[rows.person.id] = {rows.key.box, rows.attributes};
    for (const auto& f : rows.fingerprints) fingerprints_[{f.kind, f.value}] = rows.person.id;
    events.insert(events.end(), rows.events.begin(), rows.events.end());
    co_return Result<void>{};
  }
  Task<std::optional<Person>> load(const Uuid& id) override {
    const auto found = persons.find(id);
    if (found == persons.end()) co_return std::nullopt;
    co_return found->second;
  }
  Task<std::optional<Person>> find_by_login(std::span<const Bytes> logins) override {
    ++login_queries;
    const auto id = find_login({logins.begin(), logins.end()});
    if (!id) co_return std::nullopt;
    co_return persons.at(*id);
  }
  Task<std::optional<SealedPerson>> load_attributes(const Uuid& person,
                                                    std::span<const std::string> names) override {
    const auto found = boxes.find(person);
    if (found == boxes.end()) co_return std::nullopt;
    SealedPerson out{found->second.wrapped_key, {}};
    for (const auto& each : found->second.attributes) {
      if (names.empty() || std::ranges::find(names, each.name) != names.end())
        out.attributes.push_back(each);
    }
    co_return out;
  }
  Task<bool> save_attributes(const AttributeChange& change) override {
    if (!boxes.contains(change.person)) co_return false;
    auto& current = boxes[change.person].attributes;
    for (const auto& each : change.attributes) {
      std::erase_if(current, [&](const auto& old) { return old.name == each.name; });
      current.push_back(each);
    }
    events.insert(events.end(), change.events.begin(), change.events.end());
    co_return true;
  }
  Task<std::optional<Person>> save_state(const StateChange& change) override {
    auto& person = persons.at(change.person);
    if (person.state != change.from || person.version != change.version) co_return std::nullopt;
    person.state = change.to;
    ++person.version;
    events.insert(events.end(), change.events.begin(), change.events.end());
    messages.insert(messages.end(), change.messages.begin(), change.messages.end());
    co_return person;
  }
  Task<std::optional<Person>> save_affiliation(const AffiliationChange& change) override {
    auto& person = persons.at(change.person);
    person.affiliation = change.affiliation;
    ++person.version;
    co_return person;
  }
  Task<std::vector<Uuid>> match(std::string_view kind, std::span<const Bytes> values) override {
    std::vector<Uuid> out;
    for (const auto& value : values) {
      const auto found = fingerprints_.find({std::string(kind), value});
      if (found != fingerprints_.end()) out.push_back(found->second);
    }
    co_return out;
  }
  Task<std::vector<Person>> list(const PersonFilter& filter) override {
    last_limit = filter.limit;
    co_return std::vector<Person>{};
  }
  Task<std::vector<EndedAffiliation>> load_ended(TimePoint now) override {
    std::vector<EndedAffiliation> out;
    for (const auto& [id, person] : persons) {
      if (person.affiliation && person.affiliation->ends && *person.affiliation->ends <= now) {
        out.push_back({id, id, person.affiliation->unit});
      }
    }
    co_return out;
  }
  Task<bool> save_ended(const Uuid& affiliation, TimePoint, audit::Event event,
                        OutboxMessage message) override {
    if (announced[affiliation]) co_return false;
    announced[affiliation] = true;
    events.push_back(std::move(event));
    messages.push_back(std::move(message));
    co_return true;
  }

  std::map<Uuid, Person> persons;
  std::map<Uuid, SealedPerson> boxes;
  std::map<Uuid, bool> announced;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
  int login_queries = 0;
  int last_limit = 0;

 private:
  std::optional<Uuid> find_login(const std::vector<Bytes>& values) {
    for (const auto& value : values) {
      const auto found = fingerprints_.find({"login", value});
      if (found != fingerprints_.end()) return found->second;
    }
    return std::nullopt;
  }
  std::map<std::pair<std::string, Bytes>, Uuid> fingerprints_;
};

}  // namespace tessera::people::test
