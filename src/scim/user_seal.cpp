#include "scim/user_seal.hpp"

#include <optional>

#include <tessera/people/envelope.hpp>
#include <tessera/people/normal_form.hpp>

namespace tessera::scim {
namespace {

// RFC 7643 3.1, 4.1: an externalId is exact, a userName is not.
std::optional<std::string> normal_form(std::string_view kind, std::string_view value,
                                       const Uuid& client) {
  if (value.empty()) return std::nullopt;
  auto text = kind == "external_id" ? people::normalise_text(value) : people::fold_text(value);
  if (!text) return std::nullopt;
  return to_string(client) + '|' + *text;
}

std::string domain_of(std::string_view kind) {
  return "scim_" + std::string(kind);
}

}  // namespace

std::vector<people::Fingerprint> fingerprints_of(const UserInput& input, const Uuid& client,
                                                 const crypto::Keyring& ring) {
  std::vector<people::Fingerprint> out;
  const auto add = [&](std::string_view kind, std::string_view value) {
    const auto normal = normal_form(kind, value, client);
    if (!normal) return;
    out.push_back({std::string(kind), people::fingerprint(domain_of(kind), *normal, ring),
                   people::fingerprints(domain_of(kind), *normal, ring)});
  };
  add("user_name", input.user_name);
  add("external_id", input.external_id);
  add("employee_number", input.employee_number);
  for (const auto& mail : input.emails) add("email", mail);
  return out;
}

std::vector<Bytes> wanted_fingerprints(std::string_view kind, std::string_view value,
                                       const Uuid& client, const crypto::Keyring& ring) {
  const auto normal = normal_form(kind, value, client);
  if (!normal) return {};
  return people::fingerprints(domain_of(kind), *normal, ring);
}

}  // namespace tessera::scim
