// One try of a credential between its counters and its journal: counted before it is judged, given
// back if it was right or was never judged (docs/adr/0025).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/audit/journal.hpp>
#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/method_verifier.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/stuffing.hpp>
#include <tessera/authn/throttle.hpp>
#include <tessera/base/request_context.hpp>

namespace tessera::authn {

class Trials {
 public:
  struct Parts {
    AuthenticatorStore& store;
    ThrottleStore& throttle;
    audit::Journal& journal;
    crypto::KeyringHolder& keys;
    Notices& notices;
    StuffingGuard& stuffing;
    ThrottlePolicy policy;
  };
  struct Try {
    CountedBy by;
    std::string device;     // id of a device that is known for this account, or empty
    std::string_view step;  // for the journal
    Error refusal;
  };
  explicit Trials(Parts parts) : p_(std::move(parts)) {}

  [[nodiscard]] Task<Result<Judged>> run(Try tried, Task<Judged> judgement,
                                         const RequestContext& context);
  // The event of a failure, and its count at the authenticator.
  [[nodiscard]] Task<> save_failure(const Judged& judged, std::string_view step,
                                    const RequestContext& context);

 private:
  [[nodiscard]] Task<Result<void>> take(std::span<const ThrottleRule> rules,
                                        const RequestContext& context);
  [[nodiscard]] Task<AtCap> told_at_cap(const Judged& judged, const RequestContext& context);
  [[nodiscard]] std::string account_of(const CountedBy& by) const;
  Parts p_;
};

void count_sign_in(const std::string& outcome, const std::string& reason);

}  // namespace tessera::authn
