// SessionService over the two stores (docs/adr/0010).
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include <tessera/authn/session.hpp>
#include <tessera/authn/session_policy.hpp>
#include <tessera/authn/session_store.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::authn {

// Thread-safe; the arguments must outlive it.
class Sessions final : public SessionService {
 public:
  Sessions(SessionStore& store, SessionCache& cache, crypto::KeyringHolder& keys,
           const Clock& clock, Random& random, const SessionPolicy& policy = {},
           PrivilegeCheck is_privileged = {})
      : store_(store),
        cache_(cache),
        keys_(keys),
        clock_(clock),
        random_(random),
        policy_(policy),
        is_privileged_(std::move(is_privileged)) {}
  [[nodiscard]] const SessionPolicy& policy() const { return policy_; }

  [[nodiscard]] Task<std::optional<Session>> load(std::string_view cookie, TimePoint now) override;
  [[nodiscard]] Task<bool> is_live(const Uuid& session, TimePoint now) override;
  [[nodiscard]] Task<std::vector<Session>> list(const Uuid& person) override;
  [[nodiscard]] Task<bool> end(const Uuid& session, const Uuid& person, std::string reason,
                               const RequestContext& context) override;
  [[nodiscard]] Task<int> end_all(const Uuid& person, std::optional<Uuid> except,
                                  std::string reason, const RequestContext& context) override;
  [[nodiscard]] Task<int> end_by_staff(const Uuid& person, std::optional<Uuid> only,
                                       EndedByStaff by, const RequestContext& context) override;

  // After the durable row was written: the record that requests read. A Redis that is away is no
  // error for a new session (the row is read back later); it is one for a rotated session, whose
  // old record would go on serving the old secret.
  [[nodiscard]] Task<> publish(const SessionRecord& record, TimePoint now);
  // Before a rotation is committed: takes the old record away, so that a rotation that cannot be
  // published afterwards leaves nothing that serves the old secret.
  [[nodiscard]] Task<> retire(const Uuid& session);
  // A new secret for a live session; its cookie. nullopt: it ended meanwhile.
  [[nodiscard]] Task<std::optional<std::string>> renew(const Session& session, TimePoint now);
  // Ends what is more than the concurrent limit besides `keep`.
  [[nodiscard]] Task<> end_surplus(const SessionRecord& keep, std::size_t limit,
                                   const RequestContext& context);
  // How many the person may hold at once: of civil servants it is asked whether one is privileged.
  [[nodiscard]] Task<std::size_t> limit_for(const SessionRecord& record, TimePoint now);
  // Sessions of the person that match; the way of messages and of the account pages.
  [[nodiscard]] Task<int> end_matching(const Uuid& person, bool staff_only,
                                       std::optional<Uuid> except, std::string reason,
                                       const RequestContext& context);
  // Job, any node, every minute: ends the rows of sessions past their limits, so that portals are
  // told and the journal knows. Returns how many.
  [[nodiscard]] Task<int> end_lapsed(TimePoint now);
  // Puts the tombstone again; idempotent.
  [[nodiscard]] Task<> bury(const Uuid& session);

 private:
  [[nodiscard]] Task<std::optional<Session>> accept(SessionCache::Answer answer, TimePoint now);
  [[nodiscard]] Task<std::optional<SessionRecord>> read_back(const Uuid& session, TimePoint now);
  [[nodiscard]] Task<> end_idle(const Uuid& session, TimePoint now);
  [[nodiscard]] Task<bool> expire(const SessionRecord& row, TimePoint now);
  [[nodiscard]] Task<bool> is_issued_in_time(const Session& session, TimePoint now);
  [[nodiscard]] Task<TimePoint> issue_not_before(TimePoint now);
  [[nodiscard]] SessionEnd make_end(const Uuid& session, const Uuid& person,
                                    const std::string& reason, const RequestContext& context);
  [[nodiscard]] Task<std::vector<Uuid>> end_and_bury(std::vector<SessionEnd> ends,
                                                     std::vector<Uuid> ended_before, TimePoint now);

  SessionStore& store_;
  SessionCache& cache_;
  crypto::KeyringHolder& keys_;
  const Clock& clock_;
  Random& random_;
  SessionPolicy policy_;
  PrivilegeCheck is_privileged_;
  std::atomic<std::int64_t> not_before_{0};
  std::atomic<std::int64_t> not_before_read_{-1};  // microseconds; -1: never
};

}  // namespace tessera::authn
