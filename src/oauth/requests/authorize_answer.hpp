// The outcomes of the authorization endpoint as values. Pure but for what JARM needs.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tessera/oauth/authorize_service.hpp>
#include <tessera/oauth/client_directory.hpp>

namespace tessera::oauth {

using AnswerFields = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] AuthorizeOutcome error_page(std::string_view id, std::string_view text,
                                          const ClientEntry* client);
// What goes to the client, with state and iss (RFC 9207 2); not yet signed.
[[nodiscard]] SendToClient answer_to(const AuthorizeRequest& request, std::string_view issuer,
                                     AnswerFields fields);
// RFC 6749 4.1.2.1.
[[nodiscard]] AnswerFields error_fields(std::string_view error, std::string_view description);
// JARM 2.1: the members of the response, for one client, for a short time.
[[nodiscard]] std::string response_claims(const SendToClient& answer, std::string_view client_id,
                                          std::string_view issuer, TimePoint now);

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
