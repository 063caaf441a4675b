// From what a person approved to its tokens: the same for codes, device codes and CIBA requests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oauth/grants/coverage.hpp"
#include "oauth/grants/grant.hpp"

namespace tessera::oauth::grants {

struct Redemption {
  const CodeRecord& record;
  Bytes code_hash;              // guards against a second redemption
  std::string_view grant_type;  // for the journal
  Coverage coverage;            // of the record, as far as this request asks for it
  std::optional<Uuid> session;  // the tokens end with it; nullopt: they outlive the browser
};

// Grant, releases and events in one commit, then the tokens (RFC 6749 5.1). nullopt, and nothing is
// written: redeemed before, or the person or the consent it needs is gone.
[[nodiscard]] Task<std::optional<std::string>> redeem(const Tools& tools,
                                                      const GrantRequest& request,
                                                      const Redemption& redemption);

}  // namespace tessera::oauth::grants
