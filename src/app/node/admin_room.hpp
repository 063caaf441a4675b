// Administration, wired: what the admin pages, the admin API and, over the unix socket, the command
// line stand on.
#pragma once

#include <tessera/oauth/approved_operations.hpp>

#include "app/node/approval_room.hpp"
#include "app/node/enrol_room.hpp"
#include "app/node/oauth_room.hpp"
#include "app/node/oversight_room.hpp"
#include "app/node/scim_room.hpp"
#include "endpoints/admin/deps.hpp"
#include "store/postgres/console_lists.hpp"
#include "store/postgres/managed_store.hpp"
#include "store/redis/idempotency_store.hpp"

namespace tessera::app {

struct AdminRoom {
  AdminRoom(Backends& backends, JournalRoom& journal, PeopleRoom& people, AccessRoom& access,
            AuthnRoom& authn, ApprovalRoom& approvals, EnrolRoom& enrol, OauthRoom& oauth,
            OversightRoom& oversight, ScimRoom& scim, const endpoints::Web& web);
  store::redis::IdempotencyStore idempotency;
  store::postgres::SessionDirectory session_directory;
  store::postgres::AccessLists lists;
  store::postgres::ManagedStore managed;
  oauth::ClientApproval client_approval;
  oauth::KeyRotationApproval key_approval;
  endpoints::AdminDeps deps;  // the routers keep a reference
};

}  // namespace tessera::app
