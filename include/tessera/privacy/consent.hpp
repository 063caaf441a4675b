// Consent: which portal may receive which claims of a person (R65, R66). Remembered per person and
// client with the exact set; giving it creates the pairwise subject, ending it ends what rests on
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::privacy {

struct Consent {
  Uuid id;
  Uuid person;
  Uuid client;
  std::vector<std::string> scopes;  // sorted
  std::vector<std::string> claims;  // sorted claim names
  std::string locale;               // language of the page that was shown
  std::string text_digest;          // SHA-256 (base64url) of what was shown: names, purposes, bases
  TimePoint granted;
};

// A portal that a person is connected to, for the account pages.
struct ConnectedPortal {
  Uuid client;
  std::string name;      // of the client, in the registration's own language
  std::string home_uri;  // or empty
  std::vector<std::string> scopes;
  std::vector<std::string> claims;
  TimePoint granted;
  std::optional<TimePoint> last_release;  // newest line of the release ledger
};

// What a person approved in detail (RFC 9396), and until when it can be used.
struct ApprovedDetails {
  Uuid grant;
  Uuid client;
  std::string details;  // a JSON array
  TimePoint approved;
  TimePoint expires;
};

// One line of the release ledger: what a portal received, when and why.
struct Release {
  TimePoint time;
  Uuid client;
  std::string client_name;
  std::vector<std::string> claims;
  std::string purpose;
};

class ConsentService {
 public:
  virtual ~ConsentService() = default;
  [[nodiscard]] virtual Task<std::optional<Consent>> find(const Uuid& person,
                                                          const Uuid& client) = 0;
  // Replaces what was remembered, ensures the pairwise subject of (person, sector), writes
  // consent.granted: one commit. Returns the subject.
  // messages: notices to the person, in the same commit.
  [[nodiscard]] virtual Task<std::string> grant(const Consent& consent, std::string sector,
                                                const RequestContext& context,
                                                std::vector<OutboxMessage> messages = {}) = 0;
  // Ends consent, grants and refresh families of this client and person; writes consent.revoked.
  // False if there was none. Access tokens that are out are refused from then on.
  [[nodiscard]] virtual Task<bool> revoke(const Uuid& person, const Uuid& client,
                                          const RequestContext& context) = 0;
  // The same by staff on the person's word; the event has who and the case or ticket.
  [[nodiscard]] virtual Task<bool> revoke_by_staff(const Uuid& person, const Uuid& client,
                                                   const people::ActingAs& by,
                                                   std::string reference,
                                                   const RequestContext& context) = 0;
  // Newest first.
  [[nodiscard]] virtual Task<std::vector<ApprovedDetails>> approved_details(const Uuid& person,
                                                                            TimePoint now) = 0;
  // Ends one grant of this person; writes grant.revoked. False if it was not in force.
  [[nodiscard]] virtual Task<bool> withdraw(const Uuid& person, const Uuid& grant,
                                            const RequestContext& context) = 0;
  // Newest first.
  [[nodiscard]] virtual Task<std::vector<ConnectedPortal>> connected_portals(
      const Uuid& person) = 0;
  [[nodiscard]] virtual Task<std::vector<Release>> releases(const Uuid& person,
                                                            std::size_t limit) = 0;
};

}  // namespace tessera::privacy
