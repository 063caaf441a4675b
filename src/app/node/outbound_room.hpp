// Deliveries of this node, wired.
#pragma once

#include <memory>

#include <tessera/outbound/handlers.hpp>
#include <tessera/outbound/http_client.hpp>
#include <tessera/outbound/mail.hpp>
#include <tessera/outbound/outbox_worker.hpp>
#include <tessera/outbound/webhook_gateway.hpp>
#include <tessera/runtime/jobs.hpp>
#include <tessera/ui/page.hpp>

#include "app/config/settings.hpp"
#include "app/node/oauth_room.hpp"
#include "store/postgres/outbox_store.hpp"

namespace tessera::app {

struct OutboundRoom {
  OutboundRoom(const Settings& settings, Backends& backends, AuthnRoom& authn, OauthRoom& oauth,
               const ui::Renderer& renderer);
  [[nodiscard]] Task<> open();
  void add_jobs(runtime::Jobs& jobs);

  Backends& backends;
  store::postgres::OutboxStore outbox;
  std::unique_ptr<outbound::MailTransport> mail;
  outbound::HttpClient http;
  outbound::WebhookGateway gateway;
  bool has_gateway;
  outbound::OutboxWorker worker;
};

}  // namespace tessera::app
