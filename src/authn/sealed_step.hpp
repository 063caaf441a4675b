// The state between password and code, sealed under the flow key for one browser and ten minutes.
// It survives a restart, other tabs, back and reload, because no server holds it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

inline constexpr minutes kStepLife{10};

struct PendingStep {
  Uuid person;
  std::string login;             // normalised; empty for a step-up
  std::optional<Uuid> password;  // authenticator that was used
  TimePoint proven;              // when the password was
  std::optional<Uuid> session;   // a step-up of this session
  TimePoint issued;
};

[[nodiscard]] std::string seal_step(const PendingStep& step, std::string_view binding,
                                    const crypto::Keyring& keys, Random& random);
// nullopt: not ours, another browser's, or too old.
[[nodiscard]] std::optional<PendingStep> open_step(std::string_view sealed,
                                                   std::string_view binding,
                                                   const crypto::Keyring& keys, TimePoint now);

}  // namespace tessera::authn
