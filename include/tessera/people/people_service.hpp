// The service other rooms use to make, find and read persons. Values are decrypted here and nowhere
// else; callers hold them no longer than the request.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/person.hpp>

namespace tessera::people {

// Who acts, as the journal will say it.
struct ActingAs {
  std::string kind = "system";  // "person", "client", "system"
  std::optional<Uuid> id;
  std::string role;
  std::string purpose;
};

struct NewPerson {
  std::optional<Uuid> id;  // given only when an application reserved it
  bool citizen = true;
  std::optional<Affiliation> affiliation;
  Ial ial = Ial::none;
  std::string locale;
  std::vector<Attribute> attributes;
  std::vector<std::string> logins;  // identifiers to sign in with (mail address, user name)
};

class PeopleService {
 public:
  virtual ~PeopleService() = default;

  // One commit: person, person key under the month's epoch, attributes, fingerprints, logins,
  // event. Errc::conflict "login.taken" if a login belongs to somebody else.
  [[nodiscard]] virtual Task<Result<Person>> create(const NewPerson& person, const ActingAs& by,
                                                    const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<std::optional<Person>> load(const Uuid& id) = 0;
  // By normalised login (NFC, case folded); the same queries whether found or not.
  [[nodiscard]] virtual Task<std::optional<Person>> find_by_login(std::string_view login) = 0;
  // What it is found by, under every key; of a login that cannot exist, what nobody has.
  [[nodiscard]] virtual std::vector<Bytes> login_fingerprints(std::string_view login) = 0;
  // Decrypted current values of these names (all if empty).
  [[nodiscard]] virtual Task<std::vector<Attribute>> attributes(
      const Uuid& person, std::span<const std::string> names) = 0;
  // The OIDC claims (catalogue mapping, typed JSON values) of these claim names that have a value;
  // predicates are answered from verified values, "resident_of:DE" only if it is so.
  [[nodiscard]] virtual Task<boost::json::object> claims(
      const Uuid& person, std::span<const std::string> claim_names) = 0;
  [[nodiscard]] virtual Task<Result<void>> set_attributes(const Uuid& person,
                                                          std::vector<Attribute> values,
                                                          const ActingAs& by,
                                                          const RequestContext& context) = 0;
  // State changes by table (pending_binding -> active -> suspended <-> active -> closed -> erased);
  // leaving active writes a person_ended outbox message that ends sessions and families.
  [[nodiscard]] virtual Task<Result<Person>> change_state(const Uuid& person, PersonState to,
                                                          std::string reason, const ActingAs& by,
                                                          const RequestContext& context) = 0;
  // Gives the staff persona to a person, or changes it. Errc::conflict on a bad period.
  [[nodiscard]] virtual Task<Result<Person>> set_affiliation(const Uuid& person,
                                                             const Affiliation& affiliation,
                                                             const ActingAs& by,
                                                             const RequestContext& context) = 0;
};

}  // namespace tessera::people
