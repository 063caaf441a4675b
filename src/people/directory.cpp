#include <tessera/people/directory.hpp>

#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/people/make.hpp>

#include "people/events.hpp"
#include "people/seal_attributes.hpp"

namespace tessera::people {
namespace {

class StandardPersonDirectory final : public PersonDirectory {
 public:
  StandardPersonDirectory(DirectoryStore& directory, PersonStore& store, Random& random,
                          crypto::KeyringHolder& keys)
      : directory_(directory), store_(store), random_(random), keys_(keys) {}

  Task<std::vector<Person>> list(const PersonFilter& filter) override {
    auto bounded = filter;
    bounded.limit = std::clamp(filter.limit, 1, 200);
    co_return co_await directory_.list(bounded);
  }

  Task<std::vector<Uuid>> same_value(std::string_view kind, std::string_view value) override {
    const auto normal = normalise_kind(kind, value);
    if (!normal) co_return std::vector<Uuid>{};
    const auto values = fingerprints(kind, *normal, *keys_.get());
    co_return co_await store_.match(kind, values);
  }

  Task<int> end_due_affiliations(TimePoint now) override {
    int ended = 0;
    for (const auto& due : co_await directory_.load_ended(now)) {
      if (co_await announce(due, now)) ++ended;
    }
    co_return ended;
  }

 private:
  Task<bool> announce(const EndedAffiliation& due, TimePoint now) {
    const RequestContext job{.request_id = make_uuid7(now, random_), .received = now};
    auto event = person_event("person.affiliation_ended", due.person, ActingAs{}, job);
    event.details["unit"] = to_string(due.unit);
    event.details["role_grants"] =
        boost::json::array(due.role_grants.begin(), due.role_grants.end());
    co_return co_await directory_.save_ended(
        due.id, now, std::move(event),
        person_message("affiliation_ended", due.person, now, random_));
  }

  DirectoryStore& directory_;
  PersonStore& store_;
  Random& random_;
  crypto::KeyringHolder& keys_;
};

}  // namespace

std::unique_ptr<PersonDirectory> make_person_directory(DirectoryStore& directory,
                                                       PersonStore& store, Random& random,
                                                       crypto::KeyringHolder& keys) {
  return std::make_unique<StandardPersonDirectory>(directory, store, random, keys);
}

}  // namespace tessera::people
