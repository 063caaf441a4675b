// The outcomes of the authorization endpoint as values. Pure.
#pragma once

#include <string>
#include <string_view>

#include <tessera/oauth/authorize_service.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

[[nodiscard]] AuthorizeOutcome error_page(std::string_view id, std::string_view text,
                                          const ClientEntry* client);
// RFC 6749 4.1.2.1 with iss (RFC 9207 2) and state.
[[nodiscard]] AuthorizeOutcome error_answer(const AuthorizeRequest& request,
                                            std::string_view issuer, std::string_view error,
                                            std::string_view description);
[[nodiscard]] AuthorizeOutcome code_answer(const AuthorizeRequest& request, std::string_view issuer,
                                           std::string_view code);
[[nodiscard]] AskConsent consent_page(const AuthorizeRequest& request, const ClientEntry& client,
                                      std::string action, std::string_view locale);
// SHA-256 of everything the consent page says, so that the record shows what was agreed to.
[[nodiscard]] std::string consent_digest(const AuthorizeRequest& request, const ClientEntry& client,
                                         std::string_view locale);
// What a person would agree to by the page, and who: an answer counts only for the same.
[[nodiscard]] std::string consent_mark(const AuthorizeRequest& request, const ClientEntry& client,
                                       const Uuid& person, bool released);
// What CSP form-action must allow: the origin of the redirect URI, or its scheme if it has no host.
[[nodiscard]] std::string redirect_origin(const AuthorizeRequest& request);

}  // namespace tessera::oauth
