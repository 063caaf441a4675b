// Values of administration as JSON members; the shapes of schema/openapi/admin.json.
#pragma once

#include <boost/json/object.hpp>

#include <tessera/access/admin.hpp>
#include <tessera/access/approval.hpp>
#include <tessera/audit/journal.hpp>
#include <tessera/authn/session.hpp>
#include <tessera/enrol/invitation.hpp>
#include <tessera/http/message.hpp>
#include <tessera/oauth/client_admin.hpp>
#include <tessera/people/person.hpp>

namespace tessera::endpoints::admin {

using boost::json::object;

[[nodiscard]] object to_json(const access::Unit& unit);
[[nodiscard]] object to_json(const access::Role& role);
[[nodiscard]] object to_json(const access::RoleGrant& grant);
[[nodiscard]] object to_json(const access::Decision& decision);
[[nodiscard]] object to_json(const access::Purpose& purpose);
[[nodiscard]] object to_json(const access::WorkCase& work_case);
[[nodiscard]] object to_json(const access::Training& training);
[[nodiscard]] object to_json(const access::ApprovalRequest& request);
[[nodiscard]] object to_json(const people::Person& person);
[[nodiscard]] object to_json(const people::Attribute& attribute);
[[nodiscard]] object to_json(const authn::Session& session);
[[nodiscard]] object to_json(const enrol::Invitation& invitation);
[[nodiscard]] object to_json(const oauth::Client& client);
[[nodiscard]] object to_json(const oauth::NewClient& client);  // with the secret, shown once
[[nodiscard]] object to_json(const audit::SealedRow& row);

// RFC 9110 15.3.3: nothing is done yet, and where it can be followed.
[[nodiscard]] http::Response accepted(const access::ApprovalRequest& request);

template <class T>
[[nodiscard]] boost::json::array to_array(const std::vector<T>& values) {
  boost::json::array out;
  for (const auto& value : values) out.push_back(to_json(value));
  return out;
}

}  // namespace tessera::endpoints::admin
