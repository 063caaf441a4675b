// SCIM, wired: records and groups of HR systems, and what ends when somebody leaves.
#pragma once

#include <tessera/scim/group_service.hpp>
#include <tessera/scim/user_service.hpp>

#include "app/node/oauth_room.hpp"
#include "endpoints/scim/deps.hpp"
#include "store/postgres/scim_group_store.hpp"
#include "store/postgres/scim_store.hpp"

namespace tessera::app {

struct ScimRoom {
  ScimRoom(Backends& backends, JournalRoom& journal, PeopleRoom& people, AccessRoom& access,
           AuthnRoom& authn, OauthRoom& oauth, const std::string& public_url);
  void add_jobs(runtime::Jobs& jobs);

  Backends& backends;
  store::postgres::ScimConnectionStore connection_store;
  store::postgres::ScimUserStore user_store;
  store::postgres::ScimGroupStore group_store;
  scim::ConnectionService connections;
  scim::UserService users;
  scim::GroupService groups;
  endpoints::ScimDeps deps;  // the routers keep a reference
};

}  // namespace tessera::app
