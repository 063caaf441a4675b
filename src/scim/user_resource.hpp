// A User between the client's JSON and the record (RFC 7643 4.1, 4.3): what is kept, in which form,
// and how it is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>
#include <tessera/scim/user.hpp>

namespace tessera::scim {

// What was read of a body: canonical members of ours only. Everything else is ignored: unknown
// attributes and extensions, what is read-only (RFC 7644 3.3), passwords, roles, levels.
struct UserInput {
  boost::json::object members;  // as kept
  bool active = true;
  std::string user_name;
  std::string external_id;
  std::string employee_number;
  std::string department;
  std::string title;
  std::vector<std::string> emails;
  std::optional<Uuid> manager;  // of the same client
};

// Errc::invalid "invalidValue" names the attribute.
[[nodiscard]] Result<UserInput> read_user(const boost::json::object& body);

// The members as a client would have written them: what a PATCH is applied to.
[[nodiscard]] boost::json::object written_user(const boost::json::object& members, bool active);
// base: "https://login.example.gov/scim/v2".
[[nodiscard]] boost::json::object render_user(const UserRow& row,
                                              const boost::json::object& members,
                                              std::string_view base);

// The unit whose name is the department, or its id; the connection's own if there is none, or two.
[[nodiscard]] Uuid decide_unit(std::string_view department, const Connection& connection);

}  // namespace tessera::scim
