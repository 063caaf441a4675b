#include "endpoints/public/routes.hpp"

#include "endpoints/public/assets.hpp"
#include "endpoints/public/language.hpp"
#include "endpoints/public/outbox_page.hpp"
#include "endpoints/public/start.hpp"

namespace tessera::endpoints {

void add_public_routes(http::Router& router, const PublicDeps& deps) {
  const Web& web = deps.web;
  const bool has_outbox = deps.outbox_folder.has_value();
  router.add(http::Method::get, "/", [&web, has_outbox](http::Request& request) {
    return show_start(web, request, has_outbox);
  });
  router.add(http::Method::get, "/language/{locale}",
             [&web, &languages = deps.languages](http::Request& request) {
               return choose_language(web, languages, request);
             });
  router.add(http::Method::get, "/assets/{version}/{name}",
             [&web](http::Request& request) { return serve_asset(web.renderer, request); },
             {.style = http::RouteOptions::Style::plain});
  if (!has_outbox) return;
  router.add(http::Method::get, "/dev/outbox",
             [&web, folder = *deps.outbox_folder](http::Request& request) {
               return show_outbox(web, request, folder);
             });
  router.add(http::Method::get, "/dev/outbox/{name}",
             [&web, folder = *deps.outbox_folder](http::Request& request) {
               return show_mail(web, request, folder);
             });
}

}  // namespace tessera::endpoints
