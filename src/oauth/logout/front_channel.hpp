// What the legacy response types hand out through the browser (OpenID Connect Core 3.2.2.5 and
// 3.3.2.5). Only clients of a profile that lists such a type come here, and personal claims of
// citizens never do: what a browser carries, its history and its extensions can keep.
#pragma once

#include <optional>

#include "oauth/requests/approval.hpp"
#include "oauth/requests/authorize_answer.hpp"
#include "oauth/tokens/token_issuer.hpp"

namespace tessera::oauth {

struct FrontChannelInput {
  const Flow& flow;
  const CodeRecord& record;  // what was approved
  std::string_view code;     // "" if none is issued
};

// Thread-safe.
class FrontChannel {
 public:
  FrontChannel(const OauthParts& parts, const TokenIssuer& issuer, ClientKeys& keys)
      : parts_(parts), issuer_(issuer), keys_(keys) {}

  // Parameters of the answer. A token has a grant of its own, which is durable with its event
  // before this returns. nullopt: the person, the consent or the client's key for encryption is
  // gone.
  [[nodiscard]] Task<std::optional<AnswerFields>> issue(const FrontChannelInput& in,
                                                        const RequestContext& context);

 private:
  // Access token, or nullopt.
  [[nodiscard]] Task<std::optional<IssuedToken>> access_token(const FrontChannelInput& in,
                                                              std::vector<std::string> claims,
                                                              const RequestContext& context);
  [[nodiscard]] Task<std::string> id_token(const FrontChannelInput& in,
                                           std::vector<std::string> claims,
                                           std::string_view access_token,
                                           const MaybeTarget& encrypt_to,
                                           const RequestContext& context);

  OauthParts parts_;
  const TokenIssuer& issuer_;
  ClientKeys& keys_;
};

}  // namespace tessera::oauth
