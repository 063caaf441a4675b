#include "app/node/http_config.hpp"

#include "app/node/smartcards.hpp"
#include "endpoints/public/error_pages.hpp"
#include "endpoints/web.hpp"

namespace tessera::app {
namespace {

// Boundaries and fields around a scan: one that is exactly at the limit must reach the room that
// says so.
constexpr std::size_t kMultipartOverhead = 64 * 1024;

// The transport lets more in than the room takes at once, so that who only begins a form and never
// comes to the file keeps nobody out; the room then decides by applicant, address and speed.
constexpr std::size_t kWaitingUploads = 8;

http::Limits make_limits(const Settings& settings) {
  return {.header_bytes = settings.size("limits.headers"),
          .form_bytes = settings.size("limits.form"),
          .json_bytes = settings.size("limits.json"),
          .evidence_bytes = settings.size("limits.evidence") + kMultipartOverhead,
          .header_time = settings.duration("limits.header_time"),
          .request_time = settings.duration("limits.request_time"),
          .idle_time = settings.duration("limits.idle_time"),
          .connections = static_cast<std::size_t>(settings.integer("limits.connections")),
          .connections_per_address =
              static_cast<std::size_t>(settings.integer("limits.connections_per_address")),
          .uploads = kWaitingUploads *
                     static_cast<std::size_t>(settings.integer("limits.evidence_uploads"))};
}

http::ClientCertificate certificate_use(const std::string& text) {
  if (text == "required") return http::ClientCertificate::required;
  return text == "optional" ? http::ClientCertificate::optional : http::ClientCertificate::none;
}

http::ListenerConfig make_listener(const ListenerSetting& setting) {
  return {.name = setting.name,
          .address = setting.address,
          .tls = setting.tls,
          .certificate_file = setting.certificate_file,
          .private_key_file = setting.private_key_file,
          .trusted_proxies = setting.trusted_proxies,
          .client_certificate = certificate_use(setting.client_certificate),
          .client_ca_file = setting.client_ca_file,
          .public_url = setting.public_url,
          .reads_cards = setting.reads_cards()};
}

http::ListenerConfig make_plain(std::string name, std::string address) {
  return {.name = std::move(name), .address = std::move(address), .tls = false};
}

}  // namespace

http::ServerConfig make_http_config(const Settings& settings, Rooms& rooms) {
  http::ServerConfig config{.public_url = settings.text("server.public_url"),
                            .limits = make_limits(settings)};
  for (const auto& listener : settings.listeners()) {
    config.listeners.push_back(make_listener(listener));
    if (listener.reads_cards()) config.listeners.back().authority_files = authority_files(settings);
  }
  config.listeners.push_back(make_plain("management", settings.text("management.address")));
  const auto& socket = settings.text("management.admin_socket");
  if (!socket.empty()) config.listeners.push_back(make_plain("admin-socket", "unix:" + socket));
  config.error_page = endpoints::make_error_page(rooms.renderer());
  config.context_hook = endpoints::make_context_hook(rooms.keyring(), rooms.renderer());
  config.access_log = settings.boolean("log.access");
  return config;
}

}  // namespace tessera::app
