#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>
#include <tessera/people/make.hpp>

#include <tessera/people/normal_form.hpp>
#include <tessera/people/person_state_table.hpp>
#include "people/claims.hpp"
#include "people/events.hpp"
#include "people/seal_attributes.hpp"

namespace tessera::people {
namespace {

// Whoever goes to another unit has his roles looked at anew (requirements 4.4, staff variant).

class StandardPeopleService final : public PeopleService {
 public:
  StandardPeopleService(PersonStore& store, const Clock& clock, Random& random,
                        crypto::KeyringHolder& keys)
      : store_(store), clock_(clock), random_(random), keys_(keys) {
    (void)Catalogue::standard();  // an unlabelled attribute fails the start
  }

  Task<Result<Person>> create(const NewPerson& wanted, const ActingAs& by,
                              const RequestContext& context) override;
  Task<std::optional<Person>> load(const Uuid& id) override { return store_.load(id); }
  Task<std::optional<Person>> find_by_login(std::string_view login) override;
  std::vector<Bytes> login_fingerprints(std::string_view login) override;
  Task<std::vector<Attribute>> attributes(const Uuid& person,
                                          std::span<const std::string> names) override;
  Task<boost::json::object> claims(const Uuid& person,
                                   std::span<const std::string> claim_names) override;
  Task<Result<void>> set_attributes(const Uuid& person, std::vector<Attribute> values,
                                    const ActingAs& by, const RequestContext& context) override;
  Task<Result<Person>> change_state(const Uuid& id, PersonState to, std::string reason,
                                    const ActingAs& by, const RequestContext& context) override;
  Task<Result<Person>> set_affiliation(const Uuid& id, const Affiliation& affiliation,
                                       const ActingAs& by, const RequestContext& context) override;

 private:
  Task<std::optional<Secret>> data_key(const Uuid& person);

