// Four eyes: what is requested, who has signed for it, and the words for it (docs/adr/0039; R37).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/access/admin.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/crypto/keyring.hpp>

namespace tessera::access {

enum class ApprovalKind { role_grant, client, key_rotation, break_glass };
// pending: too few have signed. approved: enough have, and what was asked for is not done yet.
enum class ApprovalState { pending, approved, executed, refused, withdrawn, expired };
enum class Verdict { approve, refuse };
[[nodiscard]] std::string_view to_string(ApprovalKind kind);
[[nodiscard]] std::string_view to_string(ApprovalState state);
[[nodiscard]] std::string_view to_string(Verdict verdict);
[[nodiscard]] std::optional<ApprovalKind> parse_approval_kind(std::string_view word);
[[nodiscard]] std::optional<ApprovalState> parse_approval_state(std::string_view word);
[[nodiscard]] std::optional<Verdict> parse_verdict(std::string_view word);

inline constexpr Duration kApprovalLife = days{7};
inline constexpr int kMostApprovers = 9;

struct ApprovalRequest {
  Uuid id;
  ApprovalKind kind = ApprovalKind::role_grant;
  ApprovalState state = ApprovalState::pending;
  std::string subject;              // id of what it is about: at most one request is open for each
  std::string object;               // what is signed: canonical JSON (RFC 8785)
  Bytes object_hash;                // SHA-256 of it
  Bytes seal;                       // MAC over the object under a key of the deployment
  std::optional<Uuid> requester;    // nullopt: the system user
  std::optional<Uuid> beneficiary;  // who gains by it, if anybody
  Uuid unit;
  int needed = 1;  // approvers, of ...
  int pool = 0;    // ... so many who could approve when it was made
  std::string reason;
  TimePoint created;
  TimePoint expires;
  std::optional<TimePoint> ended = {};  // executed, refused, withdrawn or expired
  std::string failure = {};             // why it could not be done yet: id of an error
  int reminded = 0;                     // reminders that were sent
  bool escalated = false;               // the approvers of the units above were told
  std::int64_t version = 1;
  [[nodiscard]] bool is_open() const {
    return state == ApprovalState::pending || state == ApprovalState::approved;
  }
};

// What an approver signed with a passkey, as it is stored: WebAuthn 5.8.1, 6.1.
struct SignedVerdict {
  Uuid authenticator;
  Bytes client_data;
  Bytes authenticator_data;
  Bytes signature;
  // Credential id and public key as the authenticator's record had them at that time, sealed for
  // this request and approver: nobody but the server writes one.
  Bytes key_box;
};

struct Approval {
  Uuid request;
  Uuid approver;
  Verdict verdict = Verdict::approve;
  std::string reason;  // of a refusal
  SignedVerdict proof;
  TimePoint signed_at;
};

// The object: every fixed member of the request, and `what` is asked for, all of it.
[[nodiscard]] std::string render_object(const ApprovalRequest& request, boost::json::object what);
[[nodiscard]] boost::json::object what_of(const ApprovalRequest& request);  // empty if malformed
// The server made this request, and neither its object nor its members were altered since.
[[nodiscard]] bool is_whole(const ApprovalRequest& request, const crypto::Keyring& keys);
[[nodiscard]] Bytes seal_of(std::string_view object, const crypto::Keyring& keys);

// What is asked for with a role grant; and whether a grant is no wider than what was asked for.
[[nodiscard]] boost::json::object what_of(const RoleGrant& grant);
[[nodiscard]] bool is_within(const boost::json::object& what, const HeldRole& grant);

// What is given to the authenticator as its challenge: SHA-256 over "tessera approval v1", 0, the
// request's id, the object's hash and the verdict.
[[nodiscard]] Bytes hash_of_object(std::string_view object);
[[nodiscard]] Bytes challenge_of(const Uuid& request, BytesView object_hash, Verdict verdict);

}  // namespace tessera::access
