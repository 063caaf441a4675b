// What /scim/v2 stands on.
#pragma once

#include <functional>
#include <string>

#include <tessera/authn/throttle.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/task.hpp>
#include <tessera/http/message.hpp>
#include <tessera/http/router.hpp>
#include <tessera/oauth/dpop.hpp>
#include <tessera/scim/group_service.hpp>
#include <tessera/scim/user_service.hpp>

namespace tessera::endpoints {

// The client that asks: by an access token of its own for this resource, or by a long-lived bearer.
// Errc::unauthenticated, Errc::forbidden.
using ScimCaller = std::function<Task<Result<scim::Caller>>(const http::Request&)>;

struct ScimDeps {
  scim::UserService& users;
  scim::GroupService& groups;
  authn::ThrottleStore& throttle;
  ScimCaller caller;
  oauth::DpopProofs* dpop = nullptr;  // gives the nonces of caller
  std::string public_url;
  int requests_per_minute = 1200;  // of one client
};

}  // namespace tessera::endpoints
