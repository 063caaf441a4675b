// Emergencies from the first word to the review (docs/adr/0040).
#pragma once

#include <tessera/access/approval_service.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/authn/interventions.hpp>
#include <tessera/authn/notices.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/oversight/break_glass_store.hpp>

namespace tessera::oversight {

struct BreakGlassParts {
  BreakGlassStore& store;
  access::AccessService& access;
  audit::Journal& journal;
  authn::Interventions& interventions;
  authn::Notices& notices;
  crypto::KeyringHolder& keys;
  Random& random;
  access::ApprovalService* approvals = nullptr;  // nullptr: a review is good without
};

// What a review has become.
enum class Reviewed { done, waits_for_approval };

// Thread-safe; the parts must outlive it.
class BreakGlass final : public access::ApprovalExecutor {
 public:
  explicit BreakGlass(const BreakGlassParts& parts) : p_(parts) {}

  // What may be asked for at all.
  [[nodiscard]] Task<std::vector<std::string>> offered() { return p_.store.offered(); }
  // In force at the next decision in this session. Errors of decide_emergency.
  [[nodiscard]] Task<Result<Emergency>> open(const access::Actor& actor,
                                             const authn::Session& session, EmergencyWish wish,
                                             const RequestContext& context);
  // By the actor. Errc::conflict "break_glass.over".
  [[nodiscard]] Task<Result<void>> end(const access::Actor& actor, const Uuid& id,
                                       const RequestContext& context);
  // break_glass.read in the unit, or one's own. Newest first.
  [[nodiscard]] Task<Result<access::Page<Emergency>>> list(const access::Actor& actor,
                                                           EmergencyFilter filter,
                                                           const RequestContext& context);
  struct Shown {
    Emergency emergency;
    std::vector<Touch> touches;
    bool may_review = false;  // the actor, but for the extra factor
  };
  // Errc::not_found "break_glass.unknown".
  [[nodiscard]] Task<Result<Shown>> get(const access::Actor& actor, const Uuid& id,
                                        const RequestContext& context);
  // Errors of decide_review. Where the policy asks for approvers the review counts once they have
  // signed it.
  [[nodiscard]] Task<Result<Reviewed>> review(const access::Actor& reviewer,
                                              const authn::Session& session, const Uuid& id,
                                              ReviewVerdict verdict, std::string findings,
                                              const RequestContext& context);
  // Job, any node, every minute: suspends whoever was not reviewed in time. Returns how many.
  [[nodiscard]] Task<int> suspend_overdue(TimePoint now);
  // The outbox message "break_glass": notices to the overseers, or to who was touched.
  [[nodiscard]] Task<Result<std::vector<OutboxMessage>>> deliver(BytesView payload,
                                                                 const RequestContext& context);

  [[nodiscard]] access::ApprovalKind kind() const override {
    return access::ApprovalKind::break_glass;
  }
  [[nodiscard]] Task<Result<void>> execute(const access::ApprovalRequest& request,
                                           const RequestContext& context) override;

 private:
  [[nodiscard]] OutboxMessage told(const Uuid& emergency, std::string_view what, TimePoint now);
  [[nodiscard]] Task<> record_refused_review(const access::Actor& reviewer,
                                             const Emergency& emergency, const Error& error,
                                             const RequestContext& context);
  [[nodiscard]] Task<Result<void>> save(const Emergency& emergency, Review review,
                                        const access::Actor& by, std::string role,
                                        const RequestContext& context);
  BreakGlassParts p_;
};

}  // namespace tessera::oversight
