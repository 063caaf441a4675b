// Credential stuffing: lists of stolen logins tried one by one, from one network or from many, each
// of which fails few times (requirements R42). While it is suspected, whoever comes on a device
// that nobody knows pays for a try: with a little work of the browser, or with a wait. The owner on
// a known device notices nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tessera/audit/journal.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

class ThrottleStore;

struct StuffingPolicy {
  int network_logins = 20;  // different logins that fail from one network in a window
  int least_logins = 100;   // different logins that fail anywhere in a window, at least ...
  int factor = 5;           // ... and so many times the baseline
  Duration window = minutes{10};
  Duration lasts = minutes{15};  // since the last sign of it
  Duration delay = seconds{3};   // what a try without work waits
  int work_bits = 16;            // zero bits that the work has to find; 0: no work is offered
};

// Of unknown devices, in one window; counted by sketches, so to about one percent.
struct StuffingCounts {
  std::int64_t network_logins = 0;  // that failed from the network of this failure
  std::int64_t logins = 0;          // that failed anywhere
  std::int64_t networks = 0;        // from which any failed
  double baseline = 0;              // of logins, over the windows before
};

enum class StuffingSign { none, one_network, many_networks };
[[nodiscard]] std::string_view to_string(StuffingSign sign);
[[nodiscard]] StuffingSign decide_stuffing(const StuffingCounts& counts,
                                           const StuffingPolicy& policy);
// The baseline after a window with so many: an attack moves it little, and nothing forgets it soon.
[[nodiscard]] double next_baseline(double baseline, std::int64_t logins);

class StuffingStore {
 public:
  virtual ~StuffingStore() = default;
  // login, network: no personal data (a MAC, a prefix). One round trip.
  [[nodiscard]] virtual Task<StuffingCounts> note(std::string_view login, std::string_view network,
                                                  TimePoint now, Duration window) = 0;
  // Raised for so long; true if it was not raised before.
  [[nodiscard]] virtual Task<bool> raise(Duration life) = 0;
  [[nodiscard]] virtual Task<bool> is_raised() = 0;
};

// The wait of a try, on the io thread; given by app.
class Patience {
 public:
  virtual ~Patience() = default;
  [[nodiscard]] virtual Task<> wait(Duration time) = 0;
};
// A timer of the calling io thread.
class TimerPatience final : public Patience {
 public:
  [[nodiscard]] Task<> wait(Duration time) override;
};

// What the page of the first step carries for the browser to work on.
struct WorkOffer {
  std::string challenge;  // empty: nothing to do
  int bits = 0;
};

// Thread-safe; the parts must outlive it.
class StuffingGuard {
 public:
  struct Parts {
    StuffingStore& store;
    ThrottleStore& once;  // a solution counts once
    audit::Journal& journal;
    Patience& patience;
    crypto::KeyringHolder& keys;
    Random& random;
    StuffingPolicy policy;
  };
  explicit StuffingGuard(Parts parts) : p_(parts) {}

  // A failure of somebody on an unknown device. login: a MAC. Event
  // "security.credential_stuffing.suspected" when it begins, with counts; metrics
  // tessera_stuffing_suspected and tessera_stuffing_suspected_total.
  [[nodiscard]] Task<> note_failure(std::string_view login, const RequestContext& context);
  // For the page that asks first: sealed to this browser. Nothing unless it is suspected now.
  [[nodiscard]] Task<WorkOffer> offer(std::string_view binding, bool known_device,
                                      const RequestContext& context);
  // Before a try is judged: lets known devices and done work pass, others wait. Never refuses.
  [[nodiscard]] Task<> admit(std::string_view solution, std::string_view binding, bool known_device,
                             const RequestContext& context);

 private:
  [[nodiscard]] Task<bool> is_paid(std::string_view solution, std::string_view binding,
                                   TimePoint now);
  Parts p_;
};

// "challenge.nonce": whether SHA-256 of it begins with so many zero bits.
[[nodiscard]] bool is_solution(std::string_view solution, int bits);

}  // namespace tessera::authn
