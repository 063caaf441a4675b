// The progress of one ceremony (docs/adr/0032): kept from the first right proof on, sealed, under a
// digest of the flow id and of the browser, so that another tab or another node goes on with it and
// another browser does not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/authn/levels.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

inline constexpr minutes kProofLife{10};       // a proof counts so long in its ceremony
inline constexpr minutes kChallengeLife{10};   // of one shown on a page
inline constexpr std::size_t kMostSpent = 64;  // challenges that are remembered in a flow
inline constexpr hours kFlowLife{1};           // since the last step

// A proof with what its commit writes into the authenticator.
struct GivenProof {
  Proof proof;
  // The time step of a TOTP code, the index of a look-up code, the sign count of a passkey.
  std::int64_t counter = 0;
  std::optional<bool> backed_up = std::nullopt;  // WebAuthn 6.1.3: the backup state, if it was told
};

struct FlowProgress {
  std::int64_t revision = 0;       // 0: nothing is kept yet
  std::optional<Uuid> person;      // fixed by the first right proof
  std::string login;               // normalised, if one was typed
  std::optional<Uuid> session;     // a step-up of this session; its end ends the progress
  std::vector<GivenProof> proofs;  // also those that count no more
  std::optional<Method> chosen;    // what the person wants to be asked for
  std::vector<std::string> spent;  // digests of challenges that were answered rightly
  boost::json::object data;        // of a purpose: what recovery remembers
};

class FlowStore {
 public:
  virtual ~FlowStore() = default;
  struct Kept {
    std::string sealed;
    std::int64_t revision = 0;
  };
  [[nodiscard]] virtual Task<std::optional<Kept>> load(const std::string& key) = 0;
  // Stores it as revision `expected` + 1, unless another revision than `expected` is there (0:
  // none); false then.
  [[nodiscard]] virtual Task<bool> save(const std::string& key, std::string sealed,
                                        std::int64_t expected, Duration life) = 0;
  [[nodiscard]] virtual Task<> drop(const std::string& key) = 0;
};

// Progress in the store, sealed under the flow key. Thread-safe; the arguments must outlive it.
class Flows {
 public:
  Flows(FlowStore& store, crypto::KeyringHolder& keys, Random& random)
      : store_(store), keys_(keys), random_(random) {}
  // Empty progress if there is none, or none of this browser.
  [[nodiscard]] Task<FlowProgress> load(std::string_view flow, std::string_view binding);
  // False if a parallel request was quicker: load again. On success the revision is the new one.
  [[nodiscard]] Task<bool> save(std::string_view flow, std::string_view binding,
                                FlowProgress& progress);
  [[nodiscard]] Task<> drop(std::string_view flow, std::string_view binding);

 private:
  FlowStore& store_;
  crypto::KeyringHolder& keys_;
  Random& random_;
};

// A challenge on its way through the page that shows it: opens for this flow, method and browser,
// for kChallengeLife. Nothing is kept before it is answered rightly.
[[nodiscard]] std::string seal_challenge(BytesView challenge, Method method, std::string_view flow,
                                         std::string_view binding, TimePoint now,
                                         const crypto::Keyring& keys, Random& random);
// What is kept of one that was answered rightly; "" for none.
[[nodiscard]] std::string challenge_digest(BytesView challenge);
[[nodiscard]] std::optional<Bytes> open_challenge(std::string_view sealed, Method method,
                                                  std::string_view flow, std::string_view binding,
                                                  TimePoint now, const crypto::Keyring& keys);

}  // namespace tessera::authn
