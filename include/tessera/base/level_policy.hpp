// Which level an operation asks for (requirements 4.1, 4.5; SP 800-63B-4 2.2): one pure function
// over rows of data.
#pragma once

#include <optional>

#include <tessera/base/assurance.hpp>
#include <tessera/base/clock.hpp>

namespace tessera {

enum class Operation {
  sign_in,         // to a client, nothing personal
  read_account,    // one's own pages
  change_account,  // the ways to sign in
  release,         // of personal data to a client (R27)
  use_role,        // any privilege of staff
};

// Of a deployment.
struct LevelPolicy {
  Acr privileged = Acr::aal2_phr;  // phishing-resistant, for whoever uses a role
  Duration recent = minutes{15};   // how old a sign-in may be that changes an account
};

// What a client's row says.
struct ClientLevel {
  Acr least = Acr::none;
  std::optional<Duration> max_age = std::nullopt;
};

struct RequiredLevel {
  Acr acr = Acr::aal1;
  std::optional<Duration> max_age = std::nullopt;
  bool phishing_resistant = false;
  friend bool operator==(const RequiredLevel&, const RequiredLevel&) = default;
};

// reachable: the highest level that the person could come to. One's own account asks for all of it
// up to aal2 to be read, so that a password alone opens it only as long as there is nothing better,
// and for all of it where the ways to sign in change.
[[nodiscard]] RequiredLevel required_level(Operation operation, const ClientLevel& client,
                                           bool privileged, Acr reachable,
                                           const LevelPolicy& policy = {});

}  // namespace tessera
