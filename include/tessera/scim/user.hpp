// An employment record: what a client says about one of its people (RFC 7643 4.1, 4.3), and what it
// needs of the database. The record is the client's own; a person stands behind it only once
// somebody took the invitation and was proofed, and then keeps his own attributes.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/audit/event.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/people/person_store.hpp>
#include <tessera/scim/connection.hpp>

namespace tessera::scim {

inline constexpr std::string_view kUserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr std::string_view kGroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
inline constexpr std::string_view kEnterpriseSchema =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

struct GroupRef {
  Uuid id;
  std::string name;
};

// A row; box holds the members that the client wrote.
struct UserRow {
  Uuid id;
  Uuid client;
  Uuid unit;
  std::optional<Uuid> person;
  bool active = true;
  Bytes box;  // empty: deleted
  TimePoint created;
  TimePoint changed;
  std::int64_t version = 0;
  std::vector<GroupRef> groups;
  std::optional<Uuid> invitation;
};

// What becomes of the person's post in the same commit; nothing if it is in none of these units.
struct PostChange {
  enum class Kind { none, end, resume, move } kind = Kind::none;
  std::vector<Uuid> units;
  Uuid unit;                           // of move and resume
  std::string post;                    // of move; "" leaves it
  std::optional<people::Move> review;  // of move, if it is to another unit
};

struct UserChange {
  UserRow row;              // as it will be
  std::int64_t before = 0;  // the version that was read; 0: a new one
  std::vector<people::Fingerprint> fingerprints;
  PostChange post;
  TimePoint now;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
};

class UserStore {
 public:
  virtual ~UserStore() = default;
  enum class Saved { done, name_taken, changed };
  // Answers the version in change.row.
  [[nodiscard]] virtual Task<Saved> save(UserChange& change) = 0;
  [[nodiscard]] virtual Task<std::optional<UserRow>> find(const Uuid& client, const Uuid& id) = 0;
  // In the order of ids.
  [[nodiscard]] virtual Task<std::vector<UserRow>> list(const Uuid& client,
                                                        const std::optional<Uuid>& after,
                                                        std::int64_t offset,
                                                        std::int64_t limit) = 0;
  [[nodiscard]] virtual Task<std::int64_t> count(const Uuid& client) = 0;
  [[nodiscard]] virtual Task<std::vector<UserRow>> match(const Uuid& client, std::string_view kind,
                                                         std::span<const Bytes> values) = 0;
  // False unless the record is active, has nobody yet, and the person has a post in these units.
  [[nodiscard]] virtual Task<bool> link(const Connection& connection, const Uuid& user,
                                        const Uuid& person, TimePoint now, audit::Event event) = 0;
  [[nodiscard]] virtual Task<bool> set_invitation(const Uuid& client, const Uuid& user,
                                                  const Uuid& invitation) = 0;
};

// Sessions, tokens and grants of somebody whose post ended, at once; the message of the commit does
// it again should this fail.
using EndAccess = std::function<Task<>(Uuid person)>;

}  // namespace tessera::scim
