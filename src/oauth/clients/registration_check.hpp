// The rules of a registration by topic; check_registration runs them all. Each notes what is wrong
// as a JSON pointer with an id.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tessera/oauth/client.hpp>

namespace tessera::oauth {

class RegistrationCheck {
 public:
  void require(bool holds, std::string field, std::string id) {
    if (!holds) fields_.push_back({"/" + std::move(field), std::move(id), {}});
  }
  // Errc::invalid "client.invalid" with all of them.
  [[nodiscard]] Result<void> result();

 private:
  std::vector<FieldError> fields_;
};

[[nodiscard]] bool contains(const std::vector<std::string>& list, std::string_view item);
// Uses the authorization endpoint, so that it needs redirect URIs.
[[nodiscard]] bool is_interactive(const ClientRegistration& r);
// Has a grant that reaches people without a redirect URI (RFC 8628, CIBA), so that its redirect
// URIs prove nothing.
[[nodiscard]] bool asks_beside_redirects(const ClientRegistration& r);
// An absolute https address, or http on the loopback interface.
[[nodiscard]] bool is_page(const std::string& uri);

void check_addresses(const ClientRegistration& r, RegistrationCheck& check);
void check_agreement(const ClientRegistration& r, RegistrationCheck& check);
void check_grants(const ClientRegistration& r, const ClientProfile& profile,
                  RegistrationCheck& check);
void check_credentials(const ClientRegistration& r, const ClientProfile& profile,
                       RegistrationCheck& check);
void check_answers(const ClientRegistration& r, const ClientProfile& profile,
                   RegistrationCheck& check);
// What roles give it in tokens, and what it asks decisions about.
void check_roles(const ClientRegistration& r, RegistrationCheck& check);

}  // namespace tessera::oauth
