// FreezeService over its store, notices and sessions.
#pragma once

#include <tessera/authn/freeze_store.hpp>
#include <tessera/authn/notice_store.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/person_box.hpp>

namespace tessera::authn {

struct FreezeParts {
  FreezeStore& store;
  NoticeStore& inbox;
  Notices& notices;
  SessionService& sessions;
  people::PersonBox& box;
  crypto::KeyringHolder& keys;
  Random& random;
};

// Thread-safe; the parts must outlive it.
class Freezing final : public FreezeService {
 public:
  explicit Freezing(FreezeParts parts) : p_(parts) {}

  [[nodiscard]] Task<std::optional<NoticeLink>> look(std::string_view token,
                                                     TimePoint now) override;
  [[nodiscard]] Task<Result<void>> repudiate(std::string_view token,
                                             const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> freeze(const Uuid& person, std::optional<TimePoint> until,
                                          const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> unfreeze(std::string_view ticket, std::string_view binding,
                                            const RequestContext& context) override;
  [[nodiscard]] Task<bool> recovered(const Uuid& person, TimePoint since,
                                     const RequestContext& context) override;
  [[nodiscard]] Task<std::vector<AccountCase>> open_cases(std::optional<Uuid> after,
                                                          int limit) override;
  [[nodiscard]] Task<std::optional<AccountCase>> find_case(const Uuid& id) override;
  [[nodiscard]] Task<Result<void>> add_note(const Uuid& id, std::string note,
                                            const people::ActingAs& by,
                                            const RequestContext& context) override;
  [[nodiscard]] Task<Result<void>> release(const Uuid& id, std::string note,
                                           const people::ActingAs& by,
                                           const RequestContext& context) override;
  [[nodiscard]] Task<int> lift_due(TimePoint now) override;

 private:
  [[nodiscard]] Task<std::optional<NoticeRow>> row_of(std::string_view token, TimePoint now);
  // The messages of a freeze: everything of the person ends, and the person is told.
  [[nodiscard]] Task<std::vector<OutboxMessage>> messages_for(const Uuid& person, bool by_person,
                                                              std::optional<TimePoint> until,
                                                              const RequestContext& context);
  [[nodiscard]] Task<bool> lift(LiftChange change, const people::ActingAs& by,
                                const std::string& reason, const RequestContext& context);
  [[nodiscard]] Task<std::optional<Bytes>> seal_note(const Uuid& person, const Uuid& step,
                                                     const std::string& note);

  FreezeParts p_;
};

}  // namespace tessera::authn
