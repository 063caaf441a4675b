#include "app/node/client_revocation_room.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "app/node/outbound_options.hpp"

namespace tessera::app {
namespace {

// Lists and answers are signed and mostly offered by plain http (RFC 5280 8).
outbound::HttpClientOptions make_options(const Settings& settings) {
  auto out = make_document_options(settings, "client_revocation");
  out.allow_http = true;
  return out;
}

crypto::TrustAnchors load_anchors(const Settings& settings) {
  std::stringstream text;
  for (const auto& path : client_authority_files(settings)) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("client_ca_file " + path + " cannot be read");
    text << file.rdbuf() << '\n';
  }
  auto anchors = crypto::TrustAnchors::from_pem(text.str());
  if (!anchors) throw std::runtime_error("client_ca_file: " + anchors.error().id);
  return std::move(*anchors);
}

authn::RevocationRules make_rules(const Settings& settings) {
  return {.crls = settings.texts("oauth.client_crls"),
          .ocsp = settings.text("oauth.client_ocsp"),
          .hosts = settings.texts("oauth.client_revocation_hosts"),
          .soft = settings.text("oauth.client_revocation") == "soft"};
}

}  // namespace

ClientRevocationRoom::ClientRevocationRoom(const Settings& settings, Backends& backends)
    : http(make_options(settings)),
      fetch(http),
      checker(authn::make_revocation_checker(fetch, backends.random)),
      clients(load_anchors(settings), make_rules(settings), *checker) {}

bool asks_about_clients(const Settings& settings) {
  return !settings.texts("oauth.client_crls").empty() ||
         !settings.text("oauth.client_ocsp").empty() ||
         !settings.texts("oauth.client_revocation_hosts").empty();
}

std::vector<std::string> client_authority_files(const Settings& settings) {
  std::set<std::string> out;
  for (const auto& listener : settings.listeners()) {
    if (!listener.client_ca_file.empty()) out.insert(listener.client_ca_file);
  }
  return {out.begin(), out.end()};
}

std::unique_ptr<ClientRevocationRoom> make_client_revocation_room(const Settings& settings,
                                                                  Backends& backends) {
  if (!asks_about_clients(settings)) return nullptr;
  return std::make_unique<ClientRevocationRoom>(settings, backends);
}

}  // namespace tessera::app
