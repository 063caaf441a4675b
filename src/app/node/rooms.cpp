#include "app/node/rooms.hpp"
#include "app/node/access_jobs.hpp"

#include <unistd.h>

#include <tessera/runtime/log.hpp>

#include "app/node/aliases.hpp"
#include "app/node/smartcards.hpp"
#include "endpoints/admin/head.hpp"
#include "endpoints/card/routes.hpp"
#include "endpoints/public/routes.hpp"
#include "queries.hpp"

namespace tessera::app {
namespace {

// Where clients with a certificate go: a listener with a name of its own before one without.
std::string mtls_url(const Settings& settings) {
  std::string out;
  for (const auto& listener : settings.listeners()) {
    if (listener.client_certificate == "none" || listener.reads_cards()) continue;
    if (!listener.public_url.empty()) return listener.public_url;
    out = settings.text("server.public_url");
  }
  return out;
}

}  // namespace

Rooms::Rooms(const Settings& settings, Backends& backends)
    : settings_(settings),
      backends_(backends),
      renderer_({.pseudo_locales = settings.boolean("server.pseudo_locales")}),
      journal(settings, backends),
      people(backends, journal),
      access(settings, backends, journal),
      cards(make_card_room(settings, backends)),
      authn(settings, backends, journal, people, access, cards ? &cards->reader : nullptr),
      approvals(settings, backends, people, access, authn),
      enrol(settings, backends, journal, people, access, authn),
      oauth(settings, backends, journal, people, access, authn),
      outbound(settings, backends, authn, oauth, renderer_),
      oversight(settings, backends, journal, access, authn, approvals, outbound),
      scim(backends, journal, people, access, authn, oauth, settings.text("server.public_url")),
      web_{.sessions = authn.authn.sessions(),
           .renderer = renderer_,
           .keyring = backends.keyring,
           .clock = *backends.clock,
           .random = backends.random,
           .public_url = settings.text("server.public_url"),
           .mtls_url = mtls_url(settings),
           .card_url = card_url(settings)},
      admin_(backends, journal, people, access, authn, approvals, enrol, oauth, oversight, scim,
             web_) {}

void Rooms::add_public_routes(http::Router& router,
                              const std::optional<std::filesystem::path>& outbox_folder) {
  endpoints::add_public_routes(
      router, {.web = web_, .languages = people.store, .outbox_folder = outbox_folder});
  endpoints::add_account_routes(
      router, {.web = web_,
               .sign_in = authn.authn.sign_in(),
               .binding = authn.authn.binding(),
               .people = *people.service,
               .consents = *oauth.consents,
               .journal = journal.reader,
               .pending = oauth.services->pending(),
               .clients = oauth.clients,
               .inbox = authn.authn.inbox(),
               .freezing = authn.authn.freezing(),
               .recovery = authn.authn.recovery(),
               .setup = authn.authn.recovery_setup(),
               .care = authn.authn.care(),
               .passkeys = authn.authn.passkeys(),
               .sign_out_session =
                   [this](const authn::Session& session, const RequestContext& context) {
                     return oauth.services->logout().sign_out(session, context);
                   },
               .portals_of =
                   [this](const Uuid& session, const std::string& locale) {
                     return oauth.portals_of(session, locale);
                   },
               .certificates = authn.authn.certificates()});
  endpoints::add_oauth_routes(router, oauth_deps());
  endpoints::add_enrol_routes(router, {.web = web_,
                                       .applicants = *enrol.applicants,
                                       .invitations = *enrol.redeem,
                                       .review = *enrol.reviews,
                                       .access = *access.service});
  endpoints::add_head_route(router, journal.sequencer);
  endpoints::add_admin_api_routes(router, admin_.deps);
  endpoints::add_admin_page_routes(router, admin_.deps);
  endpoints::add_scim_routes(router, scim.deps);
  add_aliases(router, settings_);
}

void Rooms::add_client_routes(http::Router& router) {
  endpoints::add_client_routes(router, oauth_deps());
  endpoints::add_scim_routes(router, scim.deps);
  endpoints::add_admin_api_routes(router, admin_.deps);
}

void Rooms::add_card_routes(http::Router& router) {
  if (cards) endpoints::add_card_routes(router, {.web = web_, .reader = cards->reader});
}

endpoints::OauthDeps Rooms::oauth_deps() {
  return {.web = web_,
          .authorize = oauth.services->authorize(),
          .tokens = oauth.services->tokens(),
          .queries = oauth.services->queries(),
          .logout = oauth.services->logout(),
          .dpop = oauth.services->dpop(),
          .pushed = oauth.services->pushed(),
          .devices = oauth.services->devices(),
          .ciba = oauth.services->ciba(),
          .pending = oauth.services->pending(),
          .keys = oauth.keys,
          .registration = *oauth.registration,
          .portals = oauth.portals,
          .logos = oauth.logos,
          .decisions = oauth.services->decisions(),
          .trust_framework = settings_.text("oauth.trust_framework")};
}

void Rooms::add_admin_routes(http::Router& router) {
  endpoints::add_admin_api_routes(router, admin_.deps);
}

Task<Result<void>> Rooms::open() {
  co_await journal.open();
  if (auto opened = co_await authn.open(); !opened) co_return opened;
  co_await outbound.open();
  co_await oauth.open();
  co_return Result<void>{};
}

void Rooms::add_jobs(runtime::Jobs& jobs) {
  journal.add_jobs(jobs);
  people.add_jobs(jobs);
  authn.add_jobs(jobs);
  add_access_jobs(jobs, backends_, access, authn.authn.notices());
  approvals.add_jobs(jobs);
  enrol.add_jobs(jobs);
  oauth.add_jobs(jobs);
  outbound.add_jobs(jobs);
  oversight.add_jobs(jobs);
  scim.add_jobs(jobs);
}

void Rooms::close() {
  try {
    backends_.io.run_and_wait(0, [this]() -> Task<> { return journal.journal.flush(); });
  } catch (const std::exception& error) {
    runtime::log(runtime::Level::warn, "node.close", {{"journal", error.what()}});
  }
}

Task<std::string> Rooms::probe_database() {
  co_await journal.save_seen();
  co_return "";
}

}  // namespace tessera::app
