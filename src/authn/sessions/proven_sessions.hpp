// Sessions that an authenticator proved end with it: at once, and once more by a message of the
// same commit, in case the first try did not come to its end.
#pragma once

#include <optional>
#include <string>

#include <tessera/authn/session.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/random.hpp>

namespace tessera::authn {

inline constexpr std::string_view kAuthenticatorEnded = "authenticator_ended";

struct EndedAuthenticator {
  Uuid person;
  Uuid id;
  std::optional<Uuid> except;  // a session that goes on
  std::string reason;
  TimePoint before;  // proofs that are younger were given after it was taken up again
};

[[nodiscard]] OutboxMessage ended_message(const EndedAuthenticator& ended, Random& random);
[[nodiscard]] std::optional<EndedAuthenticator> parse_ended(BytesView payload);
[[nodiscard]] Task<> end_proven_sessions(SessionService& sessions, EndedAuthenticator ended,
                                         const RequestContext& context);

}  // namespace tessera::authn
