// An ID token of ours that came back as a hint: expired ones count, altered ones do not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/jose/signer.hpp>

namespace tessera::oauth {

struct IdTokenHint {
  std::string client_id;  // its audience
  std::string subject;
  std::optional<Uuid> session;
};

// nullopt unless it is an ID token that this issuer signed with a key that is still published.
[[nodiscard]] std::optional<IdTokenHint> read_id_token_hint(std::string_view token,
                                                            const jose::Signer& signer,
                                                            std::string_view issuer, TimePoint now);

}  // namespace tessera::oauth
