// Configuration as code (docs/adr/0042): what a file wants, what there is, and what each manager
// applied last. Values only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/access/admin.hpp>
#include <tessera/access/approval.hpp>
#include <tessera/access/policies.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/oauth/client.hpp>

namespace tessera::managed {

using Fields = boost::json::object;
using Value = boost::json::value;

// In the order in which they are applied: each needs only what stands before it.
enum class Kind { unit, role, client, purpose, policy, level };
inline constexpr std::array kKinds{Kind::unit,    Kind::role,   Kind::client,
                                   Kind::purpose, Kind::policy, Kind::level};
[[nodiscard]] std::string_view to_string(Kind kind);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view word);

// One object as a file wants it. Fields that it does not name are not its business.
struct Document {
  Kind kind = Kind::unit;
  std::string key;     // of the file, for ever: "tax", a role's name
  std::string object;  // the id of one that is there already, to take it over; else empty
  Fields fields = {};
};

// One object as it is.
struct Live {
  Kind kind = Kind::unit;
  std::string object;  // id; of a role its name, of a policy the kind of approval, of a purpose
                       // its code, of a level the role
  std::int64_t version = 0;
  bool fixed = false;  // built in
  Fields fields = {};
};

// What a manager applied last to one object: these fields are its own.
struct Record {
  std::string manager;
  Kind kind = Kind::unit;
  std::string key;
  std::string object;
  bool made = false;  // this manager created the object
  Fields fields = {};
  TimePoint applied;
  std::int64_t version = 0;
};

// 1 to 63 of a-z 0-9 - _, a letter first.
[[nodiscard]] bool is_manager(std::string_view name);
[[nodiscard]] bool is_key(std::string_view key);

[[nodiscard]] Live live_of(const access::Unit& unit);
[[nodiscard]] Live live_of(const access::Role& role);
[[nodiscard]] Live live_of(const oauth::Client& client);
// How many approvers the operations of a kind need; its version stands for that number.
[[nodiscard]] Live live_of(access::ApprovalKind kind, int needed);
[[nodiscard]] Live live_of(const access::Purpose& purpose);
// Every role has one: "" where nothing is set.
[[nodiscard]] Live live_of(const access::SignInLevel& level);
// Whether the key of a document is the name of the object itself.
[[nodiscard]] bool is_named_by_key(Kind kind);
// The fields as the deployment would write them, so that equal things look equal. Errc::invalid
// with pointers "/permissions" for members that the kind does not have and wrong types.
[[nodiscard]] Result<Fields> normal_fields(Kind kind, const Fields& fields);
// What a new object has where nothing is said: a field that no file names any more goes back to it,
// unless it is one that every object needs.
struct Defaults {
  Fields values;  // of the others: nothing
  std::vector<std::string_view> needed;
  [[nodiscard]] bool can_reset(std::string_view field) const;
  [[nodiscard]] Value of(std::string_view field) const;
};
[[nodiscard]] const Defaults& defaults_of(Kind kind);

}  // namespace tessera::managed
