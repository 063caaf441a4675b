// Hands an answer of the authorization endpoint to the client: as it is, or signed, and encrypted
// if it registered that (JARM).
#pragma once

#include <string>
#include <string_view>

#include <tessera/oauth/make.hpp>

#include "oauth/requests/approval.hpp"
#include "oauth/requests/authorize_answer.hpp"

namespace tessera::oauth {

// Thread-safe.
class AnswerWriter {
 public:
  AnswerWriter(const OauthParts& parts, ClientKeys& keys) : parts_(parts), keys_(keys) {}

  // browser_state goes with it to the browser (SendToClient).
  [[nodiscard]] Task<AuthorizeOutcome> send(const Flow& flow, AnswerFields fields, TimePoint now,
                                            std::string browser_state = {}) const;
  // RFC 6749 4.1.2.1.
  [[nodiscard]] Task<AuthorizeOutcome> refuse(const Flow& flow, std::string_view error,
                                              std::string_view description, TimePoint now) const;

 private:
  // "" if it must be encrypted and the client has no key for that.
  [[nodiscard]] Task<std::string> response(const ClientRef& client, const SendToClient& answer,
                                           TimePoint now) const;

  OauthParts parts_;
  ClientKeys& keys_;
};

}  // namespace tessera::oauth
