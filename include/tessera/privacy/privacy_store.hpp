// What privacy needs of the database. Each write is one commit of rows and events.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/privacy/consent.hpp>
#include <tessera/privacy/release.hpp>

namespace tessera::privacy {

struct ConsentChange {
  Consent consent;
  std::string sector;     // "" if no pairwise subject is wanted
  std::string candidate;  // subject to use if the person has none in this sector
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages = {};
};

struct ConsentEnd {
  Uuid person;
  Uuid client;
  TimePoint now;
  std::vector<audit::Event> events;  // written only if a consent ended
};

struct GrantEnd {
  Uuid person;
  Uuid grant;
  TimePoint now;
  std::vector<audit::Event> events;  // written only if it ended
};

class ConsentStore {
 public:
  virtual ~ConsentStore() = default;
  [[nodiscard]] virtual Task<std::optional<Consent>> find(const Uuid& person,
                                                          const Uuid& client) = 0;
  // Ends the consent before, if any. Answers the subject of (person, sector), "" without a sector.
  [[nodiscard]] virtual Task<std::string> save(const ConsentChange& change) = 0;
  // Ends the consent and revokes the grants that rest on it; false if there was neither.
  [[nodiscard]] virtual Task<bool> end(const ConsentEnd& end,
                                       std::vector<Uuid>& revoked_grants) = 0;
  [[nodiscard]] virtual Task<std::vector<ApprovedDetails>> approved_details(const Uuid& person,
                                                                            TimePoint now) = 0;
  [[nodiscard]] virtual Task<bool> end_grant(const GrantEnd& end) = 0;
  [[nodiscard]] virtual Task<std::vector<ConnectedPortal>> portals(const Uuid& person) = 0;
  [[nodiscard]] virtual Task<std::vector<Release>> releases(const Uuid& person,
                                                            std::size_t limit) = 0;
  [[nodiscard]] virtual Task<> record_release(const NewRelease& release,
                                              std::vector<audit::Event> events) = 0;
};

// Pairwise subjects: one random row per person and sector (requirements 4.2).
class SubjectStore {
 public:
  virtual ~SubjectStore() = default;
  [[nodiscard]] virtual Task<std::string> ensure(const Uuid& person, std::string_view sector,
                                                 std::string_view candidate, TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::optional<std::string>> find(const Uuid& person,
                                                              std::string_view sector) = 0;
  [[nodiscard]] virtual Task<std::optional<Uuid>> person_of(std::string_view subject) = 0;
  // Only if it is a name in this sector.
  [[nodiscard]] virtual Task<std::optional<Uuid>> person_in(std::string_view subject,
                                                            std::string_view sector) = 0;
};

// Told when grants ended with a consent, so that access tokens that are out are refused at once.
// Implemented by oauth, wired by app.
class GrantRevoker {
 public:
  virtual ~GrantRevoker() = default;
  [[nodiscard]] virtual Task<> grants_revoked(std::vector<Uuid> grants) = 0;
};

}  // namespace tessera::privacy
