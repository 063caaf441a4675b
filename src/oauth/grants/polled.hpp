// What the device grant (RFC 8628 3.4) and CIBA (11) have in common: a client polls with a code
// until its person has answered.
#pragma once

#include <string>
#include <string_view>

#include "oauth/grants/grant.hpp"

namespace tessera::oauth::grants {

struct PolledGrant {
  std::string_view parameter;  // that carries the code
  std::string_view grant_type;
};

// What a client is told of a poll; nothing for an approval. Pure. RFC 8628 3.5, CIBA 11.
[[nodiscard]] Result<void> decide_poll(PollResult result);

[[nodiscard]] Task<Result<std::string>> poll(const Tools& tools, const GrantRequest& request,
                                             PolledGrant grant);

}  // namespace tessera::oauth::grants