  PersonStore& store_;
  const Clock& clock_;
  Random& random_;
  crypto::KeyringHolder& keys_;
};

Result<void> check_affiliation(const Affiliation& affiliation, const Uuid& person) {
  if (affiliation.employer.empty() || affiliation.unit.is_nil()) {
    return fail(Errc::invalid, "affiliation.incomplete");
  }
  if (affiliation.ends && *affiliation.ends <= affiliation.starts) {
    return fail(Errc::conflict, "affiliation.period");
  }
  if (affiliation.sponsor == person) return fail(Errc::conflict, "affiliation.sponsor");
  return {};
}

Task<Result<Person>> StandardPeopleService::create(const NewPerson& wanted, const ActingAs& by,
                                                   const RequestContext& context) {
  const auto now = clock_.now();
  const auto ring = keys_.get();
  NewPersonRows rows{.person = {.id = wanted.id.value_or(make_uuid4(random_)),
                                .ial = wanted.ial,
                                .citizen = wanted.citizen,
                                .affiliation = wanted.affiliation,
                                .locale = wanted.locale,
                                .created = now,
                                .version = 1}};
  const auto id = rows.person.id;
  if (wanted.affiliation) {
    if (auto checked = check_affiliation(*wanted.affiliation, id); !checked) {
      co_return std::unexpected(checked.error());
    }
  }
  const auto key = make_data_key(random_);
  rows.key = wrap_data_key(key, {"person", id}, now, *ring, random_);
  auto sealed = seal_attributes(id, wanted.attributes, key, now, *ring, random_);
  if (!sealed) co_return std::unexpected(sealed.error());
  rows.attributes = std::move(sealed->attributes);
  rows.fingerprints = std::move(sealed->fingerprints);
  for (const auto& login : wanted.logins) {
    const auto normal = normalise_login(login);
    if (!normal) co_return std::unexpected(normal.error());
    rows.fingerprints.push_back(
        {"login", fingerprint("login", *normal, *ring), fingerprints("login", *normal, *ring)});
  }
  rows.events.push_back(person_event("person.created", id, by, context));
  if (auto stored = co_await store_.create(rows); !stored)
    co_return std::unexpected(stored.error());
  co_return rows.person;
}

Task<std::optional<Person>> StandardPeopleService::find_by_login(std::string_view login) {
  const auto values = login_fingerprints(login);
  co_return co_await store_.find_by_login(values);
}

// A login that cannot exist is looked up all the same: the same queries whether found or not.
std::vector<Bytes> StandardPeopleService::login_fingerprints(std::string_view login) {
  const auto normal = normalise_login(login);
  return fingerprints("login", normal ? *normal : std::string("\n"), *keys_.get());
}

Task<std::vector<Attribute>> StandardPeopleService::attributes(const Uuid& person,
                                                               std::span<const std::string> names) {
  std::vector<Attribute> out;
  const auto sealed = co_await store_.load_attributes(person, names);
  if (!sealed) co_return out;
  const Owner owner{"person", person};
  const auto key = unwrap_data_key(sealed->wrapped_key, owner, *keys_.get());
  for (const auto& row : sealed->attributes) {
    out.push_back({row.name, open_value(key, owner, row.name, row.box), row.source, row.method,
                   row.verifier, row.verified, row.recorded});
  }
  co_return out;
}

Task<boost::json::object> StandardPeopleService::claims(const Uuid& person,
                                                        std::span<const std::string> claim_names) {
  const auto& catalogue = Catalogue::standard();
  const auto wanted = attributes_for_claims(catalogue, claim_names);
  if (wanted.empty()) co_return boost::json::object{};
  auto out =
      render_claims(catalogue, co_await attributes(person, wanted), claim_names, clock_.now());
  if (std::ranges::find(claim_names, "ial") == claim_names.end()) co_return out;
  // acr says how somebody signed in, this how he was proofed; absent where nobody claims that.
  const auto known = co_await store_.load(person);
  if (known && known->ial != Ial::none) out["ial"] = static_cast<int>(known->ial);
  co_return out;
}

Task<std::optional<Secret>> StandardPeopleService::data_key(const Uuid& person) {
  static const std::array<std::string, 1> kNothing{
      "-"};  // no attribute has this name: the key only
  const auto sealed = co_await store_.load_attributes(person, kNothing);
  if (!sealed) co_return std::nullopt;
  co_return unwrap_data_key(sealed->wrapped_key, {"person", person}, *keys_.get());
}

Task<Result<void>> StandardPeopleService::set_attributes(const Uuid& person,
                                                         std::vector<Attribute> values,
                                                         const ActingAs& by,
                                                         const RequestContext& context) {
  const auto now = clock_.now();
  const auto key = co_await data_key(person);
  if (!key) co_return fail(Errc::not_found, "person.unknown");
  auto sealed = seal_attributes(person, values, *key, now, *keys_.get(), random_);
  if (!sealed) co_return std::unexpected(sealed.error());
  AttributeChange change{.person = person,
                         .attributes = std::move(sealed->attributes),
                         .fingerprints = std::move(sealed->fingerprints),
                         .now = now};
  auto event = person_event("person.attributes_changed", person, by, context);
  event.details["attributes"] = names_of(values);
  change.events.push_back(std::move(event));
  if (!co_await store_.save_attributes(change)) co_return fail(Errc::not_found, "person.unknown");
  co_return Result<void>{};
}

Task<Result<Person>> StandardPeopleService::change_state(const Uuid& id, PersonState to,
                                                         std::string reason, const ActingAs& by,
                                                         const RequestContext& context) {
  const auto person = co_await store_.load(id);
  if (!person) co_return fail(Errc::not_found, "person.unknown");
  const auto* step = decide_person_transition(person->state, to);
  if (step == nullptr) co_return fail(Errc::conflict, "person.state");
  const auto now = clock_.now();
  StateChange change{
      .person = id, .from = person->state, .to = to, .version = person->version, .now = now};
  auto event = person_event("person.state_changed", id, by, context);
  event.reason = std::move(reason);
  event.details["from"] = to_string(person->state);
  event.details["to"] = to_string(to);
  change.events.push_back(std::move(event));
  if (step->ends_sessions) {
    change.messages.push_back(person_message("person_ended", id, now, random_));
  }
  auto changed = co_await store_.save_state(change);
  if (!changed) co_return fail(Errc::conflict, "person.changed");
  co_return std::move(*changed);
}

Task<Result<Person>> StandardPeopleService::set_affiliation(const Uuid& id,
                                                            const Affiliation& affiliation,
                                                            const ActingAs& by,
                                                            const RequestContext& context) {
  if (auto checked = check_affiliation(affiliation, id); !checked) {
    co_return std::unexpected(checked.error());
  }
  const auto person = co_await store_.load(id);
  if (!person) co_return fail(Errc::not_found, "person.unknown");
  if (person->state == PersonState::closed || person->state == PersonState::erased) {
    co_return fail(Errc::conflict, "person.state");
  }
  AffiliationChange change{
      .person = id, .affiliation = affiliation, .version = person->version, .now = clock_.now()};
  auto event = person_event("person.affiliation_changed", id, by, context);
  event.details["unit"] = to_string(affiliation.unit);
  if (person->affiliation && person->affiliation->unit != affiliation.unit) {
    change.move = make_move(clock_.now(), random_);
    event.details["from"] = to_string(person->affiliation->unit);
    event.details["review_until"] = codec::render_rfc3339(change.move->due);
  }
  change.events.push_back(std::move(event));
  auto changed = co_await store_.save_affiliation(change);
  if (!changed) co_return fail(Errc::conflict, "person.changed");
  co_return std::move(*changed);
}

}  // namespace

std::unique_ptr<PeopleService> make_people_service(PersonStore& store, const Clock& clock,
                                                   Random& random, crypto::KeyringHolder& keys) {
  return std::make_unique<StandardPeopleService>(store, clock, random, keys);
}

}  // namespace tessera::people
