#include "app/node/rooms.hpp"

#include <unistd.h>

#include <tessera/runtime/log.hpp>

#include "endpoints/admin/head.hpp"
#include "endpoints/public/routes.hpp"
#include "queries.hpp"

namespace tessera::app {

Rooms::Rooms(const Settings& settings, Backends& backends)
    : settings_(settings),
      backends_(backends),
      renderer_({.pseudo_locales = settings.boolean("server.pseudo_locales")}),
      journal(settings, backends),
      people(backends, journal),
      access(backends, journal),
      authn(settings, backends, journal, people),
      enrol(settings, backends, journal, people, access, authn),
      oauth(settings, backends, journal, people, access, authn),
      outbound(settings, backends, authn, oauth, renderer_),
      web_{.sessions = authn.authn.sessions(),
           .renderer = renderer_,
           .keyring = backends.keyring,
           .clock = *backends.clock,
           .random = backends.random,
           .public_url = settings.text("server.public_url")},
      admin_(backends, journal, people, access, authn, enrol, oauth, web_) {}

void Rooms::add_public_routes(http::Router& router,
                              const std::optional<std::filesystem::path>& outbox_folder) {
  endpoints::add_public_routes(
      router, {.web = web_, .languages = people.store, .outbox_folder = outbox_folder});
  endpoints::add_account_routes(router, {.web = web_,
                                         .sign_in = authn.authn.sign_in(),
                                         .binding = authn.authn.binding(),
                                         .people = *people.service,
                                         .consents = *oauth.consents,
                                         .journal = journal.reader});
  endpoints::add_oauth_routes(router, {.web = web_,
                                       .authorize = oauth.services->authorize(),
                                       .tokens = oauth.services->tokens(),
                                       .queries = oauth.services->queries(),
                                       .logout = oauth.services->logout(),
                                       .keys = oauth.keys});
  endpoints::add_enrol_routes(router, {.web = web_,
                                       .applicants = *enrol.applicants,
                                       .invitations = *enrol.redeem,
                                       .review = *enrol.reviews,
                                       .access = *access.service});
  endpoints::add_head_route(router, journal.sequencer);
  endpoints::add_admin_api_routes(router, admin_.deps);
  endpoints::add_admin_page_routes(router, admin_.deps);
}

void Rooms::add_admin_routes(http::Router& router) {
  endpoints::add_admin_api_routes(router, admin_.deps);
}

Task<Result<void>> Rooms::open() {
  co_await journal.open();
  co_await outbound.open();
  co_await oauth.open();
  co_return Result<void>{};
}

void Rooms::add_jobs(runtime::Jobs& jobs) {
  journal.add_jobs(jobs);
  people.add_jobs(jobs);
  authn.add_jobs(jobs);
  enrol.add_jobs(jobs);
  oauth.add_jobs(jobs);
  outbound.add_jobs(jobs);
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
