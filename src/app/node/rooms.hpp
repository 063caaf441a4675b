// All rooms of a node, wired by hand from the ground up, and what they contribute to it: routes and
// jobs.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <tessera/http/router.hpp>
#include <tessera/runtime/jobs.hpp>
#include <tessera/ui/page.hpp>

#include "app/config/settings.hpp"
#include "app/node/admin_room.hpp"
#include "app/node/approval_room.hpp"
#include "app/node/card_room.hpp"
#include "app/node/enrol_room.hpp"
#include "app/node/journal_room.hpp"
#include "app/node/oauth_room.hpp"
#include "app/node/outbound_room.hpp"
#include "app/node/oversight_room.hpp"
#include "app/node/people_room.hpp"
#include "app/node/scim_room.hpp"
#include "endpoints/account/routes.hpp"
#include "endpoints/admin/routes.hpp"
#include "endpoints/enrol/routes.hpp"
#include "endpoints/oauth/routes.hpp"
#include "endpoints/scim/routes.hpp"
#include "endpoints/web.hpp"

namespace tessera::app {

class Rooms {
 public:
  Rooms(const Settings& settings, Backends& backends);

  void add_public_routes(http::Router& router,
                         const std::optional<std::filesystem::path>& outbox_folder);
  void add_admin_routes(http::Router& router);
  // What a listener for client certificates serves under its own name.
  void add_client_routes(http::Router& router);
  // What the listener for smart cards serves; nothing if there are none.
  void add_card_routes(http::Router& router);
  // Once the keyring is loaded: what must be in memory before the first request.
  [[nodiscard]] Task<Result<void>> open();
  void add_jobs(runtime::Jobs& jobs);
  // Before the io threads stop: what must still reach the database.
  void close();

  // "" if the database takes writes.
  [[nodiscard]] Task<std::string> probe_database();
  [[nodiscard]] bool has_signing_keys() const { return oauth.has_signing_keys(); }
  [[nodiscard]] const ui::Renderer& renderer() const { return renderer_; }
  [[nodiscard]] const crypto::KeyringHolder& keyring() const { return backends_.keyring; }
  [[nodiscard]] const Settings& settings() const { return settings_; }

 private:
  [[nodiscard]] endpoints::OauthDeps oauth_deps();

  const Settings& settings_;
  Backends& backends_;
  ui::Renderer renderer_;

 public:
  JournalRoom journal;
  PeopleRoom people;
  AccessRoom access;
  std::unique_ptr<CardRoom> cards;  // or nullptr
  AuthnRoom authn;
  ApprovalRoom approvals;
  EnrolRoom enrol;
  OauthRoom oauth;
  OutboundRoom outbound;
  OversightRoom oversight;
  ScimRoom scim;

 private:
  endpoints::Web web_;
  AdminRoom admin_;
};

}  // namespace tessera::app
